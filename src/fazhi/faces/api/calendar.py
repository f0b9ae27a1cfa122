"""The deadlines of somebody as a calendar (RFC 5545), at an address that is itself the secret and can be changed.

It tells number, title and day of what waits for a unit of theirs or is in their own hand; of a confidential matter the
number alone. Whoever has the address reads them, so each is made for one person and shown once.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now as real_now
from django.views.decorators.http import require_safe

from fazhi.faces.api.models import CalendarFeed
from fazhi.faces.api.problems import missing
from fazhi.faces.api.tokens import digest
from fazhi.faces.workbench.queues import Desk
from fazhi.i18n import _
from fazhi.kernel.models import Assignment, Deadline, Matter, User
from fazhi.kernel.procedures.registry import pinned

_MOST = 500
_DAY = dt.timedelta(days=1)


def renew(user: User) -> str:
    """A new secret for the address of somebody's calendar; the old address is good for nothing any more."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"digest": digest(secret), "made_at": real_now(), "last_read_at": None}
    )
    return secret


def end(user: User) -> None:
    """No address any more."""
    CalendarFeed.objects.filter(user=user).delete()


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar at a secret address."""
    found = CalendarFeed.objects.select_related("user").filter(digest=digest(secret)).first()
    if found is None or not found.user.is_active:
        return missing(request)
    CalendarFeed.objects.filter(pk=found.pk).update(last_read_at=real_now())
    response = HttpResponse(
        written(found.user, request.build_absolute_uri("/")), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="fazhi.ics"'
    return response


def written(user: User, site: str) -> bytes:
    """The calendar of somebody: one all-day event a running deadline. ``site``: the address of the platform."""
    from icalendar import Calendar, Event

    found = Calendar()
    found.add("prodid", "-//Fazhi//Deadlines//ZH")
    found.add("version", "2.0")
    found.add("x-wr-calname", _("办理期限"))
    found.add("x-wr-timezone", "Asia/Shanghai")
    for one in deadlines(user):
        matter = one.matter
        procedure = pinned(matter.procedure, matter.version)
        clock = procedure.clocks().get(one.clock)
        label = _(clock.label) if clock else _("期限")
        event = Event()
        # The same deadline keeps its name when its day is moved, and calendars move it.
        event.add("uid", f"deadline-{one.pk}@{matter.uuid}")
        event.add("dtstamp", real_now())
        event.add("dtstart", one.due)
        event.add("dtend", (one.due or real_now().date()) + _DAY)
        title = "" if matter.confidential else f" {matter.title}"
        event.add("summary", f"{label}：{matter.number}{title}")
        event.add("url", site.rstrip("/") + reverse("matter", args=[matter.uuid]))
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    content: bytes = found.to_ical()
    return content


def deadlines(user: User) -> list[Deadline]:
    """The running deadlines of matters that wait for a unit of somebody, or that they have in hand; the next first."""
    waiting = Desk(user).of_unit().order_by().values("pk")
    in_hand = Assignment.objects.filter(live=True, handler=user).values("matter")
    matters = Matter.objects.filter(pk__in=waiting) | Matter.objects.filter(pk__in=in_hand)
    running = Deadline.objects.filter(met_on=None, due__isnull=False, matter__in=matters)
    return list(running.select_related("matter").order_by(F("due").asc(), "pk")[:_MOST])
