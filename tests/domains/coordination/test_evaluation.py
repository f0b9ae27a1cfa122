"""一案一考 and the year's end: blind until all are in or time is up, corrected with reasons, ranked, published."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from coordination_walk import LEAD, PARTNER, STREET, Cast, cast, handling, picture, seat, unit
from fazhi.domains.coordination import assessment
from fazhi.kernel.clock import now, standing_at
from fazhi.kernel.evaluation import rounds
from fazhi.kernel.evaluation.rubric import BadMarks
from fazhi.kernel.evaluation.rubrics import in_force
from fazhi.kernel.events.chain import said
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotNow
from fazhi.kernel.matters.perform import perform, perform_by_system
from fazhi.kernel.models import Matter, Sheet

pytestmark = pytest.mark.usefixtures("platform")
FULL = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}


@pytest.fixture
def people() -> Cast:
    return cast()


def settled(people: Cast) -> Matter:
    """A matter with a helping unit, verified and waiting for scores."""
    matter = handling(people, PARTNER)
    perform(matter, "sign_part", people.partner)
    perform(matter, "finish_part", people.partner, {"result": "已配合清理"})
    perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    perform(matter, "confirm", people.street)
    return matter


def score(matter: Matter, people_of: object, target: str, **less: int) -> None:
    marks = {item: points - less.get(item, 0) for item, points in FULL.items()}
    perform(matter, "score", people_of, {"target": unit(target).code, "marks": marks})  # type: ignore[arg-type]


def test_each_side_scores_the_other_and_the_last_sheet_closes_the_matter(people: Cast) -> None:
    matter = settled(people)
    score(matter, people.street, LEAD, result=5)
    score(matter, people.street, PARTNER)
    score(matter, people.lead, STREET)
    assert matter.state == "scoring"
    score(matter, people.partner, STREET, response=3)
    assert (matter.state, matter.closed_on is not None) == ("closed", True)
    totals = {(s.scorer.name, s.target.name): s.total for s in Sheet.objects.select_related("scorer", "target")}
    assert totals == {
        (STREET, LEAD): Decimal(95),
        (STREET, PARTNER): Decimal(100),
        (LEAD, STREET): Decimal(100),
        (PARTNER, STREET): Decimal(97),
    }


def test_neither_sees_the_others_sheet_before_all_are_in(people: Cast) -> None:
    matter = settled(people)
    score(matter, people.street, LEAD)
    assert list(rounds.visible_sheets(matter, [unit(LEAD)])) == []
    assert len(rounds.visible_sheets(matter, [unit(STREET)])) == 1
    assert len(rounds.visible_sheets(matter, [], overseer=True)) == 1
    assert list(rounds.visible_sheets(matter, [unit(LEAD)], overseer=True)) == []
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT street_score FROM ledger_coordination_matters")
        assert cursor.fetchall() == [(None,)]
    perform_by_system(matter, "time_is_up")
    assert len(rounds.visible_sheets(matter, [unit(LEAD)])) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT street_score, department_score FROM ledger_coordination_matters")
        assert cursor.fetchall() == [(Decimal(100), None)]


def test_nobody_scores_twice_or_a_unit_that_is_not_theirs_to_score(people: Cast) -> None:
    matter = settled(people)
    score(matter, people.lead, STREET)
    with pytest.raises(NotNow, match="都已提交"):
        score(matter, people.lead, STREET)
    with pytest.raises(NotNow, match="不需要评价"):
        score(matter, people.partner, LEAD)
    with pytest.raises(BadAnswers):
        perform(matter, "score", people.partner, {"target": unit(STREET).code, "marks": {"response": 26}})


def test_an_objection_is_upheld_by_correcting_a_mark_with_a_reason(people: Cast) -> None:
    matter = settled(people)
    score(matter, people.street, LEAD, result=10)
    sheet = Sheet.objects.get(scorer=unit(STREET), target=unit(LEAD))
    with pytest.raises(NotNow, match="还没有结束"):
        rounds.object_to(sheet, "评分与核验意见不符", by=people.lead, at=now())
    perform_by_system(matter, "time_is_up")
    sheet.refresh_from_db()
    with pytest.raises(Forbidden):
        rounds.object_to(sheet, "路过的", by=people.stranger, at=now())
    objection = rounds.object_to(sheet, "评分与核验意见不符", by=people.lead, at=now())
    with pytest.raises(NotNow, match="正在处理"):
        rounds.object_to(sheet, "再提一次", by=people.lead, at=now())
    (made,) = rounds.decide_objection(
        objection, by=people.overseer, at=now(), opinion="核验意见为满意", corrections={"result": 22}
    )
    assert (made.old, made.new, made.old_total, made.new_total) == ("15", "22", Decimal(90), Decimal(97))
    sheet.refresh_from_db()
    assert sheet.total == Decimal(97)
    told = [(event.kind, said(event)) for event in matter.events.order_by("sequence")][-3:]
    assert told == [
        ("sheet_objected", {"reason": "评分与核验意见不符"}),
        ("sheet_corrected", {"reason": "核验意见为满意"}),
        ("objection_decided", {"reason": "核验意见为满意"}),
    ]
    assert verify().damages == ()
    with pytest.raises(BadMarks):
        rounds.correct(sheet, {"result": 99}, "手误", by=people.overseer, at=now())


def year(people: Cast) -> None:
    """Three matters of 2026 with scores both ways."""
    for less in (5, 10, 3):
        with standing_at(dt.date(2026, 3, 2)):
            matter = settled(people)
            score(matter, people.street, LEAD, result=less)
            score(matter, people.street, PARTNER)
            score(matter, people.lead, STREET)
            score(matter, people.partner, STREET)


def test_a_year_from_the_cases_to_the_published_ranking(people: Cast) -> None:
    year(people)
    with pytest.raises(Forbidden):
        assessment.open_year(2026, by=people.lead, closes_on=dt.date(2026, 12, 31))
    opened = assessment.open_year(2026, by=people.dispatcher, closes_on=dt.date(2026, 12, 31))
    assert {(s.scorer.name, s.target.name) for s in opened.sheets.select_related("scorer", "target")} == {
        (STREET, LEAD), (LEAD, STREET), (STREET, PARTNER), (PARTNER, STREET),
    }  # fmt: skip
    rubric = in_force(assessment.YEAR, dt.date(2026, 12, 1))
    full = {"duty": 40, "cooperation": 30, "mechanism": 15, "conduct": 15}
    assessment.submit(opened, unit(STREET), unit(LEAD), rubric.mark(full | {"duty": 30}), remarks="", by=people.street)
    assessment.submit(
        opened, unit(LEAD), unit(STREET), rubric.mark(full | {"mechanism": "不适用"}), remarks="", by=people.lead
    )
    with pytest.raises(Forbidden):
        assessment.submit(opened, unit(STREET), unit(PARTNER), rubric.mark(full), remarks="", by=people.lead)
    with pytest.raises(NotNow, match="还没有结束"):
        assessment.reckon(2026, by=people.dispatcher)
    assessment.close_year(opened, by=people.overseer, early=True)
    made = assessment.reckon(2026, by=people.dispatcher)
    with pytest.raises(Forbidden):
        assessment.export(made, by=people.lead)
    rows = {row["unit"]: row for row in assessment.export(made, by=people.overseer)}
    # Cases: (95 + 90 + 97) / 3 = 94.00; the year: 90. 94 × 0.6 + 90 × 0.4 = 92.40.
    assert (rows[LEAD]["score"], rows[LEAD]["rank"], rows[LEAD]["grade"]) == (Decimal("92.40"), 2, "优秀")
    # Nobody handed in a sheet of the year about it: the cases alone.
    assert (rows[PARTNER]["score"], rows[PARTNER]["rank"], rows[PARTNER]["cases"]) == (Decimal(100), 1, 3)
    assert (rows[STREET]["group"], rows[STREET]["score"], rows[STREET]["rank"]) == ("街道", Decimal(100), 1)
    assert assessment.published(2026) is None
    assessment.publish(made, by=people.dispatcher)
    assert assessment.published(2026) == made


def test_nothing_is_published_while_an_objection_waits(people: Cast) -> None:
    year(people)
    made = assessment.reckon(2026, by=people.dispatcher)
    sheet = Sheet.objects.filter(target=unit(LEAD)).first()
    assert sheet is not None
    objection = rounds.object_to(sheet, "评分与核验意见不符", by=people.lead, at=now())
    with pytest.raises(NotNow, match="1 项评分异议"):
        assessment.publish(made, by=people.dispatcher)
    with pytest.raises(Forbidden):
        assessment.decide(objection, by=people.lead, opinion="同意", corrections={"result": 25})
    assessment.decide(objection, by=people.overseer, opinion="评分有据，维持")
    assessment.publish(made, by=people.dispatcher)
    assert objection.upheld is False


def test_a_correction_moves_the_next_reckoning_and_not_the_last(people: Cast) -> None:
    year(people)
    before = assessment.reckon(2026, by=people.dispatcher)
    sheet = Sheet.objects.filter(target=unit(LEAD)).order_by("id")[1]
    rounds.correct(sheet, {"result": 25}, "录入有误", by=people.overseer, at=now())
    after = assessment.reckon(2026, by=people.dispatcher)
    scores = [made.results.get(organization=unit(LEAD)).score for made in (before, after)]
    assert scores == [Decimal("94.00"), Decimal("97.33")]


def test_a_head_may_also_hand_in_the_sheet_of_the_year(people: Cast) -> None:
    year(people)
    opened = assessment.open_year(2026, by=people.dispatcher, closes_on=dt.date(2026, 12, 31))
    head = seat("jiezhang", STREET, "head")
    rubric = in_force(assessment.YEAR, dt.date(2026, 12, 1))
    marked = rubric.mark({"duty": 40, "cooperation": 30, "mechanism": 15, "conduct": 15})
    sheet = assessment.submit(opened, unit(STREET), unit(LEAD), marked, remarks="配合有力", by=head)
    assert sheet.total == Decimal(100)
