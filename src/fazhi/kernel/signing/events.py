"""What happened to accounts, written down and read. Times here are real ones: a demonstration may stand on another day,
an attacker and an authenticator app do not.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.timezone import now as real_now

from fazhi.kernel.models import SignInEvent, User

Kind = SignInEvent.Kind

_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "HarmonyOS", "Mac OS", "Linux")
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True)
class Origin:
    """Where a request comes from: the network address, and the browser and system in a few words."""

    address: str = ""
    agent: str = ""


def origin(address: str, agent: str) -> Origin:
    """From a peer's address and its ``User-Agent``. Of IPv6 the network (/64) counts: one machine has all of it."""
    try:
        there = ipaddress.ip_address(address)
    except ValueError:
        return Origin("", words(agent))
    if there.version == 6 and there.ipv4_mapped is not None:
        there = there.ipv4_mapped
    if there.version == 6:
        return Origin(str(ipaddress.ip_network((there, 64), strict=False)), words(agent))
    return Origin(str(there), words(agent))


def words(agent: str) -> str:
    """Browser and system as people call them: ``Chrome · Windows``; empty where neither is known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "").replace("Mac OS", "macOS")
    return " · ".join(filter(None, (browser, system)))


def name_index(username: str) -> bytes:
    """32 bytes that stand for an account's name as it was typed, whether or not there is such an account."""
    folded = unicodedata.normalize("NFKC", username).casefold().strip()
    return salted_hmac("fazhi.kernel.signing", folded, algorithm="sha256").digest()


def record(
    kind: Kind, username: str, user: User | None = None, *, here: Origin | None = None, by: User | None = None
) -> SignInEvent:
    """Write down that something happened to an account; ``username`` as it was typed."""
    here = here or Origin()
    return SignInEvent.objects.create(
        kind=kind,
        at=real_now(),
        user=user,
        by=by,
        name_index=name_index(username),
        address=here.address,
        agent=here.agent,
    )
