"""Where the files of jobs and imports lie: under ``FAZHI_HOME``, open to the platform's own account alone.

They are for a while: the tick takes them away. What was asked and what came of it stays in the database.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from contextlib import suppress
from pathlib import Path

from django.db.models import Q

from fazhi.home import home
from fazhi.kernel.clock import now
from fazhi.kernel.models import Job, LedgerImport

KEPT = dt.timedelta(days=7)
"""How long what a job has made can be fetched."""

UNSTORED = dt.timedelta(days=14)
"""How long the files of an import that nobody stores are kept."""

_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def folder_of_job(job: Job) -> Path:
    """The folder of a job, made where it is missing."""
    return _made(home() / "jobs" / str(job.uuid))


def folder_of_import(one: LedgerImport) -> Path:
    """The folder of an import: its files, what was put aside, and what the check found. Made where it is missing."""
    return _made(home() / "imports" / str(one.uuid))


def file_of(job: Job) -> Path | None:
    """The file that a job has made, as long as it is kept."""
    if not job.file or job.kept_until is None or job.kept_until <= now():
        return None
    path = home() / "jobs" / str(job.uuid) / job.file
    return path if path.is_file() else None


def fit_name(text: str) -> str:
    """A name that a file can have on any system."""
    return _UNFIT.sub("_", text).strip(" .")[:80] or "_"


def tidy() -> int:
    """Take away what has been kept long enough; how many files and folders that were."""
    gone = 0
    for job in Job.objects.filter(~Q(file=""), kept_until__lte=now()):
        shutil.rmtree(home() / "jobs" / str(job.uuid), ignore_errors=True)
        gone += Job.objects.filter(pk=job.pk).update(file="")
    old = Q(made_at__lte=now() - UNSTORED) | Q(stored_at__lte=now() - KEPT)
    busy = Q(check_job__state__in=Job.UNFINISHED) | Q(store_job__state__in=Job.UNFINISHED)
    for one in LedgerImport.objects.filter(old, cleared_at=None).exclude(busy):
        shutil.rmtree(home() / "imports" / str(one.uuid), ignore_errors=True)
        gone += LedgerImport.objects.filter(pk=one.pk, cleared_at=None).update(cleared_at=now())
    return gone


def drop_drafts(job: Job) -> None:
    """Take away what a job that came to nothing has left."""
    with suppress(OSError):
        shutil.rmtree(home() / "jobs" / str(job.uuid))


def _made(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder
