"""Definitions in Chinese: every construct a declaration may use, and none without words."""

from __future__ import annotations

import datetime as dt

import pytest

from fazhi.domains.mediation.ledger import DISPUTES, ORGANIZATIONS
from fazhi.figures.engine import unbound
from fazhi.figures.figure import (
    Accumulated,
    Condition,
    Count,
    Distinct,
    During,
    ForYear,
    Meaning,
    Measure,
    Opening,
    Standing,
    Total,
    describe_condition,
)
from fazhi.figures.ledger import Column, Ledger
from fazhi.figures.period import Period

H1 = Period.parse("2020H1")
YEAR = Column(name="year", heading="年度", type="integer", required=True)
PLANS = Ledger(name="plans", title="计划台账", key=("year",), columns=(YEAR,))


@pytest.mark.parametrize(
    ("meaning", "in_general", "in_the_half_year"),
    [
        (During("concluded_on"), "办结日期在本期之内", "办结日期在2020-01-01至2020-06-30之内"),
        (
            Accumulated("concluded_on"),
            "办结日期自有记录起，截至期末累计",
            "办结日期自有记录起，截至2020-06-30累计",
        ),
        (
            Accumulated("concluded_on", "year"),
            "办结日期自当年1月1日起，截至期末累计",
            "办结日期自2020-01-01起，截至2020-06-30累计",
        ),
        (
            Accumulated("concluded_on", dt.date(2018, 1, 23)),
            "办结日期自2018-01-23起，截至期末累计",
            "办结日期自2018-01-23起，截至2020-06-30累计",
        ),
        (
            Standing("accepted_on", "concluded_on"),
            "受理日期不晚于期末，且办结日期为空或晚于期末",
            "受理日期不晚于2020-06-30，且办结日期为空或晚于2020-06-30",
        ),
        (Standing("accepted_on"), "受理日期不晚于期末", "受理日期不晚于2020-06-30"),
        (
            Opening("accepted_on", "concluded_on"),
            "受理日期早于期初，且办结日期为空或不早于期初",
            "受理日期早于2020-01-01，且办结日期为空或不早于2020-01-01",
        ),
    ],
)
def test_what_a_figure_says_about_time(meaning: Meaning, in_general: str, in_the_half_year: str) -> None:
    assert meaning.describe(DISPUTES, None) == in_general
    assert meaning.describe(DISPUTES, H1) == in_the_half_year


def test_what_a_figure_of_a_year_says() -> None:
    assert ForYear("year").describe(PLANS, None) == "年度为期末所在年度"
    assert ForYear("year").describe(PLANS, H1) == "年度为2020"


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Count(), "记录数"),
        (Distinct("street"), "“街道”去重后的个数"),
        (Total("amount"), "“涉及金额”之和"),
    ],
)
def test_what_is_counted(measure: Measure, said: str) -> None:
    assert measure.describe(DISPUTES) == said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (lambda t: t.category == "邻里", "纠纷类型为“邻里”"),
        (lambda t: t.category != "邻里", "纠纷类型不为“邻里”"),
        (lambda t: t.source != "主动介入", "来源已填且不为“主动介入”"),
        (lambda t: t.category.isin(["邻里", "合同"]), "纠纷类型为“邻里”、“合同”之一"),
        (lambda t: t.category.isin(["邻里"]), "纠纷类型为“邻里”"),
        (lambda t: ~t.category.isin(["邻里", "合同"]), "纠纷类型不为“邻里”、“合同”"),
        (lambda t: t.source.notin(["主动介入"]), "来源已填且不为“主动介入”"),
        (lambda t: t.confirmed, "是否司法确认为是"),
        (lambda t: ~t.confirmed, "是否司法确认为否"),
        (lambda t: t.confirmed == True, "是否司法确认为是"),  # noqa: E712  (as SQL has it)
        (lambda t: t.concluded_on.isnull(), "办结日期为空"),
        (lambda t: t.concluded_on.notnull(), "办结日期已填"),
        (lambda t: t.people > 10, "涉及人数大于10"),
        (lambda t: t.people >= 10, "涉及人数不小于10"),
        (lambda t: t.people < 10, "涉及人数小于10"),
        (lambda t: t.people <= 10, "涉及人数不大于10"),
        (lambda t: t.accepted_on >= dt.date(2020, 1, 23), "受理日期不小于2020-01-23"),
        (lambda t: t.street.contains("桂园"), "街道含“桂园”"),
        (
            lambda t: (t.people > 1) & (t.people < 9) & t.confirmed,
            "涉及人数大于1，且涉及人数小于9，且是否司法确认为是",
        ),
        (
            lambda t: t.confirmed & ((t.people > 9) | (t.category == "邻里")),
            "是否司法确认为是，且（涉及人数大于9，或纠纷类型为“邻里”）",
        ),
        (
            lambda t: (t.confirmed & (t.people > 9)) | (t.category == "邻里"),
            "（是否司法确认为是，且涉及人数大于9），或纠纷类型为“邻里”",
        ),
    ],
)
def test_a_condition_in_chinese(condition: Condition, said: str) -> None:
    assert describe_condition(condition(unbound(DISPUTES)), DISPUTES) == said


@pytest.mark.parametrize(
    "condition",
    [
        lambda t: t.kind.upper() == "A",
        lambda t: t.name.length() > 3,
        lambda t: ~(t.kind == "社区"),
        lambda t: t.established_on.year() == 2020,
    ],
)
def test_an_operation_without_words_may_not_be_used(condition: Condition) -> None:
    with pytest.raises(NotImplementedError, match="no Chinese words"):
        describe_condition(condition(unbound(ORGANIZATIONS)), ORGANIZATIONS)
