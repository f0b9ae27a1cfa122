"""Cursors: where a page ended, signed so that nothing else can be put in.

A page goes on behind the last row that was shown, not after so many rows: what is added or goes away meanwhile makes
no other row come twice or be left out.
"""

from __future__ import annotations

from typing import Any

from django.core import signing

from fazhi.errors import FazhiError
from fazhi.i18n import _

_SALT = "fazhi.api.cursor"


def written(what: str, place: Any) -> str:
    """The cursor of a place in one kind of list."""
    return signing.dumps([what, place], salt=_SALT)


def read(what: str, cursor: str | None) -> Any:
    """The place of a cursor, None for the first page. Raises :class:`FazhiError` for one of another list, or none."""
    if cursor is None:
        return None
    try:
        kind, place = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        kind, place = "", None
    if kind != what:
        raise FazhiError(_("cursor 不对：请原样使用上一页返回的 next，并且不要改动其他参数。"), code="bad_cursor")
    return place
