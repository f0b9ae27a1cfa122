"""Tokens: made, told once, found again by their digest, used up to so many times a minute, revoked."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now as real_now

from fazhi.errors import FazhiError
from fazhi.faces.api.models import Token
from fazhi.faces.api.scopes import checked
from fazhi.i18n import _
from fazhi.kernel.models import User
from fazhi.kernel.signing.events import Kind, Origin, record

PREFIX = "fazhi_"
LONGEST = 366
"""Days for which a token is good at most."""

_MOST = 20
_NAME = 60


def digest(secret: str) -> bytes:
    """SM3 of a secret. It has 256 random bits, so nobody finds it by trying and no slow hash is needed."""
    code = Hash(SM3())
    code.update(secret.encode())
    return code.finalize()


def create(
    user: User,
    name: str,
    scopes: Iterable[str],
    days: int,
    *,
    here: Origin | None = None,
    by: User | None = None,
) -> tuple[Token, str]:
    """A token for somebody and its secret, which is kept nowhere. ``by``: an administrator, empty on the command line.

    Raises :class:`FazhiError` where name, scopes or days cannot be so, or there are too many already.
    """
    name, wanted = name.strip(), checked(scopes)
    if not name or len(name) > _NAME:
        raise FazhiError(_("请给令牌起名，写明给哪个系统用，最多 {n} 个字。").format(n=_NAME), code="bad_name")
    if not 1 <= days <= LONGEST:
        raise FazhiError(_("令牌的有效期应是 1 至 {n} 天。").format(n=LONGEST), code="bad_days")
    if not user.is_active:
        raise FazhiError(_("账号“{name}”已停用。").format(name=user.username), code="inactive")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if held(user).count() >= _MOST:
            raise FazhiError(_("一个账号最多有 {n} 个有效的令牌，请先撤销不用的。").format(n=_MOST), code="too_many")
        moment, secret = real_now(), PREFIX + secrets.token_urlsafe(32)
        token = Token.objects.create(
            user=user,
            name=name,
            scopes=wanted,
            digest=digest(secret),
            hint=secret[: len(PREFIX) + 4],
            made_at=moment,
            expires_at=moment + dt.timedelta(days=days),
        )
        token.refresh_from_db()
        record(Kind.TOKEN_MADE, user.username, user, here=here, by=by)
    return token, secret


def held(user: User) -> QuerySet[Token]:
    """The tokens of somebody that are good now, the newest first."""
    return Token.objects.filter(user=user, revoked_at=None, expires_at__gt=real_now())


def revoke(token: Token, *, here: Origin | None = None, by: User | None = None) -> None:
    """Let a token be good for nothing any more; again is the same."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=real_now()):
            record(Kind.TOKEN_REVOKED, token.user.username, token.user, here=here, by=by)


def find(secret: str) -> Token | None:
    """The token with this secret if it is good now."""
    found = Token.objects.select_related("user").filter(digest=digest(secret)).first()
    return found if found is not None and found.holds(real_now()) else None
