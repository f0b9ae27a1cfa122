"""A dispute registered on a page without a script: one person more, an error at its input, personal data in a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coordination_walk import seat
from fazhi.domains.mediation.models import Mediator
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Change, Matter, Organization
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import STREET, Cast, cast, identity, performing

FORM: dict[str, str] = {
    "source": "applied",
    "category": "labour",
    "applicants.0.kind": "person",
    "applicants.0.document": "id_card",
    "applicants.0.name": "张演示",
    "applicants.0.id_number": identity(),
    "applicants.0.representatives.0.kind": "person",
    "applicants.0.representatives.0.document": "id_card",
    "applicants.0.representatives.0.standing": "委托代理人",
    "applicants.0.representatives.0.name": "",
    "respondents.0.kind": "organization",
    "respondents.0.name": "某某有限公司（演示）",
    "people": "2",
    "amount": "",
    "mass": "false",
    "facts": "拖欠三个月工资，请求支付。",
}


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers():
        yield cast()


@pytest.fixture
def post(people: Cast, client: Client) -> Any:
    client.force_login(people.clerk)
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]

    def send(**more: str) -> Any:
        data = FORM | {"community": community.code} | {name.replace("__", "."): value for name, value in more.items()}
        return client.post(reverse("open_matter", args=["mediation"]), data)

    return send


def test_the_page_asks_for_both_sides(people: Cast, client: Client) -> None:
    client.force_login(people.clerk)
    page = client.get(reverse("open_matter", args=["mediation"])).content.decode()
    assert 'name="applicants.0.name"' in page
    assert 'name="respondents.0.representatives.0.standing"' in page
    assert page.count("再加一人") == 2


def test_one_person_more_is_a_button_and_nothing_is_wrong(post: Any) -> None:
    answer = post(applicants__more="1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="applicants.1.name" value=""' in page
    assert 'value="张演示"' in page
    assert "需要改正" not in page
    assert not Matter.objects.exists()


def test_a_wrong_number_is_said_at_its_input(post: Any) -> None:
    wrong = identity()[:17] + ("0" if identity()[17] != "0" else "1")
    page = post(applicants__0__id_number=wrong).content.decode()
    assert "第1人的证件号码：身份证号码第18位校验码不对" in page
    assert "请填写身份证号码，或者" not in page
    assert f'value="{wrong}"' in page
    assert 'id="id_applicants.0.id_number_error"' in page


def test_it_is_registered_and_its_page_shows_the_parties_masked(post: Any, client: Client) -> None:
    answer = post()
    matter = Matter.objects.get()
    assert answer.url == reverse("matter", args=[matter.uuid])
    page = client.get(answer.url).content.decode()
    assert "张**" in page
    assert "张演示" not in page
    assert identity() not in page


def test_what_was_typed_is_there_when_one_comes_back(post: Any, client: Client) -> None:
    post(applicants__0__id_number="123")
    page = client.get(reverse("open_matter", args=["mediation"])).content.decode()
    assert 'name="applicants.0.name" value="张演示"' in page
    assert 'value="123"' in page


def test_the_page_of_a_dispute_tells_its_course(people: Cast, client: Client) -> None:
    matter = performing(people)
    perform(matter, "visit", people.clerk, {"performance": "partly", "note": "已付一半"})
    client.force_login(people.mediator)
    page = client.get(reverse("matter", args=[matter.uuid])).content.decode()
    course = page[page.index('id="course"') :]
    for words in ("甲演示", "调解成功（书面）", "已确认", "部分履行（回访 1 次）"):
        assert words in course
    assert "有群体性事件苗头" in page
    assert ">True<" not in page
    assert ">False<" not in page


def test_personal_data_in_a_text_is_asked_about_once(post: Any) -> None:
    facts = f"他的号码是{identity(order=77)}，请求支付。"
    page = post(facts=facts).content.decode()
    assert "“纠纷情况和请求”里有身份证号（第6个字），请移到当事人栏或者删去；确需保留的，请再次提交。" in page
    assert not Matter.objects.exists()
    post(facts=facts, asked="1")
    assert Matter.objects.get().events.get().data["personal_data"] == {"facts": ["id_number"]}


def test_the_section_founds_an_organisation_and_appoints_its_mediators(people: Cast, client: Client) -> None:
    client.force_login(people.guide)
    street = Organization.objects.get(name=STREET)
    given = {
        "code": "TJ009",
        "name": "桂园物业调解室",
        "kind": "小区物业",
        "street": street.code,
        "since": "2020-05-20",
    }
    answer = client.post(reverse("mediation_organizations"), given)
    assert answer.url == reverse("mediation_organization", args=["TJ009"])
    again = client.post(reverse("mediation_organizations"), given)
    assert (again.status_code, "已有机构在用" in again.content.decode()) == (422, True)
    appointed = {"action": "appoint", "holder": "丙演示", "number": "TJY0003", "since": "2020-06-01"}
    assert client.post(answer.url, appointed | {"user": "nobody"}).status_code == 422
    client.post(answer.url, appointed | {"user": "waidi", "full_time": "on", "expertise": ["property", "rent"]})
    page = client.get(answer.url).content.decode()
    assert "在任调解员 1 人" in page
    assert "物业 房屋租赁" in page
    mediator = Mediator.objects.get(credential__number="TJY0003")
    assert mediator.full_time
    client.post(answer.url, {"action": "release", "mediator": mediator.pk, "last_day": "2020-06-30", "reason": "辞任"})
    assert "在任调解员 0 人" in client.get(answer.url).content.decode()
    assert Change.objects.filter(key__in=["TJ009", "TJY0003"]).count() == 3


def test_a_committee_sees_itself_and_changes_nothing(people: Cast, client: Client) -> None:
    client.force_login(people.clerk)
    page = client.get(reverse("mediation_organizations")).content.decode()
    assert "桂园街道人民调解委员会" in page
    assert "黄贝街道人民调解委员会" not in page
    assert "登记新成立" not in page
    assert client.get(reverse("mediation_organization", args=["TJ002"])).status_code == 404
    assert client.post(reverse("mediation_organization", args=["TJ001"]), {"action": "appoint"}).status_code == 404


def test_whom_it_does_not_concern_finds_no_such_page(people: Cast, client: Client) -> None:
    client.force_login(seat("jiedao", STREET))
    assert client.get(reverse("mediation_organizations")).status_code == 404
