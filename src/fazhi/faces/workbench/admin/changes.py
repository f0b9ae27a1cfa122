"""The log of changes (变更记录) as a page; beside it what happened to accounts, and numbers seen in the clear."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fazhi.faces.workbench.admin import words
from fazhi.faces.workbench.admin.asking import administrator, system_administrator
from fazhi.i18n import _
from fazhi.kernel.clock import SHANGHAI
from fazhi.kernel.models import Change, SignInEvent, Unmasking

_PAGE = 50


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()


def _day(request: HttpRequest, name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(request, name))
    except ValueError:
        return None


def _between(request: HttpRequest) -> Q:
    """From the beginning of the day ``from`` to the end of the day ``to``, in Shanghai."""
    found = Q()
    if first := _day(request, "from"):
        found &= Q(at__gte=dt.datetime.combine(first, dt.time(), SHANGHAI))
    if last := _day(request, "to"):
        found &= Q(at__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), SHANGHAI))
    return found


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The changes that are theirs to read, the newest first; by subject, person, unit, key, who did it, and days."""
    mine = administrator(request)
    found = mine.changes().filter(_between(request)).select_related("actor", "user", "organization")
    wanted = {name: _text(request, name) for name in ("subject", "account", "unit", "key", "by", "from", "to")}
    found = _narrowed(found, wanted)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            {
                "change": change,
                "subject": _(words.SUBJECTS.get(change.subject, change.subject)),
                "action": _(words.ACTIONS.get(change.action, change.action)),
                "about": words.about(change),
                "differences": words.differences(change),
            }
            for change in page
        ],
        "subjects": [(name, _(label)) for name, label in words.SUBJECTS.items()],
        "wanted": wanted,
        "kept": [(name, wanted[name]) for name in ("subject", "account", "unit", "key") if wanted[name]],
        "narrowed": any(wanted.values()),
        "first_day": wanted["from"],
        "whole": mine.whole,
        "tab": "changes",
    }
    return render(request, "workbench/admin/changes.html", context)


def _narrowed(found: QuerySet[Change], wanted: dict[str, str]) -> QuerySet[Change]:
    if wanted["subject"]:
        found = found.filter(subject=wanted["subject"])
    if wanted["account"]:
        found = found.filter(user__username=wanted["account"])
    if wanted["unit"]:
        found = found.filter(organization__code=wanted["unit"])
    if wanted["key"]:
        found = found.filter(key=wanted["key"])
    if by := wanted["by"]:
        found = found.filter(Q(actor__name__icontains=by) | Q(actor__username__icontains=by))
    return found


@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """What happened to accounts: signed in, failed, changed; by account, kind and days."""
    system_administrator(request)
    found = SignInEvent.objects.filter(_between(request)).select_related("user", "by")
    account, kind = _text(request, "by"), _text(request, "kind")
    if account:
        found = found.filter(Q(user__name__icontains=account) | Q(user__username__icontains=account))
    if kind:
        found = found.filter(kind=kind)
    kinds = [(value, _(str(label))) for value, label in SignInEvent.Kind.choices]
    return _list(request, found, "sign_ins", {"kinds": kinds})


@require_safe
def unmaskings(request: HttpRequest) -> HttpResponse:
    """Who saw whose number or phone in the clear, when and why; by who it was and days."""
    system_administrator(request)
    found = Unmasking.objects.filter(_between(request)).select_related("user", "party", "matter").order_by("-id")
    if who := _text(request, "by"):
        found = found.filter(Q(user__name__icontains=who) | Q(user__username__icontains=who))
    fields = {"id_number": _("证件号码"), "phone": _("电话号码"), "name": _("姓名"), "address": _("住址")}
    return _list(request, found, "unmaskings", {"fields": fields})


def _list(request: HttpRequest, found: QuerySet[Any], tab: str, more: dict[str, Any]) -> HttpResponse:
    wanted = {name: _text(request, name) for name in ("by", "kind", "from", "to")}
    context = {
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "first_day": wanted["from"],
        "whole": True,
        "tab": tab,
        **more,
    }
    return render(request, f"workbench/admin/{tab}.html", context)
