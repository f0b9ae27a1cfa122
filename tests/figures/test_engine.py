"""Counting at the edges of periods, with empty cells, without ledgers, exactly to the fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue, build
from fazhi.figures.engine import Engine, define, loaded_schema
from fazhi.figures.figure import (
    Accumulated,
    Balance,
    Count,
    Distinct,
    During,
    Figure,
    ForYear,
    Invariant,
    Mean,
    Meaning,
    Measure,
    Opening,
    Ratio,
    Standing,
    Total,
)
from fazhi.figures.ledger import Column, Ledger
from fazhi.figures.period import Period

H1 = Period.parse("2020H1")
CASES = Ledger(
    name="cases",
    title="案件台账",
    key=("number",),
    columns=(
        Column(name="number", heading="案号", required=True),
        Column(name="opened", heading="受理日期", type="date"),
        Column(name="closed", heading="办结日期", type="date"),
        Column(name="year", heading="年度", type="integer"),
        Column(name="street", heading="街道"),
        Column(name="amount", heading="金额", type="money"),
        Column(name="people", heading="人数", type="integer"),
        Column(name="good", heading="是否成功", type="boolean"),
    ),
)


def table(ledger: Ledger, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as the loader would hand them over, each with its place."""
    placed = [
        {"number": str(n), "source_file": "a.xlsx", "source_sheet": "1", "source_row": n, **row}
        for n, row in enumerate(rows, start=2)
    ]
    return pa.Table.from_pylist(placed, schema=loaded_schema(ledger))


def engine(
    *figures: Any, rows: Iterable[Mapping[str, Any]] | None = (), invariants: Iterable[Invariant] = ()
) -> Engine:
    catalogue = Catalogue(
        ledgers={"cases": CASES},
        figures={figure.id: figure for figure in figures},
        invariants={invariant.id: invariant for invariant in invariants},
    )
    return Engine.from_tables(catalogue, {} if rows is None else {"cases": table(CASES, rows)})


def counting(meaning: Meaning, measure: Measure | None = None, id: str = "x.a", **more: Any) -> Figure:
    return Figure(id=id, label="案件", unit="件", ledger="cases", meaning=meaning, measure=measure or Count(), **more)


def count(figure: Figure, rows: Iterable[Mapping[str, Any]], period: str = "2020H1") -> int | Decimal | None:
    return engine(figure, rows=rows).value(figure.id, Period.parse(period)).number


# --- the edges of a period ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "counted"),
    [
        (date(2019, 12, 31), 0),
        (date(2020, 1, 1), 1),
        (date(2020, 2, 29), 1),
        (date(2020, 6, 30), 1),
        (date(2020, 7, 1), 0),
        (None, 0),
    ],
)
def test_during_includes_the_first_and_the_last_day(opened: date | None, counted: int) -> None:
    assert count(counting(During("opened")), [{"opened": opened}]) == counted


@pytest.mark.parametrize(
    ("origin", "opened", "counted"),
    [
        ("beginning", date(1999, 1, 1), 1),
        ("beginning", date(2020, 6, 30), 1),
        ("beginning", date(2020, 7, 1), 0),
        ("beginning", None, 0),
        ("year", date(2019, 12, 31), 0),
        ("year", date(2020, 1, 1), 1),
        (date(2020, 2, 29), date(2020, 2, 28), 0),
        (date(2020, 2, 29), date(2020, 2, 29), 1),
    ],
)
def test_accumulated_starts_at_its_origin(origin: Any, opened: date | None, counted: int) -> None:
    assert count(counting(Accumulated("opened", origin)), [{"opened": opened}]) == counted


def test_accumulated_since_the_year_is_the_year_in_which_the_period_ends() -> None:
    rows = [{"opened": date(2019, 12, 31)}, {"opened": date(2020, 1, 1)}]
    assert count(counting(Accumulated("opened", "year")), rows, "2019-10-01/2020-03-31") == 1


def test_accumulated_since_a_campaign_that_has_not_begun_is_nothing() -> None:
    figure = counting(Accumulated("opened", date(2020, 7, 1)))
    assert count(figure, [{"opened": date(2020, 6, 1)}, {"opened": date(2020, 7, 1)}]) == 0


