"""Units founded, renamed, moved, dissolved and filled in from the district's file, each in the log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from administration import PLATFORM, administrators, at, send
from coordination_walk import LEAD, OTHER, PARTNER, STREET, Cast, cast, handling, unit
from fazhi.kernel import populate as filling
from fazhi.kernel.clock import today
from fazhi.kernel.district import current
from fazhi.kernel.models import Change, Organization, User

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def admin(people: Cast) -> User:
    return administrators()[0]


def path(name: str, more: str = "") -> str:
    return f"/workbench/admin/units/{unit(name).uuid}/{more}"


def changed(action: str) -> Change:
    found = Change.objects.order_by("-sequence")[0]
    assert found.action == action
    return found


def test_a_unit_is_founded(admin: User) -> None:
    answers = {
        "code": "D900", "name": "区演示局", "kind": "工作部门", "system": "政府系统", "parent": "",
        "since": "2026-01-01", "reason": "机构改革",
    }  # fmt: skip
    rows, client = Change.objects.count(), at(admin)
    assert "已设立区演示局" in send(client, "/workbench/admin/units/new/", answers).content.decode()
    assert Change.objects.count() == rows + 1
    assert changed("add").after["name"] == "区演示局"
    assert "已经有机构在用" in send(client, "/workbench/admin/units/new/", answers).content.decode()
    bad = answers | {"code": "D 9", "since": "2026年"}
    html = send(client, "/workbench/admin/units/new/", bad).content.decode()
    assert "应是 2026-11-24 这样的日期" in html
    assert Organization.objects.filter(name="区演示局").count() == 1


def test_a_name_that_was_stays_readable(admin: User) -> None:
    client = at(admin)
    answer = send(client, path(OTHER, "rename/"), {"name": "区水利局", "document": "罗编〔2026〕1号", "reason": "改名"})
    html = answer.content.decode()
    assert f"{OTHER}（到 " in html
    found = changed("rename")
    assert (found.before, found.after, found.document) == (
        {"name": OTHER}, {"name": "区水利局"}, "罗编〔2026〕1号",
    )  # fmt: skip


def test_who_holds_a_post_by_name_keeps_it(admin: User) -> None:
    answer = send(at(admin), path(PLATFORM, "rename/"), {"name": "综合科", "reason": "改名"})
    assert answer.status_code == 422
    assert "platform.administration" in answer.content.decode()
    assert Organization.objects.filter(name=PLATFORM).exists()


def test_a_unit_moves_but_never_under_itself(admin: User) -> None:
    client, section = at(admin), unit("法治促进科")
    bureau = section.parent
    assert bureau is not None
    send(client, path(section.name, "move/"), {"parent": unit(LEAD).code, "reason": "划转"})
    section.refresh_from_db()
    assert section.parent == unit(LEAD)
    assert (changed("move").before, changed("move").after) == ({"parent": bureau.code}, {"parent": unit(LEAD).code})
    answer = send(client, path(LEAD, "move/"), {"parent": section.code, "reason": "试"})
    assert "作它的上级" in answer.content.decode()
    assert unit(LEAD).parent is None


def test_a_unit_is_dissolved_after_a_look_at_what_goes_where(people: Cast, admin: User) -> None:
    matter = handling(people)
    client, answers = at(admin), {
        "on": str(today()), "successor": unit(PARTNER).code, "document": "罗编〔2026〕2号", "reason": "合并",
    }  # fmt: skip
    seen = client.get(path(LEAD, "close/"))
    preview = client.post(path(LEAD, "close/"), {"seen": seen.context["seen"]} | answers).content.decode()
    assert f"1 件未办结事项从{LEAD}转给{PARTNER}" in preview
    assert matter.number in preview
    assert unit(LEAD).until is None
    rows = Change.objects.count()
    answer = send(client, path(LEAD, "close/"), answers)
    assert "1 件未办结事项已转给承接单位" in answer.content.decode()
    assert Change.objects.count() == rows + 1
    found = changed("close")
    assert found.organization == unit(LEAD)
    assert found.after["successor"] == unit(PARTNER).code
    assert list(matter.assignments.filter(place="lead", until=None).values_list("organization__name", flat=True)) == [
        PARTNER
    ]


def test_the_unit_of_the_platform_is_not_dissolved(admin: User) -> None:
    answers = {"on": str(today()), "successor": unit(OTHER).code, "document": "文", "reason": "试"}
    assert "管理本平台" in send(at(admin), path(PLATFORM, "close/"), answers).content.decode()
    assert unit(PLATFORM).until is None


def test_a_successor_below_the_unit_is_refused(admin: User) -> None:
    section = unit("法治促进科")
    answers = {"on": str(today()), "successor": section.code, "document": "文", "reason": "试"}
    assert "的下级，不能承接" in send(at(admin), path("区司法局", "close/"), answers).content.decode()


def test_filling_in_from_the_file_shows_what_differs(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = at(admin)
    assert "没有要装入的" in client.get("/workbench/admin/units/fill/").content.decode()
    district = current()
    monkeypatch.setattr(filling, "current", lambda: replace(district, sections=(*district.sections, "新设科")))
    Organization.objects.filter(name=OTHER).update(kind="驻区单位")
    rows = Change.objects.count()
    answer = send(client, "/workbench/admin/units/fill/", {"reason": "补齐"})
    assert "新设 1 个，改动 1 个" in answer.content.decode()
    assert Change.objects.count() == rows + 2
    assert unit("新设科").parent == unit("区司法局")
    corrected = Change.objects.get(action="from_file")
    assert (corrected.before, corrected.after) == ({"kind": "驻区单位"}, {"kind": "工作部门"})


def test_the_tree_is_narrowed(admin: User) -> None:
    client = at(admin)
    html = client.get("/workbench/admin/units/?kind=街道").content.decode()
    assert STREET in html
    assert OTHER not in html
    assert OTHER in client.get("/workbench/admin/units/?q=水务").content.decode()
    assert "没有符合条件的机构" in client.get("/workbench/admin/units/?q=没有的").content.decode()
