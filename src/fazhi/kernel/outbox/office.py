"""To-dos told to the district's office system (区协同办公系统): one for each person for whom a matter waits.

``FAZHI_OFFICE_URL`` and ``FAZHI_OFFICE_SECRET`` switch it on. What is sent is the to-do as it stands when it is sent,
so a message that was tried again for hours tells nothing that is over; ``version`` tells the receiver which of two is
the newer. How it is signed stands in :mod:`fazhi.kernel.outbox.hooks`; the receiver's side in ``docs/guide``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from fazhi.errors import FazhiError
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import now
from fazhi.kernel.matters.access import sitting
from fazhi.kernel.matters.perform import declared, options
from fazhi.kernel.models import Deadline, Matter, Message, Organization, Todo, User
from fazhi.kernel.outbox import channels, hooks
from fazhi.kernel.outbox.posting import put
from fazhi.kernel.outbox.subscribers import subscribe
from fazhi.kernel.procedures import Transition

NAME = "office"
_PREFIX = "FAZHI_OFFICE"


@dataclass(frozen=True)
class Office:
    """Where the office system listens."""

    url: str
    secret: str
    digest: str


def configured() -> Office | None:
    """The district's office system, if it has one. Raises :class:`FazhiError` where the settings are wrong."""
    url = os.environ.get(f"{_PREFIX}_URL", "")
    if not url:
        return None
    found = Office(
        url, os.environ.get(f"{_PREFIX}_SECRET", ""), os.environ.get(f"{_PREFIX}_DIGEST", "").lower() or "sha256"
    )
    hooks.check(found.url, found.secret, found.digest, _PREFIX)
    if not settings.CSRF_TRUSTED_ORIGINS:
        raise FazhiError(
            _("推送待办要写明本平台的网址：请设 FAZHI_ORIGINS，如 https://fazhi.example.gov.cn。"), code="bad_webhook"
        )
    return found


def subscribe_all() -> None:
    """Follow every matter, and send what became of it; nothing where the district has no office system."""
    if configured() is not None:
        subscribe("kernel.office", ("*",), _follow)
        subscribe(channels.to_system(NAME), (channels.SENDING + NAME,), _send)


def follow(matter: Matter) -> int:
    """Bring the to-dos of a matter up to date and let what changed be sent; returns how many changed."""
    with transaction.atomic():
        # Two messages of one matter may be delivered at once; the later one waits here and finds it done.
        matter = Matter.objects.select_for_update().get(pk=matter.pk)
        wanted, due, moment = waits_for(matter), _due(matter), now()
        changed = []
        for todo in Todo.objects.filter(matter=matter, done_at=None).select_related("user").order_by("pk"):
            unit = wanted.pop(todo.user, None)
            if unit is None:
                todo.done_at = moment
            elif (todo.organization_id, todo.state, todo.due) == (unit.pk, matter.state, due):
                continue
            todo.organization, todo.state, todo.due = unit or todo.organization, matter.state, due
            todo.version += 1
            todo.save(update_fields=["organization", "state", "due", "version", "done_at"])
            changed.append(todo)
        changed += [
            Todo.objects.create(
                matter=matter, user=user, organization=unit, state=matter.state, due=due, opened_at=moment
            )
            for user, unit in wanted.items()
        ]
        for todo in changed:
            put(channels.SENDING + NAME, matter, {"todo": todo.pk}, moment)
    return len(changed)


def follow_all() -> int:
    """The same for every matter that is open or has an open to-do: seats change, and a channel is switched on late."""
    told = Exists(Todo.objects.filter(matter=OuterRef("pk"), done_at=None))
    matters = Matter.objects.filter(Q(closed_on=None) | Q(told)).order_by("pk")
    return sum(follow(matter) for matter in matters.iterator(500))


def waits_for(matter: Matter) -> dict[User, Organization]:
    """For whom a matter waits, each with the unit for which they would act: a step that is expected is theirs to take.

    What may be done at any time (a note on progress) or need not be done makes no to-do.
    """
    procedure = declared(matter)
    state = procedure.states()[matter.state]
    expected = [each for each in procedure.transitions().values() if state in each.sources and _expected(each)]
    found = {}
    for user in sitting(matter, [seat for each in expected for seat in each.seats]):
        able = next((one for one in options(matter, user) if _expected(one.transition) and not one.hindrance), None)
        if able is not None:
            found[user] = able.chairs[0].organization
    return found


def content(todo: Todo) -> dict[str, Any]:
    """What the office system is told of a to-do. Of a confidential matter only the number."""
    matter = todo.matter
    procedure = declared(matter)
    with in_chinese():
        return {
            "id": str(todo.uuid),
            "version": todo.version,
            "status": "open" if todo.done_at is None else "done",
            "number": matter.number,
            "type": _(procedure.label),
            "title": "" if matter.confidential else matter.title,
            "state": _(procedure.states()[todo.state].label),
            "due": todo.due.isoformat() if todo.due else None,
            "unit": todo.organization.name,
            "unit_code": todo.organization.code,
            "account": todo.user.username,
            "url": settings.CSRF_TRUSTED_ORIGINS[0].rstrip("/") + reverse("matter", args=[matter.uuid]),
            "opened_at": todo.opened_at.isoformat(timespec="seconds"),
            "done_at": todo.done_at.isoformat(timespec="seconds") if todo.done_at else None,
        }


def _expected(each: Transition) -> bool:
    return not each.optional and bool(each.seats) and bool(each.targets or each.unless)


def _due(matter: Matter) -> Any:
    """The day on which the first of its running clocks ends."""
    running = Deadline.objects.filter(matter=matter, met_on=None)
    return running.order_by(F("due").asc(nulls_last=True)).values_list("due", flat=True).first()


def _follow(message: Message) -> None:
    if message.matter is not None and not message.topic.startswith(channels.SENDING):
        follow(message.matter)


def _send(message: Message) -> None:
    todo = Todo.objects.select_related("matter", "user", "organization").filter(pk=message.data["todo"]).first()
    office = configured()
    if todo is not None and office is not None:
        hooks.send(office.url, office.secret, content(todo), office.digest)
