"""Files that harm or deceive: a clear error, in time and within memory."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from messy import SHORT, case, read, said, save, tally, workbook, write_csv

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.figures import package
from fazhi.figures.package import DamagedPackage, Package, TooLarge
from fazhi.figures.readers import UnreadableFile, read_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILE = f"{DISPUTES.title}.xlsx"


def good() -> bytes:
    book = openpyxl.Workbook()
    for row in (SHORT, case("A1"), case("A2")):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def with_part(name: str, change: bytes) -> bytes:
    return zipped(parts_of(good()) | {name: change})


def ole(stream: str) -> bytes:
    return OLE + bytes(600) + stream.encode("utf-16-le") + bytes(2000)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.xlsx", ole("EncryptedPackage"), "打开密码"),
        ("a.xlsx", ole("WordDocument"), "文字文档（Word、WPS 文字），不是 Excel 文件"),
        ("a.xls", ole("WordDocument"), "文字文档"),
        ("a.csv", ole("WordDocument"), "文字文档"),
        ("a.xls", ole("PowerPoint Document"), "演示文稿"),
        ("a.xlsx", zipped({"word/document.xml": b"<x/>"}), "文字文档"),
        ("a.xlsx", zipped({"content.xml": b"<x/>"}), "OpenDocument"),
        ("a.xlsx", zipped({"xl/workbook.bin": b"x"}), "二进制工作簿"),
        ("a.xlsx", zipped({"a.csv": b"1,2"}), "压缩包"),
        ("a.xlsx", b"%PDF-1.7 x", "PDF"),
        ("a.csv", b"Rar!\x1a\x07\x00", "压缩包"),
        ("a.xls", b"{\\rtf1 x}", "文字文档"),
        ("a.xls", b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table/>", "网页"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "XML"),
        ("a.xlsx", good()[:-300], "可能已损坏"),
        ("a.xlsx", good()[: len(good()) // 2], "可能已损坏"),
        ("a.csv", "案号,类型\n1,婚姻家庭纠纷调解\n2,房屋租赁纠纷".encode()[:-1] + b",x\n", "损坏的字节"),
    ],
)
def test_what_a_file_really_is(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile) as refusal:
        read_file(tmp_path / name)
    assert says in refusal.value.message
    assert name in refusal.value.message


@pytest.mark.parametrize("suffix", [".wps", ".et", ".doc", ".ods"])
def test_a_ledger_in_a_format_of_others_is_an_error_that_says_what_to_do(tmp_path: Path, suffix: str) -> None:
    workbook(tmp_path, "人民调解培训台账", 台账=[["培训编号", "培训主题", "培训形式", "培训日期", "参加人次"]])
    (tmp_path / f"{DISPUTES.title}{suffix}").write_bytes(ole("WordDocument"))
    assert ["另存为 .xlsx" in message for message in said(read(tmp_path))] == [True]


def test_a_zip_bomb_is_measured_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_UNPACKED", 4 << 20)
    bomb = with_part("xl/media/image1.png", bytes(8 << 20))
    assert len(bomb) < 100_000
    (tmp_path / FILE).write_bytes(bomb)
    with pytest.raises(UnreadableFile, match="解压后超过 1024 MiB"):
        read_file(tmp_path / FILE)


def test_an_archive_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    data = bytearray(with_part("xl/media/image1.png", bytes(8 << 20)))
    honest = struct.pack("<L", 8 << 20)
    assert data.count(honest) == 2
    (tmp_path / FILE).write_bytes(data.replace(honest, struct.pack("<L", 100)))
    with pytest.raises(UnreadableFile, match="可能已损坏"):
        read_file(tmp_path / FILE)


def test_parts_listed_twice_and_parts_with_a_password(tmp_path: Path) -> None:
    stream = io.BytesIO(good())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<x/>")
    with pytest.raises(DamagedPackage):
        Package(stream.getvalue())
    data = bytearray(good())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    opened = Package(bytes(data))
    with pytest.raises(DamagedPackage, match="password"):
        [opened.read(part) for part in opened.parts]


def test_all_parts_together_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_UNPACKED", 150)
    opened = Package(zipped({"a": bytes(100), "b": bytes(100)}))
    assert opened.read("a") == bytes(100)
    with pytest.raises(TooLarge):
        opened.read("b")


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZZ9999999", "A99999999999"])
def test_one_stray_cell_in_the_last_corner(tmp_path: Path, cell: str) -> None:
    sheet = parts_of(good())["xl/worksheets/sheet1.xml"]
    row = cell.lstrip("XFDZA")
    stray = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    (tmp_path / FILE).write_bytes(with_part("xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", stray)))
    with pytest.raises(UnreadableFile) as refusal:
        read_file(tmp_path / FILE)
    assert "3,000 万格" in refusal.value.message


def test_a_row_without_end_is_damaged() -> None:
    from fazhi.figures.lost import look_beside

    parts = parts_of(good())
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row>" + bytes(65 << 20)
    with pytest.raises(DamagedPackage):
        look_beside(Package(zipped(parts)))


def test_formulas_that_were_never_calculated_are_said_once_for_the_file(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / FILE)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, SHORT)
    for number in (1, 2, 3):
        sheet.write_row(number, 0, case(f"A{number}"))
        sheet.write_formula(number, 3, "=TODAY()", None, "")
    book.close()
    data = (tmp_path / FILE).read_bytes()
    parts = parts_of(data)
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<v></v>", b"").replace(b' t="str"', b"")
    (tmp_path / FILE).write_bytes(zipped(parts))
    loaded = read(tmp_path)
    assert tally(loaded) == (3, 0, 3)
    (whole,) = [problem for problem in loaded.errors if problem.row is None]
    assert "保存一次" in whole.message
    assert {(p.row, p.column) for p in loaded.errors if p is not whole} == {(n, "受理日期") for n in (2, 3, 4)}


def test_error_values_of_an_old_workbook_are_not_taken_for_empty(tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt", reason="writing .xls of 1997 needs xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for number, line in enumerate((SHORT, case("A1"), case("A2"))):
        for index, cell in enumerate(line):
            if (number, index) != (2, 4):
                sheet.write(number, index, cell)
    sheet.row(2).set_cell_error(4, "#DIV/0!")
    book.save(str(tmp_path / f"{DISPUTES.title}.xls"))
    assert said(read(tmp_path)) == ["3 办结日期：是错误值“#DIV/0!”，请改正公式或直接填写"]


def test_a_container_whose_sectors_go_in_a_circle_is_damaged(tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt", reason="writing .xls of 1997 needs xlwt")
    book = xlwt.Workbook()
    book.add_sheet("台账").write(0, 0, "案件编号")
    path = tmp_path / f"{DISPUTES.title}.xls"
    book.save(str(path))
    data = bytearray(path.read_bytes())
    directory, allocation = (struct.unpack_from("<l", data, at)[0] for at in (48, 76))  # MS-CFB 2.2
    struct.pack_into("<l", data, 512 * (allocation + 1) + 4 * directory, directory)
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="可能已损坏"):
        read_file(path)


def test_one_bad_file_does_not_take_the_others_along(tmp_path: Path) -> None:
    headings = ["培训编号", "培训主题", "培训形式", "培训日期", "参加人次"]
    write_csv(tmp_path, [headings, ["1", "x", "线上", "2020-01-01", 1]], "utf-8", "人民调解培训台账")
    (tmp_path / FILE).write_bytes(ole("EncryptedPackage"))
    loaded = read(tmp_path)
    assert (tally(loaded, "mediation_trainings"), len(loaded.errors)) == ((1, 1, 0), 1)


def test_a_workbook_under_another_case_of_its_suffix(tmp_path: Path) -> None:
    book = workbook(tmp_path, 台账=[SHORT, case("A1")])
    save(book, tmp_path)
    (tmp_path / FILE).rename(tmp_path / f"{DISPUTES.title}.XLSX")
    assert tally(read(tmp_path)) == (1, 1, 0)
