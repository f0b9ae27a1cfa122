"""Counting: values, rows and SQL of figures over loaded ledgers.

One query per ledger gives all figures of that ledger for all periods asked, as conditional aggregates; so a report with
its comparisons and monthly series costs about as many queries as there are ledgers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.figure import AnyFigure, Balance, Figure, Invariant, Mean, Ratio, describe_condition
from fazhi.figures.ledger import SOURCE_COLUMNS, Ledger, Type
from fazhi.figures.parquet import Stored
from fazhi.figures.period import Period
from fazhi.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends import BaseBackend
    from ibis.expr.types import Table

_CELLS_PER_QUERY = 1000  # PostgreSQL allows 1,664 columns in one select


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Value:
    """The value of a figure in a period. ``number`` is None where it is unknown; ``reason`` then says why."""

    figure: AnyFigure
    period: Period
    number: Decimal | None
    reason: str = ""
    unrounded: Decimal | None = None
    """A ratio before rounding, so that a text may print it with other places."""

    @property
    def precise(self) -> Decimal:
        """The number as exactly as it is known. Only for known values."""
        exact = self.number if self.unrounded is None else self.unrounded
        if exact is None:
            raise ValueError(f"{self.figure.id} is unknown: {self.reason}")
        return exact

    @property
    def unit(self) -> str:
        """The unit the number is counted in."""
        return self.figure.unit

    def __str__(self) -> str:
        return f"{self.digits}{self.unit}" if self.number is not None else self.reason

    @property
    def digits(self) -> str:
        """The number without exponent or needless zeros; a ratio keeps its places."""
        if self.number is None:
            return ""
        return f"{self.number:f}" if isinstance(self.figure, Ratio) else _plain(self.number)


@dataclass(frozen=True)
class Breach:
    """An invariant that does not hold: what each side comes to and the rows that explain it, if any are known."""

    invariant: Invariant
    period: Period
    values: dict[str, Value]
    left: Decimal
    right: Decimal
    rows: pa.Table | None = field(default=None, compare=False)

    @property
    def message(self) -> str:
        """The breach in Chinese, with its arithmetic."""

        def side(plus: tuple[str, ...], minus: tuple[str, ...] = ()) -> str:
            text = "+".join(f"{self.values[i].figure.label}{self.values[i].digits}" for i in plus)
            return text + "".join(f"−{self.values[i].figure.label}{self.values[i].digits}" for i in minus)

        text = _("{label}：{left}，而{right}＝{sum}，相差{gap}。").format(
            label=self.invariant.label,
            left=side(self.invariant.left),
            right=side(self.invariant.right, self.invariant.less),
            sum=_plain(self.right),
            gap=f"{'+' if self.left > self.right else ''}{_plain(self.left - self.right)}",
        )
        if self.rows is not None and self.rows.num_rows:
            text += _("相关记录{n}条：{label}。").format(n=self.rows.num_rows, label=self.invariant.suspects_label)
        return text


@dataclass(frozen=True)
class Group:
    """Figures of the rows that have one value in a column; ``value`` is None where the column is not filled in.

    Counts and totals of all groups come to the value of the whole.
    """

    value: Any
    values: dict[str, Value]


class Engine:
    """Counts the figures of a catalogue over the ledgers that a backend holds."""

    def __init__(self, catalogue: Catalogue, backend: BaseBackend, tables: Iterable[str]) -> None:
        """``tables`` names the ledgers present; each is a table ``ledger_<name>`` of ``backend``."""
        self.catalogue = catalogue
        self.backend = backend
        self.present = set(tables)
        self._cache: dict[tuple[str, Period], Decimal] = {}

    @classmethod
    def from_tables(cls, catalogue: Catalogue, tables: Mapping[str, pa.Table | Stored]) -> Engine:
        """An engine on an in-memory DuckDB over Arrow tables, or ledgers that stay in Parquet, by ledger name."""
        import ibis

        backend = ibis.duckdb.connect()
        backend.con.execute("SET enable_progress_bar = false")  # the command line draws its own
        for name, table in tables.items():
            if isinstance(table, Stored):
                table.view(backend.con, f"ledger_{name}")
                continue
            backend.con.register("incoming", table)
            backend.con.execute(f'CREATE TABLE "ledger_{name}" AS SELECT * FROM incoming')  # noqa: S608  (declared name)
            backend.con.unregister("incoming")
        return cls(catalogue, backend, tables)

    @classmethod
    def empty(cls, catalogue: Catalogue) -> Engine:
        """An engine on ledgers without a row: for definitions and queries."""
        return cls.from_tables(
            catalogue, {name: loaded_schema(ledger).empty_table() for name, ledger in catalogue.ledgers.items()}
        )

    def table(self, ledger: str) -> Table:
        """The Ibis table of a ledger."""
        return self.backend.table(f"ledger_{ledger}")

    # --- values -------------------------------------------------------------------------------------------------

    def value(self, figure_id: str, period: Period) -> Value:
        """The value of one figure in one period."""
        return self.values([figure_id], [period])[figure_id, period]

    def values(self, figure_ids: Iterable[str], periods: Sequence[Period]) -> dict[tuple[str, Period], Value]:
        """The values of many figures in many periods, keyed by (id, period)."""
        ids = list(dict.fromkeys(figure_ids))
        periods = list(dict.fromkeys(periods))
        bases = {base.id: base for i in ids for base in self.catalogue.base_figures(i)}
        self._count(bases, periods)
        found: dict[tuple[str, Period], Value] = {}
        for period in periods:
            counted = {base: self._cache[base, period] for base in bases if (base, period) in self._cache}
            found |= {(i, period): self._assemble(self.catalogue.figure(i), period, counted) for i in ids}
        return found

    def groups(self, figure_ids: Iterable[str], period: Period, column: str) -> list[Group]:
        """The figures of one period apart by the values of a column that their ledgers share; see :class:`Group`.

        The groups stand in the order of their values, what is not filled in last. Raises :class:`FazhiError` where a
        ledger has no such column or is missing.
        """
        ids = list(dict.fromkeys(figure_ids))
        bases = {base.id: base for i in ids for base in self.catalogue.base_figures(i)}
        counted: dict[Any, dict[str, Decimal]] = {}
        for ledger in dict.fromkeys(base.ledger for base in bases.values()):
            of_ledger = [self._counted(base.id) for base in bases.values() if base.ledger == ledger]
            table, declared = self.table(ledger), self.catalogue.ledgers[ledger]
            _check_group(declared, column)
            query = table.group_by(table[column]).aggregate(
                **{
                    f"c{n}": base.measure.aggregate(table, base.condition(table, period))
                    for n, base in enumerate(of_ledger)
                }
            )
            for row in query.to_pyarrow().to_pylist():
                cells = counted.setdefault(row[column], dict.fromkeys(bases, Decimal(0)))
                cells |= {base.id: Decimal(row[f"c{n}"] or 0) for n, base in enumerate(of_ledger)}
        return [
            Group(value, {i: self._assemble(self.catalogue.figure(i), period, cells) for i in ids})
            for value, cells in sorted(counted.items(), key=lambda each: (each[0] is None, str(each[0])))
            if any(cells.values())
        ]

    def _count(self, figures: dict[str, Figure], periods: Sequence[Period]) -> None:
        wanted: dict[str, list[tuple[Figure, Period]]] = defaultdict(list)
        for figure in figures.values():
            if figure.ledger in self.present:
                wanted[figure.ledger] += [(figure, p) for p in periods if (figure.id, p) not in self._cache]
        for ledger, cells in wanted.items():
            table = self.table(ledger)
            for start in range(0, len(cells), _CELLS_PER_QUERY):
                chunk = cells[start : start + _CELLS_PER_QUERY]
                query = table.aggregate(
                    **{
                        f"c{n}": figure.measure.aggregate(table, figure.condition(table, period))
                        for n, (figure, period) in enumerate(chunk)
                    }
                )
                row = query.to_pyarrow().to_pylist()[0]
                for n, (figure, period) in enumerate(chunk):
                    # Spark counts a condition by summing it, and the sum of nothing but unknowns is unknown.
                    self._cache[figure.id, period] = Decimal(row[f"c{n}"] or 0)

    def _assemble(self, figure: AnyFigure, period: Period, counted: Mapping[str, Decimal]) -> Value:
        if isinstance(figure, Figure):
            if figure.ledger not in self.present:
                title = self.catalogue.ledgers[figure.ledger].title
                return Value(figure, period, None, _("缺台账《{title}》").format(title=title))
            return Value(figure, period, counted[figure.id])
        parts = [self._assemble(self.catalogue.figure(part), period, counted) for part in figure.parts]
        reasons = dict.fromkeys(part.reason for part in parts if part.number is None)
        if reasons:
            return Value(figure, period, None, "；".join(reasons))
        numbers = {part.figure.id: part.number for part in parts if part.number is not None}
        if isinstance(figure, Balance):
            return Value(
                figure,
                period,
                sum((numbers[i] for i in figure.plus), Decimal(0))
                - sum((numbers[i] for i in figure.minus), Decimal(0)),
            )
        base = numbers[figure.denominator]
        if base == 0:
            label = self.catalogue.figure(figure.denominator).label
            return Value(figure, period, None, _("“{label}”为0，比率无意义").format(label=label))
        share = figure.factor * numbers[figure.numerator] / base
        rounded = share.quantize(Decimal(1).scaleb(-figure.places), ROUND_HALF_UP)
        return Value(figure, period, rounded, unrounded=share)

    # --- definitions, queries, rows -----------------------------------------------------------------------------

    def rows(self, figure_id: str, period: Period, of: tuple[str, Any] | None = None) -> pa.Table:
        """The rows a counted figure counts in a period, all columns, in the order of their source.

        ``of``: a column and a value, for the rows of one group. A ratio or balance has no rows of its own: ask its
        parts.
        """
        figure = self._counted(figure_id)
        table = self.table(figure.ledger)
        condition = figure.condition(table, period)
        if of is not None:
            column, value = of
            _check_group(self.catalogue.ledgers[figure.ledger], column)
            condition = condition & (table[column].isnull() if value is None else table[column] == value)
        return _in_order(table.filter(condition))

    def sql(self, figure_id: str, period: Period) -> str:
        """The SQL of a counted figure in the dialect of the backend."""
        import ibis

        figure = self._counted(figure_id)
        table = self.table(figure.ledger)
        value = figure.measure.aggregate(table, figure.condition(table, period)).name("value")
        return str(ibis.to_sql(table.aggregate(value), dialect=self.backend.name))

    def _counted(self, figure_id: str) -> Figure:
        figure = self.catalogue.figure(figure_id)
        if not isinstance(figure, Figure):
            raise FazhiError(
                _("“{label}”由其他指标算出，没有自己的记录；请看：{parts}。").format(
                    label=figure.label, parts="、".join(figure.parts)
                ),
                code="derived_figure",
                parts=list(figure.parts),
            )
        if figure.ledger not in self.present:
            title = self.catalogue.ledgers[figure.ledger].title
            raise FazhiError(_("缺台账《{title}》。").format(title=title), code="missing_ledger", ledger=figure.ledger)
        return figure

    # --- invariants ---------------------------------------------------------------------------------------------

    def breaches(self, period: Period) -> list[Breach]:
        """The invariants that do not hold in ``period``. One whose ledgers are missing is not judged."""
        invariants = self.catalogue.invariants.values()
        values = self.values([part for invariant in invariants for part in invariant.parts], [period])
        found = []
        for invariant in invariants:
            parts = {part: values[part, period] for part in invariant.parts}
            numbers = {part: value.number for part, value in parts.items() if value.number is not None}
            if len(numbers) < len(parts):
                continue
            left = sum((numbers[i] for i in invariant.left), Decimal(0))
            right = sum((numbers[i] for i in invariant.right), Decimal(0))
            right -= sum((numbers[i] for i in invariant.less), Decimal(0))
            if left != right:
                found.append(Breach(invariant, period, parts, left, right, self._suspects(invariant, period)))
        return found

    def _suspects(self, invariant: Invariant, period: Period) -> pa.Table | None:
        ledger = invariant.suspects_ledger
        if invariant.suspects is None or ledger is None or ledger not in self.present:
            return None
        table = self.table(ledger)
        return _in_order(table.filter(invariant.suspects(table, period)))


def _check_group(ledger: Ledger, column: str) -> None:
    """Figures are taken apart by what a ledger has, and never by what names a person."""
    open_columns = [each for each in ledger.columns if each.personal is None and each.name not in ledger.key]
    if column not in {each.name for each in open_columns}:
        raise FazhiError(
            _("《{title}》不能按“{column}”分组，可按：{known}。").format(
                title=ledger.title,
                column=column,
                known="、".join(f"{each.name}（{each.heading}）" for each in open_columns),
            ),
            code="no_such_group",
            ledger=ledger.name,
        )


def _in_order(table: Table) -> pa.Table:
    return table.order_by([table[column] for column in SOURCE_COLUMNS]).to_pyarrow()


def define(catalogue: Catalogue, figure: AnyFigure, period: Period | None = None) -> str:
    """The definition of a figure in Chinese, from the declaration itself."""
    if isinstance(figure, Ratio):
        upper, lower = (catalogue.figure(part).label for part in figure.parts)
        percent = "" if isinstance(figure, Mean) else "×100%"
        return f"{upper}÷{lower}{percent}，四舍五入保留{figure.places}位小数。{figure.note}"
    if isinstance(figure, Balance):
        plus = "＋".join(catalogue.figure(part).label for part in figure.plus)
        minus = "".join(f"−{catalogue.figure(part).label}" for part in figure.minus)
        return f"{plus}{minus}。{figure.note}"
    ledger = catalogue.ledgers[figure.ledger]
    parts = [figure.meaning.describe(ledger, period)]
    if figure.where is not None:
        parts.append(describe_condition(figure.where(unbound(ledger)), ledger))
    return (
        f"《{ledger.title}》中，{'；'.join(parts)}的{figure.measure.describe(ledger)}（{figure.unit}）。{figure.note}"
    )


def loaded_schema(ledger: Ledger) -> pa.Schema:
    """The Arrow schema of a loaded ledger: its columns, then where each row came from."""
    import pyarrow as pa

    source = [pa.field(name, pa.int64() if name == "source_row" else pa.string()) for name in SOURCE_COLUMNS]
    return pa.schema([*_declared_schema(ledger), *source])


def unbound(ledger: Ledger) -> Any:
    """An Ibis table of the ledger's columns that is bound to no database: for definitions and checks."""
    import ibis

    return ibis.table(ibis.Schema.from_pyarrow(_declared_schema(ledger)), name=f"ledger_{ledger.name}")


def _declared_schema(ledger: Ledger) -> pa.Schema:
    import pyarrow as pa

    kinds: dict[Type, pa.DataType] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(18, 4),
        "money": pa.decimal128(18, 2),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    return pa.schema([(column.name, kinds[column.type]) for column in ledger.columns])
