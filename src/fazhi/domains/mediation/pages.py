"""What people see beyond the generic pages: mediation organisations, their mediators and what these have in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from fazhi.domains.mediation import agreement_pages, coverage, statistics, subsidy_pages, warning_pages
from fazhi.domains.mediation.forms import AppointForm, FoundForm, ReleaseForm
from fazhi.domains.mediation.models import APPOINTMENT, Dispute, MediationOrganization, Mediator
from fazhi.domains.mediation.organizing import UNIT, appoint, found, release
from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel.changes import log
from fazhi.kernel.clock import today
from fazhi.kernel.matters.access import overseen_from, oversees
from fazhi.kernel.models import Matter, Organization, User
from fazhi.kernel.models.organizations import current
from fazhi.kernel.ui import extras

_LIST, _ONE = "mediation_organizations", "mediation_organization"


def register() -> None:
    """Give the pages of this domain their places."""
    extras.add_page(
        extras.Page("mediation-organizations/", _LIST, organizations, later("调解组织和调解员"), who=_concerned)
    )
    extras.add_page(extras.Page("mediation-organizations/<str:code>/", _ONE, organization))
    extras.beside(Mediation.id, "", course)
    agreement_pages.register()
    coverage.register()
    warning_pages.register()
    subsidy_pages.register()
    statistics.register()


def course(request: HttpRequest, matter: Matter) -> extras.Panel | None:
    """Who mediates a dispute, its sessions and visits, and what came of it."""
    found = Dispute.objects.select_related("mediator__credential").prefetch_related("sessions", "visits")
    dispute = found.filter(matter=matter).first()
    return extras.Panel("mediation/course.html", {"dispute": dispute}) if dispute and dispute.mediator else None


def _concerned(user: User) -> bool:
    seats = extras.seats(user)
    return any(seat.organization.kind == UNIT for seat in seats) or Mediation.id in overseen_from(seats)


def _visible(user: User) -> QuerySet[MediationOrganization]:
    """The organisations of the district to who guides them; to others those in which they sit."""
    standing = MediationOrganization.objects.filter(current(today(), "organization__"))
    if not oversees(user, Mediation):
        standing = standing.filter(organization__in=user.seats().values("organization"))
    return standing.select_related("organization", "street", "community").order_by("organization__code")


@require_http_methods(["GET", "HEAD", "POST"])
def organizations(request: HttpRequest) -> HttpResponse:
    """The organisations by street, each with its mediators in office and the disputes in their hands."""
    user = request.user
    assert isinstance(user, User)
    if not _concerned(user):
        raise Http404
    guides = oversees(user, Mediation)
    form = FoundForm(request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST":
        if not guides:
            raise Http404
        problem = _try(form, lambda given: _found(user, given))
        if not problem and form.is_valid():
            messages.success(request, _("已登记成立“{name}”。").format(name=form.cleaned_data["name"]))
            return redirect(_ONE, code=form.cleaned_data["code"])
    mediators = Count("organization__credentials", filter=_in_office("organization__credentials__"), distinct=True)
    listed = _visible(user)
    street = request.GET.get("street", "")
    shown = listed.filter(street__code=street) if street else listed
    context = {
        "organizations": shown.annotate(mediators=mediators),
        "streets": Organization.objects.filter(pk__in=listed.order_by().values("street")).order_by("code"),
        "street": street,
        "form": form if guides else None,
        "problem": problem,
    }
    return render(request, "mediation/organizations.html", context, status=_status(problem, form))


@require_http_methods(["GET", "HEAD", "POST"])
def organization(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: its mediators, and, for who guides it, the forms to appoint and release them."""
    user = request.user
    assert isinstance(user, User)
    one = get_object_or_404(_visible(user), organization__code=code)
    guides, action = oversees(user, Mediation), request.POST.get("action", "")
    appointing = AppointForm(request.POST if action == "appoint" else None)
    releasing = ReleaseForm(one.organization, request.POST if action == "release" else None)
    problem, used = "", releasing if action == "release" else appointing
    if request.method == "POST":
        if not guides:
            raise Http404
        act = _released if action == "release" else _appointed
        problem = _try(used, lambda given: act(user, one.organization, given))
        if not problem and used.is_valid():
            messages.success(request, _("已登记解聘。") if action == "release" else _("已登记聘任。"))
            return redirect(_ONE, code=code)
    load = Count("disputes", filter=Q(disputes__accepted_on__isnull=False, disputes__concluded_on__isnull=True))
    in_office = Mediator.objects.filter(_in_office("credential__"), credential__organization=one.organization)
    context = {
        "one": one,
        "mediators": in_office.select_related("credential")
        .prefetch_related("expertise")
        .annotate(load=load)
        .order_by("credential__number"),
        "appointing": appointing if guides else None,
        "releasing": releasing if guides else None,
        "problem": problem,
    }
    return render(request, "mediation/organization.html", context, status=_status(problem, used))


def _in_office(prefix: str) -> Q:
    return current(today(), prefix) & Q(**{f"{prefix}kind": APPOINTMENT})


def _try(form: forms.Form, act: Callable[[dict[str, Any]], None]) -> str:
    """Do it with a valid form; what the domain refuses, in words."""
    if not form.is_valid():
        return ""
    try:
        with transaction.atomic():
            act(form.cleaned_data)
    except FazhiError as refused:
        return refused.message
    return ""


def _status(problem: str, form: forms.Form) -> int:
    return 422 if problem or (form.is_bound and form.errors) else 200


def _found(user: User, given: dict[str, Any]) -> None:
    made = found(**given)
    log.record("unit", "add", by=user, organization=made.organization, key=given["code"])


def _appointed(user: User, unit: Organization, given: dict[str, Any]) -> None:
    made = appoint(unit, **given)
    log.record("credential", "appoint", by=user, user=made.credential.user, organization=unit, key=given["number"])


def _released(user: User, unit: Organization, given: dict[str, Any]) -> None:
    mediator = given["mediator"]
    release(mediator, given["last_day"], given["reason"])
    log.record("credential", "release", by=user, organization=unit, key=mediator.credential.number)
