"""From files to a retriever: read, fill the vectors, index, learn."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fazhi.law.retrieval.files import Problem, Question, read_corpus, read_questions
from fazhi.law.retrieval.index import Index
from fazhi.law.retrieval.learned import SHIPPED, load
from fazhi.law.retrieval.measure import Quality, peak_memory, quality
from fazhi.law.retrieval.retriever import Retriever, learn
from fazhi.law.retrieval.texts import answerable
from fazhi.law.retrieval.vectors import Progress, Store, article_text, encoder, question_text


@dataclass
class Session:
    """A retriever over the articles of a file and the ``questions`` to ask it.

    ``training`` are the questions to learn from, ``learned`` says whether they were enough; ``problems`` are the lines
    that could not be used, ``seconds`` what each step took.
    """

    retriever: Retriever
    questions: list[Question]
    training: list[Question]
    learned: bool
    problems: list[Problem]
    seconds: dict[str, float] = field(default_factory=dict)

    def rank(self, question: Question) -> list[str]:
        """Ids of the first 100 articles, best first; none where there is nothing to look for."""
        if not answerable(question.text):
            return []
        passages = self.retriever.index.passages
        return [passages[one.row].id for one in self.retriever.ask(question.text)]


def open_session(
    corpus: Path,
    progress: Progress,
    *,
    queries: Path | None = None,
    gold: bool = True,
    train: Path | None = None,
    vectors: Path | None = None,
    remember: bool = True,
) -> Session:
    """Read all files, compute the vectors that the folder ``vectors`` lacks, index, and learn from ``train``.

    Without ``vectors`` only words are searched; without ``train``, what the package was shipped with serves. ``gold``:
    whether the ``queries`` must say what answers them. ``remember``: see
    :func:`~fazhi.law.retrieval.retriever.learn`. Raises :class:`~fazhi.law.retrieval.errors.BadFile`,
    :class:`~fazhi.law.retrieval.errors.NoEncoder`, :class:`~fazhi.law.retrieval.errors.BadVectors`.
    """
    started = time.perf_counter()
    passages, problems = read_corpus(corpus)
    known = {one.id for one in passages}.__contains__
    asked_for: list[list[Question]] = []
    for path, answered in ((queries, gold), (train, True)):
        found, more = read_questions(path, known, gold=answered) if path is not None else ([], [])
        asked_for.append(found)
        problems += more
    questions, training = asked_for
    read = time.perf_counter()
    store = Store(vectors)
    texts = [article_text(one) for one in passages]
    if vectors is not None:
        asked = [question_text(text) for question in training for text in (question.text, question.answer) if text]
        store.fill([*texts, *asked], progress)
        encoder()
    encoded = time.perf_counter()
    index = Index(passages, store.vectors(texts) if vectors is not None else None)
    indexed = time.perf_counter()
    learned = learn(index, training, store, progress, remember=remember)
    of_training = learned is not None
    if learned is None and vectors is not None and SHIPPED.is_file():
        learned = load()
    seconds = {
        "read": read - started,
        "encode": encoded - read,
        "index": indexed - encoded,
        "learn": time.perf_counter() - indexed,
    }
    return Session(Retriever(index, learned), questions, training, of_training, problems, seconds)


@dataclass(frozen=True)
class Report:
    """What was measured: quality over all questions and, where there was training, over those of whose articles one
    was trained on (``seen``) and the others; milliseconds a question; MiB at the peak."""

    all: Quality
    seen: Quality | None
    unseen: Quality | None
    p50: float
    p95: float
    peak: float


def evaluate(session: Session, progress: Progress, what: str) -> Report:
    """Rank every question of the session, one at a time, and compare. ``what`` names the work to ``progress``."""
    questions = session.questions
    rankings, times = [], []
    for done, question in enumerate(questions, 1):
        started = time.perf_counter()
        rankings.append(session.rank(question))
        times.append((time.perf_counter() - started) * 1000)
        progress(what, done, len(questions))
    gold = [question.gold for question in questions]
    trained = {one for question in session.training for one in question.gold}
    seen = [not trained.isdisjoint(own) for own in gold]

    def part(wanted: bool) -> Quality:
        rows = [at for at, one in enumerate(seen) if one is wanted]
        return quality([rankings[at] for at in rows], [gold[at] for at in rows])

    p50, p95 = np.percentile(times, [50, 95])
    apart = bool(session.training)
    return Report(
        quality(rankings, gold),
        part(True) if apart else None,
        part(False) if apart else None,
        float(p50),
        float(p95),
        peak_memory(),
    )
