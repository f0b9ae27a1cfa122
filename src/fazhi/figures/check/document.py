"""A written report as text: plain text in UTF-8, GB18030 or UTF-16 with its mark, or .docx.

Of a .docx the body is read in order, a paragraph a line, the text boxes anchored in it behind it, a table a line per
row with its cells separated by tabs, then footnotes and endnotes. Deleted text of tracked changes, hidden text,
headers and footers are left out, and so is the page about the check that `fazhi report build` appends.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.figures.writing import in_words
from fazhi.i18n import _

MAX_FILE_BYTES = 64 * 2**20
MAX_UNZIPPED_BYTES = 256 * 2**20
MAX_XML_BYTES = 48 * 2**20
_MOST_COLUMNS = 63
_RELATIONS_READ = 2**16

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = _W + "txbxContent"
_UNREAD = frozenset({*(_W + tag for tag in ("del", "moveFrom", "pPr", "rPr", "rt", "sdtPr")), _BOX, _MC_FALLBACK})
_NOTES = ("footnotes", "endnotes")
_MARKS = (
    (b"\xd0\xcf\x11\xe0", ".doc/.wps"),
    (b"%PDF", ".pdf"),
    (b"{\\rtf", ".rtf"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_APPENDED = "Check Title"
_STRICT = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Document:
    """`text` has "\\n" between lines; every offset elsewhere counts its code points. `name` is the file's name."""

    name: str
    text: str
    _line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        starts.extend(at + 1 for at, char in enumerate(self.text) if char == "\n")
        object.__setattr__(self, "_line_starts", tuple(starts))

    def line_number(self, offset: int) -> int:
        """The line (paragraph, table row) that `offset` stands in, counted from 1."""
        return bisect_right(self._line_starts, offset)

    def line_span(self, number: int) -> tuple[int, int]:
        """Start and end offset of line `number`, without its line break."""
        following = self._line_starts[number] - 1 if number < len(self._line_starts) else len(self.text)
        return self._line_starts[number - 1], following


def read_text(path: Path) -> Document:
    """Read a report. Raises FazhiError (report_not_found, report_empty, report_format, report_encoding, report_broken,
    report_too_large) that says what would be right."""
    name = path.name
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise _error("report_not_found", _("{name} 是文件夹，请给出 .txt 或 .docx 文件。"), name)
        if size > MAX_FILE_BYTES:
            raise _error(
                "report_too_large", _("{name} 超过 {limit} MB，请先删去图片再检查。"), name, limit=MAX_FILE_BYTES >> 20
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise _error("report_not_found", _("找不到文件 {name}，请核对路径。"), name) from None
    except OSError as error:
        raise _error("report_not_found", _("无法读取 {name}：{why}。"), name, why=in_words(error)) from None
    if not data.strip():
        raise _error("report_empty", _("{name} 是空文件，请给出报告正文。"), name)
    suffix = path.suffix.lower()
    if suffix not in {".txt", ".docx"}:
        raise _error("report_format", _("{name} 的格式不受支持，请另存为 .docx 或 .txt 后再检查。"), name)
    for mark, kind in _MARKS:
        if data.startswith(mark):
            raise _error(
                "report_format",
                _("{name} 实际是 {kind} 格式，请另存为 .docx 或 UTF-8 的 .txt 后再检查。"),
                name,
                kind=kind,
            )
    zipped = data.startswith(b"PK\x03\x04")
    if suffix == ".docx":
        if not zipped:
            raise _error(
                "report_format", _("{name} 不是 .docx 文件（只是改了扩展名），请用文字处理软件另存为 .docx。"), name
            )
        text = _docx_text(data, name)
    else:
        if zipped:
            raise _error("report_format", _("{name} 实际是压缩格式（.docx 等），请把扩展名改为 .docx 后再检查。"), name)
        text = _plain_text(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _error("report_empty", _("{name} 里没有文字，请给出报告正文。"), name)
    return Document(name, text)


def _error(code: str, message: str, name: str, **details: Any) -> FazhiError:
    return FazhiError(message.format(name=name, **details), code=code, file=name)


def _plain_text(data: bytes, name: str) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF_16) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _error(
        "report_encoding", _("{name} 的编码既不是 UTF-8、GB18030，也不是带标记的 UTF-16，请另存为 UTF-8 文本。"), name
    )


def _docx_text(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            strict = _is_strict(archive)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _error("report_broken", _("{name} 已损坏，无法打开，请重新保存或重新获取。"), name) from None
    xml = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    if sum(entry.file_size for entry in entries) > MAX_UNZIPPED_BYTES or xml > MAX_XML_BYTES:
        raise _error(
            "report_too_large",
            _("{name} 解压后过大（文字部分上限 {limit} MB），已停止读取。"),
            name,
            limit=MAX_XML_BYTES >> 20,
        )
    if not any(entry.filename == "word/document.xml" for entry in entries):
        raise _error("report_format", _("{name} 不是 Word 文档（可能是 .xlsx 或其他压缩文件），请给出 .docx。"), name)
    if strict:
        raise _error(
            "report_format", _("{name} 是“严格 Open XML”格式，请在文字处理软件里另存为普通的 .docx 后再检查。"), name
        )
    # Opening is left to python-docx, which tells a broken package in many ways (KeyError, XMLSyntaxError, BadZipFile).
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_body_lines(document))
        for relation in document.part.rels.values():
            if not relation.is_external and relation.reltype.rsplit("/", 1)[-1] in _NOTES:
                lines.extend(_note_lines(relation.target_part.blob))
    except Exception:
        raise _error(
            "report_broken", _("{name} 的内容已损坏，无法读取，请用文字处理软件打开后重新保存。"), name
        ) from None
    return "\n".join(lines)


def _is_strict(archive: zipfile.ZipFile) -> bool:
    try:
        with archive.open("_rels/.rels") as relations:
            return _STRICT in relations.read(_RELATIONS_READ)
    except (KeyError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False


def _body_lines(document: Any) -> Iterator[str]:
    """The lines of the body up to the page that `fazhi report build` appends."""
    appended = {
        style.get(_W + "styleId")
        for style in document.styles.element.iterchildren(_W + "style")
        if (name := style.find(_W + "name")) is not None and name.get(_W + "val") == _APPENDED
    }
    for block in document.element.body:
        style = block.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(_W + "val") in appended:
            return
        yield from _block_lines((block,))


def _block_lines(parent: Iterable[Any]) -> Iterator[str]:
    for child in parent:
        if child.tag == _W + "p":
            yield _paragraph_text(child)
            for box in _text_boxes(child):
                yield from _block_lines(box)
        elif child.tag == _W + "tbl":
            yield from _table_lines(child)
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "smartTag"):
            yield from _block_lines(child)


def _table_lines(table: Any) -> Iterator[str]:
    for row in table.iterchildren(_W + "tr", _W + "sdt"):
        cells: list[str] = []
        for cell in row.iter(_W + "tc"):
            if _own_row(cell, table):
                text = " ".join(filter(None, _block_lines(cell)))
                cells.append(text.replace("\t", " ").replace("\n", " "))
                # A cell across several columns leaves the others empty, so that columns stay under their headings.
                cells.extend([""] * (_columns(cell) - 1))
        yield "\t".join(cells)


def _columns(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    printed = "" if span is None else span.get(_W + "val", "")
    return min(int(printed), _MOST_COLUMNS) if printed.isdecimal() and int(printed) > 0 else 1


def _own_row(cell: Any, table: Any) -> bool:
    """False for the cells of a table inside a cell, whose text its outer cell already holds."""
    return next(cell.iterancestors(_W + "tbl")) is table


def _paragraph_text(paragraph: Any) -> str:
    parts: list[str] = []
    stack = [paragraph]
    while stack:
        node = stack.pop()
        if node.tag in (_W + "t",):
            parts.append(node.text or "")
        elif node.tag == _W + "tab" and node.getparent().tag == _W + "r":
            parts.append("\t")
        elif node.tag in (_W + "br", _W + "cr"):
            parts.append("\n")
        elif node.tag == _W + "noBreakHyphen":
            parts.append("-")
        elif node.tag not in _UNREAD and not _is_hidden(node):
            stack.extend(reversed(node))
    return "".join(parts)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of the text boxes anchored in a paragraph, those within a box left to that box."""
    stack = [paragraph]
    while stack:
        node = stack.pop()
        if node.tag == _BOX:
            yield node
        elif node.tag not in _UNREAD - {_BOX} and not _is_hidden(node):
            stack.extend(reversed(node))


def _is_hidden(node: Any) -> bool:
    if node.tag != _W + "r":
        return False
    vanish = node.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(_W + "val", "1") not in {"0", "false", "off"}


def _note_lines(blob: bytes) -> Iterator[str]:
    from docx.oxml import parse_xml

    for note in parse_xml(blob):
        # Separators carry a type; notes do not.
        if note.get(_W + "type") is None:
            yield from _block_lines(note)
