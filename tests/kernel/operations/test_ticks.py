"""What time brings: reminders at their marks, evaluation closed when time is up, seals, a missing calendar."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from django.db import connection
from django.db.models import QuerySet

from coordination_walk import Cast, cast, dispatch, handling, registered, scoring
from fazhi.domains.coordination.procedure import Coordination
from fazhi.kernel.clock import standing_at
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.matters.step import Step
from fazhi.kernel.models import Delivery, Message, Seal
from fazhi.kernel.operations import worker
from fazhi.kernel.operations.ticks import tick
from fazhi.kernel.outbox import channels
from fazhi.kernel.outbox.delivery import deliver
from fazhi.kernel.outbox.notices import unread
from fazhi.kernel.outbox.subscribers import unsubscribe

D = dt.date


@pytest.fixture
def people(platform: None) -> Cast:
    return cast()


def test_each_mark_reminds_those_it_names_once(people: Cast) -> None:
    with standing_at(D(2020, 6, 1)):
        matter = handling(people)
    with standing_at(D(2020, 6, 10)):
        assert tick().reminded == 0
    with standing_at(D(2020, 6, 11)):
        assert tick().reminded == 1
        assert tick().reminded == 0
        deliver()
    assert "办理期限已过 50%，2020年6月22日到期" in unread(people.lead)[0].text
    assert not unread(people.overseer).exists()
    with standing_at(D(2020, 6, 23)):
        # 80 per cent have passed and the last day is over: one reminder says it.
        assert tick().reminded == 1
        deliver()
    (notice,) = unread(people.overseer)
    assert "办理期限已于2020年6月22日届满，现已超期" in notice.text
    assert notice.urgent
    assert unread(people.lead_head).count() == 1
    assert [event.data["percent"] for event in matter.events.filter(kind="reminded")] == [50, 100]


def test_what_is_done_in_time_is_not_reminded_of(people: Cast) -> None:
    with standing_at(D(2020, 6, 1)):
        matter = registered(people)
        dispatch(people, matter)
    with standing_at(D(2020, 6, 2)):
        perform(matter, "sign", people.lead)
        assert tick().reminded == 0


def test_the_platform_closes_the_evaluation_when_its_time_is_up(people: Cast) -> None:
    with standing_at(D(2020, 6, 1)):
        matter = scoring(people)
    due = matter.deadlines.get(clock="time_to_score").due
    assert due == D(2020, 6, 15)
    with standing_at(due):
        assert tick().moved == 0, "the last day is theirs"
    with standing_at(due + dt.timedelta(days=1)):
        assert tick().moved == 1
        assert tick().moved == 0
    matter.refresh_from_db()
    event = matter.events.latest("sequence")
    assert (matter.state, event.kind, event.actor) == ("closed", "time_is_up", None)


def test_seals_are_made_once_an_hour(people: Cast) -> None:
    moment = dt.datetime(2020, 6, 1, 1, tzinfo=dt.UTC)
    with standing_at(moment):
        registered(people)
        assert tick().sealed
        registered(people)
        assert not tick().sealed
    with standing_at(moment + dt.timedelta(minutes=61)):
        assert tick().sealed
    assert Seal.objects.count() == 2
    assert verify().damages == ()


def test_a_calendar_that_is_not_announced_is_an_alarm_in_november(people: Cast) -> None:
    with standing_at(D(2030, 10, 31)):
        assert tick().calendar_missing is None
    with standing_at(D(2030, 11, 1)):
        assert tick().calendar_missing == 2031
        tick()
        deliver()
    (notice,) = unread(people.overseer)
    assert "2031年的放假日历还没有录入" in notice.text
    assert not unread(people.lead).exists()


def test_a_matter_that_somebody_else_has_locked_is_left_for_the_next_tick(fresh_platform: str) -> None:
    people = cast()
    with standing_at(D(2020, 6, 1)):
        matter = handling(people)
    with standing_at(D(2020, 6, 11)):
        with psycopg.connect(fresh_platform) as other:
            other.execute("SELECT FROM kernel_matter WHERE id = %s FOR UPDATE", [matter.pk])
            assert tick().reminded == 0
        assert tick().reminded == 1


def test_one_matter_that_fails_holds_up_no_other(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with standing_at(D(2020, 6, 1)):
        broken, sound = scoring(people), scoring(people)
    usual = Coordination.time_is_up.does
    assert usual is not None

    def sometimes(step: Step) -> None:
        if step.matter.pk == broken.pk:
            raise KeyError
        usual(step)

    monkeypatch.setattr(Coordination.time_is_up, "does", sometimes)
    with standing_at(D(2020, 6, 16)):
        done = tick()
        assert (done.moved, done.failed) == (1, 1)
        monkeypatch.undo()
        assert tick().moved == 1
    for matter in (broken, sound):
        matter.refresh_from_db()
        assert matter.state == "closed"


@pytest.mark.usefixtures("fresh_platform")
def test_a_worker_wakes_when_something_is_posted_and_stops_when_told() -> None:
    people, stop = cast(), threading.Event()

    def work() -> None:
        worker.run(stop)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        registered(people)
        end = time.monotonic() + 20
        while time.monotonic() < end and Message.objects.filter(due_at__isnull=False).exists():
            time.sleep(0.05)
        assert not Message.objects.filter(due_at__isnull=False).exists()
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


@pytest.mark.usefixtures("fresh_platform")
def test_a_channel_that_does_not_answer_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    people, stop, answered = cast(), threading.Event(), threading.Event()
    monkeypatch.setenv("FAZHI_CHANNELS", "fazhi.kernel.outbox.channels.Email")
    monkeypatch.setattr(channels.Email, "send", lambda self, notice: answered.wait(30))
    channels.subscribe_all()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        registered(people)
        _until_delivered(Message.objects.exclude(topic="kernel.send.email"))
        assert Message.objects.filter(topic="kernel.send.email", due_at__isnull=False).exists()
        answered.set()
        _until_delivered(Message.objects.all())
        assert Delivery.objects.filter(subscriber="kernel.to_email").exists()
    finally:
        answered.set()
        stop.set()
        thread.join(10)
        unsubscribe("kernel.to_email")
    assert not thread.is_alive()


def _until_delivered(messages: QuerySet[Message]) -> None:
    end = time.monotonic() + 20
    while messages.filter(due_at__isnull=False).exists() or not messages.exists():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.usefixtures("fresh_platform")
def test_a_worker_survives_a_database_that_goes_away(fresh_platform: str) -> None:
    people = cast()
    process = subprocess.Popen(
        [sys.executable, "-m", "fazhi", "worker"], stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        registered(people)
        _wait_for_delivery(process)
        with psycopg.connect(fresh_platform, autocommit=True) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                [connection.connection.info.backend_pid],
            )
        registered(people)
        _wait_for_delivery(process)
    finally:
        process.terminate()
        process.wait(20)
    assert process.returncode == 0


def _wait_for_delivery(process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 30
    while Message.objects.filter(due_at__isnull=False).exists():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.1)
