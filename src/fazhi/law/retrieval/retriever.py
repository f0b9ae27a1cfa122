"""A question in, articles out; and what is learned from questions whose articles are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fazhi.i18n import _
from fazhi.law.retrieval import adapter, ranker
from fazhi.law.retrieval.errors import NoQuestion
from fazhi.law.retrieval.features import Asked, Candidates, collect
from fazhi.law.retrieval.files import Question
from fazhi.law.retrieval.folds import folds
from fazhi.law.retrieval.index import Index, best
from fazhi.law.retrieval.learned import Learned
from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.memory import Memory
from fazhi.law.retrieval.texts import LONGEST, Ints, answerable, bigrams
from fazhi.law.retrieval.vectors import Progress, Store, encoder, question_text

FEWEST = 100
"""Questions below which nothing is learned: it would be learned by heart."""

_PAIRS_SHARE = 0.35  # of the words in the fusion with vectors where nothing was learned


class Ranked(NamedTuple):
    """A row of the index and its score, which is only comparable within one question."""

    row: int
    score: float


class Retriever:
    """Answers questions over one index."""

    def __init__(self, index: Index, learned: Learned | None = None) -> None:
        self.index = index
        self.learned = learned

    def ask(self, question: str, limit: int = 100) -> list[Ranked]:
        """The articles for a question, best first, at most ``limit``. Of a long question the beginning is read.

        Raises :class:`NoQuestion` where there is no letter or digit in it.
        """
        text = question[:LONGEST].strip()
        if not answerable(text):
            raise NoQuestion(_("问题里没有可查的字词，请写一句话，如“公司拖欠工资怎么办”。"))
        vector = encoder().encode([question_text(text)])[0] if self.index.vectors is not None else None
        if self.learned is None:
            return self._fused(text, vector, limit)
        matrix = self.learned.matrix
        adapted = adapter.adapt(vector[None], matrix)[0] if vector is not None and matrix is not None else vector
        found = collect(self.index, Asked(text, vector, adapted), self.learned.memory)
        scores = self.learned.ranker.score(found.features)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [Ranked(int(found.rows[at]), float(scores[at])) for at in order]

    def _fused(self, text: str, vector: Floats | None, limit: int) -> list[Ranked]:
        """Pairs of letters and vectors, each at mean 0 and deviation 1; single letters where no pair is found."""
        by_words = self.index.by_pairs(bigrams([text])[0])
        if not by_words.any():
            by_words = self.index.by_letters(text)
        scores = by_words
        if vector is not None and self.index.vectors is not None:
            near = self.index.vectors @ vector
            scores = _PAIRS_SHARE * _standard(by_words) + (1 - _PAIRS_SHARE) * _standard(near)
            scores -= scores.min(initial=0)
        return [Ranked(int(row), float(scores[row])) for row in best(scores, limit)]


def _standard(scores: Floats) -> Floats:
    plain: Floats = (scores - scores.mean()) / max(float(scores.std()), 1e-6)
    return plain


def learn(
    index: Index, questions: Sequence[Question], store: Store, progress: Progress, *, remember: bool = True
) -> Learned | None:
    """Learn from questions whose ``gold`` are ids of the index; ``None`` where they are fewer than :data:`FEWEST`.

    The ranker sees each question as if it were new: vector moved and memory asked by what the other parts of a
    cross-validation know. ``remember``: whether the questions shall be looked at again when others are asked.
    """
    questions = [question for question in questions if answerable(question.text)]
    if len(questions) < FEWEST:
        return None
    gold = [np.unique([index.row[one] for one in question.gold]).astype(np.int64) for question in questions]
    vectors = answers = None
    if index.vectors is not None:
        vectors = store.vectors([question_text(question.text) for question in questions])
        answers = store.vectors([question_text(question.answer) for question in questions])
        answers[[not question.answer for question in questions]] = 0
    memory = Memory(index, [question.text for question in questions], gold, vectors, answers) if remember else None
    part = folds(gold)
    lists: list[Candidates] = []
    order = np.argsort(part, kind="stable")
    matrix: Floats | None = None
    for done, at in enumerate(order):
        others = part != part[at]
        if vectors is not None and (not done or part[order[done - 1]] != part[at]):
            matrix = _matrix(index, gold, vectors, answers, others)
        asked = Asked(questions[at].text[:LONGEST])
        if vectors is not None and matrix is not None:
            moved = adapter.adapt(vectors[at][None], matrix)[0]
            asked = Asked(asked.text, vectors[at], moved)
        lists.append(collect(index, asked, memory, others))
        progress(_("学习：候选法条"), done + 1, len(questions))
    right = [np.isin(one.rows, gold[at]) for one, at in zip(lists, order, strict=True)]
    if not any(one.any() for one in right):
        return None
    trained = ranker.learn([one.features for one in lists], right, lambda n, of: progress(_("学习：排序"), n, of))
    del lists
    everything = np.ones(len(questions), dtype=bool)
    matrix = _matrix(index, gold, vectors, answers, everything) if vectors is not None else None
    return Learned(matrix, trained, memory)


def _matrix(
    index: Index, gold: Sequence[Ints], vectors: Floats, answers: Floats | None, allowed: np.ndarray
) -> Floats | None:
    """The adapter of the allowed questions and of their answers, which are asked as if they were questions."""
    if index.vectors is None or answers is None:
        return None
    asked = np.flatnonzero(allowed)
    answered = asked[np.abs(answers[asked]).sum(axis=1) > 0]
    own = [gold[at] for at in (*asked, *answered)]
    return adapter.learn(np.concatenate([vectors[asked], answers[answered]]), own, index.vectors)
