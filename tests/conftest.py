"""The demonstration district in memory, as the engine counts it: no Excel between."""

from __future__ import annotations

import os

# ruff: noqa: E402 - what a developer's shell may carry goes before anything of ours is imported
_KEPT = {"FAZHI_REQUIRE_BROWSER", "FAZHI_LONG_TESTS"}
for _name in [name for name in os.environ if name.startswith("FAZHI_") and name not in _KEPT]:
    del os.environ[_name]

os.environ["FAZHI_SECRET_KEY"] = "a key for tests, which guards nothing"

import pyarrow as pa
import pytest

from fazhi.figures.catalogue import Catalogue, installed
from fazhi.figures.engine import Engine, unbound
from fazhi.kernel.demo import rows
from fazhi.kernel.district import load
from fazhi.kernel.start import load as set_up

pytest_plugins = ["platform_fixtures"]

# Here and not in a fixture: test modules import models.
set_up()

Tables = dict[str, list[dict[str, object]]]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return installed()


@pytest.fixture(scope="session")
def demo_rows() -> Tables:
    return rows(load("luohu"))


@pytest.fixture(scope="session")
def engine(catalogue: Catalogue, demo_rows: Tables) -> Engine:
    tables = {}
    for name, ledger_rows in demo_rows.items():
        ledger = catalogue.ledgers[name]
        schema = unbound(ledger).schema().to_pyarrow()
        for column, kind in (("source_file", pa.string()), ("source_sheet", pa.string()), ("source_row", pa.int64())):
            schema = schema.append(pa.field(column, kind))
        sourced = [
            {**row, "source_file": f"{ledger.title}.xlsx", "source_sheet": ledger.title, "source_row": number}
            for number, row in enumerate(ledger_rows, 2)
        ]
        tables[name] = pa.Table.from_pylist(sourced, schema=schema)
    return Engine.from_tables(catalogue, tables)
