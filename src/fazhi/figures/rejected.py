"""rejected.xlsx: what could not be read, put aside with the reason; what people mend in it is fed back.

One sheet a ledger. Each row has the reason, where it stands, a code that recognises it, and its cells as they were. A
person mends the cells there; at the next reading the mended row takes the place of the one it came from, which is
recognised by what stands in it, not by its number. A mended row stays in the file: reading again gives the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.cells import is_empty
from fazhi.figures.excel import read_excel
from fazhi.figures.ledger import Ledger
from fazhi.figures.lost import Lost
from fazhi.figures.problems import Place
from fazhi.i18n import _

ACCEPT = "照此读入"
"""What a person writes into the column 处理 to have a doubtful row read as it stands in rejected.xlsx."""

_REASON, _HANDLING, _FILE, _SHEET, _ROW, _CODE = "原因", "处理", "来源文件", "来源工作表", "来源行", "识别码（勿改）"
_MARKS = (_REASON, _HANDLING, _FILE, _SHEET, _ROW, _CODE)
_SHEET_NAME = 31
_SHEET_ROWS = 1_048_000
_CELL_TEXT = 32_000
_EXACT = 15
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel's calendar is not ours


@dataclass
class Correction:
    """A row of rejected.xlsx as a person left it; ``used`` once its original has been met."""

    file: str
    sheet: str
    row: int
    code: str
    cells: dict[str, Any]
    accepted: bool
    reason: str
    used: bool = False

    @property
    def touched(self) -> bool:
        """Whether a person has changed anything in this row of rejected.xlsx."""
        return self.accepted or code_of(self.cells) != self.code


@dataclass(frozen=True)
class Aside:
    """A row put aside: its cells by heading, why (empty where a correction was taken), and the correction if any."""

    place: Place
    cells: dict[str, Any]
    code: str
    reasons: tuple[str, ...]
    correction: Correction | None = None


@dataclass
class Corrections:
    """The corrections of one ledger, found by what stood in the original row."""

    by_code: dict[tuple[str, str, str], list[Correction]] = field(default_factory=lambda: defaultdict(list))

    def take(self, place: Place, code: str) -> Correction | None:
        """The correction of the row at ``place``; of several identical rows the one with its number goes first."""
        found = [c for c in self.by_code.get((place.file, place.sheet, code), ()) if not c.used]
        if not found:
            return None
        correction = min(found, key=lambda c: abs(c.row - place.row))
        correction.used = True
        return correction

    @property
    def all(self) -> list[Correction]:
        """Every row of rejected.xlsx, in its order."""
        return [correction for found in self.by_code.values() for correction in found]

    @property
    def unused(self) -> list[Correction]:
        """What people mended although its original row is gone or is now read by itself."""
        return [correction for correction in self.all if not correction.used and correction.touched]


def code_of(cells: Mapping[str, Any]) -> str:
    """What recognises a row: the same cells under the same headings give the same code."""
    known = sorted((heading, _comparable(cell)) for heading, cell in cells.items() if not is_empty(cell))
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def is_untouched(original: Any, written: Any) -> bool:
    """Whether a cell of rejected.xlsx is still what was written there for ``original``."""
    return _comparable(original) == _comparable(written)


def _comparable(cell: Any) -> str:
    """The cell as text that is the same before it is written to a workbook and after it is read from there."""
    if is_empty(cell):
        return ""
    if isinstance(cell, Lost):
        cell = cell.formula or str(cell)
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float | Decimal):
        return _number(cell)
    if isinstance(cell, dt.datetime):
        cell = cell.replace(microsecond=0, tzinfo=None)
        return str(cell if cell.time() != dt.time() else cell.date())
    return _writable(str(cell)).replace("_x005F_", "_").strip()


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text[:_CELL_TEXT]).replace("\r\n", "\n").replace("\r", "\n")


def _number(cell: int | float | Decimal) -> str:
    return repr(float(cell)) if _fits(cell) else str(cell)


# --- writing ---------------------------------------------------------------------------------------------------------


def write_rejected(
    path: Path, asides: Mapping[str, Sequence[Aside]], stale: Mapping[str, Sequence[Correction]], catalogue: Catalogue
) -> int:
    """Write what was put aside, by ledger name, and corrections that fit no row any more. Returns the rows written.

    Where there is nothing to write an old file is taken away. Raises :class:`OSError`.
    """
    import xlsxwriter

    rows = {
        name: [*map(_of_aside, asides.get(name, ())), *map(_of_correction, stale.get(name, ()))]
        for name in catalogue.ledgers
    }
    total = sum(map(len, rows.values()))
    if not total:
        path.unlink(missing_ok=True)
        return 0
    draft = path.with_name(f".{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(draft, options) as book:
        book.set_properties({"created": dt.datetime(2020, 1, 1)})  # noqa: DTZ001  (the same rows give the same bytes)
        look = _Look(book)
        for name, ledger in catalogue.ledgers.items():
            for start in range(0, len(rows[name]), _SHEET_ROWS):
                _write_sheet(book, look, ledger, rows[name][start : start + _SHEET_ROWS], start // _SHEET_ROWS)
    draft.replace(path)
    return total


_Row = tuple[tuple[Any, ...], dict[str, Any]]


def _of_aside(aside: Aside) -> _Row:
    done = aside.correction
    reason = "；".join(aside.reasons) if aside.reasons else _("已更正，已读入。原文件没有改动，请保留这一行")
    marks = (reason, ACCEPT if done and done.accepted else "", aside.place.file, aside.place.sheet, aside.place.row)
    return (*marks, aside.code), done.cells if done else aside.cells


def _of_correction(correction: Correction) -> _Row:
    reason = _("原文件里已没有这一行，或已能读入，这里的更正没有采用；不需要就删去这一行")
    marks = (reason, ACCEPT if correction.accepted else "", correction.file, correction.sheet, correction.row)
    return (*marks, correction.code), correction.cells


class _Look:
    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "bg_color": "#e3eef8", "border": 1, "text_wrap": True})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


def _write_sheet(book: Any, look: _Look, ledger: Ledger, rows: Sequence[_Row], part: int) -> None:
    sheet = book.add_worksheet(ledger.title[:_SHEET_NAME] if not part else f"{ledger.title[:26]}（{part + 1}）")
    headings = list(dict.fromkeys([column.heading for column in ledger.columns] + [h for _m, c in rows for h in c]))
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, len(_MARKS) - 1, 12)
    sheet.set_column(len(_MARKS), len(_MARKS) + len(headings), 16)
    sheet.freeze_panes(1, 1)
    for index, heading in enumerate((*_MARKS, *headings)):
        sheet.write_string(0, index, heading, look.heading)
    for number, (marks, cells) in enumerate(rows, start=1):
        for index, cell in enumerate((*marks, *(cells.get(heading) for heading in headings))):
            _write_cell(sheet, number, index, cell, look)


def _write_cell(sheet: Any, row: int, index: int, cell: Any, look: _Look) -> None:
    if is_empty(cell):
        return
    if isinstance(cell, Lost):
        cell = cell.formula or str(cell)
    match cell:
        case bool():
            sheet.write_boolean(row, index, cell)
        case dt.datetime() if cell.date() >= _FIRST_DAY:
            sheet.write_datetime(row, index, cell.replace(microsecond=0, tzinfo=None), look.instant)
        case dt.date() if not isinstance(cell, dt.datetime) and cell >= _FIRST_DAY:
            sheet.write_datetime(row, index, dt.datetime(cell.year, cell.month, cell.day), look.day)  # noqa: DTZ001
        case int() | float() | Decimal() if _fits(cell):
            sheet.write_number(row, index, cell)
        case _:
            sheet.write_string(row, index, _writable(str(cell)), look.text)


def _fits(number: int | float | Decimal) -> bool:
    if isinstance(number, float):
        return math.isfinite(number)
    return (
        number.is_finite() and len(number.as_tuple().digits) <= _EXACT
        if isinstance(number, Decimal)
        else (abs(number) < 10**_EXACT)
    )


# --- reading ---------------------------------------------------------------------------------------------------------


def read_corrections(path: Path, catalogue: Catalogue) -> dict[str, Corrections]:
    """What people left in rejected.xlsx, by ledger name; nothing where there is no such file.

    Raises :class:`fazhi.figures.sheets.UnreadableFile`.
    """
    found: dict[str, Corrections] = defaultdict(Corrections)
    if not path.is_file():
        return found
    names = {ledger.title[:_SHEET_NAME]: ledger.name for ledger in catalogue.ledgers.values()}
    parts = {ledger.title[:26]: ledger.name for ledger in catalogue.ledgers.values()}
    for sheet in read_excel(path, path.read_bytes()).sheets:
        name = names.get(sheet.name) or parts.get(sheet.name.partition("（")[0])
        headings = [str(cell) for cell in sheet.rows[0]]
        if name is None or not set(_MARKS) <= set(headings):
            continue
        for row in sheet.rows[1:]:
            cells = dict(zip(headings, row, strict=False))
            marks = {mark: cells.pop(mark) for mark in _MARKS}
            code, number = str(marks[_CODE]), marks[_ROW]
            if code:
                correction = Correction(
                    str(marks[_FILE]),
                    str(marks[_SHEET]),
                    int(number) if isinstance(number, int | float) else 0,
                    code,
                    {heading: cell for heading, cell in cells.items() if heading},
                    str(marks[_HANDLING]).strip() == ACCEPT,
                    str(marks[_REASON]),
                )
                found[name].by_code[correction.file, correction.sheet, code].append(correction)
    return found
