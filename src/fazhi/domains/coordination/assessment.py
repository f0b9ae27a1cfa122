"""The end of the year: the comprehensive mutual evaluation, and the assessment of streets and departments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from fazhi.domains.coordination.actions import CASE
from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import SHANGHAI, now, today
from fazhi.kernel.evaluation import rounds
from fazhi.kernel.evaluation.assessment import Record, Rules, assess, read_rules
from fazhi.kernel.matters.access import oversees
from fazhi.kernel.matters.errors import Forbidden, NotNow
from fazhi.kernel.models import (
    Assessment,
    AssessmentResult,
    Assignment,
    Correction,
    Objection,
    Organization,
    Round,
    Sheet,
    User,
)
from fazhi.law.parameters.schema import read_yaml

YEAR = "coordination.year"
_RULES = Path(__file__).with_name("assessment.yaml")


@cache
def _all_rules() -> tuple[Rules, ...]:
    return tuple(read_rules(_RULES))


def rules(year: int) -> Rules:
    """The rules by which a year is assessed. Raises :class:`FazhiError` before the first."""
    found = [each for each in _all_rules() if each.start <= dt.date(year, 12, 31)]
    if not found:
        raise FazhiError(_("{year}年还没有考核规则。").format(year=year), code="no_rules")
    return found[-1]


@dataclass(frozen=True)
class Competing:
    """Who competes in a year: ``groups`` by the kind of unit; a unit ``with_parent`` counts for the one above it.

    A unit of any other kind (a hotline) gives and gets marks in cases, and is not assessed.
    """

    groups: Mapping[str, str]
    with_parent: frozenset[str]

    def stands_for(self, unit: Organization) -> Organization | None:
        """The unit to whose account it goes; None where it goes to nobody's."""
        if unit.kind in self.with_parent:
            return self.stands_for(unit.parent) if unit.parent is not None else None
        return unit if unit.kind in self.groups else None


@cache
def _competing() -> dict[str, Competing]:
    found = {}
    for entry in read_yaml(_RULES):
        groups = {kind: group for group, kinds in entry["groups"].items() for kind in kinds}
        found[str(entry["version"])] = Competing(groups, frozenset(entry["with_parent"]))
    return found


def competing(year: int) -> Competing:
    """Who competes in a year. Raises as :func:`rules`."""
    return _competing()[rules(year).version]


def open_year(year: int, *, by: User, closes_on: dt.date) -> Round:
    """Open the comprehensive evaluation of a year: each street scores each department it had to do with, and back.

    Raises :class:`NotNow` where it is open already or nobody had to do with anybody.
    """
    _only_overseers(by)
    if Round.objects.filter(rubric=YEAR, year=year).exists():
        raise NotNow(_("{year}年的综合互评已经开启。").format(year=year))
    pairs = sorted(_met(year), key=lambda pair: (pair[0].code, pair[1].code))
    if not pairs:
        raise NotNow(_("{year}年没有办结的协同监管事项，无从互评。").format(year=year))
    with transaction.atomic():
        return rounds.open_round(YEAR, pairs, at=now(), year=year, closes_on=closes_on)


def _met(year: int) -> set[tuple[Organization, Organization]]:
    """Who was on the two sides of a matter that was settled in the year, both ways, as they compete."""
    held = list(
        Assignment.objects.filter(
            place__in=("reporter", "lead", "partners"), until=None, matter__coordination__settled_on__year=year
        )
        .select_related("organization__parent")
        .order_by("matter_id")
    )
    if not held:
        return set()
    who = competing(year)
    sides: dict[int, dict[str, list[Organization]]] = defaultdict(lambda: defaultdict(list))
    for each in held:
        unit = who.stands_for(each.organization)
        if unit is not None:
            sides[each.matter_id]["reporter" if each.place == "reporter" else "handlers"].append(unit)
    return {
        (one, other)
        for side in sides.values()
        for reporter in side["reporter"]
        for handler in side["handlers"]
        if reporter != handler
        for one, other in ((reporter, handler), (handler, reporter))
    }


