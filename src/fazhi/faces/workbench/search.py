"""One field for everything: a number, words of a title or of what was written, a party's name, phone or number.

Only what the user may see is found. Whoever looks for a person by phone or identity number reads something sensitive:
each search is logged, and each party that is shown keeps who looked, and when.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.lists import paging
from fazhi.faces.workbench.queues import Desk
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import said as texts_of
from fazhi.kernel.identity import check_phone, compact, mask_name, normalize_phone
from fazhi.kernel.matters.numbers import in_number
from fazhi.kernel.matters.perform import declared
from fazhi.kernel.matters.words import called, findable, named, plain, said
from fazhi.kernel.models import Event, Matter, MatterParty, Round, Unmasking
from fazhi.kernel.parties.registering import by_number, by_phone
from fazhi.kernel.procedures.registry import everything, versions

_log = logging.getLogger("fazhi.access")

_LONGEST = 100
_SHOWN = 20
_NEWEST = 500
"""What stands everywhere is found in so many of the newest matters; only for what is rarer all are searched."""

_PATIENCE_MS = 2000
"""So long the database may look through all that was written."""

_AROUND = 28
_SHORTEST_PHONE = 7
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]|[0-9A-Z]{18}")

Piece = tuple[str, bool]
"""Some text, and whether it is what was looked for."""


@dataclass(frozen=True)
class Hit:
    """A matter that was found, the title with what was looked for marked, and the place where else it stands."""

    matter: Matter
    title: tuple[Piece, ...]
    where: str = ""
    text: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Group:
    """What was found in one way. ``more``: there is more than is shown, at this address if it is one."""

    label: str
    hits: list[Hit]
    more: bool = False
    address: str = ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What ``q`` finds, in groups: numbers, names, parties, texts."""
    desk = Desk(signed_in(request))
    wanted = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:_LONGEST]
    groups: list[Group] = []
    patient = True
    if wanted:
        groups = [_by_number(desk, wanted), _by_sensitive(desk, wanted)]
        if findable(wanted):
            groups += [_by_title(desk, wanted, groups[0].hits), _by_party(desk, wanted)]
            try:
                groups.append(_by_text(desk, wanted))
            except OperationalError:
                patient = False
    context = {
        "q": wanted,
        "found": [group for group in groups if group.hits],
        "short": bool(wanted) and not findable(wanted),
        "patient": patient,
    }
    response = render(request, "workbench/search.html", context)
    # What is looked for may be somebody's phone: it goes to nobody else and stays in no cache.
    response["Referrer-Policy"], response["Cache-Control"] = "no-referrer", "no-store"
    return response


def _by_number(desk: Desk, wanted: str) -> Group:
    condition = in_number(wanted)
    found = list(desk.visible().filter(condition).order_by("-year", "-pk")[: _SHOWN + 1]) if condition else []
    return Group(_("编号"), [Hit(one, ((one.title, False),)) for one in found[:_SHOWN]], len(found) > _SHOWN)


def _by_title(desk: Desk, wanted: str, shown: list[Hit]) -> Group:
    seen = desk.visible().exclude(pk__in=[hit.matter.pk for hit in shown]).order_by("-pk")
    common = paging.held(seen, wanted, 0, _SHOWN + 1)
    found = paging.of_keys(seen, common[0]) if common else list(seen.filter(named(wanted))[: _SHOWN + 1])
    address = f"{reverse('matters')}?{urlencode({'q': wanted})}"
    hits = [Hit(one, marked(one.title, wanted)) for one in found[:_SHOWN]]
    return Group(_("名称"), hits, len(found) > _SHOWN, address)


def _by_text(desk: Desk, wanted: str) -> Group:
    """In the free texts of events, where the timeline would show them."""
    events = (
        Event.objects.exclude(_still_blind(desk)).select_related("matter", "text").order_by("-matter_id", "-sequence")
    )
    # A matter is shown once, with the newest place where it stands.
    newest = desk.visible().order_by("-pk")[:_NEWEST].values("pk")
    found = list(events.filter(said(wanted, by_index=False), matter__in=newest)[: _SHOWN * 3])
    if len(found) < _SHOWN * 3:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {_PATIENCE_MS}")
            found = list(events.filter(said(wanted), matter__in=desk.visible())[: _SHOWN * 3])
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    hits: dict[int, Hit] = {}
    for event in found:
        where, text = _where(event, wanted)
        hits.setdefault(event.matter_id, Hit(event.matter, ((event.matter.title, False),), where, text))
    return Group(_("内容"), list(hits.values())[:_SHOWN], len(found) == _SHOWN * 3 or len(hits) > _SHOWN)


