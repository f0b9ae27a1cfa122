"""A figure inside a template: what ``{{ mediation.resolved | 余(10) }}`` works on, and the filters for it.

A printed figure must stay traceable through everything a template does with text, so it is written between two private
characters with a third that says which figure it is; :func:`runs` finds them again in the finished text.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import Undefined

from fazhi.errors import FazhiError
from fazhi.figures.engine import Value
from fazhi.figures.period import chinese_date
from fazhi.figures.report import wording
from fazhi.figures.report.model import FigureRun, Run, Text
from fazhi.figures.report.wording import Wording
from fazhi.i18n import _

PRINTED = "\ue002"
"""Stands before every text that an expression prints, so that data never look like a heading or a blank line."""

_OPEN, _CLOSE, _FIRST_INDEX = "\ue000", "\ue001", 0xF0000
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_FIGURE = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}])([^{_OPEN}{_CLOSE}]*){_CLOSE}")


class Book:
    """The figures printed so far; the place of each is what its private character says."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], int] = {}
        self._values: list[Value] = []

    def print(self, value: Value, printed: str) -> str:
        """The figure as traceable text."""
        place = self._places.setdefault((value.figure.id, printed), len(self._values))
        if place == len(self._values):
            self._values.append(value)
        return f"{_OPEN}{chr(_FIRST_INDEX + place)}{printed}{_CLOSE}"

    def runs(self, text: str) -> tuple[Run, ...]:
        """Traceable text as runs of plain text and figures."""
        found: list[Run] = []
        plain = ""
        position = 0
        for match in _FIGURE.finditer(text):
            plain += without_marks(text[position : match.start()])
            position = match.end()
            place, printed = ord(match[1]) - _FIRST_INDEX, without_marks(match[2])
            if not 0 <= place < len(self._values):
                plain += printed
            elif printed:
                found += [Text(plain), FigureRun(self._values[place], printed)] if plain else []
                found += [] if plain else [FigureRun(self._values[place], printed)]
                plain = ""
        plain += without_marks(text[position:])
        return (*found, Text(plain)) if plain else tuple(found)


def without_marks(text: str) -> str:
    """The text without private characters: those of figures, and any that stood in the data."""
    return _PRIVATE.sub("", text)


class Cell:
    """A figure as a template sees it: true when known and not 0, comparable with numbers, printed with its unit.

    A figure that is not known is false and compares as false with everything. ``changes`` says per comparison filter
    (同比, 环比) what it prints, "" where it is not known.
    """

    __slots__ = ("_book", "_changes", "_wording", "value")

    def __init__(self, value: Value, book: Book, changes: Mapping[str, str], wording: Wording | None = None) -> None:
        self.value = value
        self._book = book
        self._changes = changes
        self._wording = wording

    def __str__(self) -> str:
        if not self.known:
            return self._book.print(self.value, wording.missing(self.value))
        return self._book.print(self.value, str(self.wording))

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.value.number is not None

    @property
    def wording(self) -> Wording:
        """How it is worded; exact unless a filter said otherwise."""
        return self._wording or wording.exact(self.value)

    def worded(self, make: Callable[[], Wording]) -> Cell:
        """The same figure in other words; one that is not known stays as it is."""
        if not self.known:
            return self
        return Cell(self.value, self._book, self._changes, make())

    def change(self, name: str) -> str:
        """What the comparison ``name`` says, as traceable text."""
        said = self._changes.get(name, "")
        return self._book.print(self.value, said) if said else ""

    def __bool__(self) -> bool:
        return bool(self.value.number)

    def _compare(self, other: object, relation: Callable[[Any, Any], bool]) -> bool:
        number = other.value.number if isinstance(other, Cell) else other
        if isinstance(number, float):
            number = Decimal(str(number))
        if self.value.number is None or number is None:
            return False
        if not isinstance(number, int | Decimal):
            raise FazhiError(_("指标只能与数字比较。"), code="template_syntax")
        return relation(self.value.number, number)

    def __eq__(self, other: object) -> bool:
        return self._compare(other, operator.eq)

    def __ne__(self, other: object) -> bool:
        return self._compare(other, operator.ne)

    def __lt__(self, other: object) -> bool:
        return self._compare(other, operator.lt)

    def __le__(self, other: object) -> bool:
        return self._compare(other, operator.le)

    def __gt__(self, other: object) -> bool:
        return self._compare(other, operator.gt)

    def __ge__(self, other: object) -> bool:
        return self._compare(other, operator.ge)

    __hash__ = None  # type: ignore[assignment]


def printed(value: object) -> str:
    """What ``{{ … }}`` prints: figures traceably, dates as 2020年6月30日, nothing for an empty cell."""
    match value:
        case None:
            text = ""
        case bool():
            text = _("是") if value else _("否")
        case Decimal():
            text = f"{value.normalize():f}"
        case date():
            text = chinese_date(value)
        case str() | int() | Cell() | Undefined():  # an undefined name raises here and says which
            text = str(value)
        case _:
            raise FazhiError(_("这一项不是文字、数字、日期或指标，不能直接写进报告。"), code="template_syntax")
    return PRINTED + re.sub(r"\s*\n\s*", "", text)


def _figure(name: str, value: object) -> Cell:
    if not isinstance(value, Cell):
        raise FazhiError(_("“{name}”只能用在指标上。").format(name=name), code="template_syntax")
    return value


def _wording_filter(name: str, word: Callable[..., Wording], *fixed: object) -> Callable[..., Cell]:
    def apply(value: object, *given: object) -> Cell:
        cell = _figure(name, value)
        return cell.worded(lambda: word(cell.value, *fixed, *given))

    return apply


def _more(word: str) -> Callable[..., Wording]:
    return lambda value, place=None: wording.more(value, place, word)


def _change_filter(name: str) -> Callable[..., str]:
    def apply(value: object, lead: str = "") -> str:
        said = _figure(name, value).change(name)
        return f"{lead}{said}" if said else ""

    return apply


def _without_unit(value: object) -> Cell:
    cell = _figure("数", value)
    return cell.worded(lambda: cell.wording.without_unit())


def _when_none(value: object, words: str) -> Cell:
    cell = _figure("零则", value)
    return cell.worded(lambda: cell.wording if cell.value.number else Wording(words, ""))


def _month_and_day(value: object) -> str:
    if not isinstance(value, date):
        raise FazhiError(_("“{name}”只能用在日期上。").format(name="月日"), code="template_syntax")
    return f"{value.month}月{value.day}日"


FILTERS: dict[str, Callable[..., object]] = {
    "余": _wording_filter("余", _more("余")),
    "多": _wording_filter("多", _more("多")),
    "近": _wording_filter("近", wording.nearly),
    "约": _wording_filter("约", wording.about),
    "万": _wording_filter("万", wording.in_scale, "万"),
    "亿": _wording_filter("亿", wording.in_scale, "亿"),
    "汉字": _wording_filter("汉字", wording.in_characters),
    "数": _without_unit,
    "零则": _when_none,
    "同比": _change_filter("同比"),
    "环比": _change_filter("环比"),
    "月日": _month_and_day,
}
"""The filters of report templates beside a few of Jinja's own (see :mod:`fazhi.figures.report.language`)."""