def submit(opened: Round, scorer: Organization, target: Organization, marks: Any, *, remarks: str, by: User) -> Sheet:
    """A unit hands in its sheet of the year about another. Raises :class:`Forbidden` for people of other units."""
    check_seat(scorer, by)
    with transaction.atomic():
        return rounds.submit_for_year(opened, scorer, target, marks, remarks=remarks, by=by, at=now())


def check_seat(scorer: Organization, by: User) -> None:
    """Raises :class:`Forbidden` for whoever may not score for a unit."""
    if not speaks_for(by).filter(pk=scorer.pk).exists():
        raise Forbidden(_("只有{unit}的经办人或负责人可以代表它评价。").format(unit=scorer.name))


def speaks_for(user: User) -> QuerySet[Organization]:
    """The units for which somebody may score and object."""
    return Organization.objects.filter(pk__in=user.seats().filter(role__in=("handler", "head")).values("organization"))


def is_overseer(user: User) -> bool:
    """Whether somebody runs the assessment."""
    from fazhi.domains.coordination.procedure import Coordination

    return oversees(user, Coordination)


def close_year(opened: Round, *, by: User, early: bool = False) -> None:
    """End the comprehensive evaluation; what is in counts, what is missing does not.

    Raises :class:`NotNow` before its last day while sheets are missing, unless that is meant (``early``).
    """
    _only_overseers(by)
    missing = opened.sheets.filter(submitted_at=None).count()
    if missing and not early and opened.closed_at is None and opened.closes_on and today() <= opened.closes_on:
        raise NotNow(
            _("还有 {n} 份没有交，{day}才截止；结束以后不能再交，也不能重新开启。").format(
                n=missing, day=opened.closes_on
            )
        )
    Round.objects.filter(pk=opened.pk, closed_at=None).update(closed_at=now())


def reckon(year: int, *, by: User) -> Assessment:
    """Assess all units of a year by what is in now. Earlier reckonings stay as they are.

    Raises :class:`NotNow` while the comprehensive evaluation is open.
    """
    _only_overseers(by)
    if Round.objects.filter(rubric=YEAR, year=year, closed_at=None).exists():
        raise NotNow(_("{year}年的综合互评还没有结束，请先结束互评。").format(year=year))
    rule = rules(year)
    records, units = _records(year)
    with transaction.atomic():
        made = Assessment.objects.create(kind=YEAR, year=year, rules_version=rule.version, made_at=now(), made_by=by)
        AssessmentResult.objects.bulk_create(
            AssessmentResult(
                assessment=made,
                organization=units[result.unit],
                group=result.group,
                cases=result.cases,
                score=result.score,
                rank=result.rank,
                grade=result.grade,
                steps=list(result.steps),
            )
            for result in assess(records, rule)
        )
    return made


