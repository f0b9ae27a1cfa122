"""Mediation at size: years of old ledgers brought in against a bare COPY, a half-year's figures against SQL by hand.

``python -m bench mediation``, or ``python -m bench.mediation --rows 20000 --disputes 100000`` for smaller ones. The
server is an embedded one of its own, made for the bench and removed after it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench._mediation_rows import BY_HAND, IN_THAT_ORDER, PERIOD, grow, old_ledger

ROWS, DISPUTES, RUNS = 200_000, 1_000_000, 5


def main(rows: int = ROWS, disputes: int = DISPUTES) -> None:
    """Print both tables."""
    folder = Path(tempfile.mkdtemp(prefix="fazhi-bench-"))
    folder.chmod(0o755)
    os.environ |= {"FAZHI_HOME": str(folder / "home"), "FAZHI_SECRET_KEY": "of the bench"}
    try:
        with _district(folder / "data") as owner:
            from fazhi.kernel.parties.documents import fictitious_numbers

            with fictitious_numbers():
                _import(owner, folder, rows)
            _figures(owner, disputes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _district(data: Path) -> Iterator[str]:
    """A migrated database with the units of the district and the committees of its streets."""
    import psycopg

    from fazhi.kernel.database.embedded import let_go
    from fazhi.kernel.database.server import APPLICATION, as_role, database, embedded
    from fazhi.kernel.start import load

    server = embedded(data)
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("max_wal_size = '8GB'", "shared_buffers = '1GB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    owner = database(server, "fazhi_bench")
    os.environ |= {"FAZHI_OWNER_URL": owner, "DATABASE_URL": as_role(owner, APPLICATION)}
    load()
    try:
        from fazhi.kernel.database.migrating import migrate
        from fazhi.kernel.populate import populate

        migrate()
        populate()
        yield owner
    finally:
        from django.db import connections

        connections.close_all()
        let_go(data)


def _import(owner: str, folder: Path, rows: int) -> None:
    from fazhi.domains.mediation.past import LEDGER
    from fazhi.figures.workbook import write_ledger
    from fazhi.kernel.events.sealing import verify
    from fazhi.kernel.jobs import past
    from fazhi.kernel.matters.past_writing import Tally
    from fazhi.kernel.models import Matter, User

    ledgers = folder / "ledgers"
    ledgers.mkdir()
    content = old_ledger(rows, random.Random(7))
    write_ledger(ledgers / f"{LEDGER.title}.xlsx", LEDGER, content, "bench")
    by = User.objects.create_user("bench", "演示")

    checked, (loaded, reader) = _timed(lambda: past.read(ledgers, LEDGER.name, None))
    item = loaded.ledgers[LEDGER.name]
    if item.read != rows:
        raise SystemExit(f"{item.read} of {rows} rows can be read: {loaded.errors[:3]}")
    bare, _nothing = _timed(lambda: _bare_copy(owner, content))
    added = 0

    def each(_seen: int, batch: Callable[[], Tally]) -> None:
        nonlocal added
        added += batch().added

    written, _nothing = _timed(lambda: past.store(item, reader, by, "bench", each=each))
    again, _nothing = _timed(lambda: past.store(item, reader, by, "bench", each=each))
    verified, result = _timed(verify)
    if (added, Matter.objects.count()) != (rows, rows) or result.damages:
        raise SystemExit(f"{added} written, {Matter.objects.count()} there, {result.damages[:3]}")
    print(f"{rows:,} old disputes from .xlsx")
    for name, seconds in (
        ("bare COPY of the same rows", bare),
        ("read and check everything", checked),
        ("check again, encrypt, hash, write", written),
        ("check and write together", checked + written),
        ("the same once more (nothing to do)", again),
        ("verify every chain", verified),
    ):
        print(f"  {name:<44}{seconds:>9.2f} s{seconds / bare:>8.1f}×{seconds / rows * 1e6:>8.0f} µs a row")


def _bare_copy(owner: str, content: list[dict[str, Any]]) -> None:
    """The same cells into one table of texts, days and numbers, with the number as its key."""
    import psycopg

    from fazhi.domains.mediation.past import LEDGER
    from fazhi.kernel.database.ledgers import _column

    names = list(LEDGER.by_name)
    with psycopg.connect(owner) as connection:
        columns = ", ".join(_column(LEDGER, name) for name in names)
        connection.execute(f"CREATE TABLE bare ({columns}, PRIMARY KEY (number))")
        with connection.cursor().copy(f"COPY bare ({', '.join(names)}) FROM STDIN") as copy:
            for row in content:
                copy.write_row([row.get(name) for name in names])
        connection.commit()
        connection.execute("DROP TABLE bare")


def _figures(owner: str, disputes: int) -> None:
    import psycopg

    from fazhi.domains.mediation import warnings
    from fazhi.figures.catalogue import build, installed
    from fazhi.figures.engine import Engine
    from fazhi.figures.period import Period
    from fazhi.kernel.database.figures import open_ledgers

    made, _nothing = _timed(lambda: grow(owner, disputes))
    print(f"{disputes:,} disputes in the database, made in {made:.0f} s")
    period, catalogue = Period.parse(PERIOD), build(["fazhi.domains.mediation"])
    wanted = [i for i in catalogue.figures if {base.ledger for base in catalogue.base_figures(i)} == {"disputes"}]
    with psycopg.connect(owner, autocommit=True) as connection:
        by_hand, hand = _best(lambda: connection.execute(BY_HAND).fetchone())
        _loaded, engine = open_ledgers(connection, installed())
        # Anew each time: an Engine counts nothing twice.
        by_engine, counted = _best(lambda: Engine(catalogue, engine.backend, ["disputes"]).values(wanted, [period]))
    found = tuple(counted[name, period].number for name in IN_THAT_ORDER)
    if tuple(map(_plain, found)) != tuple(map(_plain, hand)):
        raise SystemExit(f"the Engine counts {found}, SQL by hand {hand}")
    print(f"{len(wanted)} mediation figures of {PERIOD} over {disputes:,} disputes in PostgreSQL")
    print(f"  {'SQL by hand, the tables themselves':<44}{by_hand:>9.3f} s{1:>8.2f}×")
    print(f"  {'Engine, over the view':<44}{by_engine:>9.3f} s{by_engine / by_hand:>8.2f}×")
    looked, told = _timed(warnings.look)
    again, _nothing = _best(warnings.look)
    print(f"Warnings at that size: {told} told in {looked:.2f} s; a tick after that {again:.3f} s")


def _plain(value: Any) -> float:
    return float(value or 0)


def _timed(function: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def _best(function: Callable[[], Any]) -> tuple[float, Any]:
    tries = [_timed(function) for _turn in range(RUNS)]
    return min(seconds for seconds, _result in tries), tries[-1][1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--disputes", type=int, default=DISPUTES)
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        main(given.rows, given.disputes)
