"""The demonstration on the platform: what was walked and the old ledger beside it give the figures of Excel."""

from __future__ import annotations

import psycopg
import pyarrow as pa
from django.db import connection

from fazhi.domains.mediation.demo import platform
from fazhi.domains.mediation.models import DisputeWarning, Mediator, SubsidyList
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.engine import Engine, unbound
from fazhi.figures.load import Loaded, LoadedLedger
from fazhi.figures.period import Period
from fazhi.kernel.database.figures import open_ledgers
from fazhi.kernel.database.ledgers import store
from fazhi.kernel.demo_platform import People
from fazhi.kernel.district import current
from fazhi.kernel.models import Matter
from fazhi.kernel.populate import populate
from fazhi.kernel.world import Row, World

PERIODS = [Period.parse(text) for text in ("2019H1", "2019H2", "2020H1", "2020H2", "2020-12")]


def read(catalogue: Catalogue, name: str, rows: list[Row]) -> LoadedLedger:
    ledger = catalogue.ledgers[name]
    schema = unbound(ledger).schema().to_pyarrow()
    for column, kind in (("source_file", pa.string()), ("source_sheet", pa.string()), ("source_row", pa.int64())):
        schema = schema.append(pa.field(column, kind))
    file = f"{ledger.title}.xlsx"
    sourced = [
        {**row, "source_file": file, "source_sheet": ledger.title, "source_row": n} for n, row in enumerate(rows, 2)
    ]
    return LoadedLedger(ledger, file, pa.Table.from_pylist(sourced, schema=schema), len(rows), 0, True)


def test_the_figures_of_both_are_the_same(
    fresh_platform: str, catalogue: Catalogue, engine: Engine, demo_rows: dict[str, list[Row]]
) -> None:
    world = World(current())
    populate()
    platform(world, People())
    names = [name for name in demo_rows if name in ("mediation_organizations", "mediators", "disputes")]
    loaded = Loaded({name: read(catalogue, name, demo_rows[name]) for name in [*names, "mediation_trainings"]})
    figures = [name for name in catalogue.figures if name.startswith("mediation.")]
    with psycopg.connect(fresh_platform, autocommit=True) as owner:
        store(owner, loaded)
        walked = owner.execute("SELECT count(*) FROM ledger_disputes WHERE source_file = '业务系统'").fetchone()
        assert walked is not None
        assert walked[0] > 30
        _loaded, there = open_ledgers(owner, catalogue)
        ours, theirs = there.values(figures, PERIODS), engine.values(figures, PERIODS)
        assert {key: value.number for key, value in ours.items()} == {
            key: value.number for key, value in theirs.items()
        }
    assert Mediator.objects.count() == len(demo_rows["mediators"])
    open_now = {matter.state for matter in Matter.objects.filter(procedure="mediation", opened_on__year__gt=2020)}
    assert open_now == {"registered", "accepted", "mediating", "agreed", "confirming", "concluded", "archived"}
    months = {matter.closed_on.strftime("%Y-%m") for matter in Matter.objects.filter(closed_on__year__gt=2021)}
    assert len(months) >= 12
    assert sorted(SubsidyList.objects.values_list("decision__approved", flat=True), key=str) == [None, True]
    assert DisputeWarning.objects.filter(rule="mass").count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_matterparty p WHERE p.role = '申请人'")
        assert cursor.fetchone() == (Matter.objects.filter(procedure="mediation").count(),)
