"""The page of a matter: what to do next, what is known, what happened; the same for paper; whether it has moved on."""

from __future__ import annotations

import sys
import uuid
from functools import lru_cache
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.faces.uploads import too_large
from fazhi.faces.workbench.asking import matter_of, signed_in
from fazhi.faces.workbench.gathering import Gathered
from fazhi.i18n import _, language
from fazhi.kernel.clock import SHANGHAI
from fazhi.kernel.matters.perform import declared
from fazhi.kernel.procedures.bpmn import bpmn
from fazhi.kernel.procedures.chart import svg
from fazhi.kernel.procedures.registry import pinned
from fazhi.kernel.ui import extras


@require_safe
def matter(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Everything about one matter, with what can be done at the top."""
    found = matter_of(request, key)
    gathered = Gathered(found, signed_in(request))
    context: dict[str, Any] = gathered.everything() | gathered.next_steps()
    passed = frozenset(one.event.from_state for one in context["timeline"])
    context["chart"] = _chart(found.procedure, found.version, found.state, passed, language())
    context["panels"] = extras.panels(request, found)
    return render(request, "workbench/matter.html", context)


@lru_cache(maxsize=256)
def _chart(kind: str, version: str, lit: str, passed: frozenset[str], language: str) -> str:
    """Made of the declaration alone: nothing in it was typed by anybody, and it is the same for all in that state."""
    del language
    procedure = pinned(kind, version)
    states = procedure.states()
    been = [states[name] for name in sorted(passed) if name in states]
    return svg(procedure, lit=states[lit], passed=been, standalone=False)


@require_safe
def paper(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The matter as a file (案卷) to be printed: cover, particulars, list of materials, what happened."""
    gathered = Gathered(matter_of(request, key), signed_in(request))
    return render(request, "workbench/paper.html", gathered.everything())


@require_safe
def chart(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The procedure of a matter as BPMN 2.0, for tools that draw and check processes."""
    procedure = declared(matter_of(request, key))
    response = HttpResponse(bpmn(procedure), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{procedure.id}.bpmn"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def fresh(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What has been done since the event ``seen``, in one sentence; no content where nothing has."""
    found, seen = matter_of(request, key), request.GET.get("seen", "")
    if not (seen.isdecimal() and len(seen) < 10) or int(seen) >= found.sequence:
        return HttpResponse(status=204)
    last = found.events.select_related("organization").order_by("-sequence")[0]
    done = declared(found).transitions().get(last.kind)
    text = _("有新进展：{who}于{at}办理了“{done}”。") if done else _("有新进展：{who}于{at}更新了这件事项。")
    return JsonResponse(
        {
            "text": text.format(
                who=last.organization.name if last.organization else _("系统"),
                at=f"{last.at.astimezone(SHANGHAI):%H:%M}",
                done=_(done.label) if done else "",
            ),
            "address": reverse("matter", args=[found.uuid]),
        }
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what is not there and for what is not theirs to see."""
    del exception
    return render(request, "workbench/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; the transaction was undone. 503 where it was the database's trouble, which passes.

    Where the database went while it was told to keep what was done, nobody knows whether it did: so much is said.
    """
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    response = render(request, "workbench/failed.html", {"away": away}, status=503 if away else 500)
    if away:
        response["Retry-After"] = "5"
    return response


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page was sent without its token: it stood open too long, came from elsewhere, or was too large to be read."""
    del reason
    if too_large(request):
        return render(request, "workbench/too_large.html", status=413)
    return render(request, "workbench/forged.html", status=403)
