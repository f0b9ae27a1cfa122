"""What is received, under which type and name; and what is refused, whatever it calls itself."""

from __future__ import annotations

import hashlib
import io
import struct
import unicodedata
import zipfile
from pathlib import Path
from typing import cast

import handmade_files as make
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.kernel.attachments.inspect import ALL_TYPES, BadAttachment, Inspected, inspect
from fazhi.kernel.attachments.names import display_name
from fazhi.kernel.procedures import DOCUMENTS, IMAGES

LIMIT = 5 * 1024 * 1024
OPEN_XML = "application/vnd.openxmlformats-officedocument."


def _look(content: bytes, name: str, allowed: frozenset[str] = ALL_TYPES, limit: int = LIMIT) -> Inspected:
    return inspect(io.BytesIO(content), name, limit=limit, allowed=allowed)


def _refused(content: bytes, name: str, code: str, allowed: frozenset[str] = ALL_TYPES, limit: int = LIMIT) -> str:
    with pytest.raises(BadAttachment) as caught:
        _look(content, name, allowed, limit)
    assert caught.value.code == code, caught.value.message
    return caught.value.message


def _written_docx(tmp_path: Path) -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph("申请书")
    document.save(str(tmp_path / "a.docx"))
    return (tmp_path / "a.docx").read_bytes()


def _written_xlsx(tmp_path: Path) -> bytes:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write("A1", "台账")
    return (tmp_path / "a.xlsx").read_bytes()


def _written_xls() -> bytes:
    import xlwt

    book, file = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("台账").write(0, 0, "编号")
    book.save(file)
    return file.getvalue()


