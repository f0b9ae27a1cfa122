"""Fees and amounts: the worked examples of the fact sheet, and what is refused or marked."""

import json
from pathlib import Path

import pytest

from fazhi.errors import FazhiError
from fazhi.law.catalogue import FEES
from fazhi.law.errors import BadInput, NotInForce, RuleUnknown
from fazhi.law.examples import run_table
from fazhi.law.tools import every, find

TABLE = Path(__file__).parents[3] / "shared" / "worked_examples.tsv"

PROPERTY = [
    ("5000", "50.00", "25.00"),
    ("10000", "50.00", "25.00"),
    ("10001", "50.03", "25.01"),
    ("100000", "2300.00", "1150.00"),
    ("123456.78", "2769.14", "1384.57"),
    ("200000", "4300.00", "2150.00"),
    ("500000", "8800.00", "4400.00"),
    ("1000000", "13800.00", "6900.00"),
    ("2000000", "22800.00", "11400.00"),
    ("5000000", "46800.00", "23400.00"),
    ("10000000", "81800.00", "40900.00"),
    ("20000000", "141800.00", "70900.00"),
    ("30000000", "191800.00", "95900.00"),
]


@pytest.mark.parametrize(("amount", "full", "half"), PROPERTY)
def test_property_fee_and_its_half(amount: str, full: str, half: str) -> None:
    assert find("lit_property").run({"amount": amount}).answer.key == full
    assert find("lit_property").run({"amount": amount, "reduction": ["simplified"]}).answer.key == half


SEVERANCE = {"wage": 8000, "local_avg": 10000}
FIRST = {"start": "2017-03-01", "last_day": "2020-06-30", **SEVERANCE}


