"""Styles, scripts and pictures of the pages, sent piece by piece by the web process itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from fazhi.faces.workbench.streaming import of_file, sent


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, whose own answer is an ordinary iterator that Django under ASGI would gather whole."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> StreamingHttpResponse:
        """See WhiteNoise: the headers are all its own."""
        found = static_file.get_response(request.method, request.META)
        pieces = of_file(found.file) if found.file else iter(())
        response = StreamingHttpResponse(sent(request, pieces), status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
