"""To-dos in the office system: a real server that fails at first gets each of them signed, and then that it is done."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.test import Client

from coordination_walk import LEAD, STREET, Cast, cast, dispatch, registered, seat
from fazhi.errors import FazhiError
from fazhi.faces.cli.outbox import command
from fazhi.kernel.clock import now, standing_at
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, Membership, Message, Notice
from fazhi.kernel.outbox import office
from fazhi.kernel.outbox.delivery import deliver, stuck
from fazhi.kernel.outbox.subscribers import unsubscribe

pytestmark = pytest.mark.usefixtures("platform")

SECRET, SITE = "与办公系统约定的密钥", "https://fazhi.example.org"


class OfficeSystem:
    """Keeps the newest version of each to-do, as a receiver should; refuses the first ``fails`` requests."""

    def __init__(self) -> None:
        self.fails = 0
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.todos: dict[str, dict[str, Any]] = {}
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                system.requests.append((dict(self.headers), body))
                if system.fails:
                    system.fails -= 1
                    self.send_response(503)
                else:
                    todo = json.loads(body)
                    if todo["version"] >= system.todos.get(todo["id"], {"version": 0})["version"]:
                        system.todos[todo["id"]] = todo
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_given: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/todos"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, account: str, status: str = "open") -> list[dict[str, Any]]:
        return [todo for todo in self.todos.values() if (todo["account"], todo["status"]) == (account, status)]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[OfficeSystem]:
    made = OfficeSystem()
    settings.CSRF_TRUSTED_ORIGINS = [SITE]
    monkeypatch.setenv("FAZHI_OFFICE_URL", made.url)
    monkeypatch.setenv("FAZHI_OFFICE_SECRET", SECRET)
    office.subscribe_all()
    yield made
    unsubscribe("kernel.office")
    unsubscribe("kernel.to_system_office")
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def people() -> Cast:
    return cast()


def test_a_todo_is_told_with_all_that_belongs_to_it(system: OfficeSystem, people: Cast) -> None:
    matter = registered(people)
    deliver()
    (todo,) = system.of(people.dispatcher.username)
    shown = {name: todo[name] for name in ("number", "type", "title", "state", "unit", "account", "version")}
    assert shown == {
        "number": matter.number,
        "type": "协同监管事项",
        "title": matter.title,
        "state": "待分拨",
        "unit": "行政执法协调监督科",
        "account": "fenbo",
        "version": 1,
    }
    assert todo["due"] == matter.deadlines.order_by("due")[0].due.isoformat()  # type: ignore[union-attr]
    assert todo["url"].startswith(f"{SITE}/workbench/matters/")
    client = Client()
    client.force_login(people.dispatcher)
    assert matter.number in client.get(todo["url"].removeprefix(SITE)).content.decode()


def test_it_is_told_when_it_is_done_and_whose_turn_it_is(system: OfficeSystem, people: Cast) -> None:
    matter = registered(people)
    deliver()
    dispatch(people, matter)
    deliver()
    (done,) = system.of(people.dispatcher.username, "done")
    assert done["done_at"]
    assert not system.of(people.dispatcher.username)
    (todo,) = system.of(people.lead.username)
    assert (todo["state"], todo["unit"]) == ("待签收", LEAD)
    sent = len(system.requests)
    deliver()
    assert len(system.requests) == sent


def test_the_same_todo_changes_where_the_matter_goes_on_in_one_hand(system: OfficeSystem, people: Cast) -> None:
    matter = registered(people)
    dispatch(people, matter)
    deliver()
    (before,) = system.of(people.lead.username)
    perform(matter, "sign", people.lead)
    deliver()
    (after,) = system.of(people.lead.username)
    assert after["id"] == before["id"]
    assert after["version"] > before["version"]
    assert after["state"] != before["state"]


def test_it_is_signed(system: OfficeSystem, people: Cast) -> None:
    registered(people)
    deliver()
    headers, body = system.requests[0]
    stamp, code = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["X-Fazhi-Signature"]).groups()  # type: ignore[union-attr]
    assert code == hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def test_it_may_be_signed_with_sm3(system: OfficeSystem, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_OFFICE_DIGEST", "SM3")
    registered(people)
    deliver()
    headers, body = system.requests[0]
    stamp, code = re.fullmatch(r"t=(\d+),sm3=([0-9a-f]{64})", headers["X-Fazhi-Signature"]).groups()  # type: ignore[union-attr]
    expected = HMAC(SECRET.encode(), SM3())
    expected.update(f"{stamp}.".encode() + body)
    expected.verify(bytes.fromhex(code))


def test_what_fails_is_tried_again_and_tells_what_is_true_by_then(system: OfficeSystem, people: Cast) -> None:
    system.fails = 1
    matter = registered(people)
    deliver()
    assert not system.todos
    (waiting,) = stuck()
    assert waiting.topic == "kernel.send.office"
    assert "HTTPError 503" in waiting.error
    assert waiting.due_at is not None
    assert waiting.due_at > now()
    dispatch(people, matter)
    deliver()
    assert system.of(people.dispatcher.username, "done")
    with standing_at(now() + dt.timedelta(hours=1)):
        deliver()
    assert not stuck()
    (done,) = system.of(people.dispatcher.username, "done")
    assert not system.of(people.dispatcher.username)
    assert done["version"] == 2


def test_people_are_told_in_the_platform_whatever_becomes_of_it(system: OfficeSystem, people: Cast) -> None:
    system.fails = 1000
    registered(people)
    deliver()
    assert Notice.objects.filter(user=people.dispatcher).exists()
    assert {message.topic for message in stuck()} == {"kernel.send.office"}
    assert all("notice" not in message.data for message in Message.objects.filter(topic="kernel.send.office"))


def test_of_a_confidential_matter_only_the_number_goes_out(system: OfficeSystem, people: Cast) -> None:
    matter = registered(people)
    Matter.objects.update(confidential=True)
    deliver()
    (todo,) = system.of(people.dispatcher.username)
    assert (todo["number"], todo["title"]) == (matter.number, "")


def test_all_is_told_once_where_it_is_switched_on_late_or_seats_change(system: OfficeSystem, people: Cast) -> None:
    registered(people)
    Message.objects.update(due_at=None)
    assert "有 1 条" in CliRunner().invoke(command, ["todos"]).output
    deliver()
    assert system.of(people.dispatcher.username)
    other = seat("fenbo2", "行政执法协调监督科", "dispatcher")
    Membership.objects.filter(user=people.dispatcher).delete()
    assert "有 2 条" in CliRunner().invoke(command, ["todos"]).output
    deliver()
    assert system.of(other.username)
    assert not system.of(people.dispatcher.username)
    assert "有 0 条" in CliRunner().invoke(command, ["todos"]).output


def test_nobody_else_is_given_a_todo(system: OfficeSystem, people: Cast) -> None:
    registered(people)
    deliver()
    assert {todo["account"] for todo in system.todos.values()} == {people.dispatcher.username}
    assert STREET not in {todo["unit"] for todo in system.todos.values()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"FAZHI_OFFICE_URL": "http://10.0.0.1/todos"},
        {"FAZHI_OFFICE_SECRET": ""},
        {"FAZHI_OFFICE_DIGEST": "md5"},
    ],
)
def test_wrong_settings_stop_the_start(monkeypatch: pytest.MonkeyPatch, settings: Any, wrong: dict[str, str]) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [SITE]
    right = {"FAZHI_OFFICE_URL": "https://office.example.org/todos", "FAZHI_OFFICE_SECRET": SECRET}
    for name, value in (right | wrong).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(FazhiError, match="FAZHI_OFFICE"):
        office.subscribe_all()


def test_the_address_of_the_pages_must_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_OFFICE_URL", "https://office.example.org/todos")
    monkeypatch.setenv("FAZHI_OFFICE_SECRET", SECRET)
    with pytest.raises(FazhiError, match="FAZHI_ORIGINS"):
        office.subscribe_all()
