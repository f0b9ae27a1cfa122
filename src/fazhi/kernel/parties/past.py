"""People as an old ledger names them: names and numbers in cells, of one or several, checked like those of a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.identity import check_phone, compact
from fazhi.kernel.parties.documents import CREDIT_CODE, ID_CARD, PASSPORT, Number, check, index
from fazhi.kernel.parties.given import ORGANIZATION, PERSON
from fazhi.kernel.parties.registering import PHONE, plain_name
from fazhi.kernel.procedures.past import BadRow, PastRow, People
from fazhi.kernel.secrets.blind import blind_index
from fazhi.law.dates import age_on

_ADULT = 18  # 民法典第十七条
_LONGEST_NAME = 120
_APART = re.compile(r"[、,，;；/\n]+")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
_UNIT = re.compile(
    ".{2,}(?:公司|集团|厂|店|铺|商行|银行|支行|分行|学校|小学|中学|大学|学院|幼儿园|医院|门诊部?|诊所|中心|委员会|居委会|业委会|"
    "管理处|办事处|事务所|派出所|研究所|工作室|工作站|经营部|合作社|俱乐部|协会|商会|基金会|超市|市场|酒店|宾馆|餐厅|酒楼|局|政府)"
)
_MAINLAND_PERMIT = re.compile("[HM][0-9]{8}(?:[0-9]{2})?")
_TAIWAN_PERMIT = re.compile("[0-9]{8}")
_PASSPORT = re.compile("[A-Z][A-Z0-9]{4,16}")
_CODE = 18
_QUOTES = "'\"‘’“”`"  # with which clerks keep Excel from making a number of it


@dataclass(frozen=True, repr=False)
class Somebody:
    """A party of an old matter. ``known_by`` and ``phone_index`` are blind indexes, empty where there is no number."""

    part: str
    kind: str
    name: str
    number: Number | None
    known_by: bytes
    phone: str
    phone_index: bytes
    guardian: str

    def __repr__(self) -> str:
        return f"<Somebody {self.kind}>"

    @property
    def marks(self) -> Iterator[object]:
        """By what it is known to be the same as another in one matter."""
        if self.known_by:
            yield self.known_by
        if self.phone_index:
            yield self.name, self.phone_index


def read_people(row: PastRow, columns: tuple[People, ...], opened: dt.date) -> list[Somebody]:
    """Everybody whom a row names. ``opened``: the day on which their age counts. Raises :class:`BadRow`."""
    found: list[Somebody] = []
    faults: list[tuple[str, str]] = []
    for each in columns:
        try:
            found += _of_part(row, each, opened)
        except BadRow as bad:
            faults += bad.faults
    for each in columns:
        others = {mark for one in found if one.part == each.opposes for mark in one.marks}
        if any(mark in others for one in found if one.part == each.part for mark in one.marks):
            faults.append((each.number, _("与{other}是同一人，同一人不能在两方").format(other=each.opposes)))
    if faults:
        raise BadRow(faults)
    return found


def _of_part(row: PastRow, columns: People, opened: dt.date) -> Iterator[Somebody]:
    names = _cells(row, columns.name)
    numbers, phones = _cells(row, columns.number), _cells(row, columns.phone)
    if not names:
        if numbers:
            raise BadRow([(columns.name, _("有证件号码，却没有姓名"))])
        return
    if len(numbers) > 1 and len(numbers) != len(names):
        raise BadRow(
            [(columns.number, _("有{n}个证件号码、{m}个姓名，应一一对应").format(n=len(numbers), m=len(names)))]
        )
    faults: list[tuple[str, str]] = []
    seen: set[object] = set()
    for place, raw in enumerate(names):
        try:
            one = _somebody(
                columns, raw, _at(numbers, place), _at(phones, place), str(row.get(columns.guardian) or ""), opened
            )
        except BadRow as bad:
            faults += bad.faults
            continue
        if seen.intersection(one.marks):
            faults.append((columns.number, _("“{part}”里同一人写了两次").format(part=columns.part)))
        seen.update(one.marks)
        yield one
    if faults:
        raise BadRow(faults)


def _cells(row: PastRow, column: str) -> list[str]:
    text = str(row.get(column) or "") if column else ""
    return [part.strip() for part in _APART.split(text.strip(_QUOTES)) if part.strip()]


def _at(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _somebody(columns: People, raw: str, number: str, phone: str, guardian: str, opened: dt.date) -> Somebody:
    column = columns.number
    try:
        checked = _number(number, raw) if number else None
        column = columns.phone
        phone = check_phone(phone) if phone else ""
    except FazhiError as wrong:
        raise BadRow([(column, wrong.message)]) from None
    of_unit = checked.document == CREDIT_CODE if checked else _is_unit(raw)
    kind = ORGANIZATION if of_unit else PERSON
    name = plain_name(raw, kind)
    if len(name) > _LONGEST_NAME:
        raise BadRow([(columns.name, _("最多{n}个字").format(n=_LONGEST_NAME))])
    born = checked.birth if checked else None
    if born is not None and born > opened:
        raise BadRow([(columns.number, _("按证件号码，受理时还没有出生，请核对号码或者受理日期"))])
    if born is not None and age_on(born, opened) < _ADULT and columns.guardian and not guardian.strip():
        message = _("{part}受理时{age}周岁，未满18周岁，请填写法定代理人的姓名")
        raise BadRow([(columns.guardian, message.format(part=columns.part, age=age_on(born, opened)))])
    return Somebody(
        columns.part,
        kind,
        name,
        checked,
        index(checked, name) if checked else b"",
        phone,
        blind_index(phone, purpose=PHONE) if phone else b"",
        plain_name(guardian) if kind == PERSON else "",
    )


def _number(text: str, name: str) -> Number:
    """A number of whichever paper; what has 18 places is an identity card or a credit code."""
    plain = compact(text)
    if _MAINLAND_PERMIT.fullmatch(plain):
        return check("mainland_permit", plain)
    if _TAIWAN_PERMIT.fullmatch(plain):
        return check("taiwan_permit", plain)
    if len(plain) != _CODE:
        return check(PASSPORT if _PASSPORT.fullmatch(plain) else ID_CARD, plain)
    return check(CREDIT_CODE if _is_unit(name) or not plain[:-1].isdigit() else ID_CARD, plain)


def _is_unit(name: str) -> bool:
    return _UNIT.fullmatch(_BRACKETS.sub("", name)) is not None
