"""The same law written a second time, as plainly as possible, against thousands of random inputs; and properties."""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.law import bulk
from fazhi.law.errors import BadInput, NotInForce
from fazhi.law.tools import find

DAY = timedelta(days=1)
ON = date(2024, 1, 1)
QUICK = [  # over, rate, constant: fee = amount × rate + constant
    (20_000_000, "0.005", 41_800),
    (10_000_000, "0.006", 21_800),
    (5_000_000, "0.007", 11_800),
    (2_000_000, "0.008", 6_800),
    (1_000_000, "0.009", 4_800),
    (500_000, "0.01", 3_800),
    (200_000, "0.015", 1_300),
    (100_000, "0.02", 300),
    (10_000, "0.025", -200),
]


def cents(value: Fraction) -> str:
    return str((Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))


def property_fee(yuan: Fraction) -> Fraction:
    for over, rate, constant in QUICK:
        if yuan > over:
            return yuan * Fraction(rate) + constant
    return Fraction(50)


def enforcement_fee(yuan: Fraction) -> Fraction:
    fee = Fraction(50)
    for low, high, rate in (
        (10_000, 500_000, 15),
        (500_000, 5_000_000, 10),
        (5_000_000, 10_000_000, 5),
        (10_000_000, None, 1),
    ):
        if yuan > low:
            fee += ((yuan if high is None else min(yuan, Fraction(high))) - low) * Fraction(rate, 1000)
    return fee


def preservation_fee(yuan: Fraction) -> Fraction:
    if yuan <= 1000:
        return Fraction(30)
    if yuan <= 100_000:
        return 30 + (yuan - 1000) / 100
    return min(Fraction(5000), 1020 + (yuan - 100_000) / 200)


def samples(n: int, seed: int) -> list[int]:
    """Amounts in fen over all orders of size, and all around the limits."""
    rng = random.Random(seed)
    edges = [over * 100 + d for over, _rate, _k in QUICK for d in (-1, 0, 1)] + [
        1,
        100_000,
        100_001,
        89_600_000,
        10**14,
    ]
    return edges + [int(10 ** rng.uniform(0, 13)) for _ in range(n)]


def test_single_fees_as_written_a_second_time() -> None:
    for fen in samples(600, 1):
        yuan = Fraction(fen, 100)
        text = f"{fen // 100}.{fen % 100:02d}"
        fee = property_fee(yuan)
        assert find("lit_property").run({"amount": text}).answer.key == cents(fee)
        assert find("lit_property").run({"amount": text, "reduction": ["mediation"]}).answer.key == cents(fee / 2)
        assert find("payment_order").run({"amount": text}).answer.key == cents(fee / 3)
        assert find("bankruptcy").run({"assets": text}).answer.key == cents(min(fee / 2, Fraction(300_000)))
        assert find("enforce").run({"amount": text}).answer.key == cents(enforcement_fee(yuan))
        assert find("preserve").run({"amount": text}).answer.key == cents(preservation_fee(yuan))


def test_bulk_fees_as_written_a_second_time() -> None:
    amounts = samples(6000, 2)
    fen = np.array(amounts, dtype=np.int64)
    for result, formula in (
        (bulk.property_fees(fen, on=ON), property_fee),
        (bulk.property_fees(fen, on=ON, half=True), lambda yuan: property_fee(yuan) / 2),
        (bulk.payment_order_fees(fen, on=ON), lambda yuan: property_fee(yuan) / 3),
        (bulk.enforcement_fees(fen, on=ON), enforcement_fee),
        (bulk.preservation_fees(fen, on=ON), preservation_fee),
    ):
        wanted = [int(Decimal(cents(formula(Fraction(each, 100)))) * 100) for each in amounts]
        assert result.tolist() == wanted


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 10**14), st.booleans())
def test_bulk_equals_single(fen: int, half: bool) -> None:
    inputs = {"amount": Decimal(fen) / 100, "reduction": ["simplified"] if half else []}
    single = find("lit_property").run(inputs).answer.low
    assert isinstance(single, Decimal)
    assert bulk.property_fees(np.array([fen]), on=ON, half=half).tolist() == [int(single * 100)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 10**12), min_size=2, max_size=40))
