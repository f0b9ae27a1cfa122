"""From what stands in a cell to a typed value. What is certain is read; anything else is a problem in words."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from fazhi.figures.ledger import Column
from fazhi.i18n import _

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TRUE = {"是", "有", "√", "✓", "Y", "YES", "TRUE", "1"}
_FALSE = {"否", "无", "×", "N", "NO", "FALSE", "0"}
_DAYS = (dt.date(1900, 1, 1), dt.date(2100, 12, 31))
_LARGEST = {"integer": Decimal(10) ** 15, "money": Decimal(10) ** 15, "decimal": Decimal(10) ** 13}
_PLACES = {"integer": Decimal(1), "money": Decimal("0.01"), "decimal": Decimal("0.0001")}


class Unreadable(ValueError):
    """A cell that cannot be read for certain; the message says why and what would be right."""


def is_empty(cell: Any) -> bool:
    """Whether nothing stands in the cell (white space counts as nothing)."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_cell(column: Column, cell: Any) -> Any:
    """The value of ``cell`` as the type of ``column`` wants it, or None where it is empty.

    Text keeps its inner form but loses surrounding white space. Raises :class:`Unreadable`.
    """
    if is_empty(cell):
        if column.required:
            raise Unreadable(_("必填，却是空的"))
        return None
    match column.type:
        case "text":
            return _text(column, cell)
        case "date":
            return _day(cell)
        case "boolean":
            return _truth(cell)
        case _:
            return _number(column, cell)


def _text(column: Column, cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    text = str(cell).strip()
    if column.choices and text not in column.choices:
        raise Unreadable(
            _("“{text}”不在可填范围内，可填：{choices}").format(text=text, choices="、".join(column.choices))
        )
    return text


def _day(cell: Any) -> dt.date:
    day: dt.date | None = None
    if isinstance(cell, dt.datetime):
        day = cell.date()
    elif isinstance(cell, dt.date):
        day = cell
    else:
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = unicodedata.normalize("NFKC", str(cell)).strip()
        match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
        if match:
            try:
                day = dt.date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                raise Unreadable(_("没有“{text}”这一天").format(text=text)) from None
    if day is None:
        raise Unreadable(_("“{text}”不是日期，应写成 2020-06-30 的样子").format(text=cell))
    if not _DAYS[0] <= day <= _DAYS[1]:
        raise Unreadable(_("日期{day}不在{first}至{last}之间").format(day=day, first=_DAYS[0], last=_DAYS[1]))
    return day


def _truth(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKC", str(cell)).strip().upper()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unreadable(_("“{text}”应填“是”或“否”").format(text=cell))


def _number(column: Column, cell: Any) -> int | Decimal:
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise Unreadable(_("“{text}”不是数字").format(text=cell))
    text = unicodedata.normalize("NFKC", str(cell)).strip().replace(",", "").replace(" ", "")
    if column.unit and text.endswith(column.unit):
        text = text.removesuffix(column.unit)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unreadable(_("“{text}”不是数字").format(text=cell)) from None
    if not number.is_finite() or abs(number) >= _LARGEST[column.type]:
        raise Unreadable(_("“{text}”太大，不像真实数字").format(text=cell))
    if number < 0:
        raise Unreadable(_("“{text}”是负数").format(text=cell))
    places = _PLACES[column.type]
    exact = number.quantize(places)
    # Excel stores 0.1+0.2 as a binary fraction: what differs beyond the places is noise there, an error elsewhere.
    if exact != number and (column.type == "integer" or not isinstance(cell, float)):
        raise Unreadable(
            _("“{text}”应为整数").format(text=cell)
            if column.type == "integer"
            else _("“{text}”小数位过多").format(text=cell)
        )
    return int(exact) if column.type == "integer" else exact
