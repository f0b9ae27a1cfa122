"""Cells of an .xlsx that a reader would take for empty although something stands in them.

An error value (#N/A, #REF!) and a formula that was never calculated have no value to read (ECMA-376-1, 18.3.1.4: type
``e``; 18.3.1.40: a formula without ``v``). Taking them for empty would count a concluded case as open, in silence.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class Lost(str):
    """What stands in the place of a cell whose value cannot be read: the error value, "" for a formula without one."""

    __slots__ = ()


def lost_cells(data: bytes) -> dict[str, list[tuple[int, int, Lost]]]:
    """Per sheet, the lost cells as (row from 0, column from 0, what stands there).

    Raises :class:`zipfile.BadZipFile` or :class:`OSError` where the archive is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = set(archive.namelist())
        return {
            name: list(_in_sheet(archive.read(part))) for name, part in _sheets(archive, parts).items() if part in parts
        }


def _sheets(archive: zipfile.ZipFile, parts: set[str]) -> dict[str, str]:
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, relations} <= parts:
        return {}
    targets = {}
    for match in _RELATIONSHIP.finditer(archive.read(relations)):
        known = _attributes(match[0])
        target = known.get("Target", "")
        targets[known.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for match in _SHEET.finditer(archive.read(book)):
        known = _attributes(match[0])
        number = next((value for name, value in known.items() if name.endswith(":id")), "")
        sheets[known.get("name", "")] = targets.get(number, "")
    return sheets


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): html.unescape(value.decode("utf-8", "replace")) for name, value in _ATTRIBUTE.findall(tag)}


def _in_sheet(xml: bytes) -> Iterator[tuple[int, int, Lost]]:
    if b't="e"' not in xml and not _FORMULA.search(xml):
        return
    for cell in _CELL.finditer(xml):
        known, value = _attributes(cell[1]), _VALUE.search(cell[2])
        place = _PLACE.fullmatch(known.get("r", ""))
        # A formula whose result is the empty text has the type "str" and an empty value: that cell is empty indeed.
        uncounted = value is None and known.get("t") != "str" and _FORMULA.search(cell[2]) is not None
        if place is not None and (known.get("t") == "e" or uncounted):
            yield int(place[2]) - 1, _column(place[1]), Lost(value[1].decode("utf-8", "replace") if value else "")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
