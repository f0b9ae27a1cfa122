"""Matters linked with each other: who may, what stays on the record, and two who do it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from coordination_walk import OTHER, cast, handling, registered, unit
from fazhi.errors import FazhiError
from fazhi.kernel.clock import now
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.access import visible
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotFound, NotNow
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.matters.relations import relate, related, unrelate
from fazhi.kernel.models import Matter, Relation, User


@pytest.mark.usefixtures("platform")
def test_both_matters_keep_that_they_were_linked_by_whom_and_why() -> None:
    people = cast()
    one, other = handling(people), handling(people, place="老围二街")
    relate(one, other, "follows", "同一批单车移过去的", by=people.lead)
    for matter, source in ((one, True), (other, False)):
        event = matter.events.latest("sequence")
        assert (event.kind, event.actor, event.data["source"]) == ("related", people.lead, source)
        assert event.organization is not None
        assert event.organization.name == "区城市管理和综合执法局"
    assert not verify().damages


@pytest.mark.usefixtures("platform")
def test_who_may_not_see_one_of_them_cannot_link_it() -> None:
    people = cast()
    one, other = handling(people), registered(people, place="老围二街")
    perform(other, "dispatch", people.dispatcher, {"lead": unit(OTHER)})
    with pytest.raises(NotFound):
        relate(one, other, "same", "同一个问题", by=people.lead)
    assert related(one, visible(people.lead)) == ([], 0)


@pytest.mark.usefixtures("platform")
def test_who_only_had_a_place_in_them_links_nothing() -> None:
    people = cast()
    one, other = handling(people), handling(people, place="老围二街")
    for matter in (one, other):
        matter.assignments.filter(place="lead").update(until=now())
    with pytest.raises(Forbidden):
        relate(one, other, "same", "同一个问题", by=people.lead)


@pytest.mark.usefixtures("platform")
def test_a_link_wants_a_kind_and_a_reason_and_another_matter() -> None:
    people = cast()
    one = handling(people)
    with pytest.raises(BadAnswers) as wrong:
        relate(one, one, "cousin", "短", by=people.lead)
    assert set(wrong.value.answers) == {"kind", "reason", "other"}


@pytest.mark.usefixtures("platform")
def test_what_is_undone_is_undone_once() -> None:
    people = cast()
    one, other = handling(people), handling(people, place="老围二街")
    made = relate(one, other, "same", "同一个问题", by=people.lead)
    unrelate(made, "查明不是一回事", by=people.dispatcher)
    with pytest.raises(NotNow):
        unrelate(made, "查明不是一回事", by=people.lead)


def test_two_who_link_them_at_once_make_one_link(fresh_platform: str) -> None:
    people = cast()
    one, other = handling(people), handling(people, place="老围二街")

    def link(pair: tuple[Matter, Matter], user: User) -> bool:
        try:
            relate(*pair, "same", "同一个问题", by=user)
        except FazhiError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        pairs = [(one, other), (other, one)] * 2
        users: list[User] = [people.lead, people.dispatcher] * 2
        assert sum(pool.map(link, pairs, users)) == 1
    assert Relation.objects.count() == 1
    assert not verify().damages
