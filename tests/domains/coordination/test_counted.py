"""What the figures say of matters that were walked: on time, sent back, reopened, extended, how long, scored."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from coordination_walk import LEAD, OTHER, PARTNER, STREET, Cast, cast, dispatch, picture, registered, unit
from fazhi.figures.catalogue import installed
from fazhi.figures.engine import Engine
from fazhi.figures.period import Period
from fazhi.kernel.clock import SHANGHAI, standing_at
from fazhi.kernel.database.figures import open_ledgers
from fazhi.kernel.database.server import APPLICATION, as_role
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter

JUNE = Period.parse("2020-06")
FULL = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


def at(day: int, hour: int = 10) -> standing_at:
    return standing_at(dt.datetime(2020, 6, day, hour, tzinfo=SHANGHAI))


def begun(people: Cast, day: int, *partners: str, **more: object) -> Matter:
    """Registered and dispatched in the morning, signed at noon."""
    with at(day, 9):
        matter = registered(people, **more)
        dispatch(people, matter, *partners)
    with at(day, 12):
        perform(matter, "sign", people.lead)
    return matter


def report(people: Cast, matter: Matter, day: int) -> None:
    with at(day):
        perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})


def score(who: object, matter: Matter, target: str, **less: int) -> None:
    marks = {item: points - less.get(item, 0) for item, points in FULL.items()}
    perform(matter, "score", who, {"target": unit(target).code, "marks": marks})  # type: ignore[arg-type]


@pytest.fixture
def engine(people: Cast, fresh_platform: str) -> Engine:
    # Urgent matters have three working days. Signed on Monday the 1st, due on Thursday the 4th.
    prompt = begun(people, 1, PARTNER, urgency="urgent")
    with at(2):
        perform(prompt, "sign_part", people.partner)
        perform(prompt, "finish_part", people.partner, {"result": "已配合清理"})
    report(people, prompt, 3)
    with at(3, 16):
        perform(prompt, "confirm", people.street)
        score(people.street, prompt, LEAD, result=10)
        score(people.street, prompt, PARTNER, result=10, response=10)
        score(people.lead, prompt, STREET, response=5)
        score(people.partner, prompt, STREET)
    # Reported on Friday, one day late: four working days.
    late = begun(people, 1, urgency="urgent")
    report(people, late, 5)
    with at(8):
        perform(late, "confirm", people.street)
    # Sent back once, extended by two days, reopened after a weekend: Wednesday 10th to Wednesday 17th.
    with at(10, 9):
        long = registered(people, urgency="urgent", field="水务")
        dispatch(people, long)
        perform(long, "send_back", people.lead, {"reason": "不属于本单位职责"})
        dispatch(people, long)
        perform(long, "sign", people.lead)
        perform(long, "ask_for_time", people.lead, {"amount": 2, "reason": "需要专业检测"})
        perform(long, "grant_time", people.dispatcher)
    report(people, long, 12)
    # Supervised twice, it is one matter that was supervised.
    with at(15):
        perform(long, "press", people.overseer, {"demand": "请核实为何仍有积水"})
        perform(long, "press", people.dispatcher, {"demand": "请加快核验进度"})
        perform(long, "fail", people.street, {"reason": "仍有积水未排"})
    report(people, long, 17)
    with at(18):
        perform(long, "confirm", people.street)
    # Still open at the end of the month, without a helping unit.
    begun(people, 29)
    with at(30):
        registered(people)
    connection = psycopg.connect(as_role(fresh_platform, APPLICATION))
    return open_ledgers(connection, installed())[1]


def test_figures_of_a_month_are_those_reckoned_by_hand(engine: Engine) -> None:
    expected = {
        "registered": "5",
        "dispatched": "4",
        "returned": "1",
        "return_rate": "25.00",
        "settled": "3",
        "on_time": "2",
        "on_time_rate": "66.67",
        "reopened": "1",
        "reopen_rate": "33.33",
        "extended": "1",
        # 2 (the 2nd, 3rd) + 4 (the 2nd to the 5th) + 2 (11th, 12th) and again 2 (16th, 17th)
        "handling_days_total": "10",
        "handling_days_mean": "3.3",
        "supervised": "1",
        # (90 + 80) / 2 of the street, (95 + 100) / 2 of the two units
        "street_score_mean": "85.0",
        "department_score_mean": "97.5",
        "pending": "2",
    }
    values = engine.values([f"coordination.{name}" for name in expected], [JUNE])
    assert {name: values[f"coordination.{name}", JUNE].digits for name in expected} == expected
    assert engine.breaches(JUNE) == []


def test_they_are_told_apart_by_category_unit_street_and_month(engine: Engine) -> None:
    def told(figure: str, column: str) -> dict[object, str]:
        return {
            group.value: group.values[f"coordination.{figure}"].digits
            for group in engine.groups([f"coordination.{figure}"], JUNE, column)
        }

    assert told("registered", "field") == {"市容管理": "4", "水务": "1"}
    assert told("registered", "department") == {LEAD: "4", "待分拨": "1"}
    assert told("on_time_rate", "street") == {STREET: "66.67"}
    assert told("handling_days_mean", "urgency") == {"紧急": "3.3"}
    assert told("settled", "partners") == {PARTNER: "1", None: "2"}
    rows = engine.rows("coordination.settled", JUNE, ("field", "水务")).to_pylist()
    assert [(row["returns"], row["extensions"], row["reopenings"], row["on_time"]) for row in rows] == [(1, 1, 1, True)]
    assert engine.rows("coordination.supervised", JUNE).to_pylist() == rows
    # Both reports are there: of the first it is said whether it was in time; the second had two working days.
    days = ("supervised_on", "due_on", "first_reported_on", "rework_due_on", "reported_on")
    assert [rows[0][name].day for name in days] == [15, 17, 12, 17, 17]
    assert rows[0]["supervisions"] == 2
    assert OTHER not in told("registered", "department")
