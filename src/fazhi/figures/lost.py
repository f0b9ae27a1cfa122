"""What a reader of cells does not tell: cells that hold something it takes for empty, hidden rows, far corners.

An error value (#N/A, #REF!) and a formula that was never calculated have no value to read (ECMA-376-1, 18.3.1.4: type
``e``; 18.3.1.40: a formula without ``v``). Taking them for empty would count a concluded case as open, in silence.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fazhi.figures.package import BOOK, DamagedPackage, Package

_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_FORMULA_TEXT = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>([^<]+)<")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ROW = re.compile(rb"<row\s[^>]*>")  # with a literal beginning a search is six times quicker
_ROW_OF_A_NAMESPACE = re.compile(rb"<\w+:row\s[^>]*>")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_NUMBER = re.compile(rb'\sr="(\d+)"')
_FAR_COLUMN = re.compile(rb'r="([A-Z][A-Z]+)\d')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_DATE_1904 = re.compile(rb'\sdate1904="(?:1|true)"')
_LETTERS = 26
_LONGEST_ROW = 64 << 20  # bytes; a row of 16,384 cells with 1,000 bytes in each has a quarter of it


class Lost(str):
    """What stands in the place of a cell whose value cannot be read: the error value, "" for a formula without one.

    ``formula`` is the formula as text where the file tells it, for people who mend the cell.
    """

    __slots__ = ("formula",)
    formula: str

    def __new__(cls, text: str = "", formula: str = "") -> Lost:
        lost = super().__new__(cls, text)
        lost.formula = formula
        return lost


@dataclass
class Beside:
    """Of one sheet: lost cells as (row from 0, column from 0, what stands there), hidden rows from 0, its extent."""

    lost: list[tuple[int, int, Lost]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = _LETTERS
    """At least as many columns as the sheet has."""


@dataclass(frozen=True)
class Extra:
    """Of a workbook: what stands beside the cells of each sheet, by its name, and whether its days count from 1904."""

    sheets: dict[str, Beside]
    from_1904: bool


def look_beside(package: Package) -> Extra:
    """Look through all parts of an .xlsx once, whatever their size.

    Raises :class:`fazhi.figures.package.TooLarge` or :class:`fazhi.figures.package.DamagedPackage`.
    """
    if BOOK not in package or _RELATIONS not in package:
        return Extra({}, False)
    book = package.read(BOOK)
    sheets = {part: name for name, part in _sheets(book, package.read(_RELATIONS)).items()}
    found: dict[str, Beside] = {}
    for part in package.parts:
        if part in sheets:
            found[sheets[part]] = _look(package.pieces(part))
        elif part not in (BOOK, _RELATIONS):
            for _piece in package.pieces(part):
                pass  # measured, not kept
    return Extra(found, _DATE_1904.search(book) is not None)


def _sheets(book: bytes, relations: bytes) -> dict[str, str]:
    targets = {}
    for match in _RELATIONSHIP.finditer(relations):
        known = _attributes(match[0])
        target = known.get("Target", "")
        targets[known.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for match in _SHEET.finditer(book):
        known = _attributes(match[0])
        number = next((value for name, value in known.items() if name.endswith(":id")), "")
        sheets[known.get("name", "")] = targets.get(number, "")
    return sheets


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode("utf-8", "replace"): html.unescape(value.decode("utf-8", "replace"))
        for name, value in _ATTRIBUTE.findall(tag)
    }


def _look(pieces: Iterator[bytes]) -> Beside:
    beside = Beside()
    rest = b""
    for piece in pieces:
        text = rest + piece
        ends = [match.end() for match in _ROW_END.finditer(text, max(0, len(rest) - 20))]
        if not ends:
            if len(text) > _LONGEST_ROW:
                raise DamagedPackage("a row without end")
            rest = text
            continue
        _look_at_rows(text[: ends[-1]], beside)
        rest = text[ends[-1] :]
    _look_at_rows(rest, beside)
    return beside


def _look_at_rows(xml: bytes, beside: Beside) -> None:
    if b't="e"' in xml or ((b"<f" in xml or b":f" in xml) and _FORMULA.search(xml)):
        beside.lost += _lost(xml)
    for row in _ROW.findall(xml) or _ROW_OF_A_NAMESPACE.findall(xml):
        number = _NUMBER.search(row)
        at = int(number[1][:9]) if number else beside.rows + 1
        beside.rows = max(beside.rows, at)
        if _HIDDEN.search(row):
            beside.hidden.add(at - 1)
    for letters in set(_FAR_COLUMN.findall(xml)):
        beside.columns = max(beside.columns, _column(letters.decode()[:4]) + 1)


def _lost(xml: bytes) -> Iterator[tuple[int, int, Lost]]:
    for cell in _CELL.finditer(xml):
        known, value = _attributes(cell[1]), _VALUE.search(cell[2])
        place = _PLACE.fullmatch(known.get("r", ""))
        # A formula whose result is the empty text has the type "str" and an empty value: that cell is empty indeed.
        uncounted = value is None and known.get("t") != "str" and _FORMULA.search(cell[2]) is not None
        if place is not None and (known.get("t") == "e" or uncounted):
            formula = _FORMULA_TEXT.search(cell[2])
            yield (
                int(place[2]) - 1,
                _column(place[1]),
                Lost(
                    value[1].decode("utf-8", "replace") if value else "",
                    "=" + html.unescape(formula[1].decode("utf-8", "replace")) if formula else "",
                ),
            )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1
