"""What the corpus answers with: laws, articles, look-ups and search results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from fazhi.i18n import _
from fazhi.law.basis import chinese_number
from fazhi.law.statutes.notes import Note
from fazhi.law.statutes.numbers import Key, Place
from fazhi.law.statutes.structure import Paragraph, paragraphs


@dataclass(frozen=True)
class Law:
    """One text of a law. ``start`` to ``end`` (inclusive, ``None`` open) are the days it is the law."""

    id: int
    name: str
    short: str
    kind: str
    department: str
    issuer: str
    adopted: date | None
    first: date | None
    start: date | None
    end: date | None
    repealed: bool  # on an unknown day not after ``as_of``
    notes: tuple[Note, ...]
    source: str
    as_of: date

    def covers(self, day: date) -> bool:
        """Whether this text is the law on that day. A text without any date is taken to be."""
        last = self.as_of - timedelta(days=1) if self.repealed else self.end
        return (self.start is None or self.start <= day) and (last is None or day <= last)

    @property
    def span(self) -> str:
        """2021-01-01 起 / 2013-12-28 至 2026-04-30."""
        return _span(self.start, self.end)

    @property
    def years(self) -> set[int]:
        """The years by which this text may be called: of its adoption and of its start."""
        return {day.year for day in (self.adopted, self.start) if day}

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "law": self.name,
            "kind": self.kind,
            "issuer": self.issuer,
            "adopted": _iso(self.adopted),
            "from": _iso(self.start),
            "to": _iso(self.end),
            "notes": [one.text for one in self.notes],
            "source": self.source,
            "as_of": str(self.as_of),
        }


@dataclass(frozen=True)
class Article:
    """One wording of one article, the law from ``start`` to ``end`` (inclusive, ``None`` open)."""

    id: int
    law: Law
    key: Key
    path: str
    text: str
    annex: str
    start: date | None
    end: date | None
    born: date | None
    own_notes: tuple[Note, ...]

    @property
    def label(self) -> str:
        """第一百三十三条之一."""
        return self.key.label

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The 款 of the article."""
        return paragraphs(self.text)

    @property
    def deleted(self) -> bool:
        """The number stands, the wording was struck out."""
        return any(remark.code == "deleted" for remark in self.own_notes)

    def covers(self, day: date) -> bool:
        """Whether this wording is the law on that day."""
        return (
            self.law.covers(day) and (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
        )

    @property
    def notes(self) -> tuple[Note, ...]:
        """Remarks on the law's text and on the article."""
        return (*self.law.notes, *self.own_notes)

    @property
    def span(self) -> str:
        """The days on which this wording is the law."""
        return _span(self.start or self.law.start, self.end or self.law.end)

    @property
    def origin(self) -> str:
        """Where it came from and as of when."""
        return _("来源：{source}（截至 {as_of}）").format(source=self.law.source, as_of=self.law.as_of)


@dataclass(frozen=True)
class Found:
    """An answer to a look-up. ``reason`` says why what is shown is not the law on the day asked (empty if it is)."""

    article: Article
    on: date
    place: Place
    text: str  # of the article, or of the paragraph or item asked for
    reason: str

    @property
    def label(self) -> str:
        """第一百三十三条之一第二款第（三）项."""
        text = self.article.label
        text += f"第{chinese_number(self.place.paragraph)}款" if self.place.paragraph else ""
        return text + (f"第（{chinese_number(self.place.item)}）项" if self.place.item else "")

    @property
    def in_force(self) -> bool:
        """Whether the wording shown is the law on that day."""
        return not self.reason

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        article, law = self.article, self.article.law
        return {
            "law": law.name,
            "article": article.label,
            "paragraph": self.place.paragraph,
            "item": self.place.item,
            "text": self.text,
            "path": article.path,
            "annex": article.annex or None,
            "on": str(self.on),
            "in_force": self.in_force,
            "reason": self.reason or None,
            "from": _iso(article.start),
            "to": _iso(article.end),
            "adopted": _iso(law.adopted),
            "status": article_status(article, self.on),
            "source": law.source,
            "as_of": str(law.as_of),
            "notes": [one.text for one in article.notes],
        }


@dataclass(frozen=True)
class Hit:
    """A search result with the passage hit; ``marks`` are (start, end) pairs in it."""

    article: Article
    score: float
    passage: str
    marks: tuple[tuple[int, int], ...]

    def lit(self, before: str, after: str) -> str:
        """The passage with every word that was hit between two marks."""
        parts, done = [], 0
        for start, end in self.marks:
            parts += [self.passage[done:start], before, self.passage[start:end], after]
            done = end
        return "".join([*parts, self.passage[done:]])

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        law = self.article.law
        return {
            "law": law.name,
            "article": self.article.label,
            "passage": self.passage,
            "marks": [list(mark) for mark in self.marks],
            "text": self.article.text,
            "path": self.article.path,
            "score": round(self.score, 3),
            "from": _iso(self.article.start),
            "to": _iso(self.article.end),
            "source": law.source,
            "as_of": str(law.as_of),
            "notes": [one.text for one in self.article.notes],
        }


def article_status(article: Article, day: date) -> str:
    """A word for a person: 有效, 尚未施行, 已失效."""
    if article.covers(day):
        return _("有效")
    start = article.start or article.law.start
    return _("尚未施行") if start and day < start else _("已失效")


def missing_part(article: Article, place: Place) -> str:
    """Why the article has no such paragraph or item; empty if it has, or none was asked for."""
    parts, where = article.paragraphs, f"《{article.law.short}》{article.label}"
    if place.paragraph is not None and place.paragraph > len(parts):
        return _("{where}只有{n}款，没有第{k}款。").format(
            where=where, n=chinese_number(len(parts)), k=counted(place.paragraph)
        )
    if place.item is None:
        return ""
    within = [parts[place.paragraph - 1]] if place.paragraph else list(parts)
    if any(place.item in one.items for one in within):
        return ""
    if place.paragraph:
        where += f"第{chinese_number(place.paragraph)}款"
    most = max((max(one.items, default=0) for one in within), default=0)
    if not most:
        return _("{where}不分项，没有第{k}项。").format(where=where, k=counted(place.item))
    return _("{where}只有{n}项，没有第{k}项。").format(where=where, n=chinese_number(most), k=counted(place.item))


def counted(number: int) -> str:
    """In Chinese numerals as far as they are usual."""
    return chinese_number(number) if number < 10000 else str(number)


def part(article: Article, place: Place) -> str:
    """The text of the paragraph or item asked for, else of the article."""
    within = list(article.paragraphs)
    if place.paragraph:
        within = [within[place.paragraph - 1]]
    if place.item:
        return next(one.items[place.item] for one in within if place.item in one.items)
    return within[0].text if place.paragraph else article.text


def _span(start: date | None, end: date | None) -> str:
    if start is None:
        return _("施行日不明")
    return (_("{start} 起") if end is None else _("{start} 至 {end}")).format(start=start, end=end)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
