"""A year's assessment: the average of the cases and the comprehensive evaluation, by weights that are data.

Who has too few cases, or none, is assessed by the rule for that. Every result keeps its steps in words, so that anybody
can follow how 87.35 came about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel.evaluation.scoring import mean, ranked, weighted
from fazhi.law.basis import SOURCES, is_checked
from fazhi.law.parameters.schema import read_yaml

FEW_CASES = {"comprehensive": later("只计综合评价"), "unranked": later("只计综合评价，不参加排名")}
"""What is done with a unit of too few cases: its few cases say too little of it either way, so they do not count."""


@dataclass(frozen=True)
class Rules:
    """How a year is assessed. ``few_cases``: what is done with fewer than ``minimum_cases``.

    ``trim``: how many sheets of the comprehensive evaluation are dropped at each end, if ``trim_from`` or more are in.
    ``grades``: pairs of lowest score and name, the best first.
    """

    id: str
    version: str
    start: dt.date
    basis: str
    check: str
    case_weight: Decimal
    comprehensive_weight: Decimal
    minimum_cases: int
    few_cases: str
    trim: int
    trim_from: int
    grades: tuple[tuple[Decimal, str], ...]

    @property
    def checked(self) -> bool:
        """False: shown as 待核."""
        return is_checked(self.check)

    @property
    def few_words(self) -> str:
        """What is done with too few cases, in words."""
        return _(FEW_CASES[self.few_cases])

    def grade(self, score: Decimal) -> str:
        """The name of the grade of a score."""
        return next((name for lowest, name in self.grades if score >= lowest), self.grades[-1][1])


@dataclass(frozen=True)
class Record:
    """What a unit brings to the assessment: a score per case (case sheets averaged), and the sheets of the year."""

    unit: str
    group: str
    cases: tuple[Decimal, ...]
    comprehensive: tuple[Decimal, ...]


@dataclass(frozen=True)
class Result:
    """What a unit came to; ``steps`` say how. Without a rank it does not compete; without a score nobody scored it."""

    unit: str
    group: str
    cases: int
    score: Decimal | None
    rank: int | None
    grade: str
    steps: tuple[str, ...] = field(default=())


def assess(records: Sequence[Record], rules: Rules) -> list[Result]:
    """The results of all units, group by group, the best first; those that are not ranked come last."""
    drafts = {record.unit: _reckon(record, rules) for record in records}
    results: list[Result] = []
    for group in sorted({record.group for record in records}):
        members = [record for record in records if record.group == group]
        scores = {
            record.unit: score
            for record in members
            if (score := drafts[record.unit][0]) is not None
            and (len(record.cases) >= rules.minimum_cases or rules.few_cases != "unranked")
        }
        for rank, unit, score in ranked(scores):
            record = next(each for each in members if each.unit == unit)
            steps = drafts[unit][1]
            results.append(Result(unit, group, len(record.cases), score, rank, rules.grade(score), steps))
        for record in sorted(members, key=lambda each: each.unit):
            if record.unit not in scores:
                score, steps = drafts[record.unit]
                grade = "" if score is None else rules.grade(score)
                results.append(Result(record.unit, group, len(record.cases), score, None, grade, steps))
    return results


def _reckon(record: Record, rules: Rules) -> tuple[Decimal | None, tuple[str, ...]]:
    cases = mean(record.cases)
    year = mean(record.comprehensive, trim=rules.trim, at_least=max(1, rules.trim_from - 2 * rules.trim))
    steps = [_("个案：{text}").format(text=cases.text), _("综合：{text}").format(text=year.text)]
    enough = len(record.cases) >= rules.minimum_cases
    if not enough:
        steps.append(
            _("个案 {n} 件，不足 {least} 件：{rule}").format(
                n=len(record.cases), least=rules.minimum_cases, rule=_(FEW_CASES[rules.few_cases])
            )
        )
    if enough and cases.value is not None and year.value is not None:
        score = weighted([(cases.value, rules.case_weight), (year.value, rules.comprehensive_weight)])
        steps.append(
            _("{case} × {w1} + {year} × {w2} = {score}").format(
                case=cases.value, w1=rules.case_weight, year=year.value, w2=rules.comprehensive_weight, score=score
            )
        )
        return score, tuple(steps)
    if year.value is not None and not enough:
        return year.value, tuple(steps)
    if enough and year.value is None and cases.value is not None:
        steps.append(_("没有综合评价，只计个案"))
        return cases.value, tuple(steps)
    return None, tuple(steps)


def read_rules(path: Path) -> list[Rules]:
    """The rules of a file, all versions. Raises :class:`FazhiError` with file and reason."""
    found = []
    for entry in read_yaml(path):
        try:
            found.append(_rules(entry))
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
            raise FazhiError(
                _("考核规则有误（{file}）：{problem}").format(file=path.name, problem=problem), code="bad_rules"
            ) from problem
    return sorted(found, key=lambda each: each.start)


def _rules(entry: Mapping[str, Any]) -> Rules:
    weights = Decimal(entry["case_weight"]), Decimal(entry["comprehensive_weight"])
    if sum(weights, Decimal(0)) != 1 or min(weights) < 0:
        raise ValueError(_("权重不能为负，之和应为 1"))
    if min(int(entry[name]) for name in ("minimum_cases", "trim", "trim_from")) < 0:
        raise ValueError(_("minimum_cases、trim、trim_from 不能为负"))
    if entry["few_cases"] not in FEW_CASES:
        raise ValueError(_("few_cases 应为 {known} 之一").format(known="、".join(FEW_CASES)))
    if entry["check"] not in SOURCES:
        raise ValueError(_("check 应为 {known} 之一").format(known="、".join(SOURCES)))
    grades = tuple((Decimal(lowest), str(name)) for lowest, name in entry["grades"])
    if not grades or grades[-1][0] != 0:
        raise ValueError(_("grades 的最后一等应从 0 分起"))
    if [lowest for lowest, _name in grades] != sorted((lowest for lowest, _name in grades), reverse=True):
        raise ValueError(_("grades 应由高到低"))
    return Rules(
        id=entry["id"],
        version=str(entry["version"]),
        start=entry["from"],
        basis=entry["basis"],
        check=entry["check"],
        case_weight=weights[0],
        comprehensive_weight=weights[1],
        minimum_cases=int(entry["minimum_cases"]),
        few_cases=entry["few_cases"],
        trim=int(entry["trim"]),
        trim_from=int(entry["trim_from"]),
        grades=grades,
    )
