"""The parts of retrieval, each against the plainest way to say what it should do."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.law.retrieval import adapter, ranker
from fazhi.law.retrieval.folds import folds, unseen
from fazhi.law.retrieval.index import Index, best
from fazhi.law.retrieval.lexical import Bm25
from fazhi.law.retrieval.measure import quality
from fazhi.law.retrieval.memory import Memory
from fazhi.law.retrieval.texts import bigrams, passage


@pytest.mark.parametrize(
    ("name", "law", "number"),
    [
        ("中华人民共和国民法典第五百九十条", "民法典", 590),
        ("《刑法》第一百三十三条之一", "刑法", 133),
        (
            "最高人民法院关于适用《保险法》若干问题的解释（四）第十四条",
            "最高人民法院关于适用保险法若干问题的解释（四）",
            14,
        ),
        ("个体工商户条例", "个体工商户条例", 0),
    ],
)
def test_a_name_is_taken_apart(name: str, law: str, number: int) -> None:
    found = passage("x", name, "")
    assert (found.law, found.number) == (law, number)


def test_pairs_do_not_reach_from_one_text_into_the_next() -> None:
    codes, owners = bigrams(["工资，拖欠", "欠ABC"])
    pairs = [(chr(code >> 21) + chr(code & 0x1FFFFF), owner) for code, owner in zip(codes, owners, strict=True)]
    assert pairs == [("工资", 0), ("拖欠", 0), ("欠a", 1), ("ab", 1), ("bc", 1)]


@settings(max_examples=60)
@given(st.lists(st.text("甲乙丙丁", max_size=12), min_size=1, max_size=8), st.text("甲乙丙丁戊", max_size=6))
def test_bm25_is_the_formula(texts: list[str], query: str) -> None:
    cut = [[text[at : at + 2] for at in range(len(text) - 1)] for text in texts]
    mean = sum(map(len, cut)) / len(cut) or 1e-9
    expected = []
    for pairs in cut:
        score = 0.0
        for pair in {query[at : at + 2] for at in range(len(query) - 1)}:
            holding = sum(pair in other for other in cut)
            if pair in pairs:
                weight = math.log(1 + (len(cut) - holding + 0.5) / (holding + 0.5))
                times = pairs.count(pair)
                score += weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(pairs) / mean))
        expected.append(score)
    found = Bm25(*bigrams(texts), len(texts)).score(bigrams([query])[0])
    assert found == pytest.approx(expected, rel=1e-4)


def test_the_best_are_in_order_and_equal_ones_by_row() -> None:
    assert best(np.asarray([0.0, 2.0, 5.0, 2.0, -1.0]), 10).tolist() == [2, 1, 3]
    assert best(np.zeros(0), 5).tolist() == []


def test_what_is_learned_of_some_questions_helps_with_others() -> None:
    """Questions lie where a fixed turn of the space puts their article; the adapter has to find the turn."""
    rng = np.random.default_rng(3)
    articles = adapter.unit(rng.normal(size=(400, 24)))
    turn = np.linalg.qr(rng.normal(size=(24, 24)))[0]
    asked = rng.integers(400, size=300)
    questions = adapter.unit(articles[asked] @ turn + rng.normal(0, 0.05, (300, 24)))
    matrix = adapter.learn(np.tile(questions[:200], (40, 1)), [np.asarray([one]) for one in asked[:200]] * 40, articles)

    def right(vectors: np.ndarray) -> float:
        return float((np.argmax(vectors @ articles.T, axis=1) == asked[200:]).mean())

    assert right(questions[200:]) < 0.1
    assert right(adapter.adapt(questions[200:], matrix)) > 0.6


def test_the_ranker_learns_what_no_line_can_say() -> None:
    """Right is the candidate whose two features have the same sign."""
    rng = np.random.default_rng(5)

    def some(count: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
        lists, right = [], []
        for _one in range(count):
            signs = rng.choice([-1.0, 1.0], size=12)
            size = rng.uniform(0.5, 1.5, size=(12, 2))
            answer = np.arange(12) == rng.integers(12)
            lists.append(np.stack([signs, np.where(answer, signs, -signs)], axis=1) * size)
            right.append(answer)
        return [one.astype(np.float32) for one in lists], right

    learned = ranker.learn(*some(300), lambda _done, _total: None)
    lists, right = some(100)
    found = [int(np.argmax(learned.score(one))) == int(np.argmax(own)) for one, own in zip(lists, right, strict=True)]
    assert sum(found) > 90


def test_a_memory_recalls_what_was_asked_like_this_and_only_what_it_may() -> None:
    index = Index([passage("a", "甲法第一条", "应当支付工资"), passage("b", "乙法第一条", "准予离婚")], None)
    memory = Memory(index, ["老板不发工资", "想要离婚"], [np.asarray([0]), np.asarray([1])], None, None)
    pairs = bigrams(["工资不发了"])[0]
    found = memory.like_questions(pairs, None, None)
    assert found.highest[0] > found.highest[1]
    assert found.votes[0] > 0.9
    without = memory.like_questions(pairs, None, np.asarray([False, True]))
    assert without.votes[0] == 0
    assert without.highest[0] == 0


def test_parts_keep_some_articles_to_themselves() -> None:
    rng = np.random.default_rng(1)
    gold = [np.asarray([rng.integers(150)]) for _one in range(600)]
    part = folds(gold)
    assert set(part.tolist()) == {0, 1, 2, 3, 4}
    new = np.concatenate(
        [
            unseen([gold[at] for at in np.flatnonzero(part == one)], [gold[at] for at in np.flatnonzero(part != one)])
            for one in range(5)
        ]
    )
    assert 0.12 < new.mean() < 0.5
    assert (folds(gold) == part).all()


def test_quality_by_hand() -> None:
    found = quality([["a", "b", "c"], ["x"], ["d"]], [["b", "z"], ["y"], []])
    assert found.count == 2
    assert found.recall == (0.25, 0.25, 0.25, 0.25)
    assert found.mrr == 0.25


def test_what_was_learned_comes_back_from_its_file(tmp_path: Path) -> None:
    from fazhi.law.retrieval.errors import BadFile
    from fazhi.law.retrieval.learned import Learned, load, save

    rng = np.random.default_rng(2)
    lists = [rng.normal(size=(5, 3)).astype(np.float32) for _one in range(40)]
    made = ranker.learn(lists, [np.arange(5) == 2] * 40, lambda _done, _total: None)
    save(Learned(np.eye(4, dtype=np.float32), made), tmp_path / "l.npz")
    back = load(tmp_path / "l.npz")
    assert back.matrix is not None
    assert back.matrix.tolist() == np.eye(4).tolist()
    assert back.ranker.score(lists[0]) == pytest.approx(made.score(lists[0]))
    (tmp_path / "l.npz").write_bytes(b"PK no")
    with pytest.raises(BadFile, match="读不了"):
        load(tmp_path / "l.npz")
