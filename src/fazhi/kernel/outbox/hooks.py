"""JSON sent to another system over HTTP, signed so that it knows whom it comes from.

The header ``X-Fazhi-Signature`` is ``t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hexadecimal>``, or with SM3
(RFC 2104 over GB/T 32905-2016) ``t=<seconds>,sm3=<…>``. Whoever receives it checks both, the time too. The address is
the operator's alone to set, inside the house or out; where it redirects to is not followed, so that nobody else can
point it at a machine in here.
"""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC

from fazhi.errors import FazhiError
from fazhi.i18n import _

HERE = ("127.0.0.1", "localhost", "::1")
_TIMEOUT = 10
_DIGESTS: dict[str, tuple[str, type[HashAlgorithm]]] = {"sha256": ("v1", SHA256), "sm3": ("sm3", SM3)}


def check(url: str, secret: str, digest: str, prefix: str) -> None:
    """Whether something can be sent so. Raises :class:`FazhiError` naming the settings (``FAZHI_OFFICE_URL``)."""
    address = urlsplit(url)
    safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in HERE)
    if not (safe and address.hostname and secret):
        raise FazhiError(
            _("{prefix}_URL 应是 https 地址，并设 {prefix}_SECRET。").format(prefix=prefix), code="bad_webhook"
        )
    if digest not in _DIGESTS:
        raise FazhiError(
            _("{prefix}_DIGEST 应是 {known}，现为“{digest}”。").format(
                prefix=prefix, known="、".join(_DIGESTS), digest=digest
            ),
            code="bad_webhook",
        )


def send(url: str, secret: str, content: dict[str, Any], digest: str = "sha256") -> None:
    """POST it to an address that was checked; raises where that does not answer with 2xx."""
    body = json.dumps(content, ensure_ascii=False).encode()
    stamp = str(int(time.time()))
    mark, algorithm = _DIGESTS[digest]
    code = HMAC(secret.encode(), algorithm())
    code.update(f"{stamp}.".encode() + body)
    request = urllib.request.Request(  # noqa: S310 (the caller has checked the address)
        url,
        body,
        {
            "Content-Type": "application/json; charset=utf-8",
            "X-Fazhi-Signature": f"t={stamp},{mark}={code.finalize().hex()}",
        },
    )
    with urllib.request.build_opener(_Stay).open(request, timeout=_TIMEOUT):
        pass


class _Stay(urllib.request.HTTPRedirectHandler):
    """Takes a redirection for the failure that it is here."""

    def redirect_request(self, *_given: Any) -> None:
        return None
