"""Files as they come: of every accepted kind, damaged, renamed, locked."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fazhi.errors import FazhiError
from fazhi.figures.readers import UnreadableFile, ledger_files, passed_over, read_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(folder: Path, name: str, data: bytes) -> list[list[object]]:
    path = folder / name
    path.write_bytes(data)
    (sheet,) = read_file(path).sheets
    return [list(row) for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_in_the_encodings_of_china(tmp_path: Path, encoding: str, end: str) -> None:
    text = f"案号,备注{end}1,赵鑫䶮{end}"
    assert read(tmp_path, "a.csv", text.encode(encoding)) == [["案号", "备注"], ["1", "赵鑫䶮"]]


def test_csv_keeps_quotes_new_lines_and_blank_lines(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.csv", '案号,备注\n1,"一""行""\n二行, 三"\n\n2,\n'.encode())
    assert rows == [["案号", "备注"], ["1", '一"行"\n二行, 三'], [], ["2", ""]]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("空.xlsx", b"", "空文件"),
        ("空.csv", b"", "空文件"),
        ("空.csv", b" \r\n\r\n", "空文件"),
        ("空.parquet", b"", "Parquet"),
        ("假.xlsx", "案号,备注\n1,2".encode(), "打不开，可能已损坏或不是 Excel 文件"),
        ("网页.xls", b"<html><table><tr><td>1</td></tr></table></html>", "不是 Excel 文件"),
        ("断.xlsx", workbook((1, 2))[:2000], "打不开"),
        ("头.xlsx", b"PK\x03\x04" + bytes(500), "打不开"),
        ("旧.xls", OLE + bytes(2000), "打不开"),
        ("加密.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "打开密码"),
        ("乱.csv", b"\xff\x00\x00\x01\xff\xff", "既不是 UTF-8 也不是 GB18030"),
        ("断.csv", b"\xff\xfe1\x00,", "UTF-16 文本，但有损坏的字节"),
        ("引号.csv", '案号,备注\n1,"没有关上\n2,3\n'.encode(), "引号没有成对"),
        ("长.csv", b"a\n" + b"x" * 200_000, "过长"),
        ("假.parquet", b"PAR1" + bytes(100), "Parquet"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as refusal:
        read_file(path)
    assert name in refusal.value.message
    assert says in refusal.value.message


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    data = workbook(("案号",), ("1",))
    assert [read(tmp_path, name, data) for name in ("a.xls", "a.XLSX", "a.csv")] == [[["案号"], ["1"]]] * 3


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(UnreadableFile, match="没有读取权限"):
        read_file(path)


def test_a_file_that_has_just_gone(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx", "a.parquet"):
        with pytest.raises(UnreadableFile, match="打不开"):
            read_file(tmp_path / name)


def test_cells_of_excel_keep_their_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B3"] = dt.datetime(2020, 6, 30)  # noqa: DTZ001  (Excel knows no zone)
    sheet["C3"] = True
    book.create_sheet("空白")
    book.create_sheet("说明")["A1"] = "合成演示数据"
    book.save(tmp_path / "a.xlsx")
    file = read_file(tmp_path / "a.xlsx")
    (only,) = file.sheets
    assert only.rows[2][1:] == [dt.date(2020, 6, 30), True]
    assert (only.first_row, file.remark) == (1, "合成演示数据")


def test_old_excel(tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt", reason="writing .xls of 1997 needs xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for index, value in enumerate(("案号", "日期", 12.5)):
        sheet.write(0, index, value)
    sheet.write(1, 1, dt.date(2020, 2, 29), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    book.save(str(tmp_path / "a.xls"))
    (only,) = read_file(tmp_path / "a.xls").sheets
    assert list(only.rows) == [["案号", "日期", 12.5], ["", dt.date(2020, 2, 29), ""]]


def test_parquet_typed_and_as_text(tmp_path: Path) -> None:
    day = dt.date(2020, 2, 29)
    pq.write_table(pa.table({"案号": ["1", None], "日期": [day, None]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"案号": ["1", ""], "日期": [str(day), ""]}), tmp_path / "b.parquet")
    rows = [[list(row) for row in read_file(tmp_path / name).sheets[0].rows] for name in ("a.parquet", "b.parquet")]
    assert rows == [
        [["案号", "日期"], ["1", day], [None, None]],
        [["案号", "日期"], ["1", "2020-02-29"], ["", ""]],
    ]


def test_damaged_workbooks_are_read_or_refused(tmp_path: Path) -> None:
    """Bytes changed, cut off, and changed inside the parts so that the archive itself is sound."""
    chance = random.Random(20200630)
    good = workbook(("案号", "日期"), *(("甲", dt.date(2020, 1, 1)) for _ in range(20)))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path = tmp_path / "a.xlsx"
    refused = 0
    for n in range(150):
        data = bytearray(good)
        if n % 3 == 0:
            data = data[: chance.randrange(1, len(data))]
        elif n % 3 == 1:
            for _ in range(4):
                data[chance.randrange(len(data))] = chance.randrange(256)
        else:
            stream = io.BytesIO()
            victim = chance.choice([name for name in parts if name.endswith(".xml")])
            with zipfile.ZipFile(stream, "w") as archive:
                for name, part in parts.items():
                    at = chance.randrange(len(part))
                    archive.writestr(name, part[:at] + b'<"0' + part[at + 2 :] if name == victim else part)
            data = bytearray(stream.getvalue())
        path.write_bytes(data)
        try:
            read_file(path)
        except UnreadableFile:
            refused += 1
    assert 50 <= refused < 150


def test_what_lies_in_a_folder(tmp_path: Path) -> None:
    for name in ("b.csv", "a.XLSX", "~$a.xlsx", ".hidden.xlsx", "说明.docx", "表.et"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "旧.xlsx").mkdir()
    assert [path.name for path in ledger_files(tmp_path)] == ["a.XLSX", "b.csv"]
    assert sorted(path.name for path in passed_over(tmp_path)) == ["旧.xlsx", "表.et", "说明.docx"]


def test_a_folder_without_ledgers_and_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    for folder, code in ((tmp_path, "empty_folder"), (tmp_path / "no", "no_folder"), (tmp_path / "a.txt", "no_folder")):
        with pytest.raises(FazhiError) as refusal:
            ledger_files(folder)
        assert (refusal.value.code, refusal.value.exit_code) == (code, 2)
        assert str(folder) in refusal.value.message
