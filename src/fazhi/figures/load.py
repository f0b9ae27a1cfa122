"""From a folder of files to typed ledgers: a dry run that reports every problem at once, by file, sheet, row, column.

Nothing is lost or guessed: for each ledger, rows read + rows rejected = rows found.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.cells import Unreadable, is_empty, read_cell
from fazhi.figures.ledger import Column, Ledger, normal_heading
from fazhi.figures.period import Period
from fazhi.figures.readers import (
    LedgerFile,
    Progress,
    Sheet,
    UnreadableFile,
    file_name,
    ledger_files,
    passed_over,
    read_file,
)
from fazhi.figures.workbook import SYNTHETIC
from fazhi.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

_LONGEST_STEM = 60  # nearness is a matter of short names; comparing long ones costs time and finds nothing

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """What is wrong and where. ``row`` is the row as Excel counts; a warning costs no row."""

    file: str
    message: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    severity: Severity = "error"
    ledger: str = ""

    @property
    def place(self) -> str:
        """Where it is, in Chinese."""
        parts = [_("“{file}”").format(file=self.file)]
        if self.sheet:
            parts.append(_("工作表“{sheet}”").format(sheet=self.sheet))
        if self.row is not None:
            parts.append(_("第{row}行").format(row=self.row))
        if self.column:
            parts.append(_("“{column}”栏").format(column=self.column))
        return " ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


@dataclass(frozen=True)
class LoadedLedger:
    """A ledger as read: ``found`` = ``read`` + ``rejected`` rows; ``table`` has the typed rows and their source."""

    ledger: Ledger
    file: str
    table: pa.Table
    found: int
    rejected: int
    synthetic: bool

    @property
    def read(self) -> int:
        """Rows taken over."""
        return int(self.table.num_rows)

    def outside(self, period: Period) -> int:
        """How many rows are dated after the period: they belong to a later report and are not counted."""
        import pyarrow.compute as pc

        if self.ledger.date is None:
            return 0
        return int(pc.sum(pc.greater(self.table[self.ledger.date], period.end)).as_py() or 0)


@dataclass
class Loaded:
    """All that was read from a folder."""

    ledgers: dict[str, LoadedLedger] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems that cost rows or files."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables by ledger name, as :meth:`fazhi.figures.engine.Engine.from_tables` wants them."""
        return {name: loaded.table for name, loaded in self.ledgers.items()}


class TwoFiles(FazhiError):
    """Two files claim to be the same ledger; which one counts is for the clerk to say."""

    code = "two_files"


def load(directory: Path, catalogue: Catalogue, progress: Progress | None = None) -> Loaded:
    """Read all ledgers of a folder.

    Problems are collected, not raised, except where nothing can be said at all: no folder, no files, or two files for
    one ledger (:class:`TwoFiles`).
    """
    loaded = Loaded()
    files: list[LedgerFile] = []
    paths = ledger_files(directory)
    for path in passed_over(directory):
        what = _("文件夹里面的文件没有读取") if path.is_dir() else _("不是台账文件的格式，没有读取")
        loaded.problems.append(Problem(file_name(path), what, severity="warning"))
    for done, path in enumerate(paths):
        if progress:
            progress(file_name(path), done, len(paths))
        try:
            files.append(read_file(path))
        except UnreadableFile as error:
            ledger = _named(path, catalogue)
            loaded.problems.append(Problem(file_name(path), error.message, ledger=ledger.name if ledger else ""))
    claims: dict[str, list[LedgerFile]] = defaultdict(list)
    for file in files:
        ledger = _recognise(file, catalogue)
        if ledger is None:
            loaded.problems.append(Problem(file.name, _unrecognised(file, catalogue)))
        else:
            claims[ledger.name].append(file)
    _refuse_two_files(claims, catalogue)
    for name, (file,) in claims.items():
        taken = _read_ledger(catalogue.ledgers[name], file, loaded.problems)
        if taken is not None:
            loaded.ledgers[name] = taken
    if progress:
        progress("", len(paths), len(paths))
    return loaded


