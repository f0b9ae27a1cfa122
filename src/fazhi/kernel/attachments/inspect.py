"""What a file from outside really is, found by reading it once, whatever its name says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.attachments import images, office
from fazhi.kernel.attachments.kinds import (
    ARCHIVES,
    CSV,
    EXTENSIONS,
    HEAD,
    KINDS,
    OLE,
    PDF,
    TXT,
    ZIP,
    Kind,
    Unfit,
    by_start,
    guess,
    is_executable,
    is_markup,
)
from fazhi.kernel.attachments.names import LONGEST, display_name, extension_of
from fazhi.kernel.attachments.text import TextScan

ALL_TYPES = frozenset(kind.media_type for kind in KINDS)
"""The media types that can be told from content; an ``allowed`` is a part of them."""

_CHUNK = 1024 * 1024
_MEBIBYTE = 1024 * 1024
_PDF_END = 64 * 1024


class BadAttachment(FazhiError):
    """The file is not received. ``code`` says why: empty_file, too_big, too_many_pixels, wrong_type, wrong_extension,
    archive, executable, disguised, encrypted, has_macros, damaged.
    """

    code = "bad_attachment"


@dataclass(frozen=True)
class Inspected:
    """A file as it was found: a safe name, what its bytes say it is, its size in bytes, its hash in hexadecimal.

    ``exif`` tells whether an image carries what the camera noted, ``place`` whether an image or a film says where it
    was taken. Both are left in it: it is evidence. Who publishes it takes them out.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    exif: bool = False
    place: bool = False


@dataclass
class _Passed:
    """What was seen of a file while it was read."""

    head: bytes
    size: int
    sha256: str
    text: bool
    scan: images.Scan


def inspect(stream: BinaryIO, name: str, *, limit: int, allowed: frozenset[str] = ALL_TYPES) -> Inspected:
    """Look at a file that can be sought in, of at most ``limit`` bytes; its position is anywhere afterwards.

    It is read piece by piece, and no further than the limit. The extension must be one of the format that the content
    has; where there is none, the usual one is added to the name. Raises :class:`BadAttachment`.
    """
    shown = display_name(name)
    try:
        return _inspect(stream, shown, limit, allowed)
    except Unfit as error:
        raise BadAttachment(
            _("“{name}”{why}").format(name=shown or _("未命名文件"), why=error.why), code=error.code, name=shown
        ) from error


def _inspect(stream: BinaryIO, shown: str, limit: int, allowed: frozenset[str]) -> Inspected:
    extension = extension_of(shown)
    if extension in ARCHIVES:
        raise office.is_archive()
    if extension and extension not in EXTENSIONS:
        raise _wrong_type(_("是 {extension} 文件，不能接收。").format(extension=extension), allowed)
    stream.seek(0)
    passed = _read(stream, limit, extension)
    kind = _kind(stream, passed, extension, allowed)
    if extension and extension not in kind.extensions:
        raise Unfit(
            "wrong_extension",
            _("的内容是 {label}，与扩展名 {extension} 不符，请改为 {right} 后再上传。").format(
                label=kind.label, extension=extension, right=kind.extensions[0]
            ),
        )
    if kind.media_type not in allowed:
        raise _wrong_type(_("是 {label} 文件，这里不能接收。").format(label=kind.label), allowed)
    if kind.image:
        images.check(stream, kind, passed.scan)
        if office.open_zip(stream) is not None:
            raise Unfit("disguised", _("里面夹带压缩包，不能接收。"))
    elif kind is PDF:
        _check_pdf(stream, passed)
    if not extension:
        right = kind.extensions[0]
        shown = (shown or _("未命名文件"))[: LONGEST - len(right)] + right
    return Inspected(
        name=shown,
        media_type=kind.media_type,
        size=passed.size,
        sha256=passed.sha256,
        exif=kind.image and bool(passed.scan.headers),
        place=passed.scan.has_place(stream),
    )


def _read(stream: BinaryIO, limit: int, extension: str) -> _Passed:
    head = stream.read(min(HEAD, limit + 1))
    if not head:
        raise Unfit("empty_file", _("是空的，请检查后重新上传。"))
    kind = by_start(head, extension)
    picture = kind is not None and kind.media_type.startswith(("image/", "video/"))
    digest, scan, text, size = hashlib.sha256(), images.Scan(), TextScan(head), 0
    chunk = head
    while chunk:
        size += len(chunk)
        if size > limit:
            raise Unfit("too_big", _("超过 {n} MB，请压缩或者拆分后再上传。").format(n=f"{limit / _MEBIBYTE:.4g}"))
        digest.update(chunk)
        if picture:
            scan.feed(chunk)
        elif kind is None:
            text.feed(chunk)
        chunk = stream.read(min(_CHUNK, limit + 1 - size))
    text.feed(b"", final=True)
    return _Passed(head, size, digest.hexdigest(), kind is None and text.text, scan)


def _kind(stream: BinaryIO, passed: _Passed, extension: str, allowed: frozenset[str]) -> Kind:
    head = passed.head
    if is_executable(head):
        raise Unfit("executable", _("是程序，不能接收。"))
    kind = by_start(head, extension)
    if kind is not None:
        return kind
    if head.startswith(ZIP):
        return office.in_zip(stream)
    if head.startswith(OLE):
        return office.in_compound_file(stream)
    if is_markup(head):
        raise Unfit("disguised", _("的内容是网页或者脚本，不能接收。"))
    if passed.text:
        return CSV if extension in CSV.extensions else TXT
    like = guess(head)
    if like:
        raise _wrong_type(_("的内容像是 {extension} 文件，不能接收。").format(extension=like), allowed)
    raise _wrong_type(_("的内容认不出是什么，不能接收。"), allowed)


def _check_pdf(stream: BinaryIO, passed: _Passed) -> None:
    """ISO 32000-1, section 7.5.5: near the end stands where the table of objects begins."""
    stream.seek(max(0, passed.size - _PDF_END))
    if b"startxref" not in stream.read():
        raise Unfit("damaged", _("不完整，可能没有传完，请重新上传。"))


def _wrong_type(what: str, allowed: Iterable[str]) -> Unfit:
    labels = "、".join(kind.label for kind in KINDS if kind.media_type in allowed)
    return Unfit("wrong_type", what + _("可以上传：{labels}。").format(labels=labels))
