"""Retrieval: quality by cross-validation, load, latency and memory, with BM25 by bm25s over the same pairs of letters.

Needs ``../shared/benchmarks``. Vectors of its articles are looked for in the folder ``FAZHI_BENCH_VECTORS`` names, and
computed there where they are lacking (half an hour on two cores); without it only words are compared.
"""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.measure import measure

SHARED = Path(__file__).parents[2] / "shared" / "benchmarks"
CORPUS, QUESTIONS = SHARED / "statute_corpus.jsonl", SHARED / "stard_train.jsonl"
DEPTH = 100


def quiet(_what: str, _done: int, _total: int) -> None:
    """No progress is shown in a bench."""


def prepare(folder: str | None) -> Callable[[], dict[str, Any]]:
    """Everything that is measured of ours, in a process of its own."""
    from fazhi.law.retrieval.session import open_session

    vectors = Path(folder) if folder else None
    if vectors is not None:
        fill(vectors)

    def run() -> dict[str, Any]:
        start = time.perf_counter()
        session = open_session(CORPUS, quiet, queries=QUESTIONS, vectors=vectors)
        loaded = time.perf_counter() - start
        questions = session.questions
        rankings, new, times = cross_validate(session.retriever.index, questions, vectors)
        return {
            "load": loaded,
            "articles": len(session.retriever.index.passages),
            "quality": apart(rankings, [one.gold for one in questions], new),
            "times": np.percentile(times, [50, 95]).tolist(),
            "new": new.tolist(),
        }

    return run


def fill(folder: Path) -> None:
    """Vectors of the questions and answers; those of the articles are filled by the session."""
    from fazhi.law.retrieval.files import read_questions
    from fazhi.law.retrieval.vectors import Store, question_text

    questions, _problems = read_questions(QUESTIONS, lambda _id: True, gold=True)
    Store(folder).fill((question_text(text) for one in questions for text in (one.text, one.answer) if text), quiet)


def cross_validate(
    index: Any, questions: Sequence[Any], vectors: Path | None
) -> tuple[list[list[str]], np.ndarray, list[float]]:
    """Each part asked of what was learned of the other four: rankings, which questions were new ground, milliseconds.

    Nothing of a part reaches what is learned for it: not its adapter, not its memory, not its ranker.
    """
    from fazhi.law.retrieval.folds import folds, unseen
    from fazhi.law.retrieval.retriever import Retriever, learn
    from fazhi.law.retrieval.vectors import Store

    store = Store(vectors)
    gold = [np.unique([index.row[one] for one in question.gold]).astype(np.int64) for question in questions]
    part = folds(gold)
    rankings: list[list[str]] = [[] for _question in questions]
    new = np.zeros(len(questions), dtype=bool)
    times = []
    for one in np.unique(part):
        known, asked = np.flatnonzero(part != one), np.flatnonzero(part == one)
        new[asked] = unseen([gold[at] for at in asked], [gold[at] for at in known])
        retriever = Retriever(index, learn(index, [questions[at] for at in known], store, quiet))
        for at in asked:
            start = time.perf_counter()
            found = retriever.ask(questions[at].text, DEPTH)
            times.append((time.perf_counter() - start) * 1000)
            rankings[at] = [index.passages[ranked.row].id for ranked in found]
    return rankings, new, times


def apart(rankings: Sequence[Sequence[str]], gold: Sequence[Sequence[str]], new: np.ndarray) -> dict[str, Any]:
    """Quality over all questions, over those with a known article and over new ground."""
    from fazhi.law.retrieval.measure import quality

    rows = {"all": np.ones(len(new), dtype=bool), "seen": ~new, "unseen": new}
    return {
        name: quality([rankings[at] for at in np.flatnonzero(own)], [gold[at] for at in np.flatnonzero(own)]).as_dict()
        for name, own in rows.items()
    }


def prepare_bm25s(new: list[bool]) -> Callable[[], dict[str, Any]]:
    """bm25s over pairs of letters of name and text."""
    import bm25s

    from fazhi.law.retrieval.files import read_corpus, read_questions

    def pairs(text: str) -> list[str]:
        return [text[at : at + 2] for at in range(len(text) - 1)]

    def run() -> dict[str, Any]:
        start = time.perf_counter()
        passages, _problems = read_corpus(CORPUS)
        index = bm25s.BM25()
        index.index([pairs(f"{one.name} {one.text}") for one in passages], show_progress=False)
        loaded = time.perf_counter() - start
        questions, _more = read_questions(QUESTIONS, lambda _id: True, gold=True)
        rankings, times = [], []
        for question in questions:
            start = time.perf_counter()
            rows, _scores = index.retrieve([pairs(question.text)], k=DEPTH, show_progress=False)
            times.append((time.perf_counter() - start) * 1000)
            rankings.append([passages[row].id for row in rows[0]])
        found = apart(rankings, [one.gold for one in questions], np.asarray(new))
        return {"load": loaded, "quality": found, "times": np.percentile(times, [50, 95]).tolist()}

    return run


def show(name: str, found: dict[str, Any], peak: float) -> None:
    """The figures of one way."""
    p50, p95 = found["times"]
    print(f"  {name}: load {found['load']:.1f} s, p50 {p50:.1f} ms, p95 {p95:.1f} ms, peak {peak:.0f} MiB")
    for part, figures in found["quality"].items():
        print(f"    {part:<8}" + "  ".join(f"{key} {value}" for key, value in figures.items()))


def main() -> None:
    """Print everything; one line where the benchmark is absent."""
    if not CORPUS.is_file():
        print("  skipped: ../shared/benchmarks is not here")
        return
    folder = os.environ.get("FAZHI_BENCH_VECTORS")
    if folder is None:
        print("  words only: FAZHI_BENCH_VECTORS names no folder for the vectors")
    ours = measure(prepare, folder, runs=1)
    print(f"cross-validation over {len(ours.result['new']):,} questions, {ours.result['articles']:,} articles")
    show("fazhi", ours.result, ours.mebibytes)
    if importlib.util.find_spec("bm25s"):
        theirs = measure(prepare_bm25s, ours.result["new"], runs=1)
        show("bm25s", theirs.result, theirs.mebibytes)


if __name__ == "__main__":
    main()
