"""The page of roles and permissions (权限): what the declarations allow whom, and who holds which role today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fazhi.faces.workbench.admin.asking import administrator
from fazhi.faces.workbench.admin.people import role_label
from fazhi.i18n import _
from fazhi.kernel.administration.reach import Reach, platform_unit
from fazhi.kernel.administration.roles import ADMINISTRATOR, ROLES, UNIT_ADMINISTRATOR
from fazhi.kernel.clock import today
from fazhi.kernel.district import current as district
from fazhi.kernel.models import Membership
from fazhi.kernel.models.organizations import current
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.explain import matrix
from fazhi.kernel.procedures.registry import everything


@dataclass(frozen=True)
class Line:
    """One thing that can be done: its words, and for each column the states in which it may be done there."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Matrix:
    """Who may do what in one procedure."""

    procedure: type[Procedure]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    overseers: tuple[str, ...]


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """One matrix a procedure, and the holders of every role as far as they are theirs to see."""
    mine = administrator(request)
    shown = [table(procedure) for procedure in everything()]
    chosen = next((one for one in shown if one.procedure.id == request.GET.get("type")), shown[0] if shown else None)
    context = {
        "tables": shown,
        "chosen": chosen,
        "holders": _holders(mine, chosen.procedure.roles() if chosen else ()),
        "administering": [
            (
                _(ADMINISTRATOR.label),
                _("管理全部机构、人员、规则、日历和评分表；只设在{unit}。").format(unit=platform_unit() or "—"),
            ),
            (_(UNIT_ADMINISTRATOR.label), _("管理本单位和下级单位的人员和岗位，不能给出超出本单位的权限。")),
        ],
    }
    return render(request, "workbench/admin/rights.html", context)


def table(procedure: type[Procedure]) -> Matrix:
    """The matrix of a procedure: a line a transition, a column a seat."""
    allowed: dict[tuple[str, str], list[str]] = {}
    columns: dict[str, None] = {}
    states = procedure.states()
    for seat, state, name in matrix(procedure):
        columns.setdefault(seat)
        allowed.setdefault((name, seat), []).append(_(states[state].label) if state else _("新登记"))
    lines = [
        Line(_(each.label), tuple("、".join(allowed.get((name, seat), ())) for seat in columns))
        for name, each in procedure.transitions().items()
    ]
    posts = district().posts
    overseers = [f"{posts.get(post, post)}{_(role.label)}" for role, post in procedure.overseers]
    return Matrix(procedure, tuple(columns), tuple(lines), tuple(overseers))


def _holders(mine: Reach, known: Iterable[str]) -> list[tuple[str, list[Membership]]]:
    """Role by role, who holds it today: the roles of the procedure and those of administrators."""
    wanted = [*known, *(role.id for role in ROLES)]
    day = today()
    found = Membership.objects.filter(
        current(day), current(day, "organization__"), role__in=wanted, user__is_active=True
    ).select_related("user", "organization")
    if not mine.whole:
        found = found.filter(organization__in=mine.units)
    held: dict[str, list[Membership]] = {}
    for one in found.order_by("organization__code", "user__name"):
        held.setdefault(one.role, []).append(one)
    return [(role_label(role), held.get(role, [])) for role in wanted]
