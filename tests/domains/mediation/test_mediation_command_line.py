"""A dispute registered and accepted on the command line, with parties, and what is said of personal data in a text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from fazhi.faces.cli import cli
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import STREET, Cast, cast, identity


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers():
        yield cast()


def fazhi(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def given(**more: str) -> list[str]:
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    answers = {
        "source": "applied",
        "category": "labour",
        "community": community.code,
        "applicants.0.name": "张演示",
        "applicants.0.id_number": identity(),
        "respondents.0.kind": "单位",
        "respondents.0.name": "某某有限公司（演示）",
        "people": "2",
        "mass": "false",
        "facts": "拖欠三个月工资，请求支付。",
    } | {name.replace("__", "."): value for name, value in more.items()}
    return [word for name, value in answers.items() for word in ("--set", f"{name}={value}")]


def test_parties_are_given_by_number_and_name(people: Cast) -> None:
    result = fazhi("matter", "open", "mediation", "--as", "dengji", *given())
    matter = Matter.objects.get()
    assert result.output == f"已登记：{matter.number}\n"
    assert sorted(matter.parties.values_list("role", "party__kind")) == [
        ("申请人", "person"),
        ("被申请人", "organization"),
    ]
    shown = fazhi("matter", "show", matter.number, "--as", "dengji").output
    assert "申请人　张**" in shown
    assert identity() not in shown


def test_what_is_wrong_is_said_and_nothing_is_registered(people: Cast) -> None:
    result = fazhi("matter", "open", "mediation", "--as", "dengji", *given(applicants__0__id_number="123"))
    assert result.exit_code != 0
    assert "第1人的证件号码：身份证号码应为18位，现在是3位。" in str(result.exception or result.output)
    assert not Matter.objects.exists()


def test_personal_data_in_a_text_is_said_and_let_through(people: Cast) -> None:
    result = fazhi("matter", "open", "mediation", "--as", "dengji", *given(facts="请打13800138000找他，请求支付。"))
    assert Matter.objects.count() == 1
    assert "“纠纷情况和请求”里有手机号码" in result.stderr
