"""What is recorded of mediation: organisations and mediators beyond what the kernel knows of them, and disputes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fazhi.domains.mediation.ledger import ORGANIZATION_KINDS
from fazhi.i18n import later
from fazhi.kernel.models import Credential, Matter, Organization, User

APPOINTMENT = "人民调解员聘书"
"""The kind of the credential by which somebody is a mediator of an organisation."""

SOURCES = (
    ("applied", later("当事人申请")),
    ("found", later("主动介入")),
    ("transferred", later("委托移送")),
)
SENDERS = (
    ("court", later("人民法院")),
    ("police", later("公安机关")),
    ("hotline", later("热线")),
    ("petitions", later("信访部门")),
    ("department", later("其他行政机关")),
)
RESULTS = (
    ("success", later("调解成功")),
    ("failure", later("调解未成功")),
    ("withdrawn", later("撤回申请")),
)
FORMS = (("written", later("书面")), ("oral", later("口头")))
PERFORMANCES = (
    ("performed", later("已履行")),
    ("partly", later("部分履行")),
    ("not_performed", later("未履行")),
)


class Category(models.Model):
    """A kind of dispute (纠纷类型). A district may add its own; one that is no longer used keeps its row."""

    code = models.CharField(max_length=20, unique=True)
    label = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField()
    used = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.label


class MediationOrganization(models.Model):
    """What is particular to a mediation organisation: its kind, and for which street and community it is there."""

    organization = models.OneToOneField(
        Organization, models.PROTECT, primary_key=True, related_name="mediation_organization"
    )
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in ORGANIZATION_KINDS])
    street = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    community = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")


class Mediator(models.Model):
    """A mediator: the credential says for which organisation and how long, this whether full time, and for what."""

    credential = models.OneToOneField(Credential, models.PROTECT, primary_key=True, related_name="mediator")
    full_time = models.BooleanField(default=False)
    expertise = models.ManyToManyField(Category, blank=True, related_name="experts")

    def __str__(self) -> str:
        return self.credential.holder


class Dispute(models.Model):
    """What is particular to a dispute. ``street`` and ``community``: where it arose.

    ``result`` and ``concluded_on`` stand as soon as mediation is over; what follows (performance, the court's
    confirmation, the archive) does not change them.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="dispute")
    category = models.ForeignKey(Category, models.PROTECT, related_name="disputes")
    source = models.CharField(max_length=20, choices=SOURCES, blank=True)
    sender = models.CharField(max_length=20, choices=SENDERS, blank=True)
    street = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    # Old ledgers often say none of source, community and people.
    community = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    mass = models.BooleanField(default=False)
    mediator = models.ForeignKey(Mediator, models.PROTECT, null=True, blank=True, related_name="disputes")
    accepted_on = models.DateField(null=True, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=20, choices=RESULTS, blank=True)
    form = models.CharField(max_length=20, choices=FORMS, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    confirmed = models.BooleanField(null=True, blank=True)
    performance = models.CharField(max_length=20, choices=PERFORMANCES, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(concluded_on__isnull=True) | Q(concluded_on__gte=F("accepted_on")), name="dispute_span"
            ),
            models.CheckConstraint(
                condition=(Q(result="") & Q(concluded_on__isnull=True))
                | (~Q(result="") & Q(concluded_on__isnull=False)),
                name="dispute_concluded_with_result",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["accepted_on"], name="dispute_by_acceptance"),
            models.Index(fields=["concluded_on", "result"], name="dispute_by_conclusion"),
            models.Index(fields=["mediator"], condition=Q(concluded_on__isnull=True), name="dispute_load"),
        ]


class Session(models.Model):
    """One session of mediation; its minutes are the text of its event."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="sessions")


class Visit(models.Model):
    """A follow-up visit (回访): when, and how far the agreement was performed then."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="visits")
    on = models.DateField()
    performance = models.CharField(max_length=20, choices=PERFORMANCES)


class AgreementTemplate(models.Model):
    """A Word template of the written agreement that the district put in place of the one before; all are kept."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]


class DisputeWarning(models.Model):
    """That a dispute grows was told, once for each rule that found it."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="warnings")
    rule = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dispute", "rule"], name="warned_once")]


class SubsidyList(models.Model):
    """What a committee asks for the disputes it archived in a month (以案定补); the decision on it is a row beside."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    month = models.DateField()
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-month", "organization__code", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(month__day=1), name="subsidy_month_by_its_first_day")
        ]


class SubsidyItem(models.Model):
    """A dispute on a list: for whom, how much, why. ``returned`` frees it to stand on another list."""

    subsidies = models.ForeignKey(SubsidyList, models.PROTECT, related_name="items")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="subsidies")
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="subsidies")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    # The keys of the rule's table with their amounts, and the day from which that version of it holds.
    parts = models.JSONField()
    rule_from = models.DateField()
    returned = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["dispute_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dispute"], condition=Q(returned=False), name="dispute_subsidised_once")
        ]


class SubsidyDecision(models.Model):
    """The guidance unit approved a list, or returned it and said why."""

    subsidies = models.OneToOneField(SubsidyList, models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
