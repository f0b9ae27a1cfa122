from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fazhi.errors import FazhiError
from fazhi.figures.check import document as reader
from fazhi.figures.check.document import Document, read_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes("受理12件。\r\n审结3件。".encode(encoding))
    assert read_text(path) == Document("报告.txt", "受理12件。\n审结3件。")


def test_lines_of_a_document() -> None:
    document = Document("x", "甲\n乙丙\n")
    assert [document.line_number(offset) for offset in range(5)] == [1, 1, 2, 2, 2]
    assert [document.line_span(number) for number in (1, 2, 3)] == [(0, 1), (2, 4), (5, 5)]


def test_docx_is_read_in_order_with_tables_and_without_deleted_text(tmp_path: Path) -> None:
    source = docx.Document()
    source.sections[0].header.paragraphs[0].text = "页眉9件"
    paragraph = source.add_paragraph("受理")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>12件</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>13件</w:delText></w:r></w:del>"))
    table = source.add_table(2, 3)
    for row, texts in enumerate([["类别", "数量（件）", "备注"], ["刑事", "34", ""]]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).add_table(1, 1).cell(0, 0).text = "内"
    merged = source.add_table(1, 3)
    merged.cell(0, 0).merge(merged.cell(0, 1)).text = "合并"
    source.add_paragraph("末段")
    path = tmp_path / "a.docx"
    source.save(str(path))
    assert read_text(path).text == "受理12件\n类别\t数量（件）\t备注\n刑事 内\t34\t\n合并\t\t\n末段"


def test_notes_follow_the_body(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain.docx", tmp_path / "notes.docx"
    source = docx.Document()
    source.add_paragraph("正文")
    source.save(str(plain))
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>线</w:t></w:r></w:p>'
        '</w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>含结转4件</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for item in old.infolist():
            data = old.read(item).decode("utf-8") if item.filename.endswith((".rels", ".xml")) else old.read(item)
            if item.filename == "word/_rels/document.xml.rels":
                assert isinstance(data, str)
                link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                data = data.replace("</Relationships>", link)
            if item.filename == "[Content_Types].xml":
                assert isinstance(data, str)
                part = (
                    '<Override PartName="/word/footnotes.xml" ContentType="application/'
                    'vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
                )
                data = data.replace("</Types>", part)
            new.writestr(item.filename, data)
        new.writestr("word/footnotes.xml", notes)
    assert read_text(path).text == "正文\n含结转4件"


def refused(path: Path) -> FazhiError:
    with pytest.raises(FazhiError) as caught:
        read_text(path)
    assert path.name in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b" \n", "report_empty"),
        ("a.docx", b"", "report_empty"),
        ("a.doc", b"abc", "report_format"),
        ("a.pdf", b"%PDF-1.4", "report_format"),
        ("a.docx", b"\xd0\xcf\x11\xe0rest", "report_format"),
        ("a.docx", b"%PDF-1.4", "report_format"),
        ("a.docx", "只是文字".encode(), "report_format"),
        ("a.txt", b"PK\x03\x04rest", "report_format"),
        ("a.docx", b"PK\x03\x04rest", "report_broken"),
        ("a.txt", "受理12件".encode("utf-16"), "report_format"),
        ("a.txt", bytes(range(128, 256)) * 2, "report_encoding"),
        ("a.txt", b"abc\x00def", "report_encoding"),
    ],
)
def test_wrong_files_are_refused_with_their_name(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path).code == code


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "无.docx").code == "report_not_found"
    assert refused(tmp_path).code == "report_not_found"


@pytest.mark.parametrize(
    ("member", "data", "code"),
    [("xl/workbook.xml", b"<a/>", "report_format"), ("word/document.xml", b"<a", "report_broken")],
)
def test_zips_that_are_no_word_documents_are_refused(tmp_path: Path, member: str, data: bytes, code: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, data)
    assert refused(path).code == code


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_XML_BYTES", 10_000)
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 20_000)
    assert refused(path).code == "report_too_large"
