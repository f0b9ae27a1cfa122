"""Parquet: the same rows, values and faults as from any other file, whether it stays in its file or not."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from messy import CATALOGUE, SHORT, case, read, rows, said, tally, write_csv

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.figures import parquet
from fazhi.figures.engine import Engine
from fazhi.figures.load import Loaded, load
from fazhi.figures.parquet import Stored
from fazhi.figures.period import Period

PERIOD = Period.parse("2020H1")
IDS = [i for i in CATALOGUE.figures if {base.ledger for base in CATALOGUE.base_figures(i)} == {"disputes"}]
TEXTS: list[str] = [
    "", " ", "A1", "A2", "A3 ", "罗调１号", "x\u200b", "a\x00b", "合计", "邻里", "调解成功", "调解 成功", "撤回申请",
    "2020-03-01", "2020.3.1", "6月30日", "44012", "5", "5人", "1.25", "1.234", "-1", "1,200", "是", "否", "√", "也许",
    "9" * 20, "TJ1",
]  # fmt: skip


def write_parquet(folder: Path, table: pa.Table) -> None:
    folder.mkdir(exist_ok=True)
    pq.write_table(table, folder / f"{DISPUTES.title}.parquet")


def same(one: Loaded, other: Loaded) -> None:
    def table(loaded: Loaded) -> list[dict[str, Any]]:
        return loaded.ledgers["disputes"].table.drop_columns(["source_file"]).to_pylist()

    assert (tally(one), table(one)) == (tally(other), table(other))
    assert [(p.row, p.column, p.message) for p in one.errors] == [(p.row, p.column, p.message) for p in other.errors]


@pytest.fixture(params=["in memory", "in its file"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "in its file":
        monkeypatch.setattr("fazhi.figures.intake.IN_MEMORY", 0)
    return str(request.param)


@pytest.mark.parametrize("seed", range(6))
def test_texts_are_read_as_those_of_a_csv(tmp_path: Path, seed: int, where: str) -> None:
    chance = random.Random(seed)
    lines = [
        [chance.choice(TEXTS) if chance.random() < 0.15 else str(cell) for cell in case(f"B{n}")] for n in range(60)
    ]
    write_parquet(tmp_path / "p", pa.table(dict(zip(SHORT, map(list, zip(*lines, strict=True)), strict=True))))
    (tmp_path / "c").mkdir()
    write_csv(tmp_path / "c", [SHORT, *lines], "utf-8")
    one, other = read(tmp_path / "p"), read(tmp_path / "c")
    same(one, other)
    assert isinstance(one.ledgers["disputes"].data, Stored) == (where == "in its file")
    engines = [Engine.from_tables(CATALOGUE, loaded.tables) for loaded in (one, other)]
    assert {i: v.number for i, v in engines[0].values(IDS, [PERIOD]).items()} == {
        i: v.number for i, v in engines[1].values(IDS, [PERIOD]).items()
    }
    assert one.ledgers["disputes"].outside(Period.parse("2019")) == other.ledgers["disputes"].outside(
        Period.parse("2019")
    )


def test_typed_columns(tmp_path: Path, where: str) -> None:
    day = dt.date(2020, 3, 1)
    write_parquet(
        tmp_path,
        pa.table(
            {
                "number": pa.array([1, 2, 3, 4, 5], pa.int32()),
                "organization": ["TJ"] * 5,
                "category": ["邻里"] * 5,
                "受理日期": pa.array([dt.datetime(2020, 3, 1, 9)] * 5, pa.timestamp("ms")),  # noqa: DTZ001
                "办结日期": pa.array([day, None, dt.date(1800, 1, 1), day, day]),
                "涉及人数": pa.array([2.0, None, 3.0, 2.5, -1.0]),
                "涉及金额": pa.array([0.1 + 0.2, 5.0, 1.005, 7.0, None]),
                "是否司法确认": [True, None, False, True, True],
                "result": ["调解成功", None, "", "成功", "调解 成功"],
            }
        ),
    )
    loaded = read(tmp_path)
    assert tally(loaded) == (5, 2, 3)
    assert rows(loaded, "number", "accepted_on", "concluded_on", "people", "amount", "confirmed", "result") == [
        ("1", day, day, 2, Decimal("0.30"), True, "调解成功"),
        ("2", day, None, None, Decimal("5.00"), None, None),
    ]
    assert [(p.row, p.column) for p in loaded.errors] == [
        (4, "办结日期"), (4, "涉及金额"), (5, "涉及人数"), (5, "调解结果"), (6, "涉及人数"),
    ]  # fmt: skip


def test_repeated_keys_and_blank_rows(tmp_path: Path, where: str) -> None:
    lines = [case("A1"), [None] * 9, case("A2"), case("A1"), case(" A2"), case("A3")]
    texts = [[None if cell is None else str(cell) for cell in line] for line in lines]
    write_parquet(tmp_path, pa.table(dict(zip(SHORT, map(list, zip(*texts, strict=True)), strict=True))))
    loaded = read(tmp_path)
    assert tally(loaded) == (5, 3, 2)
    assert said(loaded) == ["5 案件编号：“A1”与第2行重复", "6 案件编号：“A2”与第4行重复"]
    assert sorted(rows(loaded, "source_row", "number")) == [(2, "A1"), (4, "A2"), (7, "A3")]


def test_more_odd_rows_than_are_looked_at(tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "LOOKED_AT", 3)
    lines = [case(f"A{n}", 受理日期="去年" if n % 2 else "2020-01-01") for n in range(20)]
    write_parquet(tmp_path, pa.table({h: [str(line[i]) for line in lines] for i, h in enumerate(SHORT)}))
    loaded = load(tmp_path, CATALOGUE)
    assert tally(loaded) == (20, 10, 10)
    assert [problem.row for problem in loaded.errors] == [3, 5, 7, None]
    assert "另有7行" in loaded.errors[-1].message
    assert loaded.ledgers["disputes"].table.num_rows == 10


def test_an_export_of_a_loaded_ledger_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    write_csv(tmp_path / "c", [SHORT, case("A1"), case("A2")], "utf-8")
    table = read(tmp_path / "c").ledgers["disputes"].table
    write_parquet(tmp_path / "p", table)
    again = read(tmp_path / "p")
    assert (again.problems, tally(again)) == ([], (2, 2, 0))
    columns = [column.name for column in DISPUTES.columns]
    assert again.ledgers["disputes"].table.select(columns) == table.select(columns)


def test_a_required_column_missing_costs_all_rows(tmp_path: Path) -> None:
    write_parquet(tmp_path, pa.table({"案件编号": ["1", "2"]}))
    loaded = load(tmp_path, CATALOGUE)
    assert (loaded.ledgers, tally(loaded)) == ({}, (2, 0, 2))


def test_a_file_whose_name_has_quotes(tmp_path: Path) -> None:
    folder = tmp_path / "a'b"
    write_parquet(folder, pa.table({h: [str(c)] for h, c in zip(SHORT, case("A1"), strict=True)}))
    assert tally(read(folder)) == (1, 1, 0)
