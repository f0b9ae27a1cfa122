"""Answers that are long: sent piece by piece, so that a large file never lies in the memory as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

_CHUNK = 256 * 1024


def download(
    request: HttpRequest, pieces: Iterator[bytes], name: str, media_type: str, size: int | None = None
) -> StreamingHttpResponse:
    """The pieces as a download that no browser runs or shows as a page."""
    response = StreamingHttpResponse(sent(request, pieces), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if size is not None:
        response["Content-Length"] = str(size)
    return response


def of_file(stream: object) -> Iterator[bytes]:
    """A file in pieces; it is closed at its end."""
    with stream as opened:  # type: ignore[attr-defined]
        while chunk := opened.read(_CHUNK):
            yield chunk


def sent(request: HttpRequest, pieces: Iterator[bytes]) -> Iterator[bytes] | AsyncIterator[bytes]:
    """The pieces as the server of this request sends them one by one: under ASGI Django gathers an ordinary iterator
    whole before it sends the first of it."""
    return _awaited(pieces) if isinstance(request, ASGIRequest) else pieces


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(lambda: next(pieces, None), thread_sensitive=False)
    while (piece := await take()) is not None:
        yield piece
