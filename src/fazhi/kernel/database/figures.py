"""Figures and reports over the ledgers of the database, read with few rights and without changing anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.engine import Engine
from fazhi.figures.load import Loaded, LoadedLedger
from fazhi.i18n import _
from fazhi.kernel.database.ledgers import last_loads, tables
from fazhi.kernel.database.server import APPLICATION

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg import Connection


@dataclass(frozen=True)
class InDatabase:
    """A ledger that stays in the database, as the Ibis table that it is there."""

    table: Any
    num_rows: int

    def to_arrow(self) -> pa.Table:
        """All rows, in no certain order."""
        return self.table.to_pyarrow()

    def later(self, column: str, day: dt.date) -> int:
        """How many rows have a later day in a column."""
        return int(self.table.filter(self.table[column] > day).count().to_pyarrow().as_py())


def open_ledgers(connection: Connection, catalogue: Catalogue) -> tuple[Loaded, Engine]:
    """The ledgers that the database has, and an engine on them. The connection is read-only from then on.

    Raises :class:`FazhiError` where the database has no ledger.
    """
    import ibis

    present, loads = tables(connection, catalogue), last_loads(connection)
    if not present:
        raise FazhiError(_("数据库里还没有台账。请先用 fazhi ledgers store DIR 导入。"), code="no_ledger")
    _step_down(connection)
    backend = ibis.postgres.from_connection(connection)
    loaded = Loaded()
    for name in present:
        table = backend.table(f"ledger_{name}")
        rows = int(table.count().to_pyarrow().as_py())
        file, synthetic = loads.get(name, (_("数据库"), False))
        data = InDatabase(table, rows)
        loaded.ledgers[name] = LoadedLedger(catalogue.ledgers[name], file, data, rows, 0, synthetic)
    return loaded, Engine(catalogue, backend, present)


def _step_down(connection: Connection) -> None:
    """Take the application's role where it is there and may be taken, and change nothing whatever the role."""
    may = connection.execute(
        "SELECT count(*) FROM pg_roles WHERE rolname = %s AND pg_has_role(rolname, 'MEMBER')", [APPLICATION]
    ).fetchone()
    if may == (1,):
        connection.execute(f"SET ROLE {APPLICATION}")
    connection.execute("SET default_transaction_read_only = on")
