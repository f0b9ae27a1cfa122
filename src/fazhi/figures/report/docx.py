"""A report as a Word document in the layout of GB/T 9704-2012 (党政机关公文格式), without letterhead and seal.

A4, text area 156 × 225 mm, 22 lines of 28 characters, 3号仿宋, title in 2号小标宋, headings in 黑体 and 楷体, page
number “— 1 —” outside. The text carries no marks: what the ledgers leave open stands on a page of its own at the end,
which can be deleted whole before the report is sent.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Twips

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.report.check_page import add_check_page
from fazhi.figures.report.model import Paragraph, ParagraphKind, Report
from fazhi.figures.report.title_lines import title_lines
from fazhi.figures.writing import write_whole
from fazhi.i18n import _

CHARACTERS, LINES = 28, 22
_CHARACTER = 8844 / CHARACTERS  # the text area is 156 mm = 8844 twips wide
_TITLE_WIDTH = 20  # characters of 22 pt in 156 mm
_GAP = 2  # characters between the margin and the signature

_STYLES: dict[ParagraphKind, str] = {
    "title": "Title",
    "heading1": "Heading 1",
    "heading2": "Heading 2",
    "heading3": "Heading 3",
    "body": "Body Text",
    "signature": "Signature",
    "date": "Date",
}
_KEPT_PARTS = (RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS)


def write_docx(report: Report, path: Path, catalogue: Catalogue) -> None:
    """Write the report; ``catalogue`` gives the definitions for the page of checks.

    The same report gives the same bytes on every run: all times in the file are the date of signature. Raises
    FazhiError ("cannot_write") where the file cannot be written.
    """
    document = _blank()
    _page(document, report)
    _text(document, report)
    add_check_page(document, report, catalogue)
    signed = _signed_on(report)
    _properties(document, report, signed)
    write_whole(path, _packed(document, signed))


# --- document and page -----------------------------------------------------------------------------------------------


def _blank() -> Any:
    """An empty document with our styles, settings and font table in place of those python-docx brings along."""
    document = Document()
    package, part = document.part.package, document.part
    for owner, kept in (
        (package, (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES)),
        (part, _KEPT_PARTS),
    ):
        for key in [key for key, relation in owner.rels.items() if relation.reltype not in kept]:
            del owner.rels[key]
    for element, name in ((document.styles.element, "styles.xml"), (document.settings.element, "settings.xml")):
        for child in list(element):
            element.remove(child)
        element.extend(list(parse_xml(_official(name))))
    fonts = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    part.relate_to(
        Part(PackURI("/word/fontTable.xml"), fonts, _official("fonts.xml"), package), RELATIONSHIP_TYPE.FONT_TABLE
    )
    return document


def _official(name: str) -> bytes:
    return files(__package__).joinpath("official", name).read_bytes()


def _page(document: Any, report: Report) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Twips(2098), Twips(1984)
    section.left_margin, section.right_margin = Twips(1588), Twips(1474)
    section.header_distance, section.footer_distance = Mm(20), Twips(1446)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(_element("w:docGrid", type="linesAndChars", linePitch="579", charSpace="-849"))
    sides = (
        (section.header, section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_header, section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    )
    for header, footer, outside in sides:
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        header.paragraphs[0].style = "Header"
        if report.synthetic:
            _add_run(header.paragraphs[0], _("合成演示数据，并非真实业务数据"))
        footer.paragraphs[0].style = "Footer"
        footer.paragraphs[0].alignment = outside
        _add_page_number(footer.paragraphs[0])


def _add_page_number(paragraph: Any) -> None:
    _add_run(paragraph, "— ")
    for kind in ("begin", None, "separate", "text", "end"):
        run = _add_run(paragraph, "1" if kind == "text" else "")
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.text = "PAGE"
            run._r.append(instruction)
        elif kind != "text":
            run._r.append(_element("w:fldChar", fldCharType=kind))
    _add_run(paragraph, " —")


# --- text ------------------------------------------------------------------------------------------------------------


def _text(document: Any, report: Report) -> None:
    last_body = max((n for n, p in enumerate(report.paragraphs) if p.kind == "body"), default=None)
    for number, paragraph in enumerate(report.paragraphs):
        added = document.add_paragraph(style=_STYLES[paragraph.kind])
        if paragraph.kind == "title":
            _add_title(added, paragraph, report)
        else:
            _add_run(added, paragraph.text)
        if number == last_body:
            added.paragraph_format.keep_with_next = True  # a signature never stands alone on a page
        if paragraph.kind in ("signature", "date"):
            _indent_right(added, _right_gaps(report)[paragraph.kind])


def _add_title(added: Any, paragraph: Paragraph, report: Report) -> None:
    for number, line in enumerate(
        title_lines(paragraph.text, _TITLE_WIDTH, (report.organization, report.period.label))
    ):
        if number:
            added.runs[-1].add_break()
        _add_run(added, line)


def _right_gaps(report: Report) -> dict[str, float]:
    """How far signature and date end from the right margin, in characters (GB/T 9704-2012, 7.3.5.2, no seal).

    The signature ends two characters from the right and the date begins two to the right of the signature's beginning;
    a longer date ends two from the right itself and the signature moves left with it.
    """
    widths = {p.kind: sum(0.5 if c.isascii() else 1 for c in p.text) for p in report.paragraphs}
    longer = widths.get("date", 0) - widths.get("signature", 0)
    if longer > 0:
        return {"signature": 2 * _GAP + longer, "date": _GAP}
    return {"signature": _GAP, "date": -longer}


def _indent_right(paragraph: Any, characters: float) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties._insert_ind(
        _element("w:ind", rightChars=str(round(100 * characters)), right=str(round(_CHARACTER * characters)))
    )


def _add_run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    # Quotation marks and dashes exist in Western and in Chinese fonts; the hint chooses the full-width ones.
    run._r.get_or_add_rPr().append(_element("w:rFonts", hint="eastAsia"))
    return run


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


# --- file ------------------------------------------------------------------------------------------------------------


def _signed_on(report: Report) -> date:
    for paragraph in report.paragraphs:
        match = re.fullmatch(r"(\d+)年(\d+)月(\d+)日", paragraph.text) if paragraph.kind == "date" else None
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    return report.period.end


def _properties(document: Any, report: Report, signed: date) -> None:
    properties = document.core_properties
    properties.title = report.title
    properties.author = properties.last_modified_by = report.organization
    properties.comments = _("合成演示数据") if report.synthetic else ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = datetime.combine(signed, time())


def _packed(document: Any, signed: date) -> bytes:
    """The file with every entry dated on the day of signature: the same report gives the same bytes."""
    unpacked, packed = io.BytesIO(), io.BytesIO()
    document.save(unpacked)
    with zipfile.ZipFile(unpacked) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            stamped = zipfile.ZipInfo(entry, (max(signed.year, 1980), signed.month, signed.day, 0, 0, 0))
            stamped.compress_type = zipfile.ZIP_DEFLATED
            stamped.create_system = 3
            target.writestr(stamped, source.read(entry))
    return packed.getvalue()
