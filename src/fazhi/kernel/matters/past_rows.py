"""Rows of an old ledger made ready to become matters: checked against each other, the platform and the calendar."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fazhi.figures.ledger import Ledger
from fazhi.figures.problems import Place, Problem
from fazhi.figures.rows import Fault
from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.district import current
from fazhi.kernel.models import Event, Organization, Party
from fazhi.kernel.parties.past import Somebody, read_people
from fazhi.kernel.procedures import Place as Seat
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.past import BadRow, Entered, Past, PastRow
from fazhi.kernel.procedures.registry import everything
from fazhi.kernel.secrets.blind import keyed_hash

IMPORTED = "imported"
"""The kind of the event by which a matter of the past begins."""

MARK = "mark"
"""Where that event keeps by what the row is known again: a keyed hash of its cells."""

_ROW = "matter.past_row"
_CHUNK = 5000
_REMARKS = 200
_LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Number:
    """A number as it is kept; ``year`` and ``order`` where it is one of the platform's own form."""

    text: str
    year: int = 0
    order: int = 0


@dataclass(frozen=True)
class Ready:
    """A row that can be written."""

    number: Number
    unit: Organization
    opened: dt.date
    closed: dt.date | None
    people: list[Somebody]
    entered: Entered
    texts: dict[str, str]
    mark: str


def declared() -> dict[str, type[Procedure]]:
    """The procedures into which old ledgers can be brought, by the name of the ledger."""
    return {one.past.ledger.name: one for one in everything() if one.past is not None}


def ledgers() -> dict[str, Ledger]:
    """Their ledgers, by name."""
    return {name: one.past.ledger for name, one in declared().items() if one.past is not None}


def place_of(procedure: type[Procedure]) -> Seat:
    """The place that the unit of a row takes: that of whoever opens a matter."""
    return next(seat.place for seat in procedure.opening().seats if isinstance(seat.place, Seat))


