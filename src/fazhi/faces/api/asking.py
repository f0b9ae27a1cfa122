"""What the operations share: who asks, by which token, within which scope; what was sent."""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.security import HttpBearer

from fazhi.errors import FazhiError
from fazhi.faces.api import limits, tokens
from fazhi.faces.api.models import Token
from fazhi.faces.uploads import too_large
from fazhi.i18n import _
from fazhi.kernel.matters.access import find
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.models import Matter, User
from fazhi.kernel.signing import sessions
from fazhi.kernel.ui.extras import seats

_log = logging.getLogger("fazhi.access")


class Bearer(HttpBearer):
    """A token in the header, with a scope. Counted before the scope is looked at, so that refusals count too."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token, or nothing where it is none. Raises :class:`FazhiError` for another scope or too many requests."""
        found = tokens.find(token)
        if found is None:
            return None
        wait = limits.spend(found, sessions.here(request).address)
        if wait:
            raise FazhiError(
                _("请求太频繁，请在 {n} 秒后再试。").format(n=wait), code="too_many_requests", retry_after=wait
            )
        if self.scope not in found.scopes:
            raise FazhiError(
                _("这个令牌没有“{scope}”这项权限，请换用或者新建有这项权限的令牌。").format(scope=self.scope),
                code="insufficient_scope",
            )
        # Whoever logs and asks for rights further on finds the person here.
        request.user = found.user
        return found


def asker(request: HttpRequest) -> User:
    """Whose token it is."""
    assert isinstance(request.user, User)
    return request.user


def matter_of(request: HttpRequest, key: uuid.UUID) -> Matter:
    """The matter of an address. One that is not theirs to see answers as one that is not there, and is logged."""
    try:
        return find(key, asker(request), seats(asker(request)))
    except NotFound:
        if Matter.objects.filter(uuid=key).exists():
            note(request, "asked for matter %s, which is not theirs to see", key, level=logging.WARNING)
        raise


def note(request: HttpRequest, what: str, *given: object, level: int = logging.INFO) -> None:
    """Log that somebody read something that is not for everybody."""
    token = request.auth  # type: ignore[attr-defined]
    _log.log(level, "user %s by token %s " + what, asker(request).pk, token.hint, *given)


def body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Raises :class:`FazhiError` for anything else."""
    if too_large(request):
        raise _too_big()
    if request.content_type != "application/json":
        raise FazhiError(_("请求的内容应是 application/json。"), code="unsupported_media_type")
    try:
        text = request.body.decode("utf-8")
        found = json.loads(text, parse_constant=_no_number)
        # Half of a pair of surrogates is no text, and no database keeps it.
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except RequestDataTooBig:
        raise _too_big() from None
    except (ValueError, RecursionError):
        raise FazhiError(_("请求的内容读不出来，应是 UTF-8 的 JSON。"), code="bad_json") from None
    if not isinstance(found, dict):
        raise FazhiError(_("请求的内容应是一个 JSON 对象。"), code="bad_json")
    return found


def _too_big() -> FazhiError:
    return FazhiError(_("请求的内容太大。"), code="too_big")


def _no_number(name: str) -> None:
    raise ValueError(name)
