"""From a folder of files to typed ledgers: a dry run that reports every problem at once, by file, sheet, row, column.

Nothing is lost or guessed: for each ledger, rows read + rows rejected = rows found.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.cells import Unreadable, is_empty, read_cell
from fazhi.figures.ledger import Column, Ledger
from fazhi.figures.period import Period
from fazhi.figures.readers import LedgerFile, Progress, Sheet, UnreadableFile, ledger_files, read_file
from fazhi.figures.workbook import SYNTHETIC
from fazhi.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

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
        import datetime as dt

        if self.ledger.date is None:
            return 0
        days: list[dt.date | None] = self.table[self.ledger.date].to_pylist()
        return sum(day is not None and day > period.end for day in days)


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
    for done, path in enumerate(paths):
        if progress:
            progress(path.name, done, len(paths))
        try:
            files.append(read_file(path))
        except UnreadableFile as error:
            loaded.problems.append(Problem(path.name, error.message))
    claims: dict[str, list[LedgerFile]] = defaultdict(list)
    for file in files:
        ledger = _recognise(file, catalogue)
        if ledger is None:
            loaded.problems.append(Problem(file.path.name, _unrecognised(file, catalogue)))
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
                title=catalogue.ledgers[name].title, files="、".join(file.path.name for file in files)
            )
            for name, files in doubles.items()
        ]
        raise TwoFiles(
            _("同一本台账有两个以上文件，不能判断以哪个为准；请合并为一个，或移走不用的：{lines}").format(
                lines="；".join(lines)
            ),
            ledgers={name: [file.path.name for file in files] for name, files in doubles.items()},
        )


# --- which ledger is it ----------------------------------------------------------------------------------------------


def _recognise(file: LedgerFile, catalogue: Catalogue) -> Ledger | None:
    """By the file's name, else by its headings where exactly one ledger knows all of them and lacks no required one."""
    stem = file.path.stem.strip()
    for ledger in catalogue.ledgers.values():
        if stem in ledger.titles:
            return ledger
    fitting = [
        ledger for ledger in catalogue.ledgers.values() if any(_fits(ledger, _headings(sheet)) for sheet in file.sheets)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _fits(ledger: Ledger, headings: Sequence[str]) -> bool:
    known = {ledger.by_heading[heading].name for heading in headings if heading in ledger.by_heading}
    required = {column.name for column in ledger.columns if column.required}
    return bool(headings) and len(known) == len(set(headings)) and required <= known


def _unrecognised(file: LedgerFile, catalogue: Catalogue) -> str:
    titles = [ledger.title for ledger in catalogue.ledgers.values()]
    near = difflib.get_close_matches(file.path.stem, titles, n=3, cutoff=0.4)
    hint = _("是不是：{near}？").format(near="、".join(near)) if near else ""
    return _("认不出是哪本台账。请把文件名改成台账名称（fazhi ledgers list 列出全部）。") + hint


def _headings(sheet: Sheet) -> list[str]:
    return [_heading(cell) for cell in sheet.rows[0] if not is_empty(cell)]


def _heading(cell: Any) -> str:
    return "".join(str(cell).split())


# --- reading one ledger ----------------------------------------------------------------------------------------------


def _read_ledger(ledger: Ledger, file: LedgerFile, problems: list[Problem]) -> LoadedLedger | None:
    import pyarrow as pa

    from fazhi.figures.engine import loaded_schema

    columns: dict[str, list[Any]] = {name: [] for name in loaded_schema(ledger).names}
    keys: dict[tuple[Any, ...], int] = {}
    found = 0
    usable = False
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
            values = _read_row(ledger, layout, row, Place(file.path.name, sheet.name, number, ledger.name), problems)
            if values is None:
                continue
            key = tuple(values[name] for name in ledger.key)
            if key in keys:
                problems.append(
                    Problem(
                        file.path.name,
                        _("“{key}”与第{row}行重复").format(key=" ".join(str(part) for part in key), row=keys[key]),
                        sheet.name,
                        number,
                        "、".join(ledger.by_name[name].heading for name in ledger.key),
                        ledger=ledger.name,
                    )
                )
                continue
            keys[key] = number
            values |= {"source_file": file.path.name, "source_sheet": sheet.name, "source_row": number}
            for name, cells in columns.items():
                cells.append(values.get(name))
    if not file.sheets:
        problems.append(Problem(file.path.name, _("没有任何工作表有内容"), ledger=ledger.name))
    if not usable:
        return None
    table = pa.table(columns, schema=loaded_schema(ledger))
    return LoadedLedger(ledger, file.path.name, table, found, found - table.num_rows, file.remark.startswith(SYNTHETIC))


def _data_rows(sheet: Sheet) -> int:
    return sum(not all(is_empty(cell) for cell in row) for row in sheet.rows[1:])


def _layout(ledger: Ledger, file: LedgerFile, sheet: Sheet, problems: list[Problem]) -> list[Column | None] | None:
    """Which column of the ledger stands at which position of the sheet, or None where required ones are missing."""

    def report(message: str, severity: Severity, column: str = "") -> None:
        problems.append(
            Problem(file.path.name, message, sheet.name, sheet.first_row, column, severity, ledger=ledger.name)
        )

    layout: list[Column | None] = []
    for cell in sheet.rows[0]:
        heading = _heading(cell) if not is_empty(cell) else ""
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
    return layout


@dataclass(frozen=True)
class Place:
    """Where a row stands."""

    file: str
    sheet: str
    row: int
    ledger: str


def _read_row(
    ledger: Ledger, layout: Sequence[Column | None], row: Sequence[Any], place: Place, problems: list[Problem]
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    good = True
    for column, cell in _paired(layout, row):
        try:
            values[column.name] = read_cell(column, cell)
        except Unreadable as reason:
            good = False
            problems.append(
                Problem(place.file, str(reason), place.sheet, place.row, column.heading, ledger=place.ledger)
            )
    return values if good else None


def _paired(layout: Sequence[Column | None], row: Sequence[Any]) -> Iterable[tuple[Column, Any]]:
    for index, column in enumerate(layout):
        if column is not None:
            yield column, row[index] if index < len(row) else None
