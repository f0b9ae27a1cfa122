"""From a folder of files to typed ledgers: a dry run that reports every problem at once, by file, sheet, row, column.

Nothing is lost or guessed: for each ledger, rows read + rows rejected = rows found.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fazhi.errors import FazhiError
from fazhi.figures.apart import left_alone
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.headings import Proposal
from fazhi.figures.intake import Intake, Judge
from fazhi.figures.ledger import Ledger
from fazhi.figures.mapping import Mapping, read_mapping
from fazhi.figures.period import Period
from fazhi.figures.problems import Problem, Severity
from fazhi.figures.readers import MAPPING_FILE, REJECTED_FILE, Progress, ledger_files, passed_over, read_file
from fazhi.figures.recognise import is_of_none, named, not_recognised, recognise
from fazhi.figures.rejected import Aside, Correction, Corrections, read_corrections
from fazhi.figures.rows import filled_rows
from fazhi.figures.sheets import LedgerFile, Sheet, UnreadableFile, file_name
from fazhi.figures.workbook import SYNTHETIC
from fazhi.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Kept", "Loaded", "LoadedLedger", "Problem", "Severity", "TwoFiles", "load"]


class Kept(Protocol):
    """Rows of a ledger that stay where they are, in a Parquet file or a database."""

    @property
    def num_rows(self) -> int:
        """How many there are."""

    def to_arrow(self) -> pa.Table:
        """All of them, in any order."""

    def later(self, column: str, day: dt.date) -> int:
        """How many have a later day in a column."""


@dataclass(frozen=True)
class LoadedLedger:
    """A ledger as read: ``found`` = ``read`` + ``rejected`` rows; ``table`` has the typed rows and their source.

    ``asides`` are the rows that were rejected, or read only because somebody mended them in rejected.xlsx
    (``corrected`` of them); ``beside`` are rows that are no records, as (title, heading, total or note; sheet; row);
    ``files`` are all that it was read from.
    """

    ledger: Ledger
    file: str
    data: pa.Table | Kept
    found: int
    rejected: int
    synthetic: bool
    corrected: int = 0
    asides: tuple[Aside, ...] = ()
    beside: tuple[tuple[str, str, int], ...] = ()
    files: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """Rows taken over."""
        return int(self.data.num_rows)

    @cached_property
    def table(self) -> pa.Table:
        """The typed rows and their source. What is kept elsewhere is read into memory for it: engines take ``data``."""
        import pyarrow as pa

        from fazhi.figures.engine import loaded_schema

        if isinstance(self.data, pa.Table):
            return self.data
        return self.data.to_arrow().cast(loaded_schema(self.ledger)).sort_by("source_row")

    def outside(self, period: Period) -> int:
        """How many rows are dated after the period: they belong to a later report and are not counted."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self.ledger.date is None:
            return 0
        if not isinstance(self.data, pa.Table):
            return self.data.later(self.ledger.date, period.end)
        return int(pc.sum(pc.greater(self.data[self.ledger.date], period.end)).as_py() or 0)


