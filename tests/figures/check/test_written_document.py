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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
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


def saved(tmp_path: Path, body: str) -> Path:
    """A .docx whose body is `body`, in the namespaces w, wp, wps, mc and v."""
    source = docx.Document()
    source.styles.add_style("Check Title", 1)
    names = nsdecls("w", "wp") + (
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    for element in reversed(parse_xml(f"<w:body {names}>{body}</w:body>")):
        source.element.body.insert(0, element)
    path = tmp_path / "正文.docx"
    source.save(str(path))
    return path


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_links_controls_fields_and_lists_read_as_they_look(tmp_path: Path) -> None:
    body = (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{run("受理")}'
        f'<w:hyperlink w:anchor="a">{run("12")}</w:hyperlink><w:sdt><w:sdtContent>{run("件")}</w:sdtContent></w:sdt>'
        f"<w:r><w:instrText>PAGE 7件</w:instrText></w:r>{run('。')}{run('5件', '<w:vanish/>')}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('审结3件')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:moveFrom>{run('8件')}</w:moveFrom><w:moveTo>{run('9件')}</w:moveTo></w:p>"
    )
    assert read_text(saved(tmp_path, body)).text == "受理12件。\n审结3件\n9件"


def test_a_text_box_follows_its_paragraph_and_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('办结3件')}</w:p></w:txbxContent>"
    body = (
        f"<w:p>{run('受理')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        f"{run('12件')}</w:p><w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>"
    )
    assert read_text(saved(tmp_path, body)).text == "受理12件\n办结3件\n\n办结3件"


def test_the_page_about_the_check_is_no_part_of_the_report(tmp_path: Path) -> None:
    title = f'<w:p><w:pPr><w:pStyle w:val="CheckTitle"/></w:pPr>{run("附：数据核对说明")}</w:p>'
    rows = f"<w:tbl><w:tr><w:tc><w:p>{run('9件')}</w:p></w:tc></w:tr></w:tbl><w:p>{run('8件')}</w:p>"
    assert read_text(saved(tmp_path, f"<w:p>{run('受理12件')}</w:p>{title}{rows}")).text == "受理12件"


def test_strict_open_xml_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr(
            "_rels/.rels",
            '<R><r Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"/></R>',
        )
    assert refused(path).code == "report_format"


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
        ("a.docx", "受理12件".encode("utf-16"), "report_format"),
        ("a.txt", b"\xff\xfe\x12", "report_encoding"),
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
