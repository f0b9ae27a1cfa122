"""All heads sealed together from time to time, and the whole record verified: what was changed, cut or slipped in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.evaluation import guarding
from fazhi.kernel.events.chain import GENESIS, SEALING, digest, salted, sm3
from fazhi.kernel.matters import recording
from fazhi.kernel.models import Assignment, Event, MaterialFile, Matter, Seal
from fazhi.kernel.procedures.registry import pinned

Progress = Callable[[int, int], None]
_BATCH = 2000


class _Head(NamedTuple):
    """What a matter says of itself."""

    number: str
    uuid: uuid.UUID
    sequence: int
    head: bytes
    state: str
    procedure: str
    version: str


@dataclass
class _Said:
    """What the events of a matter say, each part as of the last event that speaks of it."""

    sequence: int = 0
    holders: dict[str, list[int]] | None = None
    record: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Damage:
    """Something in the record that is not as it was written, in words; ``number`` is the matter's."""

    number: str
    sequence: int
    what: str

    def __str__(self) -> str:
        where = _("{number} 第{n}条记录").format(number=self.number, n=self.sequence) if self.number else _("封存记录")
        return _("{where}：{what}").format(where=where, what=self.what)


@dataclass(frozen=True)
class Verified:
    """What was looked at, and every damage found."""

    matters: int
    events: int
    seals: int
    damages: tuple[Damage, ...]
    newest: str  # the hash of the newest seal, to be kept elsewhere


