"""A transition is made once, wholly, by whoever may; or not at all, and the answer says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from coordination_walk import LEAD, OTHER, PARTNER, Cast, cast, dispatched, handling, registered, scoring, seat, unit
from fazhi.domains.coordination.procedure import Coordination
from fazhi.errors import FazhiError
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotFound, NotNow, Stale
from fazhi.kernel.matters.forms import recorded
from fazhi.kernel.matters.perform import open_matter, options, perform
from fazhi.kernel.models import Event, Matter, Message, Organization
from fazhi.kernel.procedures import Ask, Transition


@pytest.fixture
def people(platform: None) -> Cast:
    return cast()


def test_the_loser_of_two_learns_who_was_first(people: Cast) -> None:
    matter = dispatched(people)
    with pytest.raises(Stale) as caught:
        perform(matter, "dispatch", people.dispatcher, {"lead": unit(OTHER)})
    assert "行政执法协调监督科已于" in caught.value.message
    assert "办理了“分拨”" in caught.value.message
    assert "待签收" in caught.value.message


def test_a_repeated_request_is_done_once(people: Cast) -> None:
    matter = registered(people)
    first = perform(matter, "dispatch", people.dispatcher, {"lead": unit(LEAD)}, key="k1")
    again = perform(matter, "dispatch", people.dispatcher, {"lead": unit(LEAD)}, key="k1")
    assert again == first
    with pytest.raises(FazhiError, match="与那次不同：主办单位。那次已经办成") as caught:
        perform(matter, "dispatch", people.dispatcher, {"lead": unit(OTHER)}, key="k1")
    assert caught.value.code == "key_in_use"
    with pytest.raises(FazhiError, match="不同：分拨意见"):
        perform(matter, "dispatch", people.dispatcher, {"lead": unit(LEAD), "instruction": "请尽快"}, key="k1")
    assert matter.events.count() == 2
    with pytest.raises(FazhiError, match="已用于另一次办理"):
        perform(matter, "sign", people.lead, key="k1")


def test_a_matter_opened_twice_with_one_key_is_one(people: Cast) -> None:
    answers = {
        "field": "水务",
        "source": "street",
        "urgency": "urgent",
        "community": "J01-01",
        "place": "河边",
        "description": "排水管错接，污水直排。",
    }
    first = open_matter("coordination", people.street, answers, key="a")
    assert open_matter("coordination", people.street, answers, key="a") == first
    # Under the same key something else is not silently the first one.
    with pytest.raises(FazhiError, match=f"已经用过（{first.number}），这次的内容与那次不同：紧急程度、具体地点"):
        open_matter("coordination", people.street, answers | {"place": "桥头", "urgency": "hard"}, key="a")
    assert Matter.objects.count() == 1
    other = open_matter("coordination", people.street, answers, key="b")
    assert other.order == first.order + 1


def test_what_can_no_longer_be_answered_is_not_held_against_a_repeat(people: Cast) -> None:
    matter = scoring(people)
    sheet = {"target": unit(LEAD).code, "marks": {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}}
    first = perform(matter, "score", people.street, sheet, key="sheet")
    # The lead unit has been scored, so it is no longer among those who can be.
    assert perform(matter, "score", people.street, sheet, key="sheet") == first


def test_what_was_not_seen_must_be_looked_at_first(people: Cast) -> None:
    matter = handling(people)
    seen = matter.sequence
    perform(matter, "progress", people.lead, {"note": "已约谈企业"})
    with pytest.raises(Stale):
        perform(matter, "progress", people.lead, {"note": "再次约谈"}, seen=seen)
    perform(matter, "progress", people.lead, {"note": "再次约谈"}, seen=seen + 1)


def test_every_wrong_answer_is_named_at_once_and_nothing_is_written(people: Cast) -> None:
    before = Matter.objects.count(), Event.objects.count()
    with pytest.raises(BadAnswers) as caught:
        open_matter(
            "coordination",
            people.street,
            {"field": "没有的领域", "source": "", "urgency": "ordinary", "community": "J01-01", "place": "x", "y": "z"},
        )
    assert set(caught.value.answers) == {"field", "source", "description", "y"}
    assert "没有这个选项，可选：市容管理（市容管理）" in caught.value.answers["field"][0]
    assert (Matter.objects.count(), Event.objects.count()) == before


def test_numbers_have_no_gaps_when_an_opening_fails(people: Cast) -> None:
    first = registered(people)
    with pytest.raises(FazhiError, match="执法领域"):
        registered(people, field="")
    assert registered(people).order == first.order + 1


def test_full_width_digits_are_digits(people: Cast) -> None:
    matter = handling(people)
    perform(matter, "ask_for_time", people.lead, {"amount": "５", "reason": "需要专家论证"})
    assert matter.deadlines.get(met_on=None).extensions.get().amount == 5


def test_a_unit_that_no_longer_exists_cannot_be_named(people: Cast) -> None:
    matter, code = registered(people), unit(LEAD).code
    Organization.objects.filter(name=LEAD).update(until="2020-01-01")
    with pytest.raises(BadAnswers) as caught:
        perform(matter, "dispatch", people.dispatcher, {"lead": code})
    assert set(caught.value.answers) == {"lead"}
    assert "已经撤销" in caught.value.answers["lead"][0]


def test_people_of_a_dissolved_unit_can_do_nothing(people: Cast) -> None:
    matter = dispatched(people)
    Organization.objects.filter(name=LEAD).update(until="2020-01-01")
    assert options(matter, people.lead) == []
    with pytest.raises(NotFound):
        perform(matter, "sign", people.lead)


def test_a_seat_that_has_ended_is_none(people: Cast) -> None:
    matter = dispatched(people)
    people.lead.memberships.update(until="2020-01-01")
    with pytest.raises(NotFound):
        perform(matter, "sign", people.lead)


def test_whoever_sits_in_two_units_says_for_which(people: Cast) -> None:
    matter = handling(people, PARTNER, OTHER)
    both = seat("shuangjian", PARTNER)
    seat("shuangjian", OTHER)
    with pytest.raises(NotNow, match="请选择代表哪个单位"):
        perform(matter, "sign_part", both)
    perform(matter, "sign_part", both, unit=unit(OTHER))
    # For the other unit nothing is left to choose: the first has signed.
    perform(matter, "sign_part", both)
    assert matter.coordination.parts.filter(signed_on=None).count() == 0
    with pytest.raises(Forbidden):
        perform(matter, "progress", both, {"note": "代街道登记"}, unit=people.street.seats()[0].organization)


def test_an_action_that_fails_leaves_nothing(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = dispatched(people)

    def fall(step: Any) -> None:
        step.assign(Coordination.lead, ())
        raise RuntimeError("in the middle")

    before = Event.objects.count(), Message.objects.count()
    monkeypatch.setattr(Coordination.sign, "does", fall)
    with pytest.raises(RuntimeError):
        perform(matter, "sign", people.lead)
    assert (Event.objects.count(), Message.objects.count()) == before
    assert Matter.objects.get(pk=matter.pk).state == "dispatched"
    assert matter.assignments.filter(place="lead", until=None).count() == 1


def test_free_text_is_kept_apart_from_the_event(people: Cast) -> None:
    event = registered(people).events.get()
    assert event.text is not None
    assert "共享单车堆放" in event.text.text
    assert "共享单车" not in str(event.data)
    assert event.data["urgency"] == "ordinary"


def test_what_says_something_of_a_person_is_kept_where_it_can_be_erased() -> None:
    asks = (Ask("born_on", "出生日期", "date", personal=True), Ask("held_on", "日期", "date"))
    day = dt.date(1960, 1, 2)
    kept = recorded(Transition("登记", (), None, (), asks=asks), {"born_on": day, "held_on": day})
    assert kept == ({"held_on": "1960-01-02"}, {"born_on": "1960-01-02"})


def test_no_matter_is_opened_that_no_figure_would_count(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Coordination.register, "does", None)
    with pytest.raises(FazhiError, match="没有写业务表"):
        registered(people)
    assert not Matter.objects.exists()


def test_what_comes_too_early_says_when_it_can_be_done(people: Cast) -> None:
    matter = handling(people)
    with pytest.raises(Stale, match="“核验通过”：它要在“待核验”时办理，事项现为“办理中”"):
        perform(matter, "confirm", people.street)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, all of them started in the same moment, each on its own connection."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return call()
        except FazhiError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.usefixtures("fresh_platform")
class TestAtOnce:
    def test_exactly_one_of_two_dispatchers_wins(self) -> None:
        people = cast()
        other = seat("fenbo2", "行政执法协调监督科", "dispatcher")
        for _round in range(5):
            matter = registered(people)
            found = at_once(
                lambda m=matter: perform(Matter(pk=m.pk), "dispatch", people.dispatcher, {"lead": unit(LEAD)}),
                lambda m=matter: perform(Matter(pk=m.pk), "dispatch", other, {"lead": unit(OTHER)}),
            )
            kinds = sorted(type(each).__name__ for each in found)
            assert kinds == ["Event", "Stale"]
            assert matter.assignments.filter(place="lead", until=None).count() == 1
        assert verify().damages == ()

    def test_one_of_many_repeats_is_done(self) -> None:
        people = cast()
        matter = registered(people)
        answers = {"lead": unit(LEAD)}
        found = at_once(
            *[lambda: perform(Matter(pk=matter.pk), "dispatch", people.dispatcher, answers, key="same")] * 6
        )
        assert {each.pk for each in found} == {matter.events.get(kind="dispatch").pk}

    def test_numbers_are_unique_and_without_gaps(self) -> None:
        people = cast()
        found = at_once(*[lambda: registered(people)] * 8)
        orders = sorted(each.order for each in found)
        assert orders == list(range(orders[0], orders[0] + 8))

    def test_one_matter_of_a_double_click(self) -> None:
        people = cast()
        answers = {
            "field": "水务",
            "source": "street",
            "urgency": "urgent",
            "community": "J01-01",
            "place": "河边",
            "description": "排水管错接，污水直排。",
        }
        found = at_once(*[lambda: open_matter("coordination", people.street, answers, key="click")] * 4)
        assert len({each.pk for each in found}) == 1
        assert Matter.objects.count() == 1


def test_nothing_can_be_done_to_what_has_ended(people: Cast) -> None:
    matter = registered(people)
    perform(matter, "withdraw", people.street, {"reason": "重复登记"})
    assert matter.closed_on is not None
    assert not matter.deadlines.filter(met_on=None).exists()
    ways: list[Transition] = list(Coordination.transitions().values())
    for each in ways:
        if each.sources:
            with pytest.raises((Stale, Forbidden)):
                perform(matter, each.name, people.street)
