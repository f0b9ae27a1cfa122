"""Every figure of every installed domain, counted by the engine and again in plain Python from the declaration."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fazhi.figures.catalogue import Catalogue, installed
from fazhi.figures.engine import Engine, loaded_schema, unbound
from fazhi.figures.figure import (
    Accumulated,
    Balance,
    Count,
    Distinct,
    During,
    Figure,
    ForYear,
    Mean,
    Meaning,
    Opening,
    Ratio,
    Standing,
    Total,
)
from fazhi.figures.ledger import Ledger
from fazhi.figures.period import Period

Row = dict[str, Any]
DAYS = [date(2019, 6, 30), date(2019, 7, 1), date(2019, 12, 31), date(2020, 1, 1), date(2020, 2, 28), date(2020, 2, 29)]
DAYS += [date(2020, 3, 1), date(2020, 3, 31), date(2020, 6, 30), date(2020, 7, 1), date(2020, 12, 31), date(2021, 1, 1)]
PERIODS = [Period.parse(text) for text in ("2020H1", "2019H2", "2020Q1", "2020", "2020-02", "2020-02-29/2020-06-30")]


class Cell:
    """A cell as a condition sees it, with the three truth values of SQL: a comparison with nothing is unknown."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def _compare(self, test: Callable[[Any], bool]) -> Cell:
        return Cell(None if self.value is None else test(self.value))

    def __eq__(self, other: object) -> Cell:  # type: ignore[override]
        return self._compare(lambda value: value == other)

    def __ne__(self, other: object) -> Cell:  # type: ignore[override]
        return self._compare(lambda value: value != other)

    def __gt__(self, other: Any) -> Cell:
        return self._compare(lambda value: value > other)

    def __ge__(self, other: Any) -> Cell:
        return self._compare(lambda value: value >= other)

    def __lt__(self, other: Any) -> Cell:
        return self._compare(lambda value: value < other)

    def __le__(self, other: Any) -> Cell:
        return self._compare(lambda value: value <= other)

    __hash__ = None  # type: ignore[assignment]

    def isin(self, options: Any) -> Cell:
        return self._compare(lambda value: value in tuple(options))

    def notin(self, options: Any) -> Cell:
        return self._compare(lambda value: value not in tuple(options))

    def contains(self, part: str) -> Cell:
        return self._compare(lambda value: part in value)

    def isnull(self) -> Cell:
        return Cell(self.value is None)

    def notnull(self) -> Cell:
        return Cell(self.value is not None)

    def __and__(self, other: Cell) -> Cell:
        values = (self.value, other.value)
        return Cell(False if False in values else None if None in values else True)

    def __or__(self, other: Cell) -> Cell:
        values = (self.value, other.value)
        return Cell(True if True in values else None if None in values else False)

    def __invert__(self) -> Cell:
        return Cell(None if self.value is None else not self.value)


class RowOf:
    """A row as a condition sees it: ``t.column``."""

    def __init__(self, row: Row) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Cell:
        return Cell(self._row[name])


def in_time(meaning: Meaning, row: Row, period: Period) -> bool:
    """The meaning of a period, said once more day by day."""
    match meaning:
        case ForYear(year=column):
            return bool(row[column] == period.end.year)
        case During(date=column):
            return row[column] is not None and period.start <= row[column] <= period.end
        case Accumulated(date=column, origin=origin):
            day = row[column]
            if day is None or day > period.end:
                return False
            if isinstance(origin, date):
                return bool(day >= origin)
            return origin == "beginning" or day.year == period.end.year
        case Standing(begins=begins, ends=ends):
            return there(row, begins, ends, period.end)
        case Opening(begins=begins, ends=ends):
            return there(row, begins, ends, period.start - timedelta(days=1))


def there(row: Row, begins: str, ends: str | None, evening: date) -> bool:
    """Whether a row is in force in the evening of a day."""
    end = row[ends] if ends else None
    return row[begins] is not None and row[begins] <= evening and (end is None or end > evening)


def counted(figure: Figure, rows: list[Row], period: Period) -> list[Row]:
    """The rows a figure counts."""
    found = [row for row in rows if in_time(figure.meaning, row, period)]
    if figure.where is not None:
        condition: Any = figure.where
        found = [row for row in found if condition(RowOf(row)).value is True]
    if isinstance(figure.measure, Distinct):
        found = [row for row in found if row[figure.measure.column] is not None]
    return found


