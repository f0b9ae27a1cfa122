"""The addresses of the API, and of what machines ask beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from fazhi.faces.api import problems, schema
from fazhi.faces.api.api import api

Answer = Callable[..., HttpResponseBase]


def _open(view: Answer) -> Answer:
    """A view that asks for a token itself, and says in the API's own way that a method is not supported."""

    @wraps(view)
    def inner(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *given, **named)
        if response.status_code == 405:
            return problems.wrong_method(request, response.headers.get("Allow", ""))
        return response

    return csrf_exempt(login_not_required(inner))


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The schema. It says what there is, and nothing of what is in it."""
    del request
    return HttpResponse(schema.text(), content_type="application/json; charset=utf-8")


def _patterns() -> list[URLPattern]:
    found = []
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)
        if pattern.name == "api-root" or pattern.callback is None:
            continue
        # Under names of their own: the workbench has a “matter” too, and its links must not lead here.
        name = f"api_{pattern.name}"
        found.append(URLPattern(pattern.pattern, _open(pattern.callback), pattern.default_args, name))
    return found


urlpatterns = [
    path("openapi.json", _open(openapi), name="openapi"),
    *_patterns(),
    re_path(r"^(?P<rest>.*)$", _open(problems.missing)),
]
