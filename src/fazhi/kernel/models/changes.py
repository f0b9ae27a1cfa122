"""What an administrator changed, for good; and what the district decided of its own, each row from a day on.

All of it is only added to: a row that no longer holds is followed by another, so that the past can be read as it was.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.kernel.models.organizations import Organization, User


class Change(models.Model):
    """One change of a permission, account, unit, day of the calendar, rule, parameter or rubric.

    ``subject`` and ``action`` name the kind of change; ``user``, ``organization`` and ``key`` what it was made to.
    ``before`` and ``after`` hold keys, dates, numbers and words of the thing itself. ``actor`` is empty where it was
    made on the command line. The rows form one chain of hashes.
    """

    sequence = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="changes_made")
    subject = models.CharField(max_length=20)
    action = models.CharField(max_length=40)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="changes_of")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="changes")
    key = models.CharField(max_length=120, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=200, blank=True)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar = ["-sequence"]
        indexes: ClassVar = [
            models.Index(fields=["subject", "-sequence"], name="change_by_subject"),
            models.Index(fields=["subject", "key"], name="change_by_key"),
        ]


class OwnRule(models.Model):
    """The district's value of a rule or of a parameter that the law leaves to it, from a day on.

    ``value`` is as in the district's file; null goes back to what stands there or in the law. Of several rows for one
    day the last counts: they can only be for a day that has not come.
    """

    parameter = models.CharField(max_length=120)
    since = models.DateField()
    value = models.JSONField(null=True)
    document = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["parameter", "since", "id"]
        indexes: ClassVar = [models.Index(fields=["parameter", "since"], name="own_rule")]


class ParameterCheck(models.Model):
    """Somebody compared one version of a rule or parameter with its source (``checked``), or took that back.

    ``version`` is its first day; of a figure of a series, place and year.
    """

    parameter = models.CharField(max_length=120)
    version = models.CharField(max_length=60)
    checked = models.BooleanField()
    document = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["parameter", "version"], name="parameter_check")]


class OwnRubric(models.Model):
    """A version of a rubric that the district made, from a day on; ``content`` as in ``rubrics.yaml``."""

    rubric = models.CharField(max_length=80)
    version = models.CharField(max_length=30)
    since = models.DateField()
    content = models.JSONField()
    document = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["rubric", "since", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rubric", "version"], name="own_rubric_version")]
