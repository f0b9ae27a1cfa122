"""The same request sent many times at once, over connections of their own: it is done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from api_calls import Caller, caller_of
from coordination_walk import LEAD, STREET, cast, registered, unit
from fazhi.kernel.models import Matter, Organization


@pytest.fixture
def unblocked(fresh_platform: str, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        yield


def at_once(caller: Caller, address: str, content: dict[str, Any]) -> list[Any]:
    def send(_number: int) -> Any:
        try:
            return Caller(caller.secret).post(address, content, key="city-17")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(send, range(6)))


def test_openings_and_steps(unblocked: None) -> None:
    people = cast()
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    answers = {
        "field": "市容管理",
        "source": "street",
        "urgency": "ordinary",
        "community": community.code,
        "place": "老围一街路口",
        "description": "共享单车堆放，堵住了人行道。",
    }
    opened = at_once(caller_of(people.street), "coordination", {"answers": answers})
    assert {one.status_code for one in opened} == {201}, opened[0].content.decode()
    assert len({one.json()["id"] for one in opened}) == Matter.objects.count() == 1

    matter = registered(people)
    given = {"seen": matter.sequence, "answers": {"lead": unit(LEAD).code}}
    done = at_once(caller_of(people.dispatcher), f"coordination/{matter.uuid}/dispatch", given)
    assert {one.status_code for one in done} == {200}, done[0].content.decode()
    assert {one.json()["sequence"] for one in done} == {2}
    assert matter.events.count() == 2
