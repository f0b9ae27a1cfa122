"""Other ways to a person: e-mail, web hooks, and what a district plugs in (SMS). At least once, and never in the way.

``FAZHI_CHANNELS`` lists dotted paths of channel classes. A channel gets a notice after it stands in the platform.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
import urllib.request
from functools import cache
from typing import Protocol

from django.core.mail import send_mail
from django.utils.module_loading import import_string

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.models import Message, Notice
from fazhi.kernel.outbox.subscribers import subscribe

_TIMEOUT = 10


class Channel(Protocol):
    """A way to a person. ``send`` raises where it did not get through; it is tried again."""

    name: str

    def send(self, notice: Notice) -> None:
        """Send one notice."""


class Email:
    """To the address of the account, through the mail server of the settings."""

    name = "email"

    def send(self, notice: Notice) -> None:
        """Accounts without an address are passed over."""
        if notice.user.email:
            send_mail(_("法治平台提醒"), notice.text, None, [notice.user.email])


class WebHook:
    """POST to ``FAZHI_WEBHOOK_URL``, signed with ``FAZHI_WEBHOOK_SECRET``.

    The header ``X-Fazhi-Signature`` is ``t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">``; whoever receives it
    checks both, and knows a repeat by ``id``.
    """

    name = "webhook"

    def send(self, notice: Notice) -> None:
        """Raises where the address does not answer with 2xx."""
        url, secret = os.environ.get("FAZHI_WEBHOOK_URL", ""), os.environ.get("FAZHI_WEBHOOK_SECRET", "")
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")) or not secret:
            raise FazhiError(_("FAZHI_WEBHOOK_URL 应是 https 地址，并设 FAZHI_WEBHOOK_SECRET。"), code="bad_webhook")
        body = json.dumps(
            {
                "id": notice.pk,
                "user": notice.user.username,
                "text": notice.text,
                "urgent": notice.urgent,
                "matter": str(notice.matter.uuid) if notice.matter else None,
            },
            ensure_ascii=False,
        ).encode()
        stamp = str(int(time.time()))
        signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(  # noqa: S310 (https or this machine, checked above)
            url,
            body,
            {"Content-Type": "application/json", "X-Fazhi-Signature": f"t={stamp},v1={signature}"},
        )
        with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
            pass


@cache
def _channel(path: str) -> Channel:
    channel: Channel = import_string(path)()
    return channel


def subscribe_all() -> None:
    """Subscribe every channel of ``FAZHI_CHANNELS`` to what notices are made of."""
    for path in filter(None, os.environ.get("FAZHI_CHANNELS", "").split(",")):
        channel = _channel(path.strip())
        # After "kernel.notices" in the order of names, so that the notices are there.
        subscribe(f"kernel.to_{channel.name}", ("*",), _sender(channel))


def _sender(channel: Channel):  # type: ignore[no-untyped-def]
    def send(message: Message) -> None:
        for notice in message.notices.select_related("user", "matter"):
            channel.send(notice)

    return send
