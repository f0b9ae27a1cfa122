"""Pages that list: what waits, all matters, notices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fazhi.faces.workbench import queues
from fazhi.faces.workbench.asking import openable, signed_in
from fazhi.i18n import _
from fazhi.kernel.matters.access import visible
from fazhi.kernel.models import Matter
from fazhi.kernel.outbox import notices
from fazhi.kernel.procedures.registry import everything

_PAGE = 30
_FILTERS = ("type", "state", "unit", "late")


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in."""
    return _list(request, queues.waiting(signed_in(request)), waiting=True)


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """All matters that whoever is signed in may see."""
    return _list(request, visible(signed_in(request)), waiting=False)


def _list(request: HttpRequest, found: QuerySet[Matter], *, waiting: bool) -> HttpResponse:
    user = signed_in(request)
    found = queues.with_due(found)
    states = queues.chips(user, found)
    page = Paginator(queues.narrowed(found, user, request.GET), _PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "waiting": waiting,
        "page": page,
        "rows": queues.rows(page.object_list),
        "states": states,
        "kinds": [(one.id, _(one.label)) for one in everything()],
        "wanted": request.GET,
        "kept": [(name, request.GET[name]) for name in _FILTERS if request.GET.get(name)],
        "narrowed": any(request.GET.get(name) for name in (*_FILTERS, "q")),
        "openable": openable(user),
    }
    return render(request, "workbench/matters.html", context)


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What whoever is signed in has been told, the newest first."""
    told = signed_in(request).notices.select_related("matter")
    page = Paginator(told, _PAGE).get_page(request.GET.get("page"))
    return render(request, "workbench/notices.html", {"page": page})


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark one notice (``notice``) or all as read."""
    chosen = [int(text) for text in request.POST.getlist("notice") if text.isdecimal() and len(text) < 19]
    number = notices.mark_read(signed_in(request), chosen or None)
    messages.success(request, _("已将 {n} 条通知标为已读。").format(n=number))
    return redirect("notices")
