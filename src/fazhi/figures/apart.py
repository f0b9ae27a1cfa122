"""Sheets that lie in a ledger's workbook and are none of it: a summary by month, a cover, instructions.

A person leaves such a sheet alone without asking. It is left alone here only where nothing speaks for the ledger: no
column of the key among the headings or near to them, fewer than half of the required columns, and no row that could be
read as a record under the headings of the sheets beside it. Anything else is a sheet of the ledger with a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fazhi.figures.cells import Around, Unreadable, is_empty, read_cell
from fazhi.figures.headings import NEAR, Headings, nearness
from fazhi.figures.ledger import Ledger
from fazhi.figures.rows import filled_rows
from fazhi.figures.sheets import Sheet
from fazhi.i18n import _

_SEARCHED = 60  # rows from the top that may hold headings
_LONGEST = 20  # characters of a heading; longer texts are sentences
_ANY_YEAR = Around(year=2020)  # a leap year: any day that a record may have without its year


def stands_apart(ledger: Ledger, sheet: Sheet, headings: Headings | None, beside: Sequence[Headings]) -> bool:
    """Whether nothing in ``sheet`` speaks for ``ledger``; ``beside`` are the headings of sheets that are of it."""
    shown = {placed.column.name for placed in headings.placed} if headings else set()
    texts = {cell for row in sheet.rows[:_SEARCHED] for cell in row if isinstance(cell, str) and not is_empty(cell)}
    short = [text for text in texts if len(text) <= _LONGEST]
    required = [column for column in ledger.columns if column.required]
    shown |= {column.name for column in required if any(nearness(text, column) >= NEAR for text in short)}
    if shown & set(ledger.key) or 2 * len(shown & {column.name for column in required}) >= len(required):
        return False
    return not any(_is_record(row, known) for known in beside for row in sheet.rows)


def left_alone(sheet: Sheet) -> str:
    """What is said of such a sheet."""
    return _("这张表里没有台账的表头，没有读取（{n}行）；如果其中有记录，请补上表头再检查").format(
        n=len(filled_rows(sheet))
    )


def _is_record(row: Sequence[Any], headings: Headings) -> bool:
    needed = [placed for placed in headings.placed if placed.column.required]
    try:
        for placed in needed:
            read_cell(placed.column, row[placed.position] if placed.position < len(row) else None, _ANY_YEAR)
    except Unreadable:
        return False
    return True


def complete(ledger: Ledger, headings: Iterable[Headings | None]) -> list[Headings]:
    """Those headings that name every required column of the ledger, each once."""
    return [
        found
        for found in headings
        if found is not None and not found.twice and not any(column.required for column in found.missing(ledger))
    ]
