"""A folder of law texts: Markdown, and .docx as the national law database exports it.

A Markdown file is a title, what is known of its adoption, and the articles; headings of parts and chapters may be
Markdown headings. YAML front matter may say ``title``, ``adopted``, ``in_force``, ``until``, ``source``, ``as_of``.
A file name like ``行政复议法(2017-09-01).md`` gives the day of the text.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from fazhi.i18n import _
from fazhi.law.statutes.errors import NoCorpus
from fazhi.law.statutes.model import Problem, Text
from fazhi.law.statutes.names import short_name
from fazhi.law.statutes.notes import note
from fazhi.law.statutes.sources.parse import parse

_KINDS = (".md", ".markdown", ".docx")
_NOT_LAWS = {"readme", "license", "changelog", "contributing"}
_NAMED_DAY = re.compile(r"[（(_\- ]?(\d{4})[-_.年]?(\d{2})[-_.月]?(\d{2})日?[）)]?$")
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.S)
_FIELDS = {"title", "adopted", "in_force", "until", "source", "as_of"}
_LARGEST = 50_000_000  # bytes; the longest code is about 1 MB


class Broken(Exception):
    """Why a file cannot be read, in Chinese."""


class FolderSource:
    """All ``.md`` and ``.docx`` files under a folder, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NoCorpus(_("没有“{folder}”这个文件夹。").format(folder=folder), folder=str(folder))
        self.folder = folder

    def files(self) -> list[Path]:
        """What is read: hidden files, Office's lock files and README are not laws."""
        return sorted(
            path
            for path in self.folder.rglob("*")
            if path.suffix.lower() in _KINDS
            and not any(part.startswith((".", "~$", "_")) for part in path.relative_to(self.folder).parts)
            and path.stem.lower() not in _NOT_LAWS
            and path.is_file()
        )

    def fingerprint(self) -> str:
        """Names, sizes and times of the files."""
        stats = ((path, path.stat()) for path in self.files())
        return "\n".join([str(self.folder.resolve()), *(f"{p} {s.st_size} {s.st_mtime_ns}" for p, s in stats)])

    def texts(self) -> Iterator[Text | Problem]:
        """One text a file."""
        for path in self.files():
            try:
                yield read(path)
            except Broken as broken:
                yield Problem(str(path), str(broken))


def read(path: Path) -> Text:
    """One law of a file. Raises :class:`Broken`."""
    if path.stat().st_size > _LARGEST:
        raise Broken(_("文件超过 50 MB，不像一部法律的文本。"))
    lines, front = _docx(path) if path.suffix.lower() == ".docx" else _markdown(path)
    stem = _NAMED_DAY.sub("", path.stem).strip()
    parsed = parse(lines, str(front.get("title") or ""))
    if not parsed.articles:
        raise Broken(_("没有找到一条“第…条”或“一、…”，不像法律文本。"))
    name = parsed.title if 0 < len(parsed.title) <= 120 else stem
    in_force, until = front.get("in_force"), front.get("until")
    text = Text(
        name=name,
        kind="",
        articles=parsed.articles,
        source=str(front.get("source") or path.name),
        as_of=front.get("as_of") or datetime.fromtimestamp(path.stat().st_mtime, UTC).date(),
        adopted=front.get("adopted") or _named_day(path) or parsed.adopted,
        first=in_force or parsed.first,
        start=in_force,
        end=until,
        rank=1,
    )
    if not short_name(text.name):
        raise Broken(_("没有标题，文件名也不能作标题。"))
    if text.adopted is None and text.first is None:
        text.notes.append(note("start_unknown"))
    return text


def _named_day(path: Path) -> date | None:
    found = _NAMED_DAY.search(path.stem)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _markdown(path: Path) -> tuple[list[str], dict[str, Any]]:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Broken(_("既不是 UTF-8 也不是 GB18030 编码的文本。"))
    if "\0" in text:
        raise Broken(_("含有二进制内容，不是文本。"))
    front: dict[str, Any] = {}
    if found := _FRONT.match(text):
        try:
            front = yaml.safe_load(found[1]) or {}
        except yaml.YAMLError as problem:
            raise Broken(_("开头的 YAML 有误：{problem}").format(problem=problem)) from problem
        if not isinstance(front, dict) or set(front) - _FIELDS:
            raise Broken(_("开头的 YAML 只能有这些项：{fields}。").format(fields="、".join(sorted(_FIELDS))))
        for name in ("adopted", "in_force", "until", "as_of"):
            if name in front and not isinstance(front[name], date):
                raise Broken(_("开头的 {name} 应当是日期，如 2020-06-30。").format(name=name))
        text = text[found.end() :]
    return re.sub(r"<!--.*?-->", "", text, flags=re.S).splitlines(), front


def _docx(path: Path) -> tuple[list[str], dict[str, Any]]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as problem:
        raise Broken(_("不是能打开的 .docx 文件。")) from problem
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.extend(" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows)
        else:
            lines.extend(block.text.splitlines())
    # A title that is broken over several lines: everything before the bracket with the day of adoption.
    head = [n for n, line in enumerate(lines[:8]) if re.match(r"\s*[（(]\s*\d{4}年", line)]
    if head and head[0] > 1:
        lines = ["".join(line.strip() for line in lines[: head[0]]), *lines[head[0] :]]
    return lines, {}
