"""The dossier of a figure: all that a reader may ask of a number in a report.

Definition, comparison with the period before and the year before, months, query and the rows behind it. A report with
some sixty figures costs a handful of queries per ledger: values of all figures and periods are counted together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from fazhi.figures.engine import Engine, Value, define
from fazhi.figures.figure import AnyFigure, Balance, Distinct, During, Figure, ForYear, Mean, Opening, Ratio, Total
from fazhi.figures.period import Period, chinese_date
from fazhi.figures.report.coverage import Coverage
from fazhi.figures.report.model import FigureRun, Report
from fazhi.figures.report.rows import Listing, fetch
from fazhi.i18n import _

_MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Comparison:
    """A figure beside its value in another period.

    ``difference`` is in the figure's unit (percentage points for a ratio); ``percent`` the growth with one decimal
    place, None for a ratio and where the other value is not positive. Both are None where ``then`` is unknown.
    """

    now: Value
    then: Value
    when: str

    @cached_property
    def difference(self) -> Decimal | None:
        """Now less then."""
        if self.now.number is None or self.then.number is None:
            return None
        return self.now.number - self.then.number

    @cached_property
    def percent(self) -> Decimal | None:
        """Growth in percent, half up to one place."""
        then = self.then.number
        if self.difference is None or then is None or then <= 0 or isinstance(self.now.figure, Ratio):
            return None
        return (100 * self.difference / then).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def direction(self) -> int:
        """1 up, −1 down, 0 unchanged or unknown."""
        return (self.difference > 0) - (self.difference < 0) if self.difference else 0

    @property
    def words(self) -> str:
        """The comparison as a sentence without its full stop."""
        if self.difference is None:
            reason = self.now.reason if self.now.number is None else self.then.reason
            return _("无法与{when}比较：{reason}").format(when=self.when, reason=reason)
        if not self.difference:
            return _("与{when}持平").format(when=self.when)
        up = self.difference > 0
        size = number_words(abs(self.difference))
        if isinstance(self.now.figure, Ratio) and not isinstance(self.now.figure, Mean):
            verb = _("上升") if up else _("下降")
            return _("比{when}{verb}{size}个百分点").format(when=self.when, verb=verb, size=size)
        text = _("比{when}{verb}{size}{unit}").format(
            when=self.when, verb=_("增加") if up else _("减少"), size=size, unit=self.now.unit
        )
        if self.percent is None:
            return text
        return text + _("，{verb}{percent}%").format(verb=_("增长") if up else _("下降"), percent=abs(self.percent))


@dataclass(frozen=True)
class Month:
    """One month of the period beside the same month a year before; an unknown value has no number."""

    now: Value
    before: Value

    @property
    def period(self) -> Period:
        """The month."""
        return self.now.period


@dataclass(frozen=True)
class Dossier:
    """All that is known of one figure of a report.

    ``printed`` lists the forms in which the text prints it, none for a figure that is only a part of another or
    belongs to a note. ``listing`` and ``query`` belong to counted figures whose ledger is present; a ratio or balance
    has ``parts`` instead. ``months`` are the latest twelve of the period at most, none for a figure of a whole year.
    """

    value: Value
    definition: str
    printed: tuple[str, ...]
    previous: Comparison
    year_before: Comparison
    months: tuple[Month, ...]
    at_month_end: bool
    parts: tuple[Value, ...]
    query: str
    ledger_title: str
    source: str
    listing: Listing | None

    @property
    def figure(self) -> AnyFigure:
        """The declaration."""
        return self.value.figure

    @property
    def id(self) -> str:
        """The figure's id."""
        return self.value.figure.id

    @property
    def label(self) -> str:
        """The figure's name in Chinese."""
        return self.value.figure.label

    @property
    def kind(self) -> str:
        """What it is: "count", "distinct", "total", "ratio", "mean" or "balance"."""
        match self.figure:
            case Mean():
                return "mean"
            case Ratio():
                return "ratio"
            case Balance():
                return "balance"
            case Figure(measure=Distinct()):
                return "distinct"
            case Figure(measure=Total()):
                return "total"
        return "count"

    @property
    def arithmetic(self) -> str:
        """How a ratio or balance comes out of its parts, for example 4÷23×100%＝17.39%; "" where one is unknown."""
        numbers = {part.figure.id: number_words(part.number) for part in self.parts if part.number is not None}
        if self.value.number is None or len(numbers) < len({part.figure.id for part in self.parts}):
            return ""
        result = value_words(self.value)
        match self.figure:
            case Ratio(numerator=upper, denominator=lower):
                percent = "" if isinstance(self.figure, Mean) else "×100%"
                return f"{numbers[upper]}÷{numbers[lower]}{percent}＝{result}"
            case Balance(plus=plus, minus=minus):
                less = "".join(f"−{numbers[i]}" for i in minus)
                return "＋".join(numbers[i] for i in plus) + f"{less}＝{result}"
        return ""


