"""Subsidies: what a dispute is worth, the list of a month, the decision, and that nothing is paid for twice."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from coordination_walk import unit
from fazhi.domains.mediation.models import SubsidyDecision, SubsidyItem, SubsidyList
from fazhi.domains.mediation.subsidies import candidates, decide, month_of, submit, worth
from fazhi.errors import FazhiError
from fazhi.kernel.clock import standing_at
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import AGREED, COMMITTEE, OTHER, Cast, agreed, archived, cast, dispute, heard, mediating

JUNE = dt.date(2020, 6, 1)


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers(), standing_at(dt.date(2020, 7, 1)):
        yield cast()


@pytest.fixture
def committee(people: Cast) -> Organization:
    return unit(COMMITTEE)


def finished(people: Cast, matter: Matter) -> Matter:
    if matter.state == "agreed":
        perform(matter, "finish", people.clerk, {})
    perform(matter, "archive", people.clerk, {})
    return matter


def oral(people: Cast, /, **more: object) -> Matter:
    matter = heard(people, **more)
    perform(matter, "agree_orally", people.mediator, AGREED)
    return finished(people, matter)


def in_june(people: Cast) -> Matter:
    with standing_at(dt.date(2020, 6, 10)):
        return archived(people)


def amounts(committee: Organization) -> dict[int, tuple[Decimal, str]]:
    return {one.dispute.pk: (one.amount, one.reason) for one in worth(candidates(committee, JUNE), JUNE)}


def test_manner_confirmation_difficulty_and_kind_make_the_amount(people: Cast, committee: Organization) -> None:
    with standing_at(dt.date(2020, 6, 10)):
        confirmed = archived(people)
        written = finished(people, agreed(people, category="medical"))
        spoken = oral(people)
        hard = oral(people, people=10)
        for more in ({"mass": True}, {"amount": "500000"}):
            assert amounts_of(oral(people, **more), committee) == Decimal(350)
        found = amounts(committee)
    assert found[confirmed.pk] == (Decimal(300), "书面协议 200，司法确认 100")
    assert found[written.pk] == (Decimal(400), "书面协议 200，医患纠纷 200")
    assert found[spoken.pk] == (Decimal(50), "口头协议 50")
    assert found[hard.pk] == (Decimal(350), "口头协议 50，疑难纠纷 300")


def amounts_of(matter: Matter, committee: Organization) -> Decimal:
    return amounts(committee)[matter.pk][0]


def test_what_is_not_archived_or_came_to_nothing_is_worth_nothing(people: Cast, committee: Organization) -> None:
    with standing_at(dt.date(2020, 6, 10)):
        agreed(people)
        failed = heard(people)
        perform(failed, "fail", people.mediator, {"reason": "分歧太大不成", "advice": ["lawsuit"]})
        finished(people, failed)
        withdrawn = mediating(people)
        perform(withdrawn, "withdraw", people.clerk, {"reason": "自行和解"})
        finished(people, withdrawn)
    assert amounts(committee) == {}


def test_a_month_is_submitted_after_its_end_and_once(people: Cast, committee: Organization) -> None:
    matter = in_june(people)
    with standing_at(dt.date(2020, 6, 30)), pytest.raises(FazhiError, match="还没有结束"):
        submit(committee, JUNE, by=people.clerk)
    made = submit(committee, JUNE, by=people.clerk)
    assert list(made.items.values_list("dispute__matter", "amount")) == [(matter.pk, Decimal(300))]
    with pytest.raises(FazhiError, match="没有可以申报的纠纷"):
        submit(committee, JUNE, by=people.clerk)
    with pytest.raises(FazhiError, match="没有可以申报的纠纷"):
        submit(committee, dt.date(2020, 5, 1), by=people.clerk)


def test_the_database_lets_a_dispute_stand_on_one_list(people: Cast, committee: Organization) -> None:
    matter = in_june(people)
    item = submit(committee, JUNE, by=people.clerk).items.get()
    other = SubsidyList.objects.create(
        organization=committee, month=JUNE, submitted_by=people.clerk, submitted_at=item.subsidies.submitted_at
    )
    item.pk, item.subsidies = None, other
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save(force_insert=True)
    assert SubsidyItem.objects.filter(dispute=dispute(matter)).count() == 1


def test_a_returned_list_frees_its_disputes_and_an_approved_one_does_not(people: Cast, committee: Organization) -> None:
    in_june(people)
    first = submit(committee, JUNE, by=people.clerk)
    with pytest.raises(FazhiError, match="退回要写明理由"):
        decide(first, False, " ", by=people.guide)
    decide(first, False, "请核对金额", by=people.guide)
    again = submit(committee, JUNE, by=people.clerk)
    decide(again, True, "", by=people.guide)
    with pytest.raises(FazhiError, match="已经审批"):
        decide(again, False, "反悔", by=people.guide)
    assert not candidates(committee, JUNE).exists()


def test_a_decision_stays_as_it_was_made(people: Cast, committee: Organization) -> None:
    in_june(people)
    decide(submit(committee, JUNE, by=people.clerk), True, "", by=people.guide)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE mediation_subsidydecision SET approved = false")
    assert SubsidyDecision.objects.get().approved


def test_a_month_that_is_none_says_how_it_is_written() -> None:
    with pytest.raises(FazhiError, match="2020-06 这样，现在是“2020-13”"):
        month_of("2020-13")


def test_from_the_committee_to_the_approval_on_pages(people: Cast, committee: Organization, client: Client) -> None:
    matter = in_june(people)
    month = reverse("mediation_subsidies_of_month", args=[committee.code, "2020-06"])
    client.force_login(people.clerk)
    assert month in client.get(reverse("mediation_subsidies")).content.decode()
    page = client.get(month).content.decode()
    assert "可报送 1 件，合计 300 元" in page
    assert "书面协议 200，司法确认 100" in page
    assert "标准待核" in page
    address = client.post(month).url
    assert client.post(month).status_code == 422
    assert client.post(address, {"action": "approve"}).status_code == 404
    client.force_login(people.guide)
    assert address in client.get(reverse("mediation_subsidies")).content.decode()
    assert client.post(address, {"action": "return"}).status_code == 422
    client.post(address, {"action": "approve"})
    page = client.get(address).content.decode()
    assert "已批准" in page
    assert 'value="approve"' not in page
    exported = client.get(f"{address}export/")
    sheet = openpyxl.load_workbook(io.BytesIO(exported.content)).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [
        "甲演示",
        "TJY0001",
        matter.number,
        "劳动争议",
        300,
        "书面协议 200，司法确认 100",
    ]


def test_another_committee_sees_none_of_it(people: Cast, committee: Organization, client: Client) -> None:
    in_june(people)
    made = submit(committee, JUNE, by=people.clerk)
    client.force_login(people.stranger)
    assert client.get(reverse("mediation_subsidy_list", args=[made.pk])).status_code == 404
    assert client.get(reverse("mediation_subsidies_of_month", args=[committee.code, "2020-06"])).status_code == 404
    assert client.get(reverse("mediation_subsidies_of_month", args=[unit(OTHER).code, "2020-06"])).status_code == 200
    assert client.get(reverse("mediation_subsidies_of_month", args=[unit(OTHER).code, "x"])).status_code == 404
    assert COMMITTEE not in client.get(reverse("mediation_subsidies")).content.decode()


def test_a_mediator_reads_the_lists_and_submits_none(people: Cast, committee: Organization, client: Client) -> None:
    in_june(people)
    made = submit(committee, JUNE, by=people.clerk)
    client.force_login(people.mediator)
    assert client.get(reverse("mediation_subsidy_list", args=[made.pk])).status_code == 200
    assert client.post(reverse("mediation_subsidies_of_month", args=[committee.code, "2020-06"])).status_code == 404
