"""Which periods the ledgers cover: a period before their first record is unknown, not 0.

A ledger says nowhere since when it has been kept, so its earliest date decides. A sum over a period counts as covered
where the first record lies in its first month or first sixth, or no further into it than twice the ordinary gap between
two records (seven events a half-year need not begin in January), and never beyond its middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fazhi.figures.engine import Value
from fazhi.figures.figure import Accumulated, During, Figure, ForYear, Opening, Standing
from fazhi.figures.period import Period, chinese_date, month_end
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.engine import Engine


@dataclass(frozen=True)
class _Span:
    """Earliest and latest entry of a column and how many rows fill it."""

    first: date | int | None
    last: date | int | None
    filled: int

    @property
    def gap(self) -> timedelta:
        """The mean distance between two entries of a date column."""
        if isinstance(self.first, date) and isinstance(self.last, date) and self.filled > 1:
            return (self.last - self.first) / (self.filled - 1)
        return timedelta(0)


class Coverage:
    """Says for a figure and a period whether the ledgers of an engine reach back that far. One query per ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._spans: dict[str, dict[str, _Span]] = {}

    def gap(self, figure_id: str, period: Period) -> str:
        """Why the figure is unknown in ``period``, in Chinese; "" where its ledgers reach back far enough.

        A ratio or balance is known where all its parts are.
        """
        bases = self._engine.catalogue.base_figures(figure_id)
        return next((reason for base in bases if (reason := self._gap(base, period))), "")

    def sure(self, value: Value) -> Value:
        """The value, or an unknown one where it is 0 only because its ledgers do not reach back that far."""
        reason = self.gap(value.figure.id, value.period) if value.number == 0 else ""
        return Value(value.figure, value.period, None, reason) if reason else value

    def ended(self, name: str, period: Period) -> date | None:
        """The last record of a ledger that stops well before ``period`` begins; None where it goes on or has no date.

        Well before is more than the ordinary gap between two records: a rare event may yet be to come.
        """
        column = self._engine.catalogue.ledgers[name].date
        span = self._of(name)[column] if column is not None else _Span(None, None, 0)
        last = span.last
        return last if isinstance(last, date) and last + span.gap < period.start else None

    def incomparable(self, figure_id: str, now: Period, then: Period) -> str:
        """Why the figure's value in ``then`` cannot be set beside that in ``now``, in Chinese; "" where it can.

        It cannot where it is unknown, and where the year's running total has run for another number of months.
        """
        running = any(
            isinstance(base.meaning, Accumulated) and base.meaning.origin == "year"
            for base in self._engine.catalogue.base_figures(figure_id)
        )
        if running and now.end.month != then.end.month:
            return _("这是自年初起的累计数，两期累计的月数不同")
        return self.gap(figure_id, then)

    def _gap(self, figure: Figure, period: Period) -> str:
        if figure.ledger not in self._engine.present:
            return ""  # the engine has its own reason: the ledger is missing
        if isinstance(figure.meaning, Accumulated) and isinstance(figure.meaning.origin, date):
            began = figure.meaning.origin
            return _("自{day}起统计，当时尚未开始").format(day=chinese_date(began)) if began > period.end else ""
        column, span = self._deciding(figure)
        ledger = self._engine.catalogue.ledgers[figure.ledger]
        if span.first is None:
            return _("《{title}》没有记录").format(title=ledger.title)
        if _covers(figure, span, period):
            return ""
        first = chinese_date(span.first) if isinstance(span.first, date) else str(span.first)
        return _("《{title}》中最早的{heading}是{first}").format(
            title=ledger.title, heading=ledger.by_name[column].heading, first=first
        )

    def _deciding(self, figure: Figure) -> tuple[str, _Span]:
        """The column whose earliest entry decides.

        A date that few rows fill (the day somebody absconded) does not tell where the records begin; the ledger's own
        date does.
        """
        spans = self._of(figure.ledger)
        match figure.meaning:
            case During(date=name) | Accumulated(date=name) | ForYear(year=name):
                column = name
            case Standing(begins=name) | Opening(begins=name):
                column = name
        own = self._engine.catalogue.ledgers[figure.ledger].date
        if own is not None and 2 * spans[column].filled < spans[own].filled:
            column = own
        return column, spans[column]

    def _of(self, name: str) -> dict[str, _Span]:
        if name not in self._spans:
            table = self._engine.table(name)
            columns = [c.name for c in self._engine.catalogue.ledgers[name].columns if c.type in ("date", "integer")]
            query = table.aggregate(
                **{f"first_{c}": table[c].min() for c in columns},
                **{f"last_{c}": table[c].max() for c in columns},
                **{f"filled_{c}": table[c].count() for c in columns},
            )
            row = query.to_pyarrow().to_pylist()[0]
            self._spans[name] = {c: _Span(row[f"first_{c}"], row[f"last_{c}"], row[f"filled_{c}"]) for c in columns}
        return self._spans[name]


def _covers(figure: Figure, span: _Span, period: Period) -> bool:
    match figure.meaning, span.first:
        case ForYear(), int() as year:
            return year <= period.end.year
        case Opening(), date() as first:
            return first < period.start
        case During(), date() as first:
            return first <= _latest_begin(period.start, period.end, span.gap)
        case Accumulated(origin="year"), date() as first:
            return first <= _latest_begin(date(period.end.year, 1, 1), period.end, span.gap)
        case ((Standing() | Accumulated()), date() as first):
            return first <= period.end
    return False


def _latest_begin(start: date, end: date, gap: timedelta) -> date:
    """The latest first record with which a ledger still covers ``start`` to ``end``."""
    first_month = min(month_end(start.year, start.month), end)
    return max(first_month, start + (end - start) / 6, min(start + 2 * gap, start + (end - start) / 2))
