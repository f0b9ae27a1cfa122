"""Who may bring ledgers in and take them out, and who sees whose jobs. Denied unless a seat says otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.kernel.administration.reach import administers_all, platform_unit
from fazhi.kernel.administration.roles import ADMINISTRATOR, STATISTICIAN
from fazhi.kernel.models import Membership, Organization, User

_ROLES = (ADMINISTRATOR.id, STATISTICIAN.id)


def may_import(user: User, seats: Iterable[Membership] | None = None) -> bool:
    """Whether somebody may read ledgers in and take whole ledgers out: a system administrator, or a statistician.

    ``seats``: their seats of today, where these have been read already.
    """
    held = [seat for seat in user.seats() if seat.role in _ROLES] if seats is None else list(seats)
    if any(administers_all(seat) for seat in held):
        return True
    keeping = [seat for seat in held if seat.role == STATISTICIAN.id]
    bureau = _bureau() if keeping else None
    return bureau is not None and any(_within(seat.organization, bureau) for seat in keeping)


def sees(user: User, owner: int) -> bool:
    """Whether somebody sees the jobs and imports of the account ``owner``: their own, or all as an administrator."""
    return user.pk == owner or any(administers_all(seat) for seat in user.seats())


def _bureau() -> int | None:
    """The organisation to which the unit that runs the platform belongs, or that unit."""
    found = Organization.objects.filter(name=platform_unit(), until=None).values_list("pk", "parent").first()
    return None if found is None else found[1] or found[0]


def _within(unit: Organization | None, bureau: int) -> bool:
    while unit is not None:
        if unit.pk == bureau:
            return True
        unit = unit.parent
    return False
