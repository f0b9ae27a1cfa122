"""The worker of long jobs: one at a time, beside the worker of the outbox, so that an import delays no notice.

It may be killed at any moment, and several may run. A thread with a connection of its own says that it is alive;
a job whose worker has been silent for ``lease`` seconds is taken up again, three times at most.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import Error, close_old_connections, connection, transaction
from django.db.models import F, Q

from fazhi.errors import FazhiError
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import now
from fazhi.kernel.jobs import files
from fazhi.kernel.jobs.asking import CHANNEL, tell_ended
from fazhi.kernel.jobs.kinds import find as kind_of
from fazhi.kernel.jobs.running import CalledOff, Lost, Running, Stopping
from fazhi.kernel.models import Job
from fazhi.kernel.operations.worker import stopped_by_signal
from fazhi.kernel.outbox.failures import database_gone, kind, place

LEASE = 30.0
"""Seconds of silence after which a worker counts as dead."""

ATTEMPTS = 3
"""How often a job is begun whose worker dies of it."""

_LOOK_EVERY = 3.0
_NAP, _LONGEST_NAP = 1.0, 30.0

log = logging.getLogger(__name__)


def run(stop: threading.Event | None = None, *, lease: float = LEASE) -> None:
    """Work until ``stop`` is set or the process gets SIGTERM or SIGINT. A database that is away is waited for."""
    stopping = stop or stopped_by_signal()
    limit_memory()
    name = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    nap = _NAP
    log.info("jobs worker started name=%s", name)
    while not stopping.is_set():
        try:
            close_old_connections()
            _listen()
            if not run_one(name, stopping, lease=lease):
                _wait(stopping)
            nap = _NAP
        except (Error, psycopg.Error) as error:
            log.warning("database away error=%s at=%s retry_in=%.0f", kind(error), place(error), nap)
            connection.close()
            stopping.wait(nap)
            nap = min(nap * 2, _LONGEST_NAP)
    connection.close()
    log.info("jobs worker stopped name=%s", name)


def run_one(name: str, stopping: threading.Event, *, lease: float = LEASE) -> bool:
    """Take up the next job and do it; False where none waits. Raises the database's errors where it is away."""
    job = _take(name, lease)
    if job is None:
        return False
    running = Running(job, name, stopping)
    with _beating(running, name, lease):
        _do(running, name)
    return True


def _take(name: str, lease: float) -> Job | None:
    """The next job, in this worker's hand. One that killed its workers too often is given up instead."""
    while True:
        with transaction.atomic():
            silent = Q(state=Job.State.RUNNING, beat_at__lt=now() - dt.timedelta(seconds=lease))
            job = (
                Job.objects.select_for_update(skip_locked=True)
                .filter(Q(state=Job.State.WAITING) | silent)
                .order_by("id")
                .first()
            )
            if job is None:
                return None
            if job.stop_asked:
                _end(job, Job.State.CANCELLED)
            elif job.attempts >= ATTEMPTS:
                _end(job, Job.State.FAILED, _gave_up(job))
            else:
                job.state, job.worker, job.beat_at = Job.State.RUNNING, name, now()
                job.attempts += 1
                job.started_at = job.started_at or now()
                job.done = job.total = 0
                job.words = ""
                job.save()
                return job


def _do(running: Running, name: str) -> None:
    found = kind_of(running.job.kind)
    try:
        if found is None:
            raise FazhiError(_("平台里已没有这种任务。请重新发起。"))
        found.work(running)
    except Lost:
        log.info("job %s was taken up by another worker", running.job.pk)
    except CalledOff:
        _close(running, name, Job.State.CANCELLED)
    except Stopping:
        # Not counted: it was not the job that ended the worker.
        mine = Job.objects.filter(pk=running.job.pk, worker=name, state=Job.State.RUNNING)
        mine.update(state=Job.State.WAITING, worker="", attempts=F("attempts") - 1)
    except FazhiError as error:
        _close(running, name, Job.State.FAILED, str(error))
    except MemoryError:
        _close(running, name, Job.State.FAILED, _no_memory(running.job))
    except Exception as error:
        if database_gone():
            raise
        log.warning("job %s failed error=%s at=%s", running.job.pk, kind(error), place(error))
        _close(running, name, Job.State.FAILED, _defect(running.job))
    finally:
        running.clear()


def _close(running: Running, name: str, state: Job.State, error: str = "") -> None:
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=running.job.pk)
        if job.worker == name and job.state == Job.State.RUNNING:
            _end(job, state, error)
    files.drop_drafts(running.job)


def _end(job: Job, state: Job.State, error: str = "") -> None:
    job.state, job.error, job.ended_at, job.words = state, error[:500], now(), ""
    job.save()
    if state == Job.State.FAILED:
        tell_ended(job)


def _gave_up(job: Job) -> str:
    with in_chinese():
        return _(
            "处理时程序接连 {n} 次意外中止，不再重试。{kept}多半是文件太大或者已损坏：请拆成几个文件，"
            "或用 Excel 打开另存一次，再试；仍不行，请联系系统管理员。"
        ).format(n=ATTEMPTS, kept=_kept(job))


def _no_memory(job: Job) -> str:
    with in_chinese():
        return _("内存不够，没有做完。{kept}请把文件拆小，或缩小导出的范围，再试。").format(kept=_kept(job))


def _defect(job: Job) -> str:
    with in_chinese():
        return _("程序出错，没有做完。{kept}请把任务号 {number} 告诉系统管理员。").format(
            kept=_kept(job), number=job.pk
        )


def _kept(job: Job) -> str:
    """What stays of a job that came to nothing: of one that works in parts, its parts."""
    return _("已写入的部分留着，没有丢。") if job.result else _("数据没有任何改动。")


@contextmanager
def _beating(running: Running, name: str, lease: float) -> Iterator[None]:
    """Say from a thread that this worker is alive, and hear whether the job is called off or has gone to another."""
    over = threading.Event()

    def beat() -> None:
        mine = Job.objects.filter(pk=running.job.pk, worker=name, state=Job.State.RUNNING)
        while not over.wait(min(1.0, lease / 6)):
            try:
                if not mine.update(beat_at=now()):
                    running.lost.set()
                    break
                if mine.filter(stop_asked=True).exists():
                    running.called_off.set()
            except (Error, psycopg.Error):
                # The work itself meets the same trouble; until then silence is the right answer.
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, name=f"beat_{running.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def limit_memory() -> None:
    """Let this process take no more than ``FAZHI_JOBS_MEMORY`` MiB (4096): rather a job fails than the machine."""
    try:
        import resource
    except ImportError:  # a system without limits
        return
    wanted = int(os.environ.get("FAZHI_JOBS_MEMORY", "4096")) << 20
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")


def _wait(stopping: threading.Event) -> None:
    """Until a job is asked for, some seconds have passed, or (looked at twice a second) it is time to stop."""
    for _turn in range(int(_LOOK_EVERY * 2)):
        if stopping.is_set() or list(connection.connection.notifies(timeout=0.5, stop_after=1)):
            return
