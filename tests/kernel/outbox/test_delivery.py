"""Messages reach every subscriber once, whatever fails, and people are told in the platform and by other channels."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail

from coordination_walk import Cast, cast, dispatch, dispatched, registered
from fazhi.errors import FazhiError
from fazhi.kernel.clock import day_text, now, standing_at
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Delivery, Matter, Message, Notice
from fazhi.kernel.outbox import channels
from fazhi.kernel.outbox.delivery import ATTEMPTS, deliver, retry, stuck
from fazhi.kernel.outbox.notices import mark_read, unread
from fazhi.kernel.outbox.subscribers import subscribe, unsubscribe


@pytest.fixture
def people(platform: None) -> Cast:
    return cast()


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What a subscriber of everything has heard."""
    topics: list[str] = []
    subscribe("test.heard", ("coordination.*",), lambda message: topics.append(message.topic))
    yield topics
    unsubscribe("test.heard")


def test_subscribers_hear_once_after_commit(people: Cast, heard: list[str]) -> None:
    dispatched(people)
    assert heard == []
    assert deliver().done == 2
    assert heard == ["coordination.register", "coordination.dispatch"]
    assert deliver().done == 0
    assert heard == ["coordination.register", "coordination.dispatch"]


def test_those_named_are_told_and_not_whoever_did_it(people: Cast) -> None:
    matter = dispatched(people)
    deliver()
    (notice,) = unread(people.lead)
    due = matter.deadlines.get(clock="signing").due
    assert due is not None
    until = f"（签收期限至 {day_text(due)}）"
    assert notice.text == f"{matter.number}：行政执法协调监督科办理了“分拨”{until}。{matter.title}"
    (other,) = unread(people.dispatcher)
    assert other.text.startswith(f"{matter.number}：桂园街道办理了“登记”")
    assert not unread(people.stranger).exists()
    assert mark_read(people.lead) == 1
    assert not unread(people.lead).exists()


def test_a_subscriber_that_fails_holds_up_nobody_and_is_tried_again(people: Cast, heard: list[str]) -> None:
    wrong: list[Exception] = [RuntimeError("down")]

    def sometimes(message: Message) -> None:
        Notice.objects.create(user=people.stranger, text="written", made_at=now())
        if wrong:
            raise wrong[0]

    subscribe("test.sometimes", ("coordination.register",), sometimes)
    try:
        registered(people)
        found = deliver()
        assert (found.done, found.failed) == (0, 1)
        assert heard == ["coordination.register"]
        (message,) = stuck()
        assert message.error == "test.sometimes: RuntimeError"
        assert message.due_at is not None
        assert message.due_at > now()
        assert not Notice.objects.filter(text="written").exists(), "what it wrote went with it"
        assert deliver().done == 0
        wrong.clear()
        with standing_at(now() + dt.timedelta(seconds=6)):
            assert deliver().done == 1
        assert heard == ["coordination.register"], "who had it does not hear it again"
        assert Notice.objects.filter(text="written").count() == 1
        assert stuck() == []
    finally:
        unsubscribe("test.sometimes")


def test_after_many_attempts_it_waits_for_somebody(people: Cast) -> None:
    def never(message: Message) -> None:
        raise ValueError("no")

    subscribe("test.never", ("coordination.register",), never)
    try:
        registered(people)
        moment = now()
        for _attempt in range(ATTEMPTS):
            moment += dt.timedelta(hours=7)
            with standing_at(moment):
                assert deliver().failed == 1
        with standing_at(moment + dt.timedelta(days=30)):
            assert deliver().failed == 0
            assert retry(stuck()) == 1
            assert deliver().failed == 1
    finally:
        unsubscribe("test.never")


def test_of_a_confidential_matter_only_the_number_is_told(people: Cast) -> None:
    matter = dispatched(people)
    Matter.objects.filter(pk=matter.pk).update(confidential=True)
    deliver()
    (notice,) = unread(people.lead)
    assert matter.number in notice.text
    assert matter.title not in notice.text


def test_a_name_belongs_to_one_subscriber() -> None:
    with pytest.raises(ValueError, match=r"kernel\.notices"):
        subscribe("kernel.notices", ("*",), lambda message: None)


