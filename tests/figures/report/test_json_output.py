"""The report as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sample_report import PERIOD, RESIDENT, engine, report

from fazhi.figures.report.dossier import collect
from fazhi.figures.report.json_output import write_json


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("json") / "报告.json"
    counted = engine()
    built = report(counted)
    write_json(built, collect(counted, PERIOD, built), path)
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def data(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def figure(data: dict[str, Any], figure_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in data["figures"] if entry["id"] == figure_id)
    return found


def test_offsets_point_at_what_is_printed(data: dict[str, Any]) -> None:
    marks = [(p["text"], mark) for p in data["paragraphs"] for mark in p["figures"]]
    assert len(marks) == 15
    for paragraph, mark in marks:
        assert paragraph[mark["start"] : mark["end"]] == mark["printed"]


def test_a_counted_figure_has_definition_query_comparisons_and_rows(data: dict[str, Any]) -> None:
    resolved = figure(data, "mediation.resolved")
    assert (resolved["value"], resolved["unit"], resolved["printed"]) == (6516, "件", ["6516件"])
    assert "调解结果为“调解成功”" in resolved["definition"]
    assert "调解成功" in resolved["query"]
    assert resolved["year_before"]["value"] == 5900
    assert resolved["year_before"]["difference"] == 616
    assert resolved["ledger"] == {"title": "人民调解案件台账", "file": "人民调解案件台账.xlsx"}
    (source,) = resolved["rows"]["sources"]
    assert resolved["rows"]["count"] == len(source["rows"]) == 6516
    assert source["file"] == "人民调解案件台账.xlsx"


def test_a_ratio_names_its_parts(data: dict[str, Any]) -> None:
    rate = figure(data, "reconsideration.correction_rate")
    assert rate["value"] == 17.39
    assert [part["role"] for part in rate["parts"]] == ["numerator", "denominator"]
    assert all(figure(data, part["id"]) for part in rate["parts"])
    assert rate["query"] is None


def test_an_unknown_value_is_null_with_its_reason(data: dict[str, Any]) -> None:
    missing = figure(data, "mediation.training_attendance")
    assert missing["value"] is None
    assert missing["reason"] == "缺台账《人民调解培训台账》"


def test_a_breach_carries_its_sides_and_rows(data: dict[str, Any]) -> None:
    breach = next(note["breach"] for note in data["notes"] if note["breach"])
    assert (breach["left_value"], breach["right_value"]) == (290, 288)
    assert breach["rows"]["count"] == 2
    assert breach["rows"]["sources"][0]["rows"] == [2158, 2159]


def test_no_personal_data_and_readable_lines(text: str) -> None:
    assert RESIDENT not in text
    assert "欧" not in text
    assert "[2158, 2159]" in text
