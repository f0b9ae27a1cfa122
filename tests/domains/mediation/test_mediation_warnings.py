"""Disputes that grow: what each rule finds, that it is told once, and who sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.domains.mediation.warnings import growing, look
from fazhi.kernel.clock import standing_at
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Notice, OwnRule
from fazhi.kernel.operations.ticks import tick
from fazhi.kernel.outbox.delivery import deliver
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import Cast, archived, cast, identity, mediating, refused, registered

DAY = dt.date(2020, 6, 1)


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers(), standing_at(DAY):
        yield cast()


def found() -> list[list[str]]:
    return [[reason.text for reason in one.reasons] for one in growing()]


def test_an_ordinary_dispute_is_not_warned_of(people: Cast) -> None:
    registered(people)
    assert found() == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"people": 10}, "涉及 10 人"),
        ({"mass": True}, "有群体性事件苗头"),
        ({"amount": "1000000"}, "涉及金额 1,000,000.00 元"),
    ],
)
def test_size_is_warned_of_from_the_number_of_the_rule_on(people: Cast, more: dict[str, object], said: str) -> None:
    registered(people, people=9)
    registered(people, amount="999999.99", respondents=[{"name": "王演示"}])
    registered(people, **more)
    assert found() == [[said]]


def test_the_district_sets_the_number(people: Cast) -> None:
    registered(people, people=5)
    OwnRule.objects.create(
        parameter="mediation.warn_people",
        since=DAY,
        value=5,
        document="演示",
        added_by=people.guide,
        added_at="2020-06-01T00:00Z",
    )
    assert found() == [["涉及 5 人"]]


def company(name: str) -> dict[str, str]:
    return {"kind": "organization", "name": name}


def test_the_same_respondent_again_and_again(people: Cast) -> None:
    with standing_at(DAY - dt.timedelta(days=91)):
        registered(people, respondents=[company("某某公司")])
    for _order in (1, 2):
        registered(people, respondents=[company("某某公司")])
    registered(people, respondents=[company("别的公司")])
    assert found() == []
    refused(people)
    registered(people, respondents=[company("某某公司")])
    assert found() == [["同一被申请人 90 天内有 3 件纠纷"]] * 4


def test_a_person_is_the_same_by_the_number_and_not_by_the_name(people: Cast) -> None:
    for order in (1, 2, 3):
        registered(people, respondents=[{"name": "李演示", "id_number": identity(order=order)}])
    assert found() == []


def test_the_same_kind_in_one_community(people: Cast) -> None:
    for order in range(10):
        registered(people, respondents=[{"name": f"钱{order}"}])
    registered(people, category="property", respondents=[{"name": "孙演示"}])
    assert found() == [["同一社区同类纠纷 90 天内有 10 件"]] * 10


def test_mediation_that_takes_long(people: Cast) -> None:
    mediating(people)
    with standing_at(DAY + dt.timedelta(days=23)):
        assert found() == []
    with standing_at(DAY + dt.timedelta(days=24)):
        assert found() == [["调解期限已过 80%"]]


def test_what_is_over_is_not_warned_of(people: Cast) -> None:
    archived(people)
    matter = mediating(people, mass=True)
    perform(matter, "withdraw", people.clerk, {"reason": "自行和解"})
    assert found() == []


def test_it_is_told_once_for_each_rule(people: Cast) -> None:
    matter = mediating(people, mass=True)
    assert tick().failed == 0
    assert look() == 0
    deliver()
    notices = Notice.objects.filter(text__contains="预警")
    assert sorted(notices.values_list("user__username", flat=True)) == ["zhidao", "zhuren"]
    assert notices[0].text == f"{matter.number} 预警：有群体性事件苗头。{matter.title}"
    with standing_at(DAY + dt.timedelta(days=27)):
        tick()
        deliver()
    assert notices.filter(user=people.guide).count() == 2
    assert "调解期限已过 90%" in notices.filter(user=people.guide)[0].text


def test_the_page_and_the_mark(people: Cast, client: Client) -> None:
    matter = registered(people, mass=True, people=30)
    client.force_login(people.guide)
    page = client.get(reverse("mediation_warnings")).content.decode()
    assert matter.number in page
    assert "有群体性事件苗头；涉及 30 人" in page
    assert "待核" in page
    client.force_login(people.clerk)
    assert client.get(reverse("mediation_warnings")).status_code == 404
    shown = client.get(reverse("matter", args=[matter.uuid])).content.decode()
    assert "<li>涉及 30 人</li>" in shown


def test_an_empty_page_says_so(people: Cast, client: Client) -> None:
    client.force_login(people.guide)
    assert "没有需要预警的纠纷" in client.get(reverse("mediation_warnings")).content.decode()
