"""Parties as somebody puts them down, a row each: read, checked and written in one way, and not yet registered."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel.identity import check_phone, mask_name
from fazhi.kernel.models import Party
from fazhi.kernel.parties.documents import CREDIT_CODE, ID_CARD, OF_PERSONS, Number, check, index
from fazhi.kernel.parties.registering import PHONE, Right, plain_name
from fazhi.kernel.secrets.blind import blind_index
from fazhi.law.dates import age_on

PERSON, ORGANIZATION = "person", "organization"
GUARDIAN, AGENT = "法定代理人", "委托代理人"
KINDS = ((PERSON, later("个人")), (ORGANIZATION, later("单位")))
STANDINGS = ((GUARDIAN, later("法定代理人")), (AGENT, later("委托代理人")))
RIGHTS = (
    ("recorded", later("以原来登记的姓名为准（这次写错了）")),
    ("given", later("以这次填写的姓名为准（改过名，或者原来登记错了）")),
)

# 民法典第十七条、第十八条第二款
_ADULT, _EARNING = 18, 16
_LONGEST = {"name": 120, "address": 200, "id_number": 60, "phone": 40}

COLUMNS = {
    "kind": later("个人或者单位"),
    "name": later("姓名或者名称"),
    "document": later("证件"),
    "id_number": later("证件号码"),
    "birth": later("出生日期"),
    "phone": later("联系电话"),
    "address": later("住址"),
    "right": later("姓名以哪个为准"),
    "earning": later("以自己的劳动收入为主要生活来源"),
    "standing": later("代理身份"),
    "representatives": later("代理人"),
}
"""What a row may have, by the names of its fields."""

_CHOSEN = frozenset({"kind", "document", "standing"})
"""Fields in which something is chosen from the start: a row with nothing else was left empty."""

Problems = dict[str, str]
"""What is wrong, by the path of the field: ``0.id_number``, ``0.representatives.1.name``."""


@dataclass(frozen=True, repr=False)
class Given:
    """A party whose row was in order. ``right``: which name counts, where its number is on record under another."""

    kind: str
    name: str
    number: Number | None = None
    birth: dt.date | None = None
    phone: str = ""
    address: str = ""
    right: Right = ""
    standing: str = ""
    representatives: tuple[Given, ...] = ()

    def __repr__(self) -> str:
        return f"<Given {self.kind}>"

    @property
    def people(self) -> tuple[Given, ...]:
        """The party and those who represent it."""
        return (self, *self.representatives)

    @property
    def marks(self) -> frozenset[tuple[object, ...]]:
        """By what it is known to be the same as another: its number, or its name together with its telephone."""
        found: set[tuple[object, ...]] = set()
        if self.number is not None:
            found.add((index(self.number, self.name),))
        if self.phone:
            found.add((self.name, blind_index(self.phone, purpose=PHONE)))
        return frozenset(found)


def marks_of(party: Party) -> frozenset[tuple[object, ...]]:
    """The same of a party on record."""
    found: set[tuple[object, ...]] = set()
    if party.id_index:
        found.add((bytes(party.id_index),))
    if party.phone_index:
        found.add((party.name, bytes(party.phone_index)))
    return frozenset(found)


def blank(row: Any) -> bool:
    """Whether nothing was filled in."""
    if not isinstance(row, Mapping):
        return False
    return all(name in _CHOSEN or _empty(value) for name, value in row.items())


def _empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return all(blank(one) for one in value) if isinstance(value, Sequence) else not value


def read(
    rows: Sequence[Any], *, identified: bool = False, guarded: bool = False, day: dt.date
) -> tuple[list[Given], Problems]:
    """The parties of these rows, and what is wrong. ``day``: on which their age counts.

    ``identified``: none without a number. ``guarded``: none under age without a guardian.
    """
    problems: Problems = {}
    found: dict[int, Given] = {}
    for place, row in enumerate(rows):
        party = _Reader(row, f"{place}.", problems).party(day, identified=identified, guarded=guarded)
        if party is None:
            continue
        for earlier, other in found.items():
            if party.marks & other.marks:
                problems[f"{place}.name"] = _("与第{n}人是同一人，不必填两次。").format(n=earlier + 1)
        found[place] = party
    return list(found.values()), problems


class _Reader:
    """Reads one row, noting what is wrong under its path."""

    def __init__(self, row: Any, path: str, problems: Problems, *, representative: bool = False) -> None:
        self._path, self._problems, self._row = path, problems, row
        known = set(COLUMNS) - ({"representatives", "earning"} if representative else {"standing"})
        if not isinstance(row, Mapping):
            self._row = {}
            self._wrong("name", _("应按项填写：{known}。").format(known=_known(known)))
        for name in sorted(set(self._row) - known, key=str):
            # A dot would look like a step of the path.
            self._wrong(str(name)[:40].replace(".", "·"), _("没有这一项，有：{known}。").format(known=_known(known)))

    def _wrong(self, name: str, message: str) -> None:
        self._problems.setdefault(f"{self._path}{name}", message)

    def _text(self, name: str) -> str:
        value = self._row.get(name)
        text = "" if value is None else str(value).strip()
        if len(text) > _LONGEST.get(name, 40):
            self._wrong(name, _("最多{n}个字。").format(n=_LONGEST.get(name, 40)))
            return ""
        return text

    def _choice(self, name: str, choices: Sequence[tuple[str, str]], default: str = "") -> str:
        value = self._text(name) or default
        # A person writes the label, a page sends the value.
        value = next((one for one, label in choices if value == _(label)), value)
        if value and value not in dict(choices):
            known = "、".join(f"{one}（{_(label)}）" if one != label else one for one, label in choices)
            self._wrong(name, _("没有这个选项，可选：{choices}{more}。").format(choices=known, more=""))
            return default
        return value

    def party(self, day: dt.date, *, identified: bool = False, guarded: bool = False) -> Given | None:
        """The party, or nothing where it cannot be told who it is."""
        kind = self._choice("kind", KINDS, PERSON)
        name = plain_name(self._text("name"), kind)
        if not name:
            self._wrong("name", _("请填写姓名。") if kind == PERSON else _("请填写单位名称。"))
        number = self._number(kind)
        birth = self._birth(kind, number, day)
        phone = self._phone()
        right = cast(Right, self._choice("right", RIGHTS))
        if identified and number is None:
            self._wrong("id_number", _("请填写证件号码。") if kind == PERSON else _("请填写统一社会信用代码。"))
        standing = self._choice("standing", STANDINGS, AGENT) if "standing" in self._row else ""
        party = Given(kind, name, number, birth, phone, self._text("address"), right, standing)
        self._known_by_another_name(party)
        representatives = tuple(self._representatives(party, day))
        if guarded and kind == PERSON:
            self._guarded(party, representatives, day)
        return Given(**{**vars(party), "representatives": representatives}) if name else None

    def _number(self, kind: str) -> Number | None:
        document = self._choice("document", OF_PERSONS, ID_CARD) if kind == PERSON else CREDIT_CODE
        text = self._text("id_number")
        if not text:
            return None
        try:
            return check(document, text)
        except FazhiError as wrong:
            self._wrong("id_number", wrong.message)
            return None

    def _birth(self, kind: str, number: Number | None, day: dt.date) -> dt.date | None:
        text, told = self._text("birth"), number.birth if number else None
        if not text or kind != PERSON:
            return told
        birth = _day(text)
        if birth is None:
            self._wrong("birth", _("日期应写成 1990-06-30 这样。"))
            return told
        if birth > day:
            self._wrong("birth", _("出生日期晚于今天。"))
        elif told is not None and birth != told:
            self._wrong("birth", _("与证件号码里的出生日期（{day}）不一致。").format(day=told))
        return told or birth

    def _phone(self) -> str:
        text = self._text("phone")
        try:
            return check_phone(text) if text else ""
        except FazhiError as wrong:
            self._wrong("phone", wrong.message)
            return ""

    def _known_by_another_name(self, party: Given) -> None:
        if party.number is None or not party.name or party.right:
            return
        other = Party.objects.filter(id_index=index(party.number, party.name)).exclude(name=party.name).first()
        if other is not None:
            name = mask_name(other.name) if other.kind == PERSON else other.name
            self._wrong(
                "right",
                _(
                    "这个证件号码原来登记的是“{name}”，与这次填写的不同。请对照证件，选择以哪个为准（{choices}）。"
                ).format(name=name, choices="、".join(f"{one}：{_(label)}" for one, label in RIGHTS)),
            )

    def _representatives(self, party: Given, day: dt.date) -> Iterator[Given]:
        rows = self._row.get("representatives") or ()
        if isinstance(rows, Mapping):
            rows = [rows]
        if not isinstance(rows, Sequence) or isinstance(rows, str):
            self._wrong("representatives", _("代理人应逐人填写。"))
            return
        for place, row in enumerate(rows):
            if blank(row):
                continue
            path = f"{self._path}representatives.{place}."
            own = {"standing": AGENT, **row} if isinstance(row, Mapping) else row
            found = _Reader(own, path, self._problems, representative=True).party(day)
            if found is None:
                continue
            if found.marks & party.marks:
                self._problems.setdefault(f"{path}name", _("本人不能作自己的代理人。"))
            elif found.standing == GUARDIAN and found.birth and age_on(found.birth, day) < _ADULT:
                self._problems.setdefault(f"{path}birth", _("法定代理人应已满18周岁。"))
            yield found

    def _guarded(self, party: Given, representatives: tuple[Given, ...], day: dt.date) -> None:
        if party.birth is None:
            if f"{self._path}id_number" in self._problems:
                return
            self._wrong("birth", _("请填写身份证号码，或者填写出生日期：未成年人要有法定代理人。"))
            return
        age = age_on(party.birth, day)
        earning = self._text("earning") not in ("", "false", "False")
        if age >= _ADULT or any(one.standing == GUARDIAN for one in representatives):
            return
        if age >= _EARNING and earning:
            return
        self._wrong(
            "representatives",
            _("现年{age}周岁，未满18周岁，请填写法定代理人（民法典第十七条、第二十三条）。").format(age=age)
            + (
                _("已满16周岁，以自己的劳动收入为主要生活来源的，请勾选（民法典第十八条）。") if age >= _EARNING else ""
            ),
        )


def _day(text: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
        try:
            return dt.datetime.strptime(unicodedata.normalize("NFKC", text), form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def _known(names: set[str]) -> str:
    return "、".join(f"{name}（{_(label)}）" for name, label in COLUMNS.items() if name in names)
