"""What people see beyond the generic pages: hard problems, similar open matters, units that a matter may belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fazhi.domains.coordination import suggestions
from fazhi.domains.coordination.models import CoordinationMatter, PainPoint, PainPointVersion
from fazhi.i18n import later
from fazhi.kernel.clock import today
from fazhi.kernel.events.chain import said
from fazhi.kernel.matters.access import fits, visible
from fazhi.kernel.matters.offering import offer_similar
from fazhi.kernel.models import Matter, User
from fazhi.kernel.ui import extras
from fazhi.kernel.ui.choosing import Suggested

_KIND = "coordination"


def register() -> None:
    """Give the pages of this domain their places."""
    extras.add_page(extras.Page("pain-points/", "pain_points", pain_points, later("痛点难点问题"), who=concerned))
    extras.add_page(extras.Page("pain-points/<str:number>/", "pain_point", pain_point))
    extras.ask_first(_KIND, "register", similar)
    offer_similar(_KIND, lambda answers: [one.matter for one in suggestions.similar_to(answers)])
    extras.beside(_KIND, "", guide)
    for transition in ("dispatch", "rule"):
        extras.beside(_KIND, transition, units)
        extras.likely(_KIND, transition, likely)
    for transition in ("report", "finish_part", "progress"):
        extras.beside(_KIND, transition, guide)


def concerned(user: User) -> bool:
    """Whether somebody sits where enforcement matters are registered, handled, dispatched or ruled on."""
    from fazhi.domains.coordination.procedure import Coordination

    return any(
        fits(seat.organization, place) for seat in extras.seats(user) for place in Coordination.places().values()
    )


@require_safe
def pain_points(request: HttpRequest) -> HttpResponse:
    """The list of hard problems."""
    newest = PainPointVersion.objects.filter(since__lte=today()).select_related("lead").order_by("-since")
    points = PainPoint.objects.prefetch_related(Prefetch("versions", newest))
    return render(request, "coordination/pain_points.html", {"points": points})


@require_safe
def pain_point(request: HttpRequest, number: str) -> HttpResponse:
    """One hard problem with all versions of its measures, division, procedure and guide, the newest first."""
    point = get_object_or_404(PainPoint, number=number)
    versions = point.versions.select_related("lead").prefetch_related("partners").order_by("-since")
    return render(request, "coordination/pain_point.html", {"point": point, "versions": versions})


def similar(request: HttpRequest, answers: Mapping[str, Any]) -> extras.Panel | None:
    """Open matters nearby, before a duplicate is registered; one of other units is named and does not open."""
    assert isinstance(request.user, User)
    found = suggestions.similar_to(answers)
    if not found:
        return None
    seen = set(visible(request.user).filter(pk__in=[one.matter_id for one in found]).values_list("pk", flat=True))
    return extras.Panel("coordination/similar.html", {"records": [(one, one.matter_id in seen) for one in found]})


_Belongs = tuple[CoordinationMatter, str, list[suggestions.Suggestion]]


def _belongs(matter: Matter) -> _Belongs | None:
    """The record of a matter, what was written about it, and the units it may belong to; found out once a page."""
    known: _Belongs | None = matter.__dict__.get("_belongs")
    if known is not None:
        return known
    record = CoordinationMatter.objects.select_related("pain_point", "street").filter(matter=matter).first()
    if record is None:
        return None
    first = matter.events.select_related("text").order_by("sequence").first()
    description = said(first).get("description", "") if first else ""
    known = matter.__dict__["_belongs"] = (record, description, suggestions.units(record, description, today()))
    return known


def likely(matter: Matter) -> Mapping[str, list[Suggested]]:
    """The same units as choices: who may lead it, and who may help."""
    belongs = _belongs(matter)
    found = belongs[2] if belongs else []
    return {
        "lead": [Suggested(one.unit.code, one.why) for one in found if one.lead],
        "partners": [Suggested(one.unit.code, one.why) for one in found],
    }


def units(request: HttpRequest, matter: Matter) -> extras.Panel | None:
    """The units that a matter may belong to, and what was written about it."""
    belongs = _belongs(matter)
    if belongs is None:
        return None
    record, description, found = belongs
    return extras.Panel("coordination/units.html", {"record": record, "description": description, "found": found})


def guide(request: HttpRequest, matter: Matter) -> extras.Panel | None:
    """The guide of the hard problem that a matter is about, in the version of the day it was registered."""
    record: CoordinationMatter | None = getattr(matter, "coordination", None)
    if record is None or record.pain_point_id is None:
        return None
    versions = PainPointVersion.objects.filter(pain_point=record.pain_point_id, since__lte=matter.opened_on)
    version = versions.select_related("pain_point", "lead").order_by("-since").first()
    return extras.Panel("coordination/guide.html", {"version": version}) if version else None
