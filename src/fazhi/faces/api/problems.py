"""What goes wrong, said as RFC 9457 has it: ``application/problem+json`` with a sentence and a code for machines."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from fazhi.errors import FazhiError
from fazhi.i18n import _, later

TYPE = "application/problem+json"
_log = logging.getLogger("fazhi.api")

_STATUS = {
    "not_found": 404,
    "unknown_procedure": 404,
    "unknown_figure": 404,
    "unknown_ledger": 404,
    "unknown_article": 404,
    "unknown_law": 404,
    "no_ledger": 404,
    "forbidden": 403,
    "insufficient_scope": 403,
    "stale": 409,
    "not_now": 409,
    "key_in_use": 409,
    "unauthorized": 401,
    "too_big": 413,
    "too_many_requests": 429,
    "unsupported_media_type": 415,
    "bad_json": 400,
    "no_idempotency_key": 400,
    "store_error": 503,
    "no_content": 503,
    "no_corpus": 503,
    "unavailable": 503,
}
"""Status by the code of an error; 422 for all others: understood, and not to be done so."""

_TITLES = {
    400: later("请求不成立"),
    401: later("没有有效的令牌"),
    403: later("不能这样做"),
    404: later("没有找到"),
    405: later("不支持的方法"),
    409: later("与现在的状态冲突"),
    413: later("内容太大"),
    415: later("内容类型不对"),
    422: later("内容需要改正"),
    429: later("请求太频繁"),
    500: later("平台出了问题"),
    503: later("暂时不可用"),
}


def problem(request: HttpRequest, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """The answer that says what went wrong; ``more`` goes in beside what the RFC names."""
    content = {
        "type": f"urn:fazhi:problem:{code}",
        "title": _(_TITLES.get(status, _TITLES[422])),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    response = HttpResponse(json.dumps(content, ensure_ascii=False, default=str), status=status, content_type=TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="fazhi"'
    if "retry_after" in more:
        response["Retry-After"] = str(more["retry_after"])
    return response


def of_error(request: HttpRequest, error: FazhiError) -> HttpResponse:
    """A refusal of the kernel. What was wrong with answers stands under ``errors``, by the name of the question."""
    more: dict[str, Any] = {}
    if "answers" in error.details:
        more["errors"] = error.details["answers"]
    for name in ("state", "sequence", "retry_after"):
        if name in error.details:
            more[name] = error.details[name]
    return problem(request, _STATUS.get(error.code, 422), error.code, error.message, **more)


def missing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """There is no such address."""
    del rest
    return problem(request, 404, "not_found", _("没有这个地址，或者您无权查看。全部地址见 /api/v1/openapi.json。"))


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """There is such an address, and not with this method."""
    response = problem(
        request,
        405,
        "method_not_allowed",
        _("这个地址不支持 {method}，支持：{allowed}。").format(method=request.method, allowed=allowed),
    )
    response["Allow"] = allowed
    return response


def register(api: NinjaAPI) -> None:
    """Let an API answer so to everything that is raised in it."""

    @api.exception_handler(FazhiError)
    def refused(request: HttpRequest, error: FazhiError) -> HttpResponse:
        return of_error(request, error)

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
        return missing(request)

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(
            request,
            401,
            "unauthorized",
            _("请在 Authorization 头里给出有效的令牌（Bearer …）；它可能写错了、过期了，或者已经撤销。"),
        )

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong = {".".join(str(one) for one in each["loc"][1:]) or "?": [str(each["msg"])] for each in error.errors}
        return problem(
            request, 422, "bad_parameter", _("参数不对：{names}。").format(names="、".join(wrong)), errors=wrong
        )

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(request, error.status_code, "bad_request", _("请求读不懂，请检查格式。"))

    @api.exception_handler(OperationalError)
    def away(request: HttpRequest, error: OperationalError) -> HttpResponse:
        _log.error("the database does not answer: %s", type(error).__name__)
        return problem(request, 503, "unavailable", _("数据库暂时不可用，请稍后再试。"), retry_after=5)

    @api.exception_handler(Exception)
    def broke(request: HttpRequest, error: Exception) -> HttpResponse:
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
        return problem(request, 500, "internal", _("平台出了问题，没有办成，什么也没有改动。请稍后再试。"))
