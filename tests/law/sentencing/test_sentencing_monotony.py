"""A mitigating circumstance never lengthens, an aggravating one never shortens, more money is never less."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.law import parameters
from fazhi.law.sentencing.charges import CHARGES
from fazhi.law.sentencing.circumstances import CIRCUMSTANCES
from fazhi.law.tools import find

NOW = date(2024, 1, 1)
TIERS = [
    (key, tier)
    for key in CHARGES
    if key != "drunk_driving"
    for tier in parameters.parameter(f"sentencing_statutory.{key}").at(NOW).value
]
NO_RATIO = {key for key, what in CIRCUMSTANCES.items() if not what.ratio_id}


def term(key: str, tier: str, chosen: list[str], **more: object) -> tuple[Decimal, Decimal]:
    given = {
        "charge": key,
        "tier": tier,
        "circumstances": [f"{each}=15%" if each in NO_RATIO else each for each in chosen],
    }
    answer = find("sentence").run(given | more, on=NOW).answer
    assert isinstance(answer.low, Decimal)
    assert isinstance(answer.high, Decimal)
    return answer.low, answer.high


@settings(max_examples=250, deadline=None)
@given(
    place=st.sampled_from(TIERS),
    chosen=st.lists(st.sampled_from(sorted(CIRCUMSTANCES)), min_size=1, max_size=5, unique=True),
    base=st.integers(1, 200),
)
def test_each_circumstance_moves_its_own_way(place: tuple[str, str], chosen: list[str], base: int) -> None:
    added, before = chosen[0], chosen[1:]
    try:
        low, high = term(*place, before, base=base)
        new_low, new_high = term(*place, [*before, added], base=base)
    except FazhiError:
        assume(False)
    if CIRCUMSTANCES[added].sign < 0:
        assert new_low <= low
        assert new_high <= high
    else:
        assert new_low >= low
        assert new_high >= high


@settings(max_examples=150, deadline=None)
@given(
    key=st.sampled_from(["theft", "fraud", "extortion", "snatching"]),
    place=st.sampled_from(["深圳", "惠州", "全国"]),
    amounts=st.tuples(st.integers(500, 3_000_000), st.integers(500, 3_000_000)),
)
def test_a_larger_amount_is_never_a_shorter_term(key: str, place: str, amounts: tuple[int, int]) -> None:
    less, more = sorted(amounts)

    def of(amount: int) -> tuple[Decimal, Decimal]:
        answer = find("sentence").run({"charge": key, "amount": amount, "place": place}, on=NOW).answer
        return answer.low, answer.high  # type: ignore[return-value]

    try:
        shorter, longer = of(less), of(more)
    except FazhiError:
        assume(False)
    assert shorter[0] <= longer[0]
    assert shorter[1] <= longer[1]


@settings(max_examples=100, deadline=None)
@given(ratio=st.tuples(st.integers(0, 40), st.integers(0, 40)), base=st.integers(1, 36))
def test_a_larger_share_of_surrender_is_never_a_longer_term(ratio: tuple[int, int], base: int) -> None:
    small, large = sorted(ratio)

    def of(percent: int) -> Decimal:
        given = {"charge": "theft", "tier": "large", "base": base, "circumstances": [f"自首={percent}%"]}
        return find("sentence").run(given, on=NOW).answer.high  # type: ignore[return-value]

    assert of(large) <= of(small)
