"""Old ledgers of disputes brought into the business on a page: looked at, mended, written in parts, found again."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from coordination_walk import seat
from fazhi.domains.mediation.models import Dispute
from fazhi.domains.mediation.past import LEDGER
from fazhi.domains.mediation.subsidies import candidates
from fazhi.faces.cli import cli
from fazhi.kernel.clock import today
from fazhi.kernel.events.sealing import seal, verify
from fazhi.kernel.jobs.worker import run_one
from fazhi.kernel.models import Job, LedgerImport, Matter, NameChange, Organization, Party
from fazhi.kernel.parties.documents import fictitious_numbers
from jobs_cast import sheet
from mediation_walk import APPLICANT, COMMITTEE, Cast, cast, identity, registered

pytestmark = pytest.mark.usefixtures("fresh_platform")

HEADINGS = [column.heading for column in LEDGER.columns]


@pytest.fixture
def people() -> Iterator[Cast]:
    with fictitious_numbers():
        yield cast()


@pytest.fixture
def clerk(people: Cast) -> Client:
    client = Client()
    client.force_login(seat("tongji", "办公室", "statistician"))
    return client


def row(n: int, **more: Any) -> list[Any]:
    usual = {
        "number": f"罗调〔2018〕{n}号",
        "organization": COMMITTEE,
        "mediator": "甲演示",
        "category": "劳动争议",
        "source": "当事人申请",
        "applicant": "王演示",
        "applicant_number": identity(order=200 + n),
        "respondent": "演示商贸有限公司",
        "people": 2,
        "amount": 3500,
        "accepted_on": "2018-03-01",
        "concluded_on": "2018-03-15",
        "result": "调解成功",
        "agreement": "书面",
        "performance": "已履行",
        "facts": "拖欠工资。",
    } | more
    return [usual.get(column.name) for column in LEDGER.columns]


def work() -> None:
    while run_one("worker", threading.Event()):
        pass


def bring(client: Client, *rows: list[Any], headings: list[str] | None = None) -> str:
    return bring_file(client, sheet(headings or HEADINGS, list(rows), "老台账.xlsx"))


def bring_file(client: Client, file: SimpleUploadedFile) -> str:
    answer = client.post("/workbench/imports/new/", {"files": [file], "ledger": "past_disputes"})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return str(answer["Location"])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def confirm(client: Client, address: str) -> None:
    one = LedgerImport.objects.get(uuid=UUID(address.split("/")[3]))
    client.post(f"{address}store/", {"seen": one.seen})
    work()


def whole() -> bool:
    seal()
    return not verify().damages


def test_a_row_becomes_a_closed_matter_that_is_found_counted_and_verified(people: Cast, clerk: Client) -> None:
    address = bring(clerk, row(1), row(2, result="调解未成功", agreement=None, performance=None))
    shown = page(clerk, address)
    assert "0 → 2" in shown
    assert "成为一件案件" in shown
    assert not Matter.objects.exists()
    confirm(clerk, address)
    assert "已导入" in page(clerk, address)
    matter = Matter.objects.get(number="罗调〔2018〕1号")
    assert (matter.state, matter.opened_on, matter.closed_on) == (
        "archived",
        dt.date(2018, 3, 1),
        dt.date(2018, 3, 15),
    )
    desk = Client()
    desk.force_login(people.head)
    shown = page(desk, f"/workbench/matters/{matter.uuid}/")
    assert "从旧台账导入" in shown
    assert "拖欠工资" in shown
    assert identity(order=201) not in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, result, amount, performance FROM ledger_disputes ORDER BY number")
        assert [line[:2] for line in cursor.fetchall()] == [
            ("罗调〔2018〕1号", "调解成功"),
            ("罗调〔2018〕2号", "调解未成功"),
        ]
    assert whole()


def test_nobody_finds_numbers_or_names_of_people_in_the_clear(people: Cast, clerk: Client) -> None:
    confirm(clerk, bring(clerk, row(1, applicant_phone="13800138000")))
    with connection.cursor() as cursor:
        for table in ("kernel_party", "kernel_event", "kernel_eventtext", "kernel_matter", "kernel_job"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ''), '') FROM {table} t")
            (text,) = cursor.fetchone()
            assert identity(order=201) not in text
            assert "13800138000" not in text
    assert Party.objects.exclude(id_number=b"").count() == 1


def test_the_same_ledger_again_changes_nothing_and_another_row_of_that_number_is_put_aside(
    people: Cast, clerk: Client
) -> None:
    confirm(clerk, bring(clerk, row(1), row(2)))
    again = bring(clerk, row(1), row(2), row(3))
    assert "2 → 3" in page(clerk, again)
    confirm(clerk, again)
    assert Matter.objects.count() == 3
    other = bring(clerk, row(1, amount=9999))
    assert "平台上已有这个编号的事项，内容与这一行不同" in page(clerk, other)
    assert Dispute.objects.get(matter__number="罗调〔2018〕1号").amount == 3500


def test_new_matters_go_on_behind_the_numbers_of_the_old_ledger(people: Cast, clerk: Client) -> None:
    year = today().year
    day = f"{year}-01-01"
    confirm(clerk, bring(clerk, row(7, number=f"罗调[{year}]第07号", accepted_on=day, concluded_on=day)))
    assert Matter.objects.get().number == f"罗调〔{year}〕7号"
    assert registered(people).number == f"罗调〔{year}〕8号"


def test_a_number_of_another_form_is_kept_as_it_is(people: Cast, clerk: Client) -> None:
    confirm(clerk, bring(clerk, row(1, number="桂调2018-015"), row(2, number="桂调2018-016")))
    assert set(Matter.objects.values_list("number", flat=True)) == {"桂调2018-015", "桂调2018-016"}
    assert whole()


def test_one_person_under_two_spellings_is_one_party_with_both_names(people: Cast, clerk: Client) -> None:
    number = identity(order=300)
    address = bring(
        clerk,
        row(1, applicant="欧阳演示", applicant_number=number),
        row(2, applicant="歐陽演示", applicant_number=number),
    )
    assert "姓名写法不同：记为同一人，两个写法都保留" in page(clerk, address)
    confirm(clerk, address)
    party = Party.objects.exclude(id_number=b"").get()
    assert party.matters.count() == 2
    assert {party.name, *NameChange.objects.filter(party=party).values_list("old", flat=True)} == {
        "欧阳演示",
        "歐陽演示",
    }


def test_a_person_of_the_old_ledger_is_the_one_who_comes_today(people: Cast, clerk: Client) -> None:
    confirm(clerk, bring(clerk, row(1, applicant="张演示", applicant_number=APPLICANT["id_number"])))
    matter = registered(people)
    assert matter.parties.get(role="申请人").party.matters.count() == 2


@pytest.mark.parametrize(
    ("more", "column", "says"),
    [
        ({"applicant_number": "990000199001011231"}, "申请人证件号码", "校验码不对，应为"),
        ({"applicant_number": identity("20120101")}, "申请人法定代理人", "未满18周岁，请填写法定代理人"),
        ({"respondent": "王演示", "respondent_number": identity(order=201)}, "被申请人证件号码", "同一人不能在两方"),
        ({"concluded_on": "2018-02-01"}, "办结日期", "早于受理日期"),
        ({"accepted_on": "2099-02-01", "concluded_on": None}, "受理日期", "还没有到"),
        ({"organization": "桂圆街道人民调解委员会"}, "调解组织", "是不是“桂园街道人民调解委员会”"),
        ({"category": "外星人"}, "纠纷类型", "不认识的纠纷类型，可填：婚姻家庭继承"),
        ({"street": "月球街道"}, "街道", "没有这个街道，可填"),
        ({"result": None}, "调解结果", "已办结，请填写调解结果"),
        ({"concluded_on": None}, "办结日期", "有调解结果，请填写办结日期"),
    ],
)
def test_a_row_that_cannot_be_is_put_aside_with_place_and_remedy(
    people: Cast, clerk: Client, more: dict[str, Any], column: str, says: str
) -> None:
    shown = page(clerk, bring(clerk, row(1, **more), row(2)))
    assert "第2行" in shown
    assert f"<td>{column}</td>" in shown
    assert says in shown
    assert "0 → 1" in shown


def test_rows_put_aside_are_mended_in_rejected_and_written(people: Cast, clerk: Client) -> None:
    address = bring(clerk, row(1, concluded_on="2018-02-01"), row(2), row(3, number="罗调（2018）02号"))
    assert "0 → 1" in page(clerk, address)
    answer = clerk.get(f"{address}rejected/")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    there = book[LEDGER.title]
    heads = [cell.value for cell in there[1]]
    there.cell(2, heads.index("办结日期") + 1).value = "2018-03-02"
    stream = BytesIO()
    book.save(stream)
    clerk.post(f"{address}rejected/", {"rejected": SimpleUploadedFile("rejected.xlsx", stream.getvalue())})
    work()
    assert "第3行是同一个编号" in page(clerk, address)
    confirm(clerk, address)
    days = Dispute.objects.order_by("matter__order").values_list("concluded_on", flat=True)
    assert list(days) == [dt.date(2018, 3, 2), dt.date(2018, 3, 15)]


def test_a_minor_comes_with_a_guardian(people: Cast, clerk: Client) -> None:
    confirm(clerk, bring(clerk, row(1, applicant_number=identity("20120101"), applicant_guardian="王父演示")))
    matter = Matter.objects.get()
    assert matter.parties.get(role="法定代理人").represents == matter.parties.get(role="申请人")
    assert whole()


def test_an_open_dispute_stands_where_it_stood_with_its_clock_running(people: Cast, clerk: Client) -> None:
    yesterday = today() - dt.timedelta(days=1)
    more = {"accepted_on": yesterday, "concluded_on": None, "result": None, "agreement": None, "performance": None}
    confirm(clerk, bring(clerk, row(1, **more)))
    matter = Matter.objects.get()
    assert matter.state == "mediating"
    assert matter.deadlines.get().met_on is None
    desk = Client()
    desk.force_login(people.mediator)
    assert "登记调解" in page(desk, f"/workbench/matters/{matter.uuid}/")
    assert whole()


def test_an_import_that_breaks_half_way_goes_on_where_it_stopped(
    people: Cast, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fazhi.kernel.jobs.past.BATCH", 2)
    address = bring(clerk, *[row(n) for n in range(1, 6)])
    one = LedgerImport.objects.get(uuid=UUID(address.split("/")[3]))
    clerk.post(f"{address}store/", {"seen": one.seen})
    from fazhi.kernel.jobs import past

    write, calls = past.write, []

    def breaks(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the machine is gone")
        return write(*given)

    monkeypatch.setattr(past, "write", breaks)
    work()
    shown = page(clerk, address)
    assert "已写入前 2 行，不会丢" in shown
    assert Matter.objects.count() == 2
    confirm(clerk, address)
    assert Matter.objects.count() == 5
    job = Job.objects.order_by("-id").first()
    assert job is not None
    assert (job.result["added"], job.result["there"]) == (3, 2)
    assert whole()


def test_only_who_may_import_may_do_it(people: Cast) -> None:
    client = Client()
    client.force_login(people.head)
    answer = client.post(
        "/workbench/imports/new/", {"files": [sheet(HEADINGS, [row(1)], "a.xlsx")], "ledger": "past_disputes"}
    )
    assert answer.status_code == 403


def test_what_was_settled_in_its_time_is_on_no_list_of_subsidies_today(people: Cast, clerk: Client) -> None:
    confirm(clerk, bring(clerk, row(1)))
    assert not candidates(Organization.objects.get(name=COMMITTEE), dt.date(2018, 3, 1)).exists()


def test_on_the_command_line_it_is_looked_at_first_and_written_when_told(
    people: Cast, clerk: Client, tmp_path: Path
) -> None:
    for name, rows in (("2018", [row(1), row(2)]), ("2019", [row(3), row(4, concluded_on="2018-02-01")])):
        (tmp_path / f"{name}.xlsx").write_bytes(sheet(HEADINGS, rows, f"{name}.xlsx").read())
    words = ["matter", "import", str(tmp_path), "--type", "mediation", "--as", "tongji"]
    looked = CliRunner().invoke(cli, words)
    assert looked.exit_code == 1
    assert "将写入 3 件" in looked.output
    assert "早于受理日期" in looked.output.replace("\n", "")
    assert (tmp_path / "rejected.xlsx").is_file()
    assert not Matter.objects.exists()
    assert "写入 3 件，已有 0 件" in CliRunner().invoke(cli, [*words, "--store"]).output
    assert "写入 0 件，已有 3 件" in CliRunner().invoke(cli, [*words, "--store"]).output
    assert Matter.objects.count() == 3
