"""The dashboard and its large-screen view: the charts of :mod:`fazhi.faces.workbench.charts`, counted and drawn."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench.charts import CHARTS, ByAge, ByWord, Chart, Monthly
from fazhi.faces.workbench.reports.building import parse_period
from fazhi.faces.workbench.reports.gate import over_ledgers
from fazhi.faces.workbench.reports.opening import Opened
from fazhi.faces.workbench.reports.slices import Slice
from fazhi.figures.engine import Value
from fazhi.figures.figure import Accumulated, Figure, Ratio, Standing
from fazhi.figures.period import Period, chinese_date, month_end
from fazhi.figures.report.dossier import amount_words, number_words
from fazhi.i18n import _
from fazhi.kernel.clock import now, today

_MONTHS = 12
_WORDS = 10
_FEW = 3  # a rate of fewer than these says nothing
REFRESHED = 300
"""Seconds after which the large screen looks again."""


@dataclass(frozen=True)
class Cell:
    """A number of the table, and where its rows are."""

    words: str
    address: str
    number: Decimal | None


@dataclass(frozen=True)
class Line:
    """A line of the table behind a chart, a category of the chart."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Drawn:
    """A chart that is counted: its table, and from it what is drawn."""

    chart: Chart
    kind: str
    heading: str
    unit: str
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    as_of: dt.date
    source: str
    whole: bool = True
    """Whether all there is stands in the table, not only the first."""

    @property
    def id(self) -> str:
        """What tells it from others on the page."""
        return self.chart.id

    @property
    def question(self) -> str:
        """The question that it answers."""
        return _(self.chart.question)

    @property
    def day(self) -> str:
        """The day until which it tells."""
        return chinese_date(self.as_of)

    @property
    def known(self) -> bool:
        """Whether any number of it is known."""
        return any(cell.number is not None for line in self.lines for cell in line.cells)

    @property
    def why_empty(self) -> str:
        """What is said in the place of a chart without numbers."""
        if self.unit == "%" and isinstance(self.chart, ByWord):
            return _("近一年没有哪个部门满 {n} 件，算不出有意义的比率。").format(n=_FEW)
        return _("这段时间没有数据。")

    @property
    def newest(self) -> Cell | None:
        """The newest number of a chart of months."""
        return self.lines[-1].cells[-1] if isinstance(self.chart, Monthly) and self.lines else None

    @property
    def data(self) -> dict[str, Any]:
        """What the chart component draws."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "heading": self.heading,
            "categories": [line.name for line in self.lines],
            "series": [
                {"name": name, "values": [_number(line.cells[at].number) for line in self.lines]}
                for at, name in enumerate(self.names)
            ],
            "links": [line.cells[-1].address for line in self.lines],
        }


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral() else float(number)


@require_safe
@over_ledgers
def dashboard(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The charts on a page, each with its table."""
    problem, until = "", None
    if text := request.GET.get("to", "").strip():
        try:
            until = parse_period(text).end
        except FazhiError as error:
            problem = str(error)
    context = {
        "charts": drawn(opened, until),
        "to": text,
        "problem": problem,
        "at": now(),
        "synthetic": opened.synthetic,
    }
    return render(request, "workbench/dashboard.html", context, status=422 if problem else 200)


