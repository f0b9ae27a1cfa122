"""The rows behind the figures of a report: fetched once per ledger, masked, and shared by all figures of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fazhi.figures.figure import Figure
from fazhi.figures.ledger import SOURCE_COLUMNS, Ledger, Type
from fazhi.figures.masking import mask_cell
from fazhi.figures.period import Period

if TYPE_CHECKING:
    import pyarrow as pa

    from fazhi.figures.engine import Engine

ROW_CAP = 10_000
"""Rows listed for one figure at most; the count beside them is always the whole."""

_SOURCE_HEADINGS: dict[str, tuple[str, Type]] = {
    "source_file": ("来源文件", "text"),
    "source_sheet": ("工作表", "text"),
    "source_row": ("行号", "integer"),
}


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of rows as it may be shown: the cell of row ``i`` is ``words[codes[i]]``.

    ``words`` are distinct, masked, formatted and in ascending order of their values, an empty cell ("") first; so
    comparing codes compares values.
    """

    name: str
    heading: str
    type: Type
    masked: bool
    words: tuple[str, ...]
    codes: tuple[int, ...]

    def __getitem__(self, row: int) -> str:
        return self.words[self.codes[row]]


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of one ledger that the figures of a report count, in the order of their source."""

    ledger: Ledger
    cells: tuple[Cells, ...]
    size: int

    @property
    def masked(self) -> tuple[str, ...]:
        """Headings of the columns whose personal data are masked."""
        return tuple(cells.heading for cells in self.cells if cells.masked)

    def places(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """Where ``rows`` stand, as :func:`place_rows` says it; empty where the table does not know."""
        by_name = {cells.name: cells for cells in self.cells}
        if any(name not in by_name for name in SOURCE_COLUMNS):
            return []
        file, sheet, number = (by_name[name] for name in SOURCE_COLUMNS)
        return place_rows((file[row], sheet[row], int(number[row])) for row in rows)


@dataclass(frozen=True, eq=False)
class Listing:
    """The rows of one figure: their positions in the shared ``rows``, at most :data:`ROW_CAP`, of ``total``."""

    rows: Rows
    positions: tuple[int, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many rows are counted but not listed."""
        return self.total - len(self.positions)


def fetch(engine: Engine, ledger: Ledger, figures: Sequence[Figure], period: Period) -> dict[str, Listing]:
    """The rows that ``figures``, all of ``ledger``, count in ``period``, by figure id. Two queries."""
    table = engine.table(ledger.name)
    order = [table[name] for name in SOURCE_COLUMNS if name in table.columns] or [table[name] for name in ledger.key]
    counted = {f"f{n}": figure.condition(table, period).fill_null(False) for n, figure in enumerate(figures)}
    query = table.aggregate(**{name: table.count(where=flag) for name, flag in counted.items()})
    totals = query.to_pyarrow().to_pylist()[0]
    for name, flag in counted.items():
        if totals[name] > ROW_CAP:
            counted[name] = flag & (flag.cast("int64").cumsum(order_by=order) <= ROW_CAP)
    flagged = table.mutate(**counted)
    any_figure = flagged[next(iter(counted))]
    for name in list(counted)[1:]:
        any_figure = any_figure | flagged[name]
    found = flagged.filter(any_figure).order_by([column.get_name() for column in order]).to_pyarrow()
    rows = masked_rows(ledger, found)
    return {
        figure.id: Listing(rows, _positions(found.column(f"f{n}")), totals[f"f{n}"]) for n, figure in enumerate(figures)
    }


def masked_rows(ledger: Ledger, table: pa.Table) -> Rows:
    """The rows of an Arrow table of ``ledger`` as they may be shown: declared columns and source only, masked."""
    columns = [(c.name, c.heading, c.type, c.personal is not None) for c in ledger.columns]
    columns += [(name, heading, kind, False) for name, (heading, kind) in _SOURCE_HEADINGS.items()]
    cells = []
    for name, heading, kind, masked in columns:
        if name in table.column_names:
            words, codes = _encode(ledger, name, kind, table.column(name))
            cells.append(Cells(name, heading, kind, masked, words, codes))
    return Rows(ledger, tuple(cells), table.num_rows)


def place_rows(rows: Iterable[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """File, sheet and row number of each row as ``{"file", "sheet", "rows"}`` per sheet."""
    places: dict[tuple[str, str], list[int]] = {}
    for file, sheet, number in rows:
        places.setdefault((file, sheet), []).append(number)
    return [{"file": file, "sheet": sheet, "rows": numbers} for (file, sheet), numbers in places.items()]


def _positions(flags: pa.ChunkedArray) -> tuple[int, ...]:
    import pyarrow.compute as pc

    return tuple(pc.indices_nonzero(flags).to_pylist())


def _encode(ledger: Ledger, name: str, kind: Type, column: pa.ChunkedArray) -> tuple[tuple[str, ...], tuple[int, ...]]:
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    shown = [_show(kind, mask_cell(ledger, name, value)) for value in values]
    # Masked cells sort by what is seen, or their order would give the hidden part away.
    by_value = ledger.by_name[name].personal is None if name in ledger.by_name else True
    keys = values if by_value else shown
    words = dict.fromkeys(["", *(shown[i] for i in sorted(range(len(values)), key=lambda i: keys[i]))])
    place = {word: code for code, word in enumerate(words)}
    codes = [place[word] for word in shown]
    return tuple(words), tuple(0 if i is None else codes[i] for i in encoded.indices.to_pylist())


def _show(kind: Type, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Decimal():
            return f"{value:,.2f}" if kind == "money" else f"{value.normalize():,f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)
