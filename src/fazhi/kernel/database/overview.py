"""How the ledgers of the database stand: how many rows each has, where they come from, when the last ones came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from fazhi.figures.catalogue import Catalogue
from fazhi.kernel.database.ledgers import HISTORY

Source = Literal["business", "import", ""]


@dataclass(frozen=True)
class Standing:
    """``source``: the tables of a business (``business``), files (``import``), or "" where nothing has come yet."""

    rows: int
    source: Source
    last_at: dt.datetime | None = None
    last_file: str = ""
    synthetic: bool = False


def standing(catalogue: Catalogue) -> dict[str, Standing]:
    """Every ledger by name. Counts rows, so it takes a moment where there are millions."""
    kinds: dict[str, str] = {}
    last: dict[str, tuple[dt.datetime, str, bool]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, relkind::text FROM unnest(%s::text[]) AS name"
            " JOIN pg_class ON pg_class.oid = to_regclass('\"ledger_' || name || '\"')",
            [list(catalogue.ledgers)],
        )
        kinds.update(cursor.fetchall())
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [HISTORY])
        if cursor.fetchone() == (True,):
            cursor.execute(
                "SELECT DISTINCT ON (ledger) ledger, loaded_at, file, synthetic"  # noqa: S608 (a constant)
                f" FROM {HISTORY} ORDER BY ledger, id DESC"
            )
            last.update((name, (at, file, synthetic)) for name, at, file, synthetic in cursor.fetchall())
        found = {}
        for name in catalogue.ledgers:
            rows = 0
            if name in kinds:
                cursor.execute(f'SELECT count(*) FROM "ledger_{name}"')  # noqa: S608 (a declared name)
                rows = int(cursor.fetchone()[0])
            source: Source = "business" if kinds.get(name) == "v" else "import" if name in last else ""
            at, file, synthetic = last.get(name, (None, "", False))
            found[name] = Standing(rows, source, at, file, synthetic)
    return found
