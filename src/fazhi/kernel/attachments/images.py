"""Images without decoding them: their size in pixels, and what else than a picture they carry.

Only headers are read, so that an image which would fill the memory once decoded is refused before anybody opens it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from typing import BinaryIO

from fazhi.i18n import _
from fazhi.kernel.attachments.kinds import GIF, HEIC, JPEG, PNG, WEBP, Kind, Unfit

PIXELS = 120_000_000
"""More than the largest cameras of telephones usually write (108 million)."""

_META = 4 * 1024 * 1024
_EXIF = 256 * 1024
_HEADERS = 16
# So many parts no honest image has; whoever makes one of tiny parts shall not keep the machine busy.
_STEPS = 1_000_000
_OVERLAP = 64
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

_SCRIPT = re.compile(rb"<script|<\?php\s|<!doctype html|<html[\s>]", re.IGNORECASE)
# Exif is a small TIFF file: behind its name in JPEG, PNG and WebP, behind an offset of zero in HEIC.
_TIFF = re.compile(rb"(?:Exif\0\0|eXIf|EXIF.{4}|\0\0\0\0)(?=II\*\0|MM\0\*)", re.DOTALL)
# XMP in images; the place in films of telephones (QuickTime, and its form in MP4).
_PLACE = re.compile(rb"GPSLatitude|location\.ISO6709|\xa9xyz.{4}[+-][0-9]", re.DOTALL)
_GPS, _LATITUDE = 0x8825, 2


class Scan:
    """What passes by while a file is read: scripts, Exif, and where it was taken."""

    def __init__(self) -> None:
        self.script = False
        self.place = False
        self.headers: set[int] = set()
        self._tail = b""
        self._seen = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next piece of the file."""
        window = self._tail + chunk
        start = self._seen - len(self._tail)
        self.script = self.script or _SCRIPT.search(window) is not None
        self.place = self.place or _PLACE.search(window) is not None
        for match in _TIFF.finditer(window):
            if len(self.headers) < _HEADERS:
                self.headers.add(start + match.end())
        self._tail = window[-_OVERLAP:]
        self._seen += len(chunk)

    def has_place(self, stream: BinaryIO) -> bool:
        """Whether the file says where it was taken."""
        return self.place or any(_exif_has_place(stream, header) for header in self.headers)


def check(stream: BinaryIO, kind: Kind, scan: Scan) -> None:
    """Raise :class:`Unfit` for what is no image of that kind, is too large, or is a script at the same time."""
    stream.seek(0)
    # A size that reads as the start of a comment makes an image a script: every browser skips what it cannot read.
    opening = stream.read(8)
    if scan.script or (kind is JPEG and opening[4:6] == b"/*") or (kind is GIF and opening[6:8] == b"/*"):
        raise Unfit("disguised", _("里面夹带网页或者脚本，不能接收。"))
    stream.seek(0)
    try:
        width, height = _SIZES[kind](stream)
    except (struct.error, _Damaged):
        raise Unfit(
            "damaged", _("已经损坏或者不是 {label} 图片，请重新拍摄或者导出。").format(label=kind.label)
        ) from None
    if width * height > PIXELS:
        raise Unfit(
            "too_many_pixels",
            _("有 {width}×{height} 像素，超过了{n}万像素，请缩小后再上传。").format(
                width=width, height=height, n=PIXELS // 10_000
            ),
        )


class _Damaged(Exception):
    """The bytes are not those of the format."""


def _take(stream: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, stream.read(struct.calcsize(form)))


def _positive(width: int, height: int) -> tuple[int, int]:
    if width < 1 or height < 1:
        raise _Damaged
    return width, height


def _jpeg(stream: BinaryIO) -> tuple[int, int]:
    """ITU-T T.81, annex B: segments up to the one that starts the frame."""
    stream.seek(2)
    for _n in range(_STEPS):
        (prefix,) = _take(stream, "B")
        marker = prefix
        while marker == 0xFF:
            (marker,) = _take(stream, "B")
        if prefix != 0xFF or 0xD0 <= marker <= 0xDA:
            raise _Damaged
        (length,) = _take(stream, ">H")
        if marker in _START_OF_FRAME:
            _precision, height, width = _take(stream, ">BHH")
            return _positive(width, height)
        if length < 2:
            raise _Damaged
        stream.seek(length - 2, 1)
    raise _Damaged


