"""Comparing: every figure in two or more periods, and how it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench.reports import building, spark
from fazhi.faces.workbench.reports.gate import over_ledgers
from fazhi.faces.workbench.reports.opening import Opened
from fazhi.faces.workbench.reports.panel import meaning, xlsx
from fazhi.figures.engine import Value
from fazhi.figures.figure import AnyFigure
from fazhi.figures.period import Period
from fazhi.figures.report.dossier import Comparison, amount_words
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import now
from fazhi.kernel.jobs.spreadsheet import Heading

_MOST = 6
_LINE = 6  # periods of the line where fewer than three are compared
ORDERS = ("ledger", "percent", "difference")


@dataclass(frozen=True)
class Row:
    """A figure in the periods compared, the oldest first, and the change of the newest against the one before it."""

    figure: AnyFigure
    group: str
    meaning: str
    values: tuple[Value, ...]
    change: Comparison
    spark: spark.Spark | None

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Code of the period, the number as printed, and why it is unknown."""
        return [(value.period.code, amount_words(value), value.reason) for value in self.values]

    @property
    def difference(self) -> str:
        """The change with its sign; a rate's is in percentage points."""
        return "" if self.change.difference is None else _signed(self.change.difference)

    @property
    def percent(self) -> str:
        """The change in percent with its sign."""
        return "" if self.change.percent is None else f"{_signed(self.change.percent)}%"

    @property
    def why_not(self) -> str:
        """Why there is no change to show, though both are printed."""
        return self.change.then.reason if self.change.difference is None else ""


def _signed(number: Decimal) -> str:
    text = f"{abs(number):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{text}"


def _periods(request: HttpRequest, opened: Opened) -> list[Period]:
    """The periods that the address names, the oldest first; else the last half-year with records and the one before."""
    chosen = [text for text in request.GET.getlist("p") if text.strip()]
    if not chosen:
        last = building.last_half(opened)
        return [last.year_before(), last]
    periods = sorted({building.parse_period(text) for text in chosen}, key=lambda period: (period.end, period.start))
    if len(periods) == 1:
        periods.insert(0, periods[0].year_before())
    if len(periods) > _MOST:
        raise FazhiError(_("一次最多比较 {n} 个期间。").format(n=_MOST))
    return periods


def table(opened: Opened, periods: list[Period]) -> list[Row]:
    """All figures in some periods, by ledger."""
    return opened.kept(("compare", tuple(periods)), lambda: _table(opened, periods))


def _table(opened: Opened, periods: list[Period]) -> list[Row]:
    line = list(periods)
    if len(periods) < 3:
        line = [periods[-1]]
        while len(line) < _LINE:
            line.insert(0, line[0].previous())
    values = opened.engine.values(opened.catalogue.figures, [*periods, *line])
    before, newest, found = periods[-2], periods[-1], []

    def known(figure_id: str, when: Period) -> Value:
        value = values[figure_id, when]
        gap = opened.coverage.gap(figure_id, when) if value.number is not None else ""
        return Value(value.figure, when, None, gap) if gap else value

    for figure in opened.catalogue.figures.values():
        then = known(figure.id, before)
        why = opened.coverage.incomparable(figure.id, newest, before) if then.number is not None else ""
        change = Comparison(known(figure.id, newest), Value(figure, before, None, why) if why else then, before.label)
        found.append(
            Row(
                figure,
                _group(opened, figure),
                meaning(opened, figure),
                tuple(known(figure.id, when) for when in periods),
                change,
                spark.draw([known(figure.id, when).number for when in line]),
            )
        )
    return found


def _group(opened: Opened, figure: AnyFigure) -> str:
    base = opened.catalogue.base_figures(figure.id)[0]
    return opened.catalogue.ledgers[base.ledger].title


def chosen(rows: Iterable[Row], request: HttpRequest) -> list[Row]:
    """The rows that the address asks for: ``only=changed``, ``q`` in the name, ``sort`` as in :data:`ORDERS`."""
    found = list(rows)
    if request.GET.get("only") == "changed":
        found = [row for row in found if row.change.difference]
    if text := request.GET.get("q", "").strip():
        found = [row for row in found if text in row.figure.label or text in row.group]
    match request.GET.get("sort"):
        case "percent":
            found.sort(key=lambda row: abs(row.change.percent or Decimal(0)), reverse=True)
        case "difference":
            found.sort(key=lambda row: abs(row.change.difference or Decimal(0)), reverse=True)
        case _:
            groups = list(dict.fromkeys(row.group for row in found))
            found.sort(key=lambda row: groups.index(row.group))
    return found


@require_safe
@over_ledgers
def compare(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The table of all figures in the periods chosen."""
    problem = ""
    try:
        periods = _periods(request, opened)
    except FazhiError as error:
        problem, periods = str(error), []
    rows = chosen(table(opened, periods), request) if periods else []
    order = request.GET.get("sort")
    context: dict[str, Any] = {
        "periods": periods,
        "rows": rows,
        "grouped": order not in ORDERS[1:],
        "sort": order if order in ORDERS else ORDERS[0],
        "only": request.GET.get("only") == "changed",
        "q": request.GET.get("q", ""),
        "typed": (request.GET.getlist("p") if problem else [period.code for period in periods])[:_MOST],
        "more": len(periods) < _MOST,
        "problem": problem,
        "years": building.years(opened),
        "total": len(opened.catalogue.figures),
    }
    return render(request, "workbench/reports/compare.html", context, status=422 if problem else 200)


@require_safe
@over_ledgers
def compare_file(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The same table as .xlsx."""
    periods = _periods(request, opened)
    rows = chosen(table(opened, periods), request)
    before, newest = periods[-2:]
    with in_chinese():
        headings = [
            Heading(_("台账")),
            Heading(_("指标"), width=30),
            Heading(_("单位"), width=8),
            Heading(_("性质"), width=10),
            *(Heading(period.label, "decimal") for period in periods),
            Heading(_("增减"), "decimal"),
            Heading(_("增减%"), "decimal"),
            Heading(_("说明"), width=40),
        ]
        lines = [
            (
                row.group,
                row.figure.label,
                row.figure.unit,
                row.meaning,
                *(value.number for value in row.values),
                row.change.difference,
                row.change.percent,
                row.why_not or next((value.reason for value in row.values if value.reason), ""),
            )
            for row in rows
        ]
        about = [
            (_("比较"), "、".join(period.label for period in periods)),
            (
                _("增减"),
                _("{newest}比{before}；比率的增减单位是百分点").format(newest=newest.label, before=before.label),
            ),
            (_("注意"), _("期初数、期末数、累计数和比率不能跨期相加。")),
            (_("导出时间"), f"{now():%Y-%m-%d %H:%M}"),
        ]
        return xlsx(_("指标比较") + newest.label, headings, lines, about)
