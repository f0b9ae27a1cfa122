"""Mediation organisations and their mediators: founded, appointed, released. Accounts and seats are the kernel's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from fazhi.domains.mediation.models import APPOINTMENT, Category, MediationOrganization, Mediator
from fazhi.domains.mediation.procedure import MEDIATOR
from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.models import Credential, Membership, Organization, User

UNIT = "调解组织"


def found(
    code: str,
    name: str,
    kind: str,
    *,
    since: dt.date,
    street: Organization | None = None,
    community: Organization | None = None,
) -> MediationOrganization:
    """A mediation organisation is founded; it stands under its community, or else its street.

    Raises :class:`FazhiError` for a community of another street and for a name or code that is taken.
    """
    if community is not None and street is not None and community.parent_id != street.pk:
        raise FazhiError(
            _("{community}不属于{street}，请核对。").format(community=community.name, street=street.name),
            code="wrong_community",
        )
    with transaction.atomic():
        if (
            Organization.objects.filter(code=code).exists()
            or Organization.objects.filter(name=name, until=None).exists()
        ):
            raise FazhiError(_("编号“{code}”或者名称“{name}”已有机构在用。").format(code=code, name=name), code="taken")
        organization = Organization.objects.create(
            code=code, name=name, kind=UNIT, parent=community or street, since=since
        )
        return MediationOrganization.objects.create(
            organization=organization, kind=kind, street=street, community=community
        )


def appoint(
    organization: Organization,
    holder: str,
    number: str,
    *,
    since: dt.date,
    full_time: bool = False,
    expertise: Iterable[Category] = (),
    user: User | None = None,
) -> Mediator:
    """Somebody is appointed a mediator; with an account they sign in and see the matters of the organisation alone.

    Raises :class:`FazhiError` where the organisation does not mediate or does not exist on that day, and for a number
    that is taken.
    """
    if not MediationOrganization.objects.filter(pk=organization.pk).exists():
        raise FazhiError(_("{name}不是调解组织。").format(name=organization.name), code="no_mediation_organization")
    if not organization.exists_on(since):
        raise FazhiError(
            _("{name}在{day}还没有成立或者已经撤销，不能聘任调解员。").format(name=organization.name, day=since),
            code="no_such_organization",
        )
    with transaction.atomic():
        credential, new = Credential.objects.get_or_create(
            kind=APPOINTMENT,
            number=number,
            defaults={"user": user, "holder": holder, "organization": organization, "since": since},
        )
        if not new:
            raise FazhiError(_("聘书编号“{number}”已经用过。").format(number=number), code="taken")
        mediator = Mediator.objects.create(credential=credential, full_time=full_time)
        mediator.expertise.set(expertise)
        if user is not None:
            Membership.objects.get_or_create(
                user=user, organization=organization, role=MEDIATOR.id, until=None, defaults={"since": since}
            )
    return mediator


def release(mediator: Mediator, last_day: dt.date, reason: str) -> None:
    """The appointment ends with that day, and so does the seat. Raises :class:`FazhiError` with disputes in hand."""
    with transaction.atomic():
        credential = Credential.objects.select_for_update().get(pk=mediator.pk)
        if last_day < credential.since:
            raise FazhiError(_("解聘日期早于聘任日期（{day}）。").format(day=credential.since), code="bad_day")
        waiting = mediator.disputes.filter(accepted_on__isnull=False, concluded_on=None).select_related("matter")
        if waiting:
            numbers = "、".join(each.matter.number for each in waiting[:5])
            raise FazhiError(
                _("{name}还有 {n} 件纠纷在办（{numbers}），请先改派。").format(
                    name=credential.holder, n=len(waiting), numbers=numbers
                ),
                code="disputes_in_hand",
            )
        credential.until, credential.ended_because = last_day, reason
        credential.save(update_fields=["until", "ended_because"])
        if credential.user is not None:
            Membership.objects.filter(
                user=credential.user, organization=credential.organization, role=MEDIATOR.id, until=None
            ).update(until=last_day)
