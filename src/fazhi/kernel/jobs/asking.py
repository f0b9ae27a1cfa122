"""Jobs as their owner meets them: asked for, looked at, called off, asked for again, their file fetched."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.jobs import files
from fazhi.kernel.jobs.access import sees
from fazhi.kernel.jobs.kinds import find as kind_of
from fazhi.kernel.models import Job, JobDownload, User
from fazhi.kernel.outbox.posting import put

AT_ONCE = 4
"""Jobs of one person that may wait or run at the same time."""

CHANNEL = "fazhi_jobs"
"""What PostgreSQL calls the workers by."""

ENDED = "kernel.job_ended"
"""The topic of the message that a job has ended."""

_log = logging.getLogger("fazhi.access")


class TooManyJobs(FazhiError):
    """Somebody has asked for as much as is done for one person at a time."""

    code = "too_many_jobs"


class NoSuchJob(FazhiError):
    """There is no such job, or it is somebody else's."""

    code = "no_such_job"


def ask(owner: User, kind: str, title: str, data: dict[str, Any]) -> Job:
    """Ask for a job. The same again, while the first is unfinished, is the first: a double click makes one.

    Raises :class:`TooManyJobs`.
    """
    if kind_of(kind) is None:
        raise ValueError(f"no kind of job is named {kind}")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        open_jobs = list(owner.jobs.filter(state__in=Job.UNFINISHED))
        same = next((job for job in open_jobs if (job.kind, job.data) == (kind, data) and not job.stop_asked), None)
        if same is not None:
            return same
        if len(open_jobs) >= AT_ONCE:
            raise TooManyJobs(
                _("您已有 {n} 个任务没有做完，请等其中一个做完，或在“我的任务”里取消一个，再试。").format(n=AT_ONCE)
            )
        made = Job.objects.create(owner=owner, kind=kind, title=title[:200], data=data, made_at=now())
        made.refresh_from_db(fields=["uuid"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return made


def again(owner: User, key: uuid.UUID) -> Job:
    """Ask for a job anew that came to nothing. Raises :class:`NoSuchJob` and :class:`TooManyJobs`."""
    job = find(owner, key)
    if job.owner_id != owner.pk or job.unfinished:
        raise NoSuchJob(_("这个任务不能由您重新发起。"))
    return ask(owner, job.kind, job.title, job.data)


def of(owner: User) -> QuerySet[Job]:
    """The jobs of a person, the newest first."""
    return owner.jobs.order_by("-id")


def find(user: User, key: uuid.UUID) -> Job:
    """The job of that key, for its owner or a system administrator. Raises :class:`NoSuchJob`.

    That somebody asked for another's is logged.
    """
    found = Job.objects.select_related("owner").filter(uuid=key).first()
    if found is None or not sees(user, found.owner_id):
        if found is not None:
            _log.warning("user %s asked for job %s, which is not theirs", user.pk, key)
        raise NoSuchJob(_("没有这个任务，或者不是您的任务。"))
    return found


def cancel(user: User, key: uuid.UUID) -> Job:
    """Call a job off: at once where it waits, at its next step where it runs; one that has ended stays as it is.

    Raises :class:`NoSuchJob`.
    """
    find(user, key)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(uuid=key)
        if job.state == Job.State.WAITING:
            job.state, job.ended_at = Job.State.CANCELLED, now()
        elif job.state == Job.State.RUNNING:
            job.stop_asked = True
        job.save(update_fields=["state", "ended_at", "stop_asked"])
    return job


def fetch(user: User, key: uuid.UUID) -> tuple[Path, str]:
    """The file of a job and the name under which it is saved; that it was fetched is recorded.

    Raises :class:`NoSuchJob` where there is none (any more).
    """
    job = find(user, key)
    path = files.file_of(job)
    if path is None:
        raise NoSuchJob(_("这个文件已不在：结果只保留 {n} 天。请重新导出。").format(n=files.KEPT.days))
    record_download(job, path.name, user)
    return path, path.name


def record_download(job: Job, name: str, user: User) -> None:
    """Note that somebody fetched a file that may hold personal data."""
    JobDownload.objects.create(job=job, file=name[:200], user=user, at=now())
    _log.info("user %s downloaded a file of job %s", user.pk, job.uuid)


def tell_ended(job: Job) -> None:
    """Put into the outbox that a job has ended; the caller has a transaction open."""
    put(ENDED, None, {"job": job.pk}, now())
