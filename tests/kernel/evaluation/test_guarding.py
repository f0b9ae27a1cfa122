"""Sheets that are in stay as they are: refused by the database, and found where somebody got round it."""

from __future__ import annotations

import psycopg
import pytest

from coordination_walk import LEAD, STREET, Cast, cast, scoring, unit
from fazhi.kernel.clock import now
from fazhi.kernel.database.server import APPLICATION, as_role
from fazhi.kernel.evaluation import rounds
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, Sheet

MARKS = {"response": 20, "cooperation": 25, "lawfulness": 25, "result": 20}


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


@pytest.fixture
def matter(people: Cast) -> Matter:
    found = scoring(people)
    for who, target in ((people.street, LEAD), (people.lead, STREET)):
        perform(found, "score", who, {"target": unit(target).code, "marks": MARKS, "remarks": "配合及时"})
    return found


REFUSED = (
    "UPDATE kernel_sheet SET total = 100",
    "UPDATE kernel_sheet SET remarks = '另一番话'",
    "UPDATE kernel_sheet SET submitted_at = NULL, total = NULL",
    "DELETE FROM kernel_sheet",
    "UPDATE kernel_mark SET value = '25', points = 25",
    "UPDATE kernel_mark SET remark = '补一句'",
    "DELETE FROM kernel_mark",
    "INSERT INTO kernel_mark (sheet_id, item, value, remark) SELECT id, 'extra', '5', '' FROM kernel_sheet",
    "UPDATE kernel_round SET closed_at = NULL",
    "DELETE FROM kernel_round",
    "DELETE FROM kernel_materialfile",
    "UPDATE kernel_materialfile SET material = 'photos'",
    "DELETE FROM kernel_assignment",
    "UPDATE kernel_deadline SET due = due + 10",
    "DELETE FROM kernel_deadline",
    "TRUNCATE kernel_sheet CASCADE",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_what_is_settled_cannot_be_changed_by_anybody(matter: Matter, fresh_platform: str, statement: str) -> None:
    for url in (as_role(fresh_platform, APPLICATION), fresh_platform):
        with pytest.raises(psycopg.Error), psycopg.connect(url) as connection:
            connection.execute(statement)
    assert verify().damages == ()


ROUND_THE_GUARD = (
    ("UPDATE kernel_sheet SET total = 100 WHERE id = {sheet}", "评分表被改动"),
    ("UPDATE kernel_mark SET value = '25' WHERE sheet_id = {sheet} AND item = 'result'", "评分表被改动"),
    ("DELETE FROM kernel_mark WHERE sheet_id = {sheet} AND item = 'result'", "评分表被改动"),
    ("UPDATE kernel_sheet SET remarks = '另一番话' WHERE id = {sheet}", "评分表被改动"),
    ("UPDATE kernel_sheet SET target_id = {other} WHERE id = {sheet}", "评分表被改动"),
    ("DELETE FROM kernel_mark WHERE sheet_id = {sheet}; DELETE FROM kernel_sheet WHERE id = {sheet}", "不见了"),
)


@pytest.mark.parametrize(("statements", "expected"), ROUND_THE_GUARD)
def test_whoever_disables_the_guard_is_found_out(
    matter: Matter, fresh_platform: str, statements: str, expected: str
) -> None:
    sheet = Sheet.objects.get(scorer=unit(STREET))
    with psycopg.connect(fresh_platform) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statements.format(sheet=sheet.pk, other=unit("区水务局").pk).encode())
    (damage,) = verify().damages
    assert expected in str(damage)
    assert damage.number == matter.number


def test_a_file_that_was_exchanged_is_found(matter: Matter, fresh_platform: str) -> None:
    with psycopg.connect(as_role(fresh_platform, APPLICATION)) as connection:
        connection.execute("UPDATE kernel_attachment SET sha256 = repeat('0', 64)")
    (damage,) = verify().damages
    assert str(damage).startswith(matter.number)
    assert "文件被换过" in str(damage)


def test_a_sheet_that_no_event_handed_in_is_found(people: Cast, fresh_platform: str) -> None:
    matter = scoring(people)
    with psycopg.connect(as_role(fresh_platform, APPLICATION)) as connection:
        connection.execute("UPDATE kernel_sheet SET submitted_at = now(), total = 1")
    (damage,) = verify().damages
    assert str(damage).startswith(matter.number)
    assert "有 2 份评分表没有提交记录" in str(damage)


def test_a_correction_is_an_event_and_the_sheet_verifies_as_before(matter: Matter, people: Cast) -> None:
    sheet = Sheet.objects.get(scorer=unit(STREET))
    objection = rounds.object_to(sheet, "漏计了一次到场", by=people.lead, at=now())
    rounds.decide_objection(
        objection, by=people.overseer, at=now(), opinion="核对签到表后更正", corrections={"response": 25}
    )
    rounds.correct(sheet, {"response": 24, "result": 22}, "再核对", by=people.overseer, at=now())
    matter.refresh_from_db()
    last = matter.events.latest("sequence")
    sheet.refresh_from_db()
    assert (last.kind, last.data) == (rounds.CORRECTED, {"corrected": sheet.pk, "total": "96.00"})
    assert sheet.total == 96
    assert verify().damages == ()


def test_a_unit_that_was_exchanged_is_found(matter: Matter, fresh_platform: str) -> None:
    other = unit("区水务局").pk
    with pytest.raises(psycopg.Error, match="stays as it was"), psycopg.connect(fresh_platform) as connection:
        connection.execute(f"UPDATE kernel_assignment SET organization_id = {other} WHERE place = 'lead'".encode())
    with psycopg.connect(as_role(fresh_platform, APPLICATION)) as connection:
        connection.execute("UPDATE kernel_assignment SET until = now() WHERE place = 'lead'")
        connection.execute(
            "INSERT INTO kernel_assignment (matter_id, place, organization_id, since, live, stage)"
            f" VALUES ({matter.pk}, 'lead', {other}, now(), false, '')".encode()
        )
    (damage,) = verify().damages
    assert (damage.number, damage.what) == (matter.number, "办理单位与记录不符")
