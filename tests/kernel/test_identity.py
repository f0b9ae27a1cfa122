"""Identity numbers, social credit codes and telephone numbers as people write them, right and wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.kernel.clock import standing_at
from fazhi.kernel.district import load
from fazhi.kernel.identity import (
    BadCreditCode,
    BadIdentityNumber,
    BadPhone,
    check_id_number,
    check_phone,
    check_social_credit_code,
    compact,
    mask_id,
    mask_name,
    mask_phone,
    normalize_phone,
)
from fazhi.kernel.world import World

# The two examples of GB 11643-1999, appendix A.
WOMAN, MAN = "11010519491231002X", "440524188001010014"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _with_check_digit(body: str) -> str:
    """GB 11643-1999, section 5: ISO 7064, MOD 11-2, by its table of weights."""
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


class TestIdentityNumbers:
    def test_the_example_of_the_standard(self) -> None:
        woman = check_id_number(WOMAN)
        assert (woman.number, woman.birth, woman.sex) == (WOMAN, dt.date(1949, 12, 31), "女")

    def test_the_second_example_was_born_before_anybody_alive(self) -> None:
        assert _with_check_digit(MAN[:17]) == MAN
        with pytest.raises(BadIdentityNumber, match="早于1900年"):
            check_id_number(MAN)

    @pytest.mark.parametrize(
        "written",
        [
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            " 110105 19491231 002X ",
            "110105-19491231-002X",
            "110105—19491231−002×",
            "\u202d11010519491231002X\u202c",
            "\ufeff110105194912310\u200b02X\r\n",
        ],
    )
    def test_however_it_is_written(self, written: str) -> None:
        assert check_id_number(written).number == WOMAN

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("", "应为18位，现在是0位"),
            ("1101051949123100", "应为18位，现在是16位"),
            ("11010519491231002X1", "应为18位，现在是19位"),
            ("110105491231002", "15位的第一代身份证号码，2013年1月1日起已停止使用"),
            ("11010519491231O02X", "第15位应为数字"),
            ("110105194912310०2X", "第16位应为数字"),
            ("11010519491231002Y", "第18位应为数字或者字母 X"),
            ("1101051949123100XX", "第17位应为数字"),
            (_with_check_digit("01010519491231002"), "前两位不是任何省级地区的代码"),
            (_with_check_digit("16010519491231002"), "前两位不是任何省级地区的代码"),
            (_with_check_digit("84000019491231002"), "前两位不是任何省级地区的代码"),
            (_with_check_digit("11010519490229002"), "没有这一天"),
            (_with_check_digit("11010519491331002"), "没有这一天"),
            (_with_check_digit("11010500000101002"), "没有这一天"),
            (_with_check_digit("11010518991231002"), "早于1900年"),
            ("110105194912310021", "第18位校验码不对，应为 X"),
            ("110105194912310120", "第18位校验码不对，应为 6"),
        ],
    )
    def test_a_wrong_one_says_where(self, written: str, said: str) -> None:
        with pytest.raises(BadIdentityNumber, match=said):
            check_id_number(written)

    def test_nobody_is_born_tomorrow(self) -> None:
        number = _with_check_digit("44030320200701001")
        with standing_at(dt.date(2020, 6, 30)), pytest.raises(BadIdentityNumber, match="晚于今天"):
            check_id_number(number)
        with standing_at(dt.date(2020, 7, 1)):
            assert check_id_number(number).birth == dt.date(2020, 7, 1)

    @pytest.mark.parametrize("area", ["810000", "820000", "830000", "710000", "440303", "659011"])
    def test_people_from_everywhere(self, area: str) -> None:
        assert check_id_number(_with_check_digit(f"{area}19900101001")).sex == "男"

    def test_numbers_of_nobody_pass_only_where_they_may(self) -> None:
        person = World(load("luohu")).lawyers[0].person
        number = check_id_number(person.id_number, allow_fictitious=True)
        assert number.sex == person.sex
        with pytest.raises(BadIdentityNumber, match="前两位不是"):
            check_id_number(person.id_number)
        with pytest.raises(BadIdentityNumber, match="前两位不是"):
            check_id_number(_with_check_digit("99000119900101001"), allow_fictitious=True)

    @pytest.mark.parametrize(
        ("day", "age"),
        [
            (dt.date(2018, 2, 28), 17),
            (dt.date(2018, 3, 1), 18),
            (dt.date(2020, 2, 28), 19),
            (dt.date(2020, 2, 29), 20),
        ],
    )
    def test_age_of_who_is_born_on_a_leap_day(self, day: dt.date, age: int) -> None:
        assert check_id_number(_with_check_digit("44030320000229001")).age_on(day) == age

    def test_a_repr_is_masked(self) -> None:
        assert repr(check_id_number(WOMAN)) == "<IdentityNumber 110*************2X>"

    @given(
        birth=st.dates(dt.date(1900, 1, 1), dt.date(2020, 1, 1)),
        order=st.integers(1, 999),
        area=st.sampled_from(["110105", "440303", "650102"]),
    )
    def test_every_well_formed_number_passes(self, birth: dt.date, order: int, area: str) -> None:
        checked = check_id_number(_with_check_digit(f"{area}{birth:%Y%m%d}{order:03}"))
        assert (checked.birth, checked.sex) == (birth, "男" if order % 2 else "女")

    @given(place=st.integers(0, 16), digit=st.sampled_from("0123456789"))
    def test_every_single_wrong_digit_is_seen(self, place: int, digit: str) -> None:
        written = WOMAN[:place] + digit + WOMAN[place + 1 :]
        if written != WOMAN:
            with pytest.raises(BadIdentityNumber):
                check_id_number(written)


class TestSocialCreditCodes:
    # A company, a law firm (registered by the administration of justice), a rural collective.
    @pytest.mark.parametrize("body", ["91110000600037341", "31440000MD0000000", "N2440303MF0000000"])
    def test_of_companies_law_firms_and_collectives(self, body: str) -> None:
        code = body + _credit_check_digit(body)
        assert check_social_credit_code(f" {code[:8].lower()}-{code[8:].lower()} ") == code

    def test_a_published_one(self) -> None:
        assert check_social_credit_code("９１１１００００６０００３７３４１l") == "91110000600037341L"

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("", "应为18位，现在是0位"),
            ("9111000060003734", "应为18位，现在是16位"),
            ("9111000O600037341L", "第8位不对：代码中没有字母 O，是不是数字 0"),
            ("9111000060003734IL", "第17位不对：代码中没有字母 I，是不是数字 1"),
            ("911100A0600037341L", "第7位不对：第2至8位应为数字"),
            ("91110000600037V41L", "第15位不对：应为数字或者大写字母"),
            ("91110000600037张41L", "第15位不对：应为数字或者大写字母"),
            ("01110000600037341L", "第1位不是任何登记管理部门的代码"),
            ("91110000600037341M", "第18位校验码不对，应为 L"),
        ],
    )
    def test_a_wrong_one_says_where(self, written: str, said: str) -> None:
        with pytest.raises(BadCreditCode, match=said):
            check_social_credit_code(written)


def _credit_check_digit(body: str) -> str:
    """GB 32100-2015, section 5: the sum of values times powers of three, to 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return alphabet[-total % 31]


