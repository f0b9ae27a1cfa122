"""Hooks: a real server gets what its owner may know, signed, again where it failed, and only where it is allowed."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import LazySettings

from api_calls import refused
from coordination_walk import Cast, dispatch, registered
from fazhi.faces.api import hooks
from fazhi.faces.api.models import Hook
from fazhi.kernel.outbox.delivery import deliver, retry, stuck
from fazhi.kernel.outbox.subscribers import unsubscribe

pytestmark = pytest.mark.usefixtures("platform")


class Receiver:
    """Keeps what it is sent; refuses the first ``fails`` requests."""

    def __init__(self) -> None:
        self.fails = 0
        self.requests: list[tuple[str, bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.headers["X-Fazhi-Signature"], body))
                receiver.fails -= 1
                self.send_response(503 if receiver.fails >= 0 else 204)
                self.end_headers()

            def log_message(self, *_given: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/events"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _signature, body in self.requests]


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    settings.HOOK_HOSTS = {"127.0.0.1"}
    made = Receiver()
    hooks.subscribe_all()
    yield made
    unsubscribe("api.hooks")
    unsubscribe("kernel.to_system_hooks")
    made.server.shutdown()


def test_what_happens_is_sent_signed_and_says_no_more_than_it_must(
    people: Cast, calling: Any, receiver: Receiver
) -> None:
    caller = calling(people.overseer)
    made = caller.post("hooks", {"url": receiver.url, "topics": ["coordination.dispatch"]})
    assert made.status_code == 201, made.content.decode()
    secret = made.json()["secret"]
    matter = registered(people)
    dispatch(people, matter)
    deliver()
    ((signature, body),) = receiver.requests
    stamp, code = (part.partition("=")[2] for part in signature.split(","))
    assert code == hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["topic"], told["matter"], told["sequence"]) == ("coordination.dispatch", str(matter.uuid), 2)
    assert caller.get(told["href"]).status_code == 200
    assert matter.title not in body.decode()
    (listed,) = caller.get("hooks").json()
    assert listed["last_sent_at"] is not None
    assert listed["secret"] is None
    assert secret.encode() not in bytes(Hook.objects.get().secret)


def test_nobody_is_told_of_what_they_may_not_see(people: Cast, calling: Any, receiver: Receiver) -> None:
    calling(people.stranger).post("hooks", {"url": receiver.url, "topics": ["*"]})
    registered(people)
    deliver()
    assert receiver.requests == []


def test_what_failed_is_sent_again(people: Cast, calling: Any, receiver: Receiver) -> None:
    calling(people.overseer).post("hooks", {"url": receiver.url, "topics": ["*"]})
    receiver.fails = 1
    matter = registered(people)
    deliver()
    retry(stuck())
    deliver()
    first, second = receiver.told
    assert first == second
    assert second["matter"] == str(matter.uuid)
    assert not stuck()


def test_an_ended_hook_is_silent(people: Cast, calling: Any, receiver: Receiver) -> None:
    caller = calling(people.overseer)
    key = caller.post("hooks", {"url": receiver.url, "topics": ["*"]}).json()["id"]
    refused(calling(people.street).delete(f"hooks/{key}"), 404, "not_found")
    assert caller.delete(f"hooks/{key}").status_code == 204
    registered(people)
    deliver()
    assert receiver.requests == []
    assert caller.get("hooks").json() == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://elsewhere.example/events", "host_not_allowed"),
        ("http://169.254.169.254/latest", "host_not_allowed"),
        ("ftp://127.0.0.1/events", "bad_webhook"),
        ("https://127.0.0.1@elsewhere.example/", "host_not_allowed"),
        ("http://[::1", "host_not_allowed"),
    ],
)
def test_only_addresses_that_the_operator_allows(
    people: Cast, calling: Any, receiver: Receiver, url: str, code: str
) -> None:
    refused(calling(people.overseer).post("hooks", {"url": url, "topics": ["*"]}), 422, code)
