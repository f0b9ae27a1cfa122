"""What the title of a table says of its cells: the year and period they belong to, the unit of its amounts."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Sequence

# When it was filled in or up to when it goes: no year of the table.
_FULL_DAY = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}([-./])\d{1,2}\1\d{1,2}")
_NUMBERED = re.compile(r"[〔\[（(]\d{4}[〕\]）)]")  # 罗司〔2019〕5号 is a document of 2019, not a year of the table
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_CHINESE_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=\s*年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MONTHS = re.compile(r"(?<!\d)(?:1?\d\s*月?\s*[-—~～至到]\s*)?(1[0-2]|[1-9])\s*月")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_HALVES = {"上半年": 6, "下半年": 12}
_UNIT = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*(元|千元|万元|百万元|亿元)(?![\u4e00-\u9fff])")
SCALES = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
"""How many yuan each unit of amounts is."""


def year_of(sources: Sequence[Iterable[str]]) -> tuple[int, dt.date] | None:
    """The year that the first of ``sources`` with a year speaks of, and the last day of the period it names.

    None where a source speaks of two years, or no source of any: then a day without a year is not certain.
    """
    for texts in sources:
        cleaned = [_NUMBERED.sub(" ", _FULL_DAY.sub(" ", _in_digits(text))) for text in texts]
        years = {int(year) for text in cleaned for year in _YEAR.findall(text)}
        if len(years) > 1:
            return None
        if years:
            (year,) = years
            months = {month for text in cleaned if _YEAR.search(text) for month in _last_months(text)}
            month = months.pop() if len(months) == 1 else 12
            return year, dt.date(year, month, calendar.monthrange(year, month)[1])
    return None


def _in_digits(text: str) -> str:
    return _CHINESE_YEAR.sub(lambda year: year[0].translate(_DIGITS), text)


def _last_months(text: str) -> Iterable[int]:
    yield from (month for half, month in _HALVES.items() if half in text)
    yield from (3 * ("一二三四1234".index(quarter) % 4 + 1) for quarter in _QUARTER.findall(text))
    yield from (int(month) for month in _MONTHS.findall(text))


def scale_of(texts: Iterable[str]) -> int:
    """How many yuan one unit of the table's amounts is: 单位：万元 in a title means 10,000; 1 where none says so."""
    scales = {SCALES[unit] for text in texts for unit in _UNIT.findall(text)}
    return scales.pop() if len(scales) == 1 else 1
