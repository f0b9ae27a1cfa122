"""Clocks of matters: started, stopped, extended, met; and reckoned again when the calendar changes.

The due day is always a pure function of rule, start, stops, extensions and calendar; what is stored is its result.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db import models, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.changes import log
from fazhi.kernel.clock import local_day, now
from fazhi.kernel.district import current
from fazhi.kernel.events.chain import append
from fazhi.kernel.matters.errors import NotNow
from fazhi.kernel.models import CalendarDay, Deadline, DueChange, Extension, Matter, Organization, Reminder, User
from fazhi.kernel.own.rules import own_rules, read_once, rule_on
from fazhi.kernel.procedures import RUN_OUT, Clock, Procedure, State
from fazhi.kernel.procedures.registry import pinned
from fazhi.kernel.procedures.rules import Rule, chosen, rule
from fazhi.law.calendar import Calendar
from fazhi.law.inputs import Interval
from fazhi.law.periods import Due, compute, unit_text

_DAY = dt.timedelta(days=1)
_BATCH = 500

Said = Callable[[int, int], None]


def calendar(changes: Mapping[dt.date, bool | None] | None = None) -> Calendar:
    """The calendar of the country with the days that were announced later and entered here.

    ``changes``: as it would be with these days worked, free, or (None) as the country has them.
    """
    entered: dict[dt.date, bool | None] = {**dict(CalendarDay.objects.values_list("day", "works")), **(changes or {})}
    days = [(day, works) for day, works in entered.items() if works is not None]
    return _calendar(frozenset(day for day, works in days if not works), frozenset(day for day, works in days if works))


@lru_cache(maxsize=8)
def _calendar(off: frozenset[dt.date], work: frozenset[dt.date]) -> Calendar:
    """Thousands of days put together; the same for all pages between two announcements."""
    return Calendar(off=off, work=work)


def follow(
    procedure: type[Procedure], matter: Matter, record: models.Model | None, state: State, moment: dt.datetime
) -> None:
    """Let the clocks follow a matter into ``state``: start, stop, go on, or be met."""
    running = {each.clock: each for each in matter.deadlines.filter(met_on__isnull=True)}
    day, days = local_day(moment), None
    for name, clock in procedure.clocks().items():
        deadline = running.get(name)
        over = clock.waits_for is not None and (record is None or not clock.waits_for(record))
        if over or state not in (*clock.runs_in, *clock.pauses_in):
            if deadline is not None:
                _meet(deadline, day)
            continue
        days = days or calendar()
        if deadline is None:
            deadline = _start(clock, matter, record, moment)
            reckon(deadline, days, clock=clock)
        stop = deadline.suspensions.filter(end__isnull=True).first()
        if state in clock.pauses_in and stop is None:
            # The day on which it stops has been used; the day on which it goes on counts again.
            deadline.suspensions.create(start=day + _DAY, ground=state.label)
            reckon(deadline, days, reason=_("暂停计时：{ground}").format(ground=state.label), clock=clock)
        elif state in clock.runs_in and stop is not None:
            if day - _DAY < stop.start:
                stop.delete()
            else:
                stop.end = day - _DAY
                stop.save(update_fields=["end"])
            reckon(deadline, days, reason=_("恢复计时"), clock=clock)


def _start(clock: Clock, matter: Matter, record: models.Model | None, moment: dt.datetime) -> Deadline:
    identifier = chosen(clock.rules, _Columns(record), matter.opened_on)
    found = rule_on(identifier, matter.opened_on)
    return Deadline.objects.create(
        matter=matter, clock=clock.name, rule=identifier, rule_from=found.start, started_at=moment
    )


class _Columns(dict[str, str]):
    """The columns of a matter's own table, for the name of a rule."""

    def __init__(self, record: models.Model | None) -> None:
        super().__init__()
        self._record = record

    def __missing__(self, name: str) -> str:
        return str(getattr(self._record, name))


def _meet(deadline: Deadline, day: dt.date) -> None:
    stop = deadline.suspensions.filter(end__isnull=True).first()
    if stop is not None:
        stop.end = max(day, stop.start)
        stop.save(update_fields=["end"])
    deadline.met_on = day
    deadline.overdue_days = max(0, (day - deadline.due).days) if deadline.due else 0
    deadline.save(update_fields=["met_on", "overdue_days"])
    deadline.reminders.filter(done_at__isnull=True).delete()


def rule_of(deadline: Deadline) -> Rule:
    """The rule that a deadline runs by, in the version that it started with."""
    return own_rules().rule(deadline.rule, deadline.rule_from)


def in_working_days(deadline: Deadline) -> bool:
    """Whether a deadline is counted in working days. What the district set later changes its length, never its unit."""
    return rule(deadline.rule, deadline.rule_from, current().rules).period.unit == "working_day"