class Reader:
    """Reads the rows of one import; what rows say of each other it remembers."""

    def __init__(self, procedure: type[Procedure]) -> None:
        assert procedure.past is not None
        self.procedure = procedure
        self.past: Past = procedure.past
        self.remarks: list[Problem] = []
        self._enter = self.past.reader()
        self._units = _Units(place_of(procedure).kinds, self.past.short)
        self._own = re.compile(rf"(?:{current().abbreviation})?{procedure.word}字?〔(\d{{4}})〕第?0*(\d{{1,9}})号?")
        self._numbers: dict[str, Place] = {}
        self._names: dict[bytes, tuple[str, Place]] = {}
        self._today = today()

    # ── one row ──

    def read(self, row: PastRow) -> Ready:
        """A row as what it becomes. Raises :class:`BadRow` with all that is wrong."""
        past = self.past
        faults: list[Fault] = []
        opened, closed = row[past.opened], row[past.closed]
        faults += self._wrong_days(opened, closed)
        number = self.number(str(row[past.number]))
        if len(number.text) > _LONGEST_NUMBER:
            faults.append((past.number, _("最多{n}个字").format(n=_LONGEST_NUMBER)))
        people: list[Somebody] = []
        try:
            people = read_people(row, past.people, opened)
        except BadRow as bad:
            faults += bad.faults
        unit = self._units.find(str(row[past.unit]))
        if unit is None:
            faults.append((past.unit, self._units.unknown(str(row[past.unit]))))
            raise BadRow(faults)
        try:
            entered = self._enter(row, unit)
        except BadRow as bad:
            raise BadRow([*faults, *bad.faults]) from None
        if faults:
            raise BadRow(faults)
        texts = {name: str(row[name]) for name in past.texts if row[name]}
        return Ready(number, unit, opened, closed, people, entered, texts, self.mark(row))

    def _wrong_days(self, opened: dt.date, closed: dt.date | None) -> Iterator[Fault]:
        past, heading = self.past, self.past.ledger.by_name[self.past.opened].heading
        if opened > self._today:
            yield past.opened, _("{day}还没有到").format(day=opened)
        if closed is not None and closed < opened:
            yield (
                past.closed,
                _("{closed}早于{heading}（{opened}）").format(closed=closed, heading=heading, opened=opened),
            )
        elif closed is not None and closed > self._today:
            yield past.closed, _("{day}还没有到").format(day=closed)

    def number(self, text: str) -> Number:
        """罗调[2018]第012号 is 罗调〔2018〕12号; what has another form stays as it is."""
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        plain = re.sub(r"[\[({【]", "〔", plain)
        plain = re.sub(r"[\])}】]", "〕", plain)
        found = self._own.fullmatch(plain)
        if found is None:
            return Number(plain)
        year, order = int(found[1]), int(found[2])
        return Number(f"{current().abbreviation}{self.procedure.word}〔{year}〕{order}号", year, order)

    def mark(self, row: PastRow) -> str:
        """By what a row is known again, of which nobody can tell what stands in it."""
        cells = json.dumps({name: row[name] for name in self.past.ledger.by_name}, default=str, sort_keys=True)
        return keyed_hash(cells.encode(), purpose=_ROW).hex()

    # ── many rows ──

    def judge(self, rows: Sequence[Mapping[str, Any]], places: Sequence[Place]) -> list[list[Fault]]:
        """What is wrong with rows whose cells can all be read, by heading; for the reader of ledgers."""
        found: list[list[Fault]] = []
        for start in range(0, len(rows), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            found += self._judge(rows[chunk], places[chunk])
        return found

    def _judge(self, rows: Sequence[Mapping[str, Any]], places: Sequence[Place]) -> list[list[Fault]]:
        ready: list[Ready | list[Fault]] = []
        for row in rows:
            try:
                ready.append(self.read(row))
            except BadRow as bad:
                ready.append(bad.faults)
        there = self.there([one.number.text for one in ready if isinstance(one, Ready)])
        self._know([one for one in ready if isinstance(one, Ready)])
        by_name, found = self.past.ledger.by_name, []
        for one, place in zip(ready, places, strict=True):
            faults = list(self._against_others(one, place, there)) if isinstance(one, Ready) else one
            found.append([(by_name[column].heading, message) for column, message in faults])
        return found

    def there(self, numbers: Sequence[str]) -> dict[str, str]:
        """Of those numbers the ones that have a matter, each with the mark of the row it came from, if it did."""
        first = Event.objects.filter(
            matter__procedure=self.procedure.id, matter__number__in=numbers, sequence=1
        ).values_list("matter__number", "kind", "data")
        return {number: str(data.get(MARK, "")) if kind == IMPORTED else "" for number, kind, data in first}

    def _know(self, ready: Sequence[Ready]) -> None:
        """Under which names the platform has the people of these rows."""
        wanted = {one.known_by for each in ready for one in each.people if one.known_by} - self._names.keys()
        nowhere = Place("", "", 0, "")
        for known_by, name in Party.objects.filter(id_index__in=wanted).values_list("id_index", "name"):
            self._names[bytes(known_by)] = name, nowhere

    def _against_others(self, one: Ready, place: Place, there: Mapping[str, str]) -> Iterator[Fault]:
        past, first = self.past, self._numbers.setdefault(one.number.text, place)
        if first != place:
            yield (
                past.number,
                _("与“{file}”工作表“{sheet}”第{row}行是同一个编号").format(
                    file=first.file, sheet=first.sheet, row=first.row
                ),
            )
        mark = there.get(one.number.text)
        if mark is not None and mark != one.mark:
            yield (
                past.number,
                _("平台上已有这个编号的事项，内容与这一行不同，没有改动；要改请在平台上办理，编号写错的请更正"),
            )
        for somebody in one.people:
            if somebody.known_by:
                self._compare_name(somebody, place)

    def _compare_name(self, somebody: Somebody, place: Place) -> None:
        name, where = self._names.setdefault(somebody.known_by, (somebody.name, place))
        if name == somebody.name or len(self.remarks) >= _REMARKS:
            return
        other = (
            _("平台上的登记")
            if not where.row
            else _("工作表“{sheet}”第{row}行").format(sheet=where.sheet, row=where.row)
        )
        message = _("{part}的证件号码与{other}相同，姓名写法不同：记为同一人，两个写法都保留").format(
            part=somebody.part, other=other
        )
        self.remarks.append(Problem(place.file, message, place.sheet, place.row, "", "warning", place.ledger))


class _Units:
    """The units that may have had a matter, also those that are dissolved, by code and by name."""

    def __init__(self, kinds: tuple[str, ...], short: tuple[tuple[str, str], ...]) -> None:
        self._kinds, self._short = kinds, short
        units = Organization.objects.filter(kind__in=kinds) if kinds else Organization.objects.all()
        self._by_code: dict[str, Organization] = {}
        self._by_name: dict[str, list[Organization]] = {}
        for unit in units.select_related("parent").order_by("until"):
            self._by_code[unit.code] = unit
            self._by_name.setdefault(self._known(unit.name), []).append(unit)

    def find(self, text: str) -> Organization | None:
        """The unit of that code or name; of several by one name the one that exists."""
        text = _squeezed(text)
        named = self._by_name.get(self._known(text), ())
        standing = [unit for unit in named if unit.until is None]
        return self._by_code.get(text) or next(iter(standing or named), None)

    def _known(self, name: str) -> str:
        """A name in its shortest form, by which it is looked up."""
        name = _squeezed(name)
        for long, short in self._short:
            name = name.replace(long, short)
        return name

    def unknown(self, text: str) -> str:
        """Why not, with what may have been meant."""
        import difflib

        found = difflib.get_close_matches(self._known(text)[:60], list(self._by_name), n=2, cutoff=0.5)
        near = [self._by_name[name][0].name for name in found]
        return _("没有“{text}”这个{kinds}，请填编号或者全称").format(
            text=text[:40], kinds="、".join(self._kinds) or _("单位")
        ) + (_("，是不是“{near}”？").format(near="”“".join(near)) if near else "")


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
