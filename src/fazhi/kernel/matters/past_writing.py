"""Matters of the past written in batches: each row a matter with its people, its unit and the event that brought it.

A batch is one transaction and COPY does the writing; the triggers that guard the record see each row as they see those
of a transition. A row whose number is there already is left alone, so a ledger may be brought in again at any time.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models, transaction

from fazhi.kernel.clock import SHANGHAI, now
from fazhi.kernel.events.chain import GENESIS, digest, salted, share_with_sealing
from fazhi.kernel.matters import deadlines
from fazhi.kernel.matters.numbering import go_on_after
from fazhi.kernel.matters.past_rows import IMPORTED, MARK, Reader, Ready, place_of
from fazhi.kernel.matters.perform import post_holder
from fazhi.kernel.matters.recording import as_written
from fazhi.kernel.models import (
    Assignment,
    Event,
    EventText,
    Matter,
    MatterParty,
    NameChange,
    NumberCounter,
    Party,
    User,
)
from fazhi.kernel.parties.documents import ID_NUMBER
from fazhi.kernel.parties.given import GUARDIAN, PERSON
from fazhi.kernel.parties.past import Somebody
from fazhi.kernel.parties.registering import PHONE
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.registry import in_force, versions
from fazhi.kernel.secrets.cipher import encrypt

BATCH = 2000
"""Rows of one transaction."""

_BESIDE = 1_000_000_000
"""From here the orders of matters are counted whose number is not one of the platform's own."""


@dataclass(frozen=True)
class Source:
    """Where a row stands: the import that brings it, by its key, and its place in the file."""

    key: str
    sheet: str
    row: int


class Tally(NamedTuple):
    """How many rows became matters, were there already, and were left alone because something else is there."""

    added: int = 0
    there: int = 0
    other: int = 0