@pytest.mark.parametrize(
    ("opened", "closed", "stands", "carried_over"),
    [
        (date(2019, 12, 31), None, 1, 1),
        (date(2019, 12, 31), date(2019, 12, 31), 0, 0),
        (date(2019, 12, 31), date(2020, 1, 1), 0, 1),
        (date(2019, 12, 31), date(2020, 6, 30), 0, 1),
        (date(2019, 12, 31), date(2020, 7, 1), 1, 1),
        (date(2020, 1, 1), None, 1, 0),
        (date(2020, 6, 30), None, 1, 0),
        (date(2020, 6, 30), date(2020, 6, 30), 0, 0),
        (date(2020, 7, 1), None, 0, 0),
        (None, None, 0, 0),
        (None, date(2020, 7, 1), 0, 0),
    ],
)
def test_standing_at_the_end_and_open_at_the_beginning(
    opened: date | None, closed: date | None, stands: int, carried_over: int
) -> None:
    rows = [{"opened": opened, "closed": closed}]
    assert count(counting(Standing("opened", "closed")), rows) == stands
    assert count(counting(Opening("opened", "closed")), rows) == carried_over


def test_what_opens_a_period_is_what_stood_at_the_end_of_the_one_before() -> None:
    days = [None, *(date(2019, month, day) for month in (6, 7, 12) for day in (1, 30)), date(2020, 1, 1)]
    rows = [{"opened": opened, "closed": closed} for opened in days for closed in days]
    opening = counting(Opening("opened", "closed"), id="x.opening")
    standing = counting(Standing("opened", "closed"), id="x.standing")
    counted = engine(opening, standing, rows=rows)
    for period in (H1, Period.parse("2019H2"), Period.parse("2019-07-31/2020-01-01")):
        before = counted.value("x.standing", period.previous()).number
        assert counted.value("x.opening", period).number == before
        assert before


def test_standing_without_an_end_stands_for_good() -> None:
    assert count(counting(Standing("opened")), [{"opened": date(1999, 1, 1)}, {"opened": date(2020, 7, 1)}]) == 1


@pytest.mark.parametrize(("year", "counted"), [(2019, 0), (2020, 1), (None, 0)])
def test_a_row_of_a_year_counts_in_every_period_that_ends_in_it(year: int | None, counted: int) -> None:
    assert count(counting(ForYear("year")), [{"year": year}]) == counted


def test_leap_day_a_year_before() -> None:
    figure = counting(During("opened"))
    rows = [{"opened": date(2019, 2, 28)}, {"opened": date(2019, 3, 1)}, {"opened": date(2020, 2, 29)}]
    period = Period.parse("2020-02-01/2020-02-29")
    values = engine(figure, rows=rows).values(["x.a"], [period, period.year_before(), period.previous()])
    assert [int(value.number or 0) for value in values.values()] == [1, 1, 0]


# --- what is counted -----------------------------------------------------------------------------------------------


def test_an_empty_cell_satisfies_no_condition() -> None:
    rows = [
        {"opened": date(2020, 1, 1), "good": good, "street": street}
        for good in (True, False, None)
        for street in ("甲", None)
    ]
    during = During("opened")
    assert count(counting(during, where=lambda t: t.good), rows) == 2
    assert count(counting(during, where=lambda t: ~t.good), rows) == 2
    assert count(counting(during, where=lambda t: t.street != "乙"), rows) == 3
    assert count(counting(during, where=lambda t: t.street.isnull()), rows) == 3


def test_distinct_values_without_empty_cells() -> None:
    streets = ["甲", "甲", "乙", None, None]
    figure = counting(During("opened"), Distinct("street"))
    rows = [{"opened": date(2020, 1, 1), "street": street} for street in streets]
    counted = engine(figure, rows=rows)
    assert counted.value("x.a", H1).number == 2
    assert counted.rows("x.a", H1)["street"].to_pylist() == ["甲", "甲", "乙"]


def test_a_sum_is_exact_to_the_fen() -> None:
    amounts = [Decimal("0.10")] * 30 + [Decimal("999999999999999.99")] * 5 + [None]
    figure = counting(During("opened"), Total("amount"))
    value = engine(figure, rows=[{"opened": date(2020, 1, 1), "amount": amount} for amount in amounts]).value("x.a", H1)
    assert value.number == Decimal("5000000000000002.95")
    assert value.digits == "5000000000000002.95"


def test_a_sum_of_nothing_is_nought() -> None:
    figures = [counting(During("opened"), Total(column), id=f"x.{column}") for column in ("amount", "people")]
    for rows in ([], [{"opened": date(2020, 1, 1)}]):
        values = engine(*figures, rows=rows).values(["x.amount", "x.people"], [H1])
        assert [value.number for value in values.values()] == [0, 0]


