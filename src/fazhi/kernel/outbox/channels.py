"""Other ways to a person: e-mail, web hooks, and what a district plugs in (SMS). At least once, and never in the way.

``FAZHI_CHANNELS`` lists dotted paths of channel classes. With a notice goes one message a channel into the outbox, in
the same transaction; so each sending is tried, recorded and tried again by itself, and the worker gives each channel a
thread, so that one that is down or slow keeps nobody waiting.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Protocol

from django.core.mail import get_connection, send_mail
from django.utils.module_loading import import_string

from fazhi.errors import FazhiError
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import now
from fazhi.kernel.models import Message, Notice
from fazhi.kernel.outbox import hooks, subscribers
from fazhi.kernel.outbox.posting import put
from fazhi.kernel.outbox.subscribers import subscribe

SENDING = "kernel.send."
"""The topics of what is to be sent begin so; the name of the channel follows."""

_TO, _TO_SYSTEM = "kernel.to_", "kernel.to_system_"
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
            with in_chinese():
                subject = _("法治平台提醒")
            # Without a limit a mail server that does not answer would hold the thread for ever.
            send_mail(subject, notice.text, None, [notice.user.email], connection=get_connection(timeout=_TIMEOUT))


class WebHook:
    """Each notice to ``FAZHI_WEBHOOK_URL``, signed with ``FAZHI_WEBHOOK_SECRET``; repeats have the same ``id``.

    To-dos with all that belongs to them go to the office system another way, see :mod:`fazhi.kernel.outbox.office`.
    """

    name = "webhook"

    def send(self, notice: Notice) -> None:
        """Raises where the address does not answer with 2xx."""
        url, secret = os.environ.get("FAZHI_WEBHOOK_URL", ""), os.environ.get("FAZHI_WEBHOOK_SECRET", "")
        hooks.check(url, secret, "sha256", "FAZHI_WEBHOOK")
        content = {
            "id": notice.pk,
            "user": notice.user.username,
            "text": notice.text,
            "urgent": notice.urgent,
            "matter": str(notice.matter.uuid) if notice.matter else None,
        }
        hooks.send(url, secret, content)


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


def to_system(name: str) -> str:
    """What the subscriber is called that sends to another system, not to people, and has a thread of its own too."""
    return _TO_SYSTEM + name


def names() -> tuple[str, ...]:
    """The channels that are subscribed, those to other systems among them."""
    return tuple(
        name.removeprefix(_TO_SYSTEM).removeprefix(_TO) for name in subscribers.names() if name.startswith(_TO)
    )


def send_out(notices: Iterable[Notice]) -> None:
    """Let notices go out by every channel to people, once the transaction in which they were made is committed."""
    to_people = [
        name.removeprefix(_TO)
        for name in subscribers.names()
        if name.startswith(_TO) and not name.startswith(_TO_SYSTEM)
    ]
    for notice in notices:
        for name in to_people:
            put(SENDING + name, notice.matter, {"notice": notice.pk}, now())


def _sender(channel: Channel) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        notice = Notice.objects.select_related("user", "matter").filter(pk=message.data["notice"]).first()
        if notice is not None:
            channel.send(notice)

    return send