class TestTelephones:
    @pytest.mark.parametrize(
        ("written", "number"),
        [
            ("13800138000", "13800138000"),
            ("138 0013 8000", "13800138000"),
            ("138-0013-8000", "13800138000"),
            ("+86 13800138000", "13800138000"),
            ("0086-13800138000", "13800138000"),
            ("8613800138000", "13800138000"),
            ("１３８００１３８０００", "13800138000"),
            ("0755-25123456", "075525123456"),
            ("（0755）2512 3456", "075525123456"),
            ("+86 755 25123456", "075525123456"),
            ("+86 10 62345678", "01062345678"),
            ("+86 400 234 5678", "4002345678"),
            ("010-62345678", "01062345678"),
            ("021 62345678", "02162345678"),
            ("0898-6234567", "08986234567"),
            ("400-123-4567", "4001234567"),
            ("800 810 0000", "8008100000"),
            ("95588", "95588"),
            ("12348", "12348"),
            ("12345", "12345"),
            ("110", "110"),
            ("10086", "10086"),
            ("00852 2123 4567", "+85221234567"),
            ("+852-21234567", "+85221234567"),
        ],
    )
    def test_right_ones_in_one_form(self, written: str, number: str) -> None:
        assert check_phone(written) == number
        assert normalize_phone(written) == number

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("", "请填写电话号码"),
            (" - ", "请填写电话号码"),
            ("1380013800", "手机号码应为11位，现在是10位"),
            ("138001380000", "手机号码应为11位，现在是12位"),
            ("25123456", "请加上区号"),
            ("0755-251234", "区号或者位数不对"),
            ("010-6234567", "区号或者位数不对"),
            ("0755-15123456", "区号或者位数不对"),
            ("0755-25123456转801", "只能有数字；分机号请写在备注里"),
            ("没有电话", "只能有数字"),
            ("123", "这不是手机"),
            ("+86123", "这不是手机"),
            ("+1", "这不是手机"),
        ],
    )
    def test_wrong_ones(self, written: str, said: str) -> None:
        with pytest.raises(BadPhone, match=said):
            check_phone(written)

    @given(st.from_regex("1[3-9][0-9]{9}", fullmatch=True))
    def test_what_is_in_one_form_stays_so(self, number: str) -> None:
        assert normalize_phone(number) == normalize_phone(normalize_phone(f"+86 {number}")) == number


@pytest.mark.parametrize("check", [check_id_number, check_social_credit_code, check_phone])
@given(text=st.text(st.one_of(st.characters(), st.sampled_from("0123456789xX-+ OI")), max_size=24))
def test_anything_gives_an_answer_that_does_not_repeat_the_number(check: Callable[[str], object], text: str) -> None:
    said = ""
    try:
        check(text)
    except FazhiError as error:
        said = f"{error.message} {error.details}"
    digits = re.sub("[^0-9]", "", compact(text))
    assert len(digits) < 6 or digits not in said


@given(st.text("0123456789Xx０９Ｘｘ×-－— \u200b"))
def test_the_compact_form_is_final(text: str) -> None:
    assert re.fullmatch("[0-9X]*", compact(text))
    assert compact(compact(text)) == compact(text)


def test_masks() -> None:
    assert mask_id(WOMAN) == "110*************2X"
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("075525123456") == "075****3456"
    assert mask_phone("12348") == "*****"
    assert mask_name("张三丰") == "张**"
    assert (mask_id(""), mask_phone(""), mask_name("")) == ("", "", "")
