"""Disputes that grow: which rule finds which open dispute today, and that it is told once.

People, a mass incident, money, the same respondent again and again, the same kind of dispute in one community again
and again, and mediation that takes long. The numbers are rules of the district.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

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
    since = day - dt.timedelta(days=int(rules["warn_days"].value))
    percents = _percents(standing, day, int(rules["warn_percent"].value))
    against, nearby = _against(standing, since, few=disputes is not None), _nearby(standing, since)
    warned = []
    for dispute in standing.select_related("matter", "category", "street", "community", "mediator__credential"):
        counted = _Counted(
            against.get(dispute.pk, 0),
            nearby.get((dispute.community_id, dispute.category_id), 0),
            percents.get(dispute.pk, 0),
        )
        if reasons := tuple(_reasons(dispute, rules, counted)):
            warned.append(Warned(dispute, reasons))
    return sorted(warned, key=lambda one: (-len(one.reasons), one.dispute.pk))


@dataclass(frozen=True)
class _Counted:
    """What had to be counted for a dispute: others against the same respondent, others like it nearby, and how much of
    its time has gone by in percent."""

    against: int
    nearby: int
    percent: int


def _nearby(standing: QuerySet[Dispute], since: dt.date) -> dict[tuple[int | None, int], int]:
    """How many disputes of the last days are of one kind in one community."""
    recent = Dispute.objects.filter(
        matter__procedure=Mediation.id, matter__opened_on__gte=since, community__in=standing.values("community")
    )
    rows = recent.order_by().values_list("community", "category").annotate(n=Count("pk"))
    return {(community, category): n for community, category, n in rows}


def _against(standing: QuerySet[Dispute], since: dt.date, *, few: bool) -> dict[int, int]:
    """How many disputes of the last days are against the same respondent, by the key of each dispute.

    ``few``: there are few disputes to look at, so that only the matters of their respondents are fetched.
    """
    columns = ("matter", "party", "party__kind", "party__name")
    theirs: dict[int, set[int | str]] = defaultdict(set)
    for matter, *party in MatterParty.objects.filter(role=_RESPONDENT, matter__dispute__in=standing).values_list(
        *columns
    ):
        theirs[matter].update(_keys(*party))
    recent = MatterParty.objects.filter(role=_RESPONDENT, matter__procedure=Mediation.id, matter__opened_on__gte=since)
    if few:
        known = set().union(*theirs.values()) if theirs else set()
        names = [key for key in known if isinstance(key, str)]
        recent = recent.filter(
            Q(party__in=[key for key in known if isinstance(key, int)])
            | Q(party__kind="organization", party__name__in=names)
        )
    matters: dict[int | str, set[int]] = defaultdict(set)
    for matter, *party in recent.values_list(*columns):
        for key in _keys(*party):
            matters[key].add(matter)
    return {pk: len(set().union(*(matters[key] for key in keys if key in matters))) for pk, keys in theirs.items()}


def _keys(party: int, kind: str, name: str) -> tuple[int | str, ...]:
    """By what a respondent is the same. Companies seldom come with their code: their name must do."""
    return (party, name) if kind == "organization" else (party,)


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


def _reasons(dispute: Dispute, rules: dict[str, Measure], counted: _Counted) -> Iterable[Reason]:
    if dispute.mass:
        yield Reason("mass", _("有群体性事件苗头"))
    if dispute.people is not None and dispute.people >= rules["warn_people"].value:
        yield Reason("people", _("涉及 {n} 人").format(n=dispute.people))
    if dispute.amount is not None and dispute.amount >= rules["warn_amount"].value:
        yield Reason("amount", _("涉及金额 {n:,} 元").format(n=dispute.amount))
    days = rules["warn_days"].value
    if counted.against >= rules["warn_respondent"].value:
        yield Reason("respondent", _("同一被申请人 {days} 天内有 {n} 件纠纷").format(days=days, n=counted.against))
    if counted.nearby >= rules["warn_community"].value:
        yield Reason("community", _("同一社区同类纠纷 {days} 天内有 {n} 件").format(days=days, n=counted.nearby))
    if counted.percent:
        yield Reason("percent", _("调解期限已过 {n}%").format(n=counted.percent))


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