@pytest.mark.parametrize(
    ("amount", "digits"), [("0.00", "0"), ("1000.00", "1000"), ("12.50", "12.5"), ("0.01", "0.01"), ("100", "100")]
)
def test_digits_without_needless_noughts(amount: str, digits: str) -> None:
    rows = [{"opened": date(2020, 1, 1), "amount": Decimal(amount)}]
    value = engine(counting(During("opened"), Total("amount")), rows=rows).value("x.a", H1)
    assert (value.digits, str(value)) == (digits, f"{digits}件")


# --- figures built of figures --------------------------------------------------------------------------------------

GOOD = counting(During("opened"), id="x.good", where=lambda t: t.good)
ALL = counting(During("opened"), id="x.all")


def rate(places: int = 2) -> Ratio:
    return Ratio(id="x.rate", label="成功率", numerator="x.good", denominator="x.all", places=places)


@pytest.mark.parametrize(
    ("good", "of", "places", "printed"),
    [
        (4, 23, 2, "17.39"),
        (1, 8, 1, "12.5"),
        (1, 8, 0, "13"),
        (1, 80, 1, "1.3"),
        (1, 3, 4, "33.3333"),
        (5, 5, 2, "100.00"),
        (0, 7, 2, "0.00"),
    ],
)
def test_a_rate_is_rounded_half_up_and_keeps_its_places(good: int, of: int, places: int, printed: str) -> None:
    rows = [{"opened": date(2020, 1, 1), "good": n < good} for n in range(of)]
    value = engine(GOOD, ALL, rate(places), rows=rows).value("x.rate", H1)
    assert value.digits == printed
    assert abs(value.precise - Decimal(100 * good) / of) < Decimal("1e-20")


def test_a_rate_of_nothing_is_unknown_and_says_why() -> None:
    value = engine(GOOD, ALL, rate()).value("x.rate", H1)
    assert (value.number, value.digits, str(value)) == (None, "", "“案件”为0，比率无意义")
    with pytest.raises(ValueError, match="比率无意义"):
        _ = value.precise


def test_a_missing_ledger_is_unknown_and_a_ledger_without_rows_is_nought() -> None:
    total = Balance(id="x.sum", label="合计", unit="件", plus=("x.good", "x.all"))
    missing = engine(GOOD, ALL, rate(), total, rows=None)
    assert {str(missing.value(i, H1)) for i in missing.catalogue.figures} == {"缺台账《案件台账》"}
    empty = engine(GOOD, ALL, rate(), total)
    assert [empty.value(i, H1).number for i in ("x.good", "x.all", "x.sum")] == [0, 0, 0]


def test_all_missing_ledgers_are_named() -> None:
    catalogue = build(["fazhi.domains.mediation", "fazhi.domains.reconsideration"])
    both = Balance(id="both", label="合计", unit="件", plus=("mediation.resolved", "reconsideration.concluded"))
    catalogue.figures["both"] = both
    value = Engine.from_tables(catalogue, {}).value("both", H1)
    assert value.reason == "缺台账《人民调解案件台账》；缺台账《行政复议案件台账》"


def test_a_balance_may_be_negative() -> None:
    balance = Balance(id="x.net", label="净增", unit="件", plus=("x.good",), minus=("x.all",))
    rows = [{"opened": date(2020, 1, 1), "good": False}] * 3
    assert str(engine(GOOD, ALL, balance, rows=rows).value("x.net", H1)) == "-3件"


def test_definitions_of_what_is_built() -> None:
    net = Balance(id="x.net", label="净增", unit="件", plus=("x.good", "x.all"), minus=("x.all",), note="注。")
    counted = engine(GOOD, ALL, rate(1), net)
    assert define(counted.catalogue, rate(1)) == "案件÷案件×100%，四舍五入保留1位小数。"
    assert define(counted.catalogue, net) == "案件＋案件−案件。注。"
    assert (
        define(counted.catalogue, GOOD, H1)
        == "《案件台账》中，受理日期在2020-01-01至2020-06-30之内；是否成功为是的记录数（件）。"
    )


# --- rows, queries, invariants -------------------------------------------------------------------------------------


def test_the_rows_behind_a_value_come_in_the_order_of_their_source() -> None:
    rows = [{"opened": date(2020, 1, 1), "number": n, "source_row": 10 - int(n)} for n in "123"]
    assert engine(ALL, rows=rows).rows("x.all", H1)["number"].to_pylist() == ["3", "2", "1"]


def test_a_rate_has_no_rows_of_its_own_and_names_its_parts() -> None:
    with pytest.raises(FazhiError, match=r"x\.good、x\.all"):
        engine(GOOD, ALL, rate()).rows("x.rate", H1)
    with pytest.raises(FazhiError, match="缺台账"):
        engine(GOOD, rows=None).rows("x.good", H1)


