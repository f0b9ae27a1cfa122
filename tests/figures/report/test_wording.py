"""Figures as officials write them, and that what is written contains the value."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.figures.engine import Value
from fazhi.figures.figure import Balance, Ratio
from fazhi.figures.period import Period
from fazhi.figures.report import wording
from fazhi.figures.report.wording import Wording

PERIOD = Period.parse("2020H1")


def value(number: str | int | Decimal | None, unit: str = "件", reason: str = "") -> Value:
    figure = Balance(id="d.f", label="指标", unit=unit, plus=())
    return Value(figure, PERIOD, None if number is None else Decimal(number), reason)


def rate(number: str) -> Value:
    places = len(number.partition(".")[2])
    figure = Ratio(id="d.r", label="比率", numerator="d.a", denominator="d.b", places=places)
    return Value(figure, PERIOD, Decimal(number))


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (wording.exact(value(6516)), "6516件"),
        (wording.exact(value("1234.5000", "元")), "1234.5元"),
        (wording.exact(rate("96.30")), "96.30%"),
        (wording.more(value(537), 10), "530余件"),
        (wording.more(value(537)), "500余件"),
        (wording.more(value(530), 10), "530件"),
        (wording.more(value(2034, "人次"), 1000, "多"), "2000多人次"),
        (wording.more(value(7), 10), "7件"),
        (wording.more(value(0)), "0件"),
        (wording.more(value(12345), 100), "1.23万余件"),
        (wording.more(rate("96.3")), "96%以上"),
        (wording.nearly(value(298, "名")), "近300名"),
        (wording.nearly(value(300, "名")), "300名"),
        (wording.nearly(value(250, "名"), 100), "250名"),
        (wording.nearly(value(1940)), "近2000件"),
        (wording.nearly(value(1840)), "近1900件"),
        (wording.about(value(347, "人")), "约350人"),
        (wording.about(value(347, "人"), 100), "约300人"),
        (wording.about(value(350, "人")), "350人"),
        (wording.about(value(12345)), "约1.2万件"),
        (wording.in_scale(value(12345), "万"), "1.2万余件"),
        (wording.in_scale(value(12000), "万"), "1.2万件"),
        (wording.in_scale(value(10045), "万"), "1万余件"),
        (wording.in_scale(value(12345), "万", 0), "1万余件"),
        (wording.in_scale(value(6516), "万"), "6516件"),
        (wording.in_scale(value(234567890, "元"), "亿"), "2.34亿余元"),
        (wording.in_scale(value(230000000, "元"), "亿"), "2.3亿元"),
        (wording.in_scale(value(12345678, "元"), "亿"), "1234.5万余元"),
        (wording.in_characters(value(3, "支")), "三支"),
        (wording.in_characters(value(2, "个")), "两个"),
        (wording.in_characters(value(10, "个")), "十个"),
        (wording.in_characters(value(12, "个")), "十二个"),
        (wording.in_characters(value(56, "项")), "五十六项"),
        (wording.in_characters(value(0, "件")), "0件"),
        (wording.in_characters(value(100, "件")), "100件"),
        (wording.more(value(537), 10).without_unit(), "530余"),
    ],
)
def test_wordings(printed: Wording, said: str) -> None:
    assert str(printed) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (value(225), value(200), "增长12.5%"),
        (value(150), value(200), "下降25%"),
        (value(200), value(200), "与上年同期持平"),
        (value(100_040), value(100_000), "增长0.04%"),
        (value(1_000_001), value(1_000_000), "与上年同期基本持平"),
        (value(25), value(0), "增加25件"),
        (rate("96.3"), rate("95.1"), "提高1.2个百分点"),
        (rate("95.1"), rate("96.3"), "下降1.2个百分点"),
        (value(None), value(3), ""),
        (value(3), value(None), ""),
    ],
)
def test_changes(now: Value, before: Value, said: str) -> None:
    assert wording.change(now, before, "上年同期") == said


def test_an_unknown_value_says_what_is_missing() -> None:
    assert wording.missing(value(None, reason="缺台账《人民调解员台账》")) == "【待补：缺台账《人民调解员台账》】"


@pytest.mark.parametrize("place", [0, -10, 50, 15, "10", 2.5])
def test_a_place_is_a_power_of_ten(place: int) -> None:
    with pytest.raises(FazhiError) as error:
        wording.more(value(537), place)
    assert error.value.code == "bad_place"
    assert "1、10、100" in error.value.message


@pytest.mark.parametrize("places", [-1, 5, "1"])
def test_decimals_of_a_scale_are_few(places: int) -> None:
    with pytest.raises(FazhiError) as error:
        wording.in_scale(value(12345), "万", places)
    assert "0 到 4" in error.value.message


# --- round trip ------------------------------------------------------------------------------------------------------

_PRINTED = re.compile(r"(近|约)?([\d.]+|[一二两三四五六七八九十]+)(万|亿)?(余|多)?(件|%)(以上)?")
_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def read(printed: str) -> tuple[Decimal, Decimal, bool]:
    """The least and greatest value that a printed figure allows, and whether the greatest is excluded."""
    match = _PRINTED.fullmatch(printed)
    assert match, printed
    before, digits, scale, after, _unit, end = match.groups()
    if digits[0] not in "0123456789.":
        tens, _ten, ones = digits.rpartition("十")
        number = Decimal((_CHINESE[tens] if tens else 1) * 10 if "十" in digits else 0) + _CHINESE.get(ones, 0)
        place = Decimal(1)
    else:
        number = Decimal(digits) * {"万": 10**4, "亿": 10**8, None: 1}[scale]
        place = Decimal(1).scaleb(number.normalize().as_tuple().exponent)
    if before == "近":
        return number * Decimal("0.95"), number, True
    if before == "约":
        return number - place / 2, number + place / 2, False
    if after:
        return number, number + place, True
    if end:
        return number, Decimal(100), False
    return number, number, False


WORDINGS = (
    wording.exact,
    wording.more,
    wording.nearly,
    wording.about,
    wording.in_characters,
    *(lambda v, p=place: wording.more(v, p) for place in (1, 10, 100, 1000)),
    *(lambda v, p=place: wording.nearly(v, p) for place in (1, 10, 100, 1000)),
    *(lambda v, p=place: wording.about(v, p) for place in (1, 10, 100, 1000)),
    *(lambda v, p=places: wording.in_scale(v, "万", p) for places in (None, 0, 2)),
    *(lambda v, p=places: wording.in_scale(v, "亿", p) for places in (None, 0, 1)),
)


@given(st.integers(0, 10**10) | st.integers(0, 2000), st.integers(0, len(WORDINGS) - 1))
@example(298, 2)
@example(9999, 3)
def test_what_is_printed_contains_the_value(number: int, chosen: int) -> None:
    printed = str(WORDINGS[chosen](value(number)))
    low, high, open_above = read(printed)
    assert low <= number <= high, printed
    assert not (open_above and number == high), printed
    qualified = printed[0] in "近约" or "余" in printed or "多" in printed
    assert qualified == (not low == high == number), printed


@given(st.decimals("0.1", "99.9", places=1))
def test_what_is_printed_contains_the_rate(number: Decimal) -> None:
    for word in (wording.exact, wording.more, wording.nearly, wording.about):
        printed = str(word(rate(str(number))))
        low, high, _open = read(printed)
        assert low <= number <= high, printed
