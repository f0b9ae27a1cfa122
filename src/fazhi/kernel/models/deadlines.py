"""Deadlines: a rule, a start, stops and extensions, from which the due day follows by the calendar.

A suspension is a dated interval, never a flag; an approval is a row, never a column.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fazhi.kernel.models.matters import Matter
from fazhi.kernel.models.organizations import Organization, User


class Deadline(models.Model):
    """A clock of a matter, once started.

    ``due`` is the earliest and ``latest`` the latest day on which it can end: they differ only where a year's calendar
    is not announced (``assumed``). Both are empty while a stop is running. ``rule_from`` is the first day of the
    version of the rule by which it is reckoned.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="deadlines")
    clock = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    rule_from = models.DateField()
    started_at = models.DateTimeField()
    due = models.DateField(null=True, blank=True)
    latest = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    assumed = models.BooleanField(default=False)
    met_on = models.DateField(null=True, blank=True)
    overdue_days = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "clock"], condition=Q(met_on__isnull=True), name="deadline_running_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due"], condition=Q(met_on__isnull=True), name="deadline_running"),
        ]


class Suspension(models.Model):
    """Days on which a deadline stands still, both included, with the ground and the document."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="suspensions")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=200)
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deadline"], condition=Q(end__isnull=True), name="suspension_running_once"),
        ]


class Extension(models.Model):
    """More time, asked for and decided. ``amount`` is in the unit of the rule. Without a decision it is pending.

    ``withdrawn``: not granted because whoever asked took it back.
    """

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="extensions")
    amount = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(granted__isnull=True), name="extension_pending_once"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False),
                name="extension_decided",
            ),
            models.CheckConstraint(condition=Q(amount__gte=1), name="extension_amount"),
        ]


class DueChange(models.Model):
    """A due day that was moved, with the day before and the reason (a holiday announced late, a stop, more time)."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    old = models.DateField(null=True, blank=True)
    new = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]


class Reminder(models.Model):
    """A mark of a deadline at which somebody is told: 50, 80, 100 per cent of the period."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="reminders")
    percent = models.PositiveSmallIntegerField()
    on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["deadline", "percent"], name="reminder_once")]
        indexes: ClassVar = [models.Index(fields=["on"], condition=Q(done_at__isnull=True), name="reminder_open")]


class CalendarDay(models.Model):
    """A day that is worked or free by a later announcement than the calendar that comes with Fazhi."""

    day = models.DateField(unique=True)
    works = models.BooleanField()
    document = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = [F("day")]
