"""The text that somebody pastes or uploads to have it checked. Nothing of it is kept."""

from __future__ import annotations

import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fazhi.errors import FazhiError
from fazhi.figures.check.document import Document, read_text
from fazhi.i18n import _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_CHARACTERS = 200_000
MOST_BYTES = 10 * 2**20

# What begins and ends a line, what stands beside the cell before it, and what nobody reads.
_BLOCKS = {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"}
_BLOCKS |= {
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
}
_BLOCKS |= {"table", "tbody", "tfoot", "thead", "title", "tr", "ul", "dialog", "details", "summary", "caption"}
_CELLS = {"td", "th"}
_UNREAD = {"script", "style", "template", "noscript", "svg", "math", "head", "iframe", "object", "select", "textarea"}


class TooLong(FazhiError):
    """More text than is checked at once."""

    code = "report_too_large"


def too_long() -> TooLong:
    """What somebody is told who sends too much."""
    return TooLong(
        _("文字太长：一次最多核对 {n} 个字（文件最大 {m} MB）。请分成几部分，或删去附件和图片再试。").format(
            n=f"{MOST_CHARACTERS:,}", m=MOST_BYTES // 2**20
        )
    )


def pasted(text: str) -> Document:
    """A pasted text. Raises :class:`FazhiError` where there is none or too much."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.strip():
        raise FazhiError(_("请粘贴要核对的文字，或选一个文件。"), code="report_empty")
    return _bounded(Document(_("粘贴的文字"), text))


def uploaded(file: UploadedFile[Any]) -> Document:
    """A .txt, .docx or .html that was uploaded. Raises :class:`FazhiError` in words for anything else."""
    name = Path(file.name or "").name[:150] or _("文件")
    if file.size is None or file.size > MOST_BYTES:
        raise too_long()
    suffix = Path(name).suffix.lower()
    page = suffix in (".html", ".htm")
    with tempfile.TemporaryDirectory() as folder:
        # The name of somebody else's file never becomes a path here; only what kind it says it is.
        path = Path(folder) / f"text{'.txt' if page else suffix if suffix in ('.txt', '.docx') else '.other'}"
        path.write_bytes(b"".join(file.chunks()))
        try:
            text = read_text(path).text
        except FazhiError as error:
            raise FazhiError(str(error).replace(path.name, name), code=error.code) from None
    return _bounded(Document(name, _page_text(text) if page else text))


def _bounded(document: Document) -> Document:
    if len(document.text) > MOST_CHARACTERS:
        raise too_long()
    if not document.text.strip():
        raise FazhiError(_("{name} 里没有文字，请给出报告正文。").format(name=document.name), code="report_empty")
    return document


def _page_text(source: str) -> str:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    lines = ("".join(line).strip() for line in reader.lines)
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """The words of a page, a line a block; cells of a row are parted by tabs, as in a .docx."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread.append(tag)
        elif tag in _BLOCKS:
            self.lines.append([])
        elif tag in _CELLS and self.lines[-1]:
            self.lines[-1].append("\t")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.lines.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        if not self._unread:
            # Line breaks of the source are white space, and between Chinese characters nothing.
            self.lines[-1].append("".join(data.split("\n")) if "\n" in data else data)
