"""What people are told in the platform: who has something to do now, and who waits for it."""

from __future__ import annotations

from django.db.models import QuerySet

from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import now
from fazhi.kernel.matters.access import sitting
from fazhi.kernel.models import Event, Message, Notice, User
from fazhi.kernel.procedures.registry import pinned

REMINDER = "kernel.reminder"


def of_transition(message: Message) -> None:
    """Tell those whom the declaration names that something was done; the one who did it is not told."""
    event = Event.objects.select_related("matter", "organization").filter(pk=message.data.get("event")).first()
    if event is None:
        return
    matter = event.matter
    transition = pinned(matter.procedure, matter.version).transitions().get(event.kind)
    if transition is None or message.topic != f"{matter.procedure}.{event.kind}":
        return
    with in_chinese():
        who = event.organization.name if event.organization else _("系统")
        text = _("{number}：{who}办理了“{what}”。{title}").format(
            number=matter.number, who=who, what=_(transition.label), title=matter.title
        )
    people = sitting(matter, transition.tells).exclude(pk=event.actor_id)
    _tell(people, message, text, urgent=transition.weighty)


def of_reminder(message: Message) -> None:
    """Tell those whom the declaration names for this mark of a clock."""
    matter = message.matter
    assert matter is not None
    clock = pinned(matter.procedure, matter.version).clocks()[message.data["clock"]]
    percent = int(message.data["percent"])
    with in_chinese():
        text = _("{number}：{clock}已过 {percent}%，{due}到期。{title}").format(
            number=matter.number, clock=_(clock.label), percent=percent, due=message.data["due"], title=matter.title
        )
    _tell(sitting(matter, clock.reminds[percent]), message, text, urgent=percent >= 100)


def _tell(people: QuerySet[User], message: Message, text: str, *, urgent: bool) -> None:
    limit = Notice._meta.get_field("text").max_length
    Notice.objects.bulk_create(
        [
            Notice(user=user, matter=message.matter, message=message, text=text[:limit], urgent=urgent, made_at=now())
            for user in people
        ],
        ignore_conflicts=True,
    )


def unread(user: User) -> QuerySet[Notice]:
    """The notices a person has not read, the newest first."""
    return user.notices.filter(read_at=None).select_related("matter")


def mark_read(user: User, notices: list[int] | None = None) -> int:
    """Mark notices of a person as read, all of them where none are named; how many."""
    found = unread(user) if notices is None else unread(user).filter(pk__in=notices)
    return found.update(read_at=now())
