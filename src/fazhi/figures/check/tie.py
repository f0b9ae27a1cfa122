"""Tying the numbers of a written report to declared figures, by words and unit alone.

The value takes no part: a number that is wrong must still find its figure, or it could not be called wrong. Each figure
says how reports speak of it (``said``: words that stand near the number; ``unsaid``: words that rule it out). A word
counts fully beside the number, less farther off in the clause, sentence or paragraph; rare words count more. Numbers
and figures are then paired greedily, best first, each figure once, except where a report says the same thing twice.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.check.claims import Claim
from fazhi.figures.check.mentions import Mention
from fazhi.figures.figure import AnyFigure
from fazhi.figures.period import Period

CONFIDENT = 0.6
"""Below this the words do not suffice and the number stays untied."""

_RESTATED = 0.9  # a second number may tie to the same figure only on words as good as these
_BESIDE, _CLAUSE, _SENTENCE, _PARAGRAPH, _HEADING, _LATER = 1.0, 0.85, 0.7, 0.45, 0.4, 0.3

_SENTENCE_END = re.compile(r"[。！？；;\n]")
_CLAUSE_END = re.compile(r"[，,。！？；;：:（）()\n]")
_TOP_HEADING = re.compile(r"^[ \t　]*[一二三四五六七八九十]+、[^\n]{1,60}$", re.MULTILINE)
_NOISE = re.compile(r"[\s、“”\"'‘’《》〈〉]+")
_OTHER_YEAR = re.compile(r"(去年同期|上年同期|去年|上年|(?P<year>20\d\d)年(?!度?工作要点))(?!结转)[^，,。；;]{0,12}$")

_LIKE_UNITS: tuple[frozenset[str], ...] = (
    frozenset(["件", "宗", "起", "例", "桩"]),
    frozenset(["人", "名", "位"]),
    frozenset(["个", "家", "所", "间", "处"]),
    frozenset(["场", "场次", "次", "期", "场（次）", "期次"]),
    frozenset(["份", "件", "篇", "份次"]),
    frozenset(["册", "本", "份"]),
    frozenset(["个", "项", "条", "类"]),
    frozenset(["人次", "次"]),
    frozenset(["支", "个"]),
    frozenset(["批", "批次", "次"]),
)
_SAME, _LIKE = 1.0, 0.92


@dataclass(frozen=True)
class Tie:
    """A number tied to a figure with a confidence between 0 and 1."""

    mention: int
    figure: AnyFigure
    confidence: float


def tie(text: str, mentions: Sequence[Mention], catalogue: Catalogue, period: Period | None = None) -> list[Tie]:
    """Tie mentions to the figures of a catalogue; ``period`` tells which years are other years.

    Numbers that speak of another year (去年同期…) stay untied: they are no figures of this report's period.
    """
    layout = _Layout(text, mentions)
    vocabulary = _Vocabulary(catalogue.figures.values())
    candidates = [
        Tie(index, figure, score)
        for index, mention in enumerate(mentions)
        if not layout.speaks_of_another_year(index, period)
        for figure in catalogue.figures.values()
        if (unit := _unit_likeness(mention.unit, figure.unit))
        and (score := unit * vocabulary.score(figure, layout.context(index))) >= CONFIDENT
    ]
    candidates.sort(key=lambda found: (-found.confidence, found.mention))
    tied: dict[int, Tie] = {}
    taken: set[str] = set()
    for candidate in candidates:
        if candidate.mention in tied or (candidate.figure.id in taken and candidate.confidence < _RESTATED):
            continue
        tied[candidate.mention] = candidate
        taken.add(candidate.figure.id)
    return [tied[index] for index in sorted(tied)]


def tie_claims(text: str, claims: Iterable[Claim], catalogue: Catalogue) -> dict[int, AnyFigure]:
    """The figures whose absence each claim of none asserts (无脱管、漏管 → absconded), by the claim's position."""
    vocabulary = _Vocabulary(catalogue.figures.values())
    found: dict[int, AnyFigure] = {}
    for index, claim in enumerate(claims):
        start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, claim.start)), default=0)
        context = _Context((_clean(claim.text), "", _clean(text[start : claim.start]), "", "", ""))
        scored = [(vocabulary.score(figure, context), figure.id, figure) for figure in catalogue.figures.values()]
        score, _figure_id, figure = max(scored, key=lambda item: (item[0], item[1]))
        if score >= CONFIDENT:
            found[index] = figure
    return found


def _unit_likeness(printed: str, declared: str) -> float:
    if printed == declared:
        return _SAME
    return _LIKE if any(printed in group and declared in group for group in _LIKE_UNITS) else 0.0


def _clean(text: str) -> str:
    return _NOISE.sub("", text)