def number_words(number: Decimal | int) -> str:
    """A number with thousands separated, without exponent; whole numbers without places."""
    return f"{int(number):,}" if number == int(number) else f"{number:,f}"


def amount_words(value: Value) -> str:
    """A known value without its unit, thousands separated (6,516); a ratio keeps its places."""
    if value.number is None:
        return ""
    return f"{value.number:,f}" if isinstance(value.figure, Ratio) else number_words(value.number)


def value_words(value: Value) -> str:
    """A value with its unit and thousands separated (6,516件), or the reason why it is unknown."""
    return value.reason if value.number is None else amount_words(value) + value.unit


def collect(engine: Engine, period: Period, report: Report, *, rows: bool = True) -> list[Dossier]:
    """The dossiers of all figures that the report prints, in the order of the text, then of those its notes speak of
    and of the parts of all these. Without ``rows`` none has a listing, which costs the most."""
    catalogue = engine.catalogue
    ids = _wanted(engine, report)
    months = period.months()[-_MONTHS_SHOWN:]
    earlier = [month.year_before() for month in months]
    values = engine.values(ids, [period, period.previous(), period.year_before(), *months, *earlier])
    coverage = Coverage(engine)

    def known(figure_id: str, when: Period) -> Value:
        value = values[figure_id, when]
        return value if value.number is None else _unless(value, coverage.gap(figure_id, when))

    def comparable(figure_id: str, when: Period) -> Value:
        value = values[figure_id, when]
        return value if value.number is None else _unless(value, coverage.incomparable(figure_id, period, when))

    printed: dict[str, list[str]] = defaultdict(list)
    for paragraph in report.paragraphs:
        for run in paragraph.runs:
            if isinstance(run, FigureRun):
                printed[run.value.figure.id].append(run.printed)
    listings = _listings(engine, period, ids) if rows else {}
    sources = dict(report.sources)
    dossiers = []
    for figure_id in ids:
        figure = catalogue.figure(figure_id)
        counted = isinstance(figure, Figure) and figure.ledger in engine.present
        title = catalogue.ledgers[figure.ledger].title if isinstance(figure, Figure) else ""
        value = coverage.sure(values[figure_id, period])
        flows = _flows(engine, figure_id)
        yearly = all(isinstance(base.meaning, ForYear) for base in catalogue.base_figures(figure_id))
        dossiers.append(
            Dossier(
                value=value,
                definition=define(catalogue, figure, period),
                printed=tuple(dict.fromkeys(printed[figure_id])),
                previous=_compare(value, comparable(figure_id, period.previous()), flows),
                year_before=_compare(value, comparable(figure_id, period.year_before()), flows),
                months=()
                if yearly
                else tuple(
                    Month(known(figure_id, now), known(figure_id, then))
                    for now, then in zip(months, earlier, strict=True)
                ),
                at_month_end=not flows,
                parts=() if isinstance(figure, Figure) else tuple(values[part, period] for part in figure.parts),
                query=engine.sql(figure_id, period) if counted else "",
                ledger_title=title,
                source=sources.get(title, ""),
                listing=listings.get(figure_id),
            )
        )
    return dossiers


def _wanted(engine: Engine, report: Report) -> list[str]:
    noted = [i for note in report.notes for i in (*note.figures, *(note.breach.values if note.breach else ()))]
    wanted = dict.fromkeys([*(value.figure.id for value in report.figures), *noted])
    queue = list(wanted)
    while queue:
        figure = engine.catalogue.figure(queue.pop(0))
        if not isinstance(figure, Figure):
            queue += [part for part in figure.parts if part not in wanted]
            wanted.update(dict.fromkeys(figure.parts))
    return list(wanted)


def _flows(engine: Engine, figure_id: str) -> bool:
    """Whether the figure speaks of a span of time rather than of a day (standing, accumulated)."""
    return any(
        isinstance(base.meaning, During | Opening | ForYear) for base in engine.catalogue.base_figures(figure_id)
    )


def _unless(value: Value, reason: str) -> Value:
    """The value, or an unknown one where there is a reason against it."""
    return Value(value.figure, value.period, None, reason) if reason else value


def _compare(now: Value, then: Value, flows: bool) -> Comparison:
    return Comparison(now, then, then.period.label if flows else chinese_date(then.period.end))


def _listings(engine: Engine, period: Period, ids: Iterable[str]) -> dict[str, Listing]:
    by_ledger: dict[str, list[Figure]] = defaultdict(list)
    for figure_id in ids:
        figure = engine.catalogue.figure(figure_id)
        if isinstance(figure, Figure) and figure.ledger in engine.present:
            by_ledger[figure.ledger].append(figure)
    listings: dict[str, Listing] = {}
    for ledger, figures in by_ledger.items():
        listings |= fetch(engine, engine.catalogue.ledgers[ledger], figures, period)
    return listings
