"""The Word document beside GB/T 9704-2012: measures and fonts as numbers, and pages as LibreOffice lays them out."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sample_report as sample
from docx import Document
from docx.oxml.ns import qn

from fazhi.errors import FazhiError
from fazhi.figures.engine import Engine
from fazhi.figures.report.docx import write_docx
from fazhi.figures.report.model import Paragraph, Report, Text
from fazhi.figures.report.template import build_report

TEMPLATE = """
# {{ organization }}关于{{ period.label }}法治建设和公共法律服务工作情况的报告

## 行政复议
### 案件
受理行政复议案件{{ reconsideration.accepted }}，审结{{ reconsideration.concluded }}，被称为“主渠道”。
## 人民调解
### 组织
#### 物业
设调解室{{ mediation.property_rooms | 汉字 }}，调解员{{ mediation.mediators }}。
FILL化解纠纷{{ mediation.resolved | 余(100) }}，{{ mediation.resolved | 同比 }}。
### 矫正
在册{{ corrections.on_register }}，解除{{ corrections.released }}。

>>> {{ organization }}
>>> {{ signed_on }}
"""
LONG = "为群众提供便捷高效的公共法律服务，坚持把非诉讼纠纷解决机制挺在前面，" * 30


def build(
    engine: Engine, organization: str = "罗湖区司法局", signed_on: date = date(2020, 7, 6), fill: str = ""
) -> Report:
    return build_report(
        TEMPLATE.replace("FILL", fill),
        engine,
        sample.PERIOD,
        organization=organization,
        district={},
        signed_on=signed_on,
        sources=[("人民调解案件台账", "人民调解案件台账.xlsx")],
        template_name="半年.md",
        synthetic=True,
    )


@pytest.fixture(scope="module")
def engine() -> Engine:
    return sample.engine()


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    return build(engine)


@pytest.fixture(scope="module")
def path(report: Report, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("报告 目录") / "工作 报告.docx"
    write_docx(report, path, engine.catalogue)
    return path


@pytest.fixture(scope="module")
def document(path: Path) -> Any:
    return Document(str(path))


def text_paragraphs(document: Any) -> list[Any]:
    """The paragraphs of the report itself, without the page of checks."""
    paragraphs = document.paragraphs
    return paragraphs[: next(n for n, p in enumerate(paragraphs) if p.style.name == "Check Title")]


def format_of(document: Any, paragraph: Any) -> dict[str, str]:
    """What holds for a paragraph after style inheritance: size in half-points, fonts, line in twips."""
    styles = document.styles.element
    by_id = {style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))}
    chain = []
    style_id: str | None = paragraph.style.style_id
    while style_id:
        chain.append(by_id[style_id])
        based = by_id[style_id].find(qn("w:basedOn"))
        style_id = based.get(qn("w:val")) if based is not None else None
    found: dict[str, str] = {}
    for element in (styles.find(qn("w:docDefaults")), *reversed(chain)):
        for tag in ("w:rFonts", "w:sz", "w:spacing", "w:jc", "w:ind", "w:widowControl", "w:color"):
            for node in element.iter(qn(tag)):
                for name, value in node.attrib.items():
                    found[f"{tag[2:]}.{name.partition('}')[2]}"] = value
    return found


def test_the_text_is_that_of_the_model(document: Any, report: Report) -> None:
    written = [p.text.replace("\n", "") for p in text_paragraphs(document)]
    assert written == [p.text for p in report.paragraphs]


def test_page_margins_and_grid(document: Any) -> None:
    section = document.sections[0]
    page = section._sectPr
    size, margins, grid = (page.find(qn(tag)) for tag in ("w:pgSz", "w:pgMar", "w:docGrid"))
    millimetres = {name: round(int(size.get(qn(f"w:{name}"))) / 56.693) for name in ("w", "h")}
    assert millimetres == {"w": 210, "h": 297}
    assert {side: int(margins.get(qn(f"w:{side}"))) for side in ("top", "bottom", "left", "right")} == {
        "top": 2098,
        "bottom": 1984,
        "left": 1588,
        "right": 1474,
    }
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert (grid.get(qn("w:linePitch")), grid.get(qn("w:charSpace"))) == ("579", "-849")
    height = int(size.get(qn("w:h"))) - 2098 - 1984
    assert 22 * 579 <= height < 23 * 579


@pytest.mark.parametrize(
    ("style", "font", "half_points"),
    [
        ("Title", "方正小标宋简体", "44"),
        ("Heading 1", "黑体", "32"),
        ("Heading 2", "楷体_GB2312", "32"),
        ("Heading 3", "仿宋_GB2312", "32"),
        ("Body Text", "仿宋_GB2312", "32"),
        ("Signature", "仿宋_GB2312", "32"),
        ("Date", "仿宋_GB2312", "32"),
    ],
)
def test_fonts_sizes_and_lines(document: Any, style: str, font: str, half_points: str) -> None:
    paragraph = next(p for p in document.paragraphs if p.style.name == style)
    found = format_of(document, paragraph)
    assert found["rFonts.eastAsia"] == font
    assert found["rFonts.ascii"] == "Times New Roman"
    assert found["sz.val"] == half_points
    assert (found["spacing.line"], found["spacing.lineRule"]) == ("579", "exact")
    assert found["widowControl.val"] == "0"
    assert found["color.val"] == "000000"
    if style.startswith(("Heading", "Body")):
        assert (found["ind.firstLineChars"], found["jc.val"]) == ("200", "both")


def test_quotation_marks_are_full_width(document: Any) -> None:
    runs = [run for paragraph in text_paragraphs(document) for run in paragraph.runs if "“" in run.text]
    assert runs
    assert all(run._r.rPr.find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia" for run in runs)


def test_titles_and_date(document: Any) -> None:
    by_style = {p.style.name: p.text for p in text_paragraphs(document)}
    headings = [p.text for p in text_paragraphs(document) if p.style.name.startswith(("Title", "Heading"))]
    assert not [text for text in headings if re.search(r"[。；，、：]$", text)]
    assert re.fullmatch(r"\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日", by_style["Date"])
    assert "\n" in by_style["Title"]
    assert (by_style["Heading 2"], by_style["Heading 3"]) == ("（二）矫正", "1.物业")


@pytest.mark.parametrize(
    ("organization", "signature", "day"),
    [("罗湖区司法局", 200, 0), ("中共深圳市罗湖区委全面依法治区委员会办公室", 200, 1500), ("司法局", 700, 200)],
)
def test_signature_and_date_without_a_seal(
    engine: Engine, tmp_path: Path, organization: str, signature: int, day: int
) -> None:
    write_docx(build(engine, organization), tmp_path / "a.docx", engine.catalogue)
    gaps = {
        p.style.name: int(p._p.pPr.find(qn("w:ind")).get(qn("w:rightChars")))
        for p in Document(str(tmp_path / "a.docx")).paragraphs
        if p.style.name in ("Signature", "Date")
    }
    assert gaps == {"Signature": signature, "Date": day}
    starts = {"Signature": 28 - gaps["Signature"] / 100 - len(organization), "Date": 28 - gaps["Date"] / 100 - 6}
    assert starts["Date"] == starts["Signature"] + 2


def test_a_signature_never_stands_alone(document: Any) -> None:
    paragraphs = text_paragraphs(document)
    assert paragraphs[-3].style.name == "Body Text"
    assert paragraphs[-3].paragraph_format.keep_with_next
    assert format_of(document, paragraphs[-2])["spacing.before"] == "579"


def test_page_numbers_outside(document: Any) -> None:
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert re.fullmatch(r"— \d+ —", paragraph.text)
        assert [node.text for node in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        found = format_of(document, paragraph)
        assert (found["sz.val"], found["rFonts.ascii"], found[f"ind.{side}"]) == ("28", "宋体", "280")


def test_synthetic_data_are_said_on_every_page(document: Any, engine: Engine, report: Report, tmp_path: Path) -> None:
    section = document.sections[0]
    assert "合成演示数据" in section.header.paragraphs[0].text
    assert "合成演示数据" in section.even_page_header.paragraphs[0].text
    write_docx(replace(report, synthetic=False), tmp_path / "real.docx", engine.catalogue)
    with zipfile.ZipFile(tmp_path / "real.docx") as file:
        assert not any("合成" in file.read(name).decode() for name in file.namelist())


def test_the_page_of_checks(document: Any, report: Report) -> None:
    paragraphs = document.paragraphs[len(text_paragraphs(document)) :]
    text = "\n".join(p.text for p in paragraphs)
    assert paragraphs[0].text == "附：数据核对说明"
    assert format_of(document, paragraphs[0])["rFonts.eastAsia"] == "黑体"
    breach = next(note for note in report.notes if note.breach)
    assert breach.message in text
    assert "第2158行" in text
    assert sample.RESIDENT not in text
    assert "欧***" in text
    assert "缺台账《人民调解员台账》" in text
    figures, sources = document.tables
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in figures.rows}
    assert rows["成功化解矛盾纠纷"][:2] == ["6500余件、同比增长10.4%", "6516件"]
    assert "调解结果为“调解成功”" in rows["成功化解矛盾纠纷"][2]
    assert len(rows) == 1 + len(report.figures)
    assert [cell.text for cell in sources.rows[1].cells] == ["人民调解案件台账", "人民调解案件台账.xlsx"]


def test_no_figure_leaves_a_mark_in_the_text(document: Any) -> None:
    kinds = {node.tag for paragraph in text_paragraphs(document) for node in paragraph._p.iter()}
    allowed = {qn(f"w:{tag}") for tag in ("p", "pPr", "pStyle", "keepNext", "ind", "r", "rPr", "rFonts", "t", "br")}
    assert kinds <= allowed


def test_properties_and_same_bytes(report: Report, engine: Engine, path: Path, tmp_path: Path) -> None:
    write_docx(build(engine), tmp_path / "again.docx", engine.catalogue)
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()
    properties = Document(str(path)).core_properties
    assert (properties.title, properties.author, properties.language) == (report.title, "罗湖区司法局", "zh-CN")
    assert properties.created.date() == properties.modified.date() == date(2020, 7, 6)
    with zipfile.ZipFile(path) as file:
        assert {entry.date_time[:3] for entry in file.infolist()} == {(2020, 7, 6)}
        assert not [name for name in file.namelist() if "thumbnail" in name or "embed" in name.lower()]
        fonts = file.read("word/fontTable.xml").decode()
    assert "方正小标宋简体" in fonts
    assert "<w:embed" not in fonts


def test_a_report_of_one_title_can_be_written(engine: Engine, tmp_path: Path) -> None:
    bare = Report(sample.PERIOD, "局", (Paragraph("title", (Text("总结"),)),))
    write_docx(bare, tmp_path / "bare.docx", engine.catalogue)
    assert [p.text for p in text_paragraphs(Document(str(tmp_path / "bare.docx")))] == ["总结"]


def test_a_file_that_cannot_be_written(report: Report, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(FazhiError) as error:
        write_docx(report, tmp_path / "无此目录" / "a.docx", engine.catalogue)
    assert error.value.code == "cannot_write"
    assert "无此目录" in error.value.message


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice (soffice) and pdftotext"
)
def test_libreoffice_lays_out_22_lines_of_28_characters(engine: Engine, tmp_path: Path) -> None:
    write_docx(build(engine, fill=LONG), tmp_path / "a.docx", engine.catalogue)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    second = [line.strip().replace(" ", "") for line in text.split("\f")[1].splitlines() if line.strip()]
    header, *lines, number = second
    assert "合成演示数据" in header
    assert number == "—2—"
    assert len(lines) == 22
    # A mark that may not begin a line can hang over as the 29th character.
    assert {len(line.rstrip("，。、")) for line in lines} <= {27, 28}
    assert max(len(line) for line in lines) <= 29
