"""The page 预警 of the guidance unit and its committees, and the mark on a dispute."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fazhi.domains.mediation.measures import measures
from fazhi.domains.mediation.models import Dispute
from fazhi.domains.mediation.procedure import Mediation
from fazhi.domains.mediation.warnings import NUMBERS, growing
from fazhi.i18n import _, later
from fazhi.kernel.clock import today
from fazhi.kernel.matters.access import overseen_from
from fazhi.kernel.models import Matter, User
from fazhi.kernel.procedures.rules import find
from fazhi.kernel.ui import extras


def register() -> None:
    """Give them their places."""
    extras.add_page(extras.Page("mediation-warnings/", "mediation_warnings", warnings, later("纠纷预警"), who=_guides))
    extras.beside(Mediation.id, "", mark)


def _guides(user: User) -> bool:
    return Mediation.id in overseen_from(extras.seats(user))


def mark(request: HttpRequest, matter: Matter) -> extras.Panel | None:
    """Why a dispute is warned of."""
    if matter.closed_on is not None:
        return None
    found = growing(Dispute.objects.filter(matter=matter))
    return extras.Panel("mediation/warned.html", {"reasons": found[0].reasons}) if found else None


@require_safe
def warnings(request: HttpRequest) -> HttpResponse:
    """All open disputes that a rule finds, and the rules."""
    assert isinstance(request.user, User)
    if not _guides(request.user):
        raise Http404
    rules = [(find(f"mediation.{name}"), one.value, one.checked) for name, one in measures(NUMBERS, today()).items()]
    context = {"warned": growing(), "rules": rules, "mass": _("登记时注明有群体性事件苗头")}
    return render(request, "mediation/warnings.html", context)
