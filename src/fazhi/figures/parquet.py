"""Ledgers in Parquet: checked and counted column by column in DuckDB, ten million rows without one of them in Python.

For each column there is a condition under which a cell is plainly what it should be, and the expression that makes it
so. Rows that meet all conditions never leave DuckDB; all others are read cell by cell like those of any other file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from fazhi.figures.headings import Headings, Placed
from fazhi.figures.ledger import Column, Ledger
from fazhi.figures.sheets import unreadable
from fazhi.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

IN_MEMORY = 200_000
"""Up to so many rows a ledger from Parquet becomes a table in memory; a longer one stays in its file."""

LOOKED_AT = 100_000
"""Rows that are not plain are read one by one up to this number; of more the first tell what is wrong."""

_HEAD = 300
_BATCH = 1 << 17
_MEMORY = "1GB"
_INVISIBLE = r"\x{200b}\x{200c}\x{200d}\x{2060}\x{feff}"
_ODD_TEXT = (
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|^[\s\x{{3000}}{_INVISIBLE}]|[\s\x{{3000}}{_INVISIBLE}]$|[０-９Ａ-Ｚａ-ｚ]"
)
_ODD_PERSONAL = r"[\s\x{3000}]|x$"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_PLACES = {"integer": 0, "money": 2, "decimal": 4}
_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "money": "DECIMAL(18,2)",
    "decimal": "DECIMAL(18,4)",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
_LARGEST = {"integer": "1e15", "money": "1e15", "decimal": "1e13"}


@dataclass(frozen=True)
class ParquetRows(Sequence[Sequence[Any]]):
    """The rows of a Parquet file as those of a sheet: the names of its columns first. Only the first are kept."""

    path: Path
    names: tuple[str, ...]
    length: int

    @classmethod
    def of(cls, path: Path) -> ParquetRows:
        """Open a file. Raises :class:`fazhi.figures.sheets.UnreadableFile` or :class:`OSError`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with path.open("rb") as stream, pq.ParquetFile(stream) as file:
                rows = cls(path, tuple(file.schema_arrow.names), file.metadata.num_rows)
            rows._look()
            return rows
        except (pa.ArrowException, pa.ArrowInvalid) as error:
            raise unreadable(path, _("“{name}”不是可读的 Parquet 文件。")) from error

    def _look(self) -> None:
        """Read the first rows, which shows whether the file is sound."""
        len(self.head)

    @cached_property
    def head(self) -> list[Sequence[Any]]:
        """The names and the first rows."""
        rows: list[Sequence[Any]] = [list(self.names)]
        for row in self._data():
            rows.append(row)
            if len(rows) > _HEAD:
                break
        return rows

    def _data(self) -> Iterator[Sequence[Any]]:
        import pyarrow.parquet as pq

        with self.path.open("rb") as stream, pq.ParquetFile(stream) as file:
            for batch in file.iter_batches(batch_size=1 << 14):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def __len__(self) -> int:
        return self.length + 1

    def __iter__(self) -> Iterator[Sequence[Any]]:
        yield list(self.names)
        yield from self._data()

    @overload
    def __getitem__(self, index: int) -> Sequence[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Any]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice) or index < len(self.head):
            return self.head[index]
        raise IndexError(index)


@dataclass(frozen=True)
class Sparse(Sequence[Sequence[Any]]):
    """Some rows of a long table, under the numbers they have there."""

    rows: dict[int, Sequence[Any]]
    length: int

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> Sequence[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Any]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            raise TypeError("rows of a sparse table have no neighbours")
        return self.rows[index]


def _connect() -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    connection.execute("SET enable_progress_bar = false")  # the command line draws its own
    return connection


@dataclass(frozen=True)
class Stored:
    """A ledger that stays in its Parquet file: the query that reads its plain rows, and the others as a table.

    ``excluded`` are the numbers of the rows that the query must leave out, in a table of one column ``n``.
    """

    query: str
    excluded: pa.Table
    others: pa.Table
    num_rows: int

    def view(self, connection: DuckDBPyConnection, name: str) -> None:
        """Make the ledger a view of ``connection``; ``name`` is a declared one."""
        query = self.query
        if self.excluded.num_rows:
            # One probe of a small hash table a row, whatever the number; a list of numbers in the query costs more, and
            # so does a table that DuckDB has to ask Arrow for.
            connection.register("excluded", self.excluded)
            connection.execute(f'CREATE TEMP TABLE "{name}__excluded" AS SELECT n FROM excluded')  # noqa: S608  (declared)
            connection.unregister("excluded")
            query += f' ANTI JOIN "{name}__excluded" ON file_row_number = n'
        if self.others.num_rows:
            connection.register(f"{name}__others", self.others)
            query += f' UNION ALL SELECT * FROM "{name}__others"'  # noqa: S608  (declared name)
        connection.execute(f'CREATE VIEW "{name}" AS {query}')

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows, a piece at a time."""
        with _connect() as connection:
            self.view(connection, "ledger")
            yield from connection.sql("SELECT * FROM ledger").to_arrow_reader(_BATCH)

    def to_arrow(self) -> pa.Table:
        """All rows, in no certain order."""
        import pyarrow as pa

        return pa.Table.from_batches(self.batches())

    def later(self, column: str, day: dt.date) -> int:
        """How many rows have a later day in a declared column."""
        with _connect() as connection:
            self.view(connection, "ledger")
            counted = connection.execute(f'SELECT count(*) FROM ledger WHERE "{column}" > ?', [day])  # noqa: S608
            return int(counted.fetchall()[0][0])


@dataclass(frozen=True)
class Scan:
    """A Parquet file looked through once.

    ``plain`` rows are read as they are. ``odd`` are others by their number from 0, at most :data:`LOOKED_AT`; of those
    beyond that ``beyond`` is the number. ``excluded`` has the numbers of all that are not plain.
    """

    plain: int
    odd: dict[int, Sequence[Any]]
    beyond: int
    excluded: pa.Table
    query: str

    def stored(self, others: pa.Table) -> Stored:
        """The ledger with ``others`` in place of the rows that are not plain."""
        return Stored(self.query, self.excluded, others, self.plain + others.num_rows)


KeysOf = Callable[[Mapping[int, Sequence[Any]]], "pa.Table"]
"""The keys that some rows will have once they are read or mended, as a table of the key's columns."""


