"""Numbers that stand alone in the cells of a table and take their unit from its headings.

A table is a run of lines with tabs. The unit of a cell is the one in brackets at the end of its column's heading
(受理数（件）), else of its row's heading, else of the line above the table (单位：万元). A cell with none is no figure.
"""

from __future__ import annotations

import re

from fazhi.figures.check.numerals import ARABIC_NUMERAL, MYRIADS
from fazhi.figures.check.units import UNIT_AFTER_DIGITS

_UNIT = f"(?P<scale>[万亿]?)(?P<unit>{UNIT_AFTER_DIGITS.pattern})"
_IN_BRACKETS = re.compile(f"\\((?:单位[:：])?{_UNIT}\\)[ \u3000]*\\Z")
_ABOVE = re.compile(f"单位[:：][ \u3000]*{_UNIT}[)） \u3000]*\\Z")
_NUMBER_ALONE = re.compile(f"[ \u3000]*(?P<number>{ARABIC_NUMERAL})[ \u3000]*\\Z")

CellUnit = tuple[str, int]


def units_of_cells(folded: str) -> dict[int, CellUnit]:
    """For each number alone in its cell, by the offset of its first digit: its unit and the factor of 万 or 亿."""
    found: dict[int, CellUnit] = {}
    columns: dict[int, CellUnit] = {}
    of_table: CellUnit | None = None
    start = 0
    for line in folded.split("\n"):
        if "\t" not in line:
            columns, of_table = {}, _unit(_ABOVE.search(line[-40:]))
        else:
            _read_row(line, start, columns, of_table, found)
        start += len(line) + 1
    return found


def _read_row(
    line: str, start: int, columns: dict[int, CellUnit], of_table: CellUnit | None, found: dict[int, CellUnit]
) -> None:
    of_row: CellUnit | None = None
    for column, cell in enumerate(line.split("\t")):
        number = _NUMBER_ALONE.match(cell)
        heading = _unit(_IN_BRACKETS.search(cell[-40:]))
        if number is not None:
            unit = columns.get(column) or of_row or of_table
            if unit is not None and column:
                found[start + number.start("number")] = unit
        elif heading is not None:
            columns[column] = heading
            of_row = of_row or heading
        start += len(cell) + 1


def _unit(match: re.Match[str] | None) -> CellUnit | None:
    return None if match is None else (match["unit"], MYRIADS.get(match["scale"], 1))
