"""The panel of a figure: what it is, how it compares, and the rows behind it for those who may see them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.reports import rows, slices, spark
from fazhi.faces.workbench.reports.building import disposition, parse_period
from fazhi.faces.workbench.reports.gate import note_reading, over_ledgers, refuse
from fazhi.faces.workbench.reports.opening import Opened
from fazhi.figures.engine import Breach, Engine, Value
from fazhi.figures.figure import Accumulated, AnyFigure, Balance, During, Figure, ForYear, Opening, Standing
from fazhi.figures.period import Period, chinese_date
from fazhi.figures.report.chart import draw
from fazhi.figures.report.coverage import Coverage
from fazhi.figures.report.dossier import Dossier, amount_words, collect, number_words, value_words
from fazhi.figures.report.model import FigureRun, Paragraph, Report
from fazhi.i18n import _, in_chinese, later
from fazhi.kernel.clock import now
from fazhi.kernel.jobs.spreadsheet import Heading, write_table
from fazhi.kernel.models import Matter

_SHOWN = 8  # periods of the line
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MEANINGS: dict[type, str] = {
    During: later("期间数"),
    Accumulated: later("累计数"),
    Standing: later("期末数"),
    Opening: later("期初数"),
    ForYear: later("年度数"),
}
"""What a figure says of a period, in a word."""


@dataclass(frozen=True)
class Asked:
    """A figure in a period, whole or a slice of it, and the engine that counts it."""

    engine: Engine
    figure: AnyFigure
    period: Period
    part: slices.Slice | None

    @property
    def key(self) -> tuple[str, Period, str]:
        """What tells it from others."""
        return self.figure.id, self.period, self.part.text if self.part else ""

    @property
    def slice_label(self) -> str:
        """What the slice leaves, in words; empty for the whole."""
        if self.part is None or not isinstance(self.figure, Figure):
            return ""
        return self.part.label(self.engine.catalogue.ledgers[self.figure.ledger])

    def query(self, **more: object) -> str:
        """The rest of an address that leads here."""
        given = ({"slice": self.part.text} if self.part else {}) | more
        return f"?{urlencode(given)}" if given else ""


def asked_for(request: HttpRequest, opened: Opened, figure_id: str, period: str) -> Asked:
    """What an address asks for. Raises :class:`FazhiError` where there is no such figure, period or slice."""
    figure, when = opened.catalogue.figure(figure_id), parse_period(period)
    text = request.GET.get("slice", "")
    if not text or not isinstance(figure, Figure):
        return Asked(opened.engine, figure, when, None)
    part = slices.parse(text, opened.catalogue.ledgers[figure.ledger])
    return Asked(slices.sliced(opened.engine, figure, part), part.of(figure), when, part)


@require_safe
@vary_on_headers("HX-Request")
@over_ledgers
def figure(request: HttpRequest, opened: Opened, figure_id: str, period: str) -> HttpResponse:
    """The panel as a page of its own, or as a part of the page that asks for it."""
    asked = asked_for(request, opened, figure_id, period)
    dossier: Dossier = opened.kept(("dossier", asked.key), lambda: _dossier(asked))
    chart = draw(dossier.months)
    context: dict[str, Any] = {
        "asked": asked,
        "dossier": dossier,
        "figure": asked.figure,
        "period": asked.period,
        "amount": amount_words(dossier.value),
        "when": chinese_date(asked.period.end) if dossier.at_month_end else asked.period.label,
        "meaning": meaning(opened, asked.figure),
        "chart": chart,
        "bars": [(bar, round(bar.x + bar.width / 2, 1)) for bar in chart.bars] if chart else [],
        "months": [(month.period, value_words(month.now), value_words(month.before)) for month in dossier.months],
        "parts": [(part.figure, value_words(part)) for part in dossier.parts],
        "line": opened.kept(("line", asked.key), lambda: _line(asked)),
        "breaches": _breaches(opened, asked),
        "whole": asked.query() and reverse("figure", args=[figure_id, asked.period.code]),
        **(_rows(request, asked) if dossier.query else {}),
    }
    return _answer(request, "figure", context)


def meaning(opened: Opened, figure: AnyFigure) -> str:
    """Whether a figure counts what happened in a period, what stands at its end, …; a rate is a rate."""
    if not isinstance(figure, Figure):
        return _("合成数") if isinstance(figure, Balance) else _("比率") if figure.unit == "%" else _("平均数")
    return _(MEANINGS[type(figure.meaning)])


def _dossier(asked: Asked) -> Dossier:
    value = asked.engine.value(asked.figure.id, asked.period)
    report = Report(asked.period, "", (Paragraph("body", (FigureRun(value, str(value)),)),))
    return collect(asked.engine, asked.period, report, rows=False)[0]


@dataclass(frozen=True)
class Line:
    """How a figure went over the last periods of the same length."""

    spark: spark.Spark
    values: tuple[Value, ...]

    @property
    def words(self) -> list[tuple[str, str]]:
        """Each period with its value, the oldest first."""
        return [(value.period.label, value_words(value)) for value in self.values]


def _line(asked: Asked) -> Line | None:
    periods = [asked.period]
    while len(periods) < _SHOWN:
        periods.insert(0, periods[0].previous())
    values = asked.engine.values([asked.figure.id], periods)
    coverage, found = Coverage(asked.engine), []
    for when in periods:
        value = values[asked.figure.id, when]
        gap = coverage.gap(asked.figure.id, when) if value.number is not None else ""
        found.append(Value(value.figure, when, None, gap) if gap else value)
    while found and found[0].number is None:
        found.pop(0)
    drawn = spark.draw([value.number for value in found])
    return Line(drawn, tuple(found)) if drawn else None


def _breaches(opened: Opened, asked: Asked) -> list[tuple[Breach, str]]:
    """The invariants that do not hold and speak of this figure, each with by how much."""
    if asked.part is not None:
        return []
    found: list[Breach] = opened.kept(("breaches", asked.period), lambda: opened.engine.breaches(asked.period))
    return [
        (breach, number_words(abs(breach.left - breach.right)))
        for breach in found
        if asked.figure.id in breach.invariant.parts
    ]


def _rows(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    assert isinstance(asked.figure, Figure)
    sight = rows.behind(asked.engine, asked.figure, asked.period, signed_in(request))
    if not sight.seen:
        return {"sight": sight}
    if sight.logged:
        note_reading(request, f"rows of {asked.figure.id} in {asked.period.code}")
    here = reverse("figure", args=[asked.figure.id, asked.period.code])
    return {"sight": sight, **table(sight, request.GET.get("page"), lambda n: here + asked.query(page=n))}


def table(sight: rows.Sight, number: str | None, address: Callable[[int], str]) -> dict[str, Any]:
    """A page of rows for a template: headings, cells, the matter that each row is, and the addresses of other pages."""
    # The paginator is used for its numbers alone: the rows come from the engine.
    page = Paginator(range(sight.seen), rows.PAGE).get_page(number)
    shown = sight.page(page.number)
    headings, cells = rows.words_of(shown)
    ids = sight.matters(shown)
    keys = dict(Matter.objects.filter(pk__in=[one for one in ids if one]).values_list("pk", "uuid"))
    return {
        "page": page,
        "back": address(page.previous_page_number()) if page.has_previous() else "",
        "forth": address(page.next_page_number()) if page.has_next() else "",
        "headings": headings,
        "masked": shown.masked,
        "records": [
            (reverse("matter", args=[keys[one]]) if one in keys else "", row)
            for one, row in zip(ids, cells, strict=True)
        ],
    }


@require_safe
@over_ledgers
def rows_file(request: HttpRequest, opened: Opened, figure_id: str, period: str) -> HttpResponse:
    """The rows behind a figure as .xlsx, masked, as far as they are theirs to see."""
    asked = asked_for(request, opened, figure_id, period)
    if not isinstance(asked.figure, Figure):
        raise FazhiError(_("这个指标由其他指标算出，没有自己的记录。"), code="derived_figure")
    sight = rows.behind(asked.engine, asked.figure, asked.period, signed_in(request))
    if not sight.seen:
        raise refuse(request, f"the rows of {asked.figure.id}")
    note_reading(request, f"and took away rows of {asked.figure.id} in {asked.period.code}")
    with in_chinese():
        return xlsx(f"{asked.figure.label}{asked.period.label}", *_sheet(opened, asked, sight))


def _sheet(opened: Opened, asked: Asked, sight: rows.Sight) -> tuple[list[Heading], Any, list[tuple[str, str]]]:
    shown = sight.all()
    headings, cells = rows.words_of(shown)
    about = [
        (_("指标"), asked.figure.label),
        (_("期间"), asked.period.label),
        (_("口径"), opened.kept(("dossier", asked.key), lambda: _dossier(asked)).definition),
        (_("台账"), f"《{sight.ledger.title}》"),
        (_("导出时间"), f"{now():%Y-%m-%d %H:%M}"),
        (_("说明"), _("个人信息已遮蔽。数值按全部 {n} 条计算。").format(n=number_words(sight.total))),
    ]
    if sight.hidden:
        about.append((_("未列出"), _("其余 {n} 条不归您查看。").format(n=number_words(sight.hidden))))
    if sight.seen > shown.size:
        about.append((_("未列出"), _("只列出前 {n} 条。").format(n=number_words(shown.size))))
    return [Heading(text) for text in headings], cells, about


def xlsx(title: str, headings: list[Heading], lines: Any, about: list[tuple[str, str]]) -> HttpResponse:
    """A table as a download."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        write_table(path, _("记录"), headings, lines, about)
        response = HttpResponse(path.read_bytes(), content_type=_XLSX)
    response.headers["Content-Disposition"] = disposition(title, "xlsx")
    return response


