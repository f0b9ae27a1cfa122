"""Actions by the API: whose they are, done once, not on what has moved on, with files, and nothing half done."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from api_calls import Caller, refused
from coordination_walk import LEAD, STREET, Cast, handling, picture, registered, unit
from fazhi.faces.api.models import Upload
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.models import Matter, Organization

pytestmark = pytest.mark.usefixtures("platform")


def opening(**more: Any) -> dict[str, Any]:
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    answers = {
        "field": "市容管理",
        "source": "street",
        "urgency": "ordinary",
        "community": community.code,
        "place": "老围一街路口",
        "description": "共享单车堆放，堵住了人行道。",
    }
    return {"answers": answers | more}


def test_a_matter_is_walked_from_its_opening_to_its_report(people: Cast, calling: Any) -> None:
    street, dispatcher, lead = calling(people.street), calling(people.dispatcher), calling(people.lead)
    opened = street.post("coordination", opening())
    assert opened.status_code == 201, opened.content.decode()
    matter = opened.json()
    assert opened["Location"] == f"/api/v1/matters/{matter['id']}"
    assert matter["state"] == "registered"

    step = dispatcher.post(
        f"coordination/{matter['id']}/dispatch",
        {"seen": matter["sequence"], "answers": {"lead": unit(LEAD).code, "partners": []}},
    )
    assert step.status_code == 200, step.content.decode()
    signed = lead.post(f"coordination/{matter['id']}/sign", {"seen": step.json()["sequence"]}).json()
    evidence = lead.upload(picture()).json()
    done = lead.post(
        f"coordination/{matter['id']}/report",
        {"seen": signed["sequence"], "answers": {"result": "已清理并划线"}, "files": {"evidence": [evidence["id"]]}},
    )
    assert done.status_code == 200, done.content.decode()
    assert done.json()["matter"]["state_label"]
    (file,) = street.get(f"matters/{matter['id']}/materials").json()
    assert (file["sha256"], file["material"]) == (evidence["sha256"], "evidence")
    assert not verify().damages


def test_the_same_request_again_is_done_once(people: Cast, calling: Any) -> None:
    caller, key, content = calling(people.street), uuid.uuid4().hex, opening()
    first, second = caller.post("coordination", content, key=key), caller.post("coordination", content, key=key)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Matter.objects.count() == 1

    matter = Matter.objects.get()
    asked = {"seen": matter.sequence, "answers": {"lead": unit(LEAD).code}}
    dispatcher = calling(people.dispatcher)
    one, two = (dispatcher.post(f"coordination/{matter.uuid}/dispatch", asked, key="k-1") for _turn in range(2))
    assert one.json() == two.json()
    assert matter.events.count() == 2


def test_another_request_under_the_same_key_is_refused(people: Cast, calling: Any) -> None:
    caller = calling(people.street)
    caller.post("coordination", opening(), key="k-1")
    refused(caller.post("coordination", opening(place="别处"), key="k-1"), 409, "key_in_use")
    assert Matter.objects.count() == 1


def test_a_key_under_which_nothing_was_done_is_free(people: Cast, calling: Any) -> None:
    caller = calling(people.street)
    refused(caller.post("coordination", opening(place=""), key="k-1"), 422, "bad_answers")
    assert caller.post("coordination", opening(), key="k-1").status_code == 201


def test_two_people_may_use_the_same_key(people: Cast, calling: Any) -> None:
    other = calling(people.inspector)
    assert calling(people.street).post("coordination", opening(), key="k-1").status_code == 201
    assert other.post("coordination", opening(), key="k-1").status_code == 201
    assert Matter.objects.count() == 2


@pytest.mark.parametrize("key", ["", "k" * 81])
def test_nothing_is_written_without_a_key(people: Cast, calling: Any, key: str) -> None:
    refused(calling(people.street).post("coordination", opening(), key=key), 400, "no_idempotency_key")
    assert not Matter.objects.exists()


def test_what_has_moved_on_is_not_acted_on(people: Cast, calling: Any) -> None:
    matter = registered(people)
    caller, seen = calling(people.dispatcher), matter.sequence
    answers = {"lead": unit(LEAD).code}
    assert caller.post(f"coordination/{matter.uuid}/dispatch", {"seen": seen, "answers": answers}).status_code == 200
    problem = refused(
        caller.post(f"coordination/{matter.uuid}/dispatch", {"seen": seen, "answers": answers}), 409, "stale"
    )
    assert problem["sequence"] == seen + 1
    assert matter.events.count() == 2


def test_an_action_needs_what_was_seen(people: Cast, calling: Any) -> None:
    matter = registered(people)
    for wrong in (None, "1", 0, True, 10**12):
        given = {"seen": wrong, "answers": {"lead": unit(LEAD).code}}
        refused(calling(people.dispatcher).post(f"coordination/{matter.uuid}/dispatch", given), 422, "bad_answers")


@pytest.mark.parametrize(
    ("who", "action", "status"),
    [
        ("street", "dispatch", 403),
        ("overseer", "dispatch", 403),
        ("committee", "dispatch", 404),
        ("lead", "dispatch", 404),
        ("stranger", "dispatch", 404),
        ("dispatcher", "sign", 409),
        ("dispatcher", "dispatch", 200),
    ],
)
def test_roles_and_actions(people: Cast, calling: Any, who: str, action: str, status: int) -> None:
    matter = registered(people)
    answers = {"lead": unit(LEAD).code} if action == "dispatch" else {}
    caller: Caller = calling(getattr(people, who))
    response = caller.post(f"coordination/{matter.uuid}/{action}", {"seen": matter.sequence, "answers": answers})
    assert response.status_code == status, response.content.decode()
    assert matter.events.count() == (2 if status == 200 else 1)


def test_who_may_not_open_is_refused(people: Cast, calling: Any) -> None:
    refused(calling(people.committee).post("coordination", opening()), 403, "forbidden")


def test_wrong_answers_are_named(people: Cast, calling: Any) -> None:
    problem = refused(
        calling(people.street).post("coordination", opening(urgency="very", place="", colour="red")),
        422,
        "bad_answers",
    )
    assert set(problem["errors"]) == {"urgency", "place", "colour"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": []},
        {"answers": {}, "files": "a"},
        {"answers": {}, "more": 1},
        {"answers": {}, "unit": "no such unit"},
        {"answers": {}, "unit": 7},
        {"answers": {}, "files": {"evidence": "a"}},
        {"answers": {}, "files": {"evidence": ["a"]}},
    ],
)
def test_what_is_no_request(people: Cast, calling: Any, wrong: dict[str, Any]) -> None:
    response = calling(people.street).post("coordination", wrong)
    assert response.status_code == 422
    assert response.json()["detail"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b'{"a": "\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_is_no_json(people: Cast, calling: Any, content: bytes, kind: str, status: int) -> None:
    caller: Caller = calling(people.street)
    headers = {"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": "k"}
    response = caller.client.post("/api/v1/coordination", content, kind, headers=headers)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


def test_files_are_looked_at_as_everywhere(people: Cast, calling: Any) -> None:
    caller = calling(people.lead)
    program = picture("现场.png")
    program.seek(0)
    program.truncate()
    program.write(b"MZ" + b"\x00" * 200)
    program.seek(0)
    response = caller.upload(program)
    assert response.status_code == 422
    assert response.json()["detail"]
    assert not Upload.objects.exists()


def test_a_file_belongs_to_who_sent_it(people: Cast, calling: Any) -> None:
    matter = handling(people)
    evidence = calling(people.street).upload(picture()).json()
    given = {"seen": matter.sequence, "answers": {"result": "已清理"}, "files": {"evidence": [evidence["id"]]}}
    refused(calling(people.lead).post(f"coordination/{matter.uuid}/report", given), 422, "no_such_upload")
