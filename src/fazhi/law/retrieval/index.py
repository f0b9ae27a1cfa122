"""A corpus ready to be searched: its terms, its vectors, and how its articles lie in their laws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fazhi.law.retrieval.lexical import Bm25, Floats
from fazhi.law.retrieval.texts import Ints, Passage, bigrams, distinct

_NAME_WEIGHT = 2  # times the name of the law counts beside one time the text


class Index:
    """Everything about the articles that does not depend on a question.

    ``vectors`` are the unit vectors of the articles (n × d), or ``None``: then only words are searched. Arrays of
    length n: ``law`` (number of the law), ``size`` (articles of that law), ``place`` (0 to 1 within it), ``before``
    and ``after`` (rows of the neighbouring articles, the row itself at the ends), ``length`` (characters).
    """

    def __init__(self, passages: Sequence[Passage], vectors: Floats | None) -> None:
        self.passages = passages
        self.vectors = vectors
        self.row = {one.id: at for at, one in enumerate(passages)}
        count = len(passages)
        whole = [f"{one.text}\n" + f"{one.law}\n" * _NAME_WEIGHT for one in passages]
        self.pairs = Bm25(*bigrams(whole), count)
        del whole
        self.laws, self.law = distinct([one.law for one in passages])
        self.number = np.fromiter((one.number for one in passages), dtype=np.int64, count=count)
        self.length = np.fromiter((len(one.text) for one in passages), dtype=np.int64, count=count)
        self.level = np.asarray([level(law) for law in self.laws], dtype=np.int64)[self.law]
        self._arrange()

    def _arrange(self) -> None:
        count = len(self.passages)
        self.size = np.bincount(self.law, minlength=len(self.laws))[self.law] if count else np.zeros(0, dtype=np.int64)
        order = np.lexsort((self.number, self.law))
        first = np.searchsorted(self.law[order], self.law)
        at = np.empty(count, dtype=np.int64)
        at[order] = np.arange(count)
        self.place = (at - first) / np.maximum(self.size, 1)
        self.before = np.where(at > first, order[at - 1], np.arange(count))
        self.after = np.where(at < first + self.size - 1, order[np.minimum(at + 1, count - 1)], np.arange(count))

    def by_pairs(self, pairs: Ints) -> Floats:
        """BM25 of pairs of letters, for every article."""
        return self.pairs.score(pairs)

    def by_letters(self, text: str) -> Floats:
        """How often the letters of a text too short for a pair stand in each article, to its length."""
        letters = [letter for letter in text if letter.isalnum()]
        counts = [sum(map(f"{one.name}{one.text}".count, letters)) for one in self.passages]
        return (np.asarray(counts) / (self.length + 1)).astype(np.float32)


def best(scores: NDArray[np.floating], count: int) -> Ints:
    """Rows of the ``count`` highest positive scores, best first; equal scores in the order of the rows."""
    count = min(count, len(scores))
    if not count:
        return np.zeros(0, dtype=np.int64)
    near = np.argpartition(-scores, count - 1)[:count]
    near = near[scores[near] > 0]
    return near[np.lexsort((near, -scores[near]))]


_LEVELS = ("法典", "法", "解释", "条例", "规定", "办法", "细则", "规则", "意见", "批复", "决定", "通知")


def level(law: str) -> int:
    """What kind of instrument a name says it is: place in a fixed list, -1 for others."""
    plain = law.split("（")[0]
    return next((at for at, ending in enumerate(_LEVELS) if plain.endswith(ending)), -1)