def test_fees_never_fall_as_the_amount_rises(values: list[int]) -> None:
    fen = np.sort(np.array(values, dtype=np.int64))
    for fees in (bulk.property_fees(fen, on=ON), bulk.enforcement_fees(fen, on=ON), bulk.preservation_fees(fen, on=ON)):
        assert (np.diff(fees) >= 0).all()


def test_fees_do_not_jump_at_a_limit() -> None:
    for yuan in (10_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000):
        around = np.array([yuan * 100 - 1, yuan * 100, yuan * 100 + 1])
        assert np.ptp(bulk.property_fees(around, on=ON)) <= 1
        assert np.ptp(bulk.enforcement_fees(around, on=ON)) <= 1


@pytest.mark.parametrize("amounts", [[0], [-5], [5, 10**16]])
def test_bulk_names_the_row_that_cannot_be(amounts: list[int]) -> None:
    with pytest.raises(BadInput, match=f"第 {len(amounts)} 行"):
        bulk.property_fees(np.array(amounts), on=ON)


def test_bulk_takes_whole_fen_only_and_dated_rules() -> None:
    with pytest.raises(BadInput, match="整数"):
        bulk.property_fees(np.array([1.5]), on=ON)  # type: ignore[arg-type]
    with pytest.raises(NotInForce, match="2007-04-01"):
        bulk.property_fees(np.array([100]), on=date(2000, 1, 1))
    assert bulk.property_fees(np.array([], dtype=np.int64), on=ON).tolist() == []


def anniversary(start: date, months: int) -> date:
    year, month = divmod(start.month - 1 + months, 12)
    day = date(start.year + year, month + 1, 1)
    last = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - DAY).day
    return day.replace(day=min(start.day, last))


def test_severance_as_written_a_second_time() -> None:
    rng = random.Random(3)
    for _ in range(1500):
        start = date(2008, 1, 1) + rng.randrange(5500) * DAY
        last = start + rng.randrange(6000) * DAY
        wage, average = rng.randrange(2000, 60000), rng.randrange(5000, 15000)
        years = 0
        while anniversary(start, 12 * (years + 1)) <= last + DAY:
            years += 1
        rest = last + DAY - anniversary(start, 12 * years)
        half_year = anniversary(start, 12 * years + 6) <= last + DAY
        months = years + (0 if not rest else 1 if half_year else Fraction(1, 2))
        base = wage
        if wage > 3 * average:
            base, months = 3 * average, min(months, Fraction(12))
        inputs = {"start": str(start), "last_day": str(last), "wage": wage, "local_avg": average}
        assert find("severance_n").run(inputs).answer.key == cents(Fraction(base) * months), inputs


def test_late_interest_day_by_day() -> None:
    rng = random.Random(4)
    for _ in range(150):
        start = date(2015, 1, 1) + rng.randrange(3000) * DAY
        end = start + rng.randrange(1, 400) * DAY
        debt = rng.randrange(1000, 10**7)
        payments = {
            start + rng.randrange(1, (end - start).days + 1) * DAY: rng.randrange(1, debt) // 3 + 1 for _ in range(2)
        }
        first = start + rng.randrange(-20, 300) * DAY
        stop = (first, first + rng.randrange(0, 60) * DAY)
        left, total, day = Fraction(debt), Fraction(0), start
        while day < end:
            day += DAY
            if not stop[0] <= day <= stop[1]:
                total += left * Fraction(175, 1_000_000)
            left -= payments.get(day, 0)
        inputs = {
            "principal": debt,
            "start": str(start),
            "end": str(end),
            "suspend": [f"{stop[0]}..{stop[1]}"],
            "payment": [f"{when}:{sum_}" for when, sum_ in payments.items()],
        }
        assert find("late_interest").run(inputs).answer.key == cents(total), inputs


def test_death_and_disability_compensation_as_written_a_second_time() -> None:
    for age in range(121):
        years = 20 if age <= 60 else 5 if age >= 75 else 80 - age
        assert find("death_comp").run({"income": "62522.35", "age": age}).answer.key == cents(
            Fraction("62522.35") * years
        )
        for grade in range(1, 11):
            wanted = Fraction("62522.35") * years * Fraction(11 - grade, 10)
            assert find("disability_comp").run({"income": "62522.35", "age": age, "grades": grade}).answer.key == cents(
                wanted
            )