def test_the_query_is_sql_that_gives_the_value() -> None:
    rows = [{"opened": date(2020, 1, 1), "good": n < 2} for n in range(5)]
    counted = engine(GOOD, ALL, rows=rows)
    assert counted.backend.con.execute(counted.sql("x.good", H1)).fetchall() == [(2,)]


def test_groups_come_to_the_whole_and_open_their_rows() -> None:
    rows = [{"opened": date(2020, 1, n + 1), "street": "甲" if n % 3 else "乙", "good": n < 4} for n in range(7)]
    rows += [{"opened": date(2020, 2, 1), "good": True}, {"opened": date(2019, 1, 1), "street": "丙", "good": True}]
    counted = engine(GOOD, ALL, rate(), rows=rows)
    groups = counted.groups(["x.all", "x.good", "x.rate"], H1, "street")
    found = [(group.value, *(group.values[i].digits for i in ("x.all", "x.good", "x.rate"))) for group in groups]
    assert found == [("乙", "3", "2", "66.67"), ("甲", "4", "2", "50.00"), (None, "1", "1", "100.00")]
    assert counted.value("x.all", H1).number == 8
    for group in groups:
        assert counted.rows("x.all", H1, ("street", group.value)).num_rows == group.values["x.all"].number


def test_figures_are_not_taken_apart_by_a_column_that_is_not_there_or_names_one_row() -> None:
    for column in ("colour", "number"):
        with pytest.raises(FazhiError, match=rf"《案件台账》不能按“{column}”分组，可按：.*street"):
            engine(ALL, rows=[{"opened": date(2020, 1, 1)}]).groups(["x.all"], H1, column)


def test_a_mean_is_a_sum_by_its_count() -> None:
    common = {"ledger": "cases", "meaning": During("opened")}
    whole = Figure(id="x.sum", label="金额", unit="元", measure=Total("amount"), **common)
    filled = Figure(id="x.filled", label="有金额", unit="件", where=lambda t: t.amount.notnull(), **common)
    mean = Mean(id="x.mean", label="平均金额", unit="元", numerator="x.sum", denominator="x.filled")
    rows = [{"opened": date(2020, 1, 1), "amount": amount} for amount in (1, 2, 4, None)]
    counted = engine(whole, filled, mean, rows=rows)
    assert str(counted.value("x.mean", H1)) == "2.3元"
    assert define(counted.catalogue, mean) == "金额÷有金额，四舍五入保留1位小数。"
    assert counted.value("x.mean", Period.parse("2019")).reason == "“有金额”为0，比率无意义"


def test_a_breach_shows_its_arithmetic_and_its_rows() -> None:
    invariant = Invariant(
        id="x.flow",
        label="收结存",
        left=("x.all",),
        right=("x.good",),
        suspects=lambda t, period: t.opened.between(period.start, period.end) & t.good.isnull(),
        suspects_ledger="cases",
        suspects_label="没有填是否成功",
    )
    rows = [{"opened": date(2020, 1, 1), "good": True}] * 3 + [{"opened": date(2020, 1, 2)}] * 2
    counted = engine(GOOD, ALL, rows=rows, invariants=[invariant])
    (breach,) = counted.breaches(H1)
    assert breach.message == "收结存：案件5，而案件3＝3，相差+2。相关记录2条：没有填是否成功。"
    assert breach.rows is not None
    assert breach.rows["source_row"].to_pylist() == [5, 6]
    assert counted.breaches(Period.parse("2019")) == []


def test_an_invariant_whose_ledger_is_missing_is_not_judged() -> None:
    invariant = Invariant(id="x.flow", label="收结存", left=("x.all",), right=("x.good",))
    assert engine(GOOD, ALL, rows=None, invariants=[invariant]).breaches(H1) == []


def test_two_people_on_the_register_without_an_intake() -> None:
    catalogue = build(["fazhi.domains.corrections"])
    common = {"name": "某", "kind": "缓刑", "office": "桂园", "registered_on": date(2020, 3, 1)}
    rows = [common | {"received_on": date(2020, 3, 1)}] * 4 + [common] * 2
    rows += [common | {"received_on": date(2020, 3, 1), "left_on": date(2020, 6, 30), "exit": "解除矫正"}]
    counted = Engine.from_tables(catalogue, {"corrections": table(catalogue.ledgers["corrections"], rows)})
    (breach,) = [b for b in counted.breaches(H1) if b.invariant.id == "corrections.register"]
    assert (breach.left, breach.right) == (6, 4)
    assert breach.rows is not None
    assert breach.rows["source_row"].to_pylist() == [6, 7]
