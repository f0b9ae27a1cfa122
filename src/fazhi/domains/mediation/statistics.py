"""The ministry's table of mediation for a period: every cell a declared figure, by kind of dispute, as page and .xlsx.

Columns as a county prints the form (domain fact sheet 5.3); the ministry's own code table was not seen, so the table is
marked 待核. What the form asks and no record holds (防止民间纠纷转化为刑事案件 and the like) is named as missing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fazhi.domains.mediation.ledger import ORGANIZATION_KINDS
from fazhi.domains.mediation.models import SOURCES, Category
from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.figures.catalogue import installed
from fazhi.figures.engine import Engine, Value, define
from fazhi.figures.period import Period
from fazhi.i18n import _, later
from fazhi.kernel.clock import today
from fazhi.kernel.jobs.spreadsheet import Heading, Kind, write_table
from fazhi.kernel.matters.access import overseen_from
from fazhi.kernel.models import User
from fazhi.kernel.ui import extras

COLUMNS = tuple(
    f"mediation.{name}"
    for name in (
        "accepted",
        "concluded",
        "resolved",
        "unresolved",
        "written_agreements",
        "oral_agreements",
        "people",
        "amount",
        "confirmed",
        "performed",
    )
)
STANDING = ("mediation.organizations", "mediation.mediators", "mediation.full_time_mediators")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """A row of the table: what part of the disputes it is about, and the figures of :data:`COLUMNS` in their order."""

    part: str
    label: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Statistics:
    """The table of a period, and the organisations and mediators at its end."""

    period: Period
    lines: tuple[Line, ...]
    standing: tuple[tuple[str, str], ...]
    headings: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, str], ...]


@contextmanager
def _engine() -> Iterator[Engine]:
    import psycopg

    from fazhi.kernel.database import server
    from fazhi.kernel.database.figures import open_ledgers

    try:
        connection = psycopg.connect(server.url(owner=False), autocommit=True)
    except psycopg.OperationalError as error:
        raise server.unreachable() from error
    with connection:
        yield open_ledgers(connection, installed())[1]


def statistics(period: Period) -> Statistics:
    """Count it. Raises :class:`FazhiError` where the ledgers cannot be read."""
    with _engine() as engine:
        whole = engine.values([*COLUMNS, *STANDING], [period])
        by_kind = {group.value: group.values for group in engine.groups(COLUMNS, period, "category")}
        by_source = {group.value: group.values for group in engine.groups(COLUMNS, period, "source")}
        units = {group.value: group.values for group in engine.groups(["mediation.organizations"], period, "kind")}
    kinds = dict.fromkeys([*Category.objects.values_list("label", flat=True), *by_kind])
    sources = dict.fromkeys([*(label for _value, label in SOURCES), *by_source])
    catalogue = installed()
    figures = [catalogue.figure(name) for name in COLUMNS]
    standing = [(catalogue.figure(name).label, str(whole[name, period])) for name in STANDING]
    standing += [
        (_("其中：{kind}调解组织").format(kind=kind), str(units[kind]["mediation.organizations"]))
        for kind in ORGANIZATION_KINDS
        if kind in units
    ]
    total = {name: whole[name, period] for name in COLUMNS}
    return Statistics(
        period,
        (
            _line(_("合计"), _("全部纠纷"), total),
            *(_line(_("纠纷类型"), kind or _("没有填写"), by_kind.get(kind)) for kind in kinds),
            *(_line(_("来源"), source or _("没有填写"), by_source.get(source)) for source in sources),
        ),
        tuple(standing),
        tuple((figure.label, figure.unit) for figure in figures),
        tuple((figure.label, define(catalogue, figure, period)) for figure in figures),
    )


def _line(part: str, label: str, values: dict[str, Value] | None) -> Line:
    return Line(part, label, tuple(values[name].number if values else Decimal(0) for name in COLUMNS))


def as_workbook(found: Statistics) -> bytes:
    """The table as .xlsx."""
    headings = [Heading(_("项目"), width=12), Heading(_("内容"), width=18)]
    for label, unit in found.headings:
        kind: Kind = "money" if unit == "元" else "integer"
        headings.append(Heading(f"{label}（{unit}）", kind, width=16))
    about = [
        (_("期间"), found.period.label),
        (_("核对"), _MARK),
        (_("未列"), _MISSING),
        *found.standing,
        *found.definitions,
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statistics.xlsx"
        rows: list[tuple[Any, ...]] = [(line.part, line.label, *line.values) for line in found.lines]
        write_table(path, _("人民调解统计表"), headings, rows, [(name, _(text)) for name, text in about])
        return path.read_bytes()


_MARK = later("待核：栏目依县级报表的样式，没有见到司法部现行报表的代码表")
_MISSING = later("防止民间纠纷转化为刑事案件、防止自杀、防止群体性上访和械斗：业务记录里没有，请另行填报")


# ── pages ──


def register() -> None:
    """Give the pages their places."""
    extras.add_page(
        extras.Page(
            "mediation-statistics/", "mediation_statistics", page, later("人民调解统计表"), extras.REPORTS, who=_guides
        )
    )


def _guides(user: User) -> bool:
    return Mediation.id in overseen_from(extras.seats(user))


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The table of a period; as .xlsx where that is asked for."""
    assert isinstance(request.user, User)
    if not _guides(request.user):
        raise Http404
    written = request.GET.get("period", "").replace("\x00", "").strip() or f"{today().year}"
    found, problem = None, ""
    try:
        found = statistics(Period.parse(written))
    except FazhiError as wrong:
        problem = wrong.message
    if found is not None and request.GET.get("as") == "xlsx":
        name = _("{period}人民调解统计表.xlsx").format(period=found.period.label)
        disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        return HttpResponse(as_workbook(found), content_type=_XLSX, headers={"Content-Disposition": disposition})
    context = {"found": found, "written": written, "problem": problem, "mark": _(_MARK), "missing": _(_MISSING)}
    return render(request, "mediation/statistics.html", context, status=422 if problem else 200)
