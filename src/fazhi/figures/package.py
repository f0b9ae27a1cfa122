"""What lies around the cells: the zip of an .xlsx opened with care, and files that are not what their name says.

An .xlsx is a zip archive (ECMA-376-2). Its size when unpacked is measured before anything else looks at it: what the
archive's own list says is not believed, because a zip bomb lies there.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

LARGEST_UNPACKED = 1 << 30
"""Bytes that a workbook may have when unpacked (1 GiB): about two million rows of a wide ledger."""

LARGEST_SHEET = 30_000_000
"""Cells that the rectangle of a sheet, from A1 to the last filled cell, may have."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOOK = "xl/workbook.xml"

_CHUNK = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")  # APPNOTE.TXT 4.3.7
_RAW_DEFLATE = -15
_STARTS = (
    (b"%PDF", "pdf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"PAR1", "parquet"),
)
_ZIP_PARTS = (
    ("word/", "document"),
    ("ppt/", "slides"),
    ("xl/workbook.bin", "binary"),
    ("content.xml", "opendocument"),
)
# Names of streams in an OLE compound file (MS-CFB 2.6.1 keeps them in UTF-16).
_OLE_STREAMS = (
    ("WordDocument", "document"),
    ("PowerPoint Document", "slides"),
    ("VisioDocument", "drawing"),
    ("__properties_version1.0", "mail"),
)
_OLE_ENCRYPTED = "EncryptedPackage"
_OLE_BOOKS = ("Workbook", "Book")


class TooLarge(Exception):
    """An archive that unpacks to more than :data:`LARGEST_UNPACKED` bytes."""


class DamagedPackage(Exception):
    """An archive that is cut off, or whose parts are not what its list says."""


def is_encrypted(data: bytes) -> bool:
    """Whether Office keeps a workbook with a password in this file (MS-OFFCRYPTO 2.3.1)."""
    return data.startswith(OLE) and _OLE_ENCRYPTED.encode("utf-16-le") in data


def other_kind(data: bytes) -> str:
    """A word for what the file is by its content where that is known to be no Excel workbook; otherwise ""."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data.startswith(OLE):
        if any(name.encode("utf-16-le") + b"\0\0" in data for name in _OLE_BOOKS):
            return ""
        return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in data), "")
    if data.startswith(ZIP):
        return _zip_kind(data)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "page"
    if start.startswith(b"<?xml"):
        return "xml"
    return ""


def _zip_kind(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if BOOK in names:
        return ""
    for part, kind in _ZIP_PARTS:
        if any(name.startswith(part) for name in names):
            return kind
    return "archive"


class Package:
    """The parts of an .xlsx, each read in pieces; together never more than :data:`LARGEST_UNPACKED` bytes."""

    def __init__(self, data: bytes) -> None:
        """Open the archive. Raises :class:`DamagedPackage`."""
        self._data = memoryview(data)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise DamagedPackage(str(error)) from error
        self._parts = {info.filename: info for info in infos}
        if len(self._parts) < len(infos) or len({info.header_offset for info in infos}) < len(infos):
            raise DamagedPackage("a part is listed twice")
        self._unpacked = 0

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    @property
    def parts(self) -> list[str]:
        """The names of all parts."""
        return list(self._parts)

    def read(self, part: str) -> bytes:
        """A whole part. Raises :class:`TooLarge` or :class:`DamagedPackage`."""
        return b"".join(self.pieces(part))

    def pieces(self, part: str) -> Iterator[bytes]:
        """A part in pieces of about a MiB. Raises :class:`TooLarge` or :class:`DamagedPackage`."""
        info = self._parts[part]
        seen = 0
        for piece in self._inflated(info):
            seen += len(piece)
            self._unpacked += len(piece)
            if self._unpacked > LARGEST_UNPACKED:
                raise TooLarge(part)
            yield piece
        if seen != info.file_size:
            raise DamagedPackage(part)

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(info)
        if info.flag_bits & 1:
            raise DamagedPackage("a part has a password")
        if info.compress_type == zipfile.ZIP_STORED:
            yield bytes(packed)
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise DamagedPackage("unknown compression")
        inflater = zlib.decompressobj(_RAW_DEFLATE)
        rest: bytes | memoryview = packed
        try:
            while not inflater.eof:
                piece = inflater.decompress(rest, _CHUNK)
                rest = inflater.unconsumed_tail
                if not piece and not rest:
                    break
                yield piece
        except zlib.error as error:
            raise DamagedPackage(str(error)) from error

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        start = info.header_offset
        try:
            fields = _LOCAL_HEADER.unpack_from(self._data, start)
        except struct.error as error:
            raise DamagedPackage(str(error)) from error
        if fields[0] != ZIP:
            raise DamagedPackage("no part where the list says one is")
        start += _LOCAL_HEADER.size + fields[-2] + fields[-1]
        packed = self._data[start : start + info.compress_size]
        if len(packed) < info.compress_size:
            raise DamagedPackage("cut off")
        return packed