def recount(catalogue: Catalogue, figure_id: str, tables: dict[str, list[Row]], period: Period) -> Decimal | None:
    """The value of any figure, in plain Python."""
    match catalogue.figures[figure_id]:
        case Figure() as figure:
            rows = counted(figure, tables[figure.ledger], period)
            match figure.measure:
                case Count():
                    return Decimal(len(rows))
                case Distinct(column=column):
                    return Decimal(len({row[column] for row in rows}))
                case Total(column=column):
                    return sum((Decimal(row[column]) for row in rows if row[column] is not None), Decimal(0))
        case Balance(plus=plus, minus=minus):
            signed = [(1, i) for i in plus] + [(-1, i) for i in minus]
            parts = [(sign, recount(catalogue, i, tables, period)) for sign, i in signed]
            known = [sign * part for sign, part in parts if part is not None]
            return sum(known, Decimal(0)) if len(known) == len(parts) else None
        case Ratio(numerator=upper, denominator=lower, places=places) as ratio:
            over, under = (recount(catalogue, i, tables, period) for i in (upper, lower))
            if over is None or not under:
                return None
            factor = 1 if isinstance(ratio, Mean) else 100
            return (over * factor / under).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    raise AssertionError(figure_id)


@cache
def words() -> dict[str, list[str]]:
    """Per ledger, the texts that its figures ask for: random rows must hit them now and then."""
    import ibis.expr.operations as ops

    found: dict[str, list[str]] = {name: ["甲"] for name in installed().ledgers}
    for figure in installed().figures.values():
        if isinstance(figure, Figure) and figure.where is not None:
            node = figure.where(unbound(installed().ledgers[figure.ledger])).op()
            found[figure.ledger] += [str(literal.value) for literal in node.find(ops.Literal)]
    return found


def random_rows(ledger: Ledger, chance: random.Random) -> list[Row]:
    """Up to thirty rows with days at the edges of periods and every third cell empty, required or not."""

    def cell(kind: str, choices: tuple[str, ...]) -> Any:
        if chance.random() < 0.3:
            return None
        match kind:
            case "date":
                return chance.choice(DAYS)
            case "boolean":
                return chance.random() < 0.5
            case "integer":
                return chance.choice((0, 1, 7, 2019, 2020))
            case "money" | "decimal":
                return Decimal(chance.randrange(10**6)) / 100
            case _:
                return chance.choice(choices or tuple(words()[ledger.name]))

    return [
        {column.name: cell(column.type, column.choices) for column in ledger.columns}
        | {"source_file": "a", "source_sheet": "1", "source_row": n}
        for n in range(chance.randrange(30))
    ]


@settings(max_examples=6, deadline=None, phases=[Phase.generate])  # a seed has no simpler form to look for
@given(st.integers(0, 2**32), st.sampled_from(PERIODS))
def test_the_engine_counts_as_plain_python_does(seed: int, period: Period) -> None:
    chance = random.Random(seed)
    catalogue = installed()
    tables = {name: random_rows(ledger, chance) for name, ledger in catalogue.ledgers.items()}
    engine = Engine.from_tables(
        catalogue,
        {
            name: pa.Table.from_pylist(rows, schema=loaded_schema(catalogue.ledgers[name]))
            for name, rows in tables.items()
        },
    )
    periods = [period, period.previous(), period.year_before()]
    values = engine.values(catalogue.figures, periods)
    found = {key: value.number for key, value in values.items()}
    assert found == {(i, p): recount(catalogue, i, tables, p) for i in catalogue.figures for p in periods}

    alone = Engine(catalogue, engine.backend, engine.present)  # nothing counted yet
    for figure_id in chance.sample(list(catalogue.figures), 12):
        assert alone.value(figure_id, period).number == found[figure_id, period]
        figure = catalogue.figures[figure_id]
        if isinstance(figure, Figure):
            rows = [row["source_row"] for row in engine.rows(figure_id, period).to_pylist()]
            assert rows == [row["source_row"] for row in counted(figure, tables[figure.ledger], period)]
            if isinstance(figure.measure, Count):
                assert len(rows) == found[figure_id, period]
