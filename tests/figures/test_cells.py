"""Cells: what is certain is read, anything else is refused in words that say what would be right."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.figures.cells import Unreadable, read_cell
from fazhi.figures.ledger import Column, Type

TYPES: tuple[Type, ...] = ("text", "integer", "decimal", "money", "date", "boolean")


def column(kind: Type = "text", **more: Any) -> Column:
    return Column(name="c", heading="栏", type=kind, **more)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", "  张 三\u3000", "张 三"),
        ("text", "\ufeff张三\u200b", "张三"),
        ("text", 12.0, "12"),
        ("text", 12, "12"),
        ("text", 1.5, "1.5"),
        ("text", True, "是"),
        ("text", dt.datetime(2020, 6, 30), "2020-06-30"),  # noqa: DTZ001  (Excel knows no zone)
        ("text", "=1+1", "=1+1"),
        ("text", 440303198001015678, "440303198001015678"),
        ("date", "2020-6-3", dt.date(2020, 6, 3)),
        ("date", "2020.06.30", dt.date(2020, 6, 30)),
        ("date", "2020/6/30", dt.date(2020, 6, 30)),
        ("date", "2020年6月30日", dt.date(2020, 6, 30)),
        ("date", "２０２０－０６－３０", dt.date(2020, 6, 30)),
        ("date", "2020-06-30 14:05:00", dt.date(2020, 6, 30)),
        ("date", "2020-06-30T14:05", dt.date(2020, 6, 30)),
        ("date", "20200630", dt.date(2020, 6, 30)),
        ("date", 20200630.0, dt.date(2020, 6, 30)),
        ("date", dt.datetime(2020, 6, 30, 23, 59), dt.date(2020, 6, 30)),  # noqa: DTZ001
        ("date", dt.datetime(2020, 6, 30, 16, 30, tzinfo=dt.UTC), dt.date(2020, 7, 1)),
        ("date", "2020-02-29", dt.date(2020, 2, 29)),
        ("boolean", "是", True),
        ("boolean", "√", True),
        ("boolean", " yes ", True),
        ("boolean", 1.0, True),
        ("boolean", "否", False),
        ("boolean", 0, False),
        ("boolean", "０", False),
        ("integer", "1,234", 1234),
        ("integer", "１２", 12),
        ("integer", 3.0, 3),
        ("integer", "12 人", 12),
        ("integer", "12人", 12),
        ("money", "1,234.5", Decimal("1234.50")),
        ("money", 0.1 + 0.2, Decimal("0.30")),
        ("money", 1234567890.12, Decimal("1234567890.12")),
        ("money", Decimal("999999999999999.99"), Decimal("999999999999999.99")),
        ("decimal", "0.0001", Decimal("0.0001")),
        ("decimal", 1e-4, Decimal("0.0001")),
    ],
)
def test_what_is_certain_is_read(kind: Type, cell: Any, value: Any) -> None:
    read = read_cell(column(kind, unit="人"), cell)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "cell", "says"),
    [
        ("text", 4.40303198001015e17, "存成了数字"),
        ("text", "张\x00三", "控制字符"),
        ("text", b"abc", "不是文字"),
        ("date", "2020-06-31", "没有“2020-06-31”这一天"),
        ("date", "2019-02-29", "没有"),
        ("date", "6月30日", "不是日期"),
        ("date", "去年", "不是日期"),
        ("date", 44012.0, "不是日期"),
        ("date", True, "不是日期"),
        ("date", "1020-06-30", "不在1900-01-01"),
        ("date", "2020-06-30/2020-07-01", "不是日期"),
        ("boolean", "也许", "应填“是”或“否”"),
        ("boolean", 2, "应填"),
        ("integer", "3.5", "应为整数"),
        ("integer", 3.5, "应为整数"),
        ("integer", "三", "不是数字"),
        ("integer", "1 2", "不是数字"),
        ("integer", "12,34", "不是数字"),
        ("integer", "10²", "不是数字"),
        ("integer", "①", "不是数字"),
        ("integer", "1_000", "不是数字"),
        ("integer", "1e3", "不是数字"),
        ("integer", True, "不是数字"),
        ("integer", dt.date(2020, 1, 1), "不是数字"),
        ("integer", "-3", "负数"),
        ("integer", "9" * 5000, "太大"),
        ("money", "12.345", "小数位过多"),
        ("money", 12.345, "小数位过多"),
        ("money", "1.2万元", "不是数字"),
        ("money", float("nan"), "不是数字"),
        ("money", float("inf"), "太大"),
    ],
)
def test_what_is_not_certain_is_refused(kind: Type, cell: Any, says: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_cell(column(kind, unit="元" if kind == "money" else "人"), cell)
    assert says in str(refusal.value)
    assert len(str(refusal.value)) < 120


def test_choices_are_named_where_one_is_violated() -> None:
    with pytest.raises(Unreadable, match="“网上”不在可填范围内，可填：线上、现场"):
        read_cell(column(choices=("线上", "现场")), "网上")


@pytest.mark.parametrize("cell", [None, "", " ", "\u3000\t\n", "\u200b", "\ufeff "])
@pytest.mark.parametrize("kind", TYPES)
def test_an_empty_cell_is_nothing_and_a_required_one_is_refused(kind: Type, cell: Any) -> None:
    assert read_cell(column(kind), cell) is None
    with pytest.raises(Unreadable, match="必填"):
        read_cell(column(kind, required=True), cell)


CELLS = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(), st.decimals(), st.booleans(), st.dates(), st.datetimes(),
    st.times(), st.timedeltas(), st.binary(),
)  # fmt: skip


@given(st.sampled_from(TYPES), CELLS)
def test_any_cell_is_read_or_refused(kind: Type, cell: Any) -> None:
    types = {"text": str, "integer": int, "decimal": Decimal, "money": Decimal, "date": dt.date, "boolean": bool}
    try:
        value = read_cell(column(kind), cell)
    except Unreadable:
        return
    assert value is None or type(value) is types[kind]


@given(st.decimals(0, 10**14, places=2))
def test_money_is_exact_as_text_and_within_fifteen_digits_as_a_number_of_excel(amount: Decimal) -> None:
    assert read_cell(column("money"), str(amount)) == amount
    if len(amount.as_tuple().digits) <= 15:
        assert read_cell(column("money"), float(amount)) == amount
