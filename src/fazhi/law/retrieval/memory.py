"""Questions whose articles are known: what was asked like this before, and what was the answer?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fazhi.law.retrieval.lexical import Bm25, Floats
from fazhi.law.retrieval.texts import Ints, bigrams

_NEAREST = 30
_LOW, _SPREAD = 0.8, 0.2  # where the cosine of two questions begins to mean something, and how far from there to 1
_SCALE, _ANSWER_SCALE = 0.05, 0.02


@dataclass(frozen=True)
class Recalled:
    """Likeness of a new question to each known one and to each known answer, those left out at minus infinity."""

    questions: Floats
    answers: Floats


class Memory:
    """Known questions with their articles (rows of an index) and, where there are any, answers."""

    def __init__(
        self, questions: Sequence[str], gold: Sequence[Ints], vectors: Floats, answers: Floats, terms: Bm25
    ) -> None:
        self.gold = gold
        self._vectors, self._answers = vectors, answers
        self._has_answer = np.abs(answers).sum(axis=1) > 0
        self._terms = terms
        coded, owners = bigrams(questions)
        self._cosines(coded, owners, len(questions))
        counts = np.asarray([len(own) for own in gold], dtype=np.int64)
        self.flat = np.concatenate([*gold, np.zeros(0, dtype=np.int64)]).astype(np.int64)
        self.owner = np.repeat(np.arange(len(gold)), counts)

    def _cosines(self, coded: Ints, owners: Ints, count: int) -> None:
        terms = self._terms
        at = np.minimum(np.searchsorted(terms.terms, coded), max(len(terms.terms) - 1, 0))
        held = terms.terms[at] == coded
        pairs = np.unique(at[held] * count + owners[held])
        term, owner = pairs // count, pairs % count
        weight = terms.weight[term]
        length = np.sqrt(np.bincount(owner, weights=weight**2, minlength=count))
        self._term, self._owner = term, owner
        self._weight = weight / np.maximum(length[owner], 1e-9)
        self._count = count

    def recall(self, pairs: Ints, vector: Floats, allowed: Ints | None = None) -> Recalled:
        """Likeness to what is known; only to the ``allowed`` of them, if given."""
        known = self._terms.known(pairs)
        own = self._terms.weight[known]
        own = own / max(float(np.linalg.norm(own)), 1e-9)
        begin, end = np.searchsorted(self._term, known), np.searchsorted(self._term, known, side="right")
        spans = [np.arange(low, high) for low, high in zip(begin, end, strict=True)]
        hit = np.concatenate([*spans, np.zeros(0, dtype=np.int64)])
        words = np.bincount(
            self._owner[hit], weights=self._weight[hit] * np.repeat(own, end - begin), minlength=self._count
        )
        likeness = 0.5 * (self._vectors @ vector - _LOW) / _SPREAD + 0.5 * words
        answers = np.where(self._has_answer, self._answers @ vector, -np.inf)
        if allowed is not None:
            shut = np.ones(self._count, dtype=bool)
            shut[allowed] = False
            likeness[shut] = answers[shut] = -np.inf
        return Recalled(likeness.astype(np.float32), answers.astype(np.float32))

    def votes(self, likeness: Floats, *, answers: bool = False) -> Floats:
        """Softmax over the nearest, 0 for the others: for each known question."""
        votes = np.zeros(len(likeness), dtype=np.float32)
        near = np.argsort(-likeness, kind="stable")[:_NEAREST]
        near = near[np.isfinite(likeness[near])]
        if len(near):
            chance = np.exp((likeness[near] - likeness[near[0]]) / (_ANSWER_SCALE if answers else _SCALE))
            votes[near] = chance / chance.sum()
        return votes
