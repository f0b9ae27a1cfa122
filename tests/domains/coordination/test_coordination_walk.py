"""An enforcement matter walked through its procedure, the awkward ways too."""

from __future__ import annotations

import pytest

from coordination_walk import Cast, cast, handling, registered
from fazhi.kernel.matters.perform import options, perform

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Cast:
    return cast()


def test_a_street_registers_and_the_office_sees_it(people: Cast) -> None:
    matter = registered(people)
    assert matter.number.startswith("罗协〔")
    assert matter.state == "registered"
    assert [each.transition.name for each in options(matter, people.dispatcher)] == ["dispatch", "refer", "press"]
    assert [each.transition.name for each in options(matter, people.stranger)] == []


def test_signing_starts_the_clock_of_handling(people: Cast) -> None:
    matter = handling(people)
    assert matter.state == "handling"
    running = {each.clock: each for each in matter.deadlines.filter(met_on__isnull=True)}
    assert list(running) == ["time_to_handle"]
    assert running["time_to_handle"].due is not None


def test_the_third_return_goes_to_the_committee(people: Cast) -> None:
    matter = registered(people)
    for expected in ("registered", "registered", "disputed"):
        from coordination_walk import dispatch

        dispatch(people, matter)
        perform(matter, "send_back", people.lead, {"reason": "不属于本单位职责"})
        assert matter.state == expected
