"""The sentencing test against cases worked out by hand; the arithmetic stands beside each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fazhi.law.examples import run_table
from fazhi.law.results import Result
from fazhi.law.sentencing.errors import NoCrimeByAmount
from fazhi.law.tools import find

TABLE = Path(__file__).parents[4] / "shared" / "worked_examples.tsv"
NOW = date(2024, 1, 1)


def sentence(on: date = NOW, **given: Any) -> Result:
    return find("sentence").run(given, on=on)


def ends(result: Result) -> tuple[str, str]:
    return str(result.answer.low), str(result.answer.high)


def adjusted(result: Result) -> Decimal:
    value = result.items[1].value
    assert isinstance(value, Decimal)
    return value


# -- the seven cases of the fact sheet


def test_1_two_lenient_circumstances_of_the_second_layer_are_added() -> None:
    result = sentence(
        charge="诈骗", tier="数额较大", place="深圳", base=24, circumstances=["自首=20%", "compensated_forgiven=15%"]
    )
    assert adjusted(result) == Decimal("15.60")  # 24 × (1 − 0.20 − 0.15)
    assert ends(result) == ("12.48", "18.72")  # ± 20 %, within 36
    assert result.answer.text.startswith("12.5 – 18.7 个月")


def test_2_the_first_layer_multiplies_before_the_second_adds() -> None:
    result = sentence(charge="盗窃", tier="huge", base=48, circumstances=["从犯=30%", "累犯=20%", "退赃=30%"])
    assert adjusted(result) == Decimal("30.24")  # 48 × 0.7 × (1 + 0.2 − 0.3)
    assert adjusted(result) != Decimal("28.80")  # 48 × (1 − 0.3 + 0.2 − 0.3): everything in one sum is wrong
    assert ends(result) == ("24.19", "36.29")  # below 36: an accomplice may be sentenced below the minimum


def test_3_two_circumstances_of_the_first_layer_multiply() -> None:
    result = sentence(charge="盗窃", tier="huge", base=40, circumstances=["minor_16_18=40%", "从犯=30%", "退赔=30%"])
    assert adjusted(result) == Decimal("11.76")  # 40 × 0.6 × 0.7 × 0.7


def test_4_recidivism_adds_three_months_at_least() -> None:
    result = sentence(charge="盗窃", tier="large", base=10, circumstances=["累犯=10%"])
    assert adjusted(result) == Decimal("13.00")  # 10 + max(1, 3)


def test_5_pleading_guilty_is_not_counted_twice_but_as_one_item() -> None:
    with pytest.raises(Exception, match="不作重复评价"):
        sentence(charge="盗窃", tier="huge", base=36, circumstances=["认罪认罚=30%", "自首=20%"])
    result = sentence(charge="盗窃", tier="huge", base=36, circumstances=["plea_surrender=50%"])
    assert adjusted(result) == Decimal("18.00")  # 36 × 0.5


@pytest.mark.parametrize(
    ("terms", "low", "high"),
    [
        (["16年", "14年", "6年"], 16 * 12, 25 * 12),  # 36 years in sum: at most 25
        (["10年", "8年", "9年"], 10 * 12, 20 * 12),  # 27 years in sum: at most 20
        (["1年", "1年6个月"], 18, 30),  # the sum itself
        (["15年", "20年"], 240, 300),  # exactly 35 years counts as reached
    ],
)
def test_6_several_crimes(terms: list[str], low: int, high: int) -> None:
    answer = find("sentencing_concurrent").run({"prison": terms}, on=NOW).answer
    assert (answer.low, answer.high) == (low, high)


def test_7_with_lenient_grounds_alone_the_minimum_stands() -> None:
    result = sentence(charge="盗窃", tier="huge", base=36, circumstances=["confession=13.3333%"])
    assert adjusted(result) == Decimal("31.20")
    assert ends(result) == ("36", "37.44")  # never 31.2; 31.2 × 1.2 is what the court may still move to
    assert any("最高人民法院核准" in text for text in result.warnings)


def test_worked_examples_of_the_table() -> None:
    if not TABLE.is_file():
        pytest.skip(f"needs {TABLE}")
    rows = [outcome for outcome in run_table(TABLE) if outcome.calculator == "sentencing_adjust"]
    assert len(rows) == 2
    assert [row.state for row in rows] == ["same", "same"], rows


# -- more, by hand


def test_theft_of_twelve_thousand_in_shenzhen() -> None:
    result = sentence(charge="盗窃", amount="一万二千元", place="深圳", circumstances=["自首", "compensated_forgiven"])
    # start (1 + 12) / 2 = 6.5; (12 000 − 3 000) / 15 000 × (3 + 6) / 2 = 2.7; 9.2 × (1 − 0.2 − 0.2) = 5.52
    assert result.items[2].value == Decimal("9.20")
    assert adjusted(result) == Decimal("5.52")
    assert ends(result) == ("4.42", "6.62")
    assert result.unchecked


def test_a_minor_accomplice_of_fraud_in_shenzhen() -> None:
    result = sentence(charge="诈骗", amount="8万", place="深圳市", circumstances=["从犯", "minor_16_18"])
    # 6.5 + 74 000 / 15 000 × 4.5 = 28.7; × (1 − 0.35) × (1 − 0.30) = 13.0585
    assert adjusted(result) == Decimal("13.06")
    assert ends(result) == ("10.45", "15.67")


def test_an_accomplice_of_an_aggravated_robbery_may_go_below_ten_years() -> None:
    result = sentence(charge="抢劫", tier="aggravated", circumstances=["从犯"])
    # (120 + 156) / 2 = 138; × 0.65 = 89.7; ± 20 % = 71.76 … 107.64, above the next tier's minimum of 36
    assert ends(result) == ("71.76", "107.64")


def test_reduction_stops_at_the_next_lower_tier() -> None:
    result = sentence(charge="抢劫", tier="aggravated", circumstances=["从犯=50%", "自首=40%", "重大立功=50%"])
    # 138 × 0.5 × (1 − 0.9) = 6.9, but 刑法 63 leads no further down than the tier of 3 to 10 years
    assert adjusted(result) == Decimal("6.90")
    assert ends(result) == ("36", "36")


def test_confession_alone_keeps_grievous_injury_at_three_years() -> None:
    result = sentence(charge="故意伤害", tier="致人重伤", circumstances=["坦白"])
    # (36 + 60) / 2 = 48; × 0.9 = 43.2; 34.56 is lifted to 36; 51.84
    assert ends(result) == ("36", "51.84")


def test_drugs_between_two_quantities_and_a_repeat_offender() -> None:
    result = sentence(charge="贩卖毒品", grams=30, substance="heroin", circumstances=["毒品再犯"])
    # (84 + 96) / 2 = 90; (30 − 10) / (50 − 10) = half of the 90 months left to 180: 135; × 1.2 = 162; 194.4 → 180
    assert adjusted(result) == Decimal("162.00")
    assert ends(result) == ("129.60", "180")


def test_hit_and_run_with_surrender_and_forgiveness() -> None:
    result = sentence(charge="交通肇事", tier="flight", circumstances=["自首", "compensated_forgiven"])
    # (36 + 60) / 2 = 48; × (1 − 0.2 − 0.2) = 28.8; surrender allows less than three years
    assert ends(result) == ("23.04", "34.56")


def test_recidivism_is_measured_after_the_first_layer() -> None:
    result = sentence(charge="盗窃", tier="large", base=10, circumstances=["从犯=50%", "累犯=10%"])
    assert adjusted(result) == Decimal("8.00")  # 10 × 0.5 = 5; 10 % of it is less than 3: 5 + 3


def test_theft_by_the_national_standard_is_spread_over_its_tier() -> None:
    result = sentence(charge="盗窃", amount="15万")
    # 42 + (150 000 − 65 000) / (400 000 − 65 000) × (120 − 42) = 42 + 19.791
    assert result.items[2].value == Decimal("61.79")


def test_extortion_in_guangzhou_without_a_rule_of_steps() -> None:
    result = sentence(charge="敲诈勒索", amount=30000, place="广州")
    # 6.5 + (30 000 − 4 000) / (100 000 − 4 000) × (36 − 6.5) = 6.5 + 7.9896
    assert result.items[2].value == Decimal("14.49")


def test_theft_beyond_the_highest_threshold() -> None:
    result = sentence(charge="盗窃", amount="60万", place="深圳")
    # (120 + 144) / 2 = 132; 100 000 of the first 500 000 beyond: a fifth of 12 months
    assert result.items[2].value == Decimal("134.40")
    assert any("无期徒刑" in text for text in result.warnings)


def test_a_ground_that_commands_reduction_caps_at_the_minimum() -> None:
    result = sentence(charge="故意伤害", tier="serious", circumstances=["防卫过当=10%"])
    assert ends(result) == ("34.56", "36")  # 48 × 0.9 = 43.2, 34.56 … 51.84, and nothing above 36


def test_nothing_goes_above_the_maximum() -> None:
    result = sentence(charge="盗窃", tier="large", base=36, circumstances=["累犯=40%"])
    assert adjusted(result) == Decimal("50.40")
    assert ends(result) == ("36", "36")


def test_reductions_beyond_the_whole_leave_nothing_to_pronounce() -> None:
    result = sentence(
        charge="盗窃",
        tier="large",
        base=6,
        minor=True,
        circumstances=["自首=60%", "重大立功=60%"],
    )
    assert adjusted(result) == 0  # 6 × (1 − min(1.2, 1))
    assert any("免予刑事处罚" in text for text in result.warnings)


def test_two_moved_points() -> None:
    result = sentence(charge="故意伤害", tier="minor", start=18, increment=3, circumstances=["自首=30%"])
    assert adjusted(result) == Decimal("14.70")  # (18 + 3) × 0.7


# -- versions


def test_old_law_where_it_is_more_lenient() -> None:
    result = sentence(date(2023, 6, 1), charge="集资诈骗", amount="15万", crime_date="2019-05-01")
    # old: (1 + 24) / 2 = 12.5, + 50 000 / 200 000 × (60 − 12.5) = 24.375; new: 42 + 50 000 / 900 000 × 42 = 44.3
    assert result.items[2].value == Decimal("24.38")
    assert any("从旧兼从轻" in text and "作案时" in text for text in result.warnings)


def test_new_law_where_it_is_more_lenient() -> None:
    result = sentence(date(2023, 6, 1), charge="集资诈骗", amount="50万", crime_date="2019-05-01")
    # new: 42 + 400 000 / 900 000 × (84 − 42) = 60.67; old: 66 + 200 000 / 700 000 × (120 − 66) = 81.4
    assert result.items[2].value == Decimal("60.67")
    assert any("裁判时" in text for text in result.warnings)


def test_no_crime_by_the_old_standard_is_the_most_lenient() -> None:
    with pytest.raises(NoCrimeByAmount, match="6万"):
        sentence(date(2023, 6, 1), charge="职务侵占", amount="5万", crime_date="2021-12-01")
    assert sentence(date(2023, 6, 1), charge="职务侵占", amount="5万", crime_date="2022-06-01").items[2].value


def test_the_edition_is_chosen_by_the_day_of_judgment() -> None:
    for on, number in ((date(2021, 6, 30), "法发〔2017〕7号"), (date(2021, 7, 1), "法发〔2021〕21号")):
        labels = [entry.label for entry in sentence(on, charge="盗窃", tier="huge", circumstances=["自首"]).basis]
        assert any(number in label for label in labels)
    detention = sentence(date(2020, 5, 1), charge="危险驾驶")
    assert ends(detention) == ("1.20", "1.80")  # 1.5 months of 拘役, which the edition of 2017 still covered
