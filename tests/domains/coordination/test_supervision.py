"""Supervision (督办): it is seen in lists, can be asked for, and is counted."""

from __future__ import annotations

import pytest
from django.test import Client

from coordination_walk import Cast, cast, handling, registered
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, User

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Cast:
    return cast()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pressed(people: Cast, matter: Matter) -> Matter:
    perform(matter, "press", people.overseer, {"demand": "请在两日内报告进展"})
    return matter


def page(user: User, address: str) -> str:
    return signed_in(user).get(address).content.decode()


def test_the_office_sees_in_its_lists_which_matters_are_supervised(people: Cast) -> None:
    pressed(people, registered(people, place="东门路口"))
    registered(people, place="西门路口")
    for address in ("/workbench/", "/workbench/matters/?type=coordination"):
        shown = page(people.dispatcher, address)
        rows = shown.split("<tr")
        east, west = (next(row for row in rows if f"{side}门路口" in row) for side in "东西")
        assert ">督办<" in east
        assert ">督办<" not in west


def test_a_list_can_be_asked_for_what_is_supervised(people: Cast) -> None:
    supervised = pressed(people, handling(people, place="东门路口"))
    other = handling(people, place="西门路口")
    asked = "/workbench/matters/?type=coordination&supervised_on="
    yes, no = page(people.overseer, asked + "yes"), page(people.overseer, asked + "no")
    assert supervised.number in yes
    assert other.number not in yes
    assert other.number in no
    assert supervised.number not in no
    assert "督办：是" in yes
    neither = page(people.overseer, asked + "perhaps")
    assert supervised.number not in neither
    assert other.number not in neither


def test_what_waits_for_dispatch_can_be_pressed_for_too(people: Cast) -> None:
    matter = pressed(people, registered(people))
    pressed(people, matter)
    record = matter.coordination  # type: ignore[attr-defined]
    record.refresh_from_db()
    assert record.supervisions == 2