def _png(stream: BinaryIO) -> tuple[int, int]:
    """PNG (third edition), sections 5.6 and 11.2: IHDR is the first chunk, IEND the last; a cut file has none."""
    stream.seek(8)
    length, name, body, check_sum = struct.unpack(">I4s13sI", stream.read(25))
    if length != 13 or name != b"IHDR" or check_sum != zlib.crc32(name + body):
        raise _Damaged
    width, height = struct.unpack(">II", body[:8])
    for _n in range(_STEPS):
        length, chunk = struct.unpack(">I4s", stream.read(8))
        if chunk == b"IEND":
            return _positive(width, height)
        stream.seek(length + 4, 1)
    raise _Damaged


def _gif(stream: BinaryIO) -> tuple[int, int]:
    """GIF89a: the screen, then blocks to the trailer; a frame may be larger than the screen."""
    stream.seek(6)
    width, height, flags, _background, _aspect = _take(stream, "<HHBBB")
    _skip_colours(stream, flags)
    frames = 0
    steps = iter(range(_STEPS))
    for _n in steps:
        (block,) = _take(stream, "B")
        if block == 0x3B and frames:
            return _positive(width, height)
        if block == 0x21:
            stream.seek(1, 1)
        elif block == 0x2C:
            left, top, across, down, flags = _take(stream, "<HHHHB")
            width, height, frames = max(width, left + across), max(height, top + down), frames + 1
            _skip_colours(stream, flags)
            stream.seek(1, 1)
        else:
            raise _Damaged
        while (size := _take(stream, "B")[0]) > 0 and next(steps, None) is not None:
            stream.seek(size, 1)
    raise _Damaged


def _skip_colours(stream: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        stream.seek(3 << ((flags & 7) + 1), 1)


def _webp(stream: BinaryIO) -> tuple[int, int]:
    """RFC 9649, section 2: the first chunk says the size."""
    stream.seek(12)
    name, _size = struct.unpack("<4sI", stream.read(8))
    body = stream.read(10)
    # The shortest picture without loss is shorter than what is read of the others.
    if len(body) < (5 if name == b"VP8L" else 10):
        raise _Damaged
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8L" and body[:1] == b"\x2f":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        return _positive(width & 0x3FFF, height & 0x3FFF)
    raise _Damaged


def _heic(stream: BinaryIO) -> tuple[int, int]:
    """ISO/IEC 23008-12, section 6.5.3: the largest of the sizes (ispe) in the box of metadata; tiles have their own."""
    for _n in range(_STEPS):
        start = stream.tell()
        size, name = struct.unpack(">I4s", stream.read(8))
        if size == 1:
            (size,) = _take(stream, ">Q")
        if name == b"meta":
            bodies = re.findall(rb"\0\0\0\x14ispe.{4}(.{8})", stream.read(min(size, _META)), re.DOTALL)
            sizes = [struct.unpack(">II", body) for body in bodies]
            width, height = max(sizes, key=lambda one: one[0] * one[1], default=(0, 0))
            return _positive(width, height)
        if size < 8:
            raise _Damaged
        stream.seek(start + size)
    raise _Damaged


_SIZES: dict[Kind, Callable[[BinaryIO], tuple[int, int]]] = {
    JPEG: _jpeg,
    PNG: _png,
    GIF: _gif,
    WEBP: _webp,
    HEIC: _heic,
}


def _exif_has_place(stream: BinaryIO, header: int) -> bool:
    """Exif 2.32, section 4.6.3: the first directory points at one for GPS, which has a latitude."""
    stream.seek(header)
    tiff = stream.read(_EXIF)
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        gps = _directory(tiff, order, first).get(_GPS)
        return gps is not None and _LATITUDE in _directory(tiff, order, gps)
    except struct.error:
        return False


def _directory(tiff: bytes, order: str, start: int) -> dict[int, int]:
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    entries = (struct.unpack_from(f"{order}HHII", tiff, start + 2 + 12 * n) for n in range(count))
    return {tag: value for tag, _type, _count, value in entries}
