"""What a job that runs is given: its data, a way to say how far it is, and the one way to end.

A job may be taken up by another worker when its own falls silent, and the first may wake afterwards. So what a job
brings about is brought about in :meth:`Running.finish`: one transaction that ends by making sure, under a lock, that
the job is still in this worker's hand, and in which the job is done. Killed before its end, nothing has happened; what
is too long for one transaction is brought about in parts (:meth:`Running.part`), each of which stays.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from fazhi.kernel.clock import now
from fazhi.kernel.jobs import files
from fazhi.kernel.jobs.asking import tell_ended
from fazhi.kernel.models import Job, User

_SAID_EVERY = 0.4
"""Seconds between two writings of how far it is."""


class CalledOff(Exception):
    """The owner has called the job off."""


class Lost(Exception):
    """Another worker has taken the job up; nothing of it may be written here any more."""


class Stopping(Exception):
    """The worker is told to stop; the job goes back into the queue."""


class Running:
    """One job in the hand of one worker. ``owner`` is read anew, so that what they may see is what they may see now."""

    def __init__(self, job: Job, worker: str, stopping: threading.Event) -> None:
        self.job = job
        self.data: dict[str, Any] = dict(job.data)
        self.owner = User.objects.get(pk=job.owner_id)
        self.called_off = threading.Event()
        self.lost = threading.Event()
        self._worker = worker
        self._stopping = stopping
        self._said = 0.0

    def say(self, words: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is: ``done`` of ``total``, 0 where it is not known. Called often, also to hear of an end.

        Raises :class:`CalledOff`, :class:`Lost` and :class:`Stopping`, which no work catches.
        """
        self._hear()
        if time.monotonic() - self._said < _SAID_EVERY and done != total:
            return
        self._said = time.monotonic()
        if not self._mine().update(words=words[:200], done=done, total=total, beat_at=now()):
            raise Lost

    def _hear(self) -> None:
        if self.lost.is_set():
            raise Lost
        if self.called_off.is_set():
            raise CalledOff
        if self._stopping.is_set():
            raise Stopping

    def draft(self) -> Path:
        """Where a result is written: a file of this attempt alone."""
        return files.folder_of_job(self.job) / f".{self.job.attempts}.part"

    @property
    def so_far(self) -> dict[str, Any]:
        """What its parts have brought about, also those of an attempt that was cut off."""
        return dict(self.job.result)

    def part(self, effect: Callable[[], dict[str, Any]]) -> None:
        """Bring about a part that stays whatever comes after, and keep what ``effect`` says of it as :attr:`so_far`.

        Raises :class:`Lost` and :class:`CalledOff`, with nothing of this part done.
        """
        self._hear()
        with transaction.atomic():
            result = effect()
            job = self._mine().select_for_update().first()
            if job is None:
                raise Lost
            if job.stop_asked:
                raise CalledOff
            job.result = result
            job.save(update_fields=["result"])
        self.job.result = result

    def finish(
        self,
        result: dict[str, Any] | None = None,
        *,
        file: Path | None = None,
        name: str = "",
        effect: Callable[[], dict[str, Any] | None] | None = None,
    ) -> None:
        """End the job well. ``effect`` brings about what it brings about, and may add to the result.

        ``file`` becomes the result under ``name``. Raises :class:`Lost` and :class:`CalledOff`, with nothing done.
        """
        with transaction.atomic():
            # Locked only when the effect is there: until then the thread that says we are alive must get at the row.
            if not self._mine().exists():
                raise Lost
            result = {**(result or {}), **((effect() if effect else None) or {})}
            job = self._mine().select_for_update().first()
            if job is None:
                raise Lost
            if job.stop_asked:
                raise CalledOff
            if file is not None:
                job.file = files.fit_name(name)
                job.file_size = file.stat().st_size
                job.kept_until = now() + files.KEPT
                file.replace(file.with_name(job.file))
            job.result, job.state, job.ended_at = result, Job.State.DONE, now()
            job.done, job.words = job.total, ""
            job.save()
            tell_ended(job)

    def _mine(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, worker=self._worker, state=Job.State.RUNNING)

    def clear(self) -> None:
        """Take the draft away, if it is there."""
        with suppress(OSError):
            self.draft().unlink()