def reckon(deadline: Deadline, days: Calendar, *, reason: str = "", clock: Clock | None = None) -> bool:
    """Reckon the due day and the reminders anew; with a ``reason``, a day that moved is recorded with the old one.

    Returns whether it moved.
    """
    found = rule_of(deadline)
    due, stops, granted = _due(deadline, found, days)
    old = deadline.due
    deadline.due, deadline.latest = _day(due.earliest), _day(due.latest)
    deadline.due_at = due.earliest if isinstance(due.earliest, dt.datetime) else None
    deadline.assumed = due.assumed
    deadline.save(update_fields=["due", "latest", "due_at", "assumed"])
    moved = old != deadline.due
    if moved and reason:
        DueChange.objects.create(deadline=deadline, at=now(), old=old, new=deadline.due, reason=reason)
    clock = clock or pinned(deadline.matter.procedure, deadline.matter.version).clocks()[deadline.clock]
    _set_reminders(deadline, found, clock, days, stops, sum(granted), due)
    return moved


def _due(deadline: Deadline, found: Rule, days: Calendar) -> tuple[Due, list[Interval], list[int]]:
    stops = [Interval(stop.start, stop.end, stop.ground) for stop in deadline.suspensions.all()]
    granted = [each.amount for each in deadline.extensions.all() if each.granted]
    start = deadline.started_at if found.period.unit == "hour" else local_day(deadline.started_at)
    return compute(found.period, start, calendar=days, stops=stops, extensions=granted), stops, granted


def _day(moment: dt.date | None) -> dt.date | None:
    return local_day(moment) if isinstance(moment, dt.datetime) else moment


def _set_reminders(
    deadline: Deadline,
    found: Rule,
    clock: Clock,
    days: Calendar,
    stops: list[Interval],
    extended: int,
    due: Due,
) -> None:
    deadline.reminders.filter(done_at__isnull=True).delete()
    if deadline.due is None:
        return
    done = set(deadline.reminders.values_list("percent", flat=True))
    start = local_day(deadline.started_at)
    reminders = []
    for percent in sorted(set(clock.reminds) - done):
        if percent == RUN_OUT:
            on = deadline.due + _DAY
        elif found.period.unit in ("day", "working_day"):
            part = math.ceil((found.period.n + extended) * percent / 100)
            shorter = replace(found.period, n=part, extension=None, roll=False)
            on = min(_day(compute(shorter, start, calendar=days, stops=stops).earliest) or deadline.due, deadline.due)
        else:
            on = start + (deadline.due - start) * percent / 100
        reminders.append(Reminder(deadline=deadline, percent=percent, on=on))
    Reminder.objects.bulk_create(reminders)


def running(matter: Matter, clock: Clock) -> Deadline:
    """The running deadline of a clock, locked. Raises :class:`NotNow` where it does not run."""
    found = Deadline.objects.select_for_update().filter(matter=matter, clock=clock.name, met_on__isnull=True).first()
    if found is None:
        raise NotNow(_("“{label}”现在没有在计时。").format(label=clock.label))
    return found


def ask_extension(deadline: Deadline, amount: int, *, by: User, unit: Organization, at: dt.datetime) -> Extension:
    """Record that more time is asked for. Raises :class:`NotNow` if one is pending, and if the rule allows less."""
    if deadline.extensions.filter(granted__isnull=True).exists():
        raise NotNow(_("已有一项延期申请等待审批，请等审批结果。"))
    granted = list(deadline.extensions.filter(granted=True).values_list("amount", flat=True))
    found = rule_of(deadline)
    # Reckoned only for its complaints: what the rule does not allow is not even asked for.
    compute(
        found.period,
        deadline.started_at if found.period.unit == "hour" else local_day(deadline.started_at),
        calendar=calendar(),
        extensions=[*granted, amount],
    )
    return Extension.objects.create(deadline=deadline, amount=amount, asked_by=by, asked_for=unit, asked_at=at)


def pending_extension(matter: Matter, clock: Clock) -> Extension | None:
    """The request for more time that waits for a decision."""
    return Extension.objects.filter(
        deadline__matter=matter, deadline__clock=clock.name, deadline__met_on__isnull=True, granted__isnull=True
    ).first()


def decide_extension(extension: Extension, granted: bool, *, by: User, at: dt.datetime) -> None:
    """Grant or refuse; a grant moves the due day."""
    extension.granted, extension.decided_by, extension.decided_at = granted, by, at
    extension.save(update_fields=["granted", "decided_by", "decided_at"])
    if granted:
        unit = unit_text(rule_of(extension.deadline).period.unit)
        reckon(extension.deadline, calendar(), reason=_("同意延期 {n} {unit}").format(n=extension.amount, unit=unit))


def working_days_used(deadline: Deadline, until: dt.date) -> int:
    """The working days from the day after a deadline began to ``until``, those on which it stood still left out."""
    days, stops = calendar(), list(deadline.suspensions.all())
    day, used = local_day(deadline.started_at), 0
    while day < until:
        day += _DAY
        stopped = any(stop.start <= day and (stop.end is None or day <= stop.end) for stop in stops)
        used += not stopped and days.worked(day, unsure=True)
    return used


