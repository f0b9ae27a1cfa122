"""Ledgers in the database: a table ``ledger_<name>`` each, filled by COPY, the same again and again by its key.

A load adds rows, changes those whose key is there already, and leaves alone what the file does not have, unless it is
told that the file is the whole ledger. Each load leaves a line in ``load_history``. Where a business has tables of its
own it puts a view of the same name and columns in the place of the table; then nothing is loaded into it any more.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.ledger import SOURCE_COLUMNS, Ledger, Type
from fazhi.figures.load import Loaded, LoadedLedger
from fazhi.figures.parquet import Stored
from fazhi.i18n import _
from fazhi.kernel.database.server import APPLICATION, ensure_role

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg import Connection, Cursor

HISTORY = "load_history"

# Texts compare byte by byte, as in DuckDB, so that rows come in the same order whatever the server's language.
_TYPES: dict[Type, str] = {
    "text": 'text COLLATE "C"',
    "integer": "bigint",
    "decimal": "numeric(18, 4)",
    "money": "numeric(18, 2)",
    "date": "date",
    "boolean": "boolean",
}
_COMPARED = {
    "text": "text",
    "bigint": "integer",
    "numeric(18,4)": "decimal",
    "numeric(18,2)": "money",
    "date": "date",
    "boolean": "boolean",
}
_SOURCE = {"source_row": "bigint"}
_BATCH = 1 << 16
_HISTORY = f"""
CREATE TABLE {HISTORY} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    ledger text NOT NULL, file text NOT NULL, synthetic boolean NOT NULL,
    found bigint NOT NULL, read bigint NOT NULL, rejected bigint NOT NULL,
    added bigint NOT NULL, changed bigint NOT NULL, unchanged bigint NOT NULL,
    removed bigint NOT NULL, elsewhere bigint NOT NULL
)
"""


class TableDoesNotFit(FazhiError):
    """The table that is there has a column of another type than its ledger."""

    code = "table_does_not_fit"


@dataclass(frozen=True)
class Change:
    """What a load did to a table: rows added, changed, unchanged, removed, and ``elsewhere``: not in the file."""

    added: int
    changed: int
    unchanged: int
    removed: int
    elsewhere: int


def store(connection: Connection, loaded: Loaded, *, whole: bool = False) -> dict[str, Change | None]:
    """Load ledgers into their tables, all or none; ``whole``: what a file does not have is removed.

    Where a view has taken the place of the table, they go into the table of imported rows that the view keeps beside
    what the business has itself, if there is one. Returns by ledger name what was done, None where there is none.
    Raises :class:`FazhiError` where a table does not fit its ledger.
    """
    done: dict[str, Change | None] = {}
    with _alone(connection) as cursor:
        for name, item in loaded.ledgers.items():
            table = f"ledger_{name}"
            if _kind(cursor, table) == "v" and _kind(cursor, f"imported_{name}") is not None:
                table = f"imported_{name}"
            done[name] = _store(cursor, item, whole, table) if _prepare(cursor, item.ledger, table) else None
        _grant(cursor, [f"ledger_{name}" for name in done])
    return done


def prepare(owner: Connection, ledgers: Iterable[Ledger]) -> None:
    """Make the tables of ledgers and the columns that they lack: the application loads into them and may make none.

    A table that does not fit its ledger is left as it is; loading into it says so.
    """
    with _alone(owner) as cursor:
        for ledger in ledgers:
            try:
                _prepare(cursor, ledger)
            except TableDoesNotFit:
                continue


def keep_beside(owner: Connection, ledger: Ledger, table: str) -> None:
    """Make the table of imported rows that a view keeps beside its own, or the columns that it lacks.

    Raises :class:`TableDoesNotFit`.
    """
    with _alone(owner) as cursor:
        _prepare(cursor, ledger, table)


@contextmanager
def _alone(connection: Connection) -> Iterator[Cursor]:
    """A transaction in which nobody else loads; who comes meanwhile waits."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('fazhi ledgers'))")
        if _kind(cursor, HISTORY) is None:
            cursor.execute(_HISTORY)
        yield cursor


def _kind(cursor: Cursor, table: str) -> str | None:
    """What PostgreSQL calls a relation (r: table, v: view); None where there is none of that name."""
    cursor.execute("SELECT relkind::text FROM pg_class WHERE oid = to_regclass(%s)", [_quoted(table)])
    found = cursor.fetchone()
    return str(found[0]) if found else None


def _prepare(cursor: Cursor, ledger: Ledger, table: str = "") -> bool:
    """Make the table of a ledger, or the columns it lacks; False where it is no table but a view."""
    table = table or f"ledger_{ledger.name}"
    kind = _kind(cursor, table)
    if kind is None:
        columns = ", ".join(_column(ledger, name) for name in (*ledger.by_name, *SOURCE_COLUMNS))
        key = ", ".join(map(_quoted, ledger.key))
        _run(cursor, f"CREATE TABLE {_quoted(table)} ({columns}, PRIMARY KEY ({key}))")
        return True
    if kind not in ("r", "p"):
        return False
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
        [_quoted(table)],
    )
    there: dict[str, str] = dict(cursor.fetchall())
    for column in ledger.columns:
        if column.name not in there:
            _run(cursor, f"ALTER TABLE {_quoted(table)} ADD COLUMN {_column(ledger, column.name)}")
        elif _COMPARED.get(there[column.name]) != column.type:
            raise TableDoesNotFit(
                _("数据库的表 {table} 里 {column} 栏的类型是 {kind}，与台账《{title}》不符。").format(
                    table=table, column=column.name, kind=there[column.name], title=ledger.title
                )
            )
    return True


