"""What a source gives: laws with articles and dates, before and after the dates are settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from fazhi.law.statutes.names import short_name
from fazhi.law.statutes.notes import Note
from fazhi.law.statutes.numbers import Key


@dataclass
class Entry:
    """One article of a text. ``start`` and ``end`` (both inclusive) are set where they differ from the law's;
    ``born`` is the day since which the law has an article of this number."""

    key: Key
    text: str
    path: str = ""  # 第三编 合同 / 第八章 违约责任
    annex: str = ""  # tables and lists printed after the article
    start: date | None = None
    end: date | None = None
    born: date | None = None
    notes: list[Note] = field(default_factory=list)


@dataclass
class Text:
    """One text of a law as a source gives it. ``adopted`` is the day of the text, ``first`` the day the source calls
    the law's effective date, ``start`` to ``end`` (inclusive) the days this text is the law."""

    name: str
    kind: str
    articles: list[Entry]
    source: str
    as_of: date
    adopted: date | None = None
    first: date | None = None
    issuer: str = ""
    department: str = ""
    mark: str = ""  # the source's status, e.g. 已废止
    start: date | None = None
    end: date | None = None
    repealed: bool = False  # repealed on an unknown day not after ``as_of``
    rank: int = 0  # of two copies of one text, the one of the higher rank is kept
    notes: list[Note] = field(default_factory=list)

    @property
    def short(self) -> str:
        """The key of the law."""
        return short_name(self.name)

    def entry(self, key: Key) -> Entry | None:
        """The article of that number."""
        return next((entry for entry in self.articles if entry.key == key), None)

    def ends_by(self, day: date) -> None:
        """The text stops being the law the day before ``day``, if not earlier."""
        before = day - timedelta(days=1)
        self.end = before if self.end is None else min(self.end, before)


@dataclass(frozen=True)
class Problem:
    """A file or record that could not be read: where, and why in Chinese."""

    where: str
    why: str


class Source(Protocol):
    """Where texts come from."""

    def fingerprint(self) -> str:
        """The source's name on the first line; what follows changes when the texts may have. Cheap: reads no text."""
        ...

    def texts(self) -> Iterator[Text | Problem]:
        """All texts; a broken file becomes a :class:`Problem` and the rest goes on."""
        ...
