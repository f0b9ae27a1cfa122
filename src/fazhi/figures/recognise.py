"""Which ledger a sheet is: by what the clerk said, by its names, by its headings; never by a guess."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fazhi.figures.apart import complete, stands_apart
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.cells import is_empty
from fazhi.figures.headings import Headings, find_headings
from fazhi.figures.ledger import Ledger, normal_heading
from fazhi.figures.mapping import Mapping
from fazhi.figures.sheets import LedgerFile, Sheet, file_name
from fazhi.i18n import _

_LONGEST_STEM = 60  # nearness is a matter of short names; comparing long ones costs time and finds nothing
_TITLE_ROWS = 10
_COINCIDENCE = 4  # headings that some ledgers have in common


@dataclass(frozen=True)
class Candidate:
    """A ledger whose required columns are all among the headings of a sheet."""

    ledger: Ledger
    headings: Headings

    @property
    def whole(self) -> bool:
        """Whether every heading of the sheet is a column of the ledger."""
        return not list(self.headings.unknown())


def named(path: Path, catalogue: Catalogue) -> Ledger | None:
    """The ledger whose title, alias or English name the file's name is."""
    return _titled(catalogue, Path(file_name(path)).stem)


def recognise(file: LedgerFile, catalogue: Catalogue, mapping: Mapping) -> dict[str, list[Sheet]]:
    """The sheets of a file by the name of their ledger; under "" those of which it is not certain."""
    told = mapping.files.get(file.name)
    by_file = catalogue.ledgers[told] if told else named(file.path, catalogue)
    sheets = [sheet for sheet in file.sheets if (file.name, sheet.name) not in mapping.skipped]
    found: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        ledger = _of_sheet(sheet, by_file, Path(file.name).stem, catalogue, mapping)
        found.setdefault(ledger.name if ledger else "", []).append(sheet)
    # A sheet of unknown content in the file of one ledger: its rows are among those of the ledger, and rejected.
    if "" in found and len(found) == 2:
        (name,) = found.keys() - {""}
        found = {name: sheets}
    if not sheets and by_file is not None:
        found[by_file.name] = []
    return found


def _of_sheet(sheet: Sheet, by_file: Ledger | None, stem: str, catalogue: Catalogue, mapping: Mapping) -> Ledger | None:
    by_name = _titled(catalogue, sheet.name)
    if by_file is not None:
        if by_name is None or by_name is by_file or _candidate(by_name, sheet, mapping) is None:
            return by_file
        return by_name
    if by_name is not None and _candidate(by_name, sheet, mapping) is not None:
        return by_name
    candidates = fitting(sheet, catalogue, mapping)
    whole = [candidate.ledger for candidate in candidates if candidate.whole]
    if len(whole) == 1:
        return whole[0]
    texts = [stem, sheet.name, *titles(sheet, _TITLE_ROWS)]
    mentioned = _mentioned((candidate.ledger for candidate in candidates), texts)
    if mentioned is not None:
        return mentioned
    mentioned = _mentioned(catalogue.ledgers.values(), texts)
    if mentioned is not None and not candidates and find_headings(mentioned, sheet, mapping.of(mentioned)):
        return mentioned
    return None


def _titled(catalogue: Catalogue, text: str) -> Ledger | None:
    known = {normal_heading(title): ledger for ledger in catalogue.ledgers.values() for title in ledger.titles}
    return known.get(normal_heading(text))


def _mentioned(ledgers: Iterable[Ledger], texts: list[str]) -> Ledger | None:
    """The one ledger whose title stands in the texts; of titles within one another the longest."""
    whole = [normal_heading(text) for text in texts]
    found = {
        normal_heading(title): ledger
        for ledger in ledgers
        for title in (ledger.title, *ledger.aliases)
        if any(normal_heading(title) in text for text in whole)
    }
    outer = [ledger for title, ledger in found.items() if not any(title in other and title != other for other in found)]
    return outer[0] if len({ledger.name for ledger in outer}) == 1 else None


def fitting(sheet: Sheet, catalogue: Catalogue, mapping: Mapping) -> list[Candidate]:
    """The ledgers whose required columns are all there, each once."""
    found = (_candidate(ledger, sheet, mapping) for ledger in catalogue.ledgers.values())
    return [candidate for candidate in found if candidate is not None]


def _candidate(ledger: Ledger, sheet: Sheet, mapping: Mapping) -> Candidate | None:
    headings = _found(ledger, sheet, mapping)
    if headings is None or any(column.required for column in headings.missing(ledger)):
        return None
    return Candidate(ledger, headings)


def titles(sheet: Sheet, rows: int) -> list[str]:
    """The texts in the first ``rows`` rows."""
    return [cell for row in sheet.rows[:rows] for cell in row if isinstance(cell, str) and not is_empty(cell)]


def _most_headings(sheets: list[Sheet], catalogue: Catalogue, mapping: Mapping) -> list[str]:
    """The ledger of which the most columns are among the headings, where they are more than a coincidence."""
    named_columns = {
        ledger.title: max(
            (len(found.placed) for sheet in sheets if (found := _found(ledger, sheet, mapping))), default=0
        )
        for ledger in catalogue.ledgers.values()
    }
    most = max(named_columns.values(), default=0)
    return [title for title, number in named_columns.items() if number == most >= _COINCIDENCE]


def _found(ledger: Ledger, sheet: Sheet, mapping: Mapping) -> Headings | None:
    return find_headings(ledger, sheet, mapping.of(ledger))


def is_of_none(sheet: Sheet, beside: dict[Ledger, list[Sheet]], catalogue: Catalogue, mapping: Mapping) -> bool:
    """Whether a sheet is certainly of no ledger: it lies in a file of others and shows nothing of any."""
    if not beside or _most_headings([sheet], catalogue, mapping):
        return False
    return all(
        stands_apart(
            ledger,
            sheet,
            _found(ledger, sheet, mapping),
            complete(ledger, (_found(ledger, other, mapping) for other in sheets)),
        )
        for ledger, sheets in beside.items()
    )


def not_recognised(file: LedgerFile, sheets: list[Sheet], catalogue: Catalogue, mapping: Mapping) -> str:
    """What to do about a file or sheet that is no certain ledger."""
    fits = [candidate for sheet in sheets for candidate in fitting(sheet, catalogue, mapping)]
    near = [candidate.ledger.title for candidate in fits if candidate.whole] or difflib.get_close_matches(
        Path(file.name).stem[:_LONGEST_STEM], [ledger.title for ledger in catalogue.ledgers.values()], n=3, cutoff=0.4
    )
    near = near or _most_headings(sheets, catalogue, mapping)
    hint = _("是不是：{near}？").format(near="、".join(dict.fromkeys(near))) if near else ""
    return _("认不出是哪本台账。请把文件名改成台账名称（fazhi ledgers list 列出全部）。") + hint