def _column(ledger: Ledger, name: str) -> str:
    column = ledger.by_name.get(name)
    kind = _SOURCE.get(name, _TYPES["text"]) if column is None else _TYPES[column.type]
    return f"{_quoted(name)} {kind}"


def _store(cursor: Cursor, item: LoadedLedger, whole: bool, into: str) -> Change:
    ledger = item.ledger
    table, names = _quoted(into), [*ledger.by_name, *SOURCE_COLUMNS]
    columns, key = ", ".join(map(_quoted, names)), ", ".join(map(_quoted, ledger.key))
    _run(cursor, "DROP TABLE IF EXISTS incoming")
    _run(cursor, f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} WHERE false")  # noqa: S608
    _copy(cursor, item.data, columns)
    sets = ", ".join(f"{_quoted(name)} = EXCLUDED.{_quoted(name)}" for name in names)
    before = ", ".join(f"{table}.{_quoted(name)}" for name in names)
    after = ", ".join(f"EXCLUDED.{_quoted(name)}" for name in names)
    added, changed = _numbers(
        cursor,
        f"WITH put AS (INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming"  # noqa: S608
        f" ON CONFLICT ({key}) DO UPDATE SET {sets} WHERE ({before}) IS DISTINCT FROM ({after})"
        " RETURNING (xmax = 0) AS new) SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE NOT new) FROM put",
    )
    gone = f"NOT EXISTS (SELECT FROM incoming WHERE ({_prefixed('incoming', ledger)}) = ({_prefixed(table, ledger)}))"
    if whole:
        sql = f"WITH gone AS (DELETE FROM {table} WHERE {gone} RETURNING 1) SELECT count(*), 0 FROM gone"  # noqa: S608
    else:
        sql = f"SELECT 0, count(*) FROM {table} WHERE {gone}"  # noqa: S608
    removed, elsewhere = _numbers(cursor, sql)
    kept = Change(added, changed, item.read - added - changed, removed, elsewhere)
    line: dict[str, Any] = {
        "ledger": ledger.name,
        "file": item.file,
        "synthetic": item.synthetic,
        "found": item.found,
        "read": item.read,
        "rejected": item.rejected,
        **asdict(kept),
    }
    places = ", ".join(f"%({name})s" for name in line)
    cursor.execute(f"INSERT INTO {HISTORY} ({', '.join(line)}) VALUES ({places})", line)  # noqa: S608
    return kept


def _copy(cursor: Cursor, data: pa.Table | Stored, columns: str) -> None:
    """COPY the rows as CSV that Arrow writes: no row passes through Python."""
    import pyarrow.csv as pc

    options = pc.WriteOptions(include_header=False, quoting_style="all_valid")
    batches = data.batches() if isinstance(data, Stored) else data.to_batches(_BATCH)
    copy_sql = f"COPY incoming ({columns}) FROM STDIN (FORMAT csv)"
    with cursor.copy(copy_sql) as copy:
        for batch in batches:
            stream = io.BytesIO()
            pc.write_csv(batch, stream, options)
            copy.write(stream.getvalue())


def _run(cursor: Cursor, sql: str) -> None:
    cursor.execute(sql)


def _numbers(cursor: Cursor, sql: str) -> tuple[int, ...]:
    _run(cursor, sql)
    return tuple(cursor.fetchone() or ())


def _prefixed(table: str, ledger: Ledger) -> str:
    return ", ".join(f"{table}.{_quoted(part)}" for part in ledger.key)


def _quoted(name: str) -> str:
    return f'"{name}"'  # declared names have no quotes in them


def _grant(cursor: Cursor, tables: list[str]) -> None:
    """Let the application's role read. Where the owner may not make roles, the owner itself counts figures."""
    import psycopg

    try:
        with cursor.connection.transaction():
            ensure_role(cursor.connection)
            for table in (*tables, HISTORY):
                _run(cursor, f"GRANT SELECT ON {_quoted(table)} TO {APPLICATION}")
    except psycopg.errors.InsufficientPrivilege:
        pass


def tables(connection: Connection, catalogue: Catalogue) -> list[str]:
    """The ledgers that the database has, by name: views, and tables into which something was loaded.

    A table that only stands ready is none: its figures are missing, not 0.
    """
    found = connection.execute(
        "SELECT name, relkind::text FROM unnest(%s::text[]) AS name"
        " JOIN pg_class ON pg_class.oid = to_regclass('\"ledger_' || name || '\"')",
        [list(catalogue.ledgers)],
    ).fetchall()
    loaded = last_loads(connection)
    there = {name for name, kind in found if kind not in ("r", "p") or name in loaded}
    return [name for name in catalogue.ledgers if name in there]


def last_loads(connection: Connection) -> Mapping[str, tuple[str, bool]]:
    """By ledger name, the file of the last load and whether it held synthetic data."""
    if connection.execute("SELECT to_regclass(%s)", [HISTORY]).fetchone() == (None,):
        return {}
    rows = connection.execute(
        f"SELECT DISTINCT ON (ledger) ledger, file, synthetic FROM {HISTORY} ORDER BY ledger, id DESC"  # noqa: S608
    ).fetchall()
    return {ledger: (file, synthetic) for ledger, file, synthetic in rows}
