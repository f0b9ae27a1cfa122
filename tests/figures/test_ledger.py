"""Declarations of ledgers: what contradicts itself is refused where it is declared."""

from __future__ import annotations

from typing import Any

import pytest

from fazhi.figures.ledger import Column, DeclarationError, Ledger

NUMBER = Column(name="number", heading="编号", required=True)
DAY = Column(name="day", heading="日期", type="date")


def declare(**changes: Any) -> Ledger:
    declared: dict[str, Any] = {"name": "things", "title": "事项台账", "key": ("number",), "columns": (NUMBER, DAY)}
    return Ledger(**(declared | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Things"},
        {"name": 'x"; drop table y; --'},
        {"name": "a" * 60},
        {"title": "a/b"},
        {"title": "事项[2020]"},
        {"title": "事项:台账"},
        {"title": " "},
        {"aliases": ("何事?",)},
        {"key": ()},
        {"key": ("nothing",)},
        {"key": ("day",)},
        {"date": "number"},
        {"date": "nothing"},
        {"columns": (NUMBER, NUMBER)},
        {"columns": (NUMBER, Column(name="other", heading="编号"))},
        {"columns": (NUMBER, Column(name="other", heading="其他", aliases=("编 号",)))},
        {"columns": (NUMBER, Column(name="other", heading="金额(元)", aliases=("金额（元）",)))},
        {"columns": (NUMBER, Column(name="other", heading=" "))},
        {"columns": (NUMBER, Column(name="source_row", heading="行"))},
        {"columns": (NUMBER, Column(name="n", heading="数", type="integer", choices=("1",)))},
        {"columns": (NUMBER, Column(name="n", heading="数", type="integer", personal="phone"))},
    ],
)
def test_a_contradiction_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError):
        declare(**changes)


def test_a_column_is_found_by_heading_alias_and_english_name() -> None:
    amount = Column(name="amount", heading="金额（元）", type="money", aliases=("标的额",))
    ledger = declare(columns=(NUMBER, amount))
    assert [ledger.by_heading[heading] for heading in ("金额(元)", "标的额", "amount")] == [amount] * 3