def _records(year: int) -> tuple[list[Record], dict[str, Organization]]:
    """By the code of the unit: a score a case (its sheets in that case averaged), and its sheets of the year."""
    start = dt.datetime(year, 1, 1, tzinfo=SHANGHAI)
    end = dt.datetime(year + 1, 1, 1, tzinfo=SHANGHAI)
    cases: dict[str, dict[int, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    comprehensive: dict[str, list[Decimal]] = defaultdict(list)
    units: dict[str, Organization] = {}
    who = competing(year)
    sheets = Sheet.objects.filter(submitted_at__isnull=False, round__closed_at__isnull=False).select_related(
        "target__parent", "round"
    )
    for sheet in sheets.filter(
        Q(round__rubric=CASE, round__opened_at__gte=start, round__opened_at__lt=end)
        | Q(round__rubric=YEAR, round__year=year)
    ):
        assert sheet.total is not None
        unit = who.stands_for(sheet.target)
        if unit is None:
            continue
        units[unit.code] = unit
        if sheet.round.rubric == YEAR:
            comprehensive[unit.code].append(sheet.total)
        else:
            cases[unit.code][sheet.round_id].append(sheet.total)
    for one, _other in _met(year):
        units.setdefault(one.code, one)
    records = [
        Record(
            unit=code,
            group=who.groups[unit.kind],
            cases=tuple(sum(found, Decimal(0)) / len(found) for found in cases[code].values()),
            comprehensive=tuple(comprehensive[code]),
        )
        for code, unit in sorted(units.items())
    ]
    return records, units


def decide(
    objection: Objection, *, by: User, opinion: str, corrections: Mapping[str, object] | None = None
) -> list[Correction]:
    """Decide an objection to a score: with corrections it is upheld, without it is not. For those who run it alone."""
    _only_overseers(by)
    with transaction.atomic():
        return rounds.decide_objection(objection, by=by, at=now(), opinion=opinion, corrections=corrections)


def publish(assessment: Assessment, *, by: User) -> None:
    """Let every unit see the results. Raises :class:`NotNow` where objections wait for a decision."""
    _only_overseers(by)
    waiting = Sheet.objects.filter(
        objections__upheld__isnull=True, objections__isnull=False, round__rubric__in=(CASE, YEAR)
    ).distinct()
    if waiting.exists():
        raise NotNow(_("还有 {n} 项评分异议没有处理，处理完再公布。").format(n=waiting.count()))
    later = Correction.objects.filter(
        Q(sheet__round__rubric=YEAR, sheet__round__year=assessment.year)
        | Q(sheet__round__rubric=CASE, sheet__round__opened_at__year=assessment.year),
        at__gt=assessment.made_at,
    )
    if later.exists():
        raise NotNow(_("算出这份结果以后有评分更正过，请重新计算再公布。"))
    Assessment.objects.filter(pk=assessment.pk, published_at=None).update(published_at=now())


def published(year: int) -> Assessment | None:
    """The assessment of a year that was published last."""
    return Assessment.objects.filter(kind=YEAR, year=year, published_at__isnull=False).order_by("-published_at").first()


@dataclass(frozen=True)
class Year:
    """A year of which the comprehensive evaluation was opened: how many sheets are in, and what was reckoned."""

    year: int
    closes_on: dt.date | None
    closed_at: dt.datetime | None
    expected: int
    handed_in: int
    reckoned: tuple[Assessment, ...]


def overview(user: User) -> list[Year]:
    """The years, the newest first, with every reckoning of theirs; before publication for those who run it alone."""
    opened = Round.objects.filter(rubric=YEAR, year__isnull=False).annotate(
        expected=Count("sheets"), handed_in=Count("sheets", filter=Q(sheets__submitted_at__isnull=False))
    )
    made = Assessment.objects.filter(kind=YEAR)
    if not is_overseer(user):
        made = made.filter(published_at__isnull=False)
    reckoned: dict[int, list[Assessment]] = defaultdict(list)
    for each in made.order_by("id"):
        reckoned[each.year].append(each)
    return [
        Year(
            each.year, each.closes_on, each.closed_at, each.expected, each.handed_in, tuple(reckoned.get(each.year, ()))
        )
        for each in opened.order_by("-year")
        if each.year is not None
    ]


def export(assessment: Assessment, *, by: User) -> list[dict[str, Any]]:
    """What the rule-of-law index takes over: unit, group, score, rank, grade, number of cases; one row a unit.

    Before publication it is for those who run the assessment alone.
    """
    if assessment.published_at is None:
        _only_overseers(by)
    return [
        {
            "year": assessment.year,
            "unit": result.organization.name,
            "code": result.organization.code,
            "group": result.group,
            "score": result.score,
            "rank": result.rank,
            "grade": result.grade,
            "cases": result.cases,
        }
        for result in assessment.results.select_related("organization")
    ]


def _only_overseers(by: User) -> None:
    if not is_overseer(by):
        raise Forbidden(_("只有分拨单位的分拨员或督查员可以组织年度考核。"))