@pytest.mark.parametrize(
    ("tool", "inputs", "expected"),
    [
        ("enforce", {"amount": "10000"}, "50.00"),
        ("enforce", {"amount": "10万"}, "1400.00"),
        ("enforce", {"amount": "500000"}, "7400.00"),
        ("enforce", {"amount": "5000000"}, "52400.00"),
        ("enforce", {"amount": "10000000"}, "77400.00"),
        ("enforce", {"amount": "20000000"}, "87400.00"),
        ("enforce", {}, "50.00…500.00"),
        ("preserve", {"amount": 0}, "30.00"),
        ("preserve", {"amount": 1000}, "30.00"),
        ("preserve", {"amount": 50000}, "520.00"),
        ("preserve", {"amount": 100000}, "1020.00"),
        ("preserve", {"amount": 500000}, "3020.00"),
        ("preserve", {"amount": "895999"}, "5000.00"),
        ("preserve", {"amount": "895990"}, "4999.95"),
        ("preserve", {"amount": 896000}, "5000.00"),
        ("preserve", {"amount": 1000000}, "5000.00"),
        ("payment_order", {"amount": 10000}, "16.67"),
        ("payment_order", {"amount": 100000}, "766.67"),
        ("payment_order", {"amount": 300000}, "1933.33"),
        ("bankruptcy", {"assets": "1000万"}, "40900.00"),
        ("bankruptcy", {"assets": "1亿"}, "270900.00"),
        ("bankruptcy", {"assets": "2亿"}, "300000.00"),
        ("divorce", {"property": 200000, "base": 300}, "300.00"),
        ("divorce", {"property": 1000000, "base": 300}, "4300.00"),
        ("divorce", {"property": 1000000}, "4050.00…4300.00"),
        ("personality", {"damages": 50000, "base": 300}, "300.00"),
        ("personality", {"damages": 80000, "base": 300}, "600.00"),
        ("personality", {"damages": 200000, "base": 300}, "1300.00"),
        ("ip_case", {"amount": 100000}, "2300.00"),
        ("ip_case", {}, "500.00…1000.00"),
        ("lit_fixed", {"kind": "labour"}, "10.00"),
        ("lit_fixed", {"kind": "labour", "reduction": ["simplified"]}, "5.00"),
        ("lit_fixed", {"kind": "admin_other"}, "50.00"),
        ("lit_fixed", {"kind": "admin_special"}, "100.00"),
        ("lit_fixed", {"kind": "other_nonproperty"}, "50.00…100.00"),
        ("lit_fixed", {"kind": "admin_compensation"}, "0.00"),
        ("lit_change", {"before": 100000, "after": 500000}, "6500.00"),
        ("lit_change", {"before": 500000, "after": 100000, "closed": True}, "0.00"),
        ("lit_split", {"fee": 8800, "claimed": 500000, "awarded": 300000}, "3520.00"),
        ("application_fixed", {"kind": "public_notice"}, "100.00"),
        ("application_fixed", {"kind": "set_aside_award"}, "400.00"),
        ("application_fixed", {"kind": "maritime_fund"}, "1000.00…10000.00"),
        ("arbitration", {"amount": 1000}, "40.00…100.00"),
        ("arbitration", {"amount": 50000}, "2000.00…2550.00"),
        ("arbitration", {"amount": 100000}, "3500.00…4550.00"),
        ("arbitration", {"amount": 200000}, "5500.00…7550.00"),
        ("arbitration", {"amount": 500000}, "8500.00…13550.00"),
        ("arbitration", {"amount": 1000000}, "11000.00…18550.00"),
        ("arbitration", {"amount": 2000000}, "13500.00…23550.00"),
        ("arbitration", {"kind": "labour"}, "0.00"),
        ("gd_lawyer_2006", {"amount": 50000}, "1000.00…8000.00"),
        ("gd_lawyer_2006", {"amount": 100000}, "5000.00…12000.00"),
        ("gd_lawyer_2006", {"amount": 500000}, "25000.00…32000.00"),
        ("gd_lawyer_2006", {"amount": 1000000}, "45000.00…52000.00"),
        ("gd_lawyer_2006", {"amount": 5000000}, "165000.00…172000.00"),
        ("gd_lawyer_2006", {"amount": 5000000, "float": True}, "132000.00…206400.00"),
        ("gd_lawyer_other", {"kind": "criminal_trial", "complex": True}, "6000.00…49500.00"),
        ("gd_lawyer_other", {"kind": "non_property", "second_instance": True}, "1500.00…10000.00"),
        ("contingency_cap", {"amount": "200万"}, "330000.00"),
        ("notary_contract", {"amount": 50000}, "160.00"),
        ("notary_contract", {"amount": 1000000}, "2250.00"),
        ("notary_inheritance", {"benefit": 500000}, "4000.00"),
        ("notary_inheritance", {"benefit": 2000000}, "8500.00"),
        ("notary_inheritance", {"benefit": 5000000}, "11500.00"),
        ("notary_fixed", {"kind": "will"}, "210.00"),
        ("notary_fixed", {"kind": "on_site", "hours": "2.5"}, "1600.00"),
        ("severance_N", FIRST, "28000.00"),
        ("severance_N", FIRST | {"last_day": "2020-08-31"}, "32000.00"),
        ("severance_N", FIRST | {"last_day": "2020-02-29"}, "24000.00"),
        ("severance_N", {"start": "2020-01-01", "last_day": "2020-06-29", **SEVERANCE}, "4000.00"),
        ("severance_N", {"start": "2020-01-01", "last_day": "2020-06-30", **SEVERANCE}, "8000.00"),
        (
            "severance_N",
            {"start": "2008-01-01", "last_day": "2020-06-30", "wage": 40000, "local_avg": 10646},
            "383256.00",
        ),
        (
            "severance_N",
            {"start": "2008-01-01", "last_day": "2020-06-30", "wage": 40000, "place": "深圳市"},
            "383256.00",
        ),
        (
            "severance_N",
            {"start": "2008-01-01", "last_day": "2020-06-30", "wage": 30000, "local_avg": 10000},
            "390000.00",
        ),
        ("severance_N", FIRST | {"ground": "2n"}, "56000.00"),
        ("severance_N", FIRST | {"ground": "n1", "last_month_wage": 8200}, "36200.00"),
        ("severance_N", {"start": "2006-01-01", "last_day": "2009-12-31", **SEVERANCE}, "32000.00"),
        ("severance_N", {"start": "1990-03-01", "last_day": "2020-06-30", **SEVERANCE}, "200000.00…248000.00"),
        ("double_pay", {"hired": "2020-01-01", "until": "2020-06-30", "wage": 6000}, "30000.00"),
        ("double_pay", {"hired": "2020-01-01", "until": "2021-06-30", "wage": 6000}, "66000.00"),
        ("double_pay", {"hired": "2020-01-01", "until": "2021-06-30", "wage": 6000, "signed": "2020-02-01"}, "0.00"),
        ("added_compensation", {"amount": 10000}, "5000.00…10000.00"),
        ("overtime", {"wage": 8700, "weekday_hours": 10}, "750.00"),
        ("overtime", {"wage": 8700, "rest_hours": 8}, "800.00"),
        # 67,208.85 × 87 ÷ 174 is 33,604.425, half a fen, though no part of it is a finite decimal.
        ("overtime", {"wage": "67208.85", "weekday_hours": 16, "rest_hours": 15, "holiday_hours": 11}, "33604.43"),
        ("overtime", {"wage": 8700, "holiday_hours": 8}, "1200.00"),
        ("overtime", {"wage": 8700, "work_date": "2020-10-01", "hours": 8}, "1200.00"),
        ("overtime", {"wage": 8700, "work_date": "2024-05-02", "hours": 8}, "800.00"),
        ("overtime", {"wage": 8700, "work_date": "2025-05-02", "hours": 8}, "1200.00"),
        ("overtime", {"wage": 8700, "work_date": "2020-06-28", "hours": 8}, "600.00"),
        ("work_injury", {"grade": 10, "wage": 6000}, "42000.00"),
        ("work_injury", {"grade": 7, "wage": 6000}, "78000.00"),
        ("work_injury", {"grade": 1, "wage": 6000}, "162000.00"),
        ("work_injury", {"grade": 10, "wage": 5000, "local_avg": 10000}, "42000.00"),
        ("work_death", {"death": "2020-07-01"}, "847180.00"),
        ("work_death", {"death": "2021-07-01"}, "876680.00"),
        ("work_death", {"death": "2025-07-01"}, "1083760.00"),
        ("death_comp", {"income": 62522, "age": 45}, "1250440.00"),
        ("death_comp", {"income": 62522, "age": 60}, "1250440.00"),
        ("death_comp", {"income": 62522, "age": 61}, "1187918.00"),
        ("death_comp", {"income": 62522, "age": 74}, "375132.00"),
        ("death_comp", {"income": 62522, "age": 75}, "312610.00"),
        ("death_comp", {"place": "深圳市", "year": 2019, "age": 65}, "937830.00"),
        ("disability_comp", {"income": 62522, "age": 30, "grades": 10}, "125044.00"),
        ("disability_comp", {"income": 62522, "age": 66, "grades": [8]}, "262592.40"),
        ("disability_comp", {"income": 62522, "age": 30, "grades": "1,10"}, "1250440.00"),
        ("funeral", {"month_wage": 10646}, "63876.00"),
        ("dependants", {"consumption": 40000, "person": ["8/2"]}, "200000.00"),
        ("dependants", {"consumption": 40000, "person": ["8/1", "8/2"]}, "400000.00"),
        ("dependants", {"consumption": 40000, "person": ["70/3"], "share": 30}, "40000.00"),
        ("injury_losses", {"medical": "100.5", "lost_days": 30, "daily_income": 200}, "6100.50"),
        ("traffic_insurance", {"accident": "2020-09-18", "death": 200000}, "110000.00"),
        ("traffic_insurance", {"accident": "2020-09-19", "death": 200000}, "180000.00"),
        ("state_compensation", {"days": 10, "daily_wage": "400.50"}, "4005.00"),
        ("late_interest", {"principal": 100000, "days": 30}, "525.00"),
        ("late_interest", {"principal": 100000, "days": 365}, "6387.50"),
        ("late_interest", {"principal": 1000000, "days": 100}, "17500.00"),
        (
            "late_interest",
            {
                "principal": 100000,
                "start": "2020-01-01",
                "end": "2020-02-20",
                "payment": [{"date": "2020-01-31", "amount": 40000}],
            },
            "735.00",
        ),
        (
            "late_interest",
            {"principal": 100000, "start": "2020-01-01", "end": "2020-02-20", "suspend": ["2020-01-12..2020-01-31"]},
            "525.00",
        ),
        ("lending_cap", {"principal": 100000, "contract": "2020-09-01", "rate": 24, "end": "2021-09-01"}, "15400.00"),
        ("lending_cap", {"principal": 100000, "contract": "2024-10-25"}, "12.40"),
        ("lending_cap", {"principal": 100000, "contract": "2025-06-01"}, "12.00"),
        ("lending_cap", {"principal": 100000, "contract": "2025-07-01", "lpr": "3.0%"}, "12.00"),
        (
            "lending_cap",
            {"principal": 100000, "deducted": 10000, "contract": "2020-09-01", "rate": 12, "end": "2021-09-01"},
            "10800.00",
        ),
        (
            "lending_cap",
            {"principal": 100000, "contract": "2019-09-01", "rate": 24, "end": "2021-09-01", "filed": "2021-10-08"},
            "39183.01",
        ),
        (
            "lending_cap",
            {"principal": 100000, "contract": "2016-09-01", "rate": 40, "end": "2017-09-01", "filed": "2018-01-01"},
            "24000.00",
        ),
        ("penalty_fine", {"fine": 1000, "days": 10}, "300.00"),
        ("penalty_fine", {"fine": 1000, "days": 50}, "1000.00"),
        ("deposit", {"price": 500000, "paid": 100000}, "200000.00"),
        ("deposit", {"price": 500000, "paid": 150000}, "250000.00"),
        ("deposit", {"price": 500000, "agreed": 100000, "paid": 80000}, "160000.00"),
        ("deposit", {"price": 500000, "paid": 150000, "breach": "payer"}, "50000.00"),
        ("liquidated_damages", {"penalty": 150, "loss": 100}, "130.00"),
    ],
)
def test_worked(tool: str, inputs: dict[str, object], expected: str) -> None:
    assert find(tool).run(inputs).answer.key == expected


