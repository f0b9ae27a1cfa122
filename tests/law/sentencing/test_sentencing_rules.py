"""What is refused, what is said, and what every answer carries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fazhi.errors import FazhiError
from fazhi.law import parameters
from fazhi.law.errors import BadInput, NotInForce, RuleUnknown
from fazhi.law.results import Result
from fazhi.law.sentencing.charges import CHARGES, find_charge
from fazhi.law.sentencing.circumstances import CIRCUMSTANCES
from fazhi.law.sentencing.errors import NoCrimeByAmount, NotResponsible
from fazhi.law.tools import find

NOW = date(2024, 1, 1)


def sentence(on: date = NOW, **given: Any) -> Result:
    return find("sentence").run(given, on=on)


def keys(result: Result) -> str:
    return " ".join(step.label for step in result.steps)


# -- parameters


def test_23_charges_each_with_tiers_start_and_limits_in_the_edition_of_2021() -> None:
    assert len(CHARGES) == 23
    for key, charge in CHARGES.items():
        limits = parameters.parameter(f"sentencing_statutory.{key}").at(NOW).value
        assert set(limits) <= set(charge.tiers)
        if key == "drunk_driving":
            continue
        start = parameters.parameter(f"sentencing_start.{key}").at(NOW).value
        assert set(start) == set(limits)
        for tier, span in start.items():
            assert limits[tier].holds(span), (key, tier)


@pytest.mark.parametrize("on", [date(2019, 6, 1), NOW])
@pytest.mark.parametrize("key", [key for key in CHARGES if key not in ("drunk_driving",)])
def test_every_tier_of_every_charge_gives_a_range_inside_the_law(key: str, on: date) -> None:
    for tier, limits in parameters.parameter(f"sentencing_statutory.{key}").at(on).value.items():
        answer = sentence(on, charge=key, tier=tier).answer
        assert limits.low <= answer.low <= answer.high <= limits.high  # type: ignore[operator]


def test_every_ratio_named_by_a_circumstance_exists_and_points_its_way() -> None:
    for what in CIRCUMSTANCES.values():
        if not what.ratio_id:
            continue
        names = (
            [what.ratio_id]
            if what.key != "elderly"
            else [f"{what.ratio_id}_{kind}" for kind in ("intent", "negligent")]
        )
        for name in names:
            for version in parameters.parameter(name).versions:
                assert version.value.low * what.sign >= 0
                assert version.value.high * what.sign >= 0


# -- what every answer carries


def test_every_answer_is_a_range_with_steps_points_and_the_disclaimer() -> None:
    data = sentence(charge="盗窃", amount=12000, place="深圳", circumstances=["自首"]).as_dict()
    assert data["answer"]["value"] is None
    assert data["answer"]["text"].startswith("5.9 – 8.8 个月")  # 9.2 × 0.8 = 7.36
    assert data["disclaimer"] == "仅供参考，不构成法律意见。"
    lines = [f"{step['label']} {step['formula']} {step['text']}" for step in data["steps"]]
    assert any("幅度 1 – 12 个月，取中" in line for line in lines)
    assert any("自首" in line and "0% – 40%，取中" in line and "− 20%" in line for line in lines)
    assert any(rule["id"] == "sentencing_amounts.theft_gd1" for rule in data["unchecked"])
    text = str(data["sections"])
    for word in ("12348", "法律援助", "刑讯", "证据", "期限"):
        assert word in text


def test_even_where_both_ends_meet_a_range_is_said() -> None:
    assert sentence(charge="抢劫", tier="basic", base=1).answer.text.startswith("36 – 36 个月")


def test_a_ratio_chosen_is_shown_as_chosen() -> None:
    result = sentence(charge="盗窃", tier="large", circumstances=["自首=25%"])
    assert any("自行选定" in step.formula and step.value == "− 25%" for step in result.steps)


def test_below_six_months_the_edition_of_2021_is_only_a_comparison() -> None:
    def said(on: date) -> str:
        return " ".join(sentence(on, charge="盗窃", tier="large", base=5).warnings)

    assert "只能参照" in said(date(2021, 7, 1))
    assert "只能参照" not in said(date(2021, 6, 30))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"charge": "盗窃", "tier": "large", "circumstances": ["累犯"]}, "累犯不适用缓刑"),
        ({"charge": "盗窃", "tier": "special"}, "超过三年"),
        ({"charge": "盗窃", "tier": "large"}, "可以宣告缓刑"),
    ],
)
def test_probation(given: dict[str, Any], says: str) -> None:
    assert says in str(sentence(**given).items[-1].value)


# -- refusals with the reason


@pytest.mark.parametrize(
    ("on", "given", "kind", "says"),
    [
        (date(2025, 8, 26), {"charge": "掩饰隐瞒", "amount": "20万"}, RuleUnknown, "法释〔2025〕13号"),
        (date(2025, 8, 26), {"charge": "掩饰隐瞒", "tier": "basic"}, RuleUnknown, "法释〔2025〕13号"),
        (
            date(2025, 9, 1),
            {"charge": "掩饰隐瞒", "amount": "20万", "crime_date": "2024-01-01"},
            RuleUnknown,
            "法释〔2025〕13号",
        ),
        (date(2021, 7, 1), {"charge": "危险驾驶"}, RuleUnknown, "不再用于拘役"),
        (date(2017, 3, 31), {"charge": "盗窃", "tier": "large"}, NotInForce, "2017-04-01"),
        (date(2017, 4, 30), {"charge": "合同诈骗", "tier": "large"}, NotInForce, "2017-05-01"),
        (NOW, {"charge": "盗窃", "amount": 2999, "place": "深圳"}, NoCrimeByAmount, "3,000元（广东一类地区）"),
        (NOW, {"charge": "盗窃", "amount": 999}, NoCrimeByAmount, "1,000元"),
        (NOW, {"charge": "非法持有毒品", "grams": 9}, NoCrimeByAmount, "10克"),
        (NOW, {"charge": "盗窃", "amount": 5000, "age": 15}, NotResponsible, "第十七条"),
        (NOW, {"charge": "抢劫", "tier": "basic", "age": 13}, NotResponsible, "第十七条"),
        (NOW, {"charge": "故意伤害", "tier": "minor", "age": 15}, NotResponsible, "第十七条"),
    ],
)
def test_refusals(on: date, given: dict[str, Any], kind: type[FazhiError], says: str) -> None:
    with pytest.raises(kind) as error:
        sentence(on, **given)
    assert says in error.value.message


def test_the_day_before_a_rule_was_replaced_it_still_answers() -> None:
    assert sentence(date(2025, 8, 25), charge="掩饰隐瞒", amount="20万").items[3].low == 36


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"charge": "盗切"}, "是不是：盗窃罪"),
        ({"charge": "诈骗最", "tier": "large"}, "诈骗罪"),
        ({"charge": "开设赌场罪"}, "二十三种"),
        ({"charge": "盗窃"}, "amount"),
        ({"charge": "交通肇事"}, "death_by_flight"),
        ({"charge": "盗窃", "amount": 50000}, "place"),
        ({"charge": "盗窃", "amount": 2000}, "各省"),
        ({"charge": "盗窃", "amount": "15万", "place": "深圳", "tier": "large"}, "不符"),
        ({"charge": "盗窃", "tier": "中等"}, "数额较大"),
        ({"charge": "盗窃", "amount": -5}, "负数"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["自手"]}, "是不是：自首"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["未成年"]}, "是不是：未成年人（犯罪时不满十六周岁）"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["自首=50%"]}, "0% – 40%"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["累犯=5%"]}, "10% – 40%"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["自首=+20%"]}, "只能减少"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["自首=1"]}, "两种读法"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["自首", "自首=10%"]}, "写了两次"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["犯罪中止"]}, "自行给出"),
        ({"charge": "盗窃", "tier": "large", "circumstances": ["毒品再犯"]}, "不适用于盗窃罪"),
        ({"charge": "交通肇事", "tier": "basic", "circumstances": ["累犯"]}, "过失"),
        ({"charge": "盗窃", "tier": "large", "start": 13}, "1 – 12 个月"),
        ({"charge": "诈骗", "tier": "large", "facts": ["burglary"]}, "不是诈骗罪的事实"),
        ({"charge": "诈骗", "amount": 20000, "facts": ["half_threshold"]}, "不是诈骗罪的事实"),
        ({"charge": "盗窃", "tier": "large", "crime_date": "2025-01-01"}, "晚于裁判日期"),
        ({"charge": "盗窃", "tier": "large", "birth": "2000-01-01"}, "crime_date"),
        ({"charge": "盗窃", "tier": "large", "birth": "2010-01-01", "crime_date": "2009-01-01"}, "早于出生日期"),
        ({"charge": "盗窃", "tier": "large", "birth": "2000-01-01", "crime_date": "2020-06-01", "age": 17}, "20 周岁"),
        ({"charge": "盗窃", "tier": "large", "age": 30, "circumstances": ["minor_16_18"]}, "30 周岁不符"),
        ({"charge": "盗窃", "tier": "large", "age": 17, "circumstances": ["elderly"]}, "17 周岁不符"),
    ],
)
def test_bad_input(given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as error:
        sentence(**given)
    assert says in error.value.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plea", "surrender"),
        ("plea", "confession"),
        ("plea", "court_plea"),
        ("plea", "restitution"),
        ("plea", "compensated_forgiven"),
        ("plea", "reconciled"),
        ("plea", "good_conduct"),
        ("plea_surrender", "surrender"),
        ("plea_amends", "forgiven"),
        ("plea", "plea_amends"),
        ("surrender", "confession"),
        ("surrender", "court_plea"),
        ("confession", "court_plea"),
        ("confession", "confession_averting"),
        ("compensated", "forgiven"),
        ("reconciled", "compensated_forgiven"),
        ("recidivist", "prior_record"),
        ("minor_16_18", "recidivist"),
        ("minor_16_18", "elderly"),
        ("accessory", "coerced=50%"),
        ("attempt", "preparation=50%"),
        ("merit", "major_merit"),
    ],
)
def test_what_excludes_what_in_either_order(one: str, other: str) -> None:
    for pair in ([one, other], [other, one]):
        with pytest.raises(BadInput, match="不能同时评价"):
            sentence(charge="盗窃", tier="huge", circumstances=pair)


@pytest.mark.parametrize(("one", "other"), [("surrender", "merit"), ("plea", "accessory"), ("recidivist", "surrender")])
def test_what_does_not_exclude(one: str, other: str) -> None:
    assert sentence(charge="盗窃", tier="huge", circumstances=[one, other]).answer.low is not None


def test_before_2021_there_is_no_ratio_for_pleading_guilty_and_old_age() -> None:
    for key in ("plea", "elderly", "good_conduct", "deaf_blind"):
        with pytest.raises(BadInput, match="没有规定"):
            sentence(date(2020, 5, 1), charge="盗窃", tier="large", circumstances=[key])
        result = sentence(date(2020, 5, 1), charge="盗窃", tier="large", base=10, circumstances=[f"{key}=10%"])
        assert str(result.items[1].value) == "9.00"


def test_a_minor_offence_may_go_further_where_the_guideline_says_so() -> None:
    result = sentence(charge="盗窃", tier="large", base=10, minor=True, circumstances=["自首=60%"])
    assert str(result.items[1].value) == "4.00"
    with pytest.raises(BadInput):
        sentence(charge="盗窃", tier="large", base=10, minor=True, circumstances=["坦白=30%"])


def test_old_age_goes_by_intent_and_negligence() -> None:
    intent = sentence(charge="盗窃", tier="large", base=10, age=75)
    negligent = sentence(charge="交通肇事", tier="basic", base=10, age=75)
    assert str(intent.items[1].value) == "8.00"  # middle of 0 – 40 %
    assert str(negligent.items[1].value) == "6.50"  # middle of 20 – 50 %


@pytest.mark.parametrize(("crime", "young"), [("2022-06-01", True), ("2022-06-02", False)])
def test_a_year_is_full_on_the_day_after_the_birthday(crime: str, young: bool) -> None:
    result = sentence(charge="盗窃", tier="large", birth="2004-06-01", crime_date=crime)
    assert ("未成年人" in keys(result)) is young
    assert any("自动计入" in text for text in result.warnings) is young


def test_facts_that_make_theft_a_crime_without_the_amount() -> None:
    result = sentence(charge="盗窃", amount=500, place="深圳", facts=["burglary"])
    assert result.items[2].value == result.items[2].low
    assert str(result.items[2].value) == "6.50"  # the start alone: a small amount adds nothing
    assert sentence(charge="盗窃", amount=1500, place="深圳", facts=["half_threshold"]).items[3].high == 36
    with pytest.raises(NoCrimeByAmount):
        sentence(charge="盗窃", amount=1499, place="深圳", facts=["half_threshold"])


def test_place_decides_the_tier() -> None:
    assert sentence(charge="盗窃", amount="8万", place="深圳").items[3].high == 36
    assert sentence(charge="盗窃", amount="8万", place="惠州市").items[3].high == 120
    telecom = sentence(charge="诈骗", amount="8万", place="深圳", facts=["telecom"])
    assert telecom.items[3].high == 120  # 3万 everywhere
    unknown = sentence(charge="盗窃", amount="15万", place="长沙")
    assert any("长沙" in text for text in unknown.warnings)


def test_the_gravest_measure_of_illegal_deposits_counts() -> None:
    result = sentence(charge="非法吸收公众存款", amount="200万", people=600)
    assert result.items[3].low == 36  # 500 people and more


def test_a_graver_tier_may_be_chosen_for_other_grave_circumstances() -> None:
    result = sentence(charge="盗窃", amount="8万", place="深圳", tier="huge")
    assert str(result.items[2].value) == "42.00"


def test_charges_are_found_by_common_names() -> None:
    assert find_charge("醉驾").key == "drunk_driving"
    assert find_charge("贩毒").key == "drugs"
    assert find_charge("掩隐").key == "concealment"


def test_prison_absorbs_detention_and_surveillance_follows() -> None:
    result = find("sentencing_concurrent").run(
        {"prison": ["2年"], "detention": ["4"], "surveillance": ["2年", "2年"]}, on=NOW
    )
    assert [(item.low, item.high) for item in result.items] == [(24, 24), (24, 36)]
    assert any("执行有期徒刑" in text for text in result.warnings)
    only = find("sentencing_concurrent").run({"detention": ["6", "5", "5"]}, on=NOW)
    assert (only.answer.low, only.answer.high) == (6, 12)


@pytest.mark.parametrize("given", [{}, {"prison": ["很久"]}, {"prison": ["10..8"]}])
def test_several_crimes_with_bad_terms(given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        find("sentencing_concurrent").run(given, on=NOW)


def test_the_declaration_serves_forms_and_agents() -> None:
    schema = find("sentence").schema()["inputs"]
    assert schema["required"] == ["charge"]
    assert schema["properties"]["charge"]["enum"] == list(CHARGES)
    assert schema["properties"]["circumstances"]["items"]["x-labels"]["surrender"] == "自首"
