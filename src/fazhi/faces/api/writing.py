"""Writes with a key: the same request again is done once, another request under the same key is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.timezone import now as real_now

from fazhi.errors import FazhiError
from fazhi.faces.api.asking import asker
from fazhi.faces.api.models import Write
from fazhi.i18n import _

LONGEST = 80
HEADER = "Idempotency-Key"


@contextmanager
def once(request: HttpRequest) -> Iterator[str]:
    """The key of a request, inside a transaction in which nobody else writes under it.

    Raises :class:`FazhiError` without a key, and for a key under which something else was asked.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key or len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise FazhiError(
            _(
                "请在 Idempotency-Key 头里写一个自己生成的标识（如 UUID，最多 {n} 个字符）；重发同一请求时用同一个。"
            ).format(n=LONGEST),
            code="no_idempotency_key",
        )
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).digest()
    with transaction.atomic():
        try:
            with transaction.atomic():
                Write.objects.create(user=asker(request), key=key, asked=asked, at=real_now())
        except IntegrityError:
            before = Write.objects.get(user=asker(request), key=key)
            if bytes(before.asked) != asked:
                raise FazhiError(_("这个 Idempotency-Key 已用于另一个请求，请换一个。"), code="key_in_use") from None
        yield key
