"""The kinds of files that may be received, and what tells them apart in their first bytes.

Archives are none of them: neither a reader nor this program sees what lies in them before they are unpacked. Nor are
web pages, scripts and SVG, which a browser would run; nor documents with macros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 4096
"""So many bytes from the start of a file are enough to say what it claims to be."""


class Unfit(Exception):
    """Why a file is not received: a stable name, and the words that follow the file's name."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


@dataclass(frozen=True)
class Kind:
    """A format: its media type, its name as people know it, its extensions with the usual one first."""

    media_type: str
    label: str
    extensions: tuple[str, ...]

    @property
    def image(self) -> bool:
        return self.media_type.startswith("image/")


JPEG = Kind("image/jpeg", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = Kind("image/png", "PNG", (".png",))
WEBP = Kind("image/webp", "WebP", (".webp",))
HEIC = Kind("image/heic", "HEIC", (".heic", ".heif"))
GIF = Kind("image/gif", "GIF", (".gif",))
PDF = Kind("application/pdf", "PDF", (".pdf",))
# GB/T 33190-2016, in which official documents are exchanged.
OFD = Kind("application/ofd", "OFD", (".ofd",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (.docx)", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (.xlsx)", (".xlsx",))
PPTX = Kind(
    "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint (.pptx)", (".pptx",)
)
# WPS Office writes .wps and .et in the form of .doc and .xls.
DOC = Kind("application/msword", "Word 97–2003 (.doc)", (".doc", ".wps"))
XLS = Kind("application/vnd.ms-excel", "Excel 97–2003 (.xls)", (".xls", ".et"))
TXT = Kind("text/plain", "TXT", (".txt",))
CSV = Kind("text/csv", "CSV", (".csv",))
MP3 = Kind("audio/mpeg", "MP3", (".mp3",))
M4A = Kind("audio/mp4", "M4A", (".m4a",))
WAV = Kind("audio/wav", "WAV", (".wav",))
MP4 = Kind("video/mp4", "MP4", (".mp4", ".m4v"))
MOV = Kind("video/quicktime", "MOV", (".mov",))

KINDS = (
    *(JPEG, PNG, WEBP, HEIC, GIF, PDF, OFD, DOCX, XLSX, PPTX, DOC, XLS, TXT, CSV),
    *(MP3, M4A, WAV, MP4, MOV),
)
EXTENSIONS = frozenset(extension for kind in KINDS for extension in kind.extensions)
ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tar"})

ZIP, OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")

_EXECUTABLE = (
    *(b"\x7fELF", b"#!", b"dex\n0", b"L\0\0\0\x01\x14\x02\0"),
    *(bytes.fromhex(start) for start in ("FEEDFACE", "FEEDFACF", "CEFAEDFE", "CFFAEDFE", "CAFEBABE")),
)
_MARKUP = re.compile(
    rb"\s*<(?:[!?]|(?:a|body|div|embed|form|head|html|iframe|img|link|meta|object|script|style|svg|table)\b)",
    re.IGNORECASE,
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_MP4_BRANDS = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"MSNV",
        b"3gp4",
        b"3gp5",
        b"3gp6",
    }
)


def by_start(head: bytes, extension: str) -> Kind | None:
    """The format that a file's first bytes claim; None for text, office files (see there) and what is unknown."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE"):
        return WEBP if head[8:12] == b"WEBP" else WAV
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        return PDF
    if head[4:8] == b"ftyp":
        return _by_brand(head, extension)
    return MP3 if _is_mp3(head) else None


def is_executable(head: bytes) -> bool:
    """A program for Windows, Linux, macOS, Java or Android, a script with an interpreter, a Windows shortcut."""
    # A text may begin with MZ; the header of a program that does is full of zeros.
    return head.startswith(_EXECUTABLE) or (head.startswith(b"MZ") and b"\0" in head[:64])


def is_markup(head: bytes) -> bool:
    """A web page, SVG, XML or PHP, whatever its encoding."""
    plain = head.replace(b"\0", b"")
    return _MARKUP.match(re.sub(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)", b"", plain)) is not None


def guess(head: bytes) -> str:
    """The usual extension of a file that is not received, as far as it can be told; "" otherwise."""
    import puremagic

    try:
        return puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return ""


def _by_brand(head: bytes, extension: str) -> Kind | None:
    """ISO/IEC 14496-12, section 4.3: the major brand, the version, then the compatible brands."""
    size = int.from_bytes(head[:4])
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, min(size, HEAD), 4))]
    if _HEIC_BRANDS.intersection(brands):
        return HEIC
    if brands[0] == b"qt  ":
        return MOV
    if brands[0] in (b"M4A ", b"M4B "):
        return M4A
    if _MP4_BRANDS.intersection(brands):
        # Recorders on telephones write sound alone under the brands of video.
        return M4A if extension in M4A.extensions else MP4
    return None


def _is_mp3(head: bytes) -> bool:
    if head.startswith(b"ID3") and head[3:4] in (b"\x02", b"\x03", b"\x04"):
        return True
    # ISO/IEC 11172-3, section 2.4.1.3: the word that starts a frame; layer III, no reserved rate.
    return (
        len(head) > 3
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[1] & 0x18 != 0x08
        and head[2] & 0xF0 not in (0x00, 0xF0)
        and head[2] & 0x0C != 0x0C
    )
