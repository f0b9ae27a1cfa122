"""What people are told in the platform: who has something to do now, and who waits for it."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import day_text, local_day, now, today
from fazhi.kernel.district import current
from fazhi.kernel.matters.access import sitting
from fazhi.kernel.matters.perform import record_of
from fazhi.kernel.models import Deadline, Event, Matter, Membership, Message, Notice, User
from fazhi.kernel.models.organizations import current as valid
from fazhi.kernel.outbox import channels
from fazhi.kernel.outbox.posting import put
from fazhi.kernel.procedures import RUN_OUT
from fazhi.kernel.procedures.registry import everything, pinned

REMINDER = "kernel.reminder"
CALENDAR_MISSING = "kernel.calendar_missing"

_ALARM = 0xCA1E
"""The advisory lock under which an alarm is looked for and raised."""


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
        text = _("{number}：{who}办理了“{what}”{until}。{title}").format(
            number=matter.number, who=who, what=_(transition.label), until=_until(matter), title=_title(matter)
        )
    people = sitting(matter, transition.tells)
    if event.actor_id is not None:
        people = people.exclude(pk=event.actor_id)
    tell(people, message, text, urgent=transition.weighty)


def of_reminder(message: Message) -> None:
    """Tell those whom the declaration names for this mark of a clock."""
    matter = message.matter
    assert matter is not None
    clock = pinned(matter.procedure, matter.version).clocks()[message.data["clock"]]
    percent, due = int(message.data["percent"]), dt.date.fromisoformat(message.data["due"])
    with in_chinese():
        text = _reminder(percent, due, local_day(message.made_at)).format(
            number=matter.number, clock=_(clock.label), percent=percent, due=day_text(due), title=_title(matter)
        )
    waited_for = None if clock.waits_for is None else clock.waits_for(record_of(matter))
    people = sitting(matter, clock.reminds[percent], waited_for)
    tell(people, message, text, urgent=percent >= RUN_OUT)


def _reminder(percent: int, due: dt.date, today: dt.date) -> str:
    if due < today:
        return _("{number}：{clock}已于{due}届满，现已超期。{title}")
    if due == today:
        return _("{number}：{clock}今天（{due}）到期。{title}")
    return _("{number}：{clock}已过 {percent}%，{due}到期。{title}")


def of_missing_calendar(message: Message) -> None:
    """Tell everybody who oversees a kind of matter, once a year, that the days of next year are not entered."""
    seats = Q(pk__in=())
    for procedure in everything():
        for role, post in procedure.overseers:
            seats |= Q(role=role.id, organization__name=current().posts.get(post, ""))
    sitting_there = Membership.objects.filter(seats, valid(today())).values("user")
    with in_chinese():
        text = _("{year}年的放假日历还没有录入，跨年的工作日期限只能给出最早和最晚两个日期，请尽快录入。").format(
            year=message.data["year"]
        )
    tell(User.objects.filter(is_active=True, pk__in=sitting_there), message, text, urgent=True)


def alarm_of_calendar(year: int) -> bool:
    """Raise the alarm that a year's calendar is missing, unless it has been raised. Whether it was raised now."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALARM])
        if Message.objects.filter(topic=CALENDAR_MISSING, data__year=year).exists():
            return False
        put(CALENDAR_MISSING, None, {"year": year}, now())
    return True


def _title(matter: Matter) -> str:
    """Notices leave the platform by mail, so of a confidential matter only the number is said."""
    return "" if matter.confidential else matter.title


def _until(matter: Matter) -> str:
    """The clock of the matter that runs out first."""
    running = Deadline.objects.filter(matter=matter, met_on=None, due__isnull=False).order_by("due", "id").first()
    if running is None or running.due is None:
        return ""
    clock = pinned(matter.procedure, matter.version).clocks()[running.clock]
    return _("（{clock}至 {due}）").format(clock=_(clock.label), due=day_text(running.due))


def tell(people: QuerySet[User], message: Message, text: str, *, urgent: bool) -> None:
    """Give people a notice of a message, once however often it is called, in the platform and by its channels."""
    limit = Notice._meta.get_field("text").max_length
    Notice.objects.bulk_create(
        [
            Notice(user=user, matter=message.matter, message=message, text=text[:limit], urgent=urgent, made_at=now())
            for user in people
        ],
        ignore_conflicts=True,
    )
    channels.send_out(message.notices.all())


def unread(user: User) -> QuerySet[Notice]:
    """The notices a person has not read, the newest first."""
    return user.notices.filter(read_at=None).select_related("matter")


def mark_read(user: User, notices: list[int] | None = None) -> int:
    """Mark notices of a person as read, all of them where none are named; how many."""
    found = unread(user) if notices is None else unread(user).filter(pk__in=notices)
    return found.update(read_at=now())
