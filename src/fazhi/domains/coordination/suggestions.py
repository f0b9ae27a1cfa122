"""What is offered before a matter is registered or dispatched: open ones nearby, and the units it belongs to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.domains.coordination.models import CoordinationMatter
    from fazhi.kernel.models import Organization

OTHER = "other"
CATEGORIES = {
    "市容管理": "streetscape",
    "生态环境": "environment",
    "规划土地": "land",
    "消防安全": "fire",
    "市场监管": "market",
    "交通运输": "transport",
    "建设工程": "construction",
    "水务": "water",
    "物业管理": "property",
    "其他": OTHER,
}
"""The fields of enforcement, each with its name in the names of rules (``handling_fire_ordinary``)."""

FIELDS = tuple(CATEGORIES)
HANDLING = ("coordination.handling_{category}_{urgency}", "coordination.handling_{urgency}")
"""The rules of the time to handle a matter: of its category where there is one, else of its urgency."""

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


def similar_to(answers: Mapping[str, Any]) -> list[CoordinationMatter]:
    """:func:`similar` to what these cleaned answers would register."""
    from fazhi.domains.coordination.models import PainPoint
    from fazhi.kernel.models import Organization

    community = Organization.objects.select_related("parent").get(code=answers["community"])
    point = PainPoint.objects.filter(number=answers["pain_point"]).first()
    field = answers["field"] or (point.field if point else "")
    return similar(community, field, point.number if point else "", answers["place"])


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