def scan(ledger: Ledger, rows: ParquetRows, headings: Headings, file: str, sheet: str, keys_of: KeysOf) -> Scan:
    """Look through a file: which rows are plain, with keys that no other row has."""
    source = f"read_parquet({_text(str(rows.path))}, file_row_number = true)"
    # Names in a Parquet file may differ only in case, which DuckDB does not: position is what counts.
    with _connect() as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
        names = [_name(name) for name, *_rest in described[:-1]]
        types = [str(kind) for _n, kind, *_rest in described[:-1]]
        cells = {placed.column.name: _cell(placed, names, types) for placed in headings.placed}
        plain = " AND ".join(f"coalesce({cell.plain}, false)" for cell in cells.values())
        keys = [cells[part] for part in ledger.key]
        key_cells = ", ".join(cell.value for cell in keys)
        on = _Conditions(source, plain, f"hash({key_cells})", key_cells if len(keys) == 1 else f"row({key_cells})")
        empties = [cell for cell in cells.values() if cell.text]
        counted = connection.execute(
            f"SELECT count(*) FILTER (NOT ({plain})), "  # noqa: S608  (names quoted, types of DuckDB)
            + "".join(f"coalesce(bool_or({cell.source} = ''), false), " for cell in empties)
            + f"count(*) FROM {source}"
        ).fetchall()[0]
        doubtful, *has_empty, _count = counted
        some_empty = {cell.source for cell, empty in zip(empties, has_empty, strict=True) if empty}
        odd, excluded = _odd(connection, on, bool(doubtful), keys_of)
    query = ", ".join(
        [
            *(
                f"{_expression(cells.get(column.name), column, some_empty)} AS {_name(column.name)}"
                for column in ledger.columns
            ),
            f"{_text(file)} AS source_file",
            f"{_text(sheet)} AS source_sheet",
            "file_row_number + 2 AS source_row",
        ]
    )
    return Scan(
        rows.length - excluded.num_rows,
        odd,
        excluded.num_rows - len(odd),
        excluded,
        f"SELECT {query} FROM {source}",  # noqa: S608
    )


@dataclass(frozen=True)
class _Conditions:
    """As SQL: the file, when a row is plain, the hash of its key, and the cells of its key."""

    source: str
    plain: str
    key: str
    key_cells: str


def _odd(
    connection: DuckDBPyConnection, on: _Conditions, doubtful: bool, keys_of: KeysOf
) -> tuple[dict[int, Sequence[Any]], pa.Table]:
    """The rows that are not plain, and those whose key some other row has too: by hash, so a few more at worst."""
    import pyarrow as pa

    connection.execute(
        f"CREATE TEMP TABLE shared AS SELECT {on.key} AS k FROM {on.source} GROUP BY k HAVING count(*) > 1"  # noqa: S608
    )
    where = f"NOT ({on.plain}) OR {on.key} IN (SELECT k FROM shared)"  # noqa: S608
    if not doubtful and connection.execute("SELECT count(*) FROM shared").fetchall() == [(0,)]:
        where = "false"
    excluded, rows = _rows_where(connection, on.source, where)
    # A key that becomes " A2" → "A2" only when it is read, or when it is mended, may be that of a plain row.
    keys = keys_of(rows)
    if keys.num_rows:
        connection.register("read_keys", keys)
        names = ", ".join(map(_name, keys.column_names))
        key = names if keys.num_columns == 1 else f"row({names})"
        where = f"NOT ({where}) AND {on.key_cells} IN (SELECT {key} FROM read_keys)"  # noqa: S608
        more, others = _rows_where(connection, on.source, where)
        excluded = pa.concat_tables([excluded, more]).sort_by("n")
        rows = dict(sorted({**rows, **others}.items()))
    return rows, excluded


