"""What mediation holds of a party, a copy of it, and its erasure once the term of keeping is over.

Texts of a dispute (facts, minutes, agreement) speak of both sides, so they go as a whole, and only when the dispute is
over and kept long enough (个人信息保护法第四十七条: until then the data is kept and nothing else is done with it). What
was scanned is part of the file and destroyed with it by the rules of archives.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max, QuerySet

from fazhi.domains.mediation.measures import measures
from fazhi.domains.mediation.models import Dispute
from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel import privacy
from fazhi.kernel.clock import today
from fazhi.kernel.events.chain import said
from fazhi.kernel.models import Matter, Party, User

HOLDS = later(
    "人民调解：当事人及其代理人的身份和联系方式，纠纷情况、调解记录、协议内容、回访记录；扫描件随案卷保管，按档案规定销毁"
)


def register() -> None:
    """Tell the kernel."""
    privacy.register(Mediation.id, HOLDS, export, erase)


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
        "community": dispute.community.name,
        "opened_on": str(matter.opened_on),
        "closed_on": str(matter.closed_on) if matter.closed_on else None,
        "result": dispute.result or None,
        "texts": [
            {"at": event.at.isoformat(), "what": event.kind, **texts} for event in events if (texts := said(event))
        ],
    }


def kept_until(party: Party) -> dt.date | None:
    """The last day on which a dispute of the party is kept; None where there is none. Raises for one that is open."""
    matters = _matters(party)
    waiting = matters.filter(closed_on=None).values_list("number", flat=True)[:5]
    if waiting:
        raise FazhiError(
            _("这位当事人还有没办完的纠纷（{numbers}），不能删除。").format(numbers="、".join(waiting)),
            code="still_open",
        )
    closed: dt.date | None = matters.aggregate(last=Max("closed_on"))["last"]
    if closed is None:
        return None
    years = int(measures(["retention"], today())["retention"].value)
    try:
        return closed.replace(year=closed.year + years)
    except ValueError:
        return dt.date(closed.year + years, 2, 28)


def erase(party: Party, by: User | None, because: str) -> int:
    """Erase the texts of the party's disputes. Raises :class:`FazhiError` before the term of keeping is over."""
    last = kept_until(party)
    if last is not None and last >= today():
        raise FazhiError(
            _("调解案件要保存到 {day}，此前不能删除，只可封存（个人信息保护法第四十七条）。").format(day=last),
            code="kept",
        )
    return privacy.erase_texts(_matters(party), by=by, because=because)
