"""Checking citations: does the article exist, and was it the law on the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fazhi.i18n import _
from fazhi.law.statutes.citations import Citation, find
from fazhi.law.statutes.corpus import Corpus, today
from fazhi.law.statutes.names import short_name, split_year
from fazhi.law.statutes.numbers import Key, Place
from fazhi.law.statutes.records import Article, Law, counted, missing_part

EXISTS, NO_SUCH, NOT_IN_FORCE, NOT_IN_CORPUS = "exists", "no_such_article", "not_in_force", "not_in_corpus"
_WIDEST = 300  # articles of a range that are listed one by one


@dataclass(frozen=True)
class Checked:
    """One cited article and its status; ``text`` is ``source[start:end]``."""

    text: str
    start: int
    end: int
    law: str
    article: str
    paragraph: int | None
    item: int | None
    status: str
    reason: str
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """《民法典》第五百九十条第一款, with the law's short name."""
        text = f"《{short_name(self.law)}》{self.article}"
        text += f"第{counted(self.paragraph)}款" if self.paragraph else ""
        return text + (f"第（{counted(self.item)}）项" if self.item else "")

    @property
    def status_text(self) -> str:
        """For a person."""
        return {
            EXISTS: _("存在"),
            NO_SUCH: _("没有这一条"),
            NOT_IN_FORCE: _("当日无效"),
            NOT_IN_CORPUS: _("库中没有"),
        }[self.status]

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "law": self.law,
            "article": self.article,
            "status": self.status,
            "paragraph": self.paragraph,
            "item": self.item,
            "reason": self.reason or None,
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class _Verdict:
    law: str
    status: str
    reason: str = ""
    notes: tuple[str, ...] = ()


def check(text: str, corpus: Corpus, on: date | None = None) -> Iterator[Checked]:
    """Every citation of ``text`` with its status on a day (today). Linear in the length of the text."""
    checker = _Checker(corpus, on or today())
    for citation in find(text, lambda name: name in corpus.names or name in corpus.repeals):
        yield from checker.check(citation, text)


class _Checker:
    def __init__(self, corpus: Corpus, day: date) -> None:
        self._corpus, self._day = corpus, day
        self._known: dict[tuple[object, ...], _Verdict] = {}
        self._unknown: dict[str, _Verdict] = {}

    def check(self, citation: Citation, text: str) -> Iterator[Checked]:
        keys, remark = self._keys(citation)
        for key in keys:
            place = Place(key, citation.paragraph, citation.item)
            memo = (short_name(citation.law), citation.year, place)
            verdict = self._known.get(memo)
            if verdict is None:
                verdict = self._known[memo] = self._verdict(citation, place)
            notes = (
                *verdict.notes,
                *((remark,) if remark else ()),
                *(() if citation.closed else (_("书名号没有闭合。"),)),
            )
            yield Checked(
                text[citation.start : citation.end],
                citation.start,
                citation.end,
                verdict.law,
                key.label,
                place.paragraph,
                place.item,
                verdict.status,
                verdict.reason,
                notes,
            )

    def _keys(self, citation: Citation) -> tuple[list[Key], str]:
        """The articles of a range, in the order of the law (之一 included); else the one cited."""
        first, last = citation.key, citation.until
        if last is None:
            return [first], ""
        if last < first:
            return [first, last], _("起止次序颠倒。")
        group = self._corpus.group(citation.law)
        if group:
            ordered = list(self._corpus.keys(self._corpus.version(group, self._day)))
            if first in ordered and last in ordered:
                keys = ordered[ordered.index(first) : ordered.index(last) + 1]
                return self._few(keys)
        if first.number == last.number:
            return [Key(first.number, sub) for sub in range(first.sub, min(last.sub, first.sub + _WIDEST) + 1)], ""
        if last.number - first.number >= _WIDEST:
            return self._few([first] * _WIDEST + [last])
        return [first, *(Key(number) for number in range(first.number + 1, last.number)), last], ""

    @staticmethod
    def _few(keys: list[Key]) -> tuple[list[Key], str]:
        if len(keys) <= _WIDEST:
            return keys, ""
        return [keys[0], keys[-1]], _("范围超过 {n} 条，只列首尾。").format(n=_WIDEST)

    def _verdict(self, citation: Citation, place: Place) -> _Verdict:
        group = self._corpus.group(citation.law)
        if group is None:
            return self._absent(citation.law)
        year = citation.year
        if year is not None and not self._is_in_the_name(citation):
            of_year = [law for law in group if year in self._corpus.years(law, self._day)]
            if not of_year:
                return self._other_text(group, year)
            group = of_year
        law = self._corpus.version(group, self._day)
        article = self._corpus.wording(law, place.key, self._day)
        if article is None:
            return self._no_article(law, place.key)
        return self._judge(law, article, place)

    def _is_in_the_name(self, citation: Citation) -> bool:
        """宪法修正案（2004年）is a law's name; 行政诉讼法（2014年修正）is a text of a law."""
        return split_year(citation.law)[1] is not None and short_name(citation.law) in self._corpus.names

    def _judge(self, law: Law, article: Article, place: Place) -> _Verdict:
        notes = tuple(
            one.text
            for one in article.notes
            if one.code in ("repeal_doubtful", "head_lost", "start_is_adoption", "start_recalled", "start_unknown")
        )
        reason = self._corpus.reason(article, self._day)
        if not reason:
            missing = missing_part(article, place)
            return _Verdict(law.name, NO_SUCH if missing else EXISTS, missing, notes)
        changed_later = law.covers(self._day) and article.born and article.born <= self._day and not article.deleted
        if changed_later and place.paragraph is None and place.item is None:
            return _Verdict(law.name, EXISTS, "", (reason, *notes))
        return _Verdict(law.name, NOT_IN_FORCE, reason, notes)

    def _no_article(self, law: Law, key: Key) -> _Verdict:
        if not law.covers(self._day) and law.start and self._day < law.start and law.first and law.first <= self._day:
            return _Verdict(
                law.name,
                NOT_IN_FORCE,
                _("{day} 时有效的是本法的旧文本，库中没有；自 {start} 起的文本没有{article}。").format(
                    day=self._day, start=law.start, article=key.label
                ),
            )
        return _Verdict(law.name, NO_SUCH, self._corpus.no_such(law, key))

    def _other_text(self, group: list[Law], year: int) -> _Verdict:
        held = "、".join(str((law.adopted or law.start or date.min).year) for law in group)
        later = any(day and day.year > year and day <= self._day for law in group for day in (law.start,))
        reason = _("引用的是 {year} 年的文本，库中只有 {held} 年的。").format(year=year, held=held)
        return _Verdict(group[-1].name, NOT_IN_FORCE if later else NOT_IN_CORPUS, reason)

    def _absent(self, name: str) -> _Verdict:
        short = short_name(name)
        verdict = self._unknown.get(short)
        if verdict is None:
            repeal = self._corpus.repeals.get(short)
            status = NOT_IN_FORCE if repeal and repeal[2] <= self._day else NOT_IN_CORPUS
            verdict = self._unknown[short] = _Verdict(
                name.replace("(", "（").replace(")", "）"), status, self._corpus.unknown(name).message
            )
        return verdict
