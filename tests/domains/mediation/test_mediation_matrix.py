"""Every role, every action, every state: what the declaration allows can be done, and nothing else can."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.kernel.matters.errors import Forbidden, NotFound, Stale
from fazhi.kernel.matters.perform import options, perform
from fazhi.kernel.models import Event, Matter
from fazhi.kernel.parties.documents import fictitious_numbers
from fazhi.kernel.procedures import Seat
from mediation_walk import (
    Cast,
    accepted,
    agreed,
    archived,
    cast,
    concluded,
    confirming,
    mediating,
    performing,
    refused,
    registered,
    withdrawn,
)

STATES: dict[str, Callable[[Cast], Matter]] = {
    each.__name__: each
    for each in (
        registered,
        accepted,
        mediating,
        agreed,
        confirming,
        performing,
        concluded,
        archived,
        refused,
        withdrawn,
    )
}
ROLES = {
    "clerk": ("handler", "committee"),
    "head": ("head", "committee"),
    "mediator": ("mediator", "committee"),
    "guide": ("overseer", "guidance"),
    "stranger": ("", ""),
}


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers():
        yield cast()


def test_the_states_walked_are_all_states() -> None:
    assert set(STATES) == set(Mediation.states())


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_declared_is_offered_and_everything_else_is_refused(people: Cast, state: str) -> None:
    matter = STATES[state](people)
    before = list(Event.objects.order_by("id").values_list("id", flat=True))
    for who, (role, place) in ROLES.items():
        user = getattr(people, who)
        offered = {each.transition.name for each in options(matter, user)}
        for name, transition in Mediation.transitions().items():
            declared = any(
                isinstance(by, Seat) and (by.role.id, by.place.name) == (role, place) for by in transition.by
            )
            here = state in {source.name for source in transition.sources}
            assert (name in offered) == (declared and here), (state, who, name)
            if declared and here:
                continue
            with pytest.raises(FazhiError) as caught:
                perform(matter, name, user, {})
            if not transition.sources:
                assert caught.value.code in ("unknown_transition", "not_found")
            else:
                assert isinstance(caught.value, (Forbidden, Stale) if role else NotFound), (state, who, name)
    assert list(Event.objects.order_by("id").values_list("id", flat=True)) == before
