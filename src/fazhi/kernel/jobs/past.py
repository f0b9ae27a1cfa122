"""Old ledgers that become matters, as the jobs of an import: looked at without writing, then written batch by batch.

What a batch has written stays. A job that is begun again goes on behind its last batch, and one that is asked for anew
finds by their numbers the rows that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.intake import Judge
from fazhi.figures.load import Loaded, LoadedLedger, load
from fazhi.figures.mapping import Mapping, read_mapping
from fazhi.figures.problems import Place
from fazhi.figures.readers import Progress, ledger_files
from fazhi.figures.sheets import file_name
from fazhi.kernel.database.ledgers import Change
from fazhi.kernel.matters.past_rows import Reader, declared
from fazhi.kernel.matters.past_writing import BATCH, Source, Tally, write
from fazhi.kernel.models import Matter, User
from fazhi.kernel.procedures.past import PastRow

Say = Callable[[int, int], None]


def catalogue_of(name: str) -> Catalogue:
    """The catalogue in which that old ledger stands alone: nothing else is looked for in its files."""
    past = declared()[name].past
    assert past is not None
    return Catalogue(ledgers={name: past.ledger})


def read(folder: Path, name: str, mapping: Mapping | None, progress: Progress | None = None) -> tuple[Loaded, Reader]:
    """The rows of an old ledger that can be written, and whoever has judged them. Nothing is written."""
    reader, catalogue = Reader(declared()[name]), catalogue_of(name)
    judges: dict[str, Judge] = {name: reader.judge}
    mapping = mapping or read_mapping(folder, catalogue)
    # Whatever a file is called: nothing else is brought here.
    mapping.files = {file_name(path): name for path in ledger_files(folder)}
    loaded = load(folder, catalogue, progress, mapping=mapping, judges=judges, together=True)
    loaded.problems += reader.remarks
    return loaded, reader


def would_change(item: LoadedLedger, reader: Reader) -> tuple[Change, int]:
    """What writing would do, and how many matters there are now."""
    there = 0
    for rows in _batches(item):
        numbers = [reader.number(str(row[reader.past.number])).text for row, _place in rows]
        there += len(reader.there(numbers))
    before = Matter.objects.filter(procedure=reader.procedure.id).count()
    return Change(item.read - there, 0, there, 0, before - there), before


def store(
    item: LoadedLedger,
    reader: Reader,
    by: User,
    key: str,
    *,
    done: int = 0,
    each: Callable[[int, Callable[[], Tally]], None],
) -> None:
    """Write the rows behind the first ``done``; ``each`` gets the number of rows with a batch and what writes it."""
    seen = 0
    for rows in _batches(item):
        seen += len(rows)
        if seen <= done:
            continue

        def batch(rows: list[tuple[PastRow, Place]] = rows) -> Tally:
            ready = [(reader.read(row), Source(key, place.sheet, place.row)) for row, place in rows]
            return write(reader, ready, by)

        each(seen, batch)


def _batches(item: LoadedLedger) -> Iterator[list[tuple[PastRow, Place]]]:
    for start in range(0, item.table.num_rows, BATCH):
        rows: list[dict[str, Any]] = item.table.slice(start, BATCH).to_pylist()
        yield [
            (row, Place(row["source_file"], row["source_sheet"], row["source_row"], item.ledger.name)) for row in rows
        ]
