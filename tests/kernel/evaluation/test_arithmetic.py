"""Marks, means, weights and ranks, by hand and by properties."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.kernel.evaluation.assessment import Record, Rules, assess, read_rules
from fazhi.kernel.evaluation.rubric import NOT_APPLICABLE, BadMarks, BadRubric, Item, Rubric, read_rubrics
from fazhi.kernel.evaluation.scoring import mean, ranked, weighted

D = Decimal
RUBRIC = Rubric(
    "r", "1", "表", D(100), dt.date(2020, 1, 1), "方案", "P",
    (
        Item("a", "甲", D(40), remark_below=D("0.6")),
        Item("b", "乙", D(30)),
        Item("c", "丙", D(30), may_not_apply=True),
    ),
)  # fmt: skip
RULES = Rules(
    "y", "1", dt.date(2020, 1, 1), "方案", "P", D("0.6"), D("0.4"), 3, "comprehensive", 1, 5,
    ((D(90), "优秀"), (D(80), "良好"), (D(60), "合格"), (D(0), "不合格")),
)  # fmt: skip
scores = st.decimals(min_value=0, max_value=100, places=2)


def test_what_does_not_apply_is_shared_out_among_the_others() -> None:
    assert RUBRIC.mark({"a": "36", "b": 27, "c": NOT_APPLICABLE}).total == D("90.00")
    assert RUBRIC.mark({"a": "36", "b": 27, "c": "３０"}).total == D("93.00")


def test_every_wrong_mark_is_named_at_once() -> None:
    with pytest.raises(BadMarks) as caught:
        RUBRIC.mark({"a": "41", "b": "", "c": "1.3", "x": 1})
    assert set(caught.value.items) == {"a", "b", "c", "x"}
    assert "应在 0 至 40 之间" in caught.value.items["a"]
    assert "0.5 的倍数" in caught.value.items["c"]


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-1", "1e3", "十分", "4O", "1_0", "-0", "0x1"])
def test_no_odd_number_is_a_mark(bad: str) -> None:
    with pytest.raises(BadMarks):
        RUBRIC.mark({"a": bad, "b": 1, "c": 1})


def test_a_low_mark_needs_a_remark() -> None:
    with pytest.raises(BadMarks, match="低于 24 分的要写明理由"):
        RUBRIC.mark({"a": 20, "b": 30, "c": 30})
    assert RUBRIC.mark({"a": 20, "b": 30, "c": 30}, {"a": "三次未到场"}).total == D(80)


@given(st.integers(24, 40), st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30)))
def test_a_total_lies_between_nothing_and_full(a: int, b: int, c: int | None) -> None:
    marked = RUBRIC.mark({"a": a, "b": b, "c": NOT_APPLICABLE if c is None else c})
    assert 0 <= marked.total <= 100
    if c is not None:
        assert marked.total == a + b + c


def test_trimming_needs_enough_sheets() -> None:
    five = [D(60), D(80), D(90), D(100), D(70)]
    assert mean(five, trim=1, at_least=3).value == D("80.00")
    assert mean(five, trim=1, at_least=3).text == "3 份评分的平均数 80.00（去掉最高、最低各 1 份）"
    assert mean(five[:4], trim=1, at_least=3).value == D("82.50")
    assert mean([]).value is None


@given(st.lists(scores, min_size=1, max_size=30), st.integers(0, 3), st.randoms())
def test_a_mean_lies_among_its_scores_in_whatever_order(found: list[Decimal], trim: int, random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    value = mean(found, trim=trim).value
    assert value is not None
    assert mean(shuffled, trim=trim).value == value
    assert min(found) - D("0.005") <= value <= max(found) + D("0.005")


def test_ranks_of_ties_are_shared_and_the_next_is_skipped() -> None:
    assert ranked({"甲": D(90), "乙": D(95), "丙": D(90), "丁": D(80)}) == [
        (1, "乙", D(95)),
        (2, "丙", D(90)),
        (2, "甲", D(90)),
        (4, "丁", D(80)),
    ]


@given(st.dictionaries(st.text(min_size=1, max_size=3), scores, min_size=1))
def test_a_better_score_never_has_a_worse_rank(found: dict[str, Decimal]) -> None:
    table = {name: (rank, score) for rank, name, score in ranked(found)}
    for one, (rank, score) in table.items():
        assert rank == 1 + sum(1 for other in found.values() if other > score), one


def test_weights_sum_to_one() -> None:
    assert weighted([(D("87.35"), D("0.6")), (D(90), D("0.4"))]) == D("88.41")
    with pytest.raises(ValueError, match="权重之和"):
        weighted([(D(1), D("0.5"))])


def test_a_year_by_hand() -> None:
    records = [
        Record("城管", "部门", (D(90), D(92), D(88)), (D(80), D(85), D(95), D(100), D(90))),
        Record("水务", "部门", (D(100),), (D(88), D(92))),
        Record("应急", "部门", (), ()),
        Record("桂园", "街道", (D(90), D(90), D(90)), ()),
    ]
    found = {each.unit: each for each in assess(records, RULES)}
    # 90 × 0.6 + mean(85, 90, 95) × 0.4 = 54 + 36
    assert (found["城管"].score, found["城管"].rank, found["城管"].grade) == (D("90.00"), 1, "优秀")
    assert found["城管"].steps[-1] == "90.00 × 0.6 + 90.00 × 0.4 = 90.00"
    # One case is too few: the comprehensive evaluation alone.
    assert (found["水务"].score, found["水务"].rank) == (D("90.00"), 1)
    assert "不足 3 件：只计综合评价" in found["水务"].steps[-1]
    assert (found["应急"].score, found["应急"].rank, found["应急"].grade) == (None, None, "")
    assert found["桂园"].score == D("90.00")


def test_wrong_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "rubrics.yaml"
    path.write_text(
        "- {id: r, version: 1, label: 表, from: 2020-01-01, full: 100, basis: x, check: P,"
        " items: [{id: a, label: 甲, full: 90}]}",
        "utf-8",
    )
    with pytest.raises(BadRubric, match=r"rubrics.yaml: r.*各项合计 90 分，应为 100 分"):
        read_rubrics(path)
    path.write_text(
        "- {id: y, version: 1, from: 2020-01-01, basis: x, check: P, case_weight: 0.6, comprehensive_weight: 0.6,"
        " minimum_cases: 3, few_cases: unranked, trim: 0, trim_from: 0, grades: [[0, 差]]}",
        "utf-8",
    )
    with pytest.raises(FazhiError, match="之和应为 1"):
        read_rules(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("full: 100", "full: abc"),
        ("full: 60", "full: 60, step: 0"),
        ("items: [", "items: [], x: ["),
        ("check: P", "check: Q"),
    ],
)
def test_no_wrong_rubric_is_a_traceback(tmp_path: Path, key: str, value: str) -> None:
    right = (
        "- {id: r, version: 1, label: 表, from: 2020-01-01, full: 100, basis: x, check: P,"
        " items: [{id: a, label: 甲, full: 60}, {id: b, label: 乙, full: 40}]}"
    )
    path = tmp_path / "rubrics.yaml"
    path.write_text(right, "utf-8")
    assert len(read_rubrics(path)) == 1
    path.write_text(right.replace(key, value), "utf-8")
    with pytest.raises(BadRubric, match=r"rubrics\.yaml: r"):
        read_rubrics(path)


@given(st.integers(24, 39), st.integers(0, 30), st.integers(1, 5))
def test_a_mark_corrected_upward_never_lowers_the_total(a: int, b: int, more: int) -> None:
    before = RUBRIC.mark({"a": a, "b": b, "c": NOT_APPLICABLE}).total
    assert RUBRIC.mark({"a": min(40, a + more), "b": b, "c": NOT_APPLICABLE}).total > before
