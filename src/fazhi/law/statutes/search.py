"""Full-text search: words cut by rjieba, ranked by tantivy (BM25), with the passage that was hit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rjieba
import tantivy

from fazhi.i18n import _
from fazhi.law.statutes.errors import EmptyQuery
from fazhi.law.statutes.names import data
from fazhi.law.statutes.numbers import fold

if TYPE_CHECKING:
    from fazhi.law.statutes.model import Entry

LONGEST = 1000  # characters of a query
_STOP = frozenset("的了和与及或在是对就也吗呢把被等不无谁归我你他人有要能后前时") | {
    "以及", "什么", "怎么", "如何", "怎样", "怎么办", "哪些", "哪里", "可以", "应该", "请问", "多久", "多少", "问题",
    "规定",
}  # fmt: skip
_ALSO = 0.5  # weight of what synonyms add
_TITLE = 0.6  # weight of the law's name and headings
_ALL = 4.0  # what an article gains that has every word
_WORD = re.compile(r"[^\W_]+")
_PASSAGE = 110  # characters
_HEAP = 128_000_000


def _schema() -> Any:
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("id", stored=True, indexed=True, fast=True)
    schema.add_integer_field("law", indexed=True, fast=True)
    schema.add_integer_field("start", indexed=True, fast=True)
    schema.add_integer_field("end", indexed=True, fast=True)
    schema.add_text_field("title", tokenizer_name="whitespace", index_option="freq")
    schema.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    return schema.build()


def words(text: str) -> list[str]:
    """The words of a text as they are indexed: short ones inside long ones included, no punctuation."""
    return [word.lower() for word in rjieba.cut_for_search(fold(text)) if _WORD.fullmatch(word)]


@dataclass(frozen=True)
class Wanted:
    """What a query asks for: its words, and for every colloquial expression in it the words of the statutes."""

    words: tuple[str, ...]
    also: tuple[tuple[str, ...], ...] = ()

    @property
    def everything(self) -> set[str]:
        """All words, to be lit in a passage."""
        return {*self.words, *(word for group in self.also for word in group)}


def read_query(query: str) -> Wanted:
    """The words searched for. Raises :class:`EmptyQuery`."""
    query = query.strip()
    if not query:
        raise EmptyQuery(_("请输入要查的词，如“拖欠工资”。"))
    if len(query) > LONGEST:
        raise EmptyQuery(
            _("检索词太长（{n} 个字），请缩到 {most} 个字以内。").format(n=len(query), most=LONGEST),
            code="query_too_long",
        )
    found = list(dict.fromkeys(words(query)))
    # One character beside longer words tells little: 退 of 退货 is everywhere.
    telling = [word for word in found if word not in _STOP and len(word) > 1] or found
    if not telling:
        raise EmptyQuery(_("“{query}”里没有可查的字词，请输入如“拖欠工资”这样的词。").format(query=query))
    also = (tuple(dict.fromkeys(words(others))) for said, others in data("synonyms").items() if said in query)
    return Wanted(tuple(telling), tuple(also))


def _day(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


class Writer:
    """Writes the index of a new corpus."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)

    def add(self, article: int, law: int, title: str, entry: Entry, start: date, end: date) -> None:
        """One wording of one article, the law from ``start`` to ``end``."""
        self._writer.add_document(
            tantivy.Document(
                id=article,
                law=law,
                start=_day(start),
                end=_day(end),
                title=" ".join(words(f"{title} {entry.path}")),
                body=" ".join(words(f"{entry.text}\n{entry.annex}")),
            )
        )

    def close(self) -> None:
        """Commit and wait until everything is on the disk."""
        self._writer.commit()
        self._writer.wait_merging_threads()


class Searcher:
    """Searches the index of a corpus."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def find(
        self, wanted: Wanted, *, on: date | None, laws: Iterable[int] | None, limit: int
    ) -> list[tuple[float, int]]:
        """(score, article id), best first: articles that are the law ``on`` that day (any day if ``None``)."""
        query = tantivy.Query

        def term(field: str, word: str, weight: float) -> Any:
            return query.boost_query(query.term_query(self._schema, field, word, "freq"), weight)

        def complete(group: Sequence[str], gain: float) -> list[Any]:
            must = [(tantivy.Occur.Must, term("body", word, 1.0)) for word in group]
            return [query.const_score_query(query.boolean_query(must), gain)] if len(group) > 1 else []

        clauses = [term("body", word, 1.0) for word in wanted.words]
        clauses += [term("title", word, _TITLE) for word in wanted.words]
        clauses += complete(wanted.words, _ALL)
        for group in wanted.also:
            clauses += [term("body", word, _ALSO) for word in group] + complete(group, _ALL * _ALSO)
        parts = [(tantivy.Occur.Must, query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses]))]
        if laws is not None:
            among = query.term_set_query(self._schema, "law", list(laws))
            parts.append((tantivy.Occur.Must, query.const_score_query(among, 0.0)))
        if on is not None:
            number, kind = _day(on), tantivy.FieldType.Integer
            for bound in (
                query.range_query(self._schema, "start", kind, None, number),
                query.range_query(self._schema, "end", kind, number, None),
            ):
                parts.append((tantivy.Occur.Must, query.const_score_query(bound, 0.0)))
        hits = self._searcher.search(query.boolean_query(parts), limit).hits
        return [(score, self._searcher.doc(address)["id"][0]) for score, address in hits]


def passage(text: str, telling: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """The part of an article that was hit, and where in it the words are: (start, end) pairs, not overlapping."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(telling, key=len, reverse=True)), re.I)
    folded = fold(text)
    spots = [(found.start(), found.end()) for found in pattern.finditer(folded)]
    if not spots:
        return text[:_PASSAGE] + ("…" if len(text) > _PASSAGE else ""), []
    best, most = 0, (-1, -1)
    after = 0
    for at, (start, _end) in enumerate(spots):
        after = max(after, at)
        while after < len(spots) and spots[after][1] <= start + _PASSAGE:
            after += 1
        inside = [folded[low:high] for low, high in spots[at:after]]
        if (len(set(inside)), len(inside)) > most:
            best, most = start, (len(set(inside)), len(inside))
    # Begin where the sentence begins, if that is near enough.
    begin = max(text.rfind(mark, max(0, best - 40), best) for mark in "。；\n：") + 1 or max(0, best - 12)
    if best < 40 and begin < 40 and not re.search(r"[。\n]", text[:best]):
        begin = 0
    end = min(len(text), max(begin + _PASSAGE, best + 20))
    head, tail = "…" if begin else "", "…" if end < len(text) else ""
    shift = len(head) - begin
    inside_spots = [(low + shift, high + shift) for low, high in spots if begin <= low and high <= end]
    return head + text[begin:end].replace("\n", " ") + tail, inside_spots
