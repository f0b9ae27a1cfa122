"""Ledgers in PostgreSQL: loaded again and again, counted like anywhere else, and never by more rights than needed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fazhi.domains.mediation.ledger import DISPUTES, TRAININGS
from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue, build
from fazhi.figures.engine import Engine
from fazhi.figures.figure import Figure
from fazhi.figures.load import Loaded, LoadedLedger, load
from fazhi.figures.period import Period
from fazhi.figures.workbook import write_ledger
from fazhi.kernel.database import views
from fazhi.kernel.database.figures import open_ledgers
from fazhi.kernel.database.ledgers import Change, store, tables
from fazhi.kernel.database.server import APPLICATION, connect, ensure_role

MEDIATION: Catalogue = build(["fazhi.domains.mediation"])
H1 = Period.parse("2020H1")


def training(code: str, **more: Any) -> dict[str, Any]:
    usual = {"code": code, "topic": '甲,"乙"\n丙', "form": "线上", "held_on": dt.date(2020, 4, 9), "attendance": 120}
    return usual | more


def loaded(folder: Path, rows: list[dict[str, Any]]) -> Loaded:
    folder.mkdir(exist_ok=True)
    write_ledger(folder / f"{TRAININGS.title}.xlsx", TRAININGS, rows, "")
    return load(folder, MEDIATION)


def codes(connection: psycopg.Connection) -> list[tuple[str, int]]:
    return connection.execute("SELECT code, attendance FROM ledger_mediation_trainings ORDER BY code").fetchall()


def test_a_ledger_is_a_table_with_typed_columns_and_sources(tmp_path: Path, connection: psycopg.Connection) -> None:
    row = {
        "number": "罗调〔2020〕1号", "organization": "T", "category": "邻里", "people": 3, "amount": Decimal("12.30"),
        "accepted_on": dt.date(2020, 1, 1), "confirmed": True,
    }  # fmt: skip
    write_ledger(tmp_path / f"{DISPUTES.title}.xlsx", DISPUTES, [row], "")
    store(connection, load(tmp_path, MEDIATION))
    (stored,) = connection.execute(
        "SELECT number, people, amount, accepted_on, concluded_on, confirmed, source_file, source_row"
        " FROM ledger_disputes"
    ).fetchall()
    assert stored == (row["number"], 3, Decimal("12.30"), row["accepted_on"], None, True, f"{DISPUTES.title}.xlsx", 2)


def test_loading_again_changes_nothing_and_each_load_leaves_a_line(
    tmp_path: Path, connection: psycopg.Connection
) -> None:
    ledgers = loaded(tmp_path, [training("P1"), training("P2")])
    assert store(connection, ledgers)["mediation_trainings"] == Change(2, 0, 0, 0, 0)
    assert store(connection, ledgers)["mediation_trainings"] == Change(0, 0, 2, 0, 0)
    changed = loaded(tmp_path, [training("P1", attendance=7), training("P3")])
    assert store(connection, changed)["mediation_trainings"] == Change(1, 1, 0, 0, 1)
    assert codes(connection) == [("P1", 7), ("P2", 120), ("P3", 120)]
    assert store(connection, changed, whole=True)["mediation_trainings"] == Change(0, 0, 2, 1, 0)
    assert codes(connection) == [("P1", 7), ("P3", 120)]
    history = connection.execute(
        "SELECT ledger, found, added, changed, removed FROM load_history ORDER BY id"
    ).fetchall()
    assert history == [("mediation_trainings", 2, *counts) for counts in ((2, 0, 0), (0, 0, 0), (1, 1, 0), (0, 0, 1))]


def test_texts_come_back_as_they_are(tmp_path: Path, connection: psycopg.Connection) -> None:
    topics = ['"', "\\N", "a\tb", "，", "'; DROP TABLE x --", "\\.", "😀", "a\nb"]
    store(connection, loaded(tmp_path, [training(f"P{n}", topic=topic) for n, topic in enumerate(topics)]))
    stored = connection.execute("SELECT topic FROM ledger_mediation_trainings ORDER BY code").fetchall()
    assert [topic for (topic,) in stored] == topics


def test_a_failed_load_leaves_everything_as_it_was(tmp_path: Path, connection: psycopg.Connection) -> None:
    store(connection, loaded(tmp_path, [training("P1")]))
    connection.execute("ALTER TABLE ledger_mediation_trainings ADD CHECK (attendance < 1000)")
    with pytest.raises(psycopg.errors.CheckViolation):
        store(connection, loaded(tmp_path, [training("P2"), training("P3", attendance=5000)]))
    assert codes(connection) == [("P1", 120)]


def test_a_table_of_an_older_ledger_gets_its_new_columns_and_a_wrong_one_is_refused(
    tmp_path: Path, connection: psycopg.Connection
) -> None:
    ledgers = loaded(tmp_path, [training("P1")])
    store(connection, ledgers)
    connection.execute("ALTER TABLE ledger_mediation_trainings DROP COLUMN attendance")
    store(connection, ledgers)
    assert codes(connection) == [("P1", 120)]
    connection.execute("ALTER TABLE ledger_mediation_trainings ALTER attendance TYPE text")
    with pytest.raises(FazhiError, match="attendance 栏的类型是 text"):
        store(connection, ledgers)


def test_a_view_in_the_place_of_a_table_is_counted_and_not_loaded_into(
    tmp_path: Path, connection: psycopg.Connection
) -> None:
    ledgers = loaded(tmp_path, [training("P1")])
    store(connection, ledgers)
    connection.execute("ALTER TABLE ledger_mediation_trainings RENAME TO trainings")
    connection.execute("CREATE VIEW ledger_mediation_trainings AS SELECT * FROM trainings")
    assert store(connection, ledgers) == {"mediation_trainings": None}
    _found, engine = open_ledgers(connection, MEDIATION)
    assert engine.value("mediation.training_attendance", H1).number == 120


def test_figures_are_counted_with_few_rights(tmp_path: Path, connection: psycopg.Connection) -> None:
    store(connection, loaded(tmp_path, [training("P1")]))
    found, _engine = open_ledgers(connection, MEDIATION)
    assert connection.execute("SELECT current_user").fetchone() == (APPLICATION,)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("DELETE FROM ledger_mediation_trainings")
    connection.execute("SET default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM ledger_mediation_trainings")
    ledger = found.ledgers["mediation_trainings"]
    assert (ledger.read, ledger.file, ledger.outside(Period.parse("2019"))) == (1, f"{TRAININGS.title}.xlsx", 1)
    assert ledger.table["code"].to_pylist() == ["P1"]


def test_a_database_without_ledgers(connection: psycopg.Connection) -> None:
    assert tables(connection, MEDIATION) == []
    with pytest.raises(FazhiError, match="fazhi ledgers store"):
        open_ledgers(connection, MEDIATION)


def test_no_server_where_the_address_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/x")
    with pytest.raises(FazhiError) as refusal:
        connect()
    assert refusal.value.code == "no_database"
    assert "secret" not in refusal.value.message


def test_a_ledger_in_a_long_parquet_file(
    tmp_path: Path, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fazhi.figures.intake.IN_MEMORY", 0)
    rows = [training(f"P{n}", topic="x") for n in range(1000)] + [training(" P1000", topic="x")]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{TRAININGS.title}.parquet")
    assert store(connection, load(tmp_path, MEDIATION))["mediation_trainings"] == Change(1001, 0, 0, 0, 0)
    assert codes(connection)[-1] == ("P999", 120)


def test_all_figures_rows_and_breaches_are_the_same_as_in_duckdb(
    connection: psycopg.Connection, catalogue: Catalogue, engine: Engine
) -> None:
    files, here = Loaded(), engine
    for name, ledger in catalogue.ledgers.items():
        table = engine.table(name).to_pyarrow()
        files.ledgers[name] = LoadedLedger(ledger, f"{ledger.title}.xlsx", table, table.num_rows, 0, True)
    store(connection, files)
    found, there = open_ledgers(connection, catalogue)
    assert there.present == here.present == set(catalogue.ledgers)
    assert all(ledger.synthetic for ledger in found.ledgers.values())
    periods = [Period.parse(text) for text in ("2020H1", "2019H1", "2020Q2", "2019", "2020-03")]
    ids = list(catalogue.figures)
    ours, theirs = here.values(ids, periods), there.values(ids, periods)
    assert {key: (v.number, v.unrounded, v.reason) for key, v in ours.items()} == {
        key: (v.number, v.unrounded, v.reason) for key, v in theirs.items()
    }
    assert sum(value.number not in (None, 0) for value in theirs.values()) > 300
    for figure in catalogue.figures.values():
        if isinstance(figure, Figure):
            assert here.rows(figure.id, H1).to_pylist() == there.rows(figure.id, H1).to_pylist(), figure.id
            assert "ledger_" in there.sql(figure.id, H1)
    told = [[(b.invariant.id, b.message) for b in engine.breaches(H1)] for engine in (here, there)]
    assert told[0] == told[1]
    assert told[0]


def test_old_rows_are_imported_beside_what_a_business_has_itself(
    tmp_path: Path, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "SELECT code, topic, form, held_on, attendance, 1 AS source_row FROM talks"
    monkeypatch.setattr(views, "_views", {})
    views.register(TRAININGS, own, beside=True)
    connection.execute(
        "CREATE TABLE talks (code text, topic text, form text, held_on date, attendance int);"
        "INSERT INTO talks VALUES ('P1', '线上培训', '线上', '2020-04-16', 1580)"
    )
    ensure_role(connection)
    views.create(connection)
    rows = [training("P1"), training("P2", attendance=20)]
    assert store(connection, loaded(tmp_path, rows))["mediation_trainings"] == Change(2, 0, 0, 0, 0)
    assert codes(connection) == [("P1", 1580), ("P2", 20)]
    views.create(connection)
    assert codes(connection) == [("P1", 1580), ("P2", 20)]
