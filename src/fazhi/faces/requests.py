"""Every request has a number, and where logs are JSON a line: what was asked for by its kind, never by its address.

An address may hold what somebody searched for; the name of a route does not.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fazhi.kernel.operations.logs import request_number

_HEADER = "X-Request-ID"
_NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
_log = logging.getLogger("fazhi.requests")


class Numbered:
    """Takes the number that a proxy gave, or gives one; says it in the answer and in every line of the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, given = time.perf_counter(), request.headers.get(_HEADER, "")
        number = given if _NUMBER.fullmatch(given) else uuid.uuid4().hex
        token = request_number.set(number)
        try:
            response = self.get_response(request)
            response[_HEADER] = number
            _log.info("answered", extra=_said(request, response, began))
            return response
        finally:
            request_number.reset(token)


def _said(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, object]:
    found, user = request.resolver_match, getattr(request, "_cached_user", None)
    return {
        "method": request.method,
        "route": found.view_name if found is not None else "",
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
        # Known only where the request asked who it is; asking now would read the session again.
        "user": getattr(user, "pk", None),
    }