def seal() -> Seal | None:
    """Seal what has been recorded since the last seal; None where nothing has.

    New events wait for the moment of reading the highest key, so that no event with a lower key can be committed later.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        before = Seal.objects.order_by("-id").first()
        first = before.last_event + 1 if before else 1
        last = Event.objects.aggregate(last=Max("id"))["last"] or 0
        if last < first:
            return None
        previous = bytes(before.hash) if before else GENESIS
        content, matters = _content(first, last, previous)
        return Seal.objects.create(
            at=now(), first_event=first, last_event=last, matters=matters, previous=previous, hash=content
        )


def _content(first: int, last: int, previous: bytes) -> tuple[bytes, int]:
    heads = (
        Event.objects.filter(id__gte=first, id__lte=last)
        .order_by("matter_id", "-sequence")
        .distinct("matter_id")
        .values_list("matter_id", "sequence", "hash")
    )
    lines = [f"{matter}:{sequence}:{bytes(head).hex()}" for matter, sequence, head in heads]
    return sm3(previous + "\n".join(lines).encode()), len(lines)


def verify(progress: Progress | None = None, *, known: str = "") -> Verified:
    """Verify every chain and every seal. ``known``: the hash (hex) of a seal kept elsewhere, which must be among them.

    Reads events in order with little memory; nothing is locked or changed.
    """
    damages: list[Damage] = []
    total, seen = Event.objects.count(), 0
    with transaction.atomic():
        heads = {
            pk: _Head(number, key, sequence, bytes(head), *rest)
            for pk, number, key, sequence, head, *rest in Matter.objects.values_list(
                "id", "number", "uuid", "sequence", "head", "state", "procedure", "version"
            ).iterator(_BATCH)
        }
        before: Event | None = None
        # What events say of rows elsewhere is compared in batches.
        kept: list[tuple[str, Event]] = []
        told: dict[int, _Said] = {}
        for event in Event.objects.select_related("text").order_by("matter_id", "sequence").iterator(_BATCH):
            if before is not None and before.matter_id != event.matter_id:
                before = None
            if event.data.keys() & {"holders", "record"} and event.matter_id in heads:
                said = told.setdefault(event.matter_id, _Said())
                said.sequence = event.sequence
                said.holders = event.data.get("holders", said.holders)
                said.record |= event.data.get("record", {})
            damages += _damages(event, before, heads.get(event.matter_id))
            before = event
            seen += 1
            if ("sheet" in event.data or "files" in event.data) and event.matter_id in heads:
                kept.append((heads[event.matter_id].number, event))
            if len(told) >= _BATCH:
                # All but the matter whose events are still coming.
                done = {pk: said for pk, said in told.items() if pk != event.matter_id}
                damages += [*_displaced(heads, done), *_rewritten(heads, done)]
                told = {pk: said for pk, said in told.items() if pk == event.matter_id}
            if len(kept) >= _BATCH:
                damages += _damages_elsewhere(kept)
                kept.clear()
            if progress is not None and seen % 500 == 0:
                progress(seen, total)
        ends = dict(
            Event.objects.order_by("matter_id", "-sequence").distinct("matter_id").values_list("matter_id", "sequence")
        )
        for pk, head in heads.items():
            if ends.get(pk, 0) != head.sequence:
                damages.append(
                    Damage(head.number, ends.get(pk, 0), _("应有 {n} 条记录，末尾的不见了").format(n=head.sequence))
                )
        damages += _damages_elsewhere(kept)
        damages += [*_displaced(heads, told), *_rewritten(heads, told)]
        damages += [
            Damage(number, 0, _("有 {n} 份评分表没有提交记录").format(n=n)) for number, n in guarding.unrecorded()
        ]
        seals = list(Seal.objects.order_by("id"))
        damages += _broken_seals(seals, known)
    if progress is not None:
        progress(total, total)
    newest = bytes(seals[-1].hash).hex() if seals else ""
    return Verified(len(heads), seen, len(seals), tuple(damages), newest)


def _damages(event: Event, before: Event | None, head: _Head | None) -> Iterator[Damage]:
    if head is None:
        yield Damage("", event.sequence, _("所属事项不见了"))
        return
    expected = before.sequence + 1 if before else 1
    if event.sequence != expected:
        yield Damage(head.number, event.sequence, _("前面缺 {n} 条记录").format(n=event.sequence - expected))
    if bytes(event.previous) != (bytes(before.hash) if before else GENESIS):
        yield Damage(head.number, event.sequence, _("与上一条记录接不上"))
    if digest(event, head.uuid) != bytes(event.hash):
        yield Damage(head.number, event.sequence, _("内容被改动"))
    text = event.text
    if text is not None and text.erased_at is None and salted(text) != bytes(event.text_hash):
        yield Damage(head.number, event.sequence, _("文字内容被改动"))
    if text is None and event.text_hash:
        yield Damage(head.number, event.sequence, _("文字内容不见了"))
    if event.sequence == head.sequence and (bytes(event.hash) != head.head or event.to_state != head.state):
        yield Damage(head.number, event.sequence, _("与事项的当前状态不符"))


def _displaced(heads: dict[int, _Head], told: dict[int, _Said]) -> Iterator[Damage]:
    """Matters whose units are not those that the last event which moved them says (by key of the matter)."""
    there: dict[int, dict[str, list[int]]] = {}
    found = Assignment.objects.filter(matter__in=told, until__isnull=True).order_by("place", "organization_id")
    for matter, place, organization in found.values_list("matter_id", "place", "organization_id"):
        there.setdefault(matter, {}).setdefault(place, []).append(organization)
    for pk, said in told.items():
        if said.holders is not None and there.get(pk, {}) != said.holders:
            yield Damage(heads[pk].number, said.sequence, _("办理单位与记录不符"))


def _rewritten(heads: dict[int, _Head], told: dict[int, _Said]) -> Iterator[Damage]:
    """Matters whose rows in the tables of their business are not as their events say."""
    by_procedure: dict[tuple[str, str], dict[int, dict[str, Any]]] = {}
    for pk, said in told.items():
        if said.record:
            by_procedure.setdefault((heads[pk].procedure, heads[pk].version), {})[pk] = said.record
    for (procedure, version), records in by_procedure.items():
        for pk, what in recording.damages(pinned(procedure, version), records):
            yield Damage(heads[pk].number, told[pk].sequence, what)


def _damages_elsewhere(kept: list[tuple[str, Event]]) -> Iterator[Damage]:
    """Sheets and files that some events (each with the number of its matter) brought, held against the events."""
    sheets = [(number, event.sequence, event.data) for number, event in kept if "sheet" in event.data]
    for number, sequence, what in guarding.damages(sheets):
        yield Damage(number, sequence, what)
    there: dict[int, dict[str, list[str]]] = {}
    files = MaterialFile.objects.filter(event__in=[event for _number, event in kept if "files" in event.data])
    for event_id, material, sha256 in files.values_list("event_id", "material", "attachment__sha256"):
        there.setdefault(event_id, {}).setdefault(material, []).append(sha256)
    for number, event in kept:
        if event.data.get("files", {}) != there.get(event.pk, {}):
            yield Damage(number, event.sequence, _("附上的文件被换过或者不见了"))


def _broken_seals(seals: list[Seal], known: str) -> Iterator[Damage]:
    previous, following = GENESIS, 1
    for each in seals:
        content, _matters = _content(each.first_event, each.last_event, bytes(each.previous))
        if bytes(each.previous) != previous or each.first_event != following or content != bytes(each.hash):
            yield Damage("", 0, _("{at} 的封存对不上：其间的记录被改动或删除").format(at=f"{each.at:%Y-%m-%d %H:%M}"))
        previous, following = bytes(each.hash), each.last_event + 1
    if known and known.lower() not in {bytes(each.hash).hex() for each in seals}:
        yield Damage("", 0, _("另存的封存值 {known}… 不在封存记录里").format(known=known[:12]))