SAMPLES = {
    "照片.jpg": (make.jpeg(), "image/jpeg"),
    "照片.JPEG": (make.jpeg(), "image/jpeg"),
    "截图.png": (make.png(), "image/png"),
    "动图.gif": (make.gif(), "image/gif"),
    "扩展.webp": (make.webp(b"VP8X"), "image/webp"),
    "无损.webp": (make.webp(b"VP8L"), "image/webp"),
    "有损.webp": (make.webp(b"VP8 "), "image/webp"),
    "苹果.heic": (make.heic(), "image/heic"),
    "判决书.pdf": (make.pdf(), "application/pdf"),
    "打印机.pdf": (b"\xef\xbb\xbf\r\n" + make.pdf(), "application/pdf"),
    "公文.ofd": (make.ofd(), "application/ofd"),
    "汇报.pptx": (make.presentation(), f"{OPEN_XML}presentationml.presentation"),
    "申请书.doc": (make.doc(), "application/msword"),
    "申请书.wps": (make.doc(), "application/msword"),
    "说明.txt": ("情况说明\r\n".encode(), "text/plain"),
    "记事本.txt": ("情况说明".encode("utf-16"), "text/plain"),
    "旧系统.txt": ("情况说明\x1a".encode("gb18030"), "text/plain"),
    "MZ航班.txt": ("MZ203 航班延误".encode(), "text/plain"),
    "台账.csv": ("编号,姓名\n1,张三\n".encode("gb18030"), "text/csv"),
    "录音.mp3": (b"ID3\x03\0\0\0\0\0\0" + bytes(64), "audio/mpeg"),
    "无标签.mp3": (b"\xff\xfb\x90\x00" + bytes(64), "audio/mpeg"),
    "录音.wav": (make.wave(), "audio/wav"),
    "录音.m4a": (make.brand(b"M4A ", b"mp42") + bytes(64), "audio/mp4"),
    "安卓录音.m4a": (make.brand(b"mp42", b"isom") + bytes(64), "audio/mp4"),
    "录像.mp4": (make.brand(b"isom", b"mp41") + bytes(64), "video/mp4"),
    "录像.mov": (make.brand(b"qt  ") + bytes(64), "video/quicktime"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_is_known_by_its_content(name: str) -> None:
    content, media_type = SAMPLES[name]
    found = _look(content, name)
    assert found == Inspected(name, media_type, len(content), hashlib.sha256(content).hexdigest())


def test_files_that_other_programs_write(tmp_path: Path) -> None:
    assert _look(_written_docx(tmp_path), "a.docx").media_type == f"{OPEN_XML}wordprocessingml.document"
    assert _look(_written_xlsx(tmp_path), "a.xlsx").media_type == f"{OPEN_XML}spreadsheetml.sheet"
    assert _look(_written_xls(), "a.xls").media_type == "application/vnd.ms-excel"
    assert _look(_written_xls(), "a.et").media_type == "application/vnd.ms-excel"


def test_the_types_of_procedures_can_all_be_received() -> None:
    assert IMAGES | DOCUMENTS <= ALL_TYPES


class TestSize:
    def test_the_limit_itself_is_allowed(self) -> None:
        assert _look(make.jpeg(tail=bytes(LIMIT - len(make.jpeg()))), "a.jpg").size == LIMIT

    def test_it_is_not_read_further_than_one_byte_behind_the_limit(self) -> None:
        class Endless(io.RawIOBase):
            given = 0

            def read(self, size: int = -1) -> bytes:
                assert 0 < size <= 1024 * 1024
                chunk = bytes(size) if self.given else make.jpeg().ljust(size, b"\0")
                self.given += size
                return chunk

            def seek(self, offset: int, whence: int = 0) -> int:
                return offset

        stream = Endless()
        with pytest.raises(BadAttachment, match=r"“录像\.jpg”超过 5 MB，请压缩或者拆分") as caught:
            inspect(cast(io.BytesIO, stream), "录像.jpg", limit=LIMIT)
        assert (caught.value.code, stream.given) == ("too_big", LIMIT + 1)

    def test_an_empty_file(self) -> None:
        assert "是空的" in _refused(b"", "a.jpg", "empty_file")


class TestExtensions:
    def test_another_one_than_the_content_has(self) -> None:
        said = _refused(make.png(), "照片.jpg", "wrong_extension")
        assert said == "“照片.jpg”的内容是 PNG，与扩展名 .jpg 不符，请改为 .png 后再上传。"
        _refused(make.doc(), "a.docx", "wrong_extension")
        _refused(b"hello", "a.pdf", "wrong_extension")

    def test_none_is_added_to(self) -> None:
        assert _look(make.jpeg(), "微信图片").name == "微信图片.jpg"
        assert _look(make.jpeg(), "").name == "未命名文件.jpg"
        assert _look(make.jpeg(), "长" * 300).name == "长" * 116 + ".jpg"

    @pytest.mark.parametrize("name", ["a.exe", "a.bat", "a.html", "a.svg", "a.docm", "照片.jpg.exe"])
    def test_unwanted_ones_are_not_even_read(self, name: str) -> None:
        assert f"是 {Path(name).suffix} 文件，不能接收。可以上传：JPEG、" in _refused(make.jpeg(), name, "wrong_type")

    @pytest.mark.parametrize("name", ["a.zip", "a.rar", "a.7z", "a.tar.gz"])
    def test_archives(self, name: str) -> None:
        assert "是压缩包，看不到里面是什么，请解压后逐个上传" in _refused(make.packed({"a": b"b"}), name, "archive")

    def test_what_is_allowed_here(self) -> None:
        assert _look(make.jpeg(), "a.jpg", IMAGES).media_type == "image/jpeg"
        said = _refused(make.pdf(), "a.pdf", "wrong_type", IMAGES)
        assert said == "“a.pdf”是 PDF 文件，这里不能接收。可以上传：JPEG、PNG、WebP、HEIC。"


MARKUP = [
    b"<!DOCTYPE html><html><script>alert(1)</script>",
    b"  \r\n<HTML><body>",
    b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<?xml version='1.0'?><svg/>",
    b"<?php system($_GET['c']);",
    b"<!-- --><script>alert(1)</script>",
    "<script>alert(1)</script>".encode("utf-16"),
    b"<table><tr><td>1</td></tr></table>",
]


class TestDisguises:
    @pytest.mark.parametrize("content", MARKUP)
    @pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.txt", "a.csv", "a.doc", "a"])
    def test_pages_and_scripts(self, content: bytes, name: str) -> None:
        assert "网页或者脚本" in _refused(content, name, "disguised")

    @pytest.mark.parametrize(
        "content",
        [
            b"MZ\x90\0\x03\0\0\0" + bytes(60),
            b"\x7fELF\x02\x01\x01" + bytes(60),
            b"#!/bin/sh\nrm -rf ~\n",
            bytes.fromhex("CFFAEDFE") + bytes(60),
            bytes.fromhex("CAFEBABE00000034"),
            b"L\0\0\0\x01\x14\x02\0" + bytes(60),
        ],
    )
    @pytest.mark.parametrize("name", ["a.jpg", "a.pdf", "a.txt", "a"])
    def test_programs(self, content: bytes, name: str) -> None:
        assert "是程序" in _refused(content, name, "executable")

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (make.jpeg(tail=b"<ScRiPt src=//x>"), "a.jpg"),
            (make.png(tail=b"<!DOCTYPE html>"), "a.png"),
            (make.jpeg(tail=b"<?php eval($_POST[1]);"), "a.jpg"),
            (make.jpeg(tail=bytes(1024 * 1024 - len(make.jpeg()) + 4090) + b"<script>"), "a.jpg"),
            (b"\xff\xd8\xff\xe0/*" + bytes(0x2F2A - 2) + make.jpeg()[20:], "a.jpg"),
            (b"GIF89a/*" + make.gif()[8:], "a.gif"),
        ],
    )
    def test_images_that_are_scripts_too(self, content: bytes, name: str) -> None:
        _refused(content, name, "disguised")

    def test_images_that_are_archives_too(self) -> None:
        assert "夹带压缩包" in _refused(make.jpeg(tail=make.packed({"a.class": b"x"})), "a.jpg", "disguised")
        assert _look(make.jpeg(tail=b"\0PK\x05\x06 is no archive"), "a.jpg").media_type == "image/jpeg"

    @pytest.mark.parametrize(
        ("content", "like"),
        [
            (b"Rar!\x1a\x07\x01\0" + bytes(20), ".rar"),
            (b"{\\rtf1\\ansi" + bytes(9), ".rtf"),
            (b"II*\0" + bytes(20), ".tif"),
        ],
    )
    def test_other_kinds_are_named(self, content: bytes, like: str) -> None:
        assert f"的内容像是 {like}" in _refused(content, "a.jpg", "wrong_type")

    def test_what_nobody_knows(self) -> None:
        assert "认不出是什么" in _refused(b"\x01\x02\x03\x04" * 9, "a.txt", "wrong_type")

    def test_avif_is_not_heic(self) -> None:
        _refused(make.brand(b"avif", b"mif1") + bytes(64), "a.heic", "wrong_type")