def _rows_where(connection: DuckDBPyConnection, source: str, where: str) -> tuple[pa.Table, dict[int, Sequence[Any]]]:
    numbers = connection.sql(
        f"SELECT file_row_number AS n FROM {source} WHERE {where} ORDER BY n"  # noqa: S608
    ).to_arrow_table()
    if not numbers.num_rows:
        return numbers, {}
    last = numbers["n"][min(LOOKED_AT, numbers.num_rows) - 1].as_py()
    found = connection.sql(
        f"SELECT * FROM {source} WHERE ({where}) AND file_row_number <= {last} ORDER BY file_row_number"  # noqa: S608
    ).to_arrow_table()
    *columns, ordinals = (column.to_pylist() for column in found.columns)
    rows = zip(*columns, strict=True)
    return numbers, {number: [_hashable(cell) for cell in row] for number, row in zip(ordinals, rows, strict=True)}


def _hashable(cell: Any) -> Any:
    return str(cell) if isinstance(cell, list | dict) else cell


@dataclass(frozen=True)
class _Cell:
    source: str
    value: str
    plain: str
    text: bool = False


def _expression(cell: _Cell | None, column: Column, some_empty: set[str]) -> str:
    if cell is None:
        return f"CAST(NULL AS {_TYPES[column.type]})"
    # A bare column can be skipped by its statistics, an expression cannot.
    return cell.source if cell.text and cell.source not in some_empty else cell.value


def _cell(placed: Placed, names: Sequence[str], types: Sequence[str]) -> _Cell:
    column, name, kind = placed.column, names[placed.position], types[placed.position]
    value, plain = _reading(column, name, kind, placed.scale or 1)
    text = column.type == "text" and kind == "VARCHAR"
    if text:
        value = f"nullif({name}, '')"
    empty = f"{name} IS NULL" if kind != "VARCHAR" else f"{name} IS NULL OR {name} = ''"
    plain = f"NOT ({empty}) AND {plain}" if column.required else f"({empty}) OR {plain}"
    return _Cell(name, value, f"({plain})", text)


def _reading(column: Column, name: str, kind: str, scale: int) -> tuple[str, str]:
    """The expression of a column as its type wants it, and when a cell that is not empty is plainly that."""
    if scale != 1:
        return f"CAST(NULL AS {_TYPES[column.type]})", "false"
    match column.type:
        case "text":
            return _as_text(column, name, kind)
        case "date":
            return _as_date(name, kind)
        case "boolean":
            return (name, "true") if kind == "BOOLEAN" else _as_truth(name, kind)
        case _:
            return _as_number(column, name, kind)


def _as_text(column: Column, name: str, kind: str) -> tuple[str, str]:
    if kind in _WHOLE:
        return f"CAST({name} AS VARCHAR)", "true" if not column.choices else "false"
    if kind != "VARCHAR":
        return f"CAST({name} AS VARCHAR)", "false"
    if column.choices:
        return name, f"{name} IN ({', '.join(map(_text, column.choices))})"
    odd = _ODD_TEXT if column.personal is None else f"{_ODD_TEXT}|{_ODD_PERSONAL}"
    total = f" AND NOT ({name} LIKE '%计%' AND length({name}) < 30)" if column.required else ""
    return name, f"NOT regexp_matches({name}, {_text(odd)}){total}"


def _as_date(name: str, kind: str) -> tuple[str, str]:
    days = "BETWEEN DATE '1900-01-01' AND DATE '2100-12-31'"
    if kind in ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"):
        value = name if kind == "DATE" else f"CAST({name} AS DATE)"
        return value, f"{value} {days}"
    if kind == "VARCHAR":
        value = f"TRY_CAST({name} AS DATE)"
        return value, rf"(regexp_full_match({name}, '\d{{4}}-\d{{2}}-\d{{2}}') AND {value} {days})"
    return "CAST(NULL AS DATE)", "false"


def _as_truth(name: str, kind: str) -> tuple[str, str]:
    if kind != "VARCHAR":
        return "CAST(NULL AS BOOLEAN)", "false"
    return f"CASE {name} WHEN '是' THEN true WHEN '否' THEN false END", f"{name} IN ('是', '否')"


def _as_number(column: Column, name: str, kind: str) -> tuple[str, str]:
    target, largest, places = _TYPES[column.type], _LARGEST[column.type], _PLACES[column.type]
    value = f"TRY_CAST({name} AS {target})"
    if kind in _WHOLE or kind.startswith("DECIMAL"):
        return value, f"({name} >= 0 AND {name} < {largest} AND {value} = {name})"
    if kind in ("DOUBLE", "FLOAT"):
        noise = f"abs(CAST({value} AS DOUBLE) - {name}) <= 1e-9 * greatest(1, {name})"
        return value, f"({name} >= 0 AND {name} < {largest} AND {noise})"
    if kind == "VARCHAR":
        pattern = r"\d{1,13}" + (rf"(\.\d{{1,{places}}})?" if places else "")
        return value, f"regexp_full_match({name}, '{pattern}')"
    return f"CAST(NULL AS {target})", "false"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
