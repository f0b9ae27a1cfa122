"""``fazhi figures``: list, show, explain."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fazhi.figures.catalogue import installed

Fazhi = Callable[..., Any]  # see conftest.py


def test_list_gives_every_definition_whole(fazhi: Fazhi) -> None:
    listed = json.loads(fazhi("figures", "list", "--json").out)
    assert [figure["id"] for figure in listed] == list(installed().figures)
    printed = fazhi("figures", "list").out
    assert "…" not in printed
    for figure in listed:
        assert figure["id"] in printed


def test_show_compares_with_the_period_before_and_the_year_before(fazhi: Fazhi, ledgers: Path) -> None:
    answer = fazhi(
        "figures", "show", "mediation.resolved", "mediation.success_rate", "--period", "2020H1", "--ledgers", ledgers
    )
    assert (answer.code, answer.err) == (0, "")
    cells = [
        [cell.strip() for cell in line.split("│")[1:-1]] for line in answer.out.splitlines() if "mediation." in line
    ]
    assert cells == [
        ["mediation.resolved", "成功化解矛盾纠纷", "3件", "0件", "1件"],
        ["mediation.success_rate", "人民调解成功率", "75.0%", "“调解矛盾纠纷”为0，比率无意义", "100.0%"],
    ]
    assert "2020年上半年" in answer.out
    assert "上期 2019年下半年" in answer.out


def test_show_says_since_when_a_ledger_is_kept(fazhi: Fazhi, ledgers: Path) -> None:
    answer = fazhi("figures", "show", "mediation.resolved", "--period", "2018", "--ledgers", ledgers, "--json")
    (shown,) = json.loads(answer.out)
    assert (shown["value"], shown["previous"], shown["year_before"]) == (None, None, None)
    assert "2019年6月30日" in shown["reason"]


def test_show_as_json_with_masked_rows(fazhi: Fazhi, ledgers: Path) -> None:
    args = (
        "figures",
        "show",
        "mediation.success_rate",
        "--period",
        "2020上半年",
        "--ledgers",
        ledgers,
        "--rows",
        "--json",
    )
    answer = fazhi(*args)
    (figure,) = json.loads(answer.out)
    assert (figure["value"], figure["previous"], figure["year_before"], figure["period"]) == (75, None, 100, "2020H1")
    assert list(figure["queries"]) == ["mediation.resolved", "mediation.concluded"]
    rows = figure["rows"]["mediation.resolved"]
    assert [(row["number"], row["source_row"], row["applicant"], row["amount"]) for row in rows] == [
        ("0号", 2, "欧***", "0.10"),
        ("1号", 3, "欧***", "0.10"),
        ("2号", 4, "欧***", "0.10"),
    ]
    assert len(figure["rows"]["mediation.concluded"]) == 4
    assert "欧阳慧敏" not in answer.out + fazhi(*args[:-1]).out


def test_show_without_ids_gives_all_and_names_missing_ledgers(fazhi: Fazhi, ledgers: Path) -> None:
    listed = json.loads(fazhi("figures", "show", "--period", "2020H1", "--ledgers", ledgers, "--json").out)
    by_id = {figure["id"]: figure for figure in listed}
    assert list(by_id) == list(installed().figures)
    missing = by_id["corrections.on_register"]
    assert (missing["value"], missing["reason"]) == (None, "缺台账《社区矫正对象台账》")
    assert by_id["mediation.training_attendance"]["value"] == 120


def test_rows_that_were_not_counted_are_mentioned_even_to_machines(fazhi: Fazhi, ledgers: Path) -> None:
    path = ledgers / "人民调解培训台账.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["P2", "主题", "线上", "去年", 1])
    book.save(path)
    answer = fazhi(
        "figures", "show", "mediation.training_attendance", "--period", "2020H1", "--ledgers", ledgers, "--json"
    )
    assert json.loads(answer.out)[0]["value"] == 120
    assert f"台账有 1 处错误，有错误的行没有计入。详见 fazhi ledgers check {ledgers}" in answer.err


@pytest.mark.parametrize(
    ("figure", "period", "folder", "code", "says"),
    [
        ("mediation.resolvd", "2020H1", "", "unknown_figure", "mediation.resolved"),
        ("mediation.resolved", "2020H3", "", "unknown_period", "2020H1"),
        ("mediation.resolved", "2020H1", "no", "no_folder", "no"),
    ],
)
def test_what_show_cannot_answer(
    fazhi: Fazhi, ledgers: Path, figure: str, period: str, folder: str, code: str, says: str
) -> None:
    args = ("figures", "show", figure, "--period", period, "--ledgers", ledgers / folder)
    plain, as_json = fazhi(*args), fazhi(*args, "--json")
    assert (plain.code, as_json.code, plain.out) == (2, 2, "")
    assert says in plain.err
    assert json.loads(as_json.out)["error"]["code"] == code


def test_a_folder_of_which_nothing_can_be_read(fazhi: Fazhi, tmp_path: Path) -> None:
    (tmp_path / "台账.xlsx").write_bytes(b"x")
    answer = fazhi("figures", "show", "--period", "2020H1", "--ledgers", tmp_path, "--json")
    assert answer.code == 2
    assert json.loads(answer.out)["error"]["code"] == "no_ledger"


def test_explain(fazhi: Fazhi) -> None:
    answer = fazhi("figures", "explain", "mediation.success_rate", "--period", "2020H1")
    assert answer.code == 0
    assert "人民调解成功率（mediation.success_rate，单位：%）" in answer.out
    assert "成功化解矛盾纠纷÷调解矛盾纠纷×100%" in answer.out
    assert "办结日期在2020-01-01至2020-06-30之内；调解结果为“调解成功”" in answer.out
    assert 'FROM "ledger_disputes"' in answer.out
    explained = json.loads(fazhi("figures", "explain", "mediation.success_rate", "--json").out)
    assert (explained["parts"], explained["queries"]) == (["mediation.resolved", "mediation.concluded"], {})
    unknown = fazhi("figures", "explain", "mediation.sucess_rate")
    assert unknown.code == 2
    assert "相近的有：mediation.success_rate" in unknown.err
