"""Lists and ledgers as .xlsx: typed, said where from, no formula, nothing that the owner may not see."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import threading
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from openpyxl import Workbook, load_workbook

from coordination_walk import Cast, cast, dispatched, handling, registered
from fazhi.domains.mediation.ledger import DISPUTES, MEDIATORS
from fazhi.kernel.jobs.worker import run_one
from fazhi.kernel.models import Job, Matter, User
from jobs_cast import Office, leaves, office

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]


def signed(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work() -> None:
    while run_one("worker", threading.Event()):
        pass


def fetched(client: Client, job: Job) -> bytes:
    answer = client.get(f"/workbench/jobs/{job.uuid}/file/")
    assert answer.status_code == 200, job.error
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def exported(user: User, query: str = "") -> Workbook:
    client = signed(user)
    client.post("/workbench/matters/export/", {"query": query})
    work()
    return load_workbook(io.BytesIO(fetched(client, Job.objects.latest("id"))))


def lines(book: Workbook) -> list[dict[str, Any]]:
    sheet = book.worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def about(book: Workbook) -> dict[str, str]:
    return {str(name): str(text) for name, text in book["说明"].iter_rows(values_only=True)}


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


def test_rows_that_were_chosen_are_exported_and_no_others(people: Cast) -> None:
    first, second, other = registered(people), registered(people), handling(people)
    client = signed(people.street)
    chosen = {"query": "is=open", "chosen": "1", "matter": [first.uuid, other.uuid, "keine"]}
    client.post("/workbench/matters/export/", chosen)
    work()
    job = Job.objects.latest("id")
    book = load_workbook(io.BytesIO(fetched(client, job)))
    assert {row["编号"] for row in lines(book)} == {first.number, other.number}
    assert about(book)["筛选条件"] == "在列表中逐件选择"
    stranger = signed(people.stranger)
    stranger.post("/workbench/matters/export/", {"matter": [second.uuid]})
    work()
    assert lines(load_workbook(io.BytesIO(fetched(stranger, Job.objects.latest("id"))))) == []


def test_where_nothing_is_chosen_nothing_is_exported(people: Cast) -> None:
    registered(people)
    answer = signed(people.street).post("/workbench/matters/export/", {"query": "", "chosen": "1"}, follow=True)
    assert "请先在列表中选择要导出的事项" in answer.content.decode()
    assert not Job.objects.exists()
    assert 'formaction="/workbench/matters/export/"' in answer.content.decode()


def test_a_list_as_it_is_asked_for_with_what_was_asked(people: Cast) -> None:
    first, second = registered(people), dispatched(people)
    book = exported(people.street)
    assert {row["编号"] for row in lines(book)} == {first.number, second.number}
    row = next(row for row in lines(book) if row["编号"] == second.number)
    assert row["登记日期"].date() == second.opened_on
    assert isinstance(row["到期日"], dt.datetime)
    assert row["名称"] == second.title
    assert "区城市管理和综合执法局" in row["现由谁办"]
    sheet = book.worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("A2", True)
    assert sheet.column_dimensions["B"].width > 30
    assert about(book)["导出人"] == "演示jiedao（jiedao）"
    assert about(book)["行数"] == "2"
    narrowed = exported(people.street, f"?state={second.state}&page=1")
    assert [row["编号"] for row in lines(narrowed)] == [second.number]
    assert "状态" in about(narrowed)["筛选条件"]


def test_nobody_takes_out_what_they_may_not_see_now(people: Cast) -> None:
    registered(people)
    assert lines(exported(people.stranger)) == []
    client = signed(people.street)
    client.post("/workbench/matters/export/", {"query": ""})
    leaves(people.street)
    work()
    book = load_workbook(io.BytesIO(fetched(client, Job.objects.latest("id"))))
    assert lines(book) == []


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(people: Cast, text: str) -> None:
    registered(people)
    Matter.objects.update(title=text)
    book = exported(people.street)
    cell = book.worksheets[0].cell(2, 2)
    assert cell.data_type == "s"
    assert cell.number_format == "@"
    assert cell.hyperlink is None
    assert str(cell.value).replace("_x000D_", "\r").strip() == text.strip()


@pytest.mark.skipif(which("localc") is None, reason="no LibreOffice Calc (apt-get install libreoffice-calc)")
def test_libreoffice_calculates_nothing_in_it(people: Cast, tmp_path: Path) -> None:
    for text in FORMULAS:
        matter = registered(people)
        Matter.objects.filter(pk=matter.pk).update(title=text)
    client = signed(people.street)
    client.post("/workbench/matters/export/", {"query": ""})
    work()
    path = tmp_path / "list.xlsx"
    path.write_bytes(fetched(client, Job.objects.latest("id")))
    command = ["localc", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "fods"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, timeout=180, capture_output=True)
    opened = (tmp_path / "list.fods").read_text("utf-8")
    assert "table:formula" not in opened
    assert "cmd|" in opened


def fill(table: str, columns: dict[str, str], rows: int) -> None:
    """Rows straight into a ledger of the database; ``columns`` are SQL over ``n``."""
    names, values = ", ".join(columns), ", ".join(columns.values())
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {rows}) AS n")


def test_a_ledger_typed_and_masked(fresh_platform: str) -> None:
    people: Office = office()
    required = {column.name: "'甲'" for column in MEDIATORS.columns if column.type == "text" and not column.choices}
    fill(f"imported_{MEDIATORS.name}", required | {MEDIATORS.key[0]: "'=' || n"}, 2)
    client = signed(people.statistician)
    client.post(f"/workbench/ledgers/{MEDIATORS.name}/export/")
    work()
    book = load_workbook(io.BytesIO(fetched(client, Job.objects.latest("id"))))
    assert [cell.value for cell in book.worksheets[0][1]] == [column.heading for column in MEDIATORS.columns]
    personal = [column.heading for column in MEDIATORS.columns if column.personal and column.name not in MEDIATORS.key]
    assert personal
    for row in lines(book):
        assert all("甲" not in str(row[heading])[1:] for heading in personal)
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "已遮盖" in about(book)["个人信息"]
    assert client.post("/workbench/ledgers/nothing/export/").status_code == 404


def test_twenty_thousand_rows_in_little_memory(fresh_platform: str) -> None:
    people = office()
    dates = {column.name: "date '2020-01-01' + n % 300" for column in DISPUTES.columns if column.type == "date"}
    numbers = {column.name: "n" for column in DISPUTES.columns if column.type in ("integer", "money", "decimal")}
    texts = {column.name: "'文字' || n" for column in DISPUTES.columns if column.type == "text"}
    fill(f"imported_{DISPUTES.name}", {**texts, **dates, **numbers}, 20_000)
    client = signed(people.statistician)
    client.post(f"/workbench/ledgers/{DISPUTES.name}/export/")
    work()
    book = load_workbook(io.BytesIO(fetched(client, Job.objects.latest("id"))), read_only=True)
    sheet = book.worksheets[0]
    assert sum(1 for _row in sheet.iter_rows()) == 20_001
    assert Job.objects.latest("id").result == {"rows": 20_000}
    book.close()


def test_a_column_of_the_query_that_is_not_there_finds_nothing_rather_than_all(people: Cast) -> None:
    registered(people)
    assert lines(exported(people.street, "state=nonsense&type=" + "x" * 3000)) == []
