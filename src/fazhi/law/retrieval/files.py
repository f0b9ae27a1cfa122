"""Files of articles and questions, one JSON object a line. A broken line is named and the rest is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from fazhi.i18n import _
from fazhi.law.retrieval.errors import BadFile
from fazhi.law.retrieval.texts import LONGEST, Passage, answerable, passage

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """A question, the ids of the articles that answer it (none where they are unknown), a written answer if any."""

    id: str
    text: str
    gold: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class Problem:
    """A line that could not be used, or not wholly: file, line (from 1) and why, in Chinese."""

    file: str
    line: int
    why: str

    def __str__(self) -> str:
        return _("{file} 第 {line} 行：{why}").format(file=self.file, line=self.line, why=self.why)


def read_corpus(path: Path) -> tuple[list[Passage], list[Problem]]:
    """Articles: ``id``, ``name``, ``text`` a line. An id that came before is left out. Raises :class:`BadFile`."""
    problems: list[Problem] = []
    found: dict[str, Passage] = {}
    for line, record in _records(path, problems):
        texts = [record.get(key) for key in ("id", "name", "text")]
        identity, name, text = (value if isinstance(value, str) else "" for value in texts)
        if not identity or not (name or text):
            problems.append(Problem(path.name, line, _("要有 id、name、text 三项文字。")))
        elif identity in found:
            problems.append(Problem(path.name, line, _("编号 {id} 前面已有，这一行未用。").format(id=identity[:80])))
        else:
            found[identity] = passage(identity, name, text)
    return _some(list(found.values()), path, problems)


def read_questions(path: Path, known: Callable[[str], bool], *, gold: bool) -> tuple[list[Question], list[Problem]]:
    """Questions: ``id``, ``query`` and, for evaluation or training (``gold``), the ids of their articles.

    Ids not ``known`` are left out of ``gold`` and named; so is a question none of whose ids is known. Raises
    :class:`BadFile`.
    """
    problems: list[Problem] = []
    found: dict[str, Question] = {}
    for line, record in _records(path, problems):
        identity, text = record.get("id"), record.get("query")
        if not isinstance(identity, str) or not identity or not isinstance(text, str):
            problems.append(Problem(path.name, line, _("要有 id、query 两项文字。")))
            continue
        if identity in found:
            problems.append(Problem(path.name, line, _("编号 {id} 前面已有，这一行未用。").format(id=identity[:80])))
            continue
        listed = record.get("gold")
        wanted = tuple(dict.fromkeys(str(one) for one in listed)) if isinstance(listed, list) else ()
        own = tuple(one for one in wanted if known(one))
        lost = "、".join(one[:80] for one in wanted if one not in own)
        if gold and not wanted:
            problems.append(Problem(path.name, line, _("没有 gold（答案法条的编号），这一行未用。")))
            continue
        if gold and lost:
            why = _("语料中没有这些编号：{ids}").format(ids=lost)
            problems.append(Problem(path.name, line, why + ("" if own else _("；这一行未用"))))
            if not own:
                continue
        if not answerable(text):
            problems.append(Problem(path.name, line, _("query 里没有可查的字词，这一题没有结果。")))
        elif len(text) > LONGEST:
            why = _("query 有 {n} 个字，只用前 {most} 个字。").format(n=len(text), most=LONGEST)
            problems.append(Problem(path.name, line, why))
        answer = record.get("answer")
        found[identity] = Question(identity, text, own, answer if isinstance(answer, str) else "")
    return _some(list(found.values()), path, problems)


def _some(found: list[T], path: Path, problems: list[Problem]) -> tuple[list[T], list[Problem]]:
    if not found:
        first = _("第一处：{problem}").format(problem=problems[0]) if problems else _("文件是空的。")
        raise BadFile(_("“{path}”里没有可用的行。").format(path=path) + first, path=str(path))
    return found, problems


def _records(path: Path, problems: list[Problem]) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if not raw.strip():
                    continue
                try:
                    record = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
                except UnicodeDecodeError:
                    problems.append(Problem(path.name, number, _("不是 UTF-8 文字。")))
                except (ValueError, RecursionError):
                    problems.append(Problem(path.name, number, _("不是一行完整的 JSON。")))
                else:
                    if isinstance(record, dict):
                        yield number, record
                    else:
                        problems.append(Problem(path.name, number, _("应当是一个 JSON 对象。")))
    except OSError as error:
        raise BadFile(
            _("读不了“{path}”：{reason}。").format(path=path, reason=error.strerror), path=str(path)
        ) from None
