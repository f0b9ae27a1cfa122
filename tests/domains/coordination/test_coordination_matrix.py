"""Every role, every action, every state: what the declaration allows can be done, and nothing else can."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coordination_walk import (
    LEAD,
    PARTNER,
    Cast,
    cast,
    dispatched,
    handling,
    picture,
    registered,
    reported,
    scoring,
    unit,
)
from fazhi.domains.coordination.procedure import Coordination
from fazhi.errors import FazhiError
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotFound, NotNow, Stale
from fazhi.kernel.matters.perform import options, perform, perform_by_system
from fazhi.kernel.models import Event, Matter, User
from fazhi.kernel.procedures import Seat

pytestmark = pytest.mark.usefixtures("platform")


def disputed(people: Cast) -> Matter:
    matter = dispatched(people, PARTNER)
    perform(matter, "refer", people.dispatcher, {"reason": "两个单位都说不是自己的"})
    return matter


def withdrawn(people: Cast) -> Matter:
    matter = registered(people)
    perform(matter, "withdraw", people.street, {"reason": "重复登记"})
    return matter


def helped(people: Cast, until: Callable[[Matter], None] = lambda matter: None) -> Matter:
    matter = handling(people, PARTNER)
    until(matter)
    return matter


def helped_reported(people: Cast) -> Matter:
    matter = handling(people, PARTNER)
    perform(matter, "sign_part", people.partner)
    perform(matter, "finish_part", people.partner, {"result": "已配合清理"})
    perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    return matter


def passed_on(people: Cast) -> Matter:
    matter = helped_reported(people)
    perform_by_system(matter, "pass_on")
    matter.refresh_from_db()
    return matter


def reworking(people: Cast) -> Matter:
    matter = helped_reported(people)
    perform(matter, "fail", people.street, {"reason": "又堆满了车"})
    return matter


def helped_scoring(people: Cast) -> Matter:
    matter = helped_reported(people)
    perform(matter, "confirm", people.street)
    return matter


def closed(people: Cast) -> Matter:
    matter = helped_scoring(people)
    perform_by_system(matter, "time_is_up")
    matter.refresh_from_db()
    return matter


# State → how to get there, with the units that hold a place in it then.
STATES: dict[str, Callable[[Cast], Matter]] = {
    "registered": registered,
    "dispatched": lambda people: dispatched(people, PARTNER),
    "disputed": disputed,
    "handling": helped,
    "reworking": reworking,
    "reported": helped_reported,
    "passed_on": passed_on,
    "scoring": helped_scoring,
    "closed": closed,
    "withdrawn": withdrawn,
}
ROLES = {
    "street": ("handler", "reporter"),
    "inspector": ("inspector", "reporter"),
    "dispatcher": ("dispatcher", "office"),
    "overseer": ("overseer", "office"),
    "lead": ("handler", "lead"),
    "lead_head": ("head", "lead"),
    "partner": ("handler", "partners"),
    "committee": ("handler", "committee"),
    "stranger": ("", ""),
}
ENTRUSTED = {"dispatched", "disputed", "handling", "reworking", "reported", "passed_on", "scoring", "closed"}


def test_the_states_walked_are_all_states() -> None:
    assert set(STATES) == set(Coordination.states())


def seated(state: str, who: str) -> set[tuple[str, str]]:
    """The seats of somebody in a matter, by hand: the lead and the helpers are there once it was dispatched, the
    committee once there is a dispute."""
    role, place = ROLES[who]
    present = state in {"lead": ENTRUSTED, "partners": ENTRUSTED, "committee": {"disputed"}}.get(place, {state})
    return {(role, place)} if role and present else set()


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_declared_is_offered_and_everything_else_is_refused(state: str) -> None:
    people = cast()
    matter = STATES[state](people)
    assert matter.state == state
    before = list(Event.objects.order_by("id").values_list("id", flat=True))
    refused = 0
    for who in ROLES:
        user: User = getattr(people, who)
        offered = {each.transition.name for each in options(matter, user)}
        for name, transition in Coordination.transitions().items():
            declared = any(
                isinstance(by, Seat) and (by.role.id, by.place.name) in seated(state, who) for by in transition.by
            )
            here = state in {source.name for source in transition.sources}
            assert (name in offered) == (declared and here), (state, who, name)
            if declared and here:
                continue
            refused += 1
            with pytest.raises(FazhiError) as caught:
                perform(matter, name, user, {})
            # Who has no place in a matter does not learn that it is there.
            expected = (Forbidden, Stale) if seated(state, who) else (NotFound,)
            if not transition.sources:
                assert caught.value.code in ("unknown_transition", "not_found")
            else:
                assert isinstance(caught.value, expected), (state, who, name, caught.value)
    assert refused > 100
    assert list(Event.objects.order_by("id").values_list("id", flat=True)) == before


@pytest.mark.parametrize("state", [name for name, each in Coordination.states().items() if not each.ends])
def test_what_is_offered_says_what_is_missing_or_can_be_done(state: str) -> None:
    people = cast()
    matter = STATES[state](people)
    for who in ROLES:
        for option in options(matter, getattr(people, who)):
            required = [ask for ask in option.transition.asks if ask.required]
            if option.hindrance:
                with pytest.raises(NotNow, match=option.hindrance[:6]):
                    perform(matter, option.transition.name, getattr(people, who))
            elif required or any(material.at_least for material in option.transition.takes):
                with pytest.raises(BadAnswers) as caught:
                    perform(matter, option.transition.name, getattr(people, who))
                assert {ask.name for ask in required} <= set(caught.value.answers)


def test_the_units_named_are_those_of_the_scene() -> None:
    people = cast()
    matter = handling(people, PARTNER)
    held = {each.place: each.organization for each in matter.assignments.filter(until__isnull=True)}
    assert held["lead"] == unit(LEAD)
    assert held["partners"] == unit(PARTNER)
    assert reported(people).state == "reported"
    assert scoring(people).state == "scoring"