class TestImages:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (make.jpeg(20000, 20000), "a.jpg"),
            (make.png(2**31 - 1, 2**31 - 1), "a.png"),
            (make.gif(60000, 60000), "a.gif"),
            (make.gif(16, 16, 60000), "a.gif"),
            (make.webp(b"VP8X", 2**24, 2**24), "a.webp"),
            (make.webp(b"VP8L", 16384, 16384), "a.webp"),
            (make.webp(b"VP8 ", 16383, 16383), "a.webp"),
            (make.heic(40000, 40000), "a.heic"),
        ],
    )
    def test_bombs(self, content: bytes, name: str) -> None:
        assert len(content) < 1000
        assert "超过了12000万像素，请缩小后再上传" in _refused(content, name, "too_many_pixels")

    def test_the_largest_cameras_pass(self) -> None:
        assert _look(make.jpeg(12000, 9000), "a.jpg").media_type == "image/jpeg"

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (make.jpeg()[:26], "a.jpg"),
            (make.jpeg(0, 5), "a.jpg"),
            (b"\xff\xd8\xff\xd9", "a.jpg"),
            (b"\xff\xd8\xff\xe1\0\1" + bytes(99), "a.jpg"),
            (make.png()[:20], "a.png"),
            (make.png()[:-8], "a.png"),
            (make.png()[:-20], "a.png"),
            (make.png()[:18] + b"\x07" + make.png()[19:], "a.png"),
            (make.gif()[:-1], "a.gif"),
            (b"GIF89a=1/*" + bytes(30) + b"*/;alert(1)//", "a.gif"),
            (make.webp()[:25], "a.webp"),
            (make.brand(b"heic"), "a.heic"),
        ],
    )
    def test_broken_ones(self, content: bytes, name: str) -> None:
        assert "已经损坏" in _refused(content, name, "damaged")

    @pytest.mark.parametrize("maker", [make.jpeg, make.png, make.webp, make.heic])
    @pytest.mark.parametrize("order", ["<", ">"])
    def test_where_it_was_taken_is_reported(self, maker: type, order: str) -> None:
        name = f"a.{maker.__name__}"
        without, place = maker(exif=make.EXIF_WITHOUT_PLACE), maker(exif=make.exif_with_place(order))
        only_version = maker(exif=make.exif_with_place(order, tag=0))
        seen = [(found.exif, found.place) for found in (_look(each, name) for each in (maker(), without, only_version))]
        assert seen == [(False, False), (True, False), (True, False)]
        assert _look(place, name).place

    def test_a_place_in_xmp_and_in_films(self) -> None:
        assert _look(make.jpeg(tail=b'<x exif:GPSLatitude="22,32N"/>'), "a.jpg").place
        film = make.brand(b"qt  ") + bytes(40)
        assert _look(film + b"com.apple.quicktime.location.ISO6709", "a.mov").place
        assert _look(make.brand(b"isom") + b"\xa9xyz\0\x12\x15\xc7+22.5+114.1/", "a.mp4").place

    def test_a_place_across_two_pieces_of_the_file(self) -> None:
        head = len(make.jpeg())
        for gap in range(4090 - head, 4100 - head):
            assert _look(make.jpeg(tail=bytes(gap) + b"GPSLatitude"), "a.jpg").place


