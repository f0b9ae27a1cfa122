"""From what stands in a cell to a typed value. What is certain is read; anything else is a problem in words."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fazhi.figures.ledger import Column
from fazhi.figures.lost import Lost
from fazhi.i18n import _

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_HALF_WIDTH_LETTERS = {code: narrow for code in range(0xFF01, 0xFF5F) if chr(narrow := code - 0xFEE0).isalnum()}
_WIDE_LETTER = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"  # what copying from pages leaves at the ends of a text
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # no ledger means them, no database keeps them
_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:[\sT]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.A,
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.A)
# Of 6.3 nobody can say whether it was once 6.30, so without 月 and 日 the day has both digits.
_DAY_OF_YEAR = re.compile(r"(\d{1,2})\s*(?:月\s*(\d{1,2})\s*[日号]|[-./](\d{2}))", re.A)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.A)
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
_CHINESE_DIGITS = {char: n for n, char in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_NUMBER = re.compile(
    r"(?P<digits>[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?)\s*(?P<multiple>千万|百万|万|亿|千)?\s*(?P<unit>\D*)", re.A
)
_CURRENCY = re.compile(r"(?:[¥￥]|RMB|人民币)\s*(?=\d)")
_MULTIPLES = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_SAME_UNIT = {"元": ("元", "圆", "元整", "圆整"), "人": ("人", "名", "位"), "人次": ("人次", "人")}
_TRUE = {"是", "有", "√", "✓", "✔", "☑", "Y", "YES", "TRUE", "1"}
_FALSE = {"否", "无", "×", "✗", "✘", "N", "NO", "FALSE", "0"}
_NOTHING = {"/", "\\", "-", "--", "—", "——", "–", "―"}  # how people strike out a cell that has nothing to say
_DAYS = (dt.date(1900, 1, 1), dt.date(2100, 12, 31))
_CHINA = dt.timezone(dt.timedelta(hours=8))
_LARGEST = {"integer": Decimal(10) ** 15, "money": Decimal(10) ** 15, "decimal": Decimal(10) ** 13}
_PLACES = {"integer": Decimal(1), "money": Decimal("0.01"), "decimal": Decimal("0.0001")}
_EXACT_IN_EXCEL = 1e15  # a number of Excel has 15 digits; the rest of an identity number typed as one is lost
_NOISE = Decimal("1e-9")
_SHOWN = 40
# Excel's day 1 is 1 January 1900, and it believes in a 29 February of that year (ECMA-376-1, 18.17.4.1).
_SERIAL_EPOCH = dt.date(1899, 12, 30)
_FROM_1904 = 1462
_SERIALS = (18_264, 73_050)  # 1950 to 2099: a number of five digits in a column of dates can be nothing else
_SHORT_NAME = 3  # 张 三 is one person, 张三 李四 are two


@dataclass(frozen=True)
class Around:
    """What stands around a cell and is needed to read it.

    ``year`` is the year that the title speaks of and ``until`` the last day of its period (2020年上半年: 2020-06-30);
    a day without a year belongs there. ``scale`` is what the heading says of a bare number (万元: 10000).
    """

    year: int | None = None
    until: dt.date | None = None
    from_1904: bool = False
    scale: int = 1


NOTHING_AROUND = Around()


class Unreadable(ValueError):
    """A cell that cannot be read for certain; the message says why and what would be right."""


def is_empty(cell: Any) -> bool:
    """Whether nothing stands in the cell (white space counts as nothing)."""
    return cell is None or (isinstance(cell, str) and not _trimmed(cell) and not isinstance(cell, Lost))


def read_cell(column: Column, cell: Any, around: Around = NOTHING_AROUND) -> Any:
    """The value of ``cell`` as the type of ``column`` wants it, or None where it is empty or struck out.

    Text keeps its inner form but loses surrounding white space and full-width letters and digits; a choice is found
    whatever white space and width it is written with. Raises :class:`Unreadable`.
    """
    if is_empty(cell) or _is_struck_out(column, cell):
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
            return _day(cell, around)
        case "boolean":
            return _truth(cell)
        case _:
            return _number(column, cell, around)


def _is_struck_out(column: Column, cell: Any) -> bool:
    if (column.type == "text" and not column.choices) or not isinstance(cell, str) or isinstance(cell, Lost):
        return False
    text = _plain(cell)
    return text in _NOTHING or (text == "无" and column.type not in ("text", "boolean"))


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
        return _choice(column, text)
    if _WIDE_LETTER.search(text):
        text = text.translate(_HALF_WIDTH_LETTERS)
    return _personal(column, text) if column.personal else text


def _choice(column: Column, text: str) -> str:
    squashed = _squashed(text)
    for choice in column.choices:
        if _squashed(choice) == squashed:
            return choice
    raise Unreadable(
        _("“{text}”不在可填范围内，可填：{choices}").format(text=shown(text), choices="、".join(column.choices))
    )


def _squashed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _personal(column: Column, text: str) -> str:
    if column.personal == "address" or not any(char.isspace() for char in text):
        # GB 11643-1999: the last place of an identity number is 0 to 9 or a capital X.
        return text.upper() if column.personal == "id_number" else text
    joined = "".join(text.split())
    if column.personal == "id_number":
        return joined.upper()
    short = len(joined) <= _SHORT_NAME and not joined.isascii()
    return joined if short or (column.personal == "phone" and joined.isascii()) else text


def _day(cell: Any, around: Around) -> dt.date:
    day: dt.date | None = None
    if isinstance(cell, dt.datetime):
        day = cell.date() if cell.tzinfo is None else cell.astimezone(_CHINA).date()
    elif isinstance(cell, dt.date):
        day = cell
    else:
        day = _written_day(_plain(cell), around) if not isinstance(cell, bool) else None
    if day is None:
        raise Unreadable(_("“{text}”不是日期，应写成 2020-06-30 的样子").format(text=shown(cell)))
    if not _DAYS[0] <= day <= _DAYS[1]:
        raise Unreadable(_("日期{day}不在{first}至{last}之间").format(day=day, first=_DAYS[0], last=_DAYS[1]))
    return day


def _written_day(text: str, around: Around) -> dt.date | None:
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    parts = [int(part) for part in match.groups()] if match else _chinese_day(text)
    if not parts and (match := _DAY_OF_YEAR.fullmatch(text)):
        return _day_without_year(text, int(match[1]), int(match[2] or match[3]), around)
    if not parts and _SERIAL.fullmatch(text):
        serial = int(float(text)) + (_FROM_1904 if around.from_1904 else 0)
        return _SERIAL_EPOCH + dt.timedelta(days=serial) if _SERIALS[0] <= serial <= _SERIALS[1] else None
    return _existing(text, *parts) if parts else None


def _existing(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unreadable(_("没有“{text}”这一天").format(text=text)) from None


def _day_without_year(text: str, month: int, day: int, around: Around) -> dt.date:
    if around.year is None:
        raise Unreadable(
            _("“{text}”没有年份，还不是日期，标题里也没有一个确定的年份；应写成 2020-06-30 的样子").format(text=text)
        )
    found = _existing(text, around.year, month, day)
    if around.until is not None and found > around.until:
        raise Unreadable(
            _("“{text}”没有年份，而标题所说的期间到{until}为止，不能确定是哪一年；应写成 2020-06-30 的样子").format(
                text=text, until=around.until
            )
        )
    return found


def _chinese_day(text: str) -> list[int]:
    match = _CHINESE_DATE.fullmatch(text)
    if match is None:
        return []
    year = int("".join(str(_CHINESE_DIGITS[char]) for char in match[1]))
    return [year, *(_below_hundred(part) for part in match.groups()[1:])]


def _below_hundred(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE_DIGITS[text] if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_CHINESE_DIGITS.get(tens, 0) if tens else 1) * 10 + (_CHINESE_DIGITS.get(ones, 0) if ones else 0)


def _truth(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    text = _plain(cell).upper()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unreadable(_("“{text}”应填“是”或“否”").format(text=shown(cell)))


def _number(column: Column, cell: Any, around: Around) -> int | Decimal:
    number = _as_decimal(column, cell, around.scale)
    if number is None or number.is_nan():
        raise Unreadable(_("“{text}”不是数字").format(text=shown(cell)))
    if not number.is_finite() or abs(number) >= _LARGEST[column.type]:
        raise Unreadable(_("“{text}”太大，不像真实数字").format(text=shown(cell)))
    if number < 0:
        raise Unreadable(_("“{text}”是负数").format(text=shown(cell)))
    exact = number.quantize(_PLACES[column.type])
    # Excel stores 0.1+0.2 as a binary fraction: that much beyond the places is noise, more is somebody's entry.
    noise = _NOISE * max(Decimal(1), number) if isinstance(cell, float) else Decimal(0)
    if abs(exact - number) > noise:
        raise Unreadable(
            _("“{text}”应为整数").format(text=shown(cell))
            if column.type == "integer"
            else _("“{text}”小数位过多").format(text=shown(cell))
        )
    return int(exact) if column.type == "integer" else exact


def _as_decimal(column: Column, cell: Any, scale: int) -> Decimal | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | Decimal):
        return _times(Decimal(cell), scale)
    if isinstance(cell, float):
        return _times(Decimal(repr(cell)), scale)
    text = _plain(cell)
    if column.type == "money":
        text = _CURRENCY.sub("", text, count=1)
    match = _NUMBER.fullmatch(text)
    if match is None or not _is_unit_of(column, match["unit"]):
        return None
    # What stands in the cell itself goes before what the heading says.
    own = match["multiple"] or (column.type == "money" and match["unit"])
    return _times(Decimal(match["digits"].replace(",", "")), _MULTIPLES.get(match["multiple"], 1) if own else scale)


def _times(number: Decimal, scale: int) -> Decimal:
    return number if scale == 1 else number * scale  # a product is rounded to 28 digits, a number is not


def _is_unit_of(column: Column, unit: str) -> bool:
    own = "元" if column.type == "money" else column.unit
    if not own and column.heading.endswith("年度"):
        return unit in ("", "年", "年度")
    return unit in ("", *_SAME_UNIT.get(own, (own,)))


def _plain(cell: Any) -> str:
    """The cell as text in half-width letters and digits. Nothing else is folded: ① is no 1 and 10² no 102."""
    return _trimmed(str(cell).translate(_HALF_WIDTH))


def _trimmed(text: str) -> str:
    text = text.strip()
    if text and (text[0] in _INVISIBLE or text[-1] in _INVISIBLE):
        text = text.strip(_INVISIBLE).strip()
    return text


def shown(cell: Any) -> str:
    """A cell as a message shows it: whole numbers without .0, long texts cut."""
    text = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
