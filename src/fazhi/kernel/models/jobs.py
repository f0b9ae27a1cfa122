"""Work in the background: what was asked, how far it is, what came of it; and imports of ledgers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fazhi.i18n import later
from fazhi.kernel.models.fields import uuid_key
from fazhi.kernel.models.organizations import User


class Job(models.Model):
    """Something that takes longer than a page may: one row from the asking until long after it ended.

    ``done`` of ``total`` (0: not known) and ``words`` say how far it is. ``worker`` has it in hand as long as
    ``beat_at`` is recent; a job whose worker has fallen silent is taken up again. ``file`` lies under the folder of the
    job until ``kept_until``.
    """

    class State(models.TextChoices):
        """Where a job is."""

        WAITING = "waiting", later("排队中")
        RUNNING = "running", later("进行中")
        DONE = "done", later("已完成")
        FAILED = "failed", later("没有办成")
        CANCELLED = "cancelled", later("已取消")

    UNFINISHED = (State.WAITING, State.RUNNING)

    uuid = uuid_key()
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs")
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stop_asked = models.BooleanField(default=False)

    worker = models.CharField(max_length=60, blank=True)
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)

    # What happened and what to do, for the owner to read.
    error = models.CharField(max_length=500, blank=True)
    result = models.JSONField(default=dict)
    file = models.CharField(max_length=200, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)
    kept_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-id"], name="job_by_owner"),
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "running"]), name="job_unfinished"),
            models.Index(fields=["kept_until"], condition=~Q(file=""), name="job_with_file"),
        ]

    @property
    def unfinished(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.UNFINISHED


class JobDownload(models.Model):
    """Somebody fetched a file of a job; kept for good."""

    job = models.ForeignKey(Job, models.PROTECT, related_name="downloads")
    file = models.CharField(max_length=200)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class LedgerImport(models.Model):
    """Files that somebody brings to be read into ledgers: looked at first, stored when they say so.

    The files lie in the folder of the import. ``answers``: which ledger a file is (``files``) and which sheets are not
    read (``skipped``). ``seen`` is the mark of what the last check looked at; only that is stored.
    """

    uuid = uuid_key()
    owner = models.ForeignKey(User, models.PROTECT, related_name="imports")
    made_at = models.DateTimeField()
    files = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    seen = models.CharField(max_length=64, blank=True)
    check_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    store_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField(null=True)
    # The folder has been taken away; what was counted stays in the jobs.
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class ConfirmedHeading(models.Model):
    """What a heading in a file is, as a person has answered it once: a column of a ledger, or none (empty)."""

    ledger = models.CharField(max_length=60)
    heading = models.CharField(max_length=200)
    column = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ledger", "heading"], name="heading_once")]
