"""Numbers that tell people, organisations and telephones apart: written in one way, checked, and masked.

Identity numbers: GB 11643-1999. Unified social credit codes: GB 32100-2015. What is wrong is said with its place; no
message repeats the number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum.cn import ric, uscc

from fazhi.errors import FazhiError
from fazhi.figures.masking import mask
from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.law.dates import age_on

FICTITIOUS_AREA = "990000"
"""No such area: an identity number that begins so belongs to nobody."""

# GB/T 2260. Counties are not looked up: new ones come every year, and the check digit sees every single wrong digit.
# 81, 82, 83 are on residence permits of people from Hong Kong, Macau and Taiwan (国办发〔2018〕81号).
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_FIRST_YEAR = 1900

# Who registers (GB 32100-2015, table 1): 3 is the administration of justice, N agriculture, Y any other.
_REGISTRARS = frozenset("123456789ANY")
_CREDIT_LETTERS = frozenset("ABCDEFGHJKLMNPQRTUWXY")
_TAKEN_FOR = {"O": "0", "I": "1", "Z": "2", "S": "5"}

_MINUS, _TIMES = "\u2212", "×"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FIXED = re.compile(r"0(?:10|2[0-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}")
_SERVICE = re.compile(r"[48]00[0-9]{7}|9[56][0-9]{3,6}|12[0-9]{3}|100[0-9]{2}|11[0249]|12[02]")
_ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")
_FIXED_WITHOUT_AREA = re.compile(r"[2-8][0-9]{6,7}")


class BadIdentityNumber(FazhiError):
    """This cannot be anybody's identity number (公民身份号码)."""

    code = "bad_id_number"


class BadCreditCode(FazhiError):
    """This cannot be anybody's unified social credit code (统一社会信用代码)."""

    code = "bad_credit_code"


class BadPhone(FazhiError):
    """This cannot be a telephone number."""

    code = "bad_phone"


@dataclass(frozen=True, repr=False)
class IdentityNumber:
    """A checked identity number, 18 characters, the last one a digit or X. Its repr is masked."""

    number: str

    @property
    def birth(self) -> date:
        """The date of birth."""
        return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))

    @property
    def sex(self) -> Literal["男", "女"]:
        """By the seventeenth digit: odd for men, even for women."""
        return "男" if int(self.number[16]) % 2 else "女"

    def age_on(self, day: date) -> int:
        """Full years of age (周岁) on a day, the birthday included; criminal law counts from the day after it."""
        return age_on(self.birth, day)

    def __repr__(self) -> str:
        return f"<IdentityNumber {mask_id(self.number)}>"


