"""What time it is. Asked through one module, so that tests and demonstrations can stand on another day."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from fazhi.errors import FazhiError
from fazhi.i18n import _

SHANGHAI = ZoneInfo("Asia/Shanghai")

_stopped: ContextVar[dt.datetime | None] = ContextVar("stopped", default=None)


def now() -> dt.datetime:
    """This instant, with its time zone. On the day that ``FAZHI_TODAY`` names, at this time of the day."""
    stopped = _stopped.get()
    if stopped is not None:
        return stopped
    moment = dt.datetime.now(SHANGHAI)
    day = _fixed_day()
    return moment if day is None else dt.datetime.combine(day, moment.timetz())


def today() -> dt.date:
    """Today in Shanghai, or the day that ``FAZHI_TODAY`` names (2020-06-30). Raises :class:`FazhiError` for no day."""
    return local_day(now())


def local_day(moment: dt.datetime) -> dt.date:
    """The day in Shanghai that an instant falls on."""
    return moment.astimezone(SHANGHAI).date()


@contextmanager
def standing_at(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Let it be ``moment`` inside the block; a day stands for nine in the morning."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9), SHANGHAI)
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)


def _fixed_day() -> dt.date | None:
    fixed = os.environ.get("FAZHI_TODAY")
    if not fixed:
        return None
    try:
        return dt.date.fromisoformat(fixed)
    except ValueError:
        raise FazhiError(_("FAZHI_TODAY 应是 2020-06-30 这样的日期，现为“{text}”。").format(text=fixed)) from None


def day_text(day: dt.date, today: dt.date | None = None) -> str:
    """6月30日, with the year where it is another than today's or no day to compare with is given."""
    text = _("{month}月{day}日") if today is not None and today.year == day.year else _("{year}年{month}月{day}日")
    return text.format(year=day.year, month=day.month, day=day.day)
