"""What a figure (指标口径) is: what is counted, on which ledger, over which dates, in which unit.

A figure is declared once, in the ``figures.py`` of its domain, with Ibis conditions on the columns of a ledger. The
same declaration gives the value, the Chinese definition, the SQL and the rows behind the value, on DuckDB, PostgreSQL
or Spark. Declarations import no Ibis: a condition is a function of the table, called when a figure is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fazhi.figures.ledger import Ledger
from fazhi.figures.period import Period

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value

Condition = Callable[["Table"], "BooleanValue"]
"""A row condition, for example ``lambda t: t.result == "调解成功"``."""


# --- what a figure says about the period -----------------------------------------------------------------------------


@dataclass(frozen=True)
class During:
    """Rows whose date lies in the period (期间发生)."""

    date: str

    def condition(self, table: Table, period: Period) -> BooleanValue:
        """The rows that count, as an Ibis condition."""
        column = table[self.date]
        return (column >= period.start) & (column <= period.end)

    def describe(self, ledger: Ledger, period: Period | None) -> str:
        """The meaning in Chinese."""
        span = f"{period.start}至{period.end}" if period else "本期"
        return f"{_heading(ledger, self.date)}在{span}之内"


@dataclass(frozen=True)
class Accumulated:
    """Rows from an origin to the end of the period (累计).

    ``origin`` is "beginning" (no lower bound), "year" (1 January of the year in which the period ends), or the first
    day of a campaign.
    """

    date: str
    origin: Literal["beginning", "year"] | dt.date = "beginning"

    def condition(self, table: Table, period: Period) -> BooleanValue:
        """The rows that count, as an Ibis condition."""
        column = table[self.date]
        start = self._start(period)
        until: BooleanValue = column <= period.end
        return until if start is None else (column >= start) & until

    def describe(self, ledger: Ledger, period: Period | None) -> str:
        """The meaning in Chinese."""
        start = self._start(period) if period else None
        if self.origin == "beginning":
            since = "自有记录起"
        elif self.origin == "year":
            since = f"自{start}起" if start else "自当年1月1日起"
        else:
            since = f"自{self.origin}起"
        return f"{_heading(ledger, self.date)}{since}，截至{period.end if period else '期末'}累计"

    def _start(self, period: Period) -> dt.date | None:
        if self.origin == "year":
            return dt.date(period.end.year, 1, 1)
        return None if isinstance(self.origin, str) else self.origin


@dataclass(frozen=True)
class Standing:
    """Rows in force at the end of the period (期末时点): begun by then and not ended by then.

    A row that ends on the last day no longer stands at the end of that day.
    """

    begins: str
    ends: str | None = None

    def condition(self, table: Table, period: Period) -> BooleanValue:
        """The rows that count, as an Ibis condition."""
        begun: BooleanValue = table[self.begins] <= period.end
        if self.ends is None:
            return begun
        return begun & (table[self.ends].isnull() | (table[self.ends] > period.end))

    def describe(self, ledger: Ledger, period: Period | None) -> str:
        """The meaning in Chinese."""
        day = str(period.end) if period else "期末"
        text = f"{_heading(ledger, self.begins)}不晚于{day}"
        if self.ends is not None:
            text += f"，且{_heading(ledger, self.ends)}为空或晚于{day}"
        return text


@dataclass(frozen=True)
class Opening:
    """Rows already open when the period begins (期初结转): begun before it and not ended before it."""

    begins: str
    ends: str

    def condition(self, table: Table, period: Period) -> BooleanValue:
        """The rows that count, as an Ibis condition."""
        begun: BooleanValue = table[self.begins] < period.start
        return begun & (table[self.ends].isnull() | (table[self.ends] >= period.start))

    def describe(self, ledger: Ledger, period: Period | None) -> str:
        """The meaning in Chinese."""
        day = str(period.start) if period else "期初"
        return f"{_heading(ledger, self.begins)}早于{day}，且{_heading(ledger, self.ends)}为空或不早于{day}"


@dataclass(frozen=True)
class ForYear:
    """Rows that belong to the calendar year in which the period ends (年度): a year's plan, a year's index."""

    year: str

    def condition(self, table: Table, period: Period) -> BooleanValue:
        """The rows that count, as an Ibis condition."""
        matches: BooleanValue = table[self.year] == period.end.year
        return matches

    def describe(self, ledger: Ledger, period: Period | None) -> str:
        """The meaning in Chinese."""
        return f"{_heading(ledger, self.year)}为{period.end.year if period else '期末所在年度'}"


Meaning = During | Accumulated | Standing | Opening | ForYear

# --- what is counted -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """The number of rows."""

    def aggregate(self, table: Table, where: BooleanValue) -> Value:
        """The Ibis aggregate over the rows of ``where``."""
        return table.count(where=where)

    def describe(self, ledger: Ledger) -> str:
        """What is counted, in Chinese."""
        return "记录数"


@dataclass(frozen=True)
class Distinct:
    """The number of different values of a column; empty cells do not count."""

    column: str

    def aggregate(self, table: Table, where: BooleanValue) -> Value:
        """The Ibis aggregate over the rows of ``where``."""
        return table[self.column].nunique(where=where)

    def describe(self, ledger: Ledger) -> str:
        """What is counted, in Chinese."""
        return f"“{_heading(ledger, self.column)}”去重后的个数"


@dataclass(frozen=True)
class Total:
    """The sum of a column; empty cells count as nothing, no rows as 0."""

    column: str

    def aggregate(self, table: Table, where: BooleanValue) -> Value:
        """The Ibis aggregate over the rows of ``where``."""
        return table[self.column].sum(where=where).fill_null(0)

    def describe(self, ledger: Ledger) -> str:
        """What is counted, in Chinese."""
        return f"“{_heading(ledger, self.column)}”之和"


Measure = Count | Distinct | Total

# --- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure counted on one ledger.

    ``id`` is ``<domain>.<name>``. ``said`` lists how written reports speak of it, each as words separated by spaces
    that stand near the number (``"成功 化解 矛盾纠纷"``): this is what ties a number in prose to the figure. A word of
    ``unsaid`` in the number's clause rules the figure out (成功化解 is not 调解).
    """

    id: str
    label: str
    unit: str
    ledger: str
    meaning: Meaning
    where: Condition | None = None
    measure: Measure = Count()
    said: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    note: str = ""

    def condition(self, table: Table, period: Period) -> BooleanValue:
        """All that a row must satisfy to be counted in ``period``."""
        in_time = self.meaning.condition(table, period)
        counted: BooleanValue = in_time if self.where is None else in_time & self.where(table)
        if isinstance(self.measure, Distinct):
            counted = counted & table[self.measure.column].notnull()
        return counted


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A percentage of two figures; of a :class:`Mean`, plainly one by the other. Unknown where the denominator is 0."""

    id: str
    label: str
    numerator: str
    denominator: str
    places: int = 2
    unit: str = "%"
    said: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    note: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The figures it is built of."""
        return (self.numerator, self.denominator)

    @property
    def factor(self) -> int:
        """By what the quotient is multiplied."""
        return 1 if isinstance(self, Mean) else 100


