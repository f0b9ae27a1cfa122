"""Dates as people type them, and the arithmetic of months and years (民法典 201, 202)."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from fazhi.i18n import _
from fazhi.law.errors import BadInput

EARLIEST, LATEST = date(1949, 10, 1), date(2199, 12, 31)
_FORMS = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


def parse_date(raw: Any, *, label: str) -> date:
    """A date from 2020-06-30, 2020/6/30, 2020年6月30日, 20200630 or a ``date``."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(raw)))
    for form in _FORMS:
        if found := form.fullmatch(text):
            year, month, day = map(int, found.groups())
            try:
                value = date(year, month, day)
            except ValueError:
                raise BadInput(_("{label}“{raw}”不是日历上有的一天。").format(label=label, raw=raw)) from None
            if not EARLIEST <= value <= LATEST:
                raise BadInput(
                    _("{label}“{raw}”应当在 {earliest} 至 {latest} 之间。").format(
                        label=label, raw=raw, earliest=EARLIEST, latest=LATEST
                    )
                )
            return value
    raise BadInput(_("{label}“{raw}”看不懂。请写成 2020-06-30 或 2020年6月30日。").format(label=label, raw=raw))


def parse_moment(raw: Any, *, label: str) -> date | datetime:
    """A date, or a date with a time of day (2020-06-30 09:30) for periods counted in hours."""
    if isinstance(raw, (date, datetime)):
        return raw
    text = unicodedata.normalize("NFKC", str(raw)).strip().replace("T", " ")
    day, _space, clock = text.partition(" ")
    if not clock.strip():
        return parse_date(raw, label=label)
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", clock.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadInput(_("{label}“{raw}”的时刻看不懂。请写成 2020-06-30 09:30。").format(label=label, raw=raw))
    on = parse_date(day, label=label)
    return datetime(on.year, on.month, on.day, int(found[1]), int(found[2]))  # noqa: DTZ001  wall time in Shanghai


def add_months(start: date, months: int) -> date:
    """The matching day ``months`` later (or earlier), or that month's last day where there is none (民法典 202)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def whole_months(first: date, last: date) -> int:
    """Whole months of a span whose first and last day both count: 2020-01-01 to 2020-06-30 is exactly 6."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    while add_months(first, months) > after:
        months -= 1
    return months


def age_on(born: date, on: date) -> int:
    """Full years of age (周岁) on a day; a birthday counts from the day itself on."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