def test_notices_go_out_by_mail(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_CHANNELS", "fazhi.kernel.outbox.channels.Email")
    channels.subscribe_all()
    try:
        people.lead.email = "zhuban@example.invalid"
        people.lead.save()
        dispatched(people)
        deliver()
    finally:
        unsubscribe("kernel.to_email")
    (sent,) = mail.outbox
    assert sent.to == ["zhuban@example.invalid"]
    assert Delivery.objects.filter(subscriber="kernel.to_email", message__data__notice=unread(people.lead)[0].pk)
    assert "办理了“分拨”" in sent.body


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A web server that keeps what is posted to it."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()


def test_a_web_hook_is_signed(
    people: Cast, monkeypatch: pytest.MonkeyPatch, receiver: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    url, got = receiver
    monkeypatch.setenv("FAZHI_CHANNELS", "fazhi.kernel.outbox.channels.WebHook")
    monkeypatch.setenv("FAZHI_WEBHOOK_URL", url)
    monkeypatch.setenv("FAZHI_WEBHOOK_SECRET", "s3cret")
    channels.subscribe_all()
    try:
        matter = dispatched(people)
        deliver()
    finally:
        unsubscribe("kernel.to_webhook")
    headers, body = next(each for each in got if json.loads(each[1])["user"] == people.lead.username)
    stamp, signature = (part.split("=")[1] for part in headers["X-Fazhi-Signature"].split(","))
    assert signature == hmac.new(b"s3cret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert json.loads(body)["matter"] == str(matter.uuid)


def test_each_sending_is_tried_again_by_itself(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(self: channels.Email, notice: Notice) -> None:
        raise ConnectionRefusedError

    monkeypatch.setenv("FAZHI_CHANNELS", "fazhi.kernel.outbox.channels.Email")
    monkeypatch.setattr(channels.Email, "send", down)
    channels.subscribe_all()
    try:
        dispatched(people)
        deliver()
        assert unread(people.lead).exists(), "what stands in the platform does not wait for it"
        assert {message.topic for message in stuck()} == {"kernel.send.email"}
        assert len(stuck()) == Notice.objects.count()
    finally:
        unsubscribe("kernel.to_email")


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1.example.invalid/", "http://10.0.0.1/", "ftp://localhost/", "https:///hook", ""]
)
def test_a_web_hook_goes_to_https_or_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("FAZHI_WEBHOOK_URL", url)
    monkeypatch.setenv("FAZHI_WEBHOOK_SECRET", "s3cret")
    with pytest.raises(FazhiError) as caught:
        channels.WebHook().send(Notice(text="x"))
    assert caught.value.code == "bad_webhook"


def test_a_channel_that_does_not_exist_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_CHANNELS", "nowhere.Sms")
    with pytest.raises(FazhiError, match=r"nowhere\.Sms"):
        channels.subscribe_all()


# Loads the platform once and makes a worker of itself for each line that it reads, so that many can be killed. Waits
# for none of them, so that no other process is given the number of one that is dead.
NURSERY = """
import os, sys
from fazhi.kernel.start import load
load()
from fazhi.kernel.operations.worker import run
for _line in iter(sys.stdin.readline, ""):
    worker = os.fork()
    if worker == 0:
        run(tick_every=0.05)
        os._exit(0)
    print(worker, flush=True)
"""


@pytest.mark.usefixtures("fresh_platform")
def test_workers_killed_at_any_moment_lose_and_repeat_nothing() -> None:
    people, rng = cast(), random.Random(1)
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for _kills in range(100 if os.environ.get("FAZHI_LONG_TESTS") else 8):
            print("\n", file=nursery.stdin, flush=True)
            workers = [int(nursery.stdout.readline()) for _worker in range(2)]
            for matter in [registered(people) for _matter in range(3)]:
                dispatch(people, matter)
                perform(matter, "sign", people.lead)
            for pid in workers:
                time.sleep(rng.uniform(0, 0.2))
                os.kill(pid, signal.SIGKILL)
        nursery.stdin.close()
    end = time.monotonic() + 30
    # What the last one had locked is free as soon as the server has noticed that it is gone.
    while Message.objects.filter(due_at__isnull=False).exists():
        assert time.monotonic() < end
        deliver()
    assert not Message.objects.exclude(deliveries__subscriber="kernel.notices").exists()
    told = Notice.objects.filter(user=people.lead, text__contains="办理了“分拨”").count()
    assert told == Message.objects.filter(topic="coordination.dispatch").count()
    assert verify().damages == ()
