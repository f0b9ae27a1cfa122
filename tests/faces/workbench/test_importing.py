"""Ledgers brought in on a page: looked at first, questions answered, rows mended and sent back, stored whole or not."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from fazhi.kernel.jobs import files
from fazhi.kernel.jobs.worker import run_one
from fazhi.kernel.models import ConfirmedHeading, Job, JobDownload, LedgerImport, User
from jobs_cast import TRAININGS, Office, leaves, office, sheet, training, upload

pytestmark = pytest.mark.usefixtures("fresh_platform")

HEADINGS = ["培训编号", "培训主题", "培训形式", "培训日期", "参加人次"]


@pytest.fixture
def people() -> Office:
    return office()


def signed(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work() -> None:
    """Let the worker do what waits."""
    while run_one("worker", threading.Event()):
        pass


def bring(client: Client, *uploads: SimpleUploadedFile, **more: str) -> str:
    """Upload and let it be checked; the address of the import."""
    answer = client.post("/workbench/imports/new/", {"files": list(uploads), **more})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return str(answer["Location"])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def confirm(client: Client, address: str, **more: str) -> str:
    one = LedgerImport.objects.get(uuid=UUID(address.split("/")[3]))
    answer = client.post(f"{address}store/", {"seen": one.seen, **more}, follow=True)
    work()
    return str(answer.content.decode())


def stored() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, topic, attendance FROM ledger_mediation_trainings ORDER BY code")
        return list(cursor.fetchall())


def test_files_are_looked_at_then_stored_and_the_same_again_changes_nothing(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    address = bring(client, upload([training("P1"), training("P2")], tmp_path))
    shown = page(client, address)
    assert "0 → 2" in shown
    assert stored() == []
    confirm(client, address)
    assert stored() == [("P1", "人民调解员培训", 30), ("P2", "人民调解员培训", 30)]
    assert "已导入" in page(client, address)
    again = bring(client, upload([training("P1"), training("P2", attendance=31)], tmp_path))
    assert "2 → 2" in page(client, again)
    confirm(client, again)
    assert stored()[1] == ("P2", "人民调解员培训", 31)
    third = bring(client, upload([training("P1")], tmp_path))
    shown = page(client, third)
    assert "《人民调解培训台账》的这些行台账里都已经有了" in shown
    assert "里有 1 行这次的文件里没有" in shown
    confirm(client, third, whole="on")
    assert [row[0] for row in stored()] == ["P1"]


def test_bad_rows_are_listed_by_reason_mended_outside_and_sent_back(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    rows = [
        ["P1", "甲", "线上", "2020-03-02", 30],
        ["P2", "乙", "线上", "三月底", 30],
        ["P3", "丙", "电话", "2020-03-02", 30],
        ["P5", "丁", "现场", "2020-03-02", 30],
        ["P4", "戊", "现场", "四月初", 30],
    ]
    address = bring(client, sheet(HEADINGS, rows, f"{TRAININGS.title}.xlsx"))
    shown = page(client, address)
    assert "没有读入的行" in shown
    assert "三月底" in shown
    assert "电话" in shown
    (dates,) = [n for n in range(2) if "三月底" in page(client, f"{address}?reason={n}")]
    only = page(client, f"{address}?reason={dates}")
    assert "四月初" in only
    assert "电话" not in only
    answer = client.get(f"{address}rejected/")
    assert answer.status_code == 200
    assert JobDownload.objects.get().file == "rejected.xlsx"
    book = load_workbook(io.BytesIO(answer.getvalue()))
    found = book.active
    assert found is not None
    headings = [cell.value for cell in found[1]]
    for row in found.iter_rows(min_row=2):
        cells = dict(zip(headings, row, strict=True))
        cells["培训日期"].value = "2020-03-31"
        cells["培训形式"].value = "现场"
    stream = io.BytesIO()
    book.save(stream)
    client.post(f"{address}rejected/", {"rejected": SimpleUploadedFile("改好.xlsx", stream.getvalue())})
    work()
    shown = page(client, address)
    assert "没有读入的行" not in shown
    assert "行按更正" in shown
    confirm(client, address)
    assert [row[0] for row in stored()] == ["P1", "P2", "P3", "P4", "P5"]


def test_a_heading_that_is_only_near_is_asked_and_the_answer_kept_for_everybody(people: Office) -> None:
    client = signed(people.statistician)
    headings = ["培训编号", "培训主题", "培训形式", "培训日期", "参加的人次"]
    row = ["P1", "甲", "线上", "2020-03-02", 30]
    address = bring(client, sheet(headings, [row], f"{TRAININGS.title}.xlsx"))
    shown = page(client, address)
    assert "里的“参加的人次”是哪一栏？" in shown
    assert "fazhi ledgers map" not in shown
    assert "确认导入</button>" not in shown
    assert "请等检查做完，并处理好提出的问题" in confirm(client, address)
    client.post(f"{address}answer/", {"heading:mediation_trainings:参加的人次": "attendance"})
    work()
    assert "0 → 1" in page(client, address)
    colleague = signed(people.colleague)
    other = bring(colleague, sheet(headings, [row], f"{TRAININGS.title}.xlsx"))
    shown = page(colleague, other)
    assert "是哪一栏？" not in shown
    assert "的“参加的人次”是“参加人次”（演示tongji）" in shown
    known = ConfirmedHeading.objects.get()
    colleague.post(f"{other}answer/", {"forget": str(known.pk)})
    work()
    assert "是哪一栏？" in page(colleague, other)
    # What the first saw was with the answer that is gone.
    confirm(client, address)
    assert stored() == []
    assert "文件或回答在检查以后变了" in page(client, address)


def test_a_file_that_is_not_recognised_can_be_told(people: Office) -> None:
    client = signed(people.statistician)
    address = bring(client, sheet(["培训编号", "说明"], [["P1", "x"]], "资料.xlsx"))
    shown = page(client, address)
    assert "认不出是哪本台账" in shown
    client.post(f"{address}answer/", {"ledger:资料.xlsx": "mediation_trainings"})
    work()
    assert "缺少必填栏" in page(client, address)
    told = bring(client, sheet(HEADINGS, [["P1", "甲", "线上", "2020-03-02", 30]], "资料.xlsx"), ledger=TRAININGS.name)
    assert "0 → 1" in page(client, told)


def test_a_ledger_that_a_business_keeps_itself_is_not_loaded_into(people: Office, tmp_path: Path) -> None:
    from fazhi.kernel.ledger import ORGANIZATIONS

    client = signed(people.statistician)
    address = bring(client, upload([], tmp_path, ledger=ORGANIZATIONS))
    shown = page(client, address)
    assert "由平台上的业务自己记，不能导入" in shown
    assert "确认导入</button>" not in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("台账.exe", b"MZ", "不是台账文件的格式"),
        ("台账.xlsx", b"", "提交的是空文件"),
        ("../../etc/passwd", b"x", "不是台账文件的格式"),
    ],
)
def test_what_is_no_ledger_file_is_not_taken(people: Office, name: str, content: bytes, words: str) -> None:
    client = signed(people.statistician)
    answer = client.post("/workbench/imports/new/", {"files": [SimpleUploadedFile(name, content)]})
    if content:
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not LedgerImport.objects.exists()
    else:
        work()
        assert "是空文件" in page(client, answer["Location"])


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 x", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_a_hostile_file_is_refused_in_words_and_stores_nothing(people: Office, content: bytes) -> None:
    client = signed(people.statistician)
    address = bring(client, SimpleUploadedFile(f"{TRAININGS.title}.xlsx", content))
    shown = page(client, address)
    assert "另存为 .xlsx" in shown
    assert "确认导入</button>" not in shown
    assert stored() == []


def test_a_hostile_correction_is_thrown_away_and_the_import_stays_usable(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    address = bring(client, upload([training("P1")], tmp_path))
    client.post(f"{address}rejected/", {"rejected": SimpleUploadedFile("rejected.xlsx", b"PK\x03\x04broken")})
    work()
    assert "上传的更正表读不了，没有采用" in page(client, address)
    client.post(f"{address}answer/", {})
    work()
    confirm(client, address)
    assert len(stored()) == 1


def test_script_in_names_and_cells_stays_text(people: Office) -> None:
    client = signed(people.statistician)
    rows = [["P1", "甲", "线上", "<script>alert(1)</script>", 30]]
    address = bring(client, sheet(HEADINGS, rows, "<img src=x onerror=alert(1)>人民调解培训台账.xlsx"))
    shown = page(client, address)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;" in shown


def test_two_people_at_once_are_both_stored(people: Office, tmp_path: Path) -> None:
    one, other = signed(people.statistician), signed(people.colleague)
    first = bring(one, upload([training("P1")], tmp_path))
    second = bring(other, upload([training("P1", attendance=99), training("P2")], tmp_path))
    confirm(one, first)
    confirm(other, second)
    assert [(row[0], row[2]) for row in stored()] == [("P1", 99), ("P2", 30)]


def test_what_was_confirmed_is_what_was_seen(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    address = bring(client, upload([training("P1")], tmp_path))
    answer = client.post(f"{address}store/", {"seen": "0" * 64}, follow=True)
    assert "检查结果已经变了" in answer.content.decode()
    confirm(client, address)
    # A double click, a page of before: it is done once.
    answer = client.post(f"{address}store/", {"seen": LedgerImport.objects.get().seen}, follow=True)
    assert "这次导入已经完成" in answer.content.decode()
    assert Job.objects.filter(kind="ledgers.store").count() == 1


def test_who_may_not_finds_nothing(people: Office, tmp_path: Path) -> None:
    address = bring(signed(people.statistician), upload([training("P1")], tmp_path))
    for user in (people.handler, people.nobody, people.street_statistician, people.street_administrator):
        client = signed(user)
        for at in ("/workbench/ledgers/", "/workbench/imports/new/", address, f"{address}rejected/"):
            assert client.get(at).status_code == 403, (user.username, at)
        for at in (f"{address}store/", f"{address}answer/", "/workbench/ledgers/mediation_trainings/export/"):
            assert client.post(at).status_code == 403, (user.username, at)
    # A colleague with the same right has no business in somebody else's import.
    assert signed(people.colleague).get(address).status_code == 404
    assert signed(people.administrator).get(address).status_code == 200
    assert Client().get(address).status_code == 302


def test_whoever_lost_their_seat_meanwhile_stores_nothing(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    address = bring(client, upload([training("P1")], tmp_path))
    one = LedgerImport.objects.get()
    client.post(f"{address}store/", {"seen": one.seen})
    leaves(people.statistician)
    work()
    assert stored() == []
    assert "现在的岗位不能导入" in Job.objects.get(kind="ledgers.store").error


def test_a_check_called_off_can_be_begun_again(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    answer = client.post("/workbench/imports/new/", {"files": [upload([training("P1")], tmp_path)]})
    address = answer["Location"]
    shown = page(client, address)
    assert "正在检查" in shown
    job = Job.objects.get()
    cancelled = client.post(f"/workbench/jobs/{job.uuid}/cancel/", {"import": address.split("/")[3]}, follow=True)
    assert "已取消" in cancelled.content.decode()
    client.post(f"{address}answer/", {})
    work()
    assert "0 → 1" in page(client, address)


def test_the_page_tells_htmx_when_it_is_done(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    address = client.post("/workbench/imports/new/", {"files": [upload([training("P1")], tmp_path)]})["Location"]
    part = client.get(address, headers={"HX-Request": "true"})
    assert "every 2s" in part.content.decode()
    assert "<html" not in part.content.decode()
    work()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_ledgers_with_where_they_come_from(people: Office, tmp_path: Path) -> None:
    client = signed(people.statistician)
    shown = page(client, "/workbench/ledgers/")
    assert "人民调解培训台账" in shown
    assert "平台上的业务" in shown
    assert "还没有导入" in shown
    address = bring(client, upload([training("P1")], tmp_path))
    confirm(client, address)
    assert f"{TRAININGS.title}.xlsx" in page(client, "/workbench/ledgers/")
    answer = client.get("/workbench/ledgers/mediation_trainings/template/")
    book = load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book.worksheets[0][1]] == HEADINGS
    assert client.get("/workbench/ledgers/nothing/template/").status_code == 404


def test_the_files_of_an_import_go_after_their_time(people: Office, tmp_path: Path) -> None:
    import datetime as dt

    from fazhi.kernel.clock import now, standing_at

    client = signed(people.statistician)
    address = bring(client, upload([training("P1")], tmp_path))
    one = LedgerImport.objects.get()
    folder = files.folder_of_import(one)
    assert (folder / f"{TRAININGS.title}.xlsx").is_file()
    with standing_at(now() + files.UNSTORED + dt.timedelta(days=1)):
        files.tidy()
    assert not folder.exists()
    assert "文件已过保留期，已经删除" in page(client, address)
    answer = client.post(f"{address}answer/", {}, follow=True)
    assert "这次导入的文件已不在" in answer.content.decode()
