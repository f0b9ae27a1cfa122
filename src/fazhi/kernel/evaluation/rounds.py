"""Rounds of evaluation in the database: opened with the pairs that are expected, filled in blind, closed, corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import local_day
from fazhi.kernel.evaluation.guarding import new_salt
from fazhi.kernel.evaluation.rubrics import in_force, pinned
from fazhi.kernel.events.chain import append
from fazhi.kernel.matters.errors import Forbidden, NotNow
from fazhi.kernel.models import Correction, Mark, Matter, Objection, Organization, Round, Sheet, User

CORRECTED = "sheet_corrected"
"""The event of a matter in which marks were corrected. Its ``data``: ``corrected`` (the sheet) and ``total``."""
OBJECTED, DECIDED = "sheet_objected", "objection_decided"
"""The events of a matter about an objection. Their ``data``: ``objected`` (the sheet); ``upheld`` once decided."""

if TYPE_CHECKING:
    from fazhi.kernel.evaluation.rubric import Marked


def open_round(
    rubric: str,
    pairs: Iterable[tuple[Organization, Organization]],
    *,
    at: dt.datetime,
    matter: Matter | None = None,
    year: int | None = None,
    closes_on: dt.date | None = None,
) -> Round:
    """Open a round of a matter or of a year with a sheet for each pair of scorer and target."""
    version = in_force(rubric, local_day(at)).version
    opened = Round.objects.create(
        rubric=rubric, rubric_version=version, matter=matter, year=year, opened_at=at, closes_on=closes_on
    )
    Sheet.objects.bulk_create(Sheet(round=opened, scorer=scorer, target=target) for scorer, target in pairs)
    return opened


def open_rounds(matter: Matter) -> QuerySet[Round]:
    """The rounds of a matter that are not closed."""
    return Round.objects.filter(matter=matter, closed_at__isnull=True)


def targets(matter: Matter) -> list[Organization]:
    """The units that somebody has still to score in a matter."""
    waiting_for = Sheet.objects.filter(round__in=open_rounds(matter), submitted_at__isnull=True)
    return list(Organization.objects.filter(pk__in=waiting_for.values("target")).order_by("code"))


def waiting(matter: Matter, scorer: Organization) -> QuerySet[Sheet]:
    """The sheets that a unit has still to hand in for a matter."""
    return Sheet.objects.filter(round__in=open_rounds(matter), scorer=scorer, submitted_at__isnull=True)


def submit(
    matter: Matter,
    scorer: Organization,
    target: Organization,
    marked: Marked,
    *,
    remarks: str = "",
    by: User,
    at: dt.datetime,
) -> Sheet:
    """Hand in the sheet of one unit about another. Raises :class:`NotNow` where none is expected or it is in."""
    sheet = (
        Sheet.objects.select_for_update().filter(round__in=open_rounds(matter), scorer=scorer, target=target).first()
    )
    return _submit(sheet, scorer, target, marked, remarks, by, at)


def submit_for_year(
    opened: Round,
    scorer: Organization,
    target: Organization,
    marked: Marked,
    *,
    remarks: str = "",
    by: User,
    at: dt.datetime,
) -> Sheet:
    """Hand in a sheet of the comprehensive evaluation of a year."""
    sheet = Sheet.objects.select_for_update().filter(round=opened, scorer=scorer, target=target).first()
    if opened.closed_at is not None:
        raise NotNow(_("这一轮评价已经结束，不能再提交。"))
    return _submit(sheet, scorer, target, marked, remarks, by, at)


def _submit(
    sheet: Sheet | None,
    scorer: Organization,
    target: Organization,
    marked: Marked,
    remarks: str,
    by: User,
    at: dt.datetime,
) -> Sheet:
    if sheet is None:
        raise NotNow(_("{scorer}不需要评价{target}。").format(scorer=scorer.name, target=target.name))
    if sheet.submitted_at is not None:
        raise NotNow(_("对{target}的评价已经提交过，不能再改；有误的请走异议程序。").format(target=target.name))
    # Marks first: what a sheet holds is closed as soon as it is in.
    Mark.objects.bulk_create(
        Mark(sheet=sheet, item=each.item, value=each.value, points=each.points, remark=each.remark)
        for each in marked.items
    )
    sheet.total, sheet.submitted_at, sheet.submitted_by, sheet.remarks = marked.total, at, by, remarks
    sheet.salt = new_salt()
    sheet.save(update_fields=["total", "submitted_at", "submitted_by", "remarks", "salt"])
    return sheet


def close_if_complete(matter: Matter, *, at: dt.datetime) -> bool:
    """Close the rounds of a matter if every sheet is in; whether it did."""
    if Sheet.objects.filter(round__in=open_rounds(matter), submitted_at__isnull=True).exists():
        return False
    close(matter, at=at)
    return True


def close(matter: Matter, *, at: dt.datetime) -> None:
    """Close the rounds of a matter: from now on each side sees what the other wrote."""
    open_rounds(matter).update(closed_at=at)


def visible_sheets(matter: Matter, units: Iterable[Organization], *, overseer: bool = False) -> QuerySet[Sheet]:
    """The sheets that people of some units may see: their own always, the others once the round is closed."""
    return _visible(Sheet.objects.filter(round__matter=matter), units, overseer)


def visible_sheets_of_year(opened: Round, units: Iterable[Organization], *, overseer: bool = False) -> QuerySet[Sheet]:
    """The same of the comprehensive evaluation of a year."""
    return _visible(Sheet.objects.filter(round=opened), units, overseer)


def _visible(sheets: QuerySet[Sheet], units: Iterable[Organization], overseer: bool) -> QuerySet[Sheet]:
    found, mine = sheets.filter(submitted_at__isnull=False), list(units)
    open_to = Q(round__closed_at__isnull=False) | Q(scorer__in=mine)
    # Who oversees and sits in a unit that is scored waits for its own sheets like anybody else.
    found = found.filter(open_to | ~Q(target__in=mine)) if overseer else found.filter(open_to)
    return found.select_related("scorer", "target", "round").prefetch_related("marks")


@transaction.atomic
def object_to(sheet: Sheet, reason: str, *, by: User, at: dt.datetime) -> Objection:
    """A unit disagrees with a sheet about it. Raises :class:`Forbidden` for another unit, :class:`NotNow` too early."""
    if not by.seats().filter(organization=sheet.target).exists():
        raise Forbidden(_("只有被评价的单位可以提出异议。"))
    if sheet.round.closed_at is None:
        raise NotNow(_("这一轮评价还没有结束，结束以后才能看到评分并提出异议。"))
    # Whoever objects twice at once: the second waits here and then sees the first.
    matter = _matter_of(sheet)
    if sheet.objections.filter(upheld__isnull=True).exists():
        raise NotNow(_("对这份评分的异议正在处理。"))
    made = Objection.objects.create(sheet=sheet, raised_by=by, raised_at=at, reason=reason)
    if matter is not None:
        append(
            matter,
            OBJECTED,
            at=at,
            to_state=matter.state,
            actor=by,
            organization=sheet.target,
            data={"objected": sheet.pk},
            texts={"reason": reason},
        )
    return made


@transaction.atomic
def decide_objection(
    objection: Objection,
    *,
    by: User,
    at: dt.datetime,
    opinion: str,
    corrections: Mapping[str, object] | None = None,
) -> list[Correction]:
    """Decide an objection: with ``corrections`` (item → new mark) it is upheld, without it is not."""
    # Two who decide at once: the second waits here and then sees what the first wrote.
    matter = _matter_of(objection.sheet)
    objection.refresh_from_db(from_queryset=Objection.objects.select_for_update())
    if objection.upheld is not None:
        raise NotNow(_("这项异议已经处理过。"))
    made = correct(objection.sheet, corrections, opinion, by=by, at=at, objection=objection) if corrections else []
    objection.upheld, objection.decided_by, objection.decided_at, objection.opinion = bool(made), by, at, opinion
    objection.save(update_fields=["upheld", "decided_by", "decided_at", "opinion"])
    if matter is not None:
        matter.refresh_from_db()
        append(
            matter,
            DECIDED,
            at=at,
            to_state=matter.state,
            actor=by,
            data={"objected": objection.sheet_id, "upheld": objection.upheld},
            texts={"reason": opinion},
        )
    return made


@transaction.atomic
def correct(
    sheet: Sheet,
    corrections: Mapping[str, object],
    reason: str,
    *,
    by: User,
    at: dt.datetime,
    objection: Objection | None = None,
) -> list[Correction]:
    """Change marks that are in (item → new mark), all together, with a reason; the old ones are kept.

    Raises :class:`fazhi.kernel.evaluation.rubric.BadMarks` for marks that cannot be, :class:`NotNow` where the sheet
    is not in.
    """
    if not reason.strip():
        raise FazhiError(_("更正评分要写明理由。"), code="no_reason")
    # The matter before the sheet, in the order in which everybody takes them.
    matter = _matter_of(sheet)
    locked = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if locked.total is None:
        raise NotNow(_("这份评分还没有提交，不能更正。"))
    rubric = pinned(locked.round.rubric, locked.round.rubric_version)
    marks = {mark.item: mark for mark in locked.marks.all()}
    values: dict[str, object] = {name: mark.value for name, mark in marks.items()}
    remarks = {name: mark.remark for name, mark in marks.items()} | dict.fromkeys(corrections, reason)
    marked = rubric.mark(values | dict(corrections), remarks)
    made = []
    for each in marked.items:
        if each.value != marks[each.item].value:
            made.append(
                Correction.objects.create(
                    sheet=locked,
                    objection=objection,
                    item=each.item,
                    old=marks[each.item].value,
                    new=each.value,
                    old_total=locked.total,
                    new_total=marked.total,
                    reason=reason,
                    by=by,
                    at=at,
                )
            )
            Mark.objects.filter(pk=marks[each.item].pk).update(value=each.value, points=each.points)
    locked.total = marked.total
    locked.save(update_fields=["total"])
    if matter is not None and made:
        append(
            matter,
            CORRECTED,
            at=at,
            to_state=matter.state,
            actor=by,
            data={"corrected": locked.pk, "total": str(marked.total)},
            texts={"reason": reason},
        )
    return made


def _matter_of(sheet: Sheet) -> Matter | None:
    """The matter of a sheet under its lock; none where the sheet is of a year."""
    return Matter.objects.select_for_update().filter(rounds=sheet.round_id).first()


def pass_on(matter: Matter, unit: Organization, successor: Organization) -> None:
    """Let the successor of a dissolved unit write and get the sheets that are not in yet.

    One that would be about the successor itself, or there twice, stays with the dissolved unit and is never handed in.
    """
    for sheet in Sheet.objects.filter(
        Q(scorer=unit) | Q(target=unit), round__in=open_rounds(matter), submitted_at=None
    ):
        scorer, target = (successor.pk if each == unit.pk else each for each in (sheet.scorer_id, sheet.target_id))
        twice = Sheet.objects.filter(round=sheet.round_id, scorer=scorer, target=target)
        if scorer != target and not twice.exists():
            Sheet.objects.filter(pk=sheet.pk).update(scorer=scorer, target=target)