def write(reader: Reader, rows: Sequence[tuple[Ready, Source]], by: User) -> Tally:
    """Write a batch, in the caller's transaction or one of its own."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two imports of one ledger come one after the other, and the second finds what the first has written.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"fazhi past {reader.procedure.id}"])
        there = reader.there([one.number.text for one, _source in rows])
        new = [(one, source) for one, source in rows if one.number.text not in there]
        same = sum(there.get(one.number.text) == one.mark for one, _source in rows)
        if new:
            _Batch(reader, new, by).write()
    return Tally(len(new), same, len(rows) - len(new) - same)


class _Batch:
    def __init__(self, reader: Reader, rows: Sequence[tuple[Ready, Source]], by: User) -> None:
        self._procedure, self._rows, self._by, self._at = reader.procedure, rows, by, now().astimezone(dt.UTC)
        self._model: type[models.Model] = apps.get_model(reader.procedure.record)
        self._place = place_of(reader.procedure).name
        self._posts = {
            place.name: post_holder(place.post).pk
            for place in reader.procedure.places().values()
            if place.post and not place.joins
        }
        self._versions = versions(reader.procedure.id)

    def write(self) -> None:
        share_with_sealing()
        rows, ready = self._rows, [one for one, _source in self._rows]
        orders = self._orders(ready)
        ids, uuids = _keys(Matter, len(rows)), _uuids(len(rows))
        people = _People(self._at)
        people.look_up(somebody for one in ready for somebody in one.people)
        parties = [people.known(one.people) for one in ready]
        texts = dict(zip((n for n, one in enumerate(ready) if one.texts), _keys(EventText, _many(ready)), strict=True))
        matters, events, said, records = [], [], [], []
        held: list[Assignment] = []
        waiting: list[tuple[Matter, models.Model, Ready]] = []
        for n, ((one, source), (year, order)) in enumerate(zip(rows, orders, strict=True)):
            matter = self._matter(one, ids[n], uuids[n], year, order)
            text = self._text(one, texts.get(n))
            event = self._event(matter, one, source, text)
            matter.sequence, matter.head = 1, event.hash
            one.entered.record.pk = matter.pk
            matters.append(matter)
            events.append(event)
            records.append(one.entered.record)
            said += [text] if text else []
            held += self._held(matter, one)
            if not one.entered.state.ends:
                waiting.append((matter, one.entered.record, one))
        _copy(EventText, said)
        _copy(Party, people.new)
        _copy(Matter, matters, without=("next_due",))
        _copy(MatterParty, list(self._joined(ids, ready, parties)))
        _copy(Assignment, held, without=("id", "live", "stage", "due"))
        _copy(self._model, records)
        _copy(Event, events, without=("id",))
        self._keep_names(ids, ready, parties)
        for matter, record, one in waiting:
            deadlines.follow(self._declared(one.opened), matter, record, one.entered.state, matter.opened_at)

    def _declared(self, opened: dt.date) -> type[Procedure]:
        return in_force(self._procedure.id, max(opened, self._versions[0].since))

    def _orders(self, ready: Sequence[Ready]) -> list[tuple[int, int]]:
        """Year and order of each: those of its number, or the next beside."""
        foreign = sum(not one.number.order for one in ready)
        NumberCounter.objects.bulk_create([NumberCounter(procedure=self._procedure.id, year=0)], ignore_conflicts=True)
        counter = NumberCounter.objects.select_for_update().get(procedure=self._procedure.id, year=0)
        beside = counter.last
        if foreign:
            counter.last += foreign
            counter.save(update_fields=["last"])
        found: list[tuple[int, int]] = []
        highest: Counter[int] = Counter()
        for one in ready:
            if one.number.order:
                found.append((one.number.year, one.number.order))
                highest[one.number.year] = max(highest[one.number.year], one.number.order)
            else:
                beside += 1
                found.append((one.opened.year, _BESIDE + beside))
        for year, last in highest.items():
            go_on_after(self._procedure.id, year, last)
        return found

    def _matter(self, one: Ready, pk: int, key: uuid.UUID, year: int, order: int) -> Matter:
        return Matter(
            pk=pk,
            uuid=key,
            procedure=self._procedure.id,
            version=self._declared(one.opened).version(),
            year=year,
            order=order,
            number=one.number.text,
            title=one.entered.title[:200],
            state=one.entered.state.name,
            opened_at=dt.datetime.combine(one.opened, dt.time(9), SHANGHAI),
            opened_on=one.opened,
            closed_on=(one.closed or one.opened) if one.entered.state.ends else None,
        )

    def _text(self, one: Ready, pk: int | None) -> EventText | None:
        if pk is None:
            return None
        return EventText(pk=pk, text=json.dumps(one.texts, ensure_ascii=False), salt=secrets.token_bytes(16))

    def _event(self, matter: Matter, one: Ready, source: Source, text: EventText | None) -> Event:
        holders = {self._place: [one.unit.pk], **{place: [pk] for place, pk in self._posts.items()}}
        event = Event(
            matter_id=matter.pk,
            sequence=1,
            at=self._at,
            kind=IMPORTED,
            actor_id=self._by.pk,
            to_state=matter.state,
            data={
                "import": source.key,
                "sheet_row": source.row,
                MARK: one.mark,
                "holders": dict(sorted(holders.items())),
                "record": as_written(self._procedure, one.entered.record),
            },
            text_id=text.pk if text else None,
            text_hash=salted(text) if text else b"",
            previous=GENESIS,
        )
        event.hash = digest(event, matter.uuid)
        return event

    def _held(self, matter: Matter, one: Ready) -> Iterable[Assignment]:
        for place, unit in {self._place: one.unit.pk, **self._posts}.items():
            yield Assignment(matter_id=matter.pk, place=place, organization_id=unit, since=matter.opened_at)

    def _joined(
        self, ids: Sequence[int], ready: Sequence[Ready], parties: Sequence[Sequence[_Known]]
    ) -> Iterable[MatterParty]:
        keys = iter(_keys(MatterParty, sum(1 + bool(who.guardian) for found in parties for who in found)))
        for matter, one, found in zip(ids, ready, parties, strict=True):
            for somebody, who in zip(one.people, found, strict=True):
                principal = next(keys)
                yield MatterParty(pk=principal, matter_id=matter, party_id=who.party, role=somebody.part)
                if who.guardian:
                    yield MatterParty(
                        pk=next(keys), matter_id=matter, party_id=who.guardian, role=GUARDIAN, represents_id=principal
                    )

    def _keep_names(self, ids: Sequence[int], ready: Sequence[Ready], parties: Sequence[Sequence[_Known]]) -> None:
        """Who was written otherwise in the old ledger than on the platform: both names stay."""
        found = {
            (who.party, somebody.name, who.name): matter
            for matter, one, known in zip(ids, ready, parties, strict=True)
            for somebody, who in zip(one.people, known, strict=True)
            if somebody.name != who.name
        }
        if not found:
            return
        there = set(NameChange.objects.filter(party__in={key[0] for key in found}).values_list("party", "old", "new"))
        NameChange.objects.bulk_create(
            NameChange(party_id=party, old=old, new=new, matter_id=matter, changed_by=self._by, at=self._at)
            for (party, old, new), matter in found.items()
            if (party, old, new) not in there
        )


class _Known(NamedTuple):
    """A party by its key, the name under which the platform has it, and the key of its guardian, 0 where none."""

    party: int
    name: str
    guardian: int


class _People:
    """The parties of a batch: found again by their numbers, or new."""

    def __init__(self, at: dt.datetime) -> None:
        self.new: list[Party] = []
        self._at = at
        self._keys: list[int] = []
        self._there: dict[bytes, tuple[int, str]] = {}

    def look_up(self, people: Iterable[Somebody]) -> None:
        """Find out who of them is there."""
        wanted = [one.known_by for one in people if one.known_by]
        for known_by, pk, name in Party.objects.filter(id_index__in=wanted).values_list("id_index", "pk", "name"):
            self._there[bytes(known_by)] = pk, name

    def known(self, people: Sequence[Somebody]) -> list[_Known]:
        """The parties of one row."""
        found = []
        for one in people:
            pk, name = self._there.get(one.known_by, (0, ""))
            if not pk:
                pk, name = self._add(one), one.name
                if one.known_by:
                    self._there[one.known_by] = pk, name
            guardian = self._add_named(one.guardian) if one.guardian else 0
            found.append(_Known(pk, name, guardian))
        return found

    def _add(self, one: Somebody) -> int:
        number = one.number
        party = Party(
            kind=one.kind,
            name=one.name,
            document=number.document if number else "",
            id_number=encrypt(number.text, purpose=ID_NUMBER) if number else b"",
            id_index=one.known_by,
            phone=encrypt(one.phone, purpose=PHONE) if one.phone else b"",
            phone_index=one.phone_index,
            birth_year=number.birth.year if number and number.birth else None,
            made_at=self._at,
        )
        return self._put(party)

    def _add_named(self, name: str) -> int:
        return self._put(Party(kind=PERSON, name=name, made_at=self._at))

    def _put(self, party: Party) -> int:
        if not self._keys:
            self._keys = _keys(Party, BATCH)
        party.pk = self._keys.pop()
        self.new.append(party)
        return int(party.pk)


def _many(ready: Sequence[Ready]) -> int:
    return sum(bool(one.texts) for one in ready)


def _keys(model: type[models.Model], n: int) -> list[int]:
    """So many keys of a table that nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, n]
        )
        return [int(key) for (key,) in cursor.fetchall()]


def _uuids(n: int) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", [n])
        return [key for (key,) in cursor.fetchall()]


def _copy(model: type[models.Model], rows: Sequence[models.Model], *, without: tuple[str, ...] = ()) -> None:
    """Write rows by COPY. ``without``: columns that the database fills itself."""
    if not rows:
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name not in without and not (field.name == "uuid" and model is Party)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    names = [field.attname for field in fields]
    as_json = {field.attname for field in fields if isinstance(field, models.JSONField)}
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            values: Mapping[str, Any] = row.__dict__
            copy.write_row(
                [json.dumps(values[name], ensure_ascii=False) if name in as_json else values[name] for name in names]
            )
