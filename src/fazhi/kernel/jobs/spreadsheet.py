"""Tables of any length as .xlsx, written row by row in little memory.

Every text is written as a text and formatted as one: what begins with = + - @ or a control character is no formula, not
even after somebody has edited the cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import SHANGHAI

MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel holds below its heading."""

Kind = Literal["text", "integer", "decimal", "money", "date", "instant", "boolean"]

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "0",
    "decimal": "0.####",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
    "boolean": "@",
}
_WIDTHS: dict[Kind, int] = {
    "text": 20,
    "integer": 11,
    "decimal": 12,
    "money": 14,
    "date": 13,
    "instant": 18,
    "boolean": 8,
}
_CELL_TEXT = 32_767
_DIGITS = 15  # that a number in Excel keeps
_FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel's calendar is not ours


@dataclass(frozen=True)
class Heading:
    """A column of the table; ``width`` in characters, 0 for what is usual of its kind."""

    text: str
    kind: Kind = "text"
    width: int = 0


def write_table(
    path: Path, title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]], about: Sequence[tuple[str, str]]
) -> int:
    """Write a table, and beside it a sheet 说明 that says ``about`` it, line by line. Returns the number of rows.

    Raises :class:`FazhiError` where there are more than Excel holds.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e3eef8", "border": 1, "text_wrap": True, "valign": "top"})
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for index, heading in enumerate(headings):
            sheet.set_column(index, index, heading.width or _WIDTHS[heading.kind])
            sheet.write_string(0, index, heading.text, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > MOST_ROWS:
                raise FazhiError(
                    _("超过 {n:,} 行，一张 Excel 工作表放不下。请缩小范围，分几次导出。").format(n=MOST_ROWS),
                    code="too_many_rows",
                )
            for index, (heading, value) in enumerate(zip(headings, row, strict=True)):
                _write(sheet, last, index, value, formats[heading.kind], formats["text"])
        sheet.autofilter(0, 0, max(last, 1), len(headings) - 1)
        beside = book.add_worksheet(_("说明"))
        beside.set_column(0, 0, 16)
        beside.set_column(1, 1, 90)
        for number, (name, text) in enumerate([*about, (_("行数"), f"{last:,}")]):
            beside.write_string(number, 0, name, bold)
            beside.write_string(number, 1, text, formats["text"])
    return last


def _write(sheet: Any, row: int, index: int, value: Any, look: Any, text: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, index, "是" if value else "否", look)
        case dt.datetime():
            local = value.astimezone(SHANGHAI) if value.tzinfo else value
            sheet.write_datetime(row, index, local.replace(tzinfo=None, microsecond=0), look)
        case dt.date() if value >= _FIRST_DAY:
            sheet.write_datetime(row, index, dt.datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
        case int() | float() | Decimal() if _fits(value):
            sheet.write_number(row, index, value, look)
        case _:
            sheet.write_string(row, index, str(value)[:_CELL_TEXT], text)


def _fits(number: int | float | Decimal) -> bool:
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    return exact.is_finite() and len(exact.as_tuple().digits) <= _DIGITS
