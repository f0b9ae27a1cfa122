"""What is recorded of an enforcement matter, and what the district knows beforehand: hard problems and powers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fazhi.domains.coordination.suggestions import CATEGORIES, OTHER
from fazhi.i18n import later
from fazhi.kernel.models import Matter, Organization

URGENCIES = (("ordinary", later("一般")), ("hard", later("疑难")), ("urgent", later("紧急")))
SOURCES = (
    ("street", later("街道上报")),
    ("department", later("部门上报")),
    ("hotline", later("热线转来")),
    ("inspector", later("巡查发现")),
)


class PainPoint(models.Model):
    """A hard problem of enforcement (痛点难点问题), such as shared bicycles; its text has versions."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=100)
    field = models.CharField(max_length=40)
    raised_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("raised_on")), name="pain_point_span"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PainPointVersion(models.Model):
    """Measures, division of responsibilities, procedure and operating guide of a hard problem, from a day on."""

    pain_point = models.ForeignKey(PainPoint, models.CASCADE, related_name="versions")
    since = models.DateField()
    lead = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    partners = models.ManyToManyField(Organization, related_name="+", blank=True)
    measures = models.TextField()
    division = models.TextField()
    process = models.TextField()
    guide = models.TextField()
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["pain_point", "-since"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pain_point", "since"], name="pain_point_version_once")
        ]


class Power(models.Model):
    """An entry of the list of powers and responsibilities (权责清单): which unit has which enforcement matter.

    ``words`` are searched for in the description of a matter; an entry is valid from ``since`` to ``until``.
    """

    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    field = models.CharField(max_length=40)
    words = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    street_level = models.BooleanField(default=False)
    basis = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "-since"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "since"], name="power_once")]


class CoordinationMatter(models.Model):
    """What is particular to an enforcement matter. ``street``: where it happens.

    ``due_on``, ``first_reported_on`` and ``on_time`` are of the first report, ``rework_due_on`` of handling again, and
    ``reported_on`` is the day of the last report. ``handling_days``: working days used, verification left out. They are
    reckoned by the calendar as it was known on the day of the report, and stay so.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="coordination")
    pain_point = models.ForeignKey(PainPoint, models.PROTECT, null=True, blank=True, related_name="matters")
    field = models.CharField(max_length=40)
    street = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    community = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=200)
    source = models.CharField(max_length=20, choices=SOURCES)
    urgency = models.CharField(max_length=20, choices=URGENCIES)
    dispatched_on = models.DateField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    returned_by = models.CharField(max_length=300, blank=True, default="")
    extensions = models.PositiveSmallIntegerField(default=0)
    supervisions = models.PositiveSmallIntegerField(default=0)
    supervised_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    first_reported_on = models.DateField(null=True, blank=True)
    rework_due_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    on_time = models.BooleanField(null=True, blank=True)
    handling_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reopenings = models.PositiveSmallIntegerField(default=0)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["street", "field"], name="coordination_nearby")]

    @property
    def category(self) -> str:
        """The field of enforcement as names of rules have it."""
        return CATEGORIES.get(self.field, OTHER)


class Part(models.Model):
    """The part of a co-handling unit: signed for and finished by that unit alone."""

    matter = models.ForeignKey(CoordinationMatter, models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "unit"], name="part_once")]
