"""``fazhi assess``: a year from opening to export, and everything that is refused on the way."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coordination_walk import LEAD, OTHER, STREET, Cast, cast, scoring, unit
from fazhi.kernel.clock import SHANGHAI, standing_at, today
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Assessment, Matter, Objection, Sheet

Fazhi = Callable[..., Any]  # see conftest.py
CASE = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}
YEAR = ("--set", "duty=40", "--set", "cooperation=30", "--set", "mechanism=15", "--set", "conduct=15")


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


@pytest.fixture
def matter(people: Cast) -> Matter:
    with standing_at(dt.datetime(2020, 6, 1, 9, tzinfo=SHANGHAI)):
        found = scoring(people)
        for who, target in ((people.street, LEAD), (people.lead, STREET)):
            perform(found, "score", who, {"target": unit(target).code, "marks": CASE})
    return found


def opened(fazhi: Fazhi) -> None:
    done = fazhi("assess", "open", "2020", "--closes-on", today().isoformat(), "--as", "ducha")
    assert (done.code, "2 份评分表待填" in done.out) == (0, True), done.err


def sheet(fazhi: Fazhi, scorer: str, target: str, who: str, *marks: str) -> Any:
    return fazhi("assess", "sheet", "2020", scorer, target, "--as", who, *marks)


def test_a_year_from_opening_to_the_exported_table(matter: Matter, fazhi: Fazhi, tmp_path: Path) -> None:
    opened(fazhi)
    assert "100.00 分" in sheet(fazhi, STREET, LEAD, "jiedao", *YEAR).out
    assert sheet(fazhi, LEAD, STREET, "juzhang", *YEAR).code == 0
    assert "0 份没有交" in fazhi("assess", "close", "2020", "--as", "ducha").out
    reckoned = fazhi("assess", "reckon", "2020", "--as", "ducha")
    # One case is fewer than three: the comprehensive evaluation alone.
    assert "不足 3 件：只计综合评价" in reckoned.out
    assert "待核" in reckoned.out
    key = str(Assessment.objects.get().pk)
    assert fazhi("assess", "publish", key, "--as", "ducha").code == 0
    table = tmp_path / "结果.csv"
    assert fazhi("assess", "export", key, "--as", "jiedao", "--out", str(table)).code == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["unit"]: row for row in csv.DictReader(file)}
    assert {name: (row["score"], row["rank"], row["grade"]) for name, row in rows.items()} == {
        STREET: ("100.00", "1", "优秀"),
        LEAD: ("100.00", "1", "优秀"),
    }


def test_an_objection_to_a_sheet_of_the_year_and_of_a_case(matter: Matter, fazhi: Fazhi) -> None:
    opened(fazhi)
    sheet(fazhi, STREET, LEAD, "jiedao", *YEAR)
    early = fazhi("assess", "object", "2020", STREET, "--reason", "漏计两次", "--as", "zhuban")
    assert (early.code, "互评结束以后才能看到" in early.err) == (2, True)
    too_early = fazhi("assess", "close", "2020", "--as", "ducha")
    # Today is the last day, and one of two sheets is missing.
    assert (too_early.code, "还有 1 份没有交" in too_early.err) == (2, True)
    assert fazhi("assess", "close", "2020", "--early", "--as", "ducha").code == 0
    assert fazhi("assess", "object", "2020", STREET, "--reason", "漏计两次", "--as", "zhuban").code == 0
    assert fazhi("assess", "object", matter.number, STREET, "--reason", "到场及时", "--as", "zhuban").code == 0
    fazhi("assess", "reckon", "2020", "--as", "ducha")
    refused = fazhi("assess", "publish", str(Assessment.objects.get().pk), "--as", "ducha")
    assert (refused.code, "2 项评分异议没有处理" in refused.err) == (2, True)
    of_year, of_case = Objection.objects.order_by("id")
    decided = fazhi("assess", "decide", str(of_year.pk), "--opinion", "核对后更正", "--set", "duty=39", "--as", "ducha")
    assert "40 → 39" in decided.out
    assert "100.00 → 99.00" in decided.out
    stale = fazhi("assess", "publish", str(Assessment.objects.get().pk), "--as", "ducha")
    assert "没有处理" in stale.err
    upheld = fazhi("assess", "decide", str(of_case.pk), "--opinion", "签到表显示迟到", "--as", "ducha")
    assert "异议不成立" in upheld.out
    twice = fazhi("assess", "decide", str(of_case.pk), "--opinion", "再看一遍", "--as", "ducha")
    assert (twice.code, "已经处理过" in twice.err) == (2, True)
    assert Sheet.objects.get(pk=of_year.sheet_id).total == 99
    outdated = fazhi("assess", "publish", str(Assessment.objects.get().pk), "--as", "ducha")
    assert (outdated.code, "请重新计算再公布" in outdated.err) == (2, True)


REFUSED = {
    "a sheet for another unit": (("sheet", "2020", STREET, LEAD, "--as", "zhuban", *YEAR), f"只有{STREET}的经办人"),
    "the seat before the marks": (("sheet", "2020", STREET, LEAD, "--as", "pangren"), f"只有{STREET}的经办人"),
    "no mark": (("sheet", "2020", STREET, LEAD, "--as", "jiedao", *YEAR[2:]), "履行职责：没有评分"),
    "too many points": (("sheet", "2020", STREET, LEAD, "--as", "jiedao", "--set", "duty=41"), "应在 0 至 40 之间"),
    "a low mark without a word": (
        ("sheet", "2020", STREET, LEAD, "--as", "jiedao", "--set", "duty=5", *YEAR[2:]),
        "低于 24 分的要写明理由",
    ),
    "a unit one had nothing to do with": (
        ("sheet", "2020", STREET, OTHER, "--as", "jiedao", *YEAR),
        f"{STREET}不需要评价{OTHER}",
    ),
    "a year that is not open": (("sheet", "2019", STREET, LEAD, "--as", "jiedao", *YEAR), "2019年的综合互评还没有开启"),
    "opening twice": (("open", "2020", "--closes-on", "2030-01-01", "--as", "ducha"), "已经开启"),
    "opening without a seat": (("open", "2021", "--closes-on", "2030-01-01", "--as", "jiedao"), "分拨员或督查员"),
    "a year in which nothing happened": (("open", "2019", "--closes-on", "2030-01-01", "--as", "ducha"), "无从互评"),
    "reckoning too early": (("reckon", "2020", "--as", "ducha"), "还没有结束"),
    "an assessment that is not there": (("publish", "999", "--as", "ducha"), "没有编号为 999 的考核"),
    "an objection that is not there": (("decide", "999", "--opinion", "好", "--as", "ducha"), "没有这项异议"),
    "an objection of a year that is not open": (
        ("object", "2019", STREET, "--reason", "不服", "--as", "zhuban"),
        "2019年的综合互评还没有开启",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_in_words(matter: Matter, fazhi: Fazhi, name: str) -> None:
    opened(fazhi)
    command, said = REFUSED[name]
    found = fazhi("assess", *command)
    assert (found.code, said in found.err) == (2, True), found.err
    assert not Sheet.objects.filter(round__year=2020, submitted_at__isnull=False).exists()


def test_the_number_to_publish_and_export_is_found_in_a_list(matter: Matter, fazhi: Fazhi) -> None:
    assert "还没有开启过年度考核" in fazhi("assess", "list", "--as", "ducha").out
    opened(fazhi)
    assert "已交 0/2 份" in fazhi("assess", "list", "--as", "ducha").out
    fazhi("assess", "close", "2020", "--early", "--as", "ducha")
    fazhi("assess", "reckon", "2020", "--as", "ducha")
    key = str(Assessment.objects.get().pk)
    told = fazhi("assess", "list", "--as", "ducha").out
    assert f"考核 {key}  {today()} 计算，没有公布" in told
    # Before publication the units do not learn that it was reckoned.
    assert "考核" not in fazhi("assess", "list", "--as", "jiedao").out
    assert fazhi("assess", "publish", key, "--as", "ducha").code == 0
    assert f"考核 {key}  {today()} 计算，{today()} 公布" in fazhi("assess", "list", "--as", "jiedao").out
    missing = fazhi("assess", "export", "999", "--as", "ducha")
    assert (missing.code != 0, "fazhi assess list" in missing.err) == (True, True)
