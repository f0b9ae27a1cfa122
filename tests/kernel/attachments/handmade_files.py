"""Small files of every kind, made byte by byte, so that tests can spoil any of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

EXIF_WITHOUT_PLACE = b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", 0x0112, 3, 1, 1) + bytes(4)


def exif_with_place(order: str = "<", tag: int = 2) -> bytes:
    """A TIFF header, a directory that points at a GPS directory, and that with one entry (2: the latitude)."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    first = struct.pack(f"{order}IHHHIII", 8, 1, 0x8825, 4, 1, 26, 0)
    return mark + first + struct.pack(f"{order}HHHIII", 1, tag, 5, 3, 0, 0)


def jpeg(width: int = 640, height: int = 480, exif: bytes = b"", tail: bytes = b"") -> bytes:
    app1 = b"Exif\0\0" + exif
    segment = b"\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 if exif else b""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + segment + frame + b"\xff\xda\0\2\x12\xff\xd9" + tail


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 640, height: int = 480, exif: bytes = b"", tail: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    more = _chunk(b"eXIf", exif) if exif else b""
    return b"\x89PNG\r\n\x1a\n" + header + more + _chunk(b"IDAT", zlib.compress(b"\0")) + _chunk(b"IEND", b"") + tail


def gif(width: int = 16, height: int = 16, frame: int = 16) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return screen + b"!\xf9\4\0\0\0\0\0," + struct.pack("<HHHHB", 0, 0, frame, frame, 0) + b"\2\2\x4c\1\0;"


def webp(form: bytes = b"VP8X", width: int = 640, height: int = 480, exif: bytes = b"") -> bytes:
    if form == b"VP8X":
        body = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif form == b"VP8L":
        body = b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little") + bytes(5)
    else:
        body = b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    chunks = form + struct.pack("<I", len(body)) + body
    if exif:
        chunks += b"EXIF" + struct.pack("<I", len(exif)) + exif
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


def brand(*brands: bytes) -> bytes:
    return _box(b"ftyp", brands[0] + bytes(4) + b"".join(brands))


def heic(width: int = 4032, height: int = 3024, exif: bytes = b"") -> bytes:
    sizes = b"".join(_box(b"ispe", bytes(4) + struct.pack(">II", *size)) for size in ((512, 512), (width, height)))
    meta = _box(b"meta", bytes(4) + _box(b"iprp", _box(b"ipco", sizes)))
    item = struct.pack(">I", 6) + b"Exif\0\0" + exif if exif else b""
    return brand(b"heic", b"mif1", b"heic") + meta + _box(b"mdat", item + bytes(32))


def pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.7\n" + body + b"\nxref\n0 1\ntrailer<</Size 1>>\nstartxref\n9\n%%EOF\n"


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def presentation(main: str = "presentationml.presentation.main+xml") -> bytes:
    kind = f"application/vnd.openxmlformats-officedocument.{main}"
    types = f'<Types><Override PartName="/ppt/presentation.xml" ContentType="{kind}"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), "ppt/presentation.xml": b"<p/>"})


def ofd() -> bytes:
    return packed({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3): a table of sectors, a directory of three entries, and the streams."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    table, data, entries = [0xFFFFFFFD, end], b"", []
    for name, content in streams.items():
        # Below 4096 bytes a stream would go into the small sectors, which this file does without.
        content = content.ljust(4096, b"\0")
        count, start = -(-len(content) // sector), len(table)
        table += [*range(start + 1, start + count), end]
        data += content.ljust(count * sector, b"\0")
        entries.append((name, 2, start, len(content)))
    named = [("Root Entry", 5, end, 0), *entries]
    assert len(named) <= 4
    assert len(table) <= 128
    directory = b""
    for number, (name, kind, start, size) in enumerate(named):
        title = name.encode("utf-16-le") + b"\0\0"
        right = number + 1 if 0 < number < len(named) - 1 else free
        child = 1 if number == 0 and entries else free
        directory += struct.pack("<64sHBBIII", title, len(title), kind, 1, free, right, child) + bytes(36)
        directory += struct.pack("<IQ", start, size)
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header = header.ljust(sector, b"\xff")
    sectors = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    return header + sectors + directory.ljust(sector, b"\0") + data


def doc(encrypted: bool = False) -> bytes:
    return compound({"WordDocument": b"\xec\xa5\xc1\0" + bytes(7) + bytes([encrypted])})


def wave() -> bytes:
    return b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(28)