def _still_blind(desk: Desk) -> Q:
    """Events that hand in marks, of other units, while the round is open: the timeline hides their words too."""
    kinds = {
        (procedure.id, each.name)
        for newest in everything()
        for procedure in versions(newest.id)
        for each in procedure.transitions().values()
        if any(ask.kind == "marks" for ask in each.asks)
    }
    marks = Q(pk__in=())
    for procedure, kind in sorted(kinds):
        marks |= Q(matter__procedure=procedure, kind=kind)
    open_round = Exists(Round.objects.filter(matter=OuterRef("matter"), closed_at__isnull=True))
    return marks & ~Q(organization__in=desk.units) & Q(open_round)


def _where(event: Event, wanted: str) -> tuple[str, tuple[Piece, ...]]:
    """The question whose answer holds it, and the words around it."""
    texts, word = texts_of(event), plain(wanted).split()[0]
    name = next((one for one, text in texts.items() if word in plain(text)), next(iter(texts), ""))
    transition = declared(event.matter).transitions().get(event.kind)
    labels = {ask.name: _(ask.label) for ask in transition.asks} if transition else {}
    return labels.get(name, ""), around(texts.get(name, ""), wanted)


def _by_party(desk: Desk, wanted: str) -> Group:
    """By name: of a person the whole name, for a part of it would tell what is masked; of an organisation any part."""
    whole = Q(party__kind="person", party__name="".join(wanted.split()))
    part = Q(party__kind="organization") & called(wanted, "party__")
    found = MatterParty.objects.filter(called(wanted, "party__") & (whole | part))
    return _of_parties(desk, found, _("当事人"))[0]


def _by_sensitive(desk: Desk, wanted: str) -> Group:
    """By phone or identity number, found by their blind indexes; written down whatever is found."""
    number, field = compact(wanted), "id_number"
    if _IDENTITY.fullmatch(number):
        party = by_number(number)
        parties = [party] if party else []
    elif len(number) >= _SHORTEST_PHONE and _is_phone(wanted):
        parties, field = by_phone(wanted), "phone"
    else:
        return Group("", [])
    label = _("证件号码") if field == "id_number" else _("电话")
    group, shown = _of_parties(desk, MatterParty.objects.filter(party__in=parties), label)
    Unmasking.objects.bulk_create(
        Unmasking(party_id=pk, user=desk.user, field=field, reason=_("查找：按{what}").format(what=label), at=now())
        for pk in sorted(shown)
    )
    _log.info("user %s looked for parties by %s, %s shown", desk.user.pk, field, len(shown))
    return group


def _is_phone(text: str) -> bool:
    try:
        check_phone(normalize_phone(text))
    except FazhiError:
        return False
    return True


def _of_parties(desk: Desk, found: QuerySet[MatterParty], label: str) -> tuple[Group, set[int]]:
    """What may be seen of these, and whose it is."""
    seen = found.filter(matter__in=desk.visible()).select_related("matter", "party").order_by("-matter_id", "pk")
    shown = list(seen[: _SHOWN + 1])
    hits = [
        Hit(
            one.matter,
            ((one.matter.title, False),),
            _(one.role),
            ((mask_name(one.party.name) if one.party.kind == "person" else one.party.name, False),),
        )
        for one in shown[:_SHOWN]
    ]
    return Group(label, hits, len(shown) > _SHOWN), {one.party_id for one in shown}


def marked(text: str, wanted: str) -> tuple[Piece, ...]:
    """The text in pieces, what was looked for apart, whatever its width and case."""
    hits = sorted(_spans(text, plain(wanted).split()))
    pieces: list[Piece] = []
    at = 0
    for start, end in hits:
        if start < at:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def around(text: str, wanted: str) -> tuple[Piece, ...]:
    """The words around the first place where it stands."""
    text = " ".join(text.split())
    spans = sorted(_spans(text, plain(wanted).split()))
    start, end = spans[0] if spans else (0, 0)
    left, right = max(0, start - _AROUND), min(len(text), end + 2 * _AROUND)
    cut = f"{'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}"
    return marked(cut, wanted)


def _spans(text: str, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where the words stand in the text as it is written: one letter of it can be several in its plain form."""
    letters, places = "", []
    for place, letter in enumerate(text):
        made = plain(letter) or " "
        letters += made
        places += [place] * len(made)
    for word in words:
        at = letters.find(word)
        while at >= 0:
            yield places[at], places[at + len(word) - 1] + 1
            at = letters.find(word, at + len(word))
