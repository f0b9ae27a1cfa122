"""Subsidies: a committee's list of a month, submitted; the guidance unit's decision; the list as .xlsx."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.domains.mediation import subsidies
from fazhi.domains.mediation.models import SubsidyItem, SubsidyList
from fazhi.domains.mediation.organizing import UNIT
from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel.clock import today
from fazhi.kernel.jobs.spreadsheet import Heading, write_table
from fazhi.kernel.matters.access import overseen_from
from fazhi.kernel.models import Organization, User
from fazhi.kernel.ui import extras

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ALL, _MONTH, _ONE = "mediation_subsidies", "mediation_subsidies_of_month", "mediation_subsidy_list"
_SUBMITTING = (Mediation.clerk.role.id, Mediation.head.role.id)


def register() -> None:
    """Give these pages their places."""
    extras.add_page(extras.Page("mediation-subsidies/", _ALL, lists, later("以案定补"), who=_concerned))
    extras.add_page(extras.Page("mediation-subsidies/<int:number>/", _ONE, one))
    extras.add_page(extras.Page("mediation-subsidies/<int:number>/export/", f"{_ONE}_export", export))
    extras.add_page(extras.Page("mediation-subsidies/of/<str:code>/<str:month>/", _MONTH, of_month))


def _guides(user: User) -> bool:
    return Mediation.id in overseen_from(extras.seats(user))


def _committees(user: User, roles: tuple[str, ...] = ()) -> list[Organization]:
    seats = [seat for seat in extras.seats(user) if seat.organization.kind == UNIT]
    held = {seat.organization_id: seat.organization for seat in seats if not roles or seat.role in roles}
    return list(held.values())


def _concerned(user: User) -> bool:
    return _guides(user) or bool(_committees(user))


def _visible(user: User) -> QuerySet[SubsidyList]:
    found = SubsidyList.objects.select_related("organization", "submitted_by", "decision__by")
    return found if _guides(user) else found.filter(organization__in=_committees(user))


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The lists that somebody sees, those that wait for a decision first; a committee's way to its last month."""
    user = request.user
    assert isinstance(user, User)
    if not _concerned(user):
        raise Http404
    last = today().replace(day=1) - dt.timedelta(days=1)
    found = _visible(user).annotate(disputes=Count("items"), total=Sum("items__amount"))
    context = {
        "waiting": found.filter(decision=None),
        "decided": found.exclude(decision=None)[:200],
        "committees": _committees(user, _SUBMITTING),
        "month": f"{last:%Y-%m}",
    }
    return render(request, "mediation/subsidies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_month(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """What a committee may ask for of a month; sent off, the list."""
    user = request.user
    assert isinstance(user, User)
    committee = next((unit for unit in _committees(user, _SUBMITTING) if unit.code == code), None)
    if committee is None:
        raise Http404
    try:
        first = subsidies.month_of(request.GET.get("month") or month)
    except FazhiError as wrong:
        raise Http404(wrong.message) from None
    problem = ""
    if request.method == "POST":
        try:
            made = subsidies.submit(committee, first, by=user)
        except FazhiError as refused:
            problem = refused.message
        else:
            messages.success(request, _("已报送{n}件。").format(n=made.items.count()))
            return redirect(_ONE, number=made.pk)
    found = subsidies.worth(subsidies.candidates(committee, first), subsidies.last_day(first))
    context = {
        "committee": committee,
        "month": first,
        "written": f"{first:%Y-%m}",
        "worth": found,
        "total": sum((each.amount for each in found), Decimal(0)),
        "unchecked": any(not each.rule.checked for each in found),
        "problem": problem,
    }
    return render(request, "mediation/subsidies_of_month.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A list with its sums by mediator; for who guides it, the decision."""
    user = request.user
    assert isinstance(user, User)
    found = get_object_or_404(_visible(user), pk=number)
    guides, problem = _guides(user), ""
    if request.method == "POST":
        if not guides or request.POST.get("action") not in ("approve", "return"):
            raise Http404
        approved = request.POST["action"] == "approve"
        try:
            subsidies.decide(found, approved, request.POST.get("reason", "")[:200], by=user)
        except FazhiError as refused:
            problem = refused.message
        else:
            messages.success(request, _("已批准。") if approved else _("已退回。"))
            return redirect(_ONE, number=number)
    context = {
        "list": found,
        "items": list(_said(found)),
        "mediators": _by_mediator(found),
        "total": found.items.aggregate(total=Sum("amount"))["total"],
        "decides": guides and not hasattr(found, "decision"),
        "problem": problem,
    }
    return render(request, "mediation/subsidy_list.html", context, status=422 if problem else 200)


def _by_mediator(found: SubsidyList) -> list[dict[str, object]]:
    holder = "mediator__credential__holder"
    number = "mediator__credential__number"
    return list(found.items.order_by(number).values(number, holder).annotate(disputes=Count("pk"), total=Sum("amount")))


def _said(found: SubsidyList) -> Iterator[tuple[SubsidyItem, str]]:
    words = subsidies.labels(subsidies.last_day(found.month))
    items = found.items.select_related("dispute__matter", "dispute__category", "mediator__credential")
    for item in items.order_by("mediator__credential__number", "dispute__matter__number"):
        yield item, subsidies.reason(item.parts, words)


@require_safe
def export(request: HttpRequest, number: int) -> HttpResponse:
    """A list as .xlsx."""
    assert isinstance(request.user, User)
    found = get_object_or_404(_visible(request.user), pk=number)
    headings = (
        Heading(_("调解员"), width=12),
        Heading(_("聘书编号"), width=14),
        Heading(_("案件编号"), width=22),
        Heading(_("纠纷类型"), width=14),
        Heading(_("金额（元）"), "money"),
        Heading(_("理由"), width=50),
    )
    rows = [
        (
            item.mediator.credential.holder,
            item.mediator.credential.number,
            item.dispute.matter.number,
            item.dispute.category.label,
            item.amount,
            reason,
        )
        for item, reason in _said(found)
    ]
    name = _("{unit}{month}以案定补清单").format(unit=found.organization.name, month=f"{found.month:%Y-%m}")
    total = sum((row[4] for row in rows), Decimal(0))
    about = [(_("清单"), name), (_("合计"), f"{total:,.2f}"), (_("审批"), _standing(found))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_table(path, _("以案定补清单"), headings, rows, about)
        content = path.read_bytes()
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx") or "attachment"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _standing(found: SubsidyList) -> str:
    if not hasattr(found, "decision"):
        return _("待审批")
    decision = found.decision
    if decision.approved:
        return _("{name}已批准").format(name=decision.by.name)
    return _("{name}已退回：{reason}").format(name=decision.by.name, reason=decision.reason)
