"""Dossiers: what is said of a figure beside its value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sample_report import HOSTILE, PERIOD, RESIDENT, catalogue, disputes, engine, report, table

from fazhi.figures.engine import Engine
from fazhi.figures.period import Period
from fazhi.figures.report import rows as report_rows
from fazhi.figures.report.coverage import Coverage
from fazhi.figures.report.dossier import Dossier, collect


@pytest.fixture(scope="module")
def counted() -> Engine:
    return engine()


@pytest.fixture(scope="module")
def dossiers(counted: Engine) -> dict[str, Dossier]:
    return {dossier.id: dossier for dossier in collect(counted, PERIOD, report(counted))}


def test_printed_figures_come_first_in_the_order_of_the_text(counted: Engine, dossiers: dict[str, Dossier]) -> None:
    printed = [value.figure.id for value in report(counted).figures]
    assert list(dossiers)[: len(printed)] == printed


def test_parts_of_ratios_and_balances_have_dossiers_of_their_own(dossiers: dict[str, Dossier]) -> None:
    assert dossiers["reconsideration.corrected"].printed == ()
    assert dossiers["reconsideration.correction_rate"].arithmetic == "4÷23×100%＝17.39%"
    assert dossiers["reconsideration.accepted"].arithmetic == "21＋4＝25件"


def test_a_growing_figure_says_by_how_much(dossiers: dict[str, Dossier]) -> None:
    comparison = dossiers["mediation.resolved"].year_before
    assert comparison.difference == 616
    assert comparison.percent == Decimal("10.4")
    assert comparison.words == "比2019年上半年增加616件，增长10.4%"


def test_a_standing_figure_is_compared_with_a_day(dossiers: dict[str, Dossier]) -> None:
    assert dossiers["corrections.on_register"].year_before.words.startswith("比2019年6月30日减少")


def test_a_ratio_is_compared_in_percentage_points(dossiers: dict[str, Dossier]) -> None:
    comparison = dossiers["reconsideration.correction_rate"].previous
    assert comparison.words.endswith("个百分点")
    assert comparison.percent is None


def test_months_add_up_to_the_period(dossiers: dict[str, Dossier]) -> None:
    months = dossiers["mediation.resolved"].months
    assert sum(month.now.number or 0 for month in months) == 6516
    assert sum(month.before.number or 0 for month in months) == 5900


def test_months_of_an_accumulated_figure_stand_at_the_end_of_the_month(dossiers: dict[str, Dossier]) -> None:
    received = dossiers["corrections.received"]
    assert received.at_month_end
    assert received.months[-1].now.number == received.value.number == 2156


def test_rows_are_those_of_the_figure_and_know_where_they_stand(dossiers: dict[str, Dossier]) -> None:
    listing = dossiers["reconsideration.corrected"].listing
    assert listing is not None
    assert listing.total == len(listing.positions) == 4
    by_name = {cells.name: cells for cells in listing.rows.cells}
    assert {by_name["outcome"][row] for row in listing.positions} == {"撤销"}
    assert {by_name["concluded_on"][row][:4] for row in listing.positions} == {"2020"}
    (place,) = listing.rows.places(listing.positions)
    assert place["file"] == "行政复议案件台账.xlsx"
    assert len(place["rows"]) == 4


def test_rows_are_stored_once_for_all_figures_of_a_ledger(dossiers: dict[str, Dossier]) -> None:
    resolved, concluded = (dossiers[i].listing for i in ("mediation.resolved", "mediation.concluded"))
    assert resolved is not None
    assert concluded is not None
    assert resolved.rows is concluded.rows
    assert set(resolved.positions) < set(concluded.positions)


def test_personal_data_are_masked(dossiers: dict[str, Dossier]) -> None:
    seen = {word for d in dossiers.values() if d.listing for cells in d.listing.rows.cells for word in cells.words}
    assert "欧***" in seen
    assert HOSTILE in seen
    assert not any(RESIDENT in word for word in seen)
    assert not any(len(word) == 18 and word.isdigit() for word in seen)


def test_cells_sort_by_value(dossiers: dict[str, Dossier]) -> None:
    listing = dossiers["mediation.resolved"].listing
    assert listing is not None
    amount = next(cells for cells in listing.rows.cells if cells.name == "amount")
    numbers = [Decimal(word.replace(",", "")) for word in amount.words if word]
    assert numbers == sorted(numbers)


def test_a_missing_ledger_is_a_reason_not_a_zero(dossiers: dict[str, Dossier]) -> None:
    dossier = dossiers["mediation.training_attendance"]
    assert dossier.value.number is None
    assert dossier.listing is None
    assert dossier.query == ""
    assert "缺台账《人民调解培训台账》" in dossier.year_before.words


def test_rows_beyond_the_cap_are_counted_but_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_rows, "ROW_CAP", 10)
    small = engine(disputes=disputes(count=30, before=5))
    listing = {d.id: d for d in collect(small, PERIOD, report(small))}["mediation.resolved"].listing
    assert listing is not None
    assert (listing.total, len(listing.positions), listing.left_out) == (30, 10, 20)


def test_a_period_before_the_first_record_is_unknown() -> None:
    found = [row for row in disputes(count=200, before=0) if row["concluded_on"] >= date(2020, 1, 1)]
    counted = engine(disputes=found)
    dossier = {d.id: d for d in collect(counted, PERIOD, report(counted))}["mediation.resolved"]
    assert dossier.year_before.difference is None
    assert "《人民调解案件台账》中最早的办结日期是2020年1月" in dossier.year_before.words
    assert {month.before.number for month in dossier.months} == {None}


@pytest.mark.parametrize(
    ("days", "covered"),
    [
        ([date(2019, 1, 31), date(2019, 2, 1), date(2019, 2, 2)], True),
        ([date(2019, 2, 20), date(2019, 2, 21), date(2019, 2, 22)], False),
        # Seven events a half-year: the first need not fall into January.
        ([date(2019, 2, 20), date(2019, 4, 1), date(2019, 6, 1), date(2019, 8, 1)], True),
        ([date(2019, 5, 20), date(2019, 10, 1), date(2020, 3, 1)], False),
    ],
)
def test_a_ledger_covers_a_period_it_begins_in_early(days: list[date], *, covered: bool) -> None:
    declared = catalogue()
    rows = [{"number": str(n), "accepted_on": day, "concluded_on": day} for n, day in enumerate(days)]
    counted = Engine.from_tables(declared, {"disputes": table(declared.ledgers["disputes"], rows)})
    gap = Coverage(counted).gap("mediation.resolved", Period.parse("2019H1"))
    assert (gap == "") is covered


def test_a_rare_event_does_not_say_where_the_ledger_begins(counted: Engine) -> None:
    assert Coverage(counted).gap("corrections.absconded", Period.parse("2019H1")) == ""


def test_an_empty_ledger_covers_nothing() -> None:
    declared = catalogue()
    counted = Engine.from_tables(declared, {"disputes": table(declared.ledgers["disputes"], [])})
    assert Coverage(counted).gap("mediation.resolved", PERIOD) == "《人民调解案件台账》没有记录"