def test_the_lpr_of_the_day_of_its_first_publication() -> None:
    inputs = {"principal": 1000, "contract": "2019-08-20", "filed": "2020-09-01", "rate": 20, "no_split": True}
    caps = find("lending_cap").run(inputs).answer
    assert caps.key == "17.00"


def test_two_stretches_of_interest_name_the_days_that_they_count() -> None:
    inputs = {"principal": 100000, "contract": "2019-09-01", "rate": 24, "end": "2021-09-01", "filed": "2021-10-08"}
    result = find("lending_cap").run(inputs)
    assert result.answer.key == "39183.01"
    labels = [step.label for step in result.steps]
    assert "2019-09-01 – 2020-08-19" in labels
    assert "2020-08-20 – 2021-08-31" in labels


def test_the_table_of_worked_examples() -> None:
    if not TABLE.exists():
        pytest.skip(f"{TABLE.name} is not beside the repository")
    outcomes = run_table(TABLE)
    assert [o for o in outcomes if o.state in ("differs", "failed")] == []
    assert sum(o.state == "same" for o in outcomes) >= 50


def test_two_grounds_halve_once() -> None:
    result = find("lit_property").run({"amount": 100000, "reduction": ["simplified", "mediation"]})
    assert result.answer.key == "1150.00"
    assert {"第十五条", "第十六条"} <= {basis.article_label for basis in result.basis}
    assert any(rule.id == "court_fees.no_stacking" for rule in result.unchecked)


