"""From the lines of a law's text to articles: one grammar for Markdown and .docx."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fazhi.law.statutes.model import Entry
from fazhi.law.statutes.notes import note
from fazhi.law.statutes.numbers import NUMERAL, Key, parse_number
from fazhi.law.statutes.repair import Outline, is_heading, repair, tidy_heading

_ARTICLE = re.compile(
    rf"第([{NUMERAL}]+|\d+)条(?:之([{NUMERAL}]+|\d+))?([\s　]+|[:：](?=.)|$|(?![第的至到和及、，]|规定|所))(.*)"
)
_ITEM_OF_DECISION = re.compile(rf"([{NUMERAL}]+)、(.*)")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s*|>\s*|[*_]{2})?|\*\*|__")
_ADOPTION = re.compile(r"通过|公布|发布|修正|修订|修改|批准")
_HEAD_COMMENCEMENT = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)[\s　]*起?(?:施行|实施)")
_COMMENCEMENT = re.compile(r"自(\d{4}年\d{1,2}月\d{1,2}日)起(?:施行|执行|实施|生效)")


@dataclass
class Parsed:
    """Title, what stands before the first article, and the articles."""

    title: str
    preamble: str
    articles: list[Entry]

    @property
    def adopted(self) -> date | None:
        """The day of this text: the last one the preamble says it was passed, issued or amended on."""
        days = [
            day
            for sentence in re.split(r"[\n；。]|(?<=修正)\s|(?<=通过)\s", self.preamble)
            if _ADOPTION.search(sentence) and not _HEAD_COMMENCEMENT.search(sentence)
            for day in dates_in(sentence)
        ]
        return max(days, default=None)

    @property
    def first(self) -> date | None:
        """The day the text itself says it comes into force."""
        if head := _HEAD_COMMENCEMENT.search(self.preamble):
            return next(iter(dates_in(head[1])), None)
        return next(
            (
                day
                for text in (self.preamble, *(entry.text for entry in reversed(self.articles)))
                if (day := commencement(text))
            ),
            None,
        )


def dates_in(text: str) -> list[date]:
    """The days written as 2020年6月30日; impossible ones are passed over."""
    found = []
    for year, month, day in _DATE.findall(text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def commencement(text: str) -> date | None:
    """The day in “自2024年1月1日起施行”."""
    found = _COMMENCEMENT.search(re.sub(r"\s", "", text))
    return next(iter(dates_in(found[1])), None) if found else None


def parse(lines: Sequence[str], title: str = "") -> Parsed:
    """Read a law. The title is the first line unless given. Articles may be empty: the caller decides."""
    plain = [_MARKS.sub("", line).strip() for line in lines]
    plain = [line for line in plain if line]
    if not title and plain:
        title, plain = re.sub(r"\s", "", plain[0]), plain[1:]
    numbered = any(_ARTICLE.match(line) for line in plain)
    outline, preamble, found = Outline(), [], list[tuple[Key, str, list[str]]]()
    for line in plain:
        marked = _ARTICLE.match(line) if numbered else _ITEM_OF_DECISION.match(line)
        number = parse_number(marked[1]) if marked else None
        if marked and number is not None and (not numbered or marked[3] or _follows(number, found)):
            sub = parse_number(marked[2]) if numbered and marked[2] else None
            found.append((Key(number, sub or 0), outline.path, [marked[4] if numbered else marked[2]]))
        elif is_heading(line):
            outline.enter(tidy_heading(line))
        elif found:
            found[-1][2].append(line)
        else:
            preamble.append(line)
    articles = []
    for key, path, body in found:
        repaired = repair("\n".join(body))
        articles.append(Entry(key, repaired.text, path, repaired.annex))
    _mention_gaps(articles)
    return Parsed(title, "\n".join(preamble), articles)


def _follows(number: int, found: Sequence[tuple[Key, str, list[str]]]) -> bool:
    """第五条为了…, without a blank, opens an article only if it is the next one."""
    last = found[-1][0].number if found else 0
    return number in (last, last + 1)


def _mention_gaps(articles: list[Entry]) -> None:
    for before, after in pairwise(articles):
        missing = range(before.key.number + 1, after.key.number)
        if missing and len(missing) <= 3:
            labels = "、".join(Key(number).label for number in missing)
            before.notes.append(note("numbers_missing", articles=labels))
