"""Questions whose articles are known: what was asked like this before, and how was it answered?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fazhi.law.retrieval.index import Index
from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.texts import Ints, bigrams, find

_NEAREST = 30
_LOW, _SPREAD = 0.8, 0.2  # where the cosine of two questions begins to mean something, and how far from there to 1
_SCALE, _ANSWER_SCALE = 0.05, 0.02  # of the softmax over likeness
_NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Likeness:
    """Of a new question to what is known. For each article the ``highest`` (0 where it was never an answer) and its
    share of the ``votes`` of the nearest; for each known article in turn its ``weights``; the ``top`` values."""

    highest: Floats
    votes: Floats
    weights: Floats
    top: Floats


class Memory:
    """Known questions with their articles (rows of the index) and, where there are any, vectors of written answers.

    Without vectors (``None``) likeness goes by words alone, and answers are not looked at.
    """

    def __init__(
        self,
        index: Index,
        questions: Sequence[str],
        gold: Sequence[Ints],
        vectors: Floats | None,
        answers: Floats | None,
    ) -> None:
        self.count = len(questions)
        self._size = len(index.passages)
        self._articles_have = index.pairs
        self._vectors, self._answers = vectors, answers
        self._answered = np.abs(answers).sum(axis=1) > 0 if answers is not None else None
        self.articles = np.concatenate([*gold, _NOTHING]).astype(np.int64)
        self.owner = np.repeat(np.arange(self.count), [len(own) for own in gold])
        self._keep(*bigrams(questions))

    def _weigh(self, terms: Ints) -> Floats:
        """How telling terms are among the articles; everyday words that stand in none are the most telling."""
        places, held = find(self._articles_have.terms, terms)
        rarest = np.log1p(2 * self._size + 1)
        return np.where(held, self._articles_have.weight[places] if held.any() else 0, rarest).astype(np.float32)

    def _keep(self, coded: Ints, owners: Ints) -> None:
        """Unit tf-idf vectors of the questions as postings."""
        self._terms, places = np.unique(coded, return_inverse=True)
        pairs = np.unique(places * self.count + owners)
        term, self._of = pairs // self.count, pairs % self.count
        weight = self._weigh(self._terms)[term]
        length = np.sqrt(np.bincount(self._of, weights=weight**2, minlength=self.count))
        self._weight = weight / np.maximum(length[self._of], 1e-9)
        self._bounds = np.searchsorted(term, np.arange(len(self._terms) + 1))

    def open_to(self, allowed: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """Which of :attr:`articles` may be used when only the ``allowed`` questions may."""
        return np.ones(len(self.owner), dtype=bool) if allowed is None else allowed[self.owner]

    def like_questions(self, pairs: Ints, vector: Floats | None, allowed: NDArray[np.bool_] | None) -> Likeness:
        """Half cosine of the vectors, half cosine of the pairs of letters."""
        asked = np.unique(pairs)
        own = self._weigh(asked)
        own = own / max(float(np.linalg.norm(own)), 1e-9)
        at, known = find(self._terms, asked)
        begin, end = self._bounds[at[known]], self._bounds[at[known] + 1]
        hit = np.concatenate([*(np.arange(low, high) for low, high in zip(begin, end, strict=True)), _NOTHING])
        gains = self._weight[hit] * np.repeat(own[known], end - begin)
        likeness = 0.5 * np.bincount(self._of[hit], weights=gains, minlength=self.count)
        if vector is not None and self._vectors is not None:
            likeness += 0.5 * (self._vectors @ vector - _LOW) / _SPREAD
        return self._likeness(likeness, allowed, _SCALE)

    def like_answers(self, vector: Floats | None, allowed: NDArray[np.bool_] | None) -> Likeness:
        """Cosine of the question's vector with those of the answers."""
        if vector is None or self._answers is None or self._answered is None:
            return self._likeness(np.full(self.count, -np.inf), None, _ANSWER_SCALE)
        return self._likeness(np.where(self._answered, self._answers @ vector, -np.inf), allowed, _ANSWER_SCALE)

    def _likeness(self, raw: NDArray[np.floating], allowed: NDArray[np.bool_] | None, scale: float) -> Likeness:
        likeness = raw.astype(np.float32)
        if allowed is not None:
            likeness[~allowed] = -np.inf
        near = np.argsort(-likeness, kind="stable")[:_NEAREST]
        near = near[np.isfinite(likeness[near])]
        chance = np.zeros(self.count, dtype=np.float32)
        if len(near):
            weights = np.exp((likeness[near] - likeness[near[0]]) / scale)
            chance[near] = weights / weights.sum()
        weights = chance[self.owner]
        highest = np.zeros(self._size, dtype=np.float32)
        np.maximum.at(highest, self.articles, np.maximum(likeness[self.owner], 0))
        votes = np.bincount(self.articles, weights=weights, minlength=self._size).astype(np.float32)
        return Likeness(highest, votes, weights, likeness[near[:3]])
