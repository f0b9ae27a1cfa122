"""Files: each content once, by its hash; and what a file is in a matter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.kernel.models.events import Event
from fazhi.kernel.models.fields import uuid_key
from fazhi.kernel.models.matters import Matter
from fazhi.kernel.models.organizations import User


class Attachment(models.Model):
    """A file as it was received: its content lies in the store under its hash, its type is what its bytes say."""

    uuid = uuid_key()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index("sha256", name="attachment_by_hash")]


class MaterialFile(models.Model):
    """A file in a matter as material of a kind (处置证据), with the event that brought it."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="materials")
    material = models.CharField(max_length=40)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="uses")
    event = models.ForeignKey(Event, models.PROTECT, related_name="materials")

    class Meta:
        ordering: ClassVar = ["id"]
