"""Amounts as people type them: what is understood, what is refused, and what the refusal tells them."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.law.amounts import parse_amount, short, show
from fazhi.law.errors import BadInput


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("500000", "500000"),
        ("500,000.00", "500000"),
        ("500 000", "500000"),
        ("５００，０００．００", "500000"),
        ("50万", "500000"),
        ("50万元", "500000"),
        ("五十万", "500000"),
        ("伍拾万元整", "500000"),
        ("¥500,000", "500000"),
        ("1.2亿", "120000000"),
        ("1亿2000万", "120000000"),
        ("一点二亿", "120000000"),
        ("两万", "20000"),
        ("十万", "100000"),
        ("十五万", "150000"),
        ("3千万", "30000000"),
        ("三千五百", "3500"),
        ("一百零五", "105"),
        ("一百二十万零五百", "1200500"),
        ("五〇〇〇", "5000"),
        ("0", "0"),
        (" 12.34 元 ", "12.34"),
        ("人民币1,000元", "1000"),
        ("50萬", "500000"),
    ],
)
def test_understood(typed: str, yuan: str) -> None:
    assert parse_amount(typed, label="金额") == Decimal(yuan)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("-5", "不能是负数"),
        ("负五万", "不能是负数"),
        ("五百五", "两种读法"),
        ("五十万三", "两种读法"),
        ("5,0000", "千分位"),
        ("abc", "请填数字"),
        ("", "请填数字"),
        ("万", "请填数字"),
        ("1e5", "请填数字"),
        ("5万万", "请填数字"),
        ("5万6亿", "请填数字"),
        ("1.2.3", "请填数字"),
        ("0.001", "精确到分"),
        ("9" * 40, "过大"),
        ("99999999亿", "过大"),
        (None, "请填数字"),
        (True, "请填数字"),
        (float("nan"), "请填数字"),
        (float("inf"), "请填数字"),
        ([1], "请填数字"),
    ],
)
def test_refused_in_words(typed: object, says: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_amount(typed, label="请求金额")
    assert says in error.value.message
    assert "请求金额" in error.value.message


def test_too_small_says_what_to_do_instead() -> None:
    with pytest.raises(BadInput, match="改用按件"):
        parse_amount("0", label="金额", minimum=Decimal(1), hint="改用按件的收费")


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_what_is_shown_reads_back(value: Decimal) -> None:
    assert parse_amount(show(value), label="金额") == value


@given(st.integers(min_value=10**4, max_value=10**12))
def test_short_forms_read_back(value: int) -> None:
    assert parse_amount(short(Decimal(value)), label="金额") == value


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert parse_amount(text, label="金额") >= 0
