"""Ledgers that are views: where a business has tables of its own, its ledger is what these say.

A view has the name and the columns of the ledger, gives local dates and never plain personal data. Rows that were
imported before the business moved in stay counted: their table is kept under another name, and the view adds those
whose key the business does not have itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from fazhi.figures.ledger import SOURCE_COLUMNS, Ledger
from fazhi.kernel.database.ledgers import keep_beside
from fazhi.kernel.database.server import APPLICATION

if TYPE_CHECKING:
    from psycopg import Connection

_TYPES = {
    "text": "text",
    "integer": "bigint",
    "decimal": "numeric(18,4)",
    "money": "numeric(18,2)",
    "date": "date",
    "boolean": "boolean",
}


OWN = "业务系统"
"""What stands as the file of a row that a business has itself."""


@dataclass(frozen=True)
class LedgerView:
    """A ledger and the query that gives its rows: one output column a column of the ledger, and ``source_row``.

    ``beside``: old ledgers are still imported and kept beside what the business has itself.
    ``matters``: ``source_row`` is the id of the matter that a row is, and whoever may see the matter sees the row.
    """

    ledger: Ledger
    select: str
    matters: bool = False
    beside: bool = False


_views: dict[str, LedgerView] = {}


def register(ledger: Ledger, select: str, *, matters: bool = False, beside: bool = False) -> None:
    """Let a query be a ledger from now on; called by a domain in ``apps.py``."""
    _views[ledger.name] = LedgerView(ledger, select, matters, beside)


def tells_of_matters(name: str) -> bool:
    """Whether the rows that a business has itself in that ledger are matters, named by ``source_row``."""
    return name in _views and _views[name].matters


def create(owner: Connection) -> list[str]:
    """Make every registered view anew, as the owner of the schema; returns the ledgers that are views now.

    A query that does not give the columns of its ledger is a defect, and PostgreSQL's error says which is missing.
    """
    with owner.transaction():
        for view in _views.values():
            _create(owner, view)
    return sorted(_views)


def _create(owner: Connection, view: LedgerView) -> None:
    name, kept = f"ledger_{view.ledger.name}", f"imported_{view.ledger.name}"
    kind = owner.execute("SELECT relkind::text FROM pg_class WHERE oid = to_regclass(%s)", [name]).fetchone()
    if kind == ("r",):
        _drop_empty(owner, kept)
        owner.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(kept)))
    elif kind is not None:
        owner.execute(sql.SQL("DROP VIEW {}").format(sql.Identifier(name)))
    if view.beside:
        keep_beside(owner, view.ledger, kept)
    own = _typed(view)
    imported = owner.execute("SELECT to_regclass(%s) IS NOT NULL", [kept]).fetchone() == (True,)
    query = own
    if imported:
        # Written twice and not WITH: PostgreSQL takes apart no UNION that has one, and would count with every column.
        query = sql.SQL(
            "SELECT * FROM ({own}) own UNION ALL"
            " SELECT {columns} FROM {kept} k WHERE NOT EXISTS (SELECT FROM ({own}) o WHERE {same})"
        ).format(
            own=own,
            columns=sql.SQL(", ").join(_cast(view.ledger, name, "k") for name in _columns(view.ledger)),
            kept=sql.Identifier(kept),
            same=sql.SQL(" AND ").join(
                sql.SQL("o.{key} = k.{key}").format(key=sql.Identifier(key)) for key in view.ledger.key
            ),
        )
    owner.execute(sql.SQL("CREATE VIEW {} AS {}").format(sql.Identifier(name), query))
    owner.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(name), sql.Identifier(APPLICATION)))


def _drop_empty(owner: Connection, table: str) -> None:
    """A table of imported rows that only stood ready gives way to the one that has them."""
    if owner.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone() != (True,):
        return
    if owner.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone() == (0,):
        owner.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(table)))


def _typed(view: LedgerView) -> sql.Composed:
    columns = [_cast(view.ledger, name, "q") for name in view.ledger.by_name]
    return sql.SQL("SELECT {columns}, {source} FROM ({select}) q").format(
        columns=sql.SQL(", ").join(columns),
        source=sql.SQL(", ").join(
            [
                sql.SQL("{}::text AS source_file").format(sql.Literal(OWN)),
                sql.SQL("{}::text AS source_sheet").format(sql.Literal(view.ledger.title)),
                sql.SQL("q.source_row::bigint AS source_row"),
            ]
        ),
        select=sql.SQL(view.select),
    )


def _columns(ledger: Ledger) -> list[str]:
    return [*ledger.by_name, *SOURCE_COLUMNS]


def _cast(ledger: Ledger, name: str, table: str) -> sql.Composed:
    column = ledger.by_name.get(name)
    kind = "bigint" if name == "source_row" else _TYPES[column.type if column else "text"]
    # Texts compare byte by byte, as in the tables that are filled by import.
    collation = sql.SQL(' COLLATE "C"') if kind == "text" else sql.SQL("")
    return sql.SQL("{table}.{name}::{kind}{collation} AS {name}").format(
        table=sql.Identifier(table), name=sql.Identifier(name), kind=sql.SQL(kind), collation=collation
    )