def test_relief_has_a_floor() -> None:
    assert find("lit_property").run({"amount": 100000, "relief": "50%"}).answer.key == "1150.00"
    with pytest.raises(BadInput, match="30%"):
        find("lit_property").run({"amount": 100000, "relief": 10})


def test_wage_exactly_three_times_the_average_is_not_capped() -> None:
    exact = find("severance_n").run(
        {"start": "2008-01-01", "last_day": "2022-12-31", "wage": 30000, "local_avg": 10000}
    )
    above = find("severance_n").run(
        {"start": "2008-01-01", "last_day": "2022-12-31", "wage": 30001, "local_avg": 10000}
    )
    assert exact.answer.key == "450000.00"  # 15 years
    assert above.answer.key == "360000.00"  # 12 × 30,000


def test_the_local_average_is_that_of_the_year_before() -> None:
    inputs = {"start": "2019-01-01", "last_day": "2021-12-31", "wage": 50000, "place": "深圳市"}
    assert find("severance_n").run(inputs).answer.key == "104580.00"  # 3 × 3 × 11,620
    with pytest.raises(BadInput, match="2022"):
        find("severance_n").run(inputs | {"last_day": "2024-12-31"})


def test_monthly_allowance_stands_beside_the_lump_sum() -> None:
    items = find("work_injury").run({"grade": 1, "wage": 6000}).items
    assert (items[1].key, items[1].unit) == ("5400.00", "元/月")


