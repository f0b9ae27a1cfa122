"""Who sees which matters and who may act in them: one SQL predicate for lists, the same rules for a single matter."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.district import current
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.models import Assignment, Matter, Membership, Organization, User
from fazhi.kernel.procedures import Place, Procedure, Seat, Transition
from fazhi.kernel.procedures.registry import everything


@dataclass(frozen=True)
class Chair:
    """A seat as somebody sits on it: in which unit and in which role."""

    organization: Organization
    role: str


def visible(user: User) -> QuerySet[Matter]:
    """The matters that a user may know of: those in which a unit of theirs has or had a place, and those they oversee.

    A confidential matter is seen only from a place in it.
    """
    return visible_from(_members(user))


def visible_from(seats: Iterable[Membership]) -> QuerySet[Matter]:
    """:func:`visible` for whoever has these seats. The units go in as numbers: so the database knows how many there are
    of each and where to begin."""
    held = list(seats)
    placed = Assignment.objects.filter(organization__in=sorted({seat.organization_id for seat in held}))
    overseen = overseen_from(held)
    if not overseen:
        return Matter.objects.filter(Exists(placed.filter(matter=OuterRef("pk"))))
    # Said with two inequalities, so that the database asks for the places of those few matters that are confidential,
    # and does not first gather every matter in which a unit like this ever had a place.
    there = placed.filter(matter__gte=OuterRef("pk"), matter__lte=OuterRef("pk"))
    return Matter.objects.filter(Q(procedure__in=overseen, confidential=False) | Q(Exists(there)))


def overseen_from(seats: Iterable[Membership]) -> list[str]:
    """The procedures all of whose matters are seen from some seats: a role in a unit that the district names."""
    held = {(seat.role, seat.organization.name) for seat in seats}
    posts = current().posts
    return [
        procedure.id
        for procedure in everything()
        if any((role.id, posts.get(post, "")) in held for role, post in procedure.overseers)
    ]


def oversees(user: User, procedure: type[Procedure]) -> bool:
    """Whether a user sees all matters of a procedure."""
    return procedure.id in overseen_from(_members(user))


def find(key: uuid.UUID | str, user: User, seats: Iterable[Membership] | None = None) -> Matter:
    """The matter with that UUID or number, if the user may know of it. Raises :class:`NotFound`.

    ``seats``: theirs of today, where these have been read already.
    """
    try:
        condition = Q(uuid=key if isinstance(key, uuid.UUID) else uuid.UUID(key))
    except ValueError:
        condition = Q(number=key)
    found = visible_from(_members(user) if seats is None else seats).filter(condition).first()
    if found is None:
        raise NotFound(_("没有这件事项，或者您无权查看。请核对编号。"))
    return found


class Seating:
    """Where a user sits in a matter, read once: asked for each of its transitions, a matter page needs it often.

    ``seats`` and ``held``: theirs of today, and its places with the keys of their units, where these have been read.
    """

    def __init__(
        self,
        user: User,
        matter: Matter,
        seats: Iterable[Membership] | None = None,
        held: Iterable[tuple[str, int]] | None = None,
    ) -> None:
        self._members = _members(user) if seats is None else list(seats)
        self._places: dict[int, set[str]] = {}
        if held is None:
            held = matter.assignments.filter(until__isnull=True).values_list("place", "organization")
        for place, organization in held:
            self._places.setdefault(organization, set()).add(place)

    def chairs(self, seats: Iterable[Seat]) -> list[Chair]:
        """The chairs on which the user may act from these seats: one a unit and role."""
        wanted = [(seat.role.id, seat.place.name) for seat in seats]
        return [
            Chair(membership.organization, membership.role)
            for membership in self._members
            if any(
                membership.role == role and place in self._places.get(membership.organization_id, ())
                for role, place in wanted
            )
        ]


def opening_chairs(user: User, transition: Transition) -> list[Chair]:
    """The chairs from which a user may open a matter."""
    return opening_from(_members(user), transition)


def opening_from(seats: Iterable[Membership], transition: Transition) -> list[Chair]:
    """:func:`opening_chairs` for whoever has these seats."""
    return [
        Chair(membership.organization, membership.role)
        for membership in seats
        if any(
            membership.role == seat.role.id and fits(membership.organization, seat.place) for seat in transition.seats
        )
    ]


def fits(organization: Organization, place: Place) -> bool:
    """Whether an organisation is of a kind that may take a place."""
    if place.post:
        return organization.name == current().posts.get(place.post)
    return not place.kinds or organization.kind in place.kinds


def may_take(place: Place) -> QuerySet[Organization]:
    """The organisations of today that may take a place, in the order of their codes."""
    day = today()
    found = Organization.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    if place.post:
        return found.filter(name=current().posts.get(place.post, ""))
    return found.filter(kind__in=place.kinds) if place.kinds else found


def sitting(matter: Matter, seats: Iterable[Seat], waited_for: Iterable[Organization] | None = None) -> QuerySet[User]:
    """The people on these seats now. ``waited_for``: of a place that several units hold, those of these units alone."""
    condition = Q(pk__in=())
    for seat in seats:
        holders = matter.assignments.filter(place=seat.place.name, until__isnull=True).values("organization")
        if waited_for is not None and seat.place.many:
            holders = holders.filter(organization__in=list(waited_for))
        condition |= Q(role=seat.role.id, organization__in=holders)
    day = today()
    valid = Membership.objects.filter(condition, Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    return User.objects.filter(is_active=True, pk__in=valid.values("user")).order_by("pk")


def _members(user: User) -> list[Membership]:
    return list(user.seats().order_by("organization__code", "role"))