@dataclass
class Loaded:
    """All that was read from a folder.

    ``refused`` are ledgers of which no sheet could be read: their rows are found and rejected, and figures count them
    as missing. ``proposals`` are headings near a known one, for the clerk to confirm; ``stale`` what was mended in
    rejected.xlsx and fits no row any more.
    """

    ledgers: dict[str, LoadedLedger] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: dict[str, LoadedLedger] = field(default_factory=dict)
    proposals: list[tuple[Ledger, Proposal]] = field(default_factory=list)
    stale: dict[str, list[Correction]] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """The problems that cost rows or files."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def tables(self) -> dict[str, pa.Table | Kept]:
        """What was read by ledger name, as :meth:`fazhi.figures.engine.Engine.from_tables` wants it."""
        return {name: loaded.data for name, loaded in self.ledgers.items()}

    @property
    def all(self) -> dict[str, LoadedLedger]:
        """The ledgers read and those refused."""
        return {**self.ledgers, **self.refused}

    @property
    def asides(self) -> dict[str, tuple[Aside, ...]]:
        """What was put aside, by ledger name."""
        return {name: item.asides for name, item in self.all.items() if item.asides}


class TwoFiles(FazhiError):
    """Two files claim to be the same ledger; which one counts is for the clerk to say."""

    code = "two_files"


def load(
    directory: Path,
    catalogue: Catalogue,
    progress: Progress | None = None,
    *,
    rejected: Path | None = None,
    mapping: Mapping | None = None,
    judges: Table[str, Judge] | None = None,
    together: bool = False,
) -> Loaded:
    """Read all ledgers of a folder. ``judges``: by the name of a ledger, who looks at its rows beyond their cells.

    ``together``: several files of one ledger (one a year) are read one after the other, as if they were one.

    Corrections are taken from ``rejected``, by default the rejected.xlsx of the folder, and what the clerk has
    confirmed from ``mapping``, by default the mapping file of the folder. Problems are collected, not
    raised, except where nothing can be said at all: no folder, no files, a mapping file or a rejected.xlsx that cannot
    be read, or two files for one ledger (:class:`TwoFiles`).
    """
    loaded = Loaded()
    paths = ledger_files(directory)
    if mapping is None:
        mapping = read_mapping(directory, catalogue)
    corrections = read_corrections(rejected or directory / REJECTED_FILE, catalogue)
    loaded.problems += [_passed_over(path, catalogue) for path in passed_over(directory)]
    claims: dict[str, list[tuple[LedgerFile, list[Sheet]]]] = defaultdict(list)
    for done, path in enumerate(paths):
        if progress:
            progress(file_name(path), done, len(paths))
        try:
            file = read_file(path)
        except UnreadableFile as error:
            ledger = named(path, catalogue)
            loaded.problems.append(Problem(file_name(path), error.message, ledger=ledger.name if ledger else ""))
            continue
        loaded.problems += _skipped(file, mapping)
        found = recognise(file, catalogue, mapping)
        unknown = found.pop("", [])
        for name, sheets in found.items():
            claims[name].append((file, sheets))
        beside = {catalogue.ledgers[name]: sheets for name, sheets in found.items()}
        none = [sheet for sheet in unknown if is_of_none(sheet, beside, catalogue, mapping)]
        loaded.problems += [Problem(file.name, left_alone(sheet), sheet.name, severity="warning") for sheet in none]
        left = {sheet.name for sheet in none}
        unknown = [sheet for sheet in unknown if sheet.name not in left]
        if unknown:
            loaded.problems += _unrecognised(file, unknown, catalogue, mapping)
    loaded.problems += _names_nothing(mapping, paths)
    if not together:
        _refuse_two_files(claims, catalogue)
    for name in (name for name in catalogue.ledgers if name in claims):
        _read(loaded, catalogue.ledgers[name], claims[name], mapping, corrections[name], (judges or {}).get(name))
    loaded.stale = {name: unused for name, found in corrections.items() if (unused := found.unused)}
    loaded.problems += [_stale(catalogue.ledgers[name], unused) for name, unused in loaded.stale.items()]
    if progress:
        progress("", len(paths), len(paths))
    return loaded


def _passed_over(path: Path, catalogue: Catalogue) -> Problem:
    if path.is_dir():
        return Problem(file_name(path), _("文件夹里面的文件没有读取"), severity="warning")
    if not path.is_file():
        return Problem(file_name(path), _("是失效的链接，或不是普通文件，没有读取；请换成文件本身"))
    if named(path, catalogue) is not None:
        return Problem(
            file_name(path), _("{suffix} 不是台账文件的格式，没有读取；请打开后另存为 .xlsx").format(suffix=path.suffix)
        )
    return Problem(file_name(path), _("不是台账文件的格式，没有读取"), severity="warning")


def _skipped(file: LedgerFile, mapping: Mapping) -> list[Problem]:
    """The sheets that the clerk has taken out, each named: nothing is left out in silence."""
    message = _("按“{mapping}”没有读取（{n}行）")
    return [
        Problem(
            file.name,
            message.format(mapping=MAPPING_FILE, n=len(filled_rows(sheet))),
            sheet.name,
            severity="warning",
        )
        for sheet in file.sheets
        if (file.name, sheet.name) in mapping.skipped
    ] + [
        Problem(MAPPING_FILE, _("“{file}”里没有工作表“{sheet}”").format(file=name, sheet=sheet), severity="warning")
        for name, sheet in sorted(mapping.skipped)
        if name == file.name and sheet not in {known.name for known in file.sheets}
    ]


def _names_nothing(mapping: Mapping, paths: Sequence[Path]) -> list[Problem]:
    """Entries of the mapping file that are of no file or sheet here."""
    names = {file_name(path) for path in paths}
    return [
        Problem(MAPPING_FILE, _("里面写的文件“{file}”不在这个文件夹里").format(file=file), severity="warning")
        for file in dict.fromkeys([*mapping.files, *(file for file, _sheet in mapping.skipped)])
        if file not in names
    ]


def _unrecognised(file: LedgerFile, sheets: list[Sheet], catalogue: Catalogue, mapping: Mapping) -> list[Problem]:
    message = not_recognised(file, sheets, catalogue, mapping)
    if len(sheets) == len(file.sheets):
        return [Problem(file.name, message)]
    return [Problem(file.name, message, sheet.name) for sheet in sheets]


def _refuse_two_files(claims: dict[str, list[tuple[LedgerFile, list[Sheet]]]], catalogue: Catalogue) -> None:
    doubles = {name: [file.name for file, _sheets in found] for name, found in claims.items() if len(found) > 1}
    if doubles:
        lines = [
            _("《{title}》：{files}").format(title=catalogue.ledgers[name].title, files="、".join(files))
            for name, files in doubles.items()
        ]
        raise TwoFiles(
            _("同一本台账有两个以上文件，不能判断以哪个为准；请合并为一个，或移走不用的：{lines}").format(
                lines="；".join(lines)
            ),
            ledgers=doubles,
        )


def _read(
    loaded: Loaded,
    ledger: Ledger,
    claimed: Sequence[tuple[LedgerFile, list[Sheet]]],
    mapping: Mapping,
    corrections: Corrections,
    judge: Judge | None,
) -> None:
    names = tuple(file.name for file, _sheets in claimed)
    intake = Intake(ledger, names[0], mapping, corrections, judge)
    for file, sheets in claimed:
        intake.file = file.name
        intake.take(sheets)
        if not sheets:
            intake.problems.append(Problem(file.name, _("没有任何工作表有内容"), ledger=ledger.name))
    table = intake.table()
    item = LoadedLedger(
        ledger,
        "、".join(names),
        table,
        intake.found,
        intake.found - table.num_rows,
        any(file.remark.startswith(SYNTHETIC) for file, _sheets in claimed),
        intake.corrected,
        tuple(intake.asides),
        tuple(intake.beside),
        names,
    )
    (loaded.ledgers if intake.usable else loaded.refused)[ledger.name] = item
    loaded.problems += intake.problems
    loaded.proposals += [(ledger, proposal) for proposal in intake.proposals]


def _stale(ledger: Ledger, unused: Sequence[Correction]) -> Problem:
    return Problem(
        REJECTED_FILE,
        _("{n} 行更正没有采用：原文件里已没有那一行，或已能读入").format(n=len(unused)),
        ledger.title,
        severity="warning",
        ledger=ledger.name,
    )
