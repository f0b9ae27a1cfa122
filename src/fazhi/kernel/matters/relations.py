"""Matters that belong together (关联事项): linked and unlinked with a reason, on the record of both."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from fazhi.i18n import _, later
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import append
from fazhi.kernel.matters.access import find, oversees
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotNow
from fazhi.kernel.models import Matter, Organization, Relation, User
from fazhi.kernel.procedures.registry import pinned

RELATED, UNRELATED = "related", "unrelated"
"""The events of both matters. Their ``data``: ``other`` (key of the matter), ``kind``, whether it is the ``source``."""

SAME, FOLLOWS, OTHER = "same", "follows", "other"
KINDS = {SAME: later("同一问题"), FOLLOWS: later("由它引起"), OTHER: later("其他关联")}
"""What the target is to the source, as the page of the source says it."""

BACK = KINDS | {FOLLOWS: later("引起了它")}
"""The same seen from the target."""

_SHORTEST_REASON, _LONGEST_REASON = 4, 200


@dataclass(frozen=True)
class Related:
    """A matter beside another: what it is to that, and the row of the link."""

    relation: Relation
    matter: Matter
    label: str


def may_relate(user: User, matter: Matter) -> bool:
    """Whether a user may link this matter with others: whoever sits in a unit of it now, or oversees it."""
    return _acts_for(user, matter) is not None or _oversees(user, matter)


def _acts_for(user: User, matter: Matter) -> Organization | None:
    """The unit of the matter in which a user sits."""
    held = matter.assignments.filter(until__isnull=True).values("organization")
    seat = user.seats().filter(organization__in=held).order_by("organization__code").first()
    return seat.organization if seat else None


def _oversees(user: User, matter: Matter) -> bool:
    return not matter.confidential and oversees(user, pinned(matter.procedure, matter.version))


def relate(source: Matter, target: Matter, kind: str, reason: str, *, by: User) -> Relation:
    """Link two matters, both of which ``by`` may see; the events go into both chains.

    Raises :class:`NotFound`, :class:`Forbidden`, :class:`BadAnswers`, and :class:`NotNow` where they are linked.
    """
    reason = _checked(source, target, kind, reason, by)
    with transaction.atomic():
        one, other = _locked(source, target)
        if _between(one, other).exists():
            raise NotNow(_("这两件事项已经关联过了。"))
        made = Relation.objects.create(source=one, target=other, kind=kind, made_by=by, made_at=now())
        _record(RELATED, made, one, other, reason, by)
    return made


def unrelate(relation: Relation, reason: str, *, by: User) -> None:
    """Undo a link. Raises what :func:`relate` raises."""
    source, target = relation.source, relation.target
    reason = _checked(source, target, relation.kind, reason, by)
    with transaction.atomic():
        one, other = _locked(source, target)
        if not _between(one, other).filter(pk=relation.pk).exists():
            raise NotNow(_("这两件事项已经不再关联。"))
        _record(UNRELATED, relation, one, other, reason, by)
        Relation.objects.filter(pk=relation.pk).delete()


def related(matter: Matter, among: QuerySet[Matter]) -> tuple[list[Related], int]:
    """The matters beside this one that are ``among`` those a user may see, and how many more there are."""
    found = list(
        Relation.objects.filter(Q(source=matter) | Q(target=matter)).select_related("source", "target").order_by("id")
    )
    if not found:
        return [], 0
    others = {one.pk: one.target if one.source_id == matter.pk else one.source for one in found}
    seen = set(among.filter(pk__in=[other.pk for other in others.values()]).values_list("pk", flat=True))
    shown = [
        Related(one, others[one.pk], _((KINDS if one.source_id == matter.pk else BACK)[one.kind]))
        for one in found
        if others[one.pk].pk in seen
    ]
    return shown, len(found) - len(shown)


def _checked(source: Matter, target: Matter, kind: str, reason: str, by: User) -> str:
    wrong: dict[str, list[str]] = {}
    if kind not in KINDS:
        wrong["kind"] = [_("请选择是什么关联。")]
    reason = reason.strip()
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        wrong["reason"] = [_("请写明理由，{least}至{most}个字。").format(least=_SHORTEST_REASON, most=_LONGEST_REASON)]
    if source.pk == target.pk:
        wrong["other"] = [_("一件事项不能和自己关联。")]
    if wrong:
        raise BadAnswers(wrong, {"kind": _("关联"), "reason": _("理由"), "other": _("另一件事项")})
    for matter in (source, target):
        find(matter.uuid, by)
    if not may_relate(by, source) and not may_relate(by, target):
        raise Forbidden(_("只有现在办理其中一件事项的单位，或者督查单位，可以关联它们。"))
    return reason


def _locked(source: Matter, target: Matter) -> tuple[Matter, Matter]:
    """Both under their locks, always in the same order, so that two who link them at once do not wait for ever."""
    found = {
        one.pk: one for one in Matter.objects.select_for_update().filter(pk__in=(source.pk, target.pk)).order_by("pk")
    }
    return found[source.pk], found[target.pk]


def _between(one: Matter, other: Matter) -> QuerySet[Relation]:
    return Relation.objects.filter(Q(source=one, target=other) | Q(source=other, target=one))


def _record(kind: str, relation: Relation, source: Matter, target: Matter, reason: str, by: User) -> None:
    moment = now()
    unit = _acts_for(by, source) or _acts_for(by, target)
    for matter, other in ((source, target), (target, source)):
        append(
            matter,
            kind,
            at=moment,
            to_state=matter.state,
            actor=by,
            organization=unit,
            data={"other": other.pk, "kind": relation.kind, "source": matter is source},
            texts={"reason": reason},
        )
