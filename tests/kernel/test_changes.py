"""The log of changes is only added to, and what was done to it by force is found."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from administration import administrators
from coordination_walk import OTHER, cast, unit
from fazhi.kernel import accounts
from fazhi.kernel.changes import log
from fazhi.kernel.database.server import APPLICATION, as_role
from fazhi.kernel.models import Change, User
from fazhi.kernel.own.rules import set_rule

STATEMENTS = (
    "UPDATE kernel_change SET reason = 'x'",
    "DELETE FROM kernel_change",
    "TRUNCATE kernel_change CASCADE",
    "UPDATE kernel_ownrule SET document = 'x'",
    "DELETE FROM kernel_ownrule",
    "UPDATE kernel_ownrubric SET content = '{}'",
    "DELETE FROM kernel_ownrubric",
    "UPDATE kernel_parametercheck SET checked = false",
    "DELETE FROM kernel_parametercheck",
)


@pytest.fixture
def admin(fresh_platform: str) -> User:
    people = cast()
    admin = administrators()[0]
    accounts.take_seat(people.stranger, unit(OTHER), "head", by=admin, reason="任命")
    value = {"n": 2, "unit": "working_day", "trigger": "分拨之日"}
    set_rule("coordination.sign", dt.date(2026, 11, 1), value, "文", by=admin, reason="改")
    return admin


def refused(url: str, statement: str) -> str:
    with pytest.raises(psycopg.Error) as caught, psycopg.connect(url) as connection:
        connection.execute(statement)
    return str(caught.value)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_neither_the_application_nor_the_owner_changes_what_was_logged(
    admin: User, fresh_platform: str, statement: str
) -> None:
    assert "permission denied" in refused(as_role(fresh_platform, APPLICATION), statement)
    if "kernel_change" in statement or "kernel_ownrule" in statement or "TRUNCATE" in statement:
        assert "append-only" in refused(fresh_platform, statement)
    assert list(log.damages()) == []


def test_a_row_out_of_turn_is_refused(admin: User, fresh_platform: str) -> None:
    copied = (
        "INSERT INTO kernel_change "
        "(sequence, at, subject, action, key, before, after, reason, document, previous, hash)"
        " SELECT sequence + {step}, at, subject, action, key, before, after, reason, document, {previous}, hash"
        " FROM kernel_change ORDER BY sequence DESC LIMIT 1"
    )
    for step, previous in ((2, "hash"), (1, "previous")):
        assert "does not follow" in refused(fresh_platform, copied.format(step=step, previous=previous))


def test_what_was_changed_by_force_is_found(admin: User, fresh_platform: str) -> None:
    number = Change.objects.get(reason="任命").sequence
    assert log.head()[0] == Change.objects.count()
    with psycopg.connect(fresh_platform) as connection:
        connection.execute("ALTER TABLE kernel_change DISABLE TRIGGER USER")
        connection.execute("UPDATE kernel_change SET reason = '别的' WHERE sequence = %s", [number])
    assert list(log.damages()) == [f"变更记录第 {number} 条：内容被改动"]
    with psycopg.connect(fresh_platform) as connection:
        connection.execute("DELETE FROM kernel_change WHERE sequence = %s", [number])
    assert list(log.damages()) == [f"变更记录第 {number + 1} 条：前面缺 1 条"]
