"""The papers by whose number a party is known, and how each number is written.

Identity cards and residence permits have a check digit (GB 11643-1999), so have unified social credit codes (GB
32100-2015); the others are told by their form alone: 港澳居民来往内地通行证 and 台湾居民来往大陆通行证 as issued
since 2013 and 2015, 外国人永久居留身份证 as issued since 2017 and, with 18 digits, since 2023.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel.identity import check_id_number, check_social_credit_code, compact
from fazhi.kernel.secrets.blind import blind_index

ID_CARD, PASSPORT, CREDIT_CODE = "id_card", "passport", "credit_code"
ID_NUMBER = "party.id_number"

OF_PERSONS = (
    (ID_CARD, later("居民身份证")),
    ("residence_permit", later("港澳台居民居住证")),
    ("mainland_permit", later("港澳居民来往内地通行证")),
    ("taiwan_permit", later("台湾居民来往大陆通行证")),
    ("permanent_residence", later("外国人永久居留身份证")),
    (PASSPORT, later("护照")),
    ("other", later("其他证件")),
)
"""Papers of persons: value and label. An organisation has its credit code and nothing else."""

LABELS = dict((*OF_PERSONS, (CREDIT_CODE, later("统一社会信用代码"))))
_WITH_CHECK_DIGIT = (ID_CARD, "residence_permit")
_FORMS = {
    "mainland_permit": (re.compile("[HM](?:[0-9]{8}|[0-9]{10})"), later("应为字母 H 或者 M 加8位数字。")),
    "taiwan_permit": (re.compile("[0-9]{8}"), later("应为8位数字。")),
    "permanent_residence": (
        re.compile("[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
        later("应为3个字母加12位数字，或者以9开头的18位号码。"),
    ),
    PASSPORT: (re.compile("[A-Z0-9]{5,17}"), later("应为5至17位的字母和数字。")),
    "other": (re.compile(".{3,40}"), later("应为3至40个字符。")),
}

_fictitious: ContextVar[bool] = ContextVar("fictitious", default=False)


class BadDocumentNumber(FazhiError):
    """This cannot be a number of that paper."""

    code = "bad_document_number"


@dataclass(frozen=True, repr=False)
class Number:
    """A checked number: of which paper, written in one way, and the day of birth where the number tells it."""

    document: str
    text: str
    birth: dt.date | None = None


@contextmanager
def fictitious_numbers() -> Iterator[None]:
    """Inside, identity numbers of an area that does not exist are taken: for demonstrations and tests."""
    token = _fictitious.set(True)
    try:
        yield
    finally:
        _fictitious.reset(token)


def check(document: str, text: str, *, fictitious: bool = False) -> Number:
    """A number of a paper, as anybody may write it.

    Raises :class:`BadDocumentNumber` and what :mod:`fazhi.kernel.identity` raises; no message repeats the number.
    """
    if document in _WITH_CHECK_DIGIT:
        identity = check_id_number(text, allow_fictitious=fictitious or _fictitious.get())
        return Number(document, identity.number, identity.birth)
    if document == CREDIT_CODE:
        return Number(document, check_social_credit_code(text))
    if document not in _FORMS:
        raise BadDocumentNumber(
            _("没有“{document}”这种证件，可选：{known}。").format(
                document=document, known="、".join(f"{value}（{_(label)}）" for value, label in LABELS.items())
            )
        )
    form, wanted = _FORMS[document]
    number = compact(text)
    if not form.fullmatch(number):
        raise BadDocumentNumber(_("{document}号码{wanted}").format(document=_(LABELS[document]), wanted=_(wanted)))
    return Number(document, number)


def index(number: Number, name: str) -> bytes:
    """The blind index by which the holder of a number is known.

    The number alone tells people apart only where one authority gives it; passports of two countries may have the same
    one, so the name goes with it there.
    """
    if number.document in (*_WITH_CHECK_DIGIT, CREDIT_CODE):
        return blind_index(number.text, purpose=ID_NUMBER)
    holder = name if number.document in (PASSPORT, "other") else ""
    return blind_index(f"{number.document} {number.text} {holder}", purpose=ID_NUMBER)
