"""Evaluation: rounds in which units score each other on a rubric, objections, corrections, a year's assessment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fazhi.kernel.models.fields import uuid_key
from fazhi.kernel.models.matters import Matter
from fazhi.kernel.models.organizations import Organization, User


class Round(models.Model):
    """Sheets that belong together: of one matter, or of one year. Until it is closed nobody sees another's sheet."""

    rubric = models.CharField(max_length=60)
    rubric_version = models.CharField(max_length=20)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="rounds")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closes_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(matter__isnull=True, year__isnull=False) | Q(matter__isnull=False, year__isnull=True),
                name="round_of_matter_or_year",
            ),
            models.UniqueConstraint(
                fields=["rubric", "matter"], condition=Q(closed_at__isnull=True), name="round_open"
            ),
            models.UniqueConstraint(fields=["rubric", "year"], condition=Q(year__isnull=False), name="round_of_year"),
        ]


class Sheet(models.Model):
    """Who scores whom in a round. It is there from the beginning; ``submitted_at`` says that it was handed in.

    ``total`` is what the marks come to by the rubric, after corrections. Once it is in, the database lets it change by
    a correction alone. ``salt`` belongs to the digest that the event keeps.
    """

    uuid = uuid_key()
    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets")
    scorer = models.ForeignKey(Organization, models.PROTECT, related_name="sheets_given")
    target = models.ForeignKey(Organization, models.PROTECT, related_name="sheets_got")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    remarks = models.TextField(blank=True)
    salt = models.BinaryField(default=bytes)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "scorer", "target"], name="sheet_once"),
            models.CheckConstraint(condition=~Q(scorer=F("target")), name="sheet_of_another"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, total__isnull=True)
                | Q(submitted_at__isnull=False, total__isnull=False),
                name="sheet_has_total",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["scorer"], condition=Q(submitted_at__isnull=True), name="sheet_waiting")
        ]


class Mark(models.Model):
    """One item of a sheet; without a value it does not apply (不适用)."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="marks")
    item = models.CharField(max_length=40)
    value = models.CharField(max_length=20, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "item"], name="mark_once")]


class Objection(models.Model):
    """A unit disagrees with a sheet about it. Decided by the one who runs the evaluation, with an opinion."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="objections")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    reason = models.TextField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(null=True, blank=True)
    opinion = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet"], condition=Q(upheld__isnull=True), name="objection_pending_once")
        ]


class Correction(models.Model):
    """A mark that was changed after it was handed in: the old one, the new one, by whom and why. Only added to."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="corrections")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, blank=True, related_name="corrections")
    item = models.CharField(max_length=40)
    old = models.CharField(max_length=20, blank=True)
    new = models.CharField(max_length=20, blank=True)
    old_total = models.DecimalField(max_digits=6, decimal_places=2)
    new_total = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]


class Assessment(models.Model):
    """A year's assessment as it was reckoned at an instant; a later reckoning is a row of its own."""

    kind = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    rules_version = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class AssessmentResult(models.Model):
    """What a unit came to in an assessment. ``steps`` say how; without a score it is not ranked."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="results")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="assessments")
    group = models.CharField(max_length=40, blank=True)
    cases = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    steps = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["group", F("rank").asc(nulls_last=True), "organization"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "organization"], name="assessment_result_once")
        ]