@require_safe
@over_ledgers
def screen(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The same charts on a large screen that looks again by itself."""
    context = {
        "charts": [one for one in drawn(opened, None) if one.known],
        "at": now(),
        "synthetic": opened.synthetic,
        "refreshed": REFRESHED,
    }
    return render(request, "workbench/dashboard_screen.html", context)


def drawn(opened: Opened, until: dt.date | None) -> list[Drawn]:
    """All charts of which the figures are declared and their ledgers present, until a day or as far as they go."""
    day = min(until or today(), today())
    return opened.kept(("dashboard", day), lambda: _drawn(opened, day))


def _drawn(opened: Opened, day: dt.date) -> list[Drawn]:
    charts = [chart for chart in CHARTS if _countable(opened, chart)]
    ends = {chart.id: _end(opened, chart, day) for chart in charts}
    values = _monthly(opened, charts, ends)
    found = []
    for chart in charts:
        match chart:
            case Monthly():
                found.append(_months(opened, chart, ends[chart.id], values))
            case ByWord():
                found.append(_words(opened, chart, ends[chart.id]))
            case ByAge():
                found.append(_ages(opened, chart, ends[chart.id]))
    return found


def _figures(chart: Chart) -> list[str]:
    return [figure for figure, _name in chart.series] if isinstance(chart, Monthly) else [chart.figure]


def _ledgers(opened: Opened, chart: Chart) -> list[str]:
    bases = [base for figure in _figures(chart) for base in opened.catalogue.base_figures(figure)]
    return list(dict.fromkeys(base.ledger for base in bases))


def _countable(opened: Opened, chart: Chart) -> bool:
    return all(figure in opened.catalogue.figures for figure in _figures(chart)) and all(
        ledger in opened.spans for ledger in _ledgers(opened, chart)
    )


def _end(opened: Opened, chart: Chart, day: dt.date) -> dt.date:
    """The day until which a chart tells: its ledgers may end earlier, and then it says so."""
    last = min(opened.spans[ledger][1] for ledger in _ledgers(opened, chart))
    # A ledger with a record in a month is taken as kept to the end of it.
    return min(day, max(month_end(last.year, last.month), dt.date.min))


def _source(opened: Opened, chart: Chart) -> str:
    return "、".join(f"《{opened.catalogue.ledgers[ledger].title}》" for ledger in _ledgers(opened, chart))


def _last_months(end: dt.date) -> list[Period]:
    first = end.year * 12 + end.month - _MONTHS
    return [
        Period.of_months("month", dt.date(index // 12, index % 12 + 1, 1)) for index in range(first, first + _MONTHS)
    ]


def _monthly(opened: Opened, charts: Sequence[Chart], ends: dict[str, dt.date]) -> dict[tuple[str, Period], Value]:
    """The values of all monthly charts: those that end in the same month are counted together."""
    by_end: dict[dt.date, list[Monthly]] = defaultdict(list)
    for chart in charts:
        if isinstance(chart, Monthly):
            by_end[ends[chart.id].replace(day=1)].append(chart)
    values: dict[tuple[str, Period], Value] = {}
    for first, together in by_end.items():
        months = _last_months(first)
        earlier = [month.year_before() for month in months if any(chart.beside_year_before for chart in together)]
        figures = [figure for chart in together for figure in _figures(chart)]
        values |= opened.engine.values(figures, [*months, *earlier])
    return values


def _cell(opened: Opened, value: Value, part: Slice | None = None) -> Cell:
    gap = opened.coverage.gap(value.figure.id, value.period) if value.number is not None else ""
    words = _("无数据") if gap or value.number is None else amount_words(value)
    return Cell(words, _address(value.figure.id, value.period, part), None if gap else value.number)


def _address(figure: str, period: Period, part: Slice | None = None) -> str:
    address = reverse("figure", args=[figure, period.code])
    return f"{address}?{urlencode({'slice': part.text})}" if part else address


def _months(opened: Opened, chart: Monthly, end: dt.date, values: dict[tuple[str, Period], Value]) -> Drawn:
    months = _last_months(end)
    names = tuple(_(name) for _figure, name in chart.series)
    if chart.beside_year_before:
        names = (_("上年同期"), _("本期"))
    lines = []
    for month in months:
        if chart.beside_year_before:
            shown = [values[chart.series[0][0], when] for when in (month.year_before(), month)]
        else:
            shown = [values[figure, month] for figure, _name in chart.series]
        lines.append(Line(_month(month, months[0]), tuple(_cell(opened, value) for value in shown)))
    unit = opened.catalogue.figure(chart.series[0][0]).unit
    return Drawn(chart, chart.kind, _("月份"), unit, names, tuple(lines), end, _source(opened, chart))


def _month(month: Period, first: Period) -> str:
    """The year stands at the first month and at each January."""
    short = _("{n}月").format(n=month.start.month)
    return f"{month.start.year}年{short}" if month == first or month.start.month == 1 else short


def _words(opened: Opened, chart: ByWord, end: dt.date) -> Drawn:
    figure = opened.catalogue.figure(chart.figure)
    at_day = isinstance(figure, Figure) and isinstance(figure.meaning, Standing | Accumulated)
    months = _last_months(end)
    period = months[-1] if at_day else Period.between(months[0].start, months[-1].end)
    if isinstance(figure, Figure):
        numbers = _split(opened, figure, period, chart.column)
    else:
        assert isinstance(figure, Ratio)
        numbers = _rates(opened, figure, period, chart.column)
    ordered = sorted(numbers.items(), key=lambda item: (item[1] if chart.least_first else -item[1], item[0]))
    link = chart.figure if isinstance(figure, Figure) else figure.numerator
    lines = tuple(
        Line(word, (Cell(number_words(number), _address(link, period, Slice(chart.column, word)), number),))
        for word, number in ordered[:_WORDS]
    )
    ledger = opened.catalogue.ledgers[_ledgers(opened, chart)[0]]
    return Drawn(
        chart,
        "hbar",
        ledger.by_name[chart.column].heading,
        figure.unit,
        (figure.label,),
        lines,
        end,
        _source(opened, chart),
        len(ordered) <= _WORDS,
    )


def _split(opened: Opened, figure: Figure, period: Period, column: str) -> dict[str, Decimal]:
    """A counted figure by the words of a column; rows without one are left out."""
    table = opened.engine.table(figure.ledger)
    kept = table.filter(figure.condition(table, period) & table[column].notnull())
    query = kept.group_by(column).aggregate(n=figure.measure.aggregate(kept, kept[column].notnull()))
    return {row[column]: Decimal(row["n"] or 0) for row in query.to_pyarrow().to_pylist()}


def _rates(opened: Opened, figure: Ratio, period: Period, column: str) -> dict[str, Decimal]:
    """A rate by the words of a column, where it is of more than a few."""
    upper, lower = (opened.catalogue.figure(part) for part in figure.parts)
    assert isinstance(upper, Figure)
    assert isinstance(lower, Figure)
    counted, of = (_split(opened, part, period, column) for part in (upper, lower))
    return {
        word: (100 * counted.get(word, Decimal(0)) / number).quantize(Decimal(1).scaleb(-figure.places))
        for word, number in of.items()
        if number >= _FEW
    }


def _ages(opened: Opened, chart: ByAge, end: dt.date) -> Drawn:
    figure = opened.catalogue.figure(chart.figure)
    assert isinstance(figure, Figure)
    period = _last_months(end)[-1]
    table = opened.engine.table(figure.ledger)
    standing = figure.condition(table, period)
    parts = {}
    for at, least in enumerate(chart.steps):
        most = chart.steps[at + 1] - 1 if at + 1 < len(chart.steps) else None
        since = end - dt.timedelta(days=most) if most is not None else None
        name = _("{a}至{b}天").format(a=least, b=most) if most is not None else _("{a}天以上").format(a=least)
        parts[name] = Slice(chart.column, since=since, until=None if least == 0 else end - dt.timedelta(days=least))
    query = table.aggregate(
        **{
            f"c{at}": figure.measure.aggregate(table, standing & part.condition(table))
            for at, part in enumerate(parts.values())
        }
    )
    row = query.to_pyarrow().to_pylist()[0]
    lines = []
    for at, (name, part) in enumerate(parts.items()):
        number = Decimal(row[f"c{at}"] or 0)
        lines.append(Line(name, (Cell(number_words(number), _address(figure.id, period, part), number),)))
    return Drawn(chart, "bar", _("已有多久"), figure.unit, (figure.label,), tuple(lines), end, _source(opened, chart))
