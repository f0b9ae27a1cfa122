"""Matters by the API: who sees which, pages that stay whole, what is masked, what is logged."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from api_calls import refused
from coordination_walk import LEAD, PARTNER, Cast, dispatched, handling, registered, reported, scoring, unit
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, Unmasking
from fazhi.kernel.parties.registering import join, register

pytestmark = pytest.mark.usefixtures("platform")
ID_NUMBER = "990000197001010018"


def numbers(response: Any) -> list[str]:
    assert response.status_code == 200, response.content.decode()
    return [one["number"] for one in response.json()["items"]]


def test_everybody_lists_what_is_theirs(people: Cast, calling: Any) -> None:
    first, second = registered(people), handling(people)
    assert numbers(calling(people.street).get("matters")) == [second.number, first.number]
    assert numbers(calling(people.lead).get("matters")) == [second.number]
    assert numbers(calling(people.overseer).get("matters")) == [second.number, first.number]
    assert numbers(calling(people.stranger).get("matters")) == []


def test_what_is_not_theirs_answers_like_what_is_not_there(
    people: Cast, calling: Any, caplog: pytest.LogCaptureFixture
) -> None:
    matter = registered(people)
    caller = calling(people.stranger)
    with caplog.at_level(logging.INFO, "fazhi.access"):
        hidden = refused(caller.get(f"matters/{matter.uuid}"), 404, "not_found")
    gone = refused(caller.get("matters/00000000-0000-7000-8000-000000000000"), 404, "not_found")
    assert hidden == gone
    assert any(str(matter.uuid) in line and "not theirs" in line for line in caplog.messages)
    for rest in ("timeline", "parties", "materials", "evaluations"):
        refused(caller.get(f"matters/{matter.uuid}/{rest}"), 404, "not_found")
    refused(caller.post(f"coordination/{matter.uuid}/dispatch", {"seen": 1, "answers": {}}), 404, "not_found")


def test_filters_are_those_of_the_lists(people: Cast, calling: Any) -> None:
    waste = registered(people)
    urgent = registered(people, urgency="urgent")
    dispatched(people)
    caller = calling(people.overseer)
    assert numbers(caller.get("matters", state="registered", urgency="urgent")) == [urgent.number]
    assert waste.number in numbers(caller.get("matters", state="registered"))
    assert len(numbers(caller.get("matters", unit=unit(LEAD).code))) == 1
    assert numbers(caller.get("matters", q=waste.number)) == [waste.number]
    for wrong in ({"is": "lost"}, {"from": "昨天"}, {"colour": "red"}, {"limit": "0"}, {"order": "sideways"}):
        assert caller.get("matters", **wrong).status_code == 422


def test_pages_are_whole_while_matters_come_in(people: Cast, calling: Any) -> None:
    there = [registered(people).number for _turn in range(7)]
    caller, seen, cursor = calling(people.overseer), [], {}
    for _turn in range(9):
        page = caller.get("matters", limit=2, **cursor)
        seen += numbers(page)
        registered(people)
        if page.json()["next"] is None:
            break
        cursor = {"cursor": page.json()["next"]}
    assert seen == there[::-1]


def test_the_oldest_first_also_finds_what_came_in_meanwhile(people: Cast, calling: Any) -> None:
    there = [registered(people).number for _turn in range(3)]
    caller = calling(people.overseer)
    first = caller.get("matters", limit=2, order="oldest")
    there.append(registered(people).number)
    rest = caller.get("matters", limit=2, order="oldest", cursor=first.json()["next"])
    assert numbers(first) + numbers(rest) == there
    assert rest.json()["next"] is None


def test_a_cursor_is_good_for_its_own_list(people: Cast, calling: Any) -> None:
    for _turn in range(3):
        registered(people)
    caller = calling(people.overseer)
    cursor = caller.get("matters", limit=1).json()["next"]
    refused(caller.get("matters", limit=1, order="oldest", cursor=cursor), 422, "bad_cursor")
    refused(caller.get("matters", limit=1, cursor=cursor[:-2] + "xx"), 422, "bad_cursor")


def test_a_matter_says_what_can_be_done_and_how(people: Cast, calling: Any) -> None:
    matter = registered(people)
    found = calling(people.dispatcher).get(f"matters/{matter.uuid}").json()
    assert (found["state"], found["sequence"]) == ("registered", matter.sequence)
    dispatch = next(one for one in found["actions"] if one["name"] == "dispatch")
    assert dispatch["possible"]
    assert dispatch["href"] == f"/api/v1/coordination/{matter.uuid}/dispatch"
    lead = dispatch["body"]["properties"]["answers"]["properties"]["lead"]
    assert unit(LEAD).code in lead["enum"]
    assert "seen" in dispatch["body"]["required"]
    others = calling(people.stranger).get("types").json()
    assert [one["id"] for one in others] == ["coordination", "mediation"]


def test_the_timeline_goes_on_behind_its_cursor(people: Cast, calling: Any) -> None:
    matter = reported(people)
    caller = calling(people.street)
    whole = caller.get(f"matters/{matter.uuid}/timeline").json()
    assert [one["kind"] for one in whole["items"]] == ["report", "sign", "dispatch", "register"]
    first = caller.get(f"matters/{matter.uuid}/timeline", limit=3).json()
    rest = caller.get(f"matters/{matter.uuid}/timeline", limit=3, cursor=first["next"]).json()
    assert first["items"] + rest["items"] == whole["items"]
    assert whole["items"][0]["files"]


@pytest.fixture
def with_party(people: Cast) -> Matter:
    matter = registered(people)
    person = register("演示王小明", id_number=ID_NUMBER, phone="19900001234", fictitious=True)
    join(matter, person, "举报人")
    return matter


def test_parties_are_masked(people: Cast, calling: Any, with_party: Matter) -> None:
    response = calling(people.street).get(f"matters/{with_party.uuid}/parties")
    (one,) = response.json()
    assert (one["role"], one["kind"]) == ("举报人", "person")
    told = response.content.decode()
    assert "演示王小明" not in told
    assert ID_NUMBER not in told
    assert "19900001234" not in told
    assert one["phone"].startswith("199")


def test_unmasking_takes_a_scope_and_a_reason_and_leaves_a_line(people: Cast, calling: Any, with_party: Matter) -> None:
    (one,) = calling(people.street).get(f"matters/{with_party.uuid}/parties").json()
    address = f"matters/{with_party.uuid}/parties/{one['id']}/unmask"
    wanted = {"field": "phone", "reason": "回访举报人"}
    refused(calling(people.street, "matters.read").post(address, wanted), 403, "insufficient_scope")
    caller = calling(people.street, "parties.unmask")
    refused(caller.post(address, wanted | {"reason": "看"}), 422, "no_reason")
    refused(calling(people.stranger).post(address, wanted), 404, "not_found")
    assert not Unmasking.objects.exists()
    assert caller.post(address, wanted).json() == {"field": "phone", "value": "19900001234"}
    line = Unmasking.objects.get()
    assert (line.user, line.matter, line.reason) == (people.street, with_party, "回访举报人")


def test_marks_are_seen_when_they_may_be(people: Cast, calling: Any) -> None:
    matter = scoring(people)
    given = dict.fromkeys(("response", "cooperation", "lawfulness", "result"), "20")
    remarks = {f"{item}.remark": "还可以更快" for item in given}
    perform(
        matter, "score", people.street, {"target": unit(LEAD).code, "marks": given | remarks, "remarks": "总体尚可"}
    )
    own = calling(people.street).get(f"matters/{matter.uuid}/evaluations").json()
    assert [len(one["lines"]) for one in own] == [4]
    assert calling(people.lead).get(f"matters/{matter.uuid}/evaluations").json() == []


def test_files_come_as_they_were_sent_and_the_fetching_is_logged(
    people: Cast, calling: Any, caplog: pytest.LogCaptureFixture
) -> None:
    matter = reported(people)
    caller = calling(people.street, "matters.read", "materials.read")
    (one,) = caller.get(f"matters/{matter.uuid}/materials").json()
    with caplog.at_level(logging.INFO, "fazhi.access"):
        response = caller.get(one["href"])
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert response["Content-Disposition"].startswith("attachment")
    assert any("fetched" in line for line in caplog.messages)
    refused(calling(people.street, "matters.read").get(one["href"]), 403, "insufficient_scope")
    refused(calling(people.stranger).get(one["href"]), 404, "not_found")


def test_a_partner_that_joins_sees_it(people: Cast, calling: Any) -> None:
    matter = handling(people, PARTNER)
    assert numbers(calling(people.partner).get("matters")) == [matter.number]


def test_no_address_and_no_method_are_said_as_problems(people: Cast, calling: Any) -> None:
    caller = calling(people.street)
    refused(caller.get("nothing/here"), 404, "not_found")
    response = caller.delete("matters")
    refused(response, 405, "method_not_allowed")
    assert "GET" in response["Allow"]
