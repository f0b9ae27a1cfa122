"""Office files, told apart by what lies in them: Office Open XML and OFD in ZIP, the older ones in compound files.

With an opening password nobody at the bureau can read them, with macros they are programs: both are refused.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile

from fazhi.i18n import _
from fazhi.kernel.attachments.kinds import DOC, DOCX, OFD, PPTX, XLS, XLSX, Kind, Unfit

if TYPE_CHECKING:
    from olefile import OleFileIO  # type: ignore[import-untyped]

_UNPACKED = 1024**3
_DIRECTORY = 4 * 1024 * 1024
_CONTENT_TYPES, _CONTENT_TYPES_SIZE = "[Content_Types].xml", 1024 * 1024
# ZIP, section 4.3.16: the record at the end, and behind it a comment of at most 65,535 bytes.
_END, _END_SIZE, _COMMENT = b"PK\x05\x06", 22, 65535
_END_64 = b"PK\x06\x07"
_FILE_PASS, _RECORDS = 0x002F, 16


def in_zip(stream: BinaryIO) -> Kind:
    """The kind of office file in a ZIP. Raises :class:`Unfit` for any other archive."""
    archive = open_zip(stream)
    if archive is None:
        raise damaged()
    with archive:
        infos = archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise encrypted()
        if sum(info.file_size for info in infos) > _UNPACKED:
            raise Unfit("too_big", _("展开后过大，不能接收。"))
        names = {info.filename for info in infos}
        if "OFD.xml" in names:
            return OFD
        kind = _by_content_types(archive) if _CONTENT_TYPES in names else None
    if kind is None:
        raise is_archive()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise has_macros()
    return kind


def in_compound_file(stream: BinaryIO) -> Kind:
    """The kind of office file in a compound file ([MS-CFB]). Raises :class:`Unfit` for any other, such as .msi."""
    from olefile import OleFileIO

    try:
        stream.seek(0)
        with OleFileIO(stream) as file:
            return _by_streams(file)
    # What a parser of broken files of other people may meet.
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error):
        raise damaged() from None


def open_zip(stream: BinaryIO) -> ZipFile | None:
    """The file as a ZIP; None where it is none or its directory alone would fill the memory."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END_SIZE - _COMMENT))
    tail = stream.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_SIZE or _END_64 in tail[max(0, end - 20) : end]:
        return None
    (directory,) = struct.unpack_from("<I", tail, end + 12)
    if directory > _DIRECTORY:
        return None
    try:
        return ZipFile(stream)
    except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError):
        return None


def encrypted() -> Unfit:
    return Unfit("encrypted", _("加了密码，别人打不开，请去掉密码后再上传。"))


def has_macros() -> Unfit:
    return Unfit("has_macros", _("含有宏，不能接收，请另存为不含宏的 .docx 或者 .xlsx 后再上传。"))


def damaged() -> Unfit:
    return Unfit("damaged", _("已经损坏，打不开，请重新导出后再上传。"))


def is_archive() -> Unfit:
    return Unfit("archive", _("是压缩包，看不到里面是什么，请解压后逐个上传。"))


def _by_content_types(archive: ZipFile) -> Kind | None:
    """ECMA-376, part 2, section 10.1.2: the parts of the package with their media types."""
    try:
        with archive.open(_CONTENT_TYPES) as file:
            # In UTF-8 or UTF-16; what is looked for is ASCII.
            content = file.read(_CONTENT_TYPES_SIZE).replace(b"\0", b"")
    except (BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        raise damaged() from None
    if b"macroEnabled" in content:
        raise has_macros()
    return next((kind for kind in (DOCX, XLSX, PPTX) if f"{kind.media_type}.main+xml".encode() in content), None)


def _by_streams(file: OleFileIO) -> Kind:
    streams = {path[0]: path for path in file.listdir(streams=True)}
    if "EncryptedPackage" in streams:
        raise encrypted()
    if "Macros" in streams or "_VBA_PROJECT_CUR" in streams:
        raise has_macros()
    if "WordDocument" in streams:
        # [MS-DOC], section 2.5.2: fEncrypted
        if file.openstream("WordDocument").read(12)[11] & 1:
            raise encrypted()
        return DOC
    for name in ("Workbook", "Book"):
        if name in streams:
            if _has_file_pass(file.openstream(name)):
                raise encrypted()
            return XLS
    raise Unfit("wrong_type", _("不是 Word 或者 Excel 文件，不能接收。"))


def _has_file_pass(workbook: BinaryIO) -> bool:
    """[MS-XLS], section 2.4.117: the record FilePass stands among the first of an encrypted workbook."""
    for _n in range(_RECORDS):
        header = workbook.read(4)
        if len(header) < 4:
            return False
        record, size = struct.unpack("<HH", header)
        if record == _FILE_PASS:
            return True
        workbook.read(size)
    return False
