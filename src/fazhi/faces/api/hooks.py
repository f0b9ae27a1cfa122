"""Hooks: other systems told of what happens to the matters that the owner of a hook may see.

A message of the outbox becomes one message a hook, so each is tried and tried again by itself, signed as
:mod:`fazhi.kernel.outbox.hooks` says. What is sent names the matter and what was done, and nothing of what was said:
whoever wants to know more asks for the matter, with a token. An address is one that the operator allows
(``FAZHI_HOOK_HOSTS``): nobody else points the platform at a machine inside the house.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import now as real_now

from fazhi.errors import FazhiError
from fazhi.faces.api.models import Hook
from fazhi.faces.api.shown import ROOT
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.matters.access import visible
from fazhi.kernel.models import Event, Message, User
from fazhi.kernel.outbox import channels, hooks
from fazhi.kernel.outbox.posting import put
from fazhi.kernel.outbox.subscribers import Subscriber, subscribe
from fazhi.kernel.secrets.cipher import decrypt, encrypt

NAME = "hooks"
_PURPOSE = "hook.secret"
_MOST = 20
_LONGEST_TOPIC, _LONGEST_URL = 100, 500


def create(user: User, url: str, topics: list[str]) -> tuple[Hook, str]:
    """A hook and the secret with which what is sent to it is signed, told once. Raises :class:`FazhiError`."""
    try:
        address = urlsplit(url)
    except ValueError:
        address = urlsplit("")
    if address.hostname not in settings.HOOK_HOSTS or address.username or len(url) > _LONGEST_URL:
        raise FazhiError(
            _("推送地址的主机不在允许之列，请系统管理员把它写进 FAZHI_HOOK_HOSTS。"), code="host_not_allowed"
        )
    wanted = list(dict.fromkeys(topic.strip() for topic in topics))
    if not wanted or any(not topic or len(topic) > _LONGEST_TOPIC or not topic.isprintable() for topic in wanted):
        raise FazhiError(_("请写明订阅什么，如 mediation.* 或 coordination.dispatch。"), code="bad_topics")
    secret = secrets.token_urlsafe(32)
    hooks.check(url, secret, "sha256", "FAZHI_HOOK")
    if Hook.objects.filter(user=user, ended_at=None).count() >= _MOST:
        raise FazhiError(_("一个账号最多订阅 {n} 个推送，请先取消不用的。").format(n=_MOST), code="too_many")
    made = Hook.objects.create(
        user=user, url=url, topics=wanted, secret=encrypt(secret, purpose=_PURPOSE), made_at=real_now()
    )
    made.refresh_from_db()
    return made, secret


def end(hook: Hook) -> None:
    """Send nothing more to it; what waits for it is dropped."""
    Hook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=real_now())


def subscribe_all() -> None:
    """Hear of every message, and send in a thread of its own; nothing where the operator allows no address."""
    if settings.HOOK_HOSTS:
        subscribe("api.hooks", ("*",), _spread)
        subscribe(channels.to_system(NAME), (channels.SENDING + NAME,), _send)


def content(message: Message) -> dict[str, Any]:
    """What a hook is told."""
    matter = message.matter
    event = Event.objects.filter(pk=message.data.get("event")).first()
    return {
        "id": message.pk,
        "topic": message.topic,
        "at": message.made_at.isoformat(timespec="seconds"),
        "matter": str(matter.uuid) if matter else None,
        "number": matter.number if matter else None,
        "sequence": event.sequence if event else None,
        "state": message.data.get("state"),
        "href": f"{ROOT}/matters/{matter.uuid}" if matter else None,
    }


def _spread(message: Message) -> None:
    if message.matter is None or message.topic.startswith(channels.SENDING):
        return
    for hook in Hook.objects.filter(ended_at=None).select_related("user"):
        if _hears(hook, message) and visible(hook.user).filter(pk=message.matter.pk).exists():
            put(channels.SENDING + NAME, message.matter, {"hook": hook.pk, "message": message.pk}, now())


def _hears(hook: Hook, message: Message) -> bool:
    return Subscriber("", tuple(hook.topics), _spread).hears(message.topic)


def _send(message: Message) -> None:
    hook = Hook.objects.select_related("user").filter(pk=message.data["hook"], ended_at=None).first()
    about = Message.objects.select_related("matter").filter(pk=message.data["message"]).first()
    # Looked at again: a seat may have been taken away while it waited.
    if hook is None or about is None or about.matter is None:
        return
    if not visible(hook.user).filter(pk=about.matter.pk).exists():
        return
    hooks.send(hook.url, decrypt(hook.secret, purpose=_PURPOSE), content(about))
    Hook.objects.filter(pk=hook.pk).update(last_sent_at=real_now())
