"""What is offered before a matter is registered or dispatched: open ones nearby, and the units it belongs to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.domains.coordination.models import CoordinationMatter
    from fazhi.kernel.models import Organization

FIELDS = (
    "市容管理",
    "生态环境",
    "规划土地",
    "消防安全",
    "市场监管",
    "交通运输",
    "建设工程",
    "水务",
    "物业管理",
    "其他",
)

_SHOWN = 5


@dataclass(frozen=True)
class Suggestion:
    """A unit to which a matter may belong, and why."""

    unit: Organization
    why: str
    lead: bool


def similar(community: Organization, field: str, pain_point: str, place: str) -> list[CoordinationMatter]:
    """Open matters of the same kind in the same community or street, the nearest first; confidential ones never.

    Near means: the same community before the same street, and within these the more characters of ``place`` in common.
    """
    from fazhi.domains.coordination.models import CoordinationMatter

    kind = Q(pain_point__number=pain_point) if pain_point else Q(field=field)
    found = CoordinationMatter.objects.filter(
        kind,
        street=community.parent,
        matter__closed_on=None,
        matter__confidential=False,
        settled_on=None,
    ).select_related("matter", "community")
    wanted = Counter(place)
    ranked = sorted(
        found,
        key=lambda each: (
            each.community_id != community.pk,
            -sum((Counter(each.place) & wanted).values()) / (1 + max(len(place), len(each.place))),
            -each.pk,
        ),
    )
    return ranked[:_SHOWN]


def units(record: CoordinationMatter, description: str, on: dt.date) -> list[Suggestion]:
    """The units that a matter may belong to: by its hard problem, else by the list of powers (权责清单) of that day."""
    from fazhi.domains.coordination.models import Power

    found: list[Suggestion] = []
    if record.pain_point is not None:
        version = record.pain_point.versions.filter(since__lte=on).first()
        if version is not None:
            why = _("痛点难点问题“{title}”的责任分工").format(title=record.pain_point.title)
            found.append(Suggestion(version.lead, why, lead=True))
            found += [Suggestion(unit, why, lead=False) for unit in version.partners.all()]
    valid = Power.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on).select_related("unit")
    scored = []
    for power in valid:
        words = [word for word in power.words.split() if word in description or word in record.place]
        weight = 2 * len(words) + (power.field == record.field)
        if weight and power.unit.exists_on(on):
            scored.append((weight, power, words))
    for weight, power, words in sorted(scored, key=lambda each: (-each[0], each[1].code)):
        unit = record.street if power.street_level else power.unit
        if all(unit != one.unit for one in found):
            hit = _("，提到{words}").format(words="、".join(words)) if words else ""
            found.append(
                Suggestion(
                    unit,
                    _("权责清单 {code}“{title}”{hit}").format(code=power.code, title=power.title, hit=hit),
                    lead=weight > 1,
                )
            )
    return found[:_SHOWN]
