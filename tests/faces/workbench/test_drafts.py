"""What is written in a form and not sent: saved, found again, thrown away, let go; files that came with it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coordination_walk import Cast, cast, handling, registered
from fazhi.faces.workbench.models import Draft, DraftFile
from fazhi.kernel.clock import now, standing_at
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter
from fazhi.kernel.operations.ticks import tick
from workbench_forms import OPENING, address, at, hidden, photo, registration, send

pytestmark = pytest.mark.usefixtures("platform")
RESTORED = "继续上次没写完的"


@pytest.fixture
def people() -> Cast:
    return cast()


def save(client: Client, path: str, answers: dict[str, Any], version: int = 0, **more: Any) -> Any:
    """As the script of the page does it."""
    given = {"draft": "save", "version": str(version)} | answers | more
    return client.post(f"{path}draft/", given, headers={"X-Draft": "1"})


def upload(client: Client, path: str, material: str, file: SimpleUploadedFile) -> Any:
    given = {"draft": "upload", "material": material, material: [file]}
    return client.post(f"{path}draft/", given, headers={"X-Draft": "1"})


def contents(home: Path) -> list[Path]:
    return list((home / "drafts").glob("*"))


def test_what_is_typed_is_there_again_and_nobody_else_sees_it(people: Cast) -> None:
    street = at(people.street)
    answer = save(street, OPENING, registration(description="写到一半的情况说明"))
    assert answer.status_code == 200
    assert answer.json()["said"].startswith("已自动保存")
    html = street.get(OPENING).content.decode()
    assert RESTORED in html
    assert "写到一半的情况说明" in html
    assert "老围一街路口" in html
    assert "处需要改正" not in html
    assert "写到一半的情况说明".encode() not in bytes(Draft.objects.get().content)
    other = at(people.lead)
    assert other.get(OPENING).status_code == 404 or RESTORED not in other.get(OPENING).content.decode()


def test_a_draft_is_thrown_away_on_request(people: Cast, home: Path) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    save(lead, path, {"result": "写错了的结果"})
    upload(lead, path, "evidence", photo())
    assert len(contents(home)) == 1
    page = lead.post(f"{path}draft/", {"draft": "discard"}, follow=True)
    html = page.content.decode()
    assert "草稿已经放弃" in html
    assert "写错了的结果" not in html
    assert not Draft.objects.exists()
    assert contents(home) == []


def test_without_a_script_a_button_saves_and_leads_back(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    page = lead.post(f"{path}draft/", {"draft": "save", "result": "先存着", "evidence": [photo("一.png")]}, follow=True)
    html = page.content.decode()
    assert "已存为草稿，14 天内可以回来接着写" in html
    assert "先存着" in html
    assert "一.png" in html
    next_step = lead.get(address(matter)).content.decode()
    assert "有没写完的" in next_step


def test_a_file_is_kept_when_the_form_comes_back_and_is_sent_with_it(people: Cast, home: Path) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    wrong = send(lead, path, {"result": "短", "evidence": [photo()]})
    html = wrong.content.decode()
    assert wrong.status_code == 422
    assert "整改后.png" in html
    assert "已上传" in html
    done = lead.post(path, hidden(html) | {"result": "已清理并划线"}, follow=True)
    assert "已办理“报告结果”" in done.content.decode()
    assert matter.materials.get().attachment.name == "整改后.png"
    assert not Draft.objects.exists()
    assert contents(home) == []


def test_files_that_were_uploaded_singly_are_sent_together(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    for name in ("前.png", "后.png"):
        answer = upload(lead, path, "evidence", photo(name))
        assert answer.status_code == 200
        assert name in answer.json()["files"]
    send(lead, path, {"result": "已清理并划线"})
    assert [one.attachment.name for one in matter.materials.all()] == ["前.png", "后.png"]


def test_a_disguised_file_is_refused_at_once_and_leaves_nothing(people: Cast, home: Path) -> None:
    matter, lead = handling(people), at(people.lead)
    program = SimpleUploadedFile("整改后.png", b"MZ" + bytes(200))
    answer = upload(lead, address(matter, "report"), "evidence", program)
    assert answer.status_code == 422
    assert "“整改后.png”是程序，不能接收。" in answer.json()["problem"]
    assert not DraftFile.objects.exists()
    assert contents(home) == []


def test_a_file_can_be_taken_out_again_without_a_script(people: Cast, home: Path) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    upload(lead, path, "evidence", photo("多余.png"))
    button = re.search(r'name="remove" value="([^"]+)" formaction="([^"]+)"', lead.get(path).content.decode())
    assert button is not None
    page = lead.post(button[2], {"remove": button[1], "result": "写了一半"}, follow=True)
    assert "多余.png" not in page.content.decode()
    assert "写了一半" in page.content.decode()
    assert contents(home) == []


def test_no_more_files_are_taken_than_the_material_allows(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    answers = [upload(lead, path, "evidence", photo(f"{number}.png")) for number in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [422]
    assert "最多附 9 份" in answers[-1].json()["problem"]


def test_a_second_window_does_not_write_over_the_first(people: Cast) -> None:
    street = at(people.street)
    first = save(street, OPENING, {"description": "第一个窗口写的"}).json()
    second = save(street, OPENING, {"description": "第二个窗口写的"})
    assert second.status_code == 409
    assert second.json()["code"] == "draft_elsewhere"
    assert save(street, OPENING, {"description": "第一个窗口接着写"}, first["version"]).status_code == 200
    assert "第一个窗口接着写" in street.get(OPENING).content.decode()


def test_what_was_sent_is_not_saved_again_by_a_late_request(people: Cast) -> None:
    street = at(people.street)
    given = hidden(street.get(OPENING).content.decode())
    street.post(OPENING, given | registration())
    late = save(street, OPENING, registration(), key=given["key"])
    assert late.status_code == 409
    assert RESTORED not in street.get(OPENING).content.decode()


def test_a_draft_says_when_the_matter_has_moved_on(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "progress")
    save(lead, path, {"note": "已约谈企业"})
    assert "事项有新进展" not in lead.get(path).content.decode()
    perform(matter, "press", people.dispatcher, {"demand": "请尽快处理好"})
    assert "事项有新进展" in lead.get(path).content.decode()


def test_what_cannot_be_sent_any_more_is_shown_for_copying(people: Cast) -> None:
    matter, dispatcher = registered(people), at(people.dispatcher)
    path = address(matter, "refer")
    save(dispatcher, path, {"reason": "写了很久的争议情况"})
    perform(matter, "withdraw", people.street, {"reason": "重复登记了一次"})
    page = dispatcher.get(path)
    assert page.status_code == 409
    assert "写了很久的争议情况" in page.content.decode()
    assert 'name="draft" value="save"' not in page.content.decode()


def test_old_drafts_are_let_go_by_the_tick(people: Cast, home: Path) -> None:
    matter, lead = handling(people), at(people.lead)
    upload(lead, address(matter, "report"), "evidence", photo())
    with standing_at(now() + dt.timedelta(days=13)):
        tick()
        assert Draft.objects.count() == 1
    with standing_at(now() + dt.timedelta(days=15)):
        tick()
    assert not Draft.objects.exists()
    assert contents(home) == []


def test_a_draft_without_its_key_or_its_files_opens_empty(people: Cast, home: Path) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    save(lead, path, {"result": "解不开的内容"})
    upload(lead, path, "evidence", photo("不见了.png"))
    (home / "keys.toml").unlink()
    for file in contents(home):
        file.unlink()
    html = lead.get(path).content.decode()
    assert "解不开的内容" not in html
    assert "不见了.png" not in html


def test_nobody_saves_into_what_is_not_theirs(people: Cast) -> None:
    matter = handling(people)
    path = address(matter, "report")
    assert save(at(people.stranger), path, {"result": "别人的事项"}).status_code == 404
    answer = save(at(people.street), path, {"result": "不归我办"})
    assert answer.status_code == 422
    assert "现在不由您办理" in answer.json()["problem"]
    assert not Draft.objects.exists()


def test_a_double_click_with_files_is_done_once(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    path = address(matter, "report")
    given = hidden(lead.get(path).content.decode()) | {"result": "已清理并划线"}
    for _click in range(2):
        page = lead.post(path, given | {"evidence": [photo()]}, follow=True)
        assert page.status_code == 200
    assert matter.events.filter(kind="report").count() == 1
    assert matter.materials.count() == 1
    assert not Draft.objects.exists()


def test_opening_keeps_photographs_over_the_question_about_duplicates(people: Cast) -> None:
    registered(people)
    street = at(people.street)
    page = send(street, OPENING, registration() | {"photos": [photo("现场.png")]})
    html = page.content.decode()
    assert "相似的事项" in html
    assert "现场.png" in html
    street.post(OPENING, hidden(html) | registration())
    assert Matter.objects.latest("id").materials.get().attachment.name == "现场.png"
