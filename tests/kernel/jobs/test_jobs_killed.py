"""Real worker processes killed outright at any moment: nothing is stored twice, by half, or lost; and two of them."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest
from django.db import connection

from fazhi.kernel.clock import now
from fazhi.kernel.jobs import imports
from fazhi.kernel.jobs.asking import cancel
from fazhi.kernel.jobs.worker import ATTEMPTS
from fazhi.kernel.models import Job
from fazhi.kernel.outbox.delivery import deliver
from jobs_cast import office, training, upload

pytestmark = pytest.mark.usefixtures("fresh_platform")

ROWS = 1200
KILLS = 10 if os.environ.get("FAZHI_LONG_TESTS") else 3
_SOURCE = Path(__file__).parents[3] / "src"
_WORKER = """
import os, signal, sys
from fazhi.kernel.start import load
load()
from fazhi.kernel.jobs import kinds
from fazhi.kernel.jobs.worker import run
import pyarrow.csv, python_calamine, xlsxwriter
from fazhi.figures.catalogue import installed
from fazhi.figures.engine import loaded_schema
loaded_schema(installed().ledgers["mediation_trainings"])

def slow(running):
    import time
    for step in range(600):
        running.say("慢", step, 600)
        time.sleep(0.1)
    running.finish()

kinds.register("slow", slow)
# One process that has everything loaded, and a worker forked off for each line: killed and begun anew in no time.
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("up", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        run(lease=1.5)
        os._exit(0)
    print(pid, flush=True)
"""


@pytest.fixture
def start() -> Iterator[Callable[[], psutil.Process]]:
    """Starts a worker in a process of its own that takes others for dead after 1.5 seconds."""
    made: list[psutil.Process] = []
    loaded = subprocess.Popen(
        [sys.executable, "-c", _WORKER],
        env=os.environ | {"PYTHONPATH": str(_SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert loaded.stdin is not None
    assert loaded.stdout is not None
    assert loaded.stdout.readline() == "up\n"

    def begin() -> psutil.Process:
        assert loaded.stdin is not None
        assert loaded.stdout is not None
        loaded.stdin.write("\n")
        loaded.stdin.flush()
        made.append(psutil.Process(int(loaded.stdout.readline())))
        return made[-1]

    yield begin
    for process in made:
        with suppress(psutil.NoSuchProcess):
            process.kill()
            process.wait(20)
    loaded.stdin.close()
    loaded.wait(20)
    loaded.stdout.close()


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def ended(job: Job) -> bool:
    job.refresh_from_db()
    return not job.unfinished


def count() -> tuple[int, int]:
    """Rows in the ledger, and loads in its history."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), (SELECT count(*) FROM load_history) FROM ledger_mediation_trainings")
        rows, loads = cursor.fetchone()
    return rows, loads


def _in_hand(job: Job) -> bool:
    """Whether a living worker has the job, or it has ended."""
    return ended(job) or (job.beat_at is not None and job.beat_at > now() - dt.timedelta(days=1))


def test_killed_workers_store_all_or_nothing(tmp_path: Path, start: Callable[[], psutil.Process]) -> None:
    people, chance = office(), random.Random(20)
    worker, kills, imported = start(), 0, 0
    while kills < KILLS:
        rows = [training(f"{imported}-{number}") for number in range(ROWS)]
        one = imports.begin(people.statistician, [upload(rows, tmp_path)])
        check = Job.objects.get(kind=imports.CHECK, data__import=one.pk)
        until(partial(ended, check))
        assert check.started_at is not None
        assert check.ended_at is not None
        took = (check.ended_at - check.started_at).total_seconds()
        one.refresh_from_db()
        before, checked_by = count(), worker.pid
        job = imports.confirm(one, seen=one.seen, whole=False)
        while not ended(job) and kills < KILLS:
            until(partial(_in_hand, job))
            # Who has just made the check has everything at hand and is quick; a new worker takes as long as that.
            time.sleep(chance.uniform(0, 0.3 if worker.pid == checked_by else took))
            worker.kill()
            worker.wait(20)
            kills += not ended(job)
            assert count() in (before, (before[0] + ROWS, before[1] + 1))
            # So many deaths are the test's doing, not the job's; and nobody has it in hand now.
            Job.objects.filter(pk=job.pk).update(attempts=0, beat_at=now() - dt.timedelta(days=2))
            worker = start()
        until(partial(ended, job))
        imported += 1
        assert (job.state, count()) == (Job.State.DONE, (ROWS * imported, imported))
    deliver()
    assert people.statistician.notices.filter(text__startswith="“导入台账").count() == imported


def test_a_job_that_kills_every_worker_is_given_up_in_words(start: Callable[[], psutil.Process]) -> None:
    people = office()
    job = Job.objects.create(owner=people.handler, kind="slow", title="慢", made_at=now())
    for attempt in range(1, ATTEMPTS + 1):
        worker = start()
        until(Job.objects.filter(pk=job.pk, attempts=attempt).exists)
        worker.kill()
        worker.wait(20)
    start()
    until(lambda: ended(job))
    assert job.state == Job.State.FAILED
    assert "意外中止" in job.error


def test_two_workers_share_the_work_and_a_call_off_reaches_the_one_that_runs(
    start: Callable[[], psutil.Process],
) -> None:
    people = office()
    jobs = [Job.objects.create(owner=people.handler, kind="slow", title=f"慢{n}", made_at=now()) for n in range(2)]
    start(), start()
    until(lambda: Job.objects.filter(state=Job.State.RUNNING).count() == 2)
    assert Job.objects.values("worker").distinct().count() == 2
    for job in jobs:
        job.refresh_from_db()
        cancel(people.handler, job.uuid)
    until(lambda: all(ended(job) for job in jobs))
    assert {job.state for job in jobs} == {Job.State.CANCELLED}


def test_a_worker_that_is_told_to_stop_puts_its_job_back_and_another_goes_on(
    start: Callable[[], psutil.Process],
) -> None:
    people = office()
    job = Job.objects.create(owner=people.handler, kind="slow", title="慢", made_at=now())
    worker = start()
    until(lambda: Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).exists())
    worker.terminate()
    worker.wait(20)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    start()
    until(lambda: Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).exists())