def _refuse_two_files(claims: dict[str, list[LedgerFile]], catalogue: Catalogue) -> None:
    doubles = {name: files for name, files in claims.items() if len(files) > 1}
    if doubles:
        lines = [
            _("《{title}》：{files}").format(
                title=catalogue.ledgers[name].title, files="、".join(file.name for file in files)
            )
            for name, files in doubles.items()
        ]
        raise TwoFiles(
            _("同一本台账有两个以上文件，不能判断以哪个为准；请合并为一个，或移走不用的：{lines}").format(
                lines="；".join(lines)
            ),
            ledgers={name: [file.name for file in files] for name, files in doubles.items()},
        )


# --- which ledger is it ----------------------------------------------------------------------------------------------


def _recognise(file: LedgerFile, catalogue: Catalogue) -> Ledger | None:
    """By the file's name, else by its headings where exactly one ledger knows all of them and lacks no required one."""
    named = _named(file.path, catalogue)
    fitting = [] if named else _fitting(file, catalogue)
    return fitting[0] if len(fitting) == 1 else named


def _named(path: Path, catalogue: Catalogue) -> Ledger | None:
    stem = normal_heading(Path(file_name(path)).stem)
    known = {normal_heading(title): ledger for ledger in catalogue.ledgers.values() for title in ledger.titles}
    return known.get(stem)


def _fitting(file: LedgerFile, catalogue: Catalogue) -> list[Ledger]:
    headings = [_headings(sheet) for sheet in file.sheets]
    return [ledger for ledger in catalogue.ledgers.values() if any(_fits(ledger, found) for found in headings)]


def _fits(ledger: Ledger, headings: Sequence[str]) -> bool:
    known = {ledger.by_heading[heading].name for heading in headings if heading in ledger.by_heading}
    required = {column.name for column in ledger.columns if column.required}
    return bool(headings) and len(known) == len(set(headings)) and required <= known


def _unrecognised(file: LedgerFile, catalogue: Catalogue) -> str:
    titles = [ledger.title for ledger in catalogue.ledgers.values()]
    fitting = [ledger.title for ledger in _fitting(file, catalogue)]
    near = fitting or difflib.get_close_matches(Path(file.name).stem[:_LONGEST_STEM], titles, n=3, cutoff=0.4)
    hint = _("是不是：{near}？").format(near="、".join(near)) if near else ""
    return _("认不出是哪本台账。请把文件名改成台账名称（fazhi ledgers list 列出全部）。") + hint


def _headings(sheet: Sheet) -> list[str]:
    return [heading for cell in sheet.rows[0] if (heading := _heading(cell))]


def _heading(cell: Any) -> str:
    return "" if is_empty(cell) else normal_heading(str(cell))


# --- reading one ledger ----------------------------------------------------------------------------------------------


def _read_ledger(ledger: Ledger, file: LedgerFile, problems: list[Problem]) -> LoadedLedger | None:
    import pyarrow as pa

    from fazhi.figures.engine import loaded_schema

    columns: dict[str, list[Any]] = {name: [] for name in loaded_schema(ledger).names}
    keys: dict[tuple[Any, ...], Place] = {}
    name, found, usable = file.name, 0, False
    for sheet in file.sheets:
        layout = _layout(ledger, file, sheet, problems)
        if layout is None:
            found += _data_rows(sheet)
            continue
        usable = True
        for number, row in enumerate(sheet.rows[1:], start=sheet.first_row + 1):
            if all(is_empty(cell) for cell in row):
                continue
            found += 1
            place = Place(name, sheet.name, number, ledger.name)
            values = _read_row(layout, row, place, problems)
            if values is None:
                continue
            key = tuple(values[part] for part in ledger.key)
            if key in keys:
                headings = "、".join(ledger.by_name[part].heading for part in ledger.key)
                problems.append(place.problem(_repeated(key, keys[key], place), headings))
                continue
            keys[key] = place
            values |= {"source_file": name, "source_sheet": sheet.name, "source_row": number}
            for column, cells in columns.items():
                cells.append(values.get(column))
    if not file.sheets:
        problems.append(Problem(file.name, _("没有任何工作表有内容"), ledger=ledger.name))
    if not usable:
        return None
    table = pa.table(columns, schema=loaded_schema(ledger))
    return LoadedLedger(ledger, file.name, table, found, found - table.num_rows, file.remark.startswith(SYNTHETIC))


