"""Cells that hold something no reader can tell, found in the XML of the sheets."""

from __future__ import annotations

import io
import zipfile

import pytest

from fazhi.figures.lost import Lost, look_beside
from fazhi.figures.package import Package

_WORKBOOK = """<workbook xmlns:r="r"><sheets><sheet name="甲&amp;乙" sheetId="1" r:id="rId7"/></sheets></workbook>"""


def lost_cells(data: bytes) -> dict[str, list[tuple[int, int, Lost]]]:
    return {name: beside.lost for name, beside in look_beside(Package(data)).sheets.items()}


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


def test_hidden_rows_and_how_far_a_sheet_goes() -> None:
    data = book('<c r="A2"><v>1</v></c></row><row r="7" hidden="1"><c r="AZ7"><v>1</v></c></row><row r="3">')
    (beside,) = look_beside(Package(data)).sheets.values()
    assert (beside.hidden, beside.rows, beside.columns) == ({6}, 7, 52)


def test_a_formula_without_a_value_is_kept_as_text() -> None:
    ((_row, _column, lost),) = lost_cells(book('<c r="C2"><f>IF(A1&gt;1,2,3)</f></c>'))["甲&乙"]
    assert (lost, lost.formula) == ("", "=IF(A1>1,2,3)")


def test_cells_are_found_whatever_the_pieces_a_sheet_comes_in() -> None:
    filler = "".join(f'<c r="A2" t="inlineStr"><is><t>{n}</t></is></c></row><row r="{n}">' for n in range(3, 60_000))
    found = lost_cells(book(f'{filler}<c r="B60000" t="e"><v>#REF!</v></c>'))
    assert found == {"甲&乙": [(59_999, 1, "#REF!")]}
