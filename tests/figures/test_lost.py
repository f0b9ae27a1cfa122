"""Cells that hold something no reader can tell, found in the XML of the sheets."""

from __future__ import annotations

import io
import zipfile

import pytest

from fazhi.figures.lost import lost_cells

_WORKBOOK = """<workbook xmlns:r="r"><sheets><sheet name="甲&amp;乙" sheetId="1" r:id="rId7"/></sheets></workbook>"""


def book(cells: str, target: str = "worksheets/sheet1.xml", part: str = "xl/worksheets/sheet1.xml") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", _WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationship Target="{target}" Type="t" Id="rId7"/>')
        archive.writestr(part, f'<worksheet><sheetData><row r="2">{cells}</row></sheetData></worksheet>')
    return stream.getvalue()


@pytest.mark.parametrize(
    ("cell", "lost"),
    [
        ('<c r="C2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="C2" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="C2"><f>1+1</f></c>', ""),
        ('<c r="C2"><f>1+1</f><v></v></c>', ""),
        ('<c r="C2"><f t="shared" si="0"/><v/></c>', ""),
        ('<x:c r="C2"><x:f>1+1</x:f></x:c>', ""),
        ('<c r="C2"><f>1+1</f><v>2</v></c>', None),
        ('<c r="C2" t="str"><f>""</f><v></v></c>', None),
        ('<c r="C2" s="4"/><c r="D2"><v>1</v></c>', None),
        ('<c r="C2" t="inlineStr"><is><t>#N/A t="e"</t></is></c>', None),
        ('<c r="C2" t="s"><v>0</v></c>', None),
    ],
)
def test_what_is_lost_in_a_cell(cell: str, lost: str | None) -> None:
    found = lost_cells(book(f'<c r="A2"><v>1</v></c>{cell}'))
    assert found == {"甲&乙": [] if lost is None else [(1, 2, lost)]}


def test_far_columns_and_absolute_targets() -> None:
    data = book('<c r="AB2" t="e"><v>#REF!</v></c>', "/sheets/one.xml", "sheets/one.xml")
    assert lost_cells(data) == {"甲&乙": [(1, 27, "#REF!")]}


def test_an_archive_that_is_no_workbook_has_none() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert lost_cells(stream.getvalue()) == {}
