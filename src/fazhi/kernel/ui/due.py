"""Deadlines in words and as a bar: how much is left, on which day it ends, where it stood still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from fazhi.i18n import _
from fazhi.kernel.clock import day_text, local_day
from fazhi.kernel.matters.deadlines import in_working_days
from fazhi.kernel.models import Deadline, Suspension
from fazhi.law.calendar import Calendar

SOON = 1
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Left:
    """How a deadline stands. ``level`` is overdue, soon, fine, paused or met; ``text`` says the same in words."""

    level: str
    text: str


@dataclass(frozen=True)
class Stretch:
    """Part of a bar, in per cent of its length."""

    start: float
    length: float


@dataclass(frozen=True)
class Bar:
    """A deadline from its start to its end: what has passed, where it stood still, where today is."""

    passed: Stretch
    stops: tuple[Stretch, ...]
    today: float


def left(deadline: Deadline, calendar: Calendar, today: dt.date) -> Left:
    """How a deadline stands on a day, counted in working days where its rule is."""
    if deadline.met_on is not None:
        late = _("，超期 {n} 天").format(n=deadline.overdue_days) if deadline.overdue_days else ""
        return Left("met", _("{day}已办").format(day=day_text(deadline.met_on, today)) + late)
    if deadline.due is None:
        return Left("paused", _("暂停计时"))
    ends = day_text(deadline.due, today)
    if deadline.assumed and deadline.latest is not None and deadline.latest != deadline.due:
        ends = _("{first}至{last}（明年日历未公布）").format(first=ends, last=day_text(deadline.latest, today))
    if deadline.due == today:
        return Left("soon", _("今天到期 · {day}").format(day=ends))
    working = in_working_days(deadline)
    first, last = sorted((today, deadline.due))
    days = [first + _DAY * number for number in range(1, (last - first).days + 1)]
    number = sum(calendar.worked(day, unsure=True) for day in days) if working else len(days)
    if deadline.due < today:
        text = _("已超期 {n} 个工作日 · {day}") if working else _("已超期 {n} 天 · {day}")
        return Left("overdue", text.format(n=number, day=ends))
    text = _("还剩 {n} 个工作日 · {day}") if working else _("还剩 {n} 天 · {day}")
    return Left("soon" if number <= SOON else "fine", text.format(n=number, day=ends))


def bar(deadline: Deadline, suspensions: Iterable[Suspension], today: dt.date) -> Bar:
    """The bar of a deadline, with the stretches in which it stood still."""
    start = local_day(deadline.started_at)
    now = deadline.met_on or today
    end = max(deadline.due or now, now, start + _DAY)
    whole = (end - start).days

    def share(day: dt.date) -> float:
        return round(100 * min(max((day - start).days, 0), whole) / whole, 2)

    stops = []
    for stop in suspensions:
        begins = share(stop.start)
        stops.append(Stretch(begins, round(share((stop.end or now) + _DAY) - begins, 2)))
    return Bar(Stretch(0, share(now)), tuple(stops), share(now))
