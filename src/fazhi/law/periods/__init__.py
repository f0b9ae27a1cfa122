"""Periods: when a deadline falls. A pure function of the period, its trigger, the calendar, stops and extensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fazhi.i18n import _
from fazhi.law.calendar import Calendar, standard
from fazhi.law.dates import add_months
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Interval
from fazhi.law.parameters.values import Period

_DAY = timedelta(days=1)
_SEARCH_LIMIT = 40  # days: no closure is longer


@dataclass(frozen=True)
class Tail:
    """How a limitation period stops: only obstacles in its last ``window`` months count, and it then ends ``tail``
    months after the obstacle (``None``: under the law before 2017-10-01 the rest simply continues)."""

    window: int
    tail: int | None


@dataclass(frozen=True)
class Due:
    """When a period ends.

    ``nominal`` is the end before rolling (with stops and extensions); ``earliest`` and ``latest`` differ only where a
    year's calendar is not announced. All are ``None`` while a stop that has no end is running. A period in hours ends
    at an instant. ``stopped``: days by which stops moved the end. ``assumed``: some year had no calendar.
    """

    nominal: date | None
    earliest: date | None
    latest: date | None
    stopped: int = 0
    assumed: bool = False

    @property
    def day(self) -> date | None:
        """The due day if it is certain."""
        return self.earliest if self.earliest == self.latest else None

    @property
    def paused(self) -> bool:
        """Whether a stop without an end is running."""
        return self.nominal is None


def compute(
    period: Period,
    trigger: date | datetime,
    *,
    calendar: Calendar | None = None,
    stops: Sequence[Interval] = (),
    extensions: Sequence[int] = (),
    tail: Tail | None = None,
) -> Due:
    """When ``period`` ends that was triggered on ``trigger``.

    ``stops`` are dated intervals (both days included) in which the clock stands; ``extensions`` are grants in the
    period's own unit, checked against what the rule allows. Raises :class:`BadInput` for an extension that the rule
    does not allow and for hours without a time of day, :class:`fazhi.law.errors.NoCalendar` where nothing is known.
    """
    _check_extensions(period, extensions)
    if period.unit == "hour":
        return _hours(period, trigger, extensions)
    start = trigger.date() if isinstance(trigger, datetime) else trigger
    days = calendar or standard()
    closed = merge([Interval(s.start, s.end or date.max, s.ground) for s in stops if s.end])
    running = min((s.start for s in stops if s.end is None), default=None)
    length = period.n + sum(extensions)
    ends: list[tuple[date, date]] = []
    for unsure in (True, False):
        nominal = _nominal(period, start, length, closed, days, unsure, tail)
        ends.append((nominal, _rolled(nominal, days, unsure) if period.roll else nominal))
    ends.sort(key=lambda pair: pair[1])
    (nominal, earliest), (last_nominal, latest) = ends
    if running is not None and running <= last_nominal:
        return Due(None, None, None)
    plain = _nominal(period, start, length, [], days, True, None)
    consulted: set[int] = set()
    if period.unit == "working_day":
        consulted = set(range(min(start, earliest).year, max(start, latest).year + 1))
    elif period.roll:
        consulted = {nominal.year, latest.year}
    assumed = any(not days.known(date(year, 1, 1)) for year in consulted)
    return Due(nominal, earliest, latest, (nominal - plain).days, assumed)


def _check_extensions(period: Period, extensions: Sequence[int]) -> None:
    if not extensions:
        return
    allowed = period.extension
    if allowed is None:
        raise BadInput(_("这项期限没有可以延长的规定。如有其他法律依据，请按该依据另行计算。"))
    if any(n < 1 for n in extensions):
        raise BadInput(_("延长的期限应为正整数。"))
    most = max(extensions) if allowed.repeat else sum(extensions)
    if most > allowed.n:
        raise BadInput(
            _("最多可以延长 {n} {unit}（由{approver}批准），现为 {given}。").format(
                n=allowed.n, unit=unit_text(allowed.unit), approver=allowed.approver, given=most
            )
        )


def _hours(period: Period, trigger: date | datetime, extensions: Sequence[int]) -> Due:
    if not isinstance(trigger, datetime):
        raise BadInput(_("按小时计算的期限要写明起算的时刻，如 2020-06-30 09:30。"))
    hours = timedelta(hours=period.n + sum(extensions))
    end = trigger + (hours if period.direction == "after" else -hours)
    return Due(end, end, end)


def merge(stops: Sequence[Interval]) -> list[tuple[date, date]]:
    """Closed intervals in order, overlapping or touching ones joined, so that no day is counted twice."""
    merged: list[tuple[date, date]] = []
    for start, end, _ground in sorted(stops, key=lambda stop: stop.start):
        assert end is not None
        if merged and start <= merged[-1][1] + _DAY:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _nominal(
    period: Period,
    start: date,
    length: int,
    stops: list[tuple[date, date]],
    days: Calendar,
    unsure: bool,
    tail: Tail | None,
) -> date:
    sign = 1 if period.direction == "after" else -1
    before_first = start - _DAY if period.first_day_counts else start
    if period.suspension == "none":
        stops = []
    if period.unit == "working_day":
        return _count(before_first, length, sign, stops, days, unsure)
    if period.unit == "day":
        end = before_first + sign * length * _DAY
    else:
        end = add_months(start, sign * length * (12 if period.unit == "year" else 1))
        end -= _DAY if period.first_day_counts else 0 * _DAY
    if not stops or sign < 0:
        return end
    if period.suspension == "tail" and tail is not None:
        return _with_tail(end, stops, tail)
    return _shifted(before_first, end, stops)


def _count(start: date, length: int, sign: int, stops: list[tuple[date, date]], days: Calendar, unsure: bool) -> date:
    day = start
    while length:
        day += sign * _DAY
        stop = next((stop for stop in stops if stop[0] <= day <= stop[1]), None) if sign > 0 else None
        if stop is not None:
            day = stop[1]
        elif days.worked(day, unsure=unsure):
            length -= 1
    return day


def _shifted(start: date, end: date, stops: list[tuple[date, date]]) -> date:
    """Add every stopped day that falls inside the running period; the added days can meet a further stop."""
    for first, last in stops:
        if first > end:
            break
        stopped = (last - max(first, start + _DAY)).days + 1
        if stopped > 0:
            end += stopped * _DAY
    return end


def _with_tail(end: date, stops: list[tuple[date, date]], tail: Tail) -> date:
    for first, last in stops:
        window = add_months(end, -tail.window)
        if first > end or last <= window:
            continue
        if tail.tail is None:
            end += ((last - max(first, window + _DAY)).days + 1) * _DAY
        else:
            end = max(end, add_months(last, tail.tail))
    return end


def _rolled(day: date, days: Calendar, unsure: bool) -> date:
    for n in range(_SEARCH_LIMIT):
        candidate = day + n * _DAY
        if days.worked(candidate, unsure=unsure):
            return candidate
    raise AssertionError(day)


def unit_text(unit: str) -> str:
    """The unit in Chinese; 工作日 is always said when it is meant."""
    return {
        "day": _("日"),
        "working_day": _("个工作日"),
        "month": _("个月"),
        "year": _("年"),
        "hour": _("小时"),
    }[unit]
