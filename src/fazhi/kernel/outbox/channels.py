"""Other ways to a person: e-mail, web hooks, and what a district plugs in (SMS). At least once, and never in the way.

``FAZHI_CHANNELS`` lists dotted paths of channel classes. With a notice goes one message a channel into the outbox, in
the same transaction; so each sending is tried, recorded and tried again by itself, and the worker gives each channel a
thread, so that one that is down or slow keeps nobody waiting.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.core.mail import get_connection, send_mail
from django.utils.module_loading import import_string

from fazhi.errors import FazhiError
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import now
from fazhi.kernel.models import Message, Notice
from fazhi.kernel.outbox import subscribers
from fazhi.kernel.outbox.posting import put
from fazhi.kernel.outbox.subscribers import subscribe

SENDING = "kernel.send."
"""The topics of what is to be sent begin so; the name of the channel follows."""

_TO = "kernel.to_"
_TIMEOUT = 10
_HERE = ("127.0.0.1", "localhost", "::1")


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
            with in_chinese():
                subject = _("法治平台提醒")
            # Without a limit a mail server that does not answer would hold the thread for ever.
            send_mail(subject, notice.text, None, [notice.user.email], connection=get_connection(timeout=_TIMEOUT))


class WebHook:
    """POST to ``FAZHI_WEBHOOK_URL``, signed with ``FAZHI_WEBHOOK_SECRET``.

    The header ``X-Fazhi-Signature`` is ``t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">``; whoever receives it
    checks both, and knows a repeat by ``id``. The address is the operator's alone to set, inside the house or out;
    where it redirects to is not followed, so that nobody else can point it at a machine in here.
    """

    name = "webhook"

    def send(self, notice: Notice) -> None:
        """Raises where the address does not answer with 2xx."""
        url, secret = os.environ.get("FAZHI_WEBHOOK_URL", ""), os.environ.get("FAZHI_WEBHOOK_SECRET", "")
        address = urlsplit(url)
        safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _HERE)
        if not (safe and address.hostname and secret):
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
        request = urllib.request.Request(  # noqa: S310 (checked above)
            url,
            body,
            {"Content-Type": "application/json", "X-Fazhi-Signature": f"t={stamp},v1={signature}"},
        )
        with urllib.request.build_opener(_Stay).open(request, timeout=_TIMEOUT):
            pass


class _Stay(urllib.request.HTTPRedirectHandler):
    """Takes a redirection for the failure that it is here."""

    def redirect_request(self, *_given: Any) -> None:
        return None


def subscribe_all() -> None:
    """Subscribe every channel of ``FAZHI_CHANNELS``. Raises :class:`FazhiError` for a path that leads nowhere."""
    for path in filter(None, (part.strip() for part in os.environ.get("FAZHI_CHANNELS", "").split(","))):
        try:
            channel: Channel = import_string(path)()
        except ImportError:
            raise FazhiError(
                _("FAZHI_CHANNELS 里的“{path}”找不到，应是 fazhi.kernel.outbox.channels.Email 这样的类。").format(
                    path=path
                ),
                code="no_such_channel",
            ) from None
        subscribe(_TO + channel.name, (SENDING + channel.name,), _sender(channel))


def names() -> tuple[str, ...]:
    """The channels that are subscribed."""
    return tuple(name.removeprefix(_TO) for name in subscribers.names() if name.startswith(_TO))


def send_out(notices: Iterable[Notice]) -> None:
    """Let notices go out by every channel, once the transaction in which they were made is committed."""
    for notice in notices:
        for name in names():
            put(SENDING + name, notice.matter, {"notice": notice.pk}, now())


def _sender(channel: Channel) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        notice = Notice.objects.select_related("user", "matter").filter(pk=message.data["notice"]).first()
        if notice is not None:
            channel.send(notice)

    return send
