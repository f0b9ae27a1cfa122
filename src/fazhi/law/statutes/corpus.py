"""The corpus as it is asked: laws by name, articles by number and day, search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fazhi.home import home
from fazhi.i18n import _
from fazhi.law.statutes import build
from fazhi.law.statutes.errors import NoSuchArticle, UnknownLaw
from fazhi.law.statutes.model import Problem
from fazhi.law.statutes.names import loose, near, short_name, split_year, without_part
from fazhi.law.statutes.notes import Note
from fazhi.law.statutes.numbers import Key, Place, parse_place
from fazhi.law.statutes.records import Article, Found, Hit, Law, missing_part, part

_INSTRUMENTS = ("法", "法典", "条例", "办法", "规定", "解释", "决定", "意见", "规则", "细则", "批复", "）")


# Amendments say again what the amended law says: they stand behind it unless they are asked for.
_AMENDING_KINDS, _AMENDING, _AMENDING_MORE = ("修正案", "修改决定"), 0.5, 10


def today() -> date:
    """The day in China."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


class Corpus:
    """Laws and articles. Open one with :func:`open_corpus`; safe for one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = sqlite3.connect(
            f"{(folder / build.DATABASE).resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self.laws: dict[int, Law] = {}
        self.groups: dict[str, list[Law]] = {}
        self._database.row_factory = sqlite3.Row
        for row in self._database.execute("SELECT * FROM laws"):
            law = Law(
                row["id"],
                row["name"],
                row["short"],
                row["kind"],
                row["department"],
                row["issuer"],
                _parse(row["adopted"]),
                _parse(row["first"]),
                _parse(row["start"]),
                _parse(row["end"]),
                bool(row["repealed"]),
                _notes(row["notes"]),
                row["source"],
                _known(row["as_of"]),
            )
            self.laws[law.id] = law
            self.groups.setdefault(law.short, []).append(law)
        for group in self.groups.values():
            group.sort(key=lambda law: (law.start or date.min, law.adopted or date.min))
        self.names = build.known_names(list(self.groups))
        self.problems = [Problem(*row) for row in self._database.execute("SELECT * FROM problems")]
        self.repeals: dict[str, tuple[str, str, date]] = {
            short: (by, article, _known(day))
            for short, by, article, day in self._database.execute("SELECT * FROM repeals ORDER BY day")
        }
        self._index: dict[int, dict[Key, list[int]]] = {}
        self._articles: dict[int, Article] = {}

    def find_law(self, name: str) -> list[Law]:
        """All texts held of a law, by start. Raises :class:`UnknownLaw` with near names."""
        group = self.group(name)
        if group is None:
            raise self.unknown(name)
        return group

    def group(self, name: str) -> list[Law] | None:
        """All texts held of a law, or ``None``."""
        plain = short_name(split_year(name)[0])
        tries = (short_name(name), plain, loose(plain), without_part(plain))
        short = next((self.names[one] for one in tries if one in self.names), None)
        return self.groups[short] if short else None

    def unknown(self, name: str) -> UnknownLaw:
        """The error for a law that is not held: repealed, misspelt or simply absent."""
        short = short_name(name)
        if short in self.repeals:
            by, article, day = self.repeals[short]
            message = _("《{name}》已自 {day} 起由《{by}》{article}废止，其文本不在库中。").format(
                name=short, day=day, by=by, article=article
            )
            return UnknownLaw(message, law=short, near=[])
        alike = list(dict.fromkeys(self.names[one] for one in near(short, self.names)))
        message = _("库中没有《{name}》。").format(name=short[:80] or name[:80])
        if alike:
            message += _("您要找的是不是：{names}？").format(names="、".join(f"《{one}》" for one in alike))
        elif short.endswith(_INSTRUMENTS):
            message += _("可以把它的文本（.md 或 .docx）放进“{folder}”。").format(folder=home() / "law-texts")
        return UnknownLaw(message, law=short, near=alike)

    def version(self, group: Sequence[Law], day: date) -> Law:
        """The text that is the law on that day; if none is, the latest before it, else the earliest."""
        covering = [law for law in group if law.covers(day)]
        begun = [law for law in group if law.start is None or law.start <= day]
        return (covering or begun or [group[0]])[-1]

    def years(self, law: Law, day: date) -> set[int]:
        """The years by which a text may be called; 刑法（2023修正）has the last amendment before ``day`` in it."""
        amending = [
            one for name, group in self.groups.items() if name.startswith(f"{law.short}修正案") for one in group
        ]
        begun = [one.adopted for one in amending if one.adopted and one.start and one.start <= day]
        return law.years | ({max(begun).year} if begun else set())

    def keys(self, law: Law) -> dict[Key, list[int]]:
        """The articles of a text: number → ids of its wordings, earliest first. In the order of the text."""
        index = self._index.get(law.id)
        if index is None:
            index = self._index[law.id] = {}
            for number, sub, article in self._database.execute(
                "SELECT number, sub, id FROM articles WHERE law = ? ORDER BY id", (law.id,)
            ):
                index.setdefault(Key(number, sub), []).append(article)
        return index

    def by_id(self, article: int) -> Article:
        """One wording."""
        found = self._articles.get(article)
        if found is None:
            row = self._database.execute("SELECT * FROM articles WHERE id = ?", (article,)).fetchone()
            found = self._articles[article] = Article(
                row["id"],
                self.laws[row["law"]],
                Key(row["number"], row["sub"]),
                row["path"],
                row["text"],
                row["annex"],
                _parse(row["start"]),
                _parse(row["end"]),
                _parse(row["born"]),
                _notes(row["notes"]),
            )
        return found

    def wording(self, law: Law, key: Key, day: date) -> Article | None:
        """The wording of an article in a text on that day; if none is in force, the nearest; ``None`` if no such."""
        ids = self.keys(law).get(key)
        if not ids:
            return None
        wordings = [self.by_id(one) for one in ids]
        covering = [one for one in wordings if one.covers(day)]
        begun = [one for one in wordings if one.start is None or one.start <= day]
        return (covering or begun or [wordings[0]])[-1]

    def article(self, law: str, place: str | Place, on: date | None = None) -> Found:
        """Look an article up. ``place``: 第五百九十条, 590, 第133条之一第一款第（二）项. ``on``: today if not given.

        Raises :class:`UnknownLaw` or :class:`NoSuchArticle`. Where only another version is held, that one is
        returned and ``reason`` says so.
        """
        where = parse_place(place) if isinstance(place, str) else place
        if where is None:
            raise NoSuchArticle(
                _("“{place}”看不懂。请写成 590、第五百九十条 或 第133条之一第二款。").format(place=place),
                code="bad_input",
            )
        day = on or today()
        held = self.version(self.find_law(law), day)
        found = self.wording(held, where.key, day)
        if found is None:
            raise NoSuchArticle(self.no_such(held, where.key), law=held.name, article=where.key.label)
        if missing := missing_part(found, where):
            raise NoSuchArticle(missing, law=held.name, article=where.key.label)
        return Found(found, day, where, part(found, where), self.reason(found, day))

    def no_such(self, law: Law, key: Key) -> str:
        """Why there is no such article, in Chinese."""
        keys = [one for one in self.keys(law) if one.number]
        if not keys:
            return _("《{law}》不分条，没有{article}。").format(law=law.short, article=key.label)
        last = max(keys)
        others = "、".join(one.label for one in keys if one.number == key.number)
        if law.adopted and law.start and law.start < law.adopted:  # of many dates, article by article
            text = _("《{law}》没有{article}").format(law=law.short, article=key.label)
        else:
            text = _("《{law}》（{span}的文本）没有{article}").format(law=law.short, span=law.span, article=key.label)
        if others:
            return text + _("，有{others}。").format(others=others)
        return text + _("，最后一条是{last}。").format(last=last.label)

    def reason(self, article: Article, day: date) -> str:
        """Why this wording is not the law on that day; empty if it is."""
        if article.covers(day):
            return ""
        law = article.law
        if article.deleted and article.end and day > article.end:
            return _("本条已自 {day} 起删去。").format(day=article.end + timedelta(days=1))
        start = article.start or law.start
        if start and day < start:
            if article.born and article.born > day and law.covers(day):
                return _("本条自 {start} 起才有，{day} 时还没有。").format(start=article.born, day=day)
            if law.covers(day):
                return _("{day} 时本条是另一文本，库中没有；这里的文字自 {start} 起有效。").format(day=day, start=start)
            if law.first and law.first <= day:
                return _("{day} 时有效的是本法的旧文本，库中没有；这里的文本自 {start} 起有效。").format(
                    day=day, start=start
                )
            return _("这里的文本自 {start} 起施行，{day} 时尚未施行；此前如有旧法，其文本不在库中。").format(
                start=start, day=day
            )
        ended = next(
            (
                one.text
                for one in reversed(article.notes)
                if one.code in ("repealed_by", "repeal_unknown", "ended_by_amendment", "replaced_later")
            ),
            "",
        )
        if not ended and law.end:
            ended = _("这一文本有效到 {end}。").format(end=law.end)
        return _("这里的文本 {day} 时已不再有效：{ended}").format(day=day, ended=ended)

    def search(
        self, query: str, *, law: str | None = None, on: date | None = None, any_day: bool = False, limit: int = 10
    ) -> list[Hit]:
        """Articles about ``query``, best first: those in force ``on`` that day (today), unless ``any_day``.

        Raises :class:`EmptyQuery`, :class:`UnknownLaw`.
        """
        from fazhi.law.statutes.search import passage, read_query

        wanted = read_query(query)
        laws = [one.id for one in self.find_law(law)] if law else None
        more = limit if law else limit + _AMENDING_MORE
        found = [
            (score * (_AMENDING if self.by_id(one).law.kind in _AMENDING_KINDS and not law else 1.0), one)
            for score, one in self._searcher.find(wanted, on=None if any_day else on or today(), laws=laws, limit=more)
        ]
        found.sort(key=lambda scored: -scored[0])
        hits = []
        for score, article_id in found[:limit]:
            article = self.by_id(article_id)
            text, marks = passage(article.text or article.annex, wanted.everything)
            hits.append(Hit(article, score, text, tuple(marks)))
        return hits

    @cached_property
    def _searcher(self) -> Any:
        from fazhi.law.statutes.search import Searcher

        return Searcher(self.folder / build.INDEX)


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Corpus:
    return Corpus(folder)


def open_corpus(folders: Sequence[Path] = (), progress: build.Progress | None = None) -> Corpus:
    """The corpus of the package and the given folders (and those of the settings), built if need be.

    Raises :class:`~fazhi.law.statutes.errors.NoCorpus`.
    """
    return _opened(build.ready(folders, progress).resolve())


def _parse(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _known(raw: str) -> date:
    return date.fromisoformat(raw)


def _notes(raw: str) -> tuple[Note, ...]:
    return tuple(Note(code, arguments) for code, arguments in json.loads(raw)) if raw != "[]" else ()
