"""Working days: 2004–2026 from chinesecalendar, later years from an override table, and honesty about the others.

A year without a calendar is not guessed. What is certain of it (statutory holidays, ordinary weeks far from any
festival) is used; of the days around festivals it says that they may be either, so that a period ending there has an
earliest and a latest possible end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from fazhi.i18n import _
from fazhi.law.errors import BadData, NoCalendar

_HERE = Path(__file__).parent
_DAY = timedelta(days=1)
FIRST_FESTIVALS, LAST_FESTIVALS = 1996, 2060
_FIXED = ("01-01", "05-01", "10-01")


@lru_cache(maxsize=1)
def festivals() -> dict[int, dict[str, date]]:
    """Year → 春节, 清明, 端午, 中秋."""
    from fazhi.law.parameters.schema import read_yaml

    raw = read_yaml(_HERE / "festivals.yaml")
    return {
        year: {name: date.fromisoformat(f"{year}-{day}") for name, day in zip(raw["columns"], days, strict=True)}
        for year, days in raw["years"].items()
    }


def holiday_on(rule: str, year: int) -> date:
    """The day of a rule of the holiday parameter in a year: ``05-01`` or ``春节-1`` (its eve)."""
    if rule[0].isdigit():
        return date.fromisoformat(f"{year}-{rule}")
    name, offset = rule[:2], int(rule[2:])
    return festivals()[year][name] + offset * _DAY


def statutory_holidays(year: int) -> frozenset[date]:
    """The statutory holidays (法定休假日) of a year by the rule in force.

    Raises :class:`fazhi.law.errors.NotInForce` before the first known rule (2008) and :class:`NoCalendar` beyond the
    table of festivals.
    """
    from fazhi.law import parameters

    if not FIRST_FESTIVALS <= year <= LAST_FESTIVALS:
        raise NoCalendar(
            _("{year}年的春节、清明、端午、中秋日期未录入（已有 {first} 至 {last} 年）。").format(
                year=year, first=FIRST_FESTIVALS, last=LAST_FESTIVALS
            )
        )
    rules = parameters.parameter("counting.statutory_holidays").at(date(year, 1, 1)).value
    return frozenset(holiday_on(rule, year) for rule in rules)


class Calendar:
    """Which days are worked. ``off`` and ``work`` are changes on top of what is known, each a set of days.

    A year counts as known if chinesecalendar or the override table has it, or if it is named in ``known_years``.
    """

    def __init__(self, off: Iterable[date] = (), work: Iterable[date] = (), known_years: Iterable[int] = ()) -> None:
        import chinese_calendar

        changes = _overrides()
        self._off = set(chinese_calendar.constants.holidays)
        self._work = set(chinese_calendar.constants.workdays)
        years = {day.year for day in self._off}
        self.known_years = frozenset(years | changes["years"] | set(known_years))
        for more, target, other in (
            (changes["off"], self._off, self._work),
            (changes["work"], self._work, self._off),
            (set(off), self._off, self._work),
            (set(work), self._work, self._off),
        ):
            target |= more
            other -= more

    def works(self, day: date) -> bool | None:
        """Whether the day is worked; ``None`` where the year's calendar is unknown and the day may be either.

        Raises :class:`NoCalendar` for years of which not even the festivals are known.
        """
        if day in self._work:
            return True
        if day in self._off:
            return False
        ordinary = day.weekday() < 5
        if day.year in self.known_years:
            return ordinary
        return unannounced(day)

    def known(self, day: date) -> bool:
        """Whether the calendar of that day's year is announced."""
        return day.year in self.known_years

    def worked(self, day: date, *, unsure: bool) -> bool:
        """As :meth:`works`, with an assumption for the days that may be either."""
        found = self.works(day)
        return unsure if found is None else found


@lru_cache(maxsize=4096)
def unannounced(day: date) -> bool | None:
    """What is certain of a day whose calendar is not announced: worked, off, or (``None``) either of them.

    Raises :class:`NoCalendar` for years of which not even the festivals are known.
    """
    from fazhi.law import parameters

    ordinary = day.weekday() < 5

    if not FIRST_FESTIVALS < day.year < LAST_FESTIVALS:
        raise NoCalendar(
            _("{year}年没有放假日历，也没有节日日期可供推定（可推定 {first} 至 {last} 年），不能按工作日计算。").format(
                year=day.year, first=FIRST_FESTIVALS + 1, last=LAST_FESTIVALS - 1
            ),
            year=day.year,
        )
    if day.year >= 2008 and day in statutory_holidays(day.year):
        return False
    name = "conventions.calendar_break_window" if ordinary else "conventions.calendar_makeup_window"
    window = int(parameters.parameter(name).at(day).value)
    near = any(abs((day - festival).days) <= window for festival in _around(day.year))
    return None if near else ordinary


@lru_cache(maxsize=64)
def _around(year: int) -> tuple[date, ...]:
    """The festivals of a year and its two neighbours (new year's break begins in December)."""
    days = [day for each in (year - 1, year, year + 1) for day in festivals()[each].values()]
    days += [date.fromisoformat(f"{each}-{fixed}") for each in (year - 1, year, year + 1) for fixed in _FIXED]
    return tuple(days)


@lru_cache(maxsize=1)
def _overrides() -> dict[str, Any]:
    from fazhi.law.parameters.schema import read_yaml

    path = _HERE / "overrides.yaml"
    return read_overrides(read_yaml(path), path.name)


def read_overrides(raw: Any, name: str) -> dict[str, Any]:
    """Years known as a whole, days off and days worked from the override table. Raises :class:`BadData`."""
    off: set[date] = set()
    work: set[date] = set()
    try:
        for year, entry in raw["years"].items():
            for first, last in entry["off"]:
                if last < first or first.year != year:
                    raise ValueError(f"{first}–{last}")
                off |= {first + n * _DAY for n in range((last - first).days + 1)}
            work |= set(entry["work"])
        for entry in raw["days"]:
            (off if entry["off"] else work).add(entry["day"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadData(_("放假日历补充表有误（{name}）：{problem}").format(name=name, problem=problem)) from problem
    return {"years": set(raw["years"]), "off": off, "work": work}


@lru_cache(maxsize=1)
def standard() -> Calendar:
    """The calendar of the country, as far as it is announced."""
    return Calendar()