class TestOffice:
    def test_with_a_password(self) -> None:
        package = make.compound({"EncryptedPackage": bytes(100), "EncryptionInfo": bytes(100)})
        for name in ("a.docx", "a.xlsx", "a"):
            assert "加了密码，别人打不开，请去掉密码后再上传" in _refused(package, name, "encrypted")
        _refused(make.doc(encrypted=True), "a.doc", "encrypted")
        book = struct.pack("<HH16s", 0x0809, 16, bytes(16)) + struct.pack("<HH6s", 0x002F, 6, bytes(6))
        _refused(make.compound({"Workbook": book}), "a.xls", "encrypted")
        locked = bytearray(make.presentation())
        locked[locked.index(b"PK\x01\x02") + 8] |= 1
        _refused(bytes(locked), "a.pptx", "encrypted")

    def test_with_macros(self) -> None:
        main = "presentationml.presentation.main+xml"
        renamed = make.presentation(f'{main}"/><Override ContentType="application/vnd.ms-word.document.macroEnabled')
        assert "含有宏" in _refused(renamed, "a.pptx", "has_macros")
        archive = io.BytesIO(make.presentation())
        with zipfile.ZipFile(archive, "a") as file:
            file.writestr("ppt/vbaProject.bin", b"x")
        _refused(archive.getvalue(), "a.pptx", "has_macros")
        _refused(make.compound({"WordDocument": bytes(20), "Macros": b"x"}), "a.doc", "has_macros")
        _refused(make.compound({"Workbook": bytes(20), "_VBA_PROJECT_CUR": b"x"}), "a.xls", "has_macros")

    def test_any_other_archive_or_compound_file(self) -> None:
        _refused(make.packed({"a.exe": b"MZ"}), "a.docx", "archive")
        _refused(make.packed({"[Content_Types].xml": b"<Types/>"}), "a.docx", "archive")
        _refused(make.compound({"SummaryInformation": b"msi"}), "a.doc", "wrong_type")

    def test_what_unpacks_to_too_much(self) -> None:
        huge = bytearray(make.presentation())
        place = huge.index(b"PK\x01\x02") + 24
        huge[place : place + 4] = struct.pack("<I", 2**31)
        assert "展开后过大" in _refused(bytes(huge), "a.pptx", "too_big")

    def test_cut_off(self) -> None:
        _refused(make.presentation()[:-30], "a.pptx", "damaged")
        _refused(make.doc()[:600], "a.doc", "damaged")
        # The first local header says that nothing of the part is there.
        content = bytearray(make.presentation())
        content[29] = 0xFF
        _refused(bytes(content), "a.pptx", "damaged")
        assert "可能没有传完" in _refused(make.pdf()[:20], "a.pdf", "damaged")


class TestNames:
    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("C:\\Users\\张三\\桌面\\申请书.docx", "申请书.docx"),
            ("../../etc/passwd", "passwd"),
            ("  关于  申请\t的\n说明 .txt ", "关于 申请 的 说明 .txt"),
            ("照片\u202egpj.exe", "照片gpj.exe"),
            ("a\0b\x1b[31m.pdf", "ab[31m.pdf"),
            ('什么?"<x>|*:.pdf', "什么___x____.pdf"),
            ("...", ""),
            (".htaccess", "htaccess"),
            ("/", ""),
            ("证据（一）·2020年.jpg", "证据（一）·2020年.jpg"),
        ],
    )
    def test_known_ones(self, name: str, shown: str) -> None:
        assert display_name(name) == shown

    @given(st.text(st.one_of(st.characters(), st.sampled_from("./\\ \u202e\u200f字")), max_size=300))
    def test_any_name_becomes_one_safe_line(self, name: str) -> None:
        shown = display_name(name)
        assert len(shown) <= 120
        assert not any(unicodedata.category(character)[0] == "C" for character in shown)
        assert not set(shown) & set('/\\<>:"|?*\r\n')
        assert display_name(shown) == shown
        shown.encode()

    def test_the_end_of_a_long_name_keeps_its_extension(self) -> None:
        assert display_name("证" * 200 + ".docx") == "证" * 115 + ".docx"


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_whatever_comes_is_received_or_refused_in_words(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*SAMPLES, "a.xls"]))
    content = bytearray(SAMPLES[name][0] if name in SAMPLES else _written_xls())
    for _n in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for each in (bytes(content), bytes(content[:cut])):
        try:
            found = _look(each, name)
        except BadAttachment:
            continue
        assert found.media_type in ALL_TYPES
