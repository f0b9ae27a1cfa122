"""The commands that keep the platform, as a user types them, on the real server."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from coordination_walk import LEAD, OTHER, STREET, Cast, cast, handling, registered, reported, unit
from fazhi.kernel.attachments.storage import LocalStore
from fazhi.kernel.clock import now, today
from fazhi.kernel.events.chain import erase_text
from fazhi.kernel.events.sealing import seal, verify
from fazhi.kernel.models import Attachment, Event, Matter, Organization, Party, User
from fazhi.kernel.parties.registering import by_phone, register
from fazhi.kernel.parties.showing import masked
from fazhi.kernel.secrets.keys import keyring

Fazhi = Callable[..., Any]  # see conftest.py


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


def tamper(owner: str, *statements: str) -> None:
    """What somebody can do who has the database to himself."""
    with psycopg.connect(owner) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            assert connection.execute(statement).rowcount == 1, statement


def last(matter: Matter) -> int:
    return Event.objects.filter(matter=matter).order_by("-sequence")[0].pk


# What is done to the middle event {middle}, to the last one {last} or to the seals of a matter {matter} → what is said.
TAMPERINGS = {
    "a byte of data": (["UPDATE kernel_event SET data = data || '{{\"x\": 1}}' WHERE id = {middle}"], "内容被改动"),
    "a word": (
        ["UPDATE kernel_eventtext SET text = text || ' ' WHERE id = (SELECT min(id) FROM kernel_eventtext)"],
        "文字内容被改动",
    ),
    "a hash": (
        ["UPDATE kernel_event SET hash = set_byte(hash, 5, 255 - get_byte(hash, 5)) WHERE id = {middle}"],
        "接不上",
    ),
    "a middle event": (["DELETE FROM kernel_event WHERE id = {middle}"], "前面缺 1 条记录"),
    "the tail": (["DELETE FROM kernel_event WHERE id = {last}"], "末尾的不见了"),
    "the tail, neatly": (
        [
            (
                "UPDATE kernel_matter SET (sequence, state, head) ="
                " (SELECT sequence, to_state, hash FROM kernel_event WHERE id = {middle}) WHERE id = {matter}"
            ),
            "DELETE FROM kernel_event WHERE id = {last}",
        ],
        "封存对不上",
    ),
    "a seal": (
        ["UPDATE kernel_seal SET hash = sha256(hash) WHERE id = (SELECT min(id) FROM kernel_seal)"],
        "封存对不上",
    ),
    "a seal gone": (["DELETE FROM kernel_seal WHERE id = (SELECT min(id) FROM kernel_seal)"], "封存对不上"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_found(people: Cast, fresh_platform: str, fazhi: Fazhi, name: str) -> None:
    matter = handling(people)
    first, middle, final = Event.objects.filter(matter=matter).order_by("sequence")
    seal()
    handling(people)
    seal()
    good = fazhi("verify-events", "--json")
    assert (good.code, json.loads(good.out)["damages"]) == (0, [])
    statements, said = TAMPERINGS[name]
    tamper(fresh_platform, *(each.format(middle=middle.pk, last=final.pk, matter=matter.pk) for each in statements))
    bad = fazhi("verify-events")
    assert bad.code == 1
    assert said in bad.out, bad.out
    assert first.pk < middle.pk < final.pk


def test_a_seal_kept_elsewhere_shows_that_all_was_rewritten(people: Cast, fazhi: Fazhi) -> None:
    registered(people)
    sealed = fazhi("seal")
    known = sealed.out.strip().rpartition("：")[2]
    assert (sealed.code, len(known)) == (0, 64)
    assert fazhi("verify-events", "--known", known).code == 0
    assert "不在封存记录里" in fazhi("verify-events", "--known", "ab" * 32).out
    assert fazhi("verify-events", "--known", "ab").code == 2
    assert "没有新的记录" in fazhi("seal").out


def test_files_are_verified_byte_for_byte_when_asked(people: Cast, fazhi: Fazhi) -> None:
    matter = reported(people)
    [file, *_others] = Attachment.objects.filter(uses__matter=matter)
    assert "附件的内容全部与收到时一致" in fazhi("verify-events", "--files").out
    content = LocalStore().root / file.sha256[:2] / file.sha256
    content.write_bytes(content.read_bytes()[:-1] + b"?")
    changed = fazhi("verify-events", "--files")
    assert (changed.code, f"{matter.number}的附件“{file.name}”：内容被改动" in changed.out) == (1, True)
    content.unlink()
    assert "内容不在存储里" in fazhi("verify-events", "--files").out
    assert fazhi("verify-events").code == 0


def test_an_erased_text_still_verifies(people: Cast, fazhi: Fazhi) -> None:
    event = handling(people).events.exclude(text=None)[0]
    erase_text(event, by=people.overseer, because="当事人要求", at=now())
    assert fazhi("verify-events").code == 0


def test_the_keys_are_changed_and_never_shown(people: Cast, fazhi: Fazhi) -> None:
    register("欧阳慧敏", phone="13800138000")
    old = keyring().active
    changed = fazhi("keys", "rotate")
    new = keyring().active
    assert (changed.code, new.id in changed.out, old.id != new.id) == (0, True, True)
    party = by_phone("138 0013 8000")[0]
    assert masked(party).phone.startswith("138")
    assert bytes(Party.objects.get().phone)[1:5].hex() == new.id
    shown = json.loads(fazhi("keys", "show", "--json").out)
    assert [(each["id"], each["values"]) for each in shown["data"]] == [(old.id, 0), (new.id, 1)]
    for answer in (changed, fazhi("keys", "show")):
        assert old.secret.hex() not in answer.out
        assert new.secret.hex() not in answer.out


def test_a_change_of_keys_that_was_stopped_goes_on(people: Cast, fazhi: Fazhi) -> None:
    from fazhi.kernel.secrets.keys import add_key

    register("欧阳慧敏", phone="13800138000")
    active = add_key().active_id
    assert "接着做" in fazhi("keys", "rotate").out
    assert keyring().active_id == active
    assert bytes(Party.objects.get().phone)[1:5].hex() == active


def test_a_holiday_announced_late_moves_due_days(people: Cast, fazhi: Fazhi) -> None:
    matter = handling(people)
    deadline = matter.deadlines.filter(met_on__isnull=True).exclude(due=None)[0]
    assert deadline.due is not None
    answer = fazhi("calendar", "add", str(deadline.due), "--off", "--document", "国办发明电〔2026〕1号", "--json")
    moved = json.loads(answer.out)["moved"]
    assert (answer.code, moved[0]["number"], moved[0]["old"]) == (0, matter.number, str(deadline.due))
    assert moved[0]["new"] > moved[0]["old"]
    assert "国办发明电〔2026〕1号" in fazhi("calendar", "list").out
    assert fazhi("calendar", "add", "2026-13-01", "--off", "--document", "x").code == 2
    assert "--works" in fazhi("calendar", "add", "2026-10-09", "--document", "x").err
    assert verify().damages == ()


def on_a_terminal(typed: list[str], *arguments: str) -> tuple[int, str]:
    """A command whose input is a terminal on which somebody types a line whenever he is asked for one."""
    main, other = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "fazhi", *arguments], stdin=other, stdout=other, stderr=other, start_new_session=True
    ) as process:
        os.close(other)
        shown, lines = b"", list(typed)
        while True:
            try:
                shown += os.read(main, 1024)
            except OSError:
                break
            if shown.endswith(b": ") and lines:
                os.write(main, lines.pop(0).encode() + b"\n")
    os.close(main)
    return process.returncode, shown.decode()


def test_an_account_is_made_and_seated(people: Cast, fazhi: Fazhi) -> None:
    code, shown = on_a_terminal(["xingfu-2026-ok"] * 2, "user", "add", "xinren", "--name", "新人")
    assert code == 0, shown
    user = User.objects.get(username="xinren")
    assert user.check_password("xingfu-2026-ok")
    assert "xinren" in on_a_terminal([], "user", "add", "xinren", "--name", "新人")[1]
    assert on_a_terminal(["short"] * 2, "user", "password", "xinren")[0] == 2
    assert fazhi("user", "seat", "xinren", STREET, "经办人").code == 0
    assert [(seat.organization.name, seat.role) for seat in user.seats()] == [(STREET, "handler")]
    listed = {each["username"]: each for each in json.loads(fazhi("user", "list", "--json").out)}
    assert listed["xinren"]["seats"] == [{"unit": STREET, "role": "handler"}]
    assert fazhi("user", "seat", "xinren", STREET, "handler", "--leave").code == 0
    assert not user.seats().exists()
    assert "经办人" in fazhi("user", "seat", "xinren", STREET, "皇帝").err
    assert "是不是" in fazhi("user", "seat", "xinren", "水务", "handler").err
    assert fazhi("user", "seat", "nobody", STREET, "handler").code == 2


def test_a_password_never_comes_from_a_pipe(people: Cast) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fazhi", "user", "password", "jiedao"],
        input="a\na\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "终端" in done.stderr) == (2, True)


def test_what_a_dissolved_unit_has_open_passes_to_its_successor(people: Cast, fazhi: Fazhi) -> None:
    matter = handling(people)
    answer = fazhi("unit", "close", LEAD, "--on", str(today()), "--successor", OTHER)
    assert (answer.code, matter.number in answer.out) == (0, True)
    event = Event.objects.filter(matter=matter).order_by("-sequence")[0]
    assert (event.kind, event.data["to"]) == ("unit_succeeded", unit(OTHER).pk)
    held = matter.assignments.filter(until__isnull=True).values_list("organization__name", flat=True)
    assert (OTHER in held, LEAD in held) == (True, False)
    closed = Organization.objects.get(name=LEAD)
    assert (closed.until, closed.successor) == (today(), unit(OTHER))
    again = fazhi("unit", "close", LEAD, "--on", str(today()), "--successor", OTHER)
    assert (again.code, "0 件" in again.out) == (0, True)
    assert fazhi("unit", "close", LEAD, "--on", str(today()), "--successor", STREET).code == 2
    assert fazhi("unit", "close", OTHER, "--on", str(today()), "--successor", OTHER).code == 2
    assert verify().damages == ()
    listed = {each["name"]: each for each in json.loads(fazhi("unit", "list", "--all", "--json").out)}
    assert listed[LEAD]["successor"] == unit(OTHER).code


def test_a_unit_that_may_not_take_the_place_does_not_succeed(people: Cast, fazhi: Fazhi) -> None:
    handling(people)
    answer = fazhi("unit", "close", "行政执法协调监督科", "--on", str(today()), "--successor", STREET)
    assert answer.code == 2
    assert Organization.objects.get(name="行政执法协调监督科").until is None


def test_a_backup_goes_round_by_the_command_line(people: Cast, fazhi: Fazhi, tmp_path: Path) -> None:
    registered(people)
    file = tmp_path / "区.tar"
    made = fazhi("backup", file)
    assert (made.code, "密钥不在备份里" in made.out) == (0, True)
    registered(people)
    assert fazhi("restore", file).code == 2
    from django.db import connections

    connections.close_all()
    restored = fazhi("restore", file, "--replace", "--yes")
    assert restored.code == 0, restored.err
    assert "全部与当初所写一致" in restored.out
    assert Matter.objects.count() == 1


def test_a_database_that_is_behind_or_away_is_said(
    postgres: str, monkeypatch: pytest.MonkeyPatch, fazhi: Fazhi, home: Path
) -> None:
    from fazhi.kernel.database.server import database

    owner = database(postgres, "fazhi_behind")
    monkeypatch.setenv("FAZHI_OWNER_URL", owner)
    monkeypatch.setenv("DATABASE_URL", owner)

    def said(*arguments: str) -> str:
        done = subprocess.run([sys.executable, "-m", "fazhi", *arguments], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    assert "fazhi migrate" in said("verify-events")
    assert "已应用 kernel.0001_initial" in said("migrate")
    assert "已是最新" in said("migrate")
    assert "全部与当初所写一致" in said("verify-events")
    monkeypatch.setenv("FAZHI_OWNER_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    for command in (("verify-events",), ("migrate",), ("backup", str(home / "x.tar")), ("user", "list")):
        text = said(*command)
        assert "连不上数据库" in text, text
        assert "Traceback" not in text


@pytest.mark.usefixtures("fresh_platform")
def test_the_organisations_of_the_district_are_filled_in_once(fazhi: Fazhi) -> None:
    assert "fazhi unit fill" in fazhi("unit", "list").out
    first = fazhi("unit", "fill").out
    assert "罗湖区：新增 " in first
    assert "新增 0 个机构" in fazhi("unit", "fill").out
    assert "桂园街道" in fazhi("unit", "list").out
