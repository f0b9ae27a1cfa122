"""Repairs of the text of an article that are certain: glued headings, annexes, remains of a conversion, blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fazhi.law.statutes.numbers import NUMERAL

# The levels of a law's outline, highest first.
LEVELS = ("编", "分编", "章", "节")
HEADING = re.compile(rf"第[{NUMERAL}]+(分编|[编章节])(?:[\s　]+(.*)|(.{{0,30}}))$")
_SUPPLEMENT = re.compile(r"附[\s　]*则$")
_ANNEX = re.compile(r"附[\s　]*(?:[：:].*|件[一二三四五六七八九十]?(?:[：:].*)?|表.{0,30})$")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\))?(?:\{[^}]*\})?|\{(?:width|height)=[^}]*\}")
_RULE = re.compile(r"[\s|+\-—─]*$")
_WIDE = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) +(?=\d)|(?<=\d) +(?=[^\x00-\x7f])")


@dataclass
class Repaired:
    """The article's own text, the annex after it, and the headings that belong to what follows."""

    text: str
    annex: str = ""
    headings: tuple[str, ...] = ()


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a part, chapter or section, or 附则."""
    line = line.strip()
    found = HEADING.match(line)
    return bool(_SUPPLEMENT.match(line)) or bool(found and not re.search(r"[。；：，]", found[2] or found[3] or ""))


def tidy_heading(line: str) -> str:
    """``第二编　分　则`` → ``第二编 分则``."""
    line = line.strip()
    found = HEADING.match(line)
    if not found:
        return re.sub(r"\s", "", line)
    title = re.sub(r"\s", "", found[2] or found[3] or "")
    return line[: found.end(1)] + (f" {title}" if title else "")


def level_of(heading: str) -> int:
    """Index into :data:`LEVELS`; 附则 without a number counts as a chapter."""
    found = HEADING.match(heading)
    return LEVELS.index(found[1]) if found else 2


def repair(text: str) -> Repaired:
    """Separate what the source glued to the article and drop what a conversion left behind."""
    lines = [_WIDE.sub("", _IMAGE.sub("", line).rstrip("\\")).strip() for line in text.split("\n")]
    lines = [line for line in lines if line and not _RULE.fullmatch(line)]
    headings: list[str] = []
    while len(lines) > 1 and is_heading(lines[-1]):
        headings.insert(0, tidy_heading(lines.pop()))
    cut = next((at for at, line in enumerate(lines) if at and _ANNEX.match(line)), len(lines))
    return Repaired("\n".join(lines[:cut]), "\n".join(lines[cut:]), tuple(headings))


class Outline:
    """The headings above the article being read."""

    def __init__(self) -> None:
        self._levels: list[str] = [""] * len(LEVELS)

    def enter(self, heading: str) -> None:
        """A heading opens its level and closes those below."""
        level = level_of(heading)
        if not HEADING.match(heading) and self._levels[0]:
            level = 0  # 附则 of a code stands beside its parts
        self._levels[level:] = [heading, *[""] * (len(LEVELS) - level - 1)]

    @property
    def path(self) -> str:
        """第三编 合同 / 第八章 违约责任."""
        return " / ".join(level for level in self._levels if level)
