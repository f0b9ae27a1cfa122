"""Who of a unit has a matter in hand (经办): taken by oneself (认领), given to a colleague (转交), given back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import now, today
from fazhi.kernel.events.chain import append
from fazhi.kernel.matters.access import find
from fazhi.kernel.matters.errors import Forbidden, NotNow
from fazhi.kernel.models import Assignment, Event, Matter, Membership, User
from fazhi.kernel.models.organizations import current

HANDED = "handed"
"""The event of a matter whose handler in a unit changed. Its ``data``: ``units`` and ``handler``, a user or nothing."""


def colleagues(user: User) -> QuerySet[User]:
    """Whoever has a seat in a unit of a user, the user included."""
    seats = Membership.objects.filter(current(today()), organization__in=user.seats().values("organization"))
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("name", "pk")


def hand(matter: Matter, to: User | None, *, by: User, key: str = "") -> Event | None:
    """Let ``to`` have a matter in hand for the units that both belong to; ``None`` gives it back to the unit.

    Returns the event, or None where nothing changed. A repeat with the same ``key`` does nothing. Raises
    :class:`NotFound`, :class:`NotNow` for a matter that has ended, :class:`Forbidden` where a unit of both holds no
    place in it.
    """
    with transaction.atomic():
        locked = Matter.objects.select_for_update().get(pk=matter.pk)
        find(locked.uuid, by)
        before = locked.events.filter(key=key).first() if key else None
        if before is not None and (before.kind, before.actor_id) != (HANDED, by.pk):
            raise FazhiError(_("这个请求标识已用于另一次办理，请换一个。"), code="key_in_use")
        if before is not None:
            return before
        if locked.closed_on is not None:
            raise NotNow(_("事项已经办结，不用再认领或者转交。"))
        mine = set(by.seats().values_list("organization", flat=True))
        theirs = mine if to is None else mine & set(to.seats().values_list("organization", flat=True))
        held = Assignment.objects.filter(matter=locked, live=True, organization__in=theirs)
        units = sorted(set(held.values_list("organization", flat=True)))
        if not units:
            raise Forbidden(_("只能在本单位办理的事项中认领，或者转交给本单位的同事。"))
        if not held.exclude(handler=to).exists():
            return None
        held.update(handler=to)
        event = append(
            locked,
            HANDED,
            at=now(),
            to_state=locked.state,
            actor=by,
            data={"units": units, "handler": to.pk if to else None},
            key=key,
        )
    matter.refresh_from_db()
    return event