def withdraw_extension(extension: Extension, *, by: User, at: dt.datetime) -> None:
    """Whoever asked for more time takes the request back; it stays on the record."""
    extension.granted, extension.withdrawn, extension.decided_by, extension.decided_at = False, True, by, at
    extension.save(update_fields=["granted", "withdrawn", "decided_by", "decided_at"])


@dataclass(frozen=True)
class Move:
    """A running deadline that would end on another day."""

    deadline: Deadline
    old: dt.date | None
    new: dt.date | None


def would_move(days: Calendar, identifier: str = "", found: Rule | None = None) -> list[Move]:
    """The running deadlines that would end on another day by this calendar; nothing is written.

    ``identifier`` and ``found``: only those of that rule that began by an older version, as if it were ``found``.
    """
    asked = Deadline.objects.filter(met_on__isnull=True).select_related("matter").order_by("id")
    if found is not None:
        asked = asked.filter(rule=identifier, rule_from__lt=found.start)
    moves = []
    with read_once():
        for deadline in asked.prefetch_related("suspensions", "extensions").iterator(_BATCH):
            due, _stops, _granted = _due(deadline, found or rule_of(deadline), days)
            new = _day(due.earliest)
            if new != deadline.due:
                moves.append(Move(deadline, deadline.due, new))
    return moves


def change_calendar(day: dt.date, works: bool, document: str, *, by: User | None = None) -> list[Deadline]:
    """Enter a day that is worked or free by a later announcement, and reckon every running deadline again.

    Returns the deadlines that moved; each keeps its old day, and its matter's record says so. Raises
    :class:`FazhiError` without a document.
    """
    return recompute(enter_day(day, works, document, by=by))


def enter_day(day: dt.date, works: bool | None, document: str, *, by: User | None = None, reason: str = "") -> str:
    """Enter a day of the calendar, or (``works`` None) leave it to the country's calendar again.

    Returns the reason with which :func:`recompute` is to be called. Raises :class:`FazhiError` without a document.
    """
    if not document.strip():
        raise FazhiError(_("请写明依据的文件，如“国办发明电〔2026〕1号”。"), code="no_document")
    with transaction.atomic():
        log.lock()
        held = CalendarDay.objects.filter(day=day).first()
        before = {"works": held.works, "document": held.document} if held else {}
        if works is None:
            CalendarDay.objects.filter(day=day).delete()
        else:
            CalendarDay.objects.update_or_create(
                day=day, defaults={"works": works, "document": document, "added_by": by, "added_at": now()}
            )
        log.record(
            "calendar",
            "enter_day" if works is not None else "withdraw_day",
            by=by,
            key=day.isoformat(),
            before=before,
            after={"works": works, "document": document} if works is not None else {},
            reason=reason,
            document=document,
        )
    kind = _("按国家公布的安排") if works is None else _("工作日") if works else _("休息日")
    return _("{day}改为{kind}（{document}）").format(day=day, kind=kind, document=document)


def apply_rule(identifier: str, since: dt.date, reason: str, *, said: Said | None = None) -> list[Deadline]:
    """Let running deadlines go over to the version of their rule that began on ``since``; returns what moved.

    May be repeated after it was stopped. ``said`` hears how many are done of how many.
    """
    older = Deadline.objects.filter(rule=identifier, rule_from__lt=since)
    return _again(older, reason, said, rule_from=since)


def recompute(reason: str, *, said: Said | None = None) -> list[Deadline]:
    """Reckon every running deadline again, each in a transaction of its own under the lock of its matter.

    May be repeated after it was stopped: what has moved already does not move again.
    """
    return _again(Deadline.objects.all(), reason, said)


def _again(
    chosen: models.QuerySet[Deadline], reason: str, said: Said | None, rule_from: dt.date | None = None
) -> list[Deadline]:
    days, moved = calendar(), []
    keys = list(chosen.filter(met_on__isnull=True).order_by("id").values_list("id", "matter_id"))
    with read_once():
        for number, (pk, matter_id) in enumerate(keys):
            if said is not None:
                said(number, len(keys))
            with transaction.atomic():
                matter = Matter.objects.select_for_update().get(pk=matter_id)
                deadline = matter.deadlines.filter(pk=pk, met_on__isnull=True).first()
                if deadline is None:
                    continue
                if rule_from is not None:
                    deadline.rule_from = rule_from
                    deadline.save(update_fields=["rule_from"])
                old = deadline.due
                if reckon(deadline, days, reason=reason):
                    append(
                        matter,
                        "due_changed",
                        at=now(),
                        to_state=matter.state,
                        data={
                            "clock": deadline.clock,
                            "old": old.isoformat() if old else None,
                            "new": deadline.due.isoformat() if deadline.due else None,
                        },
                    )
                    moved.append(deadline)
    return moved
