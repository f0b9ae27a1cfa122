"""The sheets of a matter as they are read: marks by item, remarks, what was objected to and corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fazhi.i18n import _
from fazhi.kernel.evaluation.rounds import visible_sheets
from fazhi.kernel.evaluation.rubrics import pinned
from fazhi.kernel.models import Correction, Matter, Objection, Organization, Sheet


@dataclass(frozen=True)
class Line:
    """One item of a sheet: its label, its full marks, what was given, why, and the corrections of it."""

    item: str
    label: str
    full: str
    value: str
    remark: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Scored:
    """A sheet. ``may_object``: the viewer's unit is the one scored; ``pending``: what waits for a decision."""

    sheet: Sheet
    rubric: str
    full: str
    lines: tuple[Line, ...]
    objections: tuple[Objection, ...]
    pending: Objection | None
    may_object: bool


def scored(matter: Matter, units: Iterable[Organization], *, overseer: bool) -> list[Scored]:
    """The sheets of a matter that people of some units may see, in a bounded number of queries."""
    mine = list(units)
    found = visible_sheets(matter, mine, overseer=overseer).prefetch_related(
        "corrections__by", "objections__raised_by", "objections__decided_by"
    )
    return [_scored(sheet, {unit.pk for unit in mine}) for sheet in found]


def _scored(sheet: Sheet, mine: set[int]) -> Scored:
    rubric = pinned(sheet.round.rubric, sheet.round.rubric_version)
    marks = {mark.item: mark for mark in sheet.marks.all()}
    corrections = list(sheet.corrections.all())
    objections = tuple(sheet.objections.all())
    pending = next((one for one in objections if one.upheld is None), None)
    return Scored(
        sheet,
        _(rubric.label),
        f"{rubric.full:f}",
        tuple(
            Line(
                item.id,
                _(item.label),
                f"{item.full:f}",
                marks[item.id].value,
                marks[item.id].remark,
                tuple(one for one in corrections if one.item == item.id),
            )
            for item in rubric.items
            if item.id in marks
        ),
        objections,
        pending,
        sheet.target_id in mine and sheet.round.closed_at is not None and pending is None,
    )