def _repeated(key: tuple[Any, ...], first: Place, again: Place) -> str:
    shown = " ".join(str(part) for part in key)
    if first.sheet == again.sheet:
        return _("“{key}”与第{row}行重复").format(key=shown, row=first.row)
    return _("“{key}”与工作表“{sheet}”第{row}行重复").format(key=shown, sheet=first.sheet, row=first.row)


def _data_rows(sheet: Sheet) -> int:
    return sum(not all(is_empty(cell) for cell in row) for row in sheet.rows[1:])


def _layout(ledger: Ledger, file: LedgerFile, sheet: Sheet, problems: list[Problem]) -> _Layout | None:
    """Which column of the ledger stands at which position of the sheet, or None where required ones are missing."""

    def report(message: str, severity: Severity, column: str = "") -> None:
        problems.append(Problem(file.name, message, sheet.name, sheet.first_row, column, severity, ledger=ledger.name))

    layout: list[Column | None] = []
    for position, cell in enumerate(sheet.rows[0]):
        heading = _heading(cell)
        if not heading:
            filled = [n for n, row in enumerate(sheet.rows) if position < len(row) and not is_empty(row[position])]
            if filled:
                report(
                    _("第{n}栏没有表头，其中{k}格内容没有读取，第一处在第{row}行").format(
                        n=position + 1, k=len(filled), row=sheet.first_row + filled[0]
                    ),
                    "warning",
                )
        column = ledger.by_heading.get(heading)
        if column is not None and column in layout:
            report(_("这一栏出现了两次，只能有一栏"), "error", heading)
            return None
        if column is None and heading:
            near = difflib.get_close_matches(heading, list(ledger.by_heading), n=1, cutoff=0.6)
            hint = _("，是不是“{near}”？").format(near=near[0]) if near else ""
            report(_("台账里没有这一栏，未读取{hint}").format(hint=hint), "warning", heading)
        layout.append(column)
    missing = [column.heading for column in ledger.columns if column.required and column not in layout]
    if missing:
        report(_("缺少必填栏：{missing}。表头应在第一行").format(missing="、".join(missing)), "error")
        return None
    absent = [column.heading for column in ledger.columns if column not in layout]
    if absent:
        report(_("没有这些选填栏，当作全是空白：{absent}").format(absent="、".join(absent)), "warning")
    return _Layout.of(layout)


@dataclass(frozen=True)
class Place:
    """Where a row stands."""

    file: str
    sheet: str
    row: int
    ledger: str

    def problem(self, message: str, heading: str = "") -> Problem:
        """A problem at this place that costs the row."""
        return Problem(self.file, message, self.sheet, self.row, heading, ledger=self.ledger)


@dataclass(frozen=True)
class _Layout:
    """The columns of a sheet that are read: position, column and what turns a cell into a value."""

    width: int
    readers: tuple[tuple[int, Column, Callable[[Any], Any]], ...]

    @classmethod
    def of(cls, columns: Sequence[Column | None]) -> _Layout:
        # Cells of a ledger repeat (street, result, day), and True == 1 == 1.0 must stay apart.
        readers = [
            (position, column, lru_cache(maxsize=2048, typed=True)(partial(read_cell, column)))
            for position, column in enumerate(columns)
            if column is not None
        ]
        return cls(len(columns), tuple(readers))


def _read_row(layout: _Layout, row: Sequence[Any], place: Place, problems: list[Problem]) -> dict[str, Any] | None:
    if len(row) > layout.width and any(not is_empty(cell) for cell in row[layout.width :]):
        message = _("这一行有{n}格，表头只有{m}栏，可能多了分隔符").format(n=len(row), m=layout.width)
        problems.append(place.problem(message))
        return None
    values: dict[str, Any] = {}
    good = True
    for position, column, read in layout.readers:
        try:
            values[column.name] = read(row[position] if position < len(row) else None)
        except Unreadable as reason:
            good = False
            problems.append(place.problem(str(reason), column.heading))
    return values if good else None
