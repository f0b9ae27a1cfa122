"""What a plain sentence is taken for, and what is left open rather than guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fazhi.law.errors import BadInput
from fazhi.law.sentencing.reading import read

NOW = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        (
            "盗窃一万二千元，自首，退赔，取得谅解",
            {"charge": "theft", "amount": 12000, "circumstances": ["surrender", "compensated_forgiven"]},
        ),
        (
            "诈骗8万元 未成年 从犯",
            {"charge": "fraud", "amount": 80000, "circumstances": ["accessory", "minor_16_18"]},
        ),
        (
            "在深圳市罗湖区入户盗窃3000多元，累犯",
            {
                "charge": "theft",
                "amount": 3000,
                "place": "深圳市罗湖区",
                "facts": ["burglary"],
                "circumstances": ["recidivist"],
            },
        ),
        ("电信诈骗12万元", {"charge": "fraud", "amount": 120000, "facts": ["telecom"]}),
        ("盗窃一万二千，自首", {"charge": "theft", "amount": 12000, "circumstances": ["surrender"]}),
        ("扒窃一部手机", {"charge": "theft", "facts": ["pickpocket"]}),
        (
            "贩卖冰毒5.2克，毒品再犯",
            {"charge": "drugs", "grams": "5.2", "substance": "heroin", "circumstances": ["drug_repeat"]},
        ),
        ("非法持有海洛因15克", {"charge": "possession", "grams": 15, "substance": "heroin"}),
        ("交通肇事致一人死亡后逃逸，自首", {"charge": "traffic", "tier": "flight", "circumstances": ["surrender"]}),
        ("故意伤害致人轻伤，17岁", {"charge": "injury", "tier": "minor", "age": 17}),
        ("强奸未遂", {"charge": "rape", "circumstances": ["attempt"]}),
        ("恶意透支信用卡6万元", {"charge": "credit_card", "amount": 60000, "facts": ["overdraft"]}),
        (
            "非法吸收公众存款500余万元，涉及120人，造成损失200万元",
            {"charge": "deposits", "amount": 5000000, "people": 120, "loss": 2000000},
        ),
        ("职务侵占７万元，退赃", {"charge": "embezzlement", "amount": 70000, "circumstances": ["restitution"]}),
        ("盗窃5000元，主动投案并如实供述", {"charge": "theft", "amount": 5000, "circumstances": ["surrender"]}),
        ("盗窃5000元，立功，重大立功", {"charge": "theft", "amount": 5000, "circumstances": ["major_merit", "merit"]}),
    ],
)
def test_understood(text: str, inputs: dict[str, Any]) -> None:
    found = read(text, NOW)
    assert not found.questions
    assert {key: value if isinstance(value, list) else str(value) for key, value in found.inputs.items()} == {
        key: value if isinstance(value, list) else str(value) for key, value in inputs.items()
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("盗窃5000元，没有自首，未取得谅解，无前科，不是累犯", []),
        ("盗窃5000元，自首，坦白，当庭认罪", ["surrender"]),
        ("盗窃5000元，累犯，有前科", ["recidivist"]),
        ("盗窃5000元，认罪认罚，坦白", ["plea"]),
        ("盗窃5000元，认罪认罚，自首，退赃", ["plea_surrender"]),
        ("盗窃5000元，认罪认罚，退赔，取得谅解", ["plea_amends"]),
        ("故意伤害致人轻伤，赔偿3万元，达成刑事和解", ["reconciled"]),
        ("盗窃5000元，赔偿但没有取得谅解", ["compensated"]),
    ],
)
def test_denied_and_merged(text: str, kept: list[str]) -> None:
    assert read(text, NOW).inputs.get("circumstances", []) == kept


def test_what_was_merged_or_denied_is_said() -> None:
    meanings = " ".join(meaning for _words, meaning in read("盗窃5000元，没有自首，退赔，谅解", NOW).understood)
    assert "否认" in meanings
    assert "不作两次评价" in meanings


def test_before_2021_pleading_guilty_is_left_out_and_said() -> None:
    found = read("盗窃5000元，认罪认罚，自首", date(2020, 5, 1))
    assert found.inputs["circumstances"] == ["surrender"]
    assert any("2021-07-01" in meaning for _words, meaning in found.understood)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("盗窃5000元，初犯", "初犯"),
        ("盗窃5000元，家里有两个孩子", "家里"),
        ("盗窃5000元，具有殴打情节", "殴打"),
        ("故意伤害致人轻伤，经济损失8000元", "8000元"),
    ],
)
def test_what_was_not_understood_is_listed(text: str, unread: str) -> None:
    assert any(unread in words for words in read(text, NOW).unread)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("拿了别人的东西", "charge"),
        ("盗窃1万元、诈骗2万元", "charge"),
        ("盗窃5000元，又盗窃8000元", "amount"),
        ("盗窃五百五元", "amount"),
        ("盗窃一万二", "amount"),
        ("抢劫，未成年", "age"),
        ("贩卖毒品20克", "substance"),
        ("贩卖氯胺酮20克", "tier"),
        ("盗窃5000元，主动投案", "circumstances"),
        ("故意伤害致人轻微伤", "tier"),
    ],
)
def test_what_is_open_is_asked(text: str, answer: str) -> None:
    assert answer in [question.input for question in read(text, NOW).questions]


@pytest.mark.parametrize("text", ["帮信罪，流水50万", "故意杀人未遂", "偷越国境", "贷款诈骗50万", "故意伤害致人死亡"])
def test_other_crimes_are_refused_not_taken_for_a_like_one(text: str) -> None:
    with pytest.raises(BadInput, match="不估算"):
        read(text, NOW)


def test_the_age_of_the_victim_is_not_taken_for_the_offenders() -> None:
    found = read("强奸，被害人13岁", NOW)
    assert "age" not in found.inputs
    assert any("13岁" in words for words in found.unread)


def test_sums_paid_back_are_not_the_amount_of_the_crime() -> None:
    assert read("盗窃5000元，退赔3000元", NOW).inputs["amount"] == 5000


def test_dates() -> None:
    found = read("盗窃5000元，2006年3月1日出生，2023年5月2日作案", NOW).inputs
    assert (found["birth"], found["crime_date"]) == ("2006年3月1日", "2023年5月2日")
