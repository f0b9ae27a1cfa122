"""What mediation holds of a party, a copy of it, and its erasure once the term of keeping is over.

Texts of a dispute (facts, minutes, agreement) speak of both sides, so they go as a whole, and only when the dispute is
over and kept long enough (个人信息保护法第四十七条: until then the data is kept and nothing else is done with it). What
was scanned is part of the file and destroyed with it by the rules of archives.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from fazhi.domains.mediation.measures import measures
from fazhi.domains.mediation.models import Dispute
from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel import privacy
from fazhi.kernel.clock import today
from fazhi.kernel.events.chain import said
from fazhi.kernel.models import Matter, Party, User

SETTLED = "success"
"""The result whose papers bind the parties and are kept longest."""

HOLDS = later(
    "人民调解：当事人及其代理人的身份和联系方式，纠纷情况、调解记录、协议内容、回访记录；扫描件随案卷保管，按档案规定销毁"
)


def register() -> None:
    """Tell the kernel."""
    privacy.register(Mediation.id, HOLDS, export, erase, kept)


def _matters(party: Party) -> QuerySet[Matter]:
    return Matter.objects.filter(procedure=Mediation.id, parties__party=party).distinct().order_by("pk")


def export(party: Party) -> list[dict[str, Any]]:
    """The party's disputes with all that was written down in them."""
    return [_exported(matter, party) for matter in _matters(party)]


def _exported(matter: Matter, party: Party) -> dict[str, Any]:
    dispute = Dispute.objects.select_related("category", "community").get(matter=matter)
    events = matter.events.select_related("text").order_by("sequence")
    return {
        "number": matter.number,
        "title": matter.title,
        "roles": sorted(matter.parties.filter(party=party).values_list("role", flat=True)),
        "category": dispute.category.label,
        "community": dispute.community.name if dispute.community else None,
        "opened_on": str(matter.opened_on),
        "closed_on": str(matter.closed_on) if matter.closed_on else None,
        "result": dispute.result or None,
        "texts": [
            {"at": event.at.isoformat(), "what": event.kind, **texts} for event in events if (texts := said(event))
        ],
    }


def kept(on: dt.date) -> QuerySet[Matter]:
    """The disputes whose data have to stay on a day: open ones, and closed ones whose term by their outcome runs."""
    years = _terms(on)
    matters = Matter.objects.filter(procedure=Mediation.id)
    settled = Q(dispute__result=SETTLED)
    return matters.filter(
        Q(closed_on=None)
        | (settled & Q(closed_on__gte=_earliest(on, years["retention"])))
        | (~settled & Q(closed_on__gte=_earliest(on, years["retention_unsettled"])))
    )


def _terms(on: dt.date) -> dict[str, int]:
    found = measures(["retention", "retention_unsettled"], on)
    return {name: int(one.value) for name, one in found.items()}


def _earliest(on: dt.date, years: int) -> dt.date:
    """The first day of closing whose term of so many years is not over on a day."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return dt.date(on.year - years, 3, 1)


def _last(closed: dt.date, years: int) -> dt.date:
    try:
        return closed.replace(year=closed.year + years)
    except ValueError:
        return dt.date(closed.year + years, 2, 28)


def erase(party: Party, by: User | None, because: str) -> int:
    """Erase the texts of the party's disputes. Raises :class:`FazhiError` before the term of keeping is over."""
    matters, years = _matters(party), _terms(today())
    waiting = list(matters.filter(closed_on=None).values_list("number", flat=True)[:5])
    if waiting:
        raise FazhiError(
            _("这位当事人还有没办完的纠纷（{numbers}），不能删除。").format(numbers="、".join(waiting)),
            code="still_open",
        )
    lasts = [
        _last(closed, years["retention" if result == SETTLED else "retention_unsettled"])
        for closed, result in kept(today()).filter(pk__in=matters).values_list("closed_on", "dispute__result")
        if closed
    ]
    if lasts:
        raise FazhiError(
            _("调解案件要保存到 {day}，此前不能删除，只可封存（个人信息保护法第四十七条）。").format(day=max(lasts)),
            code="kept",
        )
    return privacy.erase_texts(matters, by=by, because=because)
