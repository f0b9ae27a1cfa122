"""Disputes that grow: which rule finds which open dispute today, and that it is told once.

People, a mass incident, money, the same respondent again and again, the same kind of dispute in one community again
and again, and mediation that takes long. The numbers are rules of the district.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fazhi.domains.mediation.measures import Measure, measures
from fazhi.domains.mediation.models import Dispute, DisputeWarning
from fazhi.domains.mediation.procedure import Mediation
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import local_day, now, today
from fazhi.kernel.district import current
from fazhi.kernel.matters.access import sitting
from fazhi.kernel.models import Deadline, MatterParty, Message, User
from fazhi.kernel.models.organizations import Membership
from fazhi.kernel.models.organizations import current as valid
from fazhi.kernel.outbox.notices import tell
from fazhi.kernel.outbox.posting import put

TOPIC = "mediation.warning"
NUMBERS = ("warn_people", "warn_amount", "warn_days", "warn_respondent", "warn_community", "warn_percent")
_RESPONDENT = "被申请人"


@dataclass(frozen=True)
class Reason:
    """Why a dispute is warned of: the rule and what it found, in words."""

    rule: str
    text: str


@dataclass(frozen=True)
class Warned:
    """An open dispute that one rule or several found."""

    dispute: Dispute
    reasons: tuple[Reason, ...]


def growing(disputes: QuerySet[Dispute] | None = None) -> list[Warned]:
    """The open disputes (or those of them) that a rule finds today: those with most reasons first."""
    day = today()
    rules = measures(NUMBERS, day)
    found = Dispute.objects.all() if disputes is None else disputes
    standing = found.filter(concluded_on=None, matter__closed_on=None)
    percents = _percents(standing, day, int(rules["warn_percent"].value))
    standing = standing.annotate(**_repeated(day, rules))
    warned = []
    for dispute in standing.filter(_suspicious(rules) | Q(pk__in=percents)).select_related(
        "matter", "category", "street", "community", "mediator__credential"
    ):
        if reasons := tuple(_reasons(dispute, rules, percents.get(dispute.pk, 0))):
            warned.append(Warned(dispute, reasons))
    return sorted(warned, key=lambda one: (-len(one.reasons), one.dispute.pk))


def _repeated(day: dt.date, rules: dict[str, Measure]) -> dict[str, Coalesce]:
    """How many disputes of the last days are against the same respondent, and of one kind in the same community."""
    since = day - dt.timedelta(days=int(rules["warn_days"].value))
    theirs = MatterParty.objects.filter(role=_RESPONDENT, matter=OuterRef(OuterRef("matter")))
    # Companies seldom come with their code: their name must do.
    same = Q(party__in=theirs.values("party")) | Q(
        party__kind="organization", party__name__in=theirs.filter(party__kind="organization").values("party__name")
    )
    against = (
        MatterParty.objects.filter(same, role=_RESPONDENT, matter__procedure=Mediation.id, matter__opened_on__gte=since)
        .order_by()
        .values("role")
        .annotate(n=Count("matter", distinct=True))
        .values("n")
    )
    nearby = (
        Dispute.objects.filter(
            community=OuterRef("community"), category=OuterRef("category"), matter__opened_on__gte=since
        )
        .order_by()
        .values("community")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return {"against": Coalesce(Subquery(against), 0), "nearby": Coalesce(Subquery(nearby), 0)}


def _suspicious(rules: dict[str, Measure]) -> Q:
    return (
        Q(mass=True)
        | Q(people__gte=rules["warn_people"].value)
        | Q(amount__gte=rules["warn_amount"].value)
        | Q(against__gte=rules["warn_respondent"].value)
        | Q(nearby__gte=rules["warn_community"].value)
    )


def _percents(standing: QuerySet[Dispute], day: dt.date, least: int) -> dict[int, int]:
    """How much of the time for mediation has gone by, in percent: the disputes where it is ``least`` or more."""
    running = Deadline.objects.filter(
        clock=Mediation.time_to_mediate.name, matter__dispute__in=standing, met_on=None, due__isnull=False
    ).values_list("matter_id", "started_at", "due")
    found = {}
    for matter, started_at, due in running:
        assert due is not None
        begun = local_day(started_at)
        percent = 100 * (day - begun).days // max((due - begun).days, 1)
        if percent >= least:
            found[matter] = percent
    return found


def _reasons(dispute: Dispute, rules: dict[str, Measure], percent: int) -> Iterable[Reason]:
    if dispute.mass:
        yield Reason("mass", _("有群体性事件苗头"))
    if dispute.people >= rules["warn_people"].value:
        yield Reason("people", _("涉及 {n} 人").format(n=dispute.people))
    if dispute.amount is not None and dispute.amount >= rules["warn_amount"].value:
        yield Reason("amount", _("涉及金额 {n:,} 元").format(n=dispute.amount))
    days = rules["warn_days"].value
    against: int = dispute.against  # type: ignore[attr-defined]  # annotated
    if against >= rules["warn_respondent"].value:
        yield Reason("respondent", _("同一被申请人 {days} 天内有 {n} 件纠纷").format(days=days, n=against))
    nearby: int = dispute.nearby  # type: ignore[attr-defined]  # annotated
    if nearby >= rules["warn_community"].value:
        yield Reason("community", _("同一社区同类纠纷 {days} 天内有 {n} 件").format(days=days, n=nearby))
    if percent:
        yield Reason("percent", _("调解期限已过 {n}%").format(n=percent))


# ── told once ──


def look() -> int:
    """Find what grows and tell what has not been told yet; how many. Done at every tick."""
    told = 0
    with in_chinese():
        found = growing()
    known = set(
        DisputeWarning.objects.filter(dispute__in=[one.dispute for one in found]).values_list("dispute", "rule")
    )
    for one in found:
        new = [reason for reason in one.reasons if (one.dispute.pk, reason.rule) not in known]
        if new:
            told += _tell_once(one.dispute, new)
    return told


def _tell_once(dispute: Dispute, reasons: list[Reason]) -> bool:
    with transaction.atomic():
        # Two workers may look at once: under the lock of the dispute the second finds the rows of the first.
        Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
        told = set(dispute.warnings.values_list("rule", flat=True))
        new = [reason for reason in reasons if reason.rule not in told]
        DisputeWarning.objects.bulk_create(DisputeWarning(dispute=dispute, rule=one.rule, at=now()) for one in new)
        if new:
            put(TOPIC, dispute.matter, {"reasons": [one.text for one in new]}, now())
    return bool(new)


def notify(message: Message) -> None:
    """Tell the guidance unit and the head of the committee that a dispute grows."""
    matter = message.matter
    assert matter is not None
    with in_chinese():
        text = _("{number} 预警：{reasons}。{title}").format(
            number=matter.number, reasons="；".join(message.data["reasons"]), title=matter.title
        )
    guiding = Q(pk__in=())
    for role, post in Mediation.overseers:
        guiding |= Q(role=role.id, organization__name=current().posts.get(post, ""))
    guides = Membership.objects.filter(guiding, valid(today())).values("user")
    heads = sitting(matter, (Mediation.head,)).values("pk")
    tell(User.objects.filter(Q(pk__in=guides) | Q(pk__in=heads), is_active=True), message, text, urgent=True)
