"""What somebody has begun to write in a form and not sent: kept for them alone, for a while."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.kernel.models import Matter, User
from fazhi.kernel.models.fields import uuid_key


class Draft(models.Model):
    """The answers of one person to one transition of one matter, or to the opening of one (without a matter).

    ``content`` is encrypted: what was typed may be about persons. ``version`` counts the savings, so that a second
    window does not write over the first unseen. ``seen`` is the number of the last event there was at that time.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    procedure = models.CharField(max_length=40)
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, blank=True, related_name="drafts")
    transition = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    content = models.BinaryField(default=bytes)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "procedure", "matter", "transition"], nulls_distinct=False, name="draft_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="draft_by_age")]


class DraftFile(models.Model):
    """A file that was uploaded into a draft; its content lies in the drafts' folder under ``uuid``."""

    uuid = uuid_key()
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    material = models.CharField(max_length=40)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
