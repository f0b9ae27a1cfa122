"""fazhi sentence: from a plain sentence, from options, by questions."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner, Result

from fazhi.errors import FazhiError
from fazhi.faces.cli.sentence import command

ON = ("--on", "2024-01-01")


def run(*args: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(command, args, input=answers)


def test_a_plain_sentence_in_shenzhen() -> None:
    text = run("盗窃一万二千元，自首，退赔，取得谅解", "--place", "深圳", *ON).stdout
    for part in (
        "不构成法律意见",
        "“积极赔偿并取得谅解”，同一笔钱不作两次评价",
        "4.4 – 6.6 个月",
        "【待核】",
        "9.2 × (1 − 20% − 20%) → 5.52 个月",
        "幅度 0% – 40%，取中",
        "没有计入的",
        "12348",
        "法律援助",
        "刑讯逼供",
    ):
        assert part in text, part
    assert text.index("不构成法律意见") < text.index("4.4 – 6.6 个月")


def test_words_with_spaces_are_one_sentence() -> None:
    data = json.loads(run("诈骗8万元", "未成年", "从犯", "--place", "深圳", "--json", *ON).stdout)
    assert (data["answer"]["low"], data["answer"]["high"]) == ("10.45", "15.67")
    assert data["answer"]["value"] is None
    assert [entry["words"] for entry in data["reading"]["understood"]] == ["诈骗", "从犯", "未成年", "8万元"]


def test_what_was_not_understood_is_shown() -> None:
    assert "没有理解、没有计入：初犯" in run("盗窃5000元，初犯", *ON).stdout


def test_options_alone() -> None:
    options = ("--charge", "抢劫", "--tier", "aggravated", "--circumstances", "从犯", "--json")
    data = json.loads(run(*options, *ON).stdout)
    assert (data["answer"]["low"], data["answer"]["high"]) == ("71.76", "107.64")
    assert "reading" not in data


def test_an_option_moves_the_point_that_was_read() -> None:
    result = run("盗窃5000元，自首", "--circumstances", "自首=30%", "--json", *ON)
    steps = [step for step in json.loads(result.stdout)["steps"] if "自首" in step["label"]]
    assert [step["value"] for step in steps] == ["− 30%"]


def test_an_option_answers_what_the_sentence_left_open() -> None:
    error = run("抢劫，未成年", "--tier", "basic", *ON).exception
    assert isinstance(error, FazhiError)
    assert "几岁" in error.message
    assert "未成年人" in run("抢劫，未成年", "--tier", "basic", "--age", "17", *ON).stdout


def test_two_crimes_are_combined() -> None:
    result = run("盗窃12万元，从犯", "--also", "诈骗8万元，自首", "--place", "深圳", "--json", *ON)
    data = json.loads(result.stdout)
    first, second = data["crimes"]
    combined = data["combined"]["answer"]
    assert combined["low"] == max(first["answer"]["low"], second["answer"]["low"], key=Decimal)
    assert Decimal(combined["high"]) == Decimal(first["answer"]["high"]) + Decimal(second["answer"]["high"])
    assert "数罪并罚" in run("盗窃12万元", "--also", "诈骗8万元", "--place", "深圳", *ON).stdout


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("盗窃1500元", "--place", "深圳", *ON), "no_crime_by_amount"),
        (("盗窃5000元", "--age", "15", *ON), "not_responsible"),
        (("掩饰隐瞒犯罪所得20万元", "--on", "2025-08-26"), "rule_unknown"),
        (("醉驾", *ON), "rule_unknown"),
        (("盗窃5000元", "--on", "2016-01-01"), "rule_not_in_force"),
        (("帮信罪", *ON), "bad_input"),
        (("--charge", "盗切", *ON), "bad_input"),
        (("--place", "深圳", *ON), "bad_input"),
        ((), "bad_input"),
    ],
)
def test_refusals_have_a_code(args: tuple[str, ...], code: str) -> None:
    error = run(*args).exception
    assert isinstance(error, FazhiError)
    assert error.code == code


def test_questions_on_the_way_to_an_answer() -> None:
    answers = "\n".join(["盗窃八万元，自首", "y", "", "深圳", "自首=30%", "", ""])
    text = run("--ask", *ON, answers=answers).stdout
    assert "各省确定" in text  # 80 000 yuan: the national range does not tell, so the place is asked for again
    assert "自行选定 → − 30%" in text
    assert "不构成法律意见" in text


def test_questions_when_the_reading_was_wrong_and_the_tier_is_missing() -> None:
    answers = "\n".join(["拿了东西", "n", "交通肇事，自首", "y", "", "flight", "", ""])
    text = run("--ask", *ON, answers=answers).stdout
    assert "没有看出" not in text.split("这样理解“交通肇事")[1]
    assert "逃逸" in text
    assert "3年" in text


def test_circumstances_that_clash_are_asked_for_again() -> None:
    answers = "\n".join(["盗窃5000元，自首", "y", "", "坦白", "自首", "", ""])
    text = run("--ask", *ON, answers=answers).stdout
    assert "不能同时评价" in text
    assert "情节（第二层）：自首" in text


def test_the_list_of_charges_and_circumstances() -> None:
    text = run("--list").stdout
    for part in ("theft", "death_by_flight", "plea_surrender", "第一层", "0% – 40%", "没有规定比例"):
        assert part in text


def test_help_comes_from_the_declaration() -> None:
    text = run("--help").stdout
    for part in ("--circumstances", "--crime-date", "--also", "--ask", "裁判日期"):
        assert part in text
