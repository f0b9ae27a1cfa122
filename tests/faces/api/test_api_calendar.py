"""The calendar of deadlines: at a secret address, of one's own, told to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from coordination_walk import Cast, handling, registered
from fazhi.faces.api import calendar
from fazhi.kernel.matters.handling import hand
from fazhi.kernel.models import Deadline, Matter

pytestmark = pytest.mark.usefixtures("platform")


def events(secret: str) -> list[tuple[str, dt.date]]:
    response = Client().get(f"/calendar/{secret}.ics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    return [(str(one["summary"]), one["dtstart"].dt) for one in Calendar.from_ical(response.content).walk("VEVENT")]


def test_it_has_the_deadlines_that_wait_for_ones_unit(people: Cast) -> None:
    mine, _other = handling(people), registered(people)
    due = Deadline.objects.get(matter=mine, met_on=None).due
    ((summary, day),) = events(calendar.renew(people.lead))
    assert day == due
    assert mine.number in summary
    assert mine.title in summary
    assert events(calendar.renew(people.stranger)) == []


def test_what_one_has_in_hand_is_there_once(people: Cast) -> None:
    matter = handling(people)
    hand(matter, people.lead, by=people.lead)
    assert len(events(calendar.renew(people.lead))) == 1


def test_of_a_confidential_matter_it_tells_the_number_alone(people: Cast) -> None:
    matter = handling(people)
    Matter.objects.filter(pk=matter.pk).update(confidential=True)
    ((summary, _day),) = events(calendar.renew(people.lead))
    assert matter.number in summary
    assert matter.title not in summary


def test_a_new_address_ends_the_old_one(people: Cast) -> None:
    old = calendar.renew(people.lead)
    new = calendar.renew(people.lead)
    assert Client().get(f"/calendar/{old}.ics").status_code == 404
    assert Client().get(f"/calendar/{new}.ics").status_code == 200
    calendar.end(people.lead)
    assert Client().get(f"/calendar/{new}.ics").status_code == 404


def test_a_closed_account_has_no_calendar(people: Cast) -> None:
    secret = calendar.renew(people.lead)
    people.lead.is_active = False
    people.lead.save()
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