@dataclass(frozen=True, kw_only=True)
class Mean(Ratio):
    """A sum per row: ``numerator`` is a total, ``denominator`` the count of the rows that have something to add."""

    unit: str
    places: int = 1


@dataclass(frozen=True, kw_only=True)
class Balance:
    """A sum and difference of figures: ``plus`` less ``minus``."""

    id: str
    label: str
    unit: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    note: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The figures it is built of."""
        return (*self.plus, *self.minus)


AnyFigure = Figure | Ratio | Balance


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """What must hold among figures of one period: the sum of ``left`` equals the sum of ``right`` less ``less``.

    ``suspects`` names a row condition of a ledger that explains a breach (rows on the register without an intake
    record); those rows are shown with it. A breach is reported, never hidden.
    """

    id: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    less: tuple[str, ...] = ()
    suspects: Callable[[Table, Period], BooleanValue] | None = None
    suspects_ledger: str | None = None
    suspects_label: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """All figures it speaks of."""
        return (*self.left, *self.right, *self.less)


# --- definitions in Chinese ------------------------------------------------------------------------------------------


def describe_condition(expression: Any, ledger: Ledger) -> str:
    """Say an Ibis row condition in Chinese, with the headings of the ledger.

    Raises :class:`NotImplementedError` for an operation it has no words for, so that a definition can never drift from
    the query: a new operation gets words here before a figure may use it.
    """
    return _say(expression.op(), ledger)


def _say(node: Any, ledger: Ledger) -> str:
    import ibis.expr.operations as ops

    def value(part: Any) -> str:
        if isinstance(part, ops.Field):
            return _heading(ledger, part.name)
        if isinstance(part, ops.Literal):
            if isinstance(part.value, bool):
                return "是" if part.value else "否"
            return f"“{part.value}”" if isinstance(part.value, str) else str(part.value)
        raise _no_words(part, ledger)

    def bracketed(part: Any, *mixing: type) -> str:
        said = _say(part, ledger)
        return f"（{said}）" if isinstance(part, mixing) else said

    def filled(part: Any) -> str:
        # SQL counts no row whose cell is empty as different from anything, so the definition must not either.
        known = isinstance(part, ops.Field) and ledger.by_name[part.name].required
        return value(part) if known else f"{value(part)}已填且"

    def among(options: Any) -> str:
        return "、".join(value(option) for option in options)

    relations = {
        ops.Equals: "为",
        ops.Greater: "大于",
        ops.GreaterEqual: "不小于",
        ops.Less: "小于",
        ops.LessEqual: "不大于",
    }
    match node:
        case ops.And():
            return f"{bracketed(node.left, ops.Or)}，且{bracketed(node.right, ops.Or)}"
        case ops.Or():
            return f"{bracketed(node.left, ops.And)}，或{bracketed(node.right, ops.And)}"
        case ops.IsNull():
            return f"{value(node.arg)}为空"
        case ops.NotNull():
            return f"{value(node.arg)}已填"
        case ops.InValues(options=(only,)):
            return f"{value(node.value)}为{value(only)}"
        case ops.InValues():
            return f"{value(node.value)}为{among(node.options)}之一"
        case ops.StringContains():
            return f"{value(node.haystack)}含{value(node.needle)}"
        case ops.Not(arg=ops.Field()):
            return f"{value(node.arg)}为否"
        case ops.Not(arg=ops.InValues() as inner):
            return f"{filled(inner.value)}不为{among(inner.options)}"
        case ops.Field():
            return f"{value(node)}为是"
        case ops.NotEquals():
            return f"{filled(node.left)}不为{value(node.right)}"
        case _ if type(node) in relations:
            return f"{value(node.left)}{relations[type(node)]}{value(node.right)}"
    raise _no_words(node, ledger)


def _no_words(node: Any, ledger: Ledger) -> NotImplementedError:
    return NotImplementedError(f"no Chinese words for {type(node).__name__} in a figure of ledger {ledger.name}")


def _heading(ledger: Ledger, column: str) -> str:
    return ledger.by_name[column].heading
