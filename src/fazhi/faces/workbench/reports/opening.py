"""The ledgers of the database, held open by a web process as long as nothing in them changes.

To open them takes some tenths of a second and a report takes longer; to ask whether anything has changed takes a
millisecond. So what was counted is kept until something has been written below the ledgers. Writing is noticed by the
newest event and load at once, and by PostgreSQL's own count of written rows, which lags by some seconds, for what has
neither.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from fazhi.figures.catalogue import Catalogue, installed
from fazhi.figures.report.coverage import Coverage
from fazhi.i18n import in_chinese
from fazhi.kernel.clock import now, today
from fazhi.kernel.database import server
from fazhi.kernel.database.ledgers import HISTORY

if TYPE_CHECKING:
    from psycopg import Connection

    from fazhi.figures.engine import Engine
    from fazhi.figures.load import Loaded

_IDLE = 4  # connections that a process holds
_KEPT = 64  # reports, panels and tables of one state of the data
_T = TypeVar("_T")

_BELOW = r"""
WITH RECURSIVE below(oid, relkind) AS (
    SELECT oid, relkind FROM pg_class WHERE relname LIKE 'ledger\_%' AND relnamespace = current_schema()::regnamespace
    UNION
    SELECT r.oid, r.relkind FROM below b
    JOIN pg_rewrite w ON w.ev_class = b.oid
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class r ON r.oid = d.refobjid
)
SELECT array_agg(oid) FROM below WHERE relkind IN ('r', 'p')
"""
_STATE = r"""
SELECT (SELECT max(id) FROM kernel_event), {loads},
       (SELECT sum(pg_stat_get_tuples_inserted(t) + pg_stat_get_tuples_updated(t) + pg_stat_get_tuples_deleted(t))
        FROM unnest(%s::oid[]) AS t),
       (SELECT sum(oid::bigint) FROM pg_class
        WHERE relname LIKE 'ledger\_%%' AND relnamespace = current_schema()::regnamespace)
"""


@dataclass(eq=False)
class Opened:
    """The ledgers, an engine on them, and what was made of them in this state. One thread at a time.

    ``at`` is when they were opened; ``spans`` has the first and last date of each ledger that has a date, up to today.
    """

    address: str
    connection: Connection
    loaded: Loaded
    engine: Engine
    coverage: Coverage
    spans: dict[str, tuple[dt.date, dt.date]]
    at: dt.datetime
    below: list[int]
    loads: bool
    state: tuple[Any, ...]
    _made: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """What is declared."""
        return self.engine.catalogue

    @property
    def synthetic(self) -> bool:
        """Whether some of the data was invented."""
        return any(item.synthetic for item in self.loaded.ledgers.values())

    @property
    def last(self) -> dt.date:
        """The last day on which some ledger has a record, today at the latest."""
        return max((last for _first, last in self.spans.values()), default=today())

    @property
    def kept_until(self) -> dt.date:
        """The day to which half of the ledgers or more are kept: what lies after it is only partly known."""
        lasts = sorted(last for _first, last in self.spans.values())
        return lasts[len(lasts) // 2] if lasts else today()

    def kept(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What ``make`` gives, made once for this state of the data. Made in Chinese, as a document is."""
        if key not in self._made:
            while len(self._made) >= _KEPT:
                del self._made[next(iter(self._made))]
            with in_chinese():
                self._made[key] = make()
        found: _T = self._made[key]
        return found

    def unchanged(self) -> bool:
        """Whether nothing was written below the ledgers since they were opened; False also where nobody answers."""
        import psycopg

        try:
            return self.address == server.url(owner=False) and _state(self) == self.state
        except psycopg.Error:
            return False


_idle: list[Opened] = []
_lock = threading.Lock()


@contextmanager
def ledgers() -> Iterator[Opened]:
    """The ledgers as they are now, for one request: a request may run in a thread of its own.

    Raises :class:`FazhiError` where there is no database, or none of the ledgers in it ("no_ledger").
    """
    opened = _taken() or _open()
    try:
        yield opened
    finally:
        _give_back(opened)


def _give_back(opened: Opened) -> None:
    from psycopg.pq import TransactionStatus

    with _lock:
        if opened.connection.info.transaction_status == TransactionStatus.IDLE and len(_idle) < _IDLE:
            _idle.append(opened)
            return
    opened.connection.close()


def _taken() -> Opened | None:
    """One that lies idle, the last used first, if nothing has changed since it was opened."""
    while True:
        with _lock:
            if not _idle:
                return None
            opened = _idle.pop()
        if opened.unchanged():
            return opened
        opened.connection.close()


def _open() -> Opened:
    import psycopg

    from fazhi.kernel.database.figures import open_ledgers

    address = server.url(owner=False)
    try:
        connection = psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        raise server.unreachable() from error
    try:
        below = connection.execute(_BELOW).fetchone()
        loads = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [HISTORY]).fetchone()
        # Before the ledgers are read: what is written meanwhile makes the state another one.
        opened = Opened(
            address=address,
            connection=connection,
            at=now(),
            below=(below and below[0]) or [],
            loads=loads == (True,),
            **dict.fromkeys(("loaded", "engine", "coverage", "spans", "state")),  # type: ignore[arg-type]
        )
        opened.state = _state(opened)
        with in_chinese():
            opened.loaded, opened.engine = open_ledgers(connection, installed())
        opened.coverage = Coverage(opened.engine)
        opened.spans = _spans(opened.engine)
    except BaseException:
        connection.close()
        raise
    return opened


def _state(opened: Opened) -> tuple[Any, ...]:
    loads = f"(SELECT max(id) FROM {HISTORY})" if opened.loads else "0"  # noqa: S608
    row = opened.connection.execute(_STATE.format(loads=loads), [opened.below]).fetchone()
    return tuple(row or ())


def _spans(engine: Engine) -> dict[str, tuple[dt.date, dt.date]]:
    import ibis

    parts = []
    for name in engine.present:
        column = engine.catalogue.ledgers[name].date
        if column is not None:
            table = engine.table(name)
            past = table.filter(table[column] <= today())
            parts.append(
                past.aggregate(first=past[column].min(), last=past[column].max()).mutate(ledger=ibis.literal(name))
            )
    if not parts:
        return {}
    found = ibis.union(*parts).to_pyarrow().to_pylist() if len(parts) > 1 else parts[0].to_pyarrow().to_pylist()
    return {row["ledger"]: (row["first"], row["last"]) for row in found if row["first"] is not None}