@dataclass(frozen=True)
class _Context:
    """The words around a number: beside it, its clause, sentence before, paragraph before, heading, rest of sentence.

    “Beside” reaches to the next number or punctuation mark; the clause reaches over other numbers (24类56项要素).
    """

    zones: tuple[str, str, str, str, str, str]

    def nearness(self, term: str) -> float:
        """How near the term stands, between 0 (nowhere) and 1 (beside the number)."""
        weights = (_BESIDE, _CLAUSE, _SENTENCE, _PARAGRAPH, _HEADING, _LATER)
        return next((weight for weight, zone in zip(weights, self.zones, strict=True) if term in zone), 0.0)


class _Layout:
    """Where sentences, clauses and headings of a text begin and end, found once for all mentions."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self.sentence_ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        self.clause_ends = [match.start() for match in _CLAUSE_END.finditer(text)]
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.headings = [(match.start(), match[0]) for match in _TOP_HEADING.finditer(text)]

    def context(self, index: int) -> _Context:
        """The words around mention ``index``."""
        text, mention = self.text, self.mentions[index]
        sentence = self._last(self.sentence_ends, mention.start)
        sentence_stop = self._next(self.sentence_ends, mention.end)
        line = self.line_starts[bisect_right(self.line_starts, mention.start) - 1]
        clause, clause_stop = self._last_mark(mention.start), self._next(self.clause_ends, mention.end)
        before = max(clause, self.mentions[index - 1].end if index else 0)
        after = min(clause_stop, self.mentions[index + 1].start if index + 1 < len(self.mentions) else len(text))
        heading = next((line for start, line in reversed(self.headings) if start < mention.start), "")
        return _Context(
            (
                _clean(f"{text[before : mention.start]}|{text[mention.end : after]}"),
                _clean(f"{text[clause:before]}|{text[after:clause_stop]}"),
                _clean(text[sentence : mention.start]),
                _clean(text[max(line, sentence - 600) : sentence]),
                _clean(heading),
                _clean(text[after : min(sentence_stop, after + 200)]),
            )
        )

    def speaks_of_another_year(self, index: int, period: Period | None) -> bool:
        """Whether the words just before the number place it in another year than the report's."""
        start = self.mentions[index].start
        match = _OTHER_YEAR.search(self.text[max(0, start - 30) : start])
        if match is None:
            return False
        year = match["year"]
        return year is None or (period is not None and int(year) not in (period.start.year, period.end.year))

    def _last_mark(self, position: int) -> int:
        index = bisect_left(self.clause_ends, position) - 1
        return self.clause_ends[index] + 1 if index >= 0 else 0

    @staticmethod
    def _last(marks: Sequence[int], position: int) -> int:
        index = bisect_right(marks, position) - 1
        return marks[index] if index >= 0 else 0

    def _next(self, marks: Sequence[int], position: int) -> int:
        index = bisect_left(marks, position)
        return marks[index] if index < len(marks) else len(self.text)


class _Vocabulary:
    """The words by which figures are spoken of, and how telling each word is."""

    def __init__(self, figures: Iterable[AnyFigure]) -> None:
        self._figures = list(figures)

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[str, ...]]]:
        return {
            figure.id: [tuple(_clean(term) for term in phrase.split()) for phrase in (*figure.said, figure.label)]
            for figure in self._figures
        }

    @cached_property
    def _rarity(self) -> dict[str, float]:
        uses = Counter(term for phrases in self._phrases.values() for term in {t for p in phrases for t in p})
        return {term: 1 + math.log(len(self._figures) / count) for term, count in uses.items()}

    def score(self, figure: AnyFigure, context: _Context) -> float:
        """How well the context speaks of the figure, between 0 and 1: the best of its phrases.

        A phrase scores the nearness of its terms weighted by rarity. All of its terms must stand somewhere around, one
        at least in the number's clause, or it scores nothing: 化解纠纷 is not 受理纠纷, however well the rest fits.
        """
        best = 0.0
        if any(context.nearness(word) >= _CLAUSE for word in figure.unsaid):
            return best
        for phrase in self._phrases[figure.id]:
            nearness = [context.nearness(term) for term in phrase]
            if max(nearness) < _CLAUSE or min(nearness) == 0:
                continue
            weights = [self._rarity[term] * min(len(term), 6) for term in phrase]
            share = sum(w * n for w, n in zip(weights, nearness, strict=True)) / sum(weights)
            best = max(best, share * _specificity(sum(len(term) for term in phrase)))
        return best


def _specificity(characters: int) -> float:
    """A long phrase that fits says more than a short one: 0.8 for two characters, 1 from eight on."""
    return min(1.0, 0.8 + 0.2 * (characters - 2) / 6)
