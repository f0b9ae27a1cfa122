"""Reporting periods: 2020H1, 2020Q2, 2020, 2020-06, or two dates."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fazhi.errors import FazhiError
from fazhi.i18n import _

Kind = Literal["year", "half", "quarter", "month", "dates"]
_MONTHS_IN: dict[Kind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_YEARS = range(1949, 2100)
_LONGEST = 200  # no period is longer; what is pasted by mistake is not searched
_SHOWN = 40


class UnknownPeriod(FazhiError):
    """The text names no period."""

    code = "unknown_period"


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _shift_months(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """A closed interval of days, ``start`` to ``end`` both included, with the calendar unit it stands for."""

    start: date
    end: date
    kind: Kind

    @classmethod
    def of_months(cls, kind: Kind, first: date) -> Period:
        """The period of ``kind`` whose first day is ``first``."""
        last = _shift_months(first, _MONTHS_IN[kind] - 1)
        return cls(first, month_end(last.year, last.month), kind)

    @classmethod
    def between(cls, start: date, end: date) -> Period:
        """The period from ``start`` to ``end``; it is a year, half-year, quarter or month where the days are those."""
        if start.day == 1 and start <= end:
            for kind, months in _MONTHS_IN.items():
                whole = cls.of_months(kind, start) if (start.month - 1) % months == 0 else None
                if whole is not None and whole.end == end:
                    return whole
        return cls(start, end, "dates")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as people type it: full-width or not, with or without spaces, in either case.

        Accepts 2020, 2020H1, 2020Q2, 2020-06, 202006, 2020-01-01/2020-06-30 (also with ``..``, ``-``, ``~``, 至 or 到)
        and the Chinese forms 2020年, 2020年上半年, 2020年第二季度, 2020年6月, 2020年1至6月, 2020年1月1日至6月30日.
        Raises :class:`UnknownPeriod` otherwise.
        """
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        plain = "".join(unicodedata.normalize("NFKC", text).split()).upper() if len(text) <= _LONGEST else ""
        for pattern, build in _FORMS:
            match = pattern.fullmatch(plain)
            if match is None:
                continue
            try:
                period = build(match)
            except ValueError:
                raise UnknownPeriod(_("期间“{text}”里有日历上没有的月或日。").format(text=shown), text=shown) from None
            if period.end < period.start:
                raise UnknownPeriod(_("期间“{text}”的结束日早于开始日。").format(text=shown), text=shown)
            if period.start.year not in _YEARS or period.end.year not in _YEARS:
                raise UnknownPeriod(
                    _("期间“{text}”不在{first}年至{last}年之间。").format(text=shown, first=_YEARS[0], last=_YEARS[-1]),
                    text=shown,
                )
            return period
        raise UnknownPeriod(
            _(
                "认不出期间“{text}”。可以写成 2020H1（上半年）、2020Q2（二季度）、2020（全年）、2020-06（六月）"
                "或 2020-01-01/2020-06-30。"
            ).format(text=shown),
            text=shown,
        )

    @property
    def label(self) -> str:
        """The period as an official report writes it."""
        year = self.start.year
        match self.kind:
            case "year":
                return f"{year}年"
            case "half":
                return f"{year}年{'上' if self.start.month == 1 else '下'}半年"
            case "quarter":
                return f"{year}年第{'一二三四'[(self.start.month - 1) // 3]}季度"
            case "month":
                return f"{year}年{self.start.month}月"
            case _:
                return f"{chinese_date(self.start)}至{chinese_date(self.end)}"

    @property
    def code(self) -> str:
        """The period in the form that :meth:`parse` reads; also used in file names."""
        year = self.start.year
        match self.kind:
            case "year":
                return f"{year}"
            case "half":
                return f"{year}H{1 if self.start.month == 1 else 2}"
            case "quarter":
                return f"{year}Q{(self.start.month - 1) // 3 + 1}"
            case "month":
                return f"{year}-{self.start.month:02}"
            case _:
                return f"{self.start}..{self.end}"

    def previous(self) -> Period:
        """The period just before (环比): as many whole months, or else as many days, that ended the day before."""
        eve = self.start - timedelta(days=1)
        months = self._whole_months
        if months:
            return Period.between(_shift_months(self.start, -months), eve)
        return Period.between(eve - (self.end - self.start), eve)

    def year_before(self) -> Period:
        """The same period a year earlier (同比). Whole months stay whole; else 29 February becomes 28 February."""
        if self._whole_months:
            return Period.between(_shift_months(self.start, -12), month_end(self.end.year - 1, self.end.month))
        return Period.between(_year_earlier(self.start), _year_earlier(self.end))

    @property
    def _whole_months(self) -> int:
        if self.start.day != 1 or self.end != month_end(self.end.year, self.end.month):
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def months(self) -> list[Period]:
        """The calendar months that the period touches, cut to the period."""
        months = []
        first = self.start.replace(day=1)
        while first <= self.end:
            month = Period.of_months("month", first)
            months.append(Period.between(max(month.start, self.start), min(month.end, self.end)))
            first = _shift_months(first, 1)
        return months


def chinese_date(day: date) -> str:
    """A date as GB/T 9704-2012 writes it: Arabic digits, no leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def _year_earlier(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))


def _half(match: re.Match[str]) -> Period:
    second = match[2] in ("2", "下")
    return Period.of_months("half", date(int(match[1]), 7 if second else 1, 1))


def _months(match: re.Match[str]) -> Period:
    year, first, last = (int(match[n]) for n in (1, 2, 3))
    return Period.between(date(year, first, 1), month_end(year, last))


def _days(match: re.Match[str]) -> Period:
    year, month, day, last_year, last_month, last_day = match.groups()
    return Period.between(
        date(int(year), int(month), int(day)), date(int(last_year or year), int(last_month), int(last_day))
    )


def _quarter(match: re.Match[str]) -> Period:
    number = "一二三四".index(match[2]) + 1 if match[2] in "一二三四" else int(match[2])
    return Period.of_months("quarter", date(int(match[1]), number * 3 - 2, 1))


_DAY = r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?"
_TO = r"(?:/|\.\.|至|到|~|-|—{1,2}|–)"
_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]]] = [
    (re.compile(r"(\d{4})(?:年度?|全年|年全年)?"), lambda m: Period.of_months("year", date(int(m[1]), 1, 1))),
    (re.compile(r"(\d{4})年?([12]|上|下)半年"), _half),
    (re.compile(r"(\d{4})年?-?H([12])"), _half),
    (re.compile(r"(\d{4})年?-?Q([1-4])"), _quarter),
    (re.compile(r"(\d{4})年?第?([一二三四1-4])季度?"), _quarter),
    (
        re.compile(r"(\d{4})(?:[-./年](\d{1,2})|(\d{2}))(?:月份?)?"),
        lambda m: Period.of_months("month", date(int(m[1]), int(m[2] or m[3]), 1)),
    ),
    (re.compile(rf"(\d{{4}})年(\d{{1,2}})月?{_TO}(\d{{1,2}})月份?"), _months),
    (re.compile(rf"{_DAY}{_TO}{_DAY}"), _days),
    (re.compile(rf"{_DAY}{_TO}()(\d{{1,2}})月(\d{{1,2}})日"), _days),
    (re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_TO}(\d{{4}})(\d{{2}})(\d{{2}})"), _days),
]
