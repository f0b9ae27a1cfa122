"""What happened, for good: events that can only be added, one chain of hashes a matter, all heads sealed together.

Free text lies in a row of its own. It can be erased (a person's right, a mistake, a secret) while the chain, which
holds only its salted hash, still verifies.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.kernel.models.matters import Matter
from fazhi.kernel.models.organizations import Organization, User


class EventText(models.Model):
    """The free text of an event. Erased: text and salt are gone, and the reason stands here."""

    text = models.TextField(blank=True)
    salt = models.BinaryField(max_length=16)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    erased_because = models.CharField(max_length=200, blank=True)


class Event(models.Model):
    """One thing that happened to a matter.

    ``kind`` is a transition's name or one of the kernel's own (``due_changed``, ``reminded``). ``data`` holds keys,
    dates, numbers and choices, never free text and never personal data. ``actor`` is empty where the platform acted.
    ``key`` is what a caller gave so that a repeated request is done once.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="events")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="events")
    role = models.CharField(max_length=40, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    text = models.OneToOneField(EventText, models.PROTECT, null=True, blank=True, related_name="event")
    text_hash = models.BinaryField(max_length=32, default=bytes)
    key = models.CharField(max_length=80, blank=True)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar = ["matter_id", "sequence"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "sequence"], name="event_sequence"),
            models.UniqueConstraint(fields=["matter", "key"], condition=~models.Q(key=""), name="event_key"),
            models.UniqueConstraint(
                fields=["actor", "key"], condition=~models.Q(key="") & models.Q(sequence=1), name="event_opening_key"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="event_by_time")]


class Seal(models.Model):
    """All events up to ``last_event`` sealed together: a hash over the heads that moved and the seal before.

    A copy of the newest seal kept elsewhere (printed, mailed) shows later that no event before it was changed or cut.
    """

    at = models.DateTimeField()
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    matters = models.PositiveIntegerField()
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar = ["id"]
