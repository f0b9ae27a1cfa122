"""Cells: what is certain is read, anything else is refused in words that say what would be right."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.figures.cells import Around, Unreadable, read_cell
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
        ("date", 44012.0, dt.date(2020, 6, 30)),
        ("date", 44012.75, dt.date(2020, 6, 30)),
        ("date", "44012", dt.date(2020, 6, 30)),
        ("date", "2020年 6 月 30 号", dt.date(2020, 6, 30)),
        ("date", "二〇二〇年六月三十日", dt.date(2020, 6, 30)),
        ("date", "二○二○年十二月十一日", dt.date(2020, 12, 11)),
        ("date", "二零二零年十月二十日", dt.date(2020, 10, 20)),
        ("date", "/", None),
        ("date", "——", None),
        ("date", "无", None),
        ("money", "无", None),
        ("integer", "—", None),
        ("text", "—", "—"),
        ("text", "ＴＪ００１（一）", "TJ001（一）"),
        ("boolean", "✔", True),
        ("boolean", "☑", True),
        ("boolean", "×", False),
        ("integer", "１２０ 人", 120),
        ("integer", "3名", 3),
        ("integer", "1.2万人", 12000),
        ("money", "1.2万元", Decimal("12000.00")),
        ("money", "1.2万", Decimal("12000.00")),
        ("money", "￥1,200.50元", Decimal("1200.50")),
        ("money", "人民币 800元整", Decimal("800.00")),
        ("money", "0.3亿元", Decimal("30000000.00")),
        ("money", "5百万元", Decimal("5000000.00")),
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
        ("date", 4401.0, "不是日期"),
        ("date", 440120.0, "不是日期"),
        ("date", "12345", "不是日期"),
        ("date", "20.6.30", "不是日期"),
        ("date", "二〇二〇年六月三十一日", "没有"),
        ("date", "二〇二〇年一二月三日", "没有"),
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
        ("money", "约1.2万元", "不是数字"),
        ("money", "1.2万余元", "不是数字"),
        ("money", "1.2万件", "不是数字"),
        ("money", "3万5千元", "不是数字"),
        ("integer", "1.23456万人", "应为整数"),
        ("integer", "3件", "不是数字"),
        ("integer", "¥3", "不是数字"),
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


@pytest.mark.parametrize("cell", ["调解 成功", "调解\n成功", "　调解成功 "])
def test_a_choice_is_found_whatever_white_space_it_is_written_with(cell: str) -> None:
    assert read_cell(column(choices=("调解成功", "调解未成功")), cell) == "调解成功"


@pytest.mark.parametrize("cell", ["/", "—"])
def test_a_struck_out_cell_is_no_choice_and_no_value_of_a_required_column(cell: str) -> None:
    assert read_cell(column(choices=("调解成功",)), cell) is None
    with pytest.raises(Unreadable, match="必填"):
        read_cell(column("date", required=True), cell)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("name", "张 三", "张三"),
        ("name", "欧 阳　娜", "欧阳娜"),
        ("name", "张三 李四", "张三 李四"),
        ("name", "John Smith", "John Smith"),
        ("id_number", "44030319900101 123x", "44030319900101123X"),
        ("id_number", "４４０３０３１９９００１０１１２３Ｘ", "44030319900101123X"),
        ("phone", "138 0013 8000", "13800138000"),
        ("phone", "８１２３４５６７", "81234567"),
        ("address", "罗湖区 深南路1号", "罗湖区 深南路1号"),
    ],
)
def test_white_space_inside_personal_data(kind: Any, cell: str, value: str) -> None:
    assert read_cell(column(personal=kind), cell) == value


def test_a_day_without_a_year_belongs_to_the_year_of_the_title() -> None:
    year = Around(year=2020, until=dt.date(2020, 6, 30))
    assert read_cell(column("date"), "6月30日", year) == dt.date(2020, 6, 30)
    assert read_cell(column("date"), "2019-12-31", year) == dt.date(2019, 12, 31)
    for cell, around, says in (
        ("12月31日", year, "到2020-06-30为止"),
        ("2月30日", year, "没有“2月30日”这一天"),
        ("6月30日", Around(), "没有年份"),
    ):
        with pytest.raises(Unreadable, match=says):
            read_cell(column("date"), cell, around)


def test_days_from_1904() -> None:
    assert read_cell(column("date"), 42550.0, Around(from_1904=True)) == dt.date(2020, 6, 30)


def test_what_the_heading_says_of_bare_numbers_and_what_a_cell_says_itself() -> None:
    in_ten_thousands = Around(scale=10_000)
    cells = (1.2, "1.2", "1.2万元", "12000元", 3)
    read = [read_cell(column("money"), cell, in_ten_thousands) for cell in cells]
    assert read == [Decimal(12000)] * 4 + [Decimal(30000)]


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
