"""The page of a matter, and its files."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fazhi.faces.workbench.asking import matter_of, signed_in
from fazhi.i18n import _
from fazhi.kernel.attachments.storage import NoContent, store
from fazhi.kernel.clock import today
from fazhi.kernel.evaluation.rounds import visible_sheets
from fazhi.kernel.matters.access import oversees
from fazhi.kernel.matters.deadlines import calendar, rule_of
from fazhi.kernel.matters.perform import declared, options, record_of
from fazhi.kernel.models import MaterialFile, Matter
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.chart import svg
from fazhi.kernel.ui import extras
from fazhi.kernel.ui.due import bar, left
from fazhi.kernel.ui.story import particulars, timeline

_log = logging.getLogger("fazhi.access")


@require_safe
def matter(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Everything about one matter, with what can be done at the top."""
    user, found = signed_in(request), matter_of(request, key)
    procedure = declared(found)
    mine = set(user.seats().values_list("organization", flat=True))
    told = timeline(procedure, found, mine)
    facts = particulars(procedure, record_of(found), told[-1].event if told else None)
    if told:
        # What stands in the particulars is not said again.
        told[-1] = replace(told[-1], answers=tuple(one for one in told[-1].answers if one not in facts))
    offered, states = options(found, user), procedure.states()
    passed = [states[name] for name in {one.event.from_state for one in told} if name in states]
    materials = procedure.materials()
    context: dict[str, Any] = {
        "matter": found,
        "procedure": procedure,
        "state": states[found.state],
        # Made of the declaration alone: nothing in it was typed by anybody.
        "chart": svg(procedure, lit=states[found.state], passed=passed, standalone=False),
        "options": [one for one in offered if not one.hindrance],
        "hindered": [one for one in offered if one.hindrance],
        "particulars": facts,
        "places": _places(procedure, found),
        "clocks": _clocks(procedure, found),
        "timeline": told,
        "files": [
            (_(materials[file.material].label) if file.material in materials else file.material, file)
            for event in reversed(told)
            for file in event.files
        ],
        "sheets": visible_sheets(found, _units(mine), overseer=oversees(user, procedure)),
        "panels": extras.panels(request, found),
    }
    return render(request, "workbench/matter.html", context)


def _units(keys: set[int]) -> Any:
    from fazhi.kernel.models import Organization

    return Organization.objects.filter(pk__in=keys)


def _places(procedure: type[Procedure], found: Matter) -> list[tuple[str, str]]:
    held: dict[str, list[str]] = {}
    for one in found.assignments.filter(until__isnull=True).select_related("organization").order_by("pk"):
        held.setdefault(one.place, []).append(one.organization.name)
    return [(_(place.label), "、".join(held[name])) for name, place in procedure.places().items() if name in held]


def _clocks(procedure: type[Procedure], found: Matter) -> list[dict[str, Any]]:
    """The clocks of a matter, running ones first, each with its bar, rule, changes and extensions."""
    days, day, shown = calendar(), today(), []
    deadlines = found.deadlines.prefetch_related("suspensions", "changes", "extensions")
    for one in sorted(deadlines, key=lambda each: (each.met_on is not None, -each.pk)):
        clock = procedure.clocks().get(one.clock)
        shown.append(
            {
                "label": _(clock.label) if clock else one.clock,
                "deadline": one,
                "left": left(one, days, day),
                "bar": bar(one, day),
                "rule": rule_of(one),
            }
        )
    return shown


@require_safe
def download(request: HttpRequest, key: uuid.UUID, file: uuid.UUID) -> HttpResponse | FileResponse:
    """A file of a matter that may be seen, always as a download; who fetched what is logged."""
    found = matter_of(request, key)
    use = get_object_or_404(MaterialFile.objects.select_related("attachment"), matter=found, attachment__uuid=file)
    attachment = use.attachment
    try:
        content = store().open(attachment.sha256)
    except NoContent as missing:
        return render(request, "workbench/problem.html", {"problem": str(missing)}, status=500)
    if request.method == "GET":
        _log.info("user %s fetched attachment %s of matter %s", signed_in(request).pk, attachment.uuid, found.uuid)
    response = FileResponse(content, as_attachment=True, filename=attachment.name, content_type=attachment.media_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what is not there and for what is not theirs to see."""
    del exception
    return render(request, "workbench/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; the transaction was undone."""
    return render(request, "workbench/failed.html", status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page was sent without its token: it stood open too long, or came from elsewhere."""
    del reason
    return render(request, "workbench/forged.html", status=403)
