"""The demonstration's ledgers in a database of their own, with people who read reports, for tests of report pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest

from coordination_walk import PARTNER, Cast, cast, handling, registered, seat
from fazhi.figures.catalogue import installed
from fazhi.figures.engine import loaded_schema
from fazhi.figures.load import Loaded, LoadedLedger
from fazhi.kernel.database.ledgers import store
from fazhi.kernel.database.server import connect
from fazhi.kernel.database.views import create
from fazhi.kernel.models import Matter, User
from platform_fixtures import own_database

MORE = "罗援〔2020〕99999号"


@dataclass
class Reported:
    """Who reads: ``keeper`` keeps the ledgers, ``reader`` reads totals, ``overseer`` sees all matters, ``partner``
    those with the partner unit.

    ``people.street`` belongs to no unit of the bureau. Of the two ``matters`` of today only the second has a partner.
    """

    people: Cast
    keeper: User
    reader: User
    overseer: User
    partner: User
    matters: list[Matter]


def loaded(rows: dict[str, list[dict[str, Any]]]) -> Loaded:
    """Rows of ledgers as if they had been read from files."""
    found = Loaded()
    catalogue = installed()
    for name, each in rows.items():
        ledger = catalogue.ledgers[name]
        sourced = [
            {**row, "source_file": f"{ledger.title}.xlsx", "source_sheet": ledger.title, "source_row": number}
            for number, row in enumerate(each, 2)
        ]
        table = pa.Table.from_pylist(sourced, schema=loaded_schema(ledger))
        found.ledgers[name] = LoadedLedger(ledger, f"{ledger.title}.xlsx", table, table.num_rows, 0, True)
    return found


def keep(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Store rows in the database of the test, as if before any business had tables of its own."""
    with connect() as owner:
        for name in rows:
            kind = owner.execute("SELECT relkind::text FROM pg_class WHERE oid = to_regclass(%s)", [f"ledger_{name}"])
            if kind.fetchone() == ("v",):
                owner.execute(f"DROP VIEW ledger_{name}")
        store(owner, loaded(rows))
        create(owner)


@contextmanager
def reported(postgres: str, blocker: Any, rows: dict[str, list[dict[str, Any]]]) -> Iterator[Reported]:
    """A database with these ledgers and some matters, dropped afterwards."""
    with pytest.MonkeyPatch.context() as patch, own_database(postgres, blocker, patch):
        keep(rows)
        people = cast()
        yield Reported(
            people,
            keeper=seat("tongji", "办公室", "statistician"),
            reader=seat("keyuan", "公共法律服务科"),
            overseer=people.overseer,
            partner=_partner(),
            matters=[registered(people), handling(people, PARTNER)],
        )


def _partner() -> User:
    seat("liangbian", "公共法律服务科")
    return seat("liangbian", PARTNER)


def one_more_case(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """A ledger with one legal-aid case that was accepted on the last day of June 2020 and is not there yet."""
    last = next(row for row in reversed(rows["legal_aid_cases"]) if row["kind"] == "民事")
    return {"legal_aid_cases": [{**last, "number": MORE, "accepted_on": dt.date(2020, 6, 30), "concluded_on": None}]}
