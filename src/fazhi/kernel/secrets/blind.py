"""Blind indexes: a value is found again and duplicates are seen without the value being readable (HMAC with SM3)."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from fazhi.kernel.identity import compact
from fazhi.kernel.secrets.keys import keyring


def blind_index(value: str, *, purpose: str) -> bytes:
    """32 bytes by which ``value`` is looked up among those of one purpose ("party.phone").

    The same however the value is written: full-width, with spaces or hyphens, in small letters. HMAC-SM3 (RFC 2104,
    GB/T 32905-2016) under the key for indexes, so that whoever has only the database cannot try out all numbers.
    Raises :class:`fazhi.kernel.secrets.keys.BadKeys`.
    """
    return keyed_hash(compact(value).encode(), purpose=purpose)


def keyed_hash(content: bytes, *, purpose: str) -> bytes:
    """32 bytes by which some content is known again, of which nobody without the key can tell what it was."""
    code = HMAC(keyring().index.secret, SM3())
    # No purpose holds a NUL, so no two pairs of purpose and value give the same bytes.
    code.update(purpose.encode() + b"\0" + content)
    return code.finalize()
