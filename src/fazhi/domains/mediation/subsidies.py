"""Subsidies for disputes (以案定补): each one's worth by the district's table, a committee's monthly list.

A dispute is worth its manner (written, oral, without success), and more for the court's confirmation, for being hard,
and for its kind. It is on one list ever, unless that list was returned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from fazhi.domains.mediation.measures import Measure, measures
from fazhi.domains.mediation.models import Dispute, SubsidyDecision, SubsidyItem, SubsidyList
from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import now, today
from fazhi.kernel.matters.past_rows import IMPORTED
from fazhi.kernel.models import Assignment, Matter, Organization, User

_TABLE, _PEOPLE, _AMOUNT = "subsidy", "subsidy_hard_people", "subsidy_hard_amount"


@dataclass(frozen=True)
class Worth:
    """What a dispute is worth: the parts of the table with their amounts in yuan, and since when the table holds."""

    dispute: Dispute
    parts: dict[str, Decimal]
    rule: Measure

    @property
    def amount(self) -> Decimal:
        """Yuan."""
        return sum(self.parts.values(), Decimal(0))

    @property
    def reason(self) -> str:
        """书面协议 200，司法确认 100."""
        return reason(self.parts, self.rule.labels)


def reason(parts: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """The parts of an amount in words."""
    return "，".join(f"{_(labels.get(name, name))} {Decimal(amount):f}" for name, amount in parts.items())


def labels(on: dt.date) -> dict[str, str]:
    """The words of the table."""
    return measures([_TABLE], on)[_TABLE].labels


def worth(disputes: Iterable[Dispute], on: dt.date) -> list[Worth]:
    """What disputes are worth by the rules of a day; those that are worth nothing are left out."""
    rules = measures((_TABLE, _PEOPLE, _AMOUNT), on)
    found = (Worth(one, _parts(one, rules), rules[_TABLE]) for one in disputes)
    return [one for one in found if one.amount]


def _parts(dispute: Dispute, rules: Mapping[str, Measure]) -> dict[str, Decimal]:
    table: Mapping[str, Decimal] = rules[_TABLE].value
    names = {"success": dispute.form, "failure": "failure"}.get(dispute.result, "")
    if not names:
        return {}
    wanted = [names]
    if dispute.confirmed:
        wanted.append("confirmed")
    large = dispute.amount is not None and dispute.amount >= rules[_AMOUNT].value
    many = dispute.people is not None and dispute.people >= rules[_PEOPLE].value
    if dispute.mass or large or many:
        wanted.append("hard")
    wanted.append(f"category_{dispute.category.code}")
    return {name: table[name] for name in wanted if table.get(name)}


# ── the list of a month ──


def month_of(text: str) -> dt.date:
    """The first day of a month written 2020-06. Raises :class:`FazhiError`."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise FazhiError(_("月份应写成 2020-06 这样，现在是“{text}”。").format(text=text), code="bad_month") from None


def last_day(month: dt.date) -> dt.date:
    """The last day of the month that begins with that day."""
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def candidates(committee: Organization, month: dt.date) -> QuerySet[Dispute]:
    """The disputes that the committee archived in that month and that stand on no list."""
    held = Assignment.objects.filter(place=Mediation.committee.name, organization=committee, until=None)
    return (
        Dispute.objects.filter(
            matter__in=held.values("matter"),
            matter__state=Mediation.archived.name,
            matter__closed_on__range=(month, last_day(month)),
            mediator__isnull=False,
        )
        .exclude(subsidies__in=SubsidyItem.objects.filter(returned=False))
        # What an old ledger brought in was settled in its time.
        .exclude(matter__in=Matter.objects.filter(events__kind=IMPORTED, events__sequence=1))
        .select_related("matter", "category", "mediator__credential")
        .order_by("pk")
    )


def submit(committee: Organization, month: dt.date, *, by: User) -> SubsidyList:
    """The list of a month that has ended goes to the guidance unit.

    Raises :class:`FazhiError` before the end of the month and where there is nothing to ask for.
    """
    if last_day(month) >= today():
        raise FazhiError(_("这个月还没有结束，月底以后再报。"), code="month_running")
    with transaction.atomic():
        # One list at a time of a committee: who submits twice is told so, and not by the database.
        Organization.objects.select_for_update().get(pk=committee.pk)
        found = worth(candidates(committee, month), last_day(month))
        if not found:
            raise FazhiError(_("这个月没有可以申报的纠纷，或者已经报过。"), code="nothing_to_submit")
        made = SubsidyList.objects.create(organization=committee, month=month, submitted_by=by, submitted_at=now())
        SubsidyItem.objects.bulk_create(
            SubsidyItem(
                subsidies=made,
                dispute=one.dispute,
                mediator=one.dispute.mediator,
                amount=one.amount,
                parts={name: str(amount) for name, amount in one.parts.items()},
                rule_from=one.rule.since,
            )
            for one in found
        )
    return made


def decide(subsidies: SubsidyList, approved: bool, reason: str, *, by: User) -> SubsidyDecision:
    """The guidance unit approves a list or returns it; a returned one frees its disputes for another.

    Raises :class:`FazhiError` where it is decided already and for a return without a reason.
    """
    if not approved and not reason.strip():
        raise FazhiError(_("退回要写明理由。"), code="no_reason")
    with transaction.atomic():
        SubsidyList.objects.select_for_update().get(pk=subsidies.pk)
        if SubsidyDecision.objects.filter(subsidies=subsidies).exists():
            raise FazhiError(_("这份清单已经审批，请刷新后查看。"), code="decided")
        if not approved:
            subsidies.items.update(returned=True)
        return SubsidyDecision.objects.create(
            subsidies=subsidies, approved=approved, by=by, at=now(), reason=reason.strip()
        )
