"""The worker that writes old disputes is killed outright, at any moment: another goes on, nothing is lost or twice."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coordination_walk import seat
from fazhi.domains.mediation.past import LEDGER
from fazhi.kernel.clock import now
from fazhi.kernel.events.sealing import seal, verify
from fazhi.kernel.jobs import imports
from fazhi.kernel.models import Job, Matter, Party
from jobs_cast import upload
from mediation_walk import COMMITTEE, cast, identity

pytestmark = pytest.mark.usefixtures("fresh_platform")

ROWS = 600
KILLS = 8 if os.environ.get("FAZHI_LONG_TESTS") else 3
_SOURCE = Path(__file__).parents[3] / "src"
# Small batches, so that there are many moments between them.
_WORKER = """
from fazhi.kernel.start import load
load()
from fazhi.kernel.jobs import past
from fazhi.kernel.jobs.worker import run
from fazhi.kernel.parties.documents import fictitious_numbers
past.BATCH = 40
with fictitious_numbers():
    print("up", flush=True)
    run(lease=1.0)
"""


def worker() -> subprocess.Popen[str]:
    made = subprocess.Popen(
        [sys.executable, "-c", _WORKER],
        env=os.environ | {"PYTHONPATH": str(_SOURCE)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "up\n"
    return made


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(20)
    assert process.stdout is not None
    process.stdout.close()


def wait(job: Job, *, more_than: int = -1) -> bool:
    """Until the job has ended, or more matters are there than that; whether it has ended."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        job.refresh_from_db()
        if not job.unfinished or (more_than >= 0 and Matter.objects.count() > more_than):
            return not job.unfinished
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


def test_killed_between_and_within_batches(tmp_path: Path) -> None:
    cast()
    chance = random.Random(3)
    rows = [
        {
            "number": f"罗调〔2017〕{n}号",
            "organization": COMMITTEE,
            "category": "邻里",
            "applicant": "王演示",
            # Every person comes twice.
            "applicant_number": identity(order=1 + n // 2),
            "respondent": "李演示",
            "accepted_on": dt.date(2017, 5, 2),
            "concluded_on": dt.date(2017, 5, 9),
            "result": "调解成功",
            "facts": "楼上漏水。",
        }
        for n in range(1, ROWS + 1)
    ]
    file = upload(rows, tmp_path, ledger=LEDGER)
    one = imports.begin(seat("tongji", "办公室", "statistician"), [file], LEDGER.name)
    process = worker()
    try:
        wait(Job.objects.get(kind=imports.CHECK, data__import=one.pk))
        one.refresh_from_db()
        job, kills, written = imports.confirm(one, seen=one.seen, whole=False), 0, 0
        while kills < KILLS and not wait(job, more_than=written):
            time.sleep(chance.uniform(0, 0.1))
            kill(process)
            kills += 1
            there = Matter.objects.count()
            assert there >= written
            written = there
            # So many deaths are the test's doing, not the job's; and nobody has it in hand now.
            Job.objects.filter(pk=job.pk).update(attempts=0, beat_at=now() - dt.timedelta(days=2))
            process = worker()
        assert kills
        assert wait(job)
    finally:
        kill(process)
    assert (job.state, job.result["added"], job.result["there"]) == (Job.State.DONE, ROWS, 0)
    assert Matter.objects.count() == ROWS
    assert Party.objects.exclude(id_number=b"").count() == len({row["applicant_number"] for row in rows})
    seal()
    assert not verify().damages