@require_safe
@vary_on_headers("HX-Request")
@over_ledgers
def breach(request: HttpRequest, opened: Opened, invariant: str, period: str) -> HttpResponse:
    """An invariant that does not hold, with its arithmetic and the rows that explain it."""
    when = parse_period(period)
    found: list[Breach] = opened.kept(("breaches", when), lambda: opened.engine.breaches(when))
    one = next((each for each in found if each.invariant.id == invariant), None)
    if one is None:
        raise FazhiError(_("这一期没有这处不符，可能已经改正。"), code="unknown_figure")
    sight = rows.suspects(opened.engine, one.invariant, when, signed_in(request))
    context: dict[str, Any] = {
        "breach": one,
        "period": when,
        "sides": [
            (sign, one.values[part].figure, value_words(one.values[part]))
            for sign, parts in (("", one.invariant.left), ("＋", one.invariant.right), ("−", one.invariant.less))
            for part in parts
        ],
        "right": number_words(one.right),
        "gap": ("＋" if one.left > one.right else "−") + number_words(abs(one.left - one.right)),
        "sight": sight,
    }
    if sight is not None and sight.seen:
        if sight.logged:
            note_reading(request, f"rows that explain {invariant} in {when.code}")
        here = reverse("breach", args=[when.code, invariant])
        context |= table(sight, request.GET.get("page"), lambda n: f"{here}?page={n}")
    return _answer(request, "breach", context)


def _answer(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    part = request.headers.get("HX-Request") == "true"
    # In the panel the figure's name is a heading of the second level, on a page of its own of the first.
    context |= {"part": part, "level": "h3" if part else "h2"}
    return render(request, f"workbench/reports/{'_' if part else ''}{name}.html", context)
