"""Deadlines are reckoned again in the background: begun again where the worker died, never lost with the change."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from coordination_walk import Cast, cast, handling
from fazhi.kernel.jobs.reckoning import after_calendar
from fazhi.kernel.jobs.worker import run_one
from fazhi.kernel.matters import deadlines
from fazhi.kernel.models import Deadline, Job, Matter

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Cast:
    return cast()


def due(matter: Matter) -> dt.date:
    found = Deadline.objects.get(matter=matter, met_on__isnull=True, clock="time_to_handle").due
    assert found is not None
    return found


def test_a_job_that_is_begun_again_does_the_rest_and_counts_all(people: Cast) -> None:
    matters = [handling(people) for _n in range(3)]
    old = due(matters[0])
    reason = deadlines.enter_day(old, False, "市政府通知（演示）", by=people.overseer)
    job = after_calendar(people.overseer, reason)
    running = Deadline.objects.get(matter=matters[0], met_on__isnull=True, clock="time_to_handle")
    # As if the first worker had been killed behind the first of them.
    assert deadlines.reckon(running, deadlines.calendar(), reason=reason)
    assert run_one("w", threading.Event())
    [new] = {due(matter) for matter in matters}
    assert new > old
    job.refresh_from_db()
    assert (job.state, job.result["moved"]) == (Job.State.DONE, 3)
    assert [event.kind for event in matters[1].events.order_by("sequence")][-1] == "due_changed"
    assert not run_one("w", threading.Event())
    assert deadlines.recompute(reason) == []


def test_the_same_change_asked_for_twice_is_one_job(people: Cast) -> None:
    handling(people)
    assert after_calendar(people.overseer, "台风") == after_calendar(people.overseer, "台风")
    assert Job.objects.count() == 1
