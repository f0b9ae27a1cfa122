"""Who may open which page of administrators: everything else answers as what is not there, and is logged."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from administration import administrators, at
from coordination_walk import LEAD, OTHER, Cast, cast, seat, unit
from fazhi.kernel import accounts
from fazhi.kernel.models import User

pytestmark = pytest.mark.usefixtures("platform")

ANY = ("units/", "people/", "people/new/", "rights/", "changes/")
WHOLE = (
    "units/new/",
    "units/fill/",
    "rubrics/",
    "rubrics/coordination.case/2020/",
    "rubrics/coordination.case/new/",
    "rules/",
    "rules/?of=law&pending=1",
    "rules/coordination.sign/",
    "rules/coordination.sign/set/",
    "rules/coordination.sign/check/2020-01-01/",
    "rules/court_fees.property/",
    "calendar/",
    "calendar/?year=2030",
    "calendar/day/",
    "changes/sign-ins/",
    "changes/unmaskings/",
)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def admins(people: Cast) -> tuple[User, User, User]:
    return administrators()


def status(user: User, path: str) -> int:
    return int(at(user).get(f"/workbench/admin/{path}").status_code)


@pytest.mark.parametrize("path", [*ANY, *WHOLE])
def test_the_pages_are_there_for_administrators_alone(people: Cast, admins: tuple[User, User, User], path: str) -> None:
    assert status(admins[0], path) == 200
    assert status(admins[2], path) == (200 if path in ANY else 404)
    others = (
        people.street, people.dispatcher, people.overseer, people.lead, people.lead_head, people.partner,
        people.committee, people.stranger,
    )  # fmt: skip
    for user in others:
        assert status(user, path) == 404


def test_pages_of_one_unit_and_one_person(people: Cast, admins: tuple[User, User, User]) -> None:
    own, other = unit(LEAD), unit(OTHER)
    for name in ("", "rename/", "move/", "close/"):
        assert status(admins[0], f"units/{own.uuid}/{name}") == 200
        assert status(admins[2], f"units/{own.uuid}/{name}") == (404 if name else 200)
        assert status(admins[2], f"units/{other.uuid}/{name}") == 404
        assert status(people.lead, f"units/{own.uuid}/{name}") == 404
    held = people.lead.memberships.get()
    for name in ("", "seats/new/", f"seats/{held.pk}/end/", "close/", "reopen/", "password/", "unlock/", "factor/"):
        assert status(admins[0], f"people/{people.lead.uuid}/{name}") == 200
        assert status(admins[2], f"people/{people.lead.uuid}/{name}") == 200
        assert status(admins[2], f"people/{people.stranger.uuid}/{name}") == 404
        assert status(people.lead_head, f"people/{people.lead.uuid}/{name}") == 404


def test_a_guess_is_logged(people: Cast, admins: tuple[User, User, User], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "fazhi.access"):
        status(admins[2], f"people/{people.stranger.uuid}/")
    assert f"user {admins[2].pk} asked for /workbench/admin/people/{people.stranger.uuid}/" in caplog.text


def test_lists_of_a_unit_administrator_end_at_their_unit(people: Cast, admins: tuple[User, User, User]) -> None:
    client = at(admins[2])
    units = client.get("/workbench/admin/units/").content.decode()
    assert LEAD in units
    assert OTHER not in units
    listed = client.get("/workbench/admin/people/").content.decode()
    assert people.lead.name in listed
    assert people.stranger.name not in listed
    assert people.stranger.name not in client.get("/workbench/admin/rights/").content.decode()


@pytest.mark.parametrize("path", ["people/", "changes/", "units/", "rights/"])
def test_a_list_costs_the_same_for_few_and_for_many(people: Cast, admins: tuple[User, User, User], path: str) -> None:
    def cost() -> int:
        client = at(admins[0])
        client.get(f"/workbench/admin/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/workbench/admin/{path}").status_code == 200
        return len(queries)

    few = cost()
    for number in range(10):
        seat(f"duo{number}", LEAD)
        accounts.take_seat(User.objects.get(username=f"duo{number}"), unit(OTHER), "head", by=admins[0], reason="任命")
    assert cost() == few


def test_the_menu_shows_what_may_be_opened(people: Cast, admins: tuple[User, User, User]) -> None:
    def menu(user: User) -> set[str]:
        html = at(user).get("/workbench/").content.decode()
        return {name for name in ("units", "people", "rules", "calendar") if f'"/workbench/admin/{name}/"' in html}

    assert menu(admins[0]) == {"units", "people", "rules", "calendar"}
    assert menu(admins[2]) == {"units", "people"}
    assert menu(people.lead) == set()


def test_an_administrator_of_another_unit_than_the_platforms_is_none(people: Cast) -> None:
    pretender = seat("jia", OTHER, "administrator")
    assert status(pretender, "units/") == 404
