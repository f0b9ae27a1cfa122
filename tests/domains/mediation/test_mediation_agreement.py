"""The written agreement: what stands in it, whose reading is written down, and a template that staff put in place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from coordination_walk import seat
from fazhi.domains.mediation import agreement, filling
from fazhi.domains.mediation.models import AgreementTemplate
from fazhi.kernel.clock import today
from fazhi.kernel.models import Change, Matter, Unmasking
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import COMMITTEE, STREET, Cast, agreed, archived, cast, heard, identity, registered

WRITTEN = {
    "facts": "拖欠三个月工资。",
    "liability": "公司承担。",
    "content": "七日内付清。\n双方再无争议。",
    "manner": "银行转账。",
}


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers():
        yield cast()


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def template(*paragraphs: str | list[str]) -> bytes:
    """A template; a list is a paragraph of several runs."""
    document = Document()
    for given in paragraphs:
        paragraph = document.add_paragraph()
        for run in [given] if isinstance(given, str) else given:
            paragraph.add_run(run)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def complete(*paragraphs: str | list[str]) -> bytes:
    return template(*paragraphs, *("{{" + name + "}}" for name in agreement.NEEDED))


def upload(client: Client, content: bytes, name: str = "模板.docx") -> Any:
    return client.post(reverse("mediation_agreement_templates"), {"file": SimpleUploadedFile(name, content)})


def address(matter: Matter) -> str:
    return reverse("mediation_agreement", args=[matter.uuid])


def test_the_paper_says_what_the_law_asks_for(people: Cast, client: Client) -> None:
    matter = heard(people)
    client.force_login(people.mediator)
    assert "生成调解协议书" in client.get(reverse("matter", args=[matter.uuid])).content.decode()
    answer = client.post(address(matter), WRITTEN)
    assert "attachment" in answer.headers["Content-Disposition"]
    text = lines(answer.content)
    assert f"申请人：张演示，居民身份证号码：{identity()}。" in text
    assert f"被申请人：李演示，居民身份证号码：{identity(order=124)}。" in text
    assert {"拖欠三个月工资。", "公司承担。", "七日内付清。", "双方再无争议。", "银行转账。"} <= set(text)
    assert "人民调解员（签名）：甲演示" in text
    assert f"{COMMITTEE}（印章）" in text
    day = today()
    assert f"{day.year}年{day.month}月{day.day}日" in text
    assert any("一式3份" in line for line in text)
    assert "{{" not in "".join(text)


def test_who_reads_it_is_written_down(people: Cast, client: Client) -> None:
    matter = heard(people)
    client.force_login(people.mediator)
    client.get(address(matter))
    assert not Unmasking.objects.exists()
    client.post(address(matter), WRITTEN)
    read = Unmasking.objects.filter(user=people.mediator, matter=matter, reason="生成人民调解协议书")
    assert sorted(read.values_list("party__name", "field")) == [
        ("张演示", "id_number"),
        ("张演示", "name"),
        ("李演示", "id_number"),
        ("李演示", "name"),
    ]


def test_what_was_recorded_is_filled_in(people: Cast, client: Client) -> None:
    client.force_login(people.clerk)
    assert "拖欠三个月工资，请求支付。" in client.get(address(heard(people))).content.decode()
    page = client.get(address(agreed(people))).content.decode()
    assert "公司七日内付清工资。" in page
    assert "七日内银行转账。" in page


def test_it_is_for_who_mediates_while_there_is_something_to_write(people: Cast, client: Client) -> None:
    matter = heard(people)
    for user in (people.stranger, people.guide, seat("jiedao", STREET)):
        client.force_login(user)
        assert client.post(address(matter), WRITTEN).status_code == 404
    client.force_login(people.clerk)
    assert client.get(address(registered(people))).status_code == 404
    assert client.get(address(archived(people))).status_code == 404
    assert not Unmasking.objects.exists()


def test_what_somebody_typed_is_no_placeholder(people: Cast, client: Client) -> None:
    client.force_login(people.mediator)
    answer = client.post(address(heard(people)), WRITTEN | {"content": "{{调解员}}付清"})
    assert "{{调解员}}付清" in lines(answer.content)


def test_the_official_fonts_are_named() -> None:
    document = Document(io.BytesIO(agreement.default()))
    xml = document.element.xml + document.styles.element.xml
    assert all(font in xml for font in ("方正小标宋简体", "仿宋_GB2312", "黑体"))


def test_a_placeholder_cut_into_runs_is_found() -> None:
    content = template(["前{", "{案", "号}", "}后"], "｛｛案号｝｝")
    assert lines(filling.fill(content, {"案号": "〔2020〕1号"})) == ["前〔2020〕1号后", "〔2020〕1号"]


def test_placeholders_in_tables_and_headers_are_filled() -> None:
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = "{{案号}}"
    document.sections[0].header.paragraphs[0].text = "{{案号}}、{{案号}}"
    made = io.BytesIO()
    document.save(made)
    filled = Document(io.BytesIO(filling.fill(made.getvalue(), {"案号": "甲\n乙"})))
    assert [one.text for one in filled.tables[0].cell(0, 0).paragraphs] == ["甲", "乙"]
    assert filled.sections[0].header.paragraphs[0].text == "甲\n乙、甲\n乙"


def test_another_template_is_used_from_then_on_and_the_old_ones_are_kept(people: Cast, client: Client) -> None:
    client.force_login(people.guide)
    upload(client, complete("第一版"), "一.docx")
    upload(client, complete("第二版"), "二.docx")
    page = client.get(reverse("mediation_agreement_templates")).content.decode()
    page = page[page.index('id="versions"') :]
    assert page.index("二.docx") < page.index("一.docx")
    first = AgreementTemplate.objects.get(name="一.docx")
    kept = client.get(reverse("mediation_agreement_template", args=[first.pk]))
    assert lines(kept.content)[0] == "第一版"
    assert client.get(reverse("mediation_agreement_template", args=[0])).content == agreement.default()
    assert Change.objects.filter(subject="template", actor=people.guide).count() == 2
    client.force_login(people.mediator)
    assert lines(client.post(address(heard(people)), WRITTEN).content)[0] == "第二版"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (complete("标题", "见{{甲方}}"), "正文第2段：不认识的占位符“{{甲方}}”"),
        (complete("见{{案号"), "正文第1段：花括号没有成对（“见{{案号”）"),
        (template("{{申请人}}"), "缺少占位符“{{协议内容}}”"),
        (b"PK\x03\x04 broken", ""),
        (b"%PDF-1.7\n%%EOF", "PDF"),
    ],
)
def test_a_template_that_cannot_be_used_says_why_and_where(
    people: Cast, client: Client, content: bytes, said: str
) -> None:
    client.force_login(people.guide)
    answer = upload(client, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AgreementTemplate.objects.exists()


def test_only_who_guides_replaces_the_template(people: Cast, client: Client) -> None:
    client.force_login(people.head)
    assert upload(client, complete()).status_code == 404
    assert client.get(reverse("mediation_agreement_template", args=[0])).status_code == 404
