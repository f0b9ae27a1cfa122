"""The demonstration district holds together: invariants, history, distributions, personal data."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.cells import read_cell
from fazhi.figures.check.mentions import find_mentions
from fazhi.figures.engine import Engine
from fazhi.figures.figure import Figure
from fazhi.figures.masking import mask_cell
from fazhi.figures.period import Period
from fazhi.kernel.demo import rows
from fazhi.kernel.district import load
from fazhi.kernel.world import World

Tables = dict[str, list[dict[str, object]]]
H1 = Period.parse("2020H1")


def number(engine: Engine, figure_id: str, period: Period) -> Decimal:
    value = engine.value(figure_id, period).number
    assert value is not None
    return value


def test_each_ledger_has_rows(catalogue: Catalogue, demo_rows: Tables) -> None:
    assert set(demo_rows) == set(catalogue.ledgers)
    assert all(demo_rows.values())


def test_rows_are_the_same_on_every_run(demo_rows: Tables) -> None:
    assert repr(rows(load("luohu"))) == repr(demo_rows)


def test_every_cell_is_what_its_column_allows(catalogue: Catalogue, demo_rows: Tables) -> None:
    for name, ledger_rows in demo_rows.items():
        ledger = catalogue.ledgers[name]
        keys = [tuple(row.get(column) for column in ledger.key) for row in ledger_rows]
        assert len(set(keys)) == len(keys), name
        for row in ledger_rows:
            assert set(row) <= set(ledger.by_name), name
            for column in ledger.columns:
                cell = row.get(column.name)
                if not isinstance(cell, bool):
                    assert read_cell(column, cell) == cell, (name, column.name, cell)


@pytest.mark.parametrize("period", ["2019H1", "2019H2", "2020H2", "2019", "2019Q2", "2019-11"])
def test_no_invariant_breaks_before_the_irregularity_or_beside_it(engine: Engine, period: str) -> None:
    # In the second half of 2020 the two people are still on the register.
    expected = ["corrections.register"] if period == "2020H2" else []
    assert [breach.invariant.id for breach in engine.breaches(Period.parse(period))] == expected


def test_the_one_irregularity_is_two_people_without_an_intake_record(engine: Engine) -> None:
    (breach,) = engine.breaches(H1)
    assert breach.invariant.id == "corrections.register"
    assert (breach.left, breach.right) == (290, 288)
    assert breach.rows is not None
    assert breach.rows.num_rows == 2
    assert set(breach.rows["received_on"].to_pylist() + breach.rows["transferred_in_on"].to_pylist()) == {None}
    assert number(engine, "corrections.received", H1) - number(engine, "corrections.released", H1) == 288


@pytest.mark.parametrize("period", ["2019H1", "2019H2", "2020H1", "2020H2"])
def test_every_invariant_is_judged(engine: Engine, catalogue: Catalogue, period: str) -> None:
    parts = [part for invariant in catalogue.invariants.values() for part in invariant.parts]
    values = engine.values(parts, [Period.parse(period)])
    assert [value.figure.id for value in values.values() if value.number is None] == []


@pytest.mark.parametrize(
    "figure_id",
    [
        "mediation.resolved",
        "mediation.mediators",
        "legal_aid.cases",
        "legal_affairs.handled",
        "documents.reviewed",
        "consultations.legal_aid",
        "resettlement.registered",
        "litigation.represented",
    ],
)
def test_2019_is_a_plausible_year_to_compare_with(engine: Engine, figure_id: str) -> None:
    before, now = number(engine, figure_id, Period.parse("2019H1")), number(engine, figure_id, H1)
    assert Decimal("0.7") * now < before < now


def test_campaigns_of_2020_have_no_history(engine: Engine) -> None:
    for figure_id in ("vouchers.issued", "consultations.hotline", "services.group_talks", "deployments.sent_down"):
        assert number(engine, figure_id, Period.parse("2019H1")) == 0


def test_february_2020_is_a_quiet_month(engine: Engine) -> None:
    months = [number(engine, "mediation.concluded", month) for month in H1.months()]
    assert min(months) == months[1]
    assert months[1] < Decimal("0.6") * months[5]


def test_mediation_happens_in_all_streets_and_on_working_days(demo_rows: Tables) -> None:
    world = World(load("luohu"))
    working = set(world.working_days(date(2018, 1, 1), date(2020, 12, 31)))
    disputes = demo_rows["disputes"]
    assert {row["concluded_on"] for row in disputes} - {None} <= working
    streets = Counter(row["street"] for row in disputes)
    assert set(streets) == {street.name for street in world.district.streets}
    assert max(streets.values()) < 5 * min(streets.values())


def test_mediators_serve_organisations_that_exist(demo_rows: Tables) -> None:
    organizations = {row["code"] for row in demo_rows["mediation_organizations"]}
    assert {row["organization"] for row in demo_rows["mediators"]} <= organizations
    assert {row["organization"] for row in demo_rows["disputes"]} <= organizations


def test_voucher_lawyers_stand_on_the_roll_with_the_same_firm(demo_rows: Tables) -> None:
    roll = {row["licence"]: (row["name"], row["firm"]) for row in demo_rows["lawyers"]}
    for row in demo_rows["voucher_lawyers"]:
        assert roll[row["licence"]] == (row["name"], row["firm"])


def test_identity_numbers_are_well_formed_and_belong_to_nobody(demo_rows: Tables) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    numbers = [
        row["id_number"] for name in ("corrections", "resettlement", "legal_aid_cases") for row in demo_rows[name]
    ]
    assert all(isinstance(n, str) and n.startswith("990000") for n in numbers)
    for n in map(str, numbers):
        total = sum(int(digit) * weight for digit, weight in zip(n[:17], weights, strict=True))
        assert n[17:] == "10X98765432"[total % 11]  # GB 11643-1999
    phones = {str(row["phone"]) for row in demo_rows["consultations"] if row["phone"]}
    assert all(len(phone) == 11 and phone.startswith("1990000") for phone in phones)


def test_personal_data_never_shows(catalogue: Catalogue, demo_rows: Tables) -> None:
    for name, ledger_rows in demo_rows.items():
        ledger = catalogue.ledgers[name]
        for column in ledger.columns:
            if column.personal is None:
                continue
            for row in ledger_rows[:200]:
                cell = row.get(column.name)
                if cell is not None:
                    shown = mask_cell(ledger, column.name, cell)
                    assert shown != cell
                    assert "*" in str(shown)


def test_people_stand_only_in_columns_marked_personal(catalogue: Catalogue, demo_rows: Tables) -> None:
    """No name, identity number, phone or address of the rows also stands in a column that is shown in full."""
    for name, ledger_rows in demo_rows.items():
        ledger = catalogue.ledgers[name]
        marked = [column.name for column in ledger.columns if column.personal]
        private = {str(row[column]) for row in ledger_rows for column in marked if row.get(column)}
        for column in ledger.columns:
            if column.type == "text" and not column.personal:
                assert private.isdisjoint(str(row.get(column.name)) for row in ledger_rows), (name, column.name)


def test_each_item_of_the_report_has_a_milestone_or_a_figure_of_its_own(demo_rows: Tables) -> None:
    sections = {
        row["section"]
        for row in demo_rows["milestones"]
        if isinstance(row["date"], date) and H1.start <= row["date"] <= H1.end
    }
    items = {1: 6, 2: 5, 3: 2, 4: 5}
    assert sections == {f"{part}.{item}" for part, last in items.items() for item in range(1, last + 1)}
    for row in demo_rows["milestones"]:
        assert str(row["text"]).endswith("。")
        # A number would belong to a ledger, where it can be counted.
        assert find_mentions(str(row["text"])) == []


def test_only_what_did_not_happen_is_zero(engine: Engine, catalogue: Catalogue) -> None:
    counted = [figure.id for figure in catalogue.figures.values() if isinstance(figure, Figure)]
    values = engine.values(counted, [Period.parse("2020"), Period.parse("2020H2")])
    happened = {figure_id for (figure_id, _period), value in values.items() if value.number != 0}
    assert set(counted) - happened == {"corrections.infected", "corrections.absconded"}


def test_credit_codes_are_well_formed_and_belong_to_nobody(demo_rows: Tables) -> None:
    from stdnum.cn import uscc

    codes = {str(row["credit_code"]) for row in demo_rows["vouchers"]}
    assert all(uscc.is_valid(code) and code[2:8] == "990000" for code in codes)
