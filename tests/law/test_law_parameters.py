"""The data files: valid, dated, with basis; and what a wrong file or a wrong district is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fazhi.law import parameters
from fazhi.law.basis import Basis, chinese_number
from fazhi.law.errors import BadData, NoSuchParameter, NotInForce, RuleUnknown
from fazhi.law.overview import rows
from fazhi.law.parameters import Parameter
from fazhi.law.parameters.schema import read_file
from fazhi.law.parameters.values import Period
from fazhi.law.tools import find
from fazhi.law.working import Working


def test_every_file_loads_and_every_line_has_a_basis_or_is_marked_as_agreed() -> None:
    lines = list(rows())
    assert len(lines) > 250
    assert all(line.basis or line.check == "P" for line in lines)
    assert all(line.value and line.title for line in lines)


def test_what_comes_from_memory_third_parties_or_agreement_awaits_checking() -> None:
    by_check = {line.check: line.checked for line in rows()}
    assert by_check["M"] is by_check["C:PG"] is by_check["P"] is False
    assert by_check["C:DB"] is by_check["C:LRB"] is True


def test_every_clock_names_an_existing_rule_of_counting() -> None:
    for found in parameters.everything():
        if isinstance(found, Parameter):
            for version in found.versions:
                if isinstance(version.value, Period) and version.value.counting:
                    parameters.parameter(version.value.counting)


@pytest.mark.parametrize(("on", "unit"), [(date(2023, 12, 31), "day"), (date(2024, 1, 1), "working_day")])
def test_ten_days_mean_other_days_in_the_two_reconsideration_laws(on: date, unit: str) -> None:
    assert parameters.parameter("reconsideration.answer").at(on).value.unit == unit


def test_before_the_first_version_the_error_says_since_when_it_is_known() -> None:
    with pytest.raises(NotInForce, match="2007-04-01") as error:
        parameters.parameter("court_fees.property").at(date(2006, 1, 1))
    assert error.value.details["known_from"] == "2007-04-01"


def test_after_the_end_of_a_rule_the_error_says_until_when_it_was_known() -> None:
    with pytest.raises(NotInForce, match="2021-12-31"):
        parameters.parameter("legal_aid.court_papers").at(date(2022, 1, 1))


def test_replaced_by_an_unknown_rule_is_refused_with_the_reason() -> None:
    lpr = parameters.parameter("interest.lpr_1y")
    assert lpr.at(date(2025, 6, 19)).value == Decimal("3.00")
    with pytest.raises(RuleUnknown, match="尚未录入"):
        lpr.at(date(2025, 6, 20))


def test_an_unknown_id_is_refused() -> None:
    for name in ("court_fees.nothing", "nothing.at_all", "nothing"):
        with pytest.raises(NoSuchParameter, match=name):
            parameters.parameter(name)


HEAD = """instruments:
  法: {title: 某法}
parameters:
  x:
    title: 某数
    kind: number
    unit: 元
    versions:
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + "      - {from: 2020-01-01, value: 1, check: M}\n", "缺少 basis"),
        (HEAD + "      - {from: 2020-01-01, value: 一, basis: [{of: 法}], check: M}\n", "应为数字"),
        (HEAD + "      - {from: 2020-01-01, value: 1, basis: [{of: 令}], check: M}\n", "没有声明"),
        (HEAD + "      - {from: 2020-01-01, value: 1, basis: [{of: 法}], check: 已核}\n", "check 应为"),
        (HEAD + "      - {from: 2020-01-01, value: 1, bases: [], check: M}\n", "不认识的字段"),
        (HEAD + "      - {from: 2020-01-01, value: 1, unknown: 不明, basis: [{of: 法}], check: M}\n", "之一"),
        (HEAD + "      - {from: 2020-02-01, to: 2020-01-01, value: 1, basis: [{of: 法}], check: M}\n", "早于"),
        (
            HEAD + "      - {from: 2020-01-01, value: 1, basis: [{of: 法}], check: M}\n"
            "      - {from: 2021-01-01, value: 2, basis: [{of: 法}], check: M}\n",
            "重叠",
        ),
        (
            HEAD.replace("number", "brackets")
            + "      - {from: 2020-01-01, value: {rows: [{upto: 9, rate: 1}, {upto: 3, rate: 1}, {rate: 1}]},"
            " basis: [{of: 法}], check: M}\n",
            "由小到大",
        ),
        (
            HEAD.replace("number", "period")
            + "      - {from: 2020-01-01, value: {n: 3, unit: day, trigger: 某日}, basis: [{of: 法}], check: M}\n",
            "roll",
        ),
        (
            HEAD.replace("number", "period")
            + "      - {from: 2020-01-01, value: {n: 3, unit: week, trigger: 某日}, basis: [{of: 法}], check: M}\n",
            "unit",
        ),
        ("instruments: [", "x.yaml"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_reason(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadData, match=says) as error:
        read_file(path)
    assert "x.yaml" in error.value.message


def test_a_district_sets_its_point_with_its_document() -> None:
    local = {"court_fees.divorce_base": {"value": 200, "document": "某省收费标准"}}
    result = find("divorce").run({"property": "100万"}, local=local)
    assert result.answer.key == "4200.00"
    rule = next(rule for rule in result.rules if rule.id == "court_fees.divorce_base")
    assert rule.document == "某省收费标准"
    assert rule.checked


def test_a_district_sets_a_commission_table_within_the_law() -> None:
    table = {
        "rows": [
            {"upto": 1000, "flat": 100},
            {"upto": 50000, "rate": 0.05},
            {"upto": 100000, "rate": 0.04},
            {"upto": 200000, "rate": 0.03},
            {"upto": 500000, "rate": 0.02},
            {"upto": 1000000, "rate": 0.01},
            {"rate": 0.005},
        ]
    }
    result = find("arbitration").run({"amount": "100万"}, local={"arbitration_fees.acceptance": table})
    assert result.answer.key == "18550.00"


@pytest.mark.parametrize(
    ("local", "says"),
    [
        ({"court_fees.divorce_base": 301}, "幅度"),
        ({"court_fees.divorce_base": "多"}, "应为数字"),
        ({"court_fees.divorce_property": {"rows": [{"rate": 0}]}}, "没有把它交给地方"),
    ],
)
def test_a_district_cannot_leave_the_law(local: dict[str, object], says: str) -> None:
    with pytest.raises(BadData, match=says):
        find("divorce").run({"property": 300000, "base": None}, local=local)


def test_a_district_brings_its_own_statistics() -> None:
    local = {"statistics.urban_income": {"深圳市": {2023: 76910}}}
    result = find("death_comp").run({"place": "深圳市", "year": 2023, "age": 75}, local=local)
    assert result.answer.key == "384550.00"


def test_whatever_a_calculation_looks_up_is_in_its_result() -> None:
    working = Working(date(2020, 1, 1))
    working.number("labour.pay_days")
    assert [rule.id for rule in working.rules if not rule.checked] == ["labour.pay_days"]


@pytest.mark.parametrize(
    ("n", "text"), [(1, "一"), (10, "十"), (15, "十五"), (20, "二十"), (105, "一百零五"), (1010, "一千零一十")]
)
def test_article_numbers_as_printed(n: int, text: str) -> None:
    assert chinese_number(n) == text


def test_a_basis_reads_as_lawyers_write_it() -> None:
    assert Basis("某法", article="133-1", paragraph=2, item=3).label == "《某法》第一百三十三条之一第二款第（三）项"
