"""The report on pages: its figures are those of the command line, and their rows open for whoever may see them."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import psycopg
import pytest
from django.test import Client

from fazhi.faces.cli import main
from fazhi.faces.workbench.models import IssuedReport
from fazhi.kernel.database.server import connect
from fazhi.kernel.models import User
from report_database import MORE, Reported, keep, one_more_case

At = Callable[[User], Client]
REPORT = "/workbench/reports/2020H1/"
RESOLVED = "/workbench/figures/mediation.resolved/2020H1/"
REGISTER = "/workbench/figures/corrections.on_register/2020H1/"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_figures_are_those_of_the_command_line(bureau: Reported, at: At, capfd: pytest.CaptureFixture[str]) -> None:
    main(["figures", "show", "--period", "2020H1", "--ledgers", "db:", "--json"])
    told = {one["id"]: one for one in json.loads(capfd.readouterr().out)}
    data = json.loads(at(bureau.reader).get(f"{REPORT}file.json").content)
    assert len(data["figures"]) > 50
    for figure in data["figures"]:
        assert figure["value"] == told[figure["id"]]["value"], figure["id"]
    html = page(at(bureau.reader), REPORT)
    for printed in ("6516件", "96.3%", "530余件", "290人"):
        assert f">{printed}</a>" in html
    assert "合成演示数据" in html


def test_a_figure_opens_rows_that_count_to_its_value(bureau: Reported, at: At) -> None:
    client, seen = at(bureau.keeper), 0
    html = page(client, REGISTER)
    assert "290</span> <span" in html
    while True:
        seen += html[html.index("rp-records") :].count("<tr>") - 1
        following = re.search(r'rel="next" href="([^"]+)"', html)
        if following is None:
            break
        html = page(client, following[1])
    assert seen == 290
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{REGISTER}rows.xlsx").content))
    assert book.worksheets[0].max_row == 291
    assert not any("（" in str(row[0].value or "")[:1] for row in book.worksheets[0].iter_rows(min_row=2))


def test_the_panel_says_all_that_can_be_asked(bureau: Reported, at: At) -> None:
    answer = at(bureau.keeper).get(RESOLVED, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "<!doctype" not in html
    assert "HX-Request" in answer.headers["Vary"]
    said = text(html)
    assert "办结日期在2020-01-01至2020-06-30之内" in said
    assert "比2019年上半年增加896件，增长15.9%" in said
    assert "比2019年下半年" in said
    assert "SELECT" in said
    assert "<polyline" in html
    # Names are masked, whoever looks.
    assert "已遮蔽" in said
    rate = text(page(at(bureau.reader), "/workbench/figures/mediation.success_rate/2020H1/"))
    assert re.search(r"6,516÷[\d,]+×100%＝96\.3%", rate)


def test_who_may_not_see_the_rows_gets_none_of_them(
    bureau: Reported, at: At, caplog: pytest.LogCaptureFixture, demo_rows: dict[str, list[dict[str, Any]]]
) -> None:
    caplog.set_level(logging.INFO, "fazhi.access")
    client = at(bureau.reader)
    html = page(client, REGISTER)
    assert "290</span> <span" in html
    assert "共 290 条记录，不归您查看" in text(html)
    assert "rp-records" not in html
    assert page(client, f"{REGISTER}?page=2").count("rp-records") == 0
    assert client.get(f"{REGISTER}rows.xlsx").status_code == 404
    assert f"user {bureau.reader.pk} asked for the rows of corrections.on_register" in caplog.text
    # What has no personal data is for everybody who reads the totals.
    assert "rp-records" in page(client, "/workbench/figures/mediation.organizations/2020H1/")


def test_reading_personal_rows_is_logged(bureau: Reported, at: At, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "fazhi.access")
    page(at(bureau.keeper), "/workbench/figures/mediation.organizations/2020H1/")
    assert "read rows" not in caplog.text
    page(at(bureau.keeper), REGISTER)
    assert f"user {bureau.keeper.pk} read rows of corrections.on_register in 2020H1" in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "/workbench/reports/",
        REPORT,
        f"{REPORT}file.docx",
        f"{REPORT}breaches/corrections.register/",
        RESOLVED,
        f"{RESOLVED}rows.xlsx",
        "/workbench/compare/",
        "/workbench/compare/file.xlsx",
        "/workbench/check/",
        "/workbench/dashboard/",
        "/workbench/dashboard/screen/",
    ],
)
def test_who_is_not_of_the_bureau_finds_nothing_and_it_is_logged(
    bureau: Reported, at: At, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    client = at(bureau.people.street)
    assert client.get(address).status_code == 404
    assert f"user {bureau.people.street.pk} asked for {address}" in caplog.text
    assert "工作报告" not in page(client, "/workbench/notices/")
    assert "工作报告" in page(at(bureau.reader), "/workbench/notices/")


def test_a_matter_is_a_row_for_those_who_see_the_matter(bureau: Reported, at: At) -> None:
    from fazhi.kernel.clock import today

    pending = f"/workbench/figures/coordination.pending/{today():%Y-%m}/"
    matter = bureau.matters[0]
    html = page(at(bureau.overseer), pending)
    assert f'href="/workbench/matters/{matter.uuid}/"' in html
    assert "2</span> <span" in html
    closed = page(at(bureau.keeper), pending)
    assert "2</span> <span" in closed
    assert matter.number not in closed
    partly = page(at(bureau.partner), pending)
    assert "2</span> <span" in partly
    assert "其余 1 条不归您查看" in partly
    assert matter.number not in partly
    assert bureau.matters[1].number in partly


def test_a_slice_counts_and_lists_only_its_part(bureau: Reported, at: At) -> None:
    client = at(bureau.keeper)
    found = {}
    for word in ("调解成功", "调解未成功"):
        html = page(client, f"/workbench/figures/mediation.concluded/2020H1/?slice=result:{word}")
        value = re.search(r'rp-large">([\d,]+)<', html)
        assert value
        found[word] = int(value[1].replace(",", ""))
        assert f"《人民调解案件台账》中的 {value[1]} 条" in text(html)
        assert f"调解结果为“{word}”" in text(html)
    assert found["调解成功"] == 6516
    whole = re.search(r'rp-large">([\d,]+)<', page(client, "/workbench/figures/mediation.concluded/2020H1/"))
    assert whole
    assert int(whole[1].replace(",", "")) == sum(found.values())
    for bad in ("applicant:张三", "no_such:1", "concluded_on:昨天..", "result:"):
        assert client.get(f"/workbench/figures/mediation.concluded/2020H1/?slice={bad}").status_code == 422


def test_what_does_not_add_up_is_marked_and_explained(bureau: Reported, at: At) -> None:
    html = page(at(bureau.keeper), REPORT)
    assert html.count("rp-margin") == 1
    assert 'id="note-1"' in html
    breach = re.search(r'href="([^"]+/breaches/[^"]+)"', html)
    assert breach
    explained = page(at(bureau.keeper), breach[1])
    assert "2,156" in explained
    assert explained[explained.index("rp-records") :].count("<tr>") == 3
    assert "rp-records" not in page(at(bureau.reader), breach[1])
    assert at(bureau.reader).get("/workbench/reports/2019H1/breaches/no.such/").status_code == 404


@pytest.mark.parametrize("suffix", ["docx", "html", "json"])
def test_a_file_of_the_report_carries_no_rows(
    bureau: Reported, at: At, suffix: str, demo_rows: dict[str, list[dict[str, Any]]]
) -> None:
    answer = at(bureau.keeper).get(f"{REPORT}file.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if suffix == "docx":
        import docx

        content = "\n".join(each.text for each in docx.Document(io.BytesIO(answer.content)).paragraphs)
        assert "6516件" in content
    else:
        content = answer.content.decode()
    assert demo_rows["corrections"][0]["number"] not in content
    assert at(bureau.keeper).get(f"{REPORT}file.exe").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/workbench/reports/去年夏天/", 404),
        ("/workbench/reports/?period=2020-13", 404),
        ("/workbench/figures/no.such/2020H1/", 404),
        ("/workbench/figures/mediation.resolved/x/", 404),
        ("/workbench/figures/mediation.success_rate/2020H1/rows.xlsx", 422),
    ],
)
def test_what_an_address_asks_wrongly_is_said_in_words(bureau: Reported, at: At, address: str, status: int) -> None:
    html = page(at(bureau.reader), address, status)
    assert re.search(r"期间|指标", text(html))


def test_only_who_keeps_the_ledgers_issues_and_what_is_issued_stays(
    bureau: Reported, at: At, demo_rows: dict[str, list[dict[str, Any]]]
) -> None:
    assert at(bureau.reader).post(f"{REPORT}issue/").status_code == 404
    assert at(bureau.keeper).post(f"{REPORT}issue/", {"signed_on": "昨天"}).status_code == 422
    assert not IssuedReport.objects.exists()
    answer = at(bureau.keeper).post(f"{REPORT}issue/", {"signed_on": "2020-07-06"}, follow=True)
    html = answer.content.decode()
    assert "台账现在的数值与定稿时一致" in html
    assert "2020年7月6日" in html
    kept = IssuedReport.objects.get()
    try:
        keep(one_more_case(demo_rows))
        # A load is noticed at once.
        assert ">485宗</a>" in page(at(bureau.reader), REPORT)
        later = page(at(bureau.reader), f"/workbench/reports/issued/{kept.uuid}/")
        assert ">484宗</a>" in later
        assert "受理法律援助案件：定稿时484宗，现在485宗" in later
        stored = json.loads(at(bureau.reader).get(f"/workbench/reports/issued/{kept.uuid}/file.json").content)
        assert next(one for one in stored["figures"] if one["id"] == "legal_aid.cases")["value"] == 484
        import docx

        document = at(bureau.reader).get(f"/workbench/reports/issued/{kept.uuid}/file.docx").content
        assert "2020年7月6日" in "\n".join(each.text for each in docx.Document(io.BytesIO(document)).paragraphs)
    finally:
        with connect() as owner:
            owner.execute("DELETE FROM ledger_legal_aid_cases WHERE number = %s", [MORE])
        keep({"legal_aid_cases": demo_rows["legal_aid_cases"][:1]})
    with connect() as owner:
        for change in ("UPDATE workbench_issuedreport SET title = 'x'", "DELETE FROM workbench_issuedreport"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(change)


def test_values_are_exact_decimals(bureau: Reported, at: At) -> None:
    html = text(page(at(bureau.reader), "/workbench/figures/legal_aid.recovered/2020H1/"))
    data = json.loads(at(bureau.reader).get(f"{REPORT}file.json").content)
    recovered = next((one for one in data["figures"] if one["id"] == "legal_aid.recovered"), None)
    if recovered is not None:
        assert f"{Decimal(str(recovered['value'])):,f}" in html
    assert "元" in html