def compact(text: str) -> str:
    """The same number whoever writes it: half-width capitals without spaces, hyphens and invisible characters."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text).replace(_TIMES, "X")
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "ZC" and not _is_hyphen(c)).upper()


def check_id_number(text: str, *, allow_fictitious: bool = False) -> IdentityNumber:
    """An identity number of 18 characters, as anybody may write it.

    ``allow_fictitious`` lets the numbers of a demonstration through. Raises :class:`BadIdentityNumber`.
    """
    number = compact(text)
    if re.fullmatch("[0-9]{15}", number):
        # 全国人大常委会关于修改《居民身份证法》的决定（2011-10-29）
        raise BadIdentityNumber(_("这是15位的第一代身份证号码，2013年1月1日起已停止使用，请填写18位的公民身份号码。"))
    if len(number) != 18:
        raise BadIdentityNumber(_("身份证号码应为18位，现在是{n}位。").format(n=len(number)))
    for place, character in enumerate(number[:17], 1):
        if not _is_digit(character):
            raise BadIdentityNumber(_("身份证号码第{n}位应为数字。").format(n=place))
    if not _is_digit(number[17]) and number[17] != "X":
        raise BadIdentityNumber(_("身份证号码第18位应为数字或者字母 X。"))
    if not (_PROVINCES.match(number) or (allow_fictitious and number.startswith(FICTITIOUS_AREA))):
        raise BadIdentityNumber(_("身份证号码前两位不是任何省级地区的代码。"))
    _check_birth(number[6:14])
    digit = ric.calc_check_digit(number)
    if number[17] != digit:
        raise BadIdentityNumber(
            _("身份证号码第18位校验码不对，应为 {digit}；若第18位无误，则前面有一位填错了。").format(digit=digit)
        )
    return IdentityNumber(number)


def check_social_credit_code(text: str) -> str:
    """A unified social credit code: 18 capitals and digits. Raises :class:`BadCreditCode`."""
    code = compact(text)
    if len(code) != 18:
        raise BadCreditCode(_("统一社会信用代码应为18位，现在是{n}位。").format(n=len(code)))
    for place, character in enumerate(code, 1):
        if _is_digit(character) or (character in _CREDIT_LETTERS and not 2 <= place <= 8):
            continue
        message = _("统一社会信用代码第{n}位不对：").format(n=place)
        if character in _TAKEN_FOR:
            message += _("代码中没有字母 {letter}，是不是数字 {digit}？").format(
                letter=character, digit=_TAKEN_FOR[character]
            )
        elif 2 <= place <= 8:
            message += _("第2至8位应为数字。")
        else:
            message += _("应为数字或者大写字母（没有 I、O、S、V、Z）。")
        raise BadCreditCode(message)
    if code[0] not in _REGISTRARS:
        raise BadCreditCode(_("统一社会信用代码第1位不是任何登记管理部门的代码。"))
    digit = uscc.calc_check_digit(code[:17])
    if code[17] != digit:
        raise BadCreditCode(
            _("统一社会信用代码第18位校验码不对，应为 {digit}；若第18位无误，则前面有一位填错了。").format(digit=digit)
        )
    return code


def normalize_phone(text: str) -> str:
    """A telephone number written in one way: digits alone, without the country's +86; a foreign one with its +."""
    number = re.sub("[()]", "", compact(text))
    number = re.sub("^00(?=[1-9])", "+", number)
    if number.startswith("+86"):
        number = number.removeprefix("+86")
        # Behind the country's code an area code goes without its zero.
        return f"0{number}" if _FIXED.fullmatch(f"0{number}") and not _SERVICE.fullmatch(number) else number
    # Some write the country's code without a plus: nothing else of 13 digits begins so.
    return re.sub("^86(?=1[3-9][0-9]{9}$)", "", number)


def check_phone(text: str) -> str:
    """A telephone number that may be dialled from China, as :func:`normalize_phone` writes it.

    Mobile (13800138000), fixed with its area code (075525123456), service (4001234567, 95588, 12348), or foreign with a
    plus (+85221234567). Raises :class:`BadPhone`.
    """
    number = normalize_phone(text)
    if any(rule.fullmatch(number) for rule in (_MOBILE, _FIXED, _SERVICE, _ABROAD)):
        return number
    if not number:
        raise BadPhone(_("请填写电话号码。"))
    if not all(_is_digit(character) for character in number.removeprefix("+")):
        raise BadPhone(_("电话号码里只能有数字；分机号请写在备注里。"))
    if _FIXED_WITHOUT_AREA.fullmatch(number):
        raise BadPhone(_("固定电话请加上区号，例如 0755-22345678。"))
    if re.match("1[3-9]", number):
        raise BadPhone(_("手机号码应为11位，现在是{n}位。").format(n=len(number)))
    if number.startswith("0"):
        raise BadPhone(_("固定电话的区号或者位数不对，应如 0755-22345678、010-62345678。"))
    raise BadPhone(_("这不是手机、带区号的固定电话、400 或者95开头等服务号码；境外号码请以“+”和国家或地区代码开头。"))


def mask_id(number: str) -> str:
    """An identity number or social credit code as it may be shown: 440*************1X."""
    return mask("id_number", number)


def mask_phone(number: str) -> str:
    """A telephone number as it may be shown: 138****8000."""
    return mask("phone", number)


def mask_name(name: str) -> str:
    """A person's name as it may be shown: 张**."""
    return mask("name", name)


def _check_birth(digits: str) -> None:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadIdentityNumber(_("身份证号码第7至14位应为出生日期，但没有这一天。")) from None
    if birth > today():
        raise BadIdentityNumber(_("身份证号码第7至14位的出生日期晚于今天。"))
    if birth.year < _FIRST_YEAR:
        raise BadIdentityNumber(_("身份证号码第7至14位的出生日期早于{year}年。").format(year=_FIRST_YEAR))


def _is_digit(character: str) -> bool:
    return character in "0123456789"


def _is_hyphen(character: str) -> bool:
    return character == _MINUS or unicodedata.category(character) == "Pd"
