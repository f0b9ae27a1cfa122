"""A Word template with placeholders such as ``{{协议内容}}``, checked and filled in.

A placeholder is a name and nothing else: no expression is evaluated, so a template can do nothing. Word cuts a text
into runs wherever somebody stopped typing; a placeholder is found across them and takes the look of its first letter.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile, ZipFile

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.attachments.inspect import Inspected, inspect

LIMIT = 2 * 1024 * 1024
"""Bytes of a template."""

_UNPACKED = 32 * 1024 * 1024
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OPENS, _CLOSES = r"(?:\{\{|｛｛)", r"(?:\}\}|｝｝)"  # whoever types Chinese may type the wide ones
_PLACEHOLDER = re.compile(rf"{_OPENS}\s*([^{{}}｛｝]*?)\s*{_CLOSES}")
_BRACE = re.compile(rf"{_OPENS}|{_CLOSES}")
_SHOWN = 20


class BadTemplate(FazhiError):
    """The template cannot be used; the message names every fault with its place."""

    code = "bad_template"


@dataclass(frozen=True)
class _Paragraph:
    element: Any
    where: str

    @property
    def pieces(self) -> list[Any]:
        """Its own ``w:t``; those of a text box that hangs in it are of the paragraphs of that box."""
        from docx.oxml.ns import qn

        inner = [t for t in self.element.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is self.element]
        return [piece for piece in inner if piece.text]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def received(file: Any, known: Collection[str], needed: Collection[str]) -> tuple[bytes, Inspected]:
    """A template from outside as bytes, looked at and checked. Raises :class:`FazhiError`."""
    looked_at = inspect(file, file.name, limit=LIMIT, allowed=frozenset({_DOCX}))
    file.seek(0)
    content: bytes = file.read()
    check(content, known, needed)
    return content, looked_at


def check(content: bytes, known: Collection[str], needed: Collection[str]) -> None:
    """Whether a template can be filled in. Raises :class:`BadTemplate` with all that is wrong and where."""
    document = _opened(content)
    faults, used = [], set()
    for paragraph in _paragraphs(document):
        text = paragraph.text
        for found in _PLACEHOLDER.finditer(text):
            used.add(found[1])
            if found[1] not in known:
                faults.append(_("{where}：不认识的占位符“{name}”").format(where=paragraph.where, name=found[0]))
        if _BRACE.search(_PLACEHOLDER.sub("", text)):
            shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
            faults.append(_("{where}：花括号没有成对（“{text}”）").format(where=paragraph.where, text=shown))
    faults += [_("缺少占位符“{name}”").format(name="{{" + name + "}}") for name in needed if name not in used]
    if _refers_outside(document):
        faults.append(_("引用了外部文件（例如链接的图片或者远程模板），请改为嵌入"))
    if faults:
        raise BadTemplate(
            _("模板不能用：{faults}。可用的占位符：{known}").format(
                faults="；".join(faults), known="、".join("{{" + name + "}}" for name in known)
            )
        )


def fill(content: bytes, values: Mapping[str, str]) -> bytes:
    """The template with its placeholders replaced. A value of several lines becomes several paragraphs where alone.

    What stands in a value is never read as a placeholder. Raises :class:`BadTemplate` for one that has no value.
    """
    check(content, values, ())
    document = _opened(content)
    for paragraph in list(_paragraphs(document)):
        if _PLACEHOLDER.search(paragraph.text):
            _fill(paragraph, values)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _opened(content: bytes) -> Any:
    from docx import Document

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise BadTemplate(_("模板解压后太大，不能用。"))
        return Document(io.BytesIO(content))
    # What a parser of broken files of other people may meet.
    except (BadZipFile, KeyError, ValueError, LookupError, AttributeError, SyntaxError, OSError) as error:
        raise BadTemplate(_("模板打不开，请用 Word 或者 WPS 重新另存为 .docx 后再上传。")) from error


def _paragraphs(document: Any) -> Iterator[_Paragraph]:
    from docx.oxml.ns import qn

    parts = [(_("正文"), document.element.body)]
    seen = set()
    for section in document.sections:
        for label, part in (
            (_("页眉"), section.header),
            (_("页脚"), section.footer),
            (_("页眉"), section.first_page_header),
            (_("页脚"), section.first_page_footer),
            (_("页眉"), section.even_page_header),
            (_("页脚"), section.even_page_footer),
        ):
            # A linked one is that of the section before, and asking for it would make an empty one.
            if not part.is_linked_to_previous and part.part.partname not in seen:
                seen.add(part.part.partname)
                parts.append((label, part._element))
    for label, root in parts:
        for number, element in enumerate(root.iter(qn("w:p")), start=1):
            yield _Paragraph(element, _("{part}第{n}段").format(part=label, n=number))


def _refers_outside(document: Any) -> bool:
    from docx.opc.constants import RELATIONSHIP_TYPE

    return any(
        relation.is_external and relation.reltype != RELATIONSHIP_TYPE.HYPERLINK
        for part in document.part.package.iter_parts()
        for relation in part.rels.values()
    )


def _fill(paragraph: _Paragraph, values: Mapping[str, str]) -> None:
    text = paragraph.text
    alone = _PLACEHOLDER.fullmatch(text.strip())
    lines = values[alone[1]].splitlines() if alone else []
    if len(lines) > 1:
        for line in lines:
            twin = copy.deepcopy(paragraph.element)
            paragraph.element.addprevious(twin)
            _put(_Paragraph(twin, paragraph.where), [(0, len(text), line)])
        paragraph.element.getparent().remove(paragraph.element)
        return
    _put(paragraph, [(m.start(), m.end(), values[m[1]]) for m in _PLACEHOLDER.finditer(text)])


def _put(paragraph: _Paragraph, replacements: list[tuple[int, int, str]]) -> None:
    """Replace stretches of the paragraph's text; the first piece that a stretch touches takes the new text."""
    pieces, start = [], 0
    for piece in paragraph.pieces:
        pieces.append((start, piece))
        start += len(piece.text)
    for begin, end, new in reversed(replacements):
        put = False
        for start, piece in pieces:
            low, high = max(begin - start, 0), min(end - start, len(piece.text))
            if low >= high:
                continue
            piece.text = piece.text[:low] + ("" if put else new) + piece.text[high:]
            put = True
    for _start, piece in pieces:
        _break_lines(piece)


def _break_lines(piece: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    first, *more = (piece.text or "").split("\n")
    piece.text, last = first, piece
    piece.set(qn("xml:space"), "preserve")
    for line in more:
        for tag, text in (("w:br", None), ("w:t", line)):
            made = OxmlElement(tag)
            made.text = text
            last.addnext(made)
            last = made
