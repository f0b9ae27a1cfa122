"""What day it is. Asked through one function, so that tests and demonstrations can stand on another day."""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

from fazhi.errors import FazhiError
from fazhi.i18n import _

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """Today in Shanghai, or the day that ``FAZHI_TODAY`` names (2020-06-30). Raises :class:`FazhiError` for no day."""
    fixed = os.environ.get("FAZHI_TODAY")
    if not fixed:
        return dt.datetime.now(SHANGHAI).date()
    try:
        return dt.date.fromisoformat(fixed)
    except ValueError:
        raise FazhiError(_("FAZHI_TODAY 应是 2020-06-30 这样的日期，现为“{text}”。").format(text=fixed)) from None
