"""A matter (事项, 案件): one piece of business, whatever its kind, and the units that hold a place in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fazhi.kernel.models.fields import uuid_key
from fazhi.kernel.models.organizations import Organization, User


class Matter(models.Model):
    """One piece of business.

    ``procedure`` and ``version`` name the declaration it was opened under, which it keeps. ``sequence`` and ``head``
    are the number and hash of its last event; the database lets no transaction end in which they are not, or in which
    ``state`` is another than that event's. ``next_due`` is the day on which the first of its running clocks ends; the
    database keeps it, so that lists are sorted by it without looking at clocks.
    """

    uuid = uuid_key()
    procedure = models.CharField(max_length=40)
    version = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    order = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=40)
    confidential = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    next_due = models.DateField(null=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=bytes)
    # SM3 of the secret code with which the public follows a matter; the code itself is told once and kept nowhere.
    code_hash = models.BinaryField(max_length=32, default=bytes)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "year", "order"], name="matter_order"),
            models.UniqueConstraint(fields=["procedure", "number"], name="matter_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["procedure", "state", "-id"], name="matter_by_state"),
            models.Index(fields=["procedure", "opened_on"], name="matter_by_day"),
            models.Index(fields=["opened_on", "id"], name="matter_by_opening"),
            models.Index(F("next_due"), F("closed_on").desc(), F("id").desc(), name="matter_by_urgency"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Assignment(models.Model):
    """A unit holds a place of the procedure (主办单位) in a matter from an instant to an instant.

    ``live``: it holds it now and the matter is open. ``stage`` and ``due`` are then procedure, version and state of the
    matter and its ``next_due``. The database keeps all three, for queues ask for nothing else.
    ``handler``: who of the unit has taken the matter in hand (经办).
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="assignments")
    place = models.CharField(max_length=40)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="assignments")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    live = models.BooleanField(default=True, editable=False)
    stage = models.CharField(max_length=100, default="", editable=False)
    due = models.DateField(null=True, editable=False)
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "place", "organization"], condition=Q(until__isnull=True), name="assignment_once"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="assignment_span"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "matter"], name="assignment_by_unit"),
            models.Index(
                fields=["organization", "place", "stage", "due", "-matter"],
                condition=Q(live=True),
                name="assignment_queue",
            ),
        ]


class NumberCounter(models.Model):
    """The last number given in a year; its row is locked while a number is taken, so that none is given twice."""

    procedure = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["procedure", "year"], name="number_counter")]


class Relation(models.Model):
    """A matter refers to another: the same trouble, what follows from it. Meets across domains, without imports."""

    source = models.ForeignKey(Matter, models.CASCADE, related_name="relations")
    target = models.ForeignKey(Matter, models.CASCADE, related_name="back_relations")
    kind = models.CharField(max_length=40)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="relation_to_another"),
        ]
