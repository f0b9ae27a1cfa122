"""Personal data typed into a free text: noticed and said, for the place of a person's numbers is with the parties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from stdnum import luhn

from fazhi.i18n import _, later
from fazhi.kernel.identity import BadIdentityNumber, check_id_number

What = Literal["id_number", "phone", "bank_card"]
LABELS: dict[str, str] = {"id_number": later("身份证号"), "phone": later("手机号码"), "bank_card": later("银行卡号")}

# Digit for digit, so that a place in the text stays what it is.
_HALF = str.maketrans("０１２３４５６７８９ｘＸ　－", "0123456789xX -")
_NUMBERS: tuple[tuple[What, re.Pattern[str]], ...] = (
    ("id_number", re.compile("(?<![0-9])(?:[0-9][ -]?){17}[0-9Xx](?![0-9])")),
    # Cards of UnionPay, Visa, Mastercard and JCB (ISO/IEC 7812): 15 to 19 digits, often in groups.
    ("bank_card", re.compile("(?<![0-9])[3-6](?:[ -]?[0-9]){14,18}(?![0-9])")),
    ("phone", re.compile("(?<![0-9])1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")),
)
_COUNTRY = re.compile("(?:[+]|00)86[ -]?(?=1[3-9])")


@dataclass(frozen=True)
class Found:
    """Something that can only be a person's. ``place``: its first character in the text, counted from one."""

    what: What
    place: int


@dataclass(frozen=True)
class Noticed:
    """A free text in which something was found: the question's name and label, and what."""

    name: str
    label: str
    found: tuple[Found, ...]

    @property
    def message(self) -> str:
        """情况说明里有身份证号（第12个字）."""
        what = "、".join(_("{what}（第{n}个字）").format(what=_(LABELS[one.what]), n=one.place) for one in self.found)
        return _("“{label}”里有{what}").format(label=self.label, what=what)


def personal_data_in(text: str) -> list[Found]:
    """Identity numbers (with a right check digit), mobile phones and bank cards (Luhn) in a text, in their order."""
    plain = text.translate(_HALF)
    # A country's code before a telephone number would make it longer than one.
    plain = _COUNTRY.sub(lambda match: " " * len(match[0]), plain)
    found: list[Found] = []
    for what, form in _NUMBERS:
        for match in form.finditer(plain):
            if _holds(what, re.sub("[ -]", "", match[0])):
                found.append(Found(what, match.start() + 1))
                plain = plain[: match.start()] + "." * len(match[0]) + plain[match.end() :]
    return sorted(found, key=lambda one: one.place)


def _holds(what: What, number: str) -> bool:
    if what == "id_number":
        try:
            check_id_number(number, allow_fictitious=True)
        except BadIdentityNumber:
            return False
        return True
    return what == "phone" or bool(luhn.is_valid(number))
