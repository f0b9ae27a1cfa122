"""Whom and what an administrator reaches: denied unless a seat of theirs says otherwise.

A system administrator reaches everything. A unit administrator reaches a unit and the units below it, the people who
sit there, and no right that goes beyond these units: nobody gives away more than they have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.administration.roles import ADMINISTRATOR, POST, STATISTICIAN, UNIT_ADMINISTRATOR
from fazhi.kernel.clock import today
from fazhi.kernel.district import current
from fazhi.kernel.models import Change, Membership, Organization, User
from fazhi.kernel.models.organizations import current as valid_on
from fazhi.kernel.procedures.registry import everything


class OutOfReach(FazhiError):
    """Not theirs to change; the message says whose it is."""

    code = "out_of_reach"


def platform_unit() -> str:
    """The name of the unit that runs the platform, as the district names it; empty where it names none."""
    return current().posts.get(POST, "")


def administers_all(membership: Membership) -> bool:
    """Whether a membership makes a system administrator."""
    return membership.role == ADMINISTRATOR.id and membership.organization.name == platform_unit()


def administers(memberships: Iterable[Membership]) -> bool:
    """Whether somebody with these seats administers anything."""
    return any(seat.role == UNIT_ADMINISTRATOR.id or administers_all(seat) for seat in memberships)


def reaches_beyond(role: str, unit: Organization) -> bool:
    """Whether a role in a unit sees or changes more than the matters of that unit."""
    if role in (ADMINISTRATOR.id, STATISTICIAN.id):
        return True
    posts = current().posts
    return any(
        role == overseer.id and unit.name == posts.get(post)
        for procedure in everything()
        for overseer, post in procedure.overseers
    )


@dataclass(frozen=True)
class Reach:
    """What one user may administer: everything (``whole``), or the units with these keys."""

    user: User
    whole: bool
    units: frozenset[int]

    @property
    def anything(self) -> bool:
        """Whether they administer at all."""
        return self.whole or bool(self.units)

    def organizations(self) -> QuerySet[Organization]:
        """The units they administer, dissolved ones too."""
        found = Organization.objects.all()
        return found if self.whole else found.filter(pk__in=self.units)

    def people(self) -> QuerySet[User]:
        """The accounts they administer: whoever sits or will sit in a unit of theirs, or sat there and now nowhere."""
        if self.whole:
            return User.objects.all()
        here = Membership.objects.filter(user=OuterRef("pk"), organization__in=self.units)
        lasting = Q(until=None) | Q(until__gte=today())
        elsewhere = Membership.objects.filter(lasting, user=OuterRef("pk"))
        return User.objects.filter(Exists(here.filter(lasting)) | (Exists(here) & ~Exists(elsewhere)))

    def changes(self) -> QuerySet[Change]:
        """The changes they may read about: those of their units and people."""
        if self.whole:
            return Change.objects.all()
        own = Q(organization__in=self.units) | Q(organization=None, user__in=self.people().values("pk"))
        return Change.objects.filter(own)

    def check_seat(self, user: User, unit: Organization, role: str) -> None:
        """Whether they may give or end that role there. Raises :class:`OutOfReach`."""
        self._not_oneself(user)
        if self.whole:
            return
        if unit.pk not in self.units:
            raise OutOfReach(_("{unit}不归您管理，请联系系统管理员。").format(unit=unit.name))
        if reaches_beyond(role, unit):
            raise OutOfReach(_("这个岗位能看到或改动本单位以外的事项，只能由系统管理员设定。"))

    def check_account(self, user: User) -> None:
        """Whether they may change the account itself (password, closing). Raises :class:`OutOfReach`."""
        self._not_oneself(user)
        if self.whole:
            return
        for seat in user.memberships.filter(Q(until=None) | Q(until__gte=today())).select_related("organization"):
            if seat.organization_id not in self.units or reaches_beyond(seat.role, seat.organization):
                raise OutOfReach(
                    _("{name}还有不归您管理的岗位（{unit}），账号请由系统管理员处理。").format(
                        name=user.name, unit=seat.organization.name
                    )
                )

    def _not_oneself(self, user: User) -> None:
        if user.pk == self.user.pk:
            raise OutOfReach(_("不能改自己的账号和岗位，请由另一位管理员办理。"))


def reach(user: User) -> Reach:
    """What a user administers today."""
    seats = list(user.seats().filter(role__in=(ADMINISTRATOR.id, UNIT_ADMINISTRATOR.id)))
    if any(administers_all(seat) for seat in seats):
        return Reach(user, True, frozenset())
    tops = {seat.organization_id for seat in seats if seat.role == UNIT_ADMINISTRATOR.id}
    return Reach(user, False, _with_those_below(tops) if tops else frozenset())


def _with_those_below(tops: set[int]) -> frozenset[int]:
    below: dict[int | None, list[int]] = {}
    for pk, parent in Organization.objects.values_list("pk", "parent"):
        below.setdefault(parent, []).append(pk)
    found, waiting = set(tops), list(tops)
    while waiting:
        for pk in below.get(waiting.pop(), ()):
            if pk not in found:
                found.add(pk)
                waiting.append(pk)
    return frozenset(found)


def standing_administrators() -> QuerySet[Membership]:
    """The seats without an end that make system administrators today, of accounts that are open."""
    day = today()
    return Membership.objects.filter(
        valid_on(day, "organization__"),
        role=ADMINISTRATOR.id,
        organization__name=platform_unit(),
        until=None,
        since__lte=day,
        user__is_active=True,
    )


def check_not_last(user: User) -> None:
    """Whether somebody else stays system administrator without this user.

    Raises :class:`OutOfReach` where the platform would be left without one.
    """
    standing = standing_administrators()
    if standing.filter(user=user).exists() and not standing.exclude(user=user).exists():
        raise OutOfReach(_("{name}是唯一的系统管理员。请先设定另一位，再办这一步。").format(name=user.name))
