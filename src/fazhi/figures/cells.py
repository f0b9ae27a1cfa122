"""From what stands in a cell to a typed value. What is certain is read; anything else is a problem in words."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from fazhi.figures.ledger import Column
from fazhi.figures.lost import Lost
from fazhi.i18n import _

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"  # what copying from pages leaves at the ends of a text
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # no ledger means them, no database keeps them
_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[\sT]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.A
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.A)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.A)
_TRUE = {"是", "有", "√", "✓", "Y", "YES", "TRUE", "1"}
_FALSE = {"否", "无", "×", "N", "NO", "FALSE", "0"}
_DAYS = (dt.date(1900, 1, 1), dt.date(2100, 12, 31))
_CHINA = dt.timezone(dt.timedelta(hours=8))
_LARGEST = {"integer": Decimal(10) ** 15, "money": Decimal(10) ** 15, "decimal": Decimal(10) ** 13}
_PLACES = {"integer": Decimal(1), "money": Decimal("0.01"), "decimal": Decimal("0.0001")}
_EXACT_IN_EXCEL = 1e15  # a number of Excel has 15 digits; the rest of an identity number typed as one is lost
_NOISE = Decimal("1e-9")
_SHOWN = 40


class Unreadable(ValueError):
    """A cell that cannot be read for certain; the message says why and what would be right."""


def is_empty(cell: Any) -> bool:
    """Whether nothing stands in the cell (white space counts as nothing)."""
    return cell is None or (isinstance(cell, str) and not _trimmed(cell) and not isinstance(cell, Lost))


def read_cell(column: Column, cell: Any) -> Any:
    """The value of ``cell`` as the type of ``column`` wants it, or None where it is empty.

    Text keeps its inner form but loses surrounding white space. Raises :class:`Unreadable`.
    """
    if is_empty(cell):
        if column.required:
            raise Unreadable(_("必填，却是空的"))
        return None
    if isinstance(cell, Lost):
        raise Unreadable(
            _("是错误值“{text}”，请改正公式或直接填写").format(text=cell)
            if cell
            else _("公式没有算出的值，请用 Excel 打开并保存一次，或直接填写")
        )
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell) if column.type != "text" or abs(cell) < _EXACT_IN_EXCEL else cell
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
    if isinstance(cell, float) and abs(cell) >= _EXACT_IN_EXCEL:
        raise Unreadable(
            _("“{text}”存成了数字，15位以后的数字已丢失；请把单元格设为“文本”后重新填写").format(text=f"{cell:.0f}")
        )
    if isinstance(cell, bytes):
        raise Unreadable(_("不是文字"))
    if isinstance(cell, bool):
        cell = "是" if cell else "否"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    text = _trimmed(str(cell))
    if _CONTROL.search(text):
        raise Unreadable(_("含有看不见的控制字符，请删去后重新填写"))
    if column.choices and text not in column.choices:
        raise Unreadable(
            _("“{text}”不在可填范围内，可填：{choices}").format(text=_shown(text), choices="、".join(column.choices))
        )
    return text


def _day(cell: Any) -> dt.date:
    day: dt.date | None = None
    if isinstance(cell, dt.datetime):
        day = cell.date() if cell.tzinfo is None else cell.astimezone(_CHINA).date()
    elif isinstance(cell, dt.date):
        day = cell
    else:
        text = _plain(cell)
        match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
        if match:
            try:
                day = dt.date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                raise Unreadable(_("没有“{text}”这一天").format(text=text)) from None
    if day is None:
        raise Unreadable(_("“{text}”不是日期，应写成 2020-06-30 的样子").format(text=_shown(cell)))
    if not _DAYS[0] <= day <= _DAYS[1]:
        raise Unreadable(_("日期{day}不在{first}至{last}之间").format(day=day, first=_DAYS[0], last=_DAYS[1]))
    return day


def _truth(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    text = _plain(cell).upper()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unreadable(_("“{text}”应填“是”或“否”").format(text=_shown(cell)))


def _number(column: Column, cell: Any) -> int | Decimal:
    number = _as_decimal(column, cell)
    if number is None or number.is_nan():
        raise Unreadable(_("“{text}”不是数字").format(text=_shown(cell)))
    if not number.is_finite() or abs(number) >= _LARGEST[column.type]:
        raise Unreadable(_("“{text}”太大，不像真实数字").format(text=_shown(cell)))
    if number < 0:
        raise Unreadable(_("“{text}”是负数").format(text=_shown(cell)))
    exact = number.quantize(_PLACES[column.type])
    # Excel stores 0.1+0.2 as a binary fraction: that much beyond the places is noise, more is somebody's entry.
    noise = _NOISE * max(Decimal(1), number) if isinstance(cell, float) else Decimal(0)
    if abs(exact - number) > noise:
        raise Unreadable(
            _("“{text}”应为整数").format(text=_shown(cell))
            if column.type == "integer"
            else _("“{text}”小数位过多").format(text=_shown(cell))
        )
    return int(exact) if column.type == "integer" else exact


def _as_decimal(column: Column, cell: Any) -> Decimal | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(repr(cell))
    text = _plain(cell)
    if column.unit and text.endswith(column.unit):
        text = text.removesuffix(column.unit).rstrip()
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def _plain(cell: Any) -> str:
    """The cell as text in half-width letters and digits. Nothing else is folded: ① is no 1 and 10² no 102."""
    return _trimmed(str(cell).translate(_HALF_WIDTH))


def _trimmed(text: str) -> str:
    text = text.strip()
    if text and (text[0] in _INVISIBLE or text[-1] in _INVISIBLE):
        text = text.strip(_INVISIBLE).strip()
    return text


def _shown(cell: Any) -> str:
    text = str(cell)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
