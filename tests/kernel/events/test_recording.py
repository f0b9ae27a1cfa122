"""A business's own rows are what its events say: who changes one past the platform is found out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

import mediation_walk
from coordination_walk import PARTNER, Cast, cast, handling, registered, reported
from fazhi.domains.coordination.models import CoordinationMatter, Part
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter
from fazhi.kernel.parties.documents import fictitious_numbers


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


def found() -> list[str]:
    return [str(each) for each in verify().damages]


def test_an_event_keeps_what_its_step_changed_of_the_row(people: Cast) -> None:
    matter = reported(people)
    record = CoordinationMatter.objects.get(matter=matter)
    kept = [event.data.get("record", {}) for event in matter.events.order_by("sequence")]
    assert kept[0]["urgency"] == record.urgency
    assert kept[0]["reported_on"] is None
    assert record.reported_on is not None
    assert kept[-1]["reported_on"] == record.reported_on.isoformat()
    assert "urgency" not in kept[-1]
    assert found() == []


def test_a_row_changed_past_the_platform_is_found(people: Cast) -> None:
    matter, other = reported(people), registered(people)
    CoordinationMatter.objects.filter(matter=matter).update(on_time=False, returns=3)
    [damage] = found()
    assert damage.startswith(matter.number)
    assert all(name in damage for name in ("returns", "on_time"))
    assert other.number not in damage


def test_a_part_changed_past_the_platform_is_found(people: Cast) -> None:
    matter = handling(people, PARTNER)
    assert found() == []
    Part.objects.filter(matter=matter.pk).update(finished_on=dt.date(2020, 1, 2))
    [damage] = found()
    assert "（parts）" in damage


def test_a_row_that_is_gone_is_found(people: Cast) -> None:
    matter = registered(people)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM coordination_coordinationmatter WHERE matter_id = %s", [matter.pk])
    [damage] = found()
    assert damage == f"{matter.number} 第1条记录：业务记录不见了"


def test_money_and_dates_come_back_as_they_were_kept(fresh_platform: str) -> None:
    people = mediation_walk.cast()
    with fictitious_numbers():
        matter = mediation_walk.heard(people)
    assert found() == []
    assert matter.events.order_by("sequence")[0].data["record"]["category_id"] > 0


def test_free_text_is_not_kept_twice(people: Cast) -> None:
    matter = registered(people)
    record = CoordinationMatter.objects.get(matter=matter)
    assert record.place
    assert record.place not in str(matter.events.get().data)


def test_a_step_that_changes_nothing_of_the_row_keeps_nothing(people: Cast) -> None:
    matter = handling(people)
    event = perform(matter, "progress", people.lead, {"note": "已约谈三家企业"})
    assert "record" not in event.data
    assert Matter.objects.get(pk=matter.pk).sequence == event.sequence
