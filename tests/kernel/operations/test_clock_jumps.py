"""A clock that ran ahead and was put right: nothing waits for the day on which it stood."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from coordination_walk import Cast, cast, dispatch, handling, registered
from fazhi.kernel.clock import now, standing_at
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import AccountSession, Message, Seal, User
from fazhi.kernel.operations.ticks import tick
from fazhi.kernel.outbox.delivery import deliver
from fazhi.kernel.outbox.subscribers import subscribe, unsubscribe
from fazhi.kernel.signing.sessions import STARTED
from fazhi.kernel.signing.store import SessionStore

AHEAD = dt.timedelta(days=40)


@pytest.fixture
def people(platform: None) -> Cast:
    return cast()


def test_what_was_posted_ahead_is_delivered_now_and_what_is_done_goes_on(people: Cast) -> None:
    matter = handling(people)
    with standing_at(now() + AHEAD):
        perform(matter, "progress", people.lead, {"note": "时钟快了四十天"})
        other = registered(people)
    assert deliver().done == Message.objects.count()
    assert not Message.objects.filter(due_at__isnull=False).exists()
    perform(matter, "progress", people.lead, {"note": "时钟已拨回"})
    dispatch(people, other)
    assert verify().damages == ()


def test_what_failed_ahead_is_tried_again_within_hours(people: Cast) -> None:
    wrong = [RuntimeError("down")]

    def sometimes(message: Message) -> None:
        if wrong:
            raise wrong[0]

    subscribe("test.sometimes", ("coordination.register",), sometimes)
    try:
        with standing_at(now() + AHEAD):
            registered(people)
            assert deliver().failed == 1
        wrong.clear()
        assert deliver().done == 1
    finally:
        unsubscribe("test.sometimes")


def test_seals_go_on(people: Cast) -> None:
    with standing_at(now() + AHEAD):
        registered(people)
        assert tick().sealed
    registered(people)
    assert tick().sealed
    assert Seal.objects.count() == 2
    assert verify().damages == ()


@pytest.mark.usefixtures("platform")
def test_a_session_begun_ahead_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    User.objects.create_user("wang", "王五", "a-Long-password-2020")
    client = Client()
    client.post("/workbench/sign-in/", {"username": "wang", "password": "a-Long-password-2020"})
    assert client.get("/workbench/account/").status_code == 200
    session = SessionStore(AccountSession.objects.get().session_key)
    session[STARTED] = time.time() + AHEAD.total_seconds()
    session.save()
    assert client.get("/workbench/account/").status_code == 302