@pytest.mark.parametrize(
    ("tool", "inputs", "says"),
    [
        ("lit_property", {}, "请给出诉讼请求金额"),
        ("lit_property", {"amount": 0}, "lit_fixed"),
        ("lit_property", {"amount": -1}, "不能是负数"),
        ("lit_property", {"amount": "1", "sum": 2}, "没有“sum”"),
        ("lit_property", {"amount": 1, "reduction": ["discount"]}, "可选"),
        ("divorce", {"base": 301}, "50 至 300"),
        ("work_injury", {"grade": 11, "wage": 1}, "1 至 10"),
        ("work_injury", {"grade": "1.5", "wage": 1}, "整数"),
        ("work_injury", {"grade": 3, "wage": 6000, "leaving": True}, "一次性补助金"),
        ("death_comp", {"age": 30}, "income"),
        ("death_comp", {"age": 30, "place": "深圳市", "year": 2030}, "已有："),
        ("severance_n", {"start": "2021-01-01", "last_day": "2020-01-01", "wage": 1}, "早于"),
        ("severance_n", FIRST | {"ground": "n1"}, "上一个月"),
        ("late_interest", {"principal": 1}, "迟延天数"),
        ("late_interest", {"principal": 1, "start": "2020-02-01", "end": "2020-01-01"}, "早于"),
        (
            "late_interest",
            {"principal": 9, "start": "2020-01-01", "end": "2020-02-01", "payment": ["2021-01-01:1"]},
            "清偿的日期",
        ),
        (
            "late_interest",
            {"principal": 9, "start": "2020-01-01", "end": "2020-02-01", "payment": ["昨天"]},
            "日期:金额",
        ),
        ("lending_cap", {"principal": 1, "contract": "2020-09-01", "filed": "2020-01-01"}, "早于"),
        ("overtime", {"wage": 8700}, "至少填一项"),
        ("overtime", {"wage": 8700, "work_date": "2027-02-04", "hours": 2}, "尚未公布"),
        ("dependants", {"consumption": 1, "person": ["8"]}, "8/2"),
        ("gd_lawyer_other", {"kind": "hourly"}, "小时数"),
        ("arbitration", {}, "争议金额"),
    ],
)
def test_refused_in_words(tool: str, inputs: dict[str, object], says: str) -> None:
    with pytest.raises(FazhiError) as error:
        find(tool).run(inputs)
    assert says in error.value.message


def test_dates_outside_what_is_known() -> None:
    with pytest.raises(NotInForce, match="2007-04-01"):
        find("lit_property").run({"amount": 1}, on="2007-03-31")
    with pytest.raises(RuleUnknown, match="LPR"):
        find("lending_cap").run({"principal": 1, "contract": "2025-07-01"})
    with pytest.raises(RuleUnknown, match="2014"):
        find("late_interest").run({"principal": 1, "days": 3}, on="2014-07-31")


def test_an_injury_before_the_unified_standard_is_flagged() -> None:
    result = find("death_comp").run({"income": 62522, "age": 45, "tort": "2021-05-01"})
    assert any("农村" in text for text in result.warnings)


def test_what_is_unchecked_is_named_in_every_result() -> None:
    result = find("gd_lawyer_2006").run({"amount": 100000})
    assert {rule.id for rule in result.unchecked} == {"lawyer_fees.property", "lawyer_fees.property_base"}
    assert json.loads(json.dumps(result.as_dict()))["unchecked"][0]["why"] == "仅见于第三方网页"
    assert find("lit_property").run({"amount": 100000}).unchecked == ()


def test_a_result_states_steps_basis_version_and_that_it_is_for_reference() -> None:
    data = find("lit_property").run({"amount": "50万"}, on="2020-06-30").as_dict()
    assert data["on"] == "2020-06-30"
    assert data["answer"]["value"] == "8800.00"
    assert [step["text"] for step in data["steps"]][-1] == "8,800.00 元"
    assert all(step["basis"] for step in data["steps"])
    assert data["rules"][0]["from"] == "2007-04-01"
    assert "仅供参考" in data["disclaimer"]


def test_every_tool_declares_itself_for_other_doors() -> None:
    for tool in every(FEES):
        schema = tool.schema()
        assert schema["title"] == tool.title
        assert set(schema["inputs"]["required"]) <= set(schema["inputs"]["properties"])
        assert all(entry["title"] for entry in schema["inputs"]["properties"].values())
        json.dumps(schema)
