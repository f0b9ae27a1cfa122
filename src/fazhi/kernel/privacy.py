"""A person's rights over what is held of them (个人信息保护法第四十五条、第四十七条): a copy of it, and its erasure.

A domain says in ``apps.py`` for its procedures what it holds, how long, how it is copied out and how it is erased. The
kernel does the same for the party itself: name, number, phone, address. Matters, their events and the chain stay.
Whose term of keeping is over is known at any time (:func:`due`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.changes import log
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import erase_text
from fazhi.kernel.models import Event, Matter, MatterParty, NameChange, Party, Unmasking, User
from fazhi.kernel.parties.showing import plain, unmask

ERASED = "（已删除）"
"""What stands in place of a name that was erased."""

Exporter = Callable[[Party], Any]
Eraser = Callable[[Party, User | None, str], int]
Keeper = Callable[[dt.date], QuerySet[Matter]]


@dataclass(frozen=True)
class Holder:
    """What a domain holds of parties: ``holds`` in words, ``export`` as JSON, ``erase`` giving how many texts went.

    ``kept`` gives the matters whose data have to stay on a day: those that are open, and those whose term is not over.
    ``erase`` raises :class:`FazhiError`, before it has changed anything, where the party is in one of these.
    """

    procedure: str
    holds: str
    export: Exporter
    erase: Eraser
    kept: Keeper


_holders: dict[str, Holder] = {}


def register(procedure: str, holds: str, exporter: Exporter, eraser: Eraser, keeper: Keeper) -> None:
    """Let the matters of a procedure be copied out and erased."""
    _holders[procedure] = Holder(procedure, holds, exporter, eraser, keeper)


def holders() -> list[Holder]:
    """What is held where, by procedure."""
    return [_holders[name] for name in sorted(_holders)]


def find(key: uuid.UUID) -> Party:
    """The party of that UUID. Raises :class:`FazhiError`."""
    found = Party.objects.filter(uuid=key).first()
    if found is None:
        raise FazhiError(_("没有编号为 {key} 的当事人。").format(key=key), code="no_such_party")
    return found


def export(key: uuid.UUID, *, by: User, reason: str) -> dict[str, Any]:
    """All that is held of one party, in the clear, as JSON. The log of reading has it before it is given away.

    Raises :class:`FazhiError` for no such party, an erased one, or no reason.
    """
    party = find(key)
    _standing(party, reason)
    before = party.unmaskings.select_related("user", "matter").order_by("at", "pk")
    readings = [
        {
            "at": one.at.isoformat(),
            "by": one.user.name,
            "field": one.field,
            "reason": one.reason,
            "matter": one.matter.number if one.matter else None,
        }
        for one in before
    ]
    with transaction.atomic():
        _read(party, ("name", "id_number", "phone", "address"), by, reason, None)
    return {
        "party": {
            "uuid": str(party.uuid),
            "kind": party.kind,
            "name": party.name,
            "document": party.document,
            "birth_year": party.birth_year,
            **{field: plain(party, field) for field in ("id_number", "phone", "address")},
            "earlier_names": list(party.name_changes.order_by("at").values_list("old", flat=True)),
        },
        "matters": {one.procedure: one.export(party) for one in holders() if _of(party, one.procedure).exists()},
        "read_by": readings,
    }


def due(on: dt.date) -> QuerySet[Party]:
    """The parties that no matter needs any more on a day: they were in some, and the term of each of these is over."""
    places = MatterParty.objects.filter(party=OuterRef("pk"))
    kept = Q(~Q(matter__procedure__in=_holders))
    for one in holders():
        kept |= Q(matter__in=one.kept(on))
    return Party.objects.filter(Exists(places), ~Exists(places.filter(kept)), erased_at=None).order_by("pk")


def erase(key: uuid.UUID, *, by: User | None, because: str) -> int:
    """Erase a party's own data and what the domains hold of it; the number of texts erased. All of it or nothing.

    Raises :class:`FazhiError` where a matter still needs it or no domain says how its matter is erased.
    """
    party = find(key)
    _standing(party, because)
    with transaction.atomic():
        party = Party.objects.select_for_update().get(pk=party.pk)
        _standing(party, because)
        kinds = sorted(set(Matter.objects.filter(parties__party=party).values_list("procedure", flat=True)))
        if strange := [kind for kind in kinds if kind not in _holders]:
            raise FazhiError(
                _("这位当事人还在没有登记删除办法的事项里（{kinds}），没有删除。").format(kinds="、".join(strange)),
                code="cannot_erase",
            )
        texts = sum(_holders[kind].erase(party, by, because) for kind in kinds)
        NameChange.objects.filter(party=party).update(old=ERASED, new=ERASED)
        party.name, party.document, party.birth_year, party.erased_at = ERASED, "", None, now()
        party.id_number = party.id_index = party.phone = party.phone_index = party.address = b""
        party.save()
        log.record("party", "erase", by=by, key=str(party.uuid), reason=because)
    return texts


def erase_texts(matters: Iterable[Matter], *, by: User | None, because: str) -> int:
    """Erase the free texts of all events of some matters; how many."""
    events = Event.objects.filter(matter__in=matters, text__isnull=False, text__erased_at=None).select_related("text")
    at = now()
    for event in events:
        erase_text(event, by=by, because=because, at=at)
    return len(events)


@dataclass(frozen=True)
class Clear:
    """A party of a matter in the clear, for a paper that names it."""

    place: MatterParty
    name: str
    id_number: str
    address: str


def in_the_clear(matter: Matter, *, by: User, reason: str) -> list[Clear]:
    """The parties of a matter with their names, numbers and addresses, each reading written down and committed first.

    Raises as :func:`fazhi.kernel.parties.showing.unmask`.
    """
    found = []
    for place in matter.parties.select_related("party", "represents").order_by("id"):
        party = place.party
        given: Mapping[str, str] = {
            field: unmask(party, field, by=by, reason=reason, matter=matter)
            for field in ("id_number", "address")
            if getattr(party, field)
        }
        if party.kind == "person":
            _read(party, ("name",), by, reason, matter)
        found.append(Clear(place, party.name, given.get("id_number", ""), given.get("address", "")))
    return found


def _read(party: Party, fields: Iterable[str], by: User, reason: str, matter: Matter | None) -> None:
    Unmasking.objects.bulk_create(
        Unmasking(party=party, matter=matter, user=by, field=field, reason=reason.strip(), at=now())
        for field in fields
        if getattr(party, field)
    )


def _of(party: Party, procedure: str) -> Any:
    return Matter.objects.filter(procedure=procedure, parties__party=party)


def _standing(party: Party, reason: str) -> None:
    if party.erased_at is not None:
        raise FazhiError(_("这位当事人的个人信息已经删除。"), code="erased")
    if not reason.strip():
        raise FazhiError(_("请写明理由，它会留在记录里。"), code="no_reason")
