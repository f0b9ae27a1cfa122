"""From files to rankings, by words alone (the vectors have their own tests)."""

import json
from pathlib import Path

import pytest

from fazhi.law.retrieval.errors import BadFile, NoQuestion
from fazhi.law.retrieval.files import read_corpus, read_questions
from fazhi.law.retrieval.session import evaluate, open_session


def quiet(_what: str, _done: int, _total: int) -> None:
    pass


def test_learning_finds_what_words_cannot(made_up: tuple[Path, Path, Path]) -> None:
    corpus, train, queries = made_up
    before = evaluate(open_session(corpus, quiet, queries=queries), quiet, "")
    assert before.seen is None
    after = evaluate(open_session(corpus, quiet, queries=queries, train=train), quiet, "")
    assert before.all.recall[1] < 0.2
    assert after.all.recall[1] > 0.6
    assert after.seen is not None
    assert after.unseen is not None
    assert after.seen.count + after.unseen.count == after.all.count == 60
    assert after.seen.mrr > after.unseen.mrr


def test_the_same_again(made_up: tuple[Path, Path, Path]) -> None:
    corpus, train, queries = made_up
    rankings = []
    for _time in range(2):
        session = open_session(corpus, quiet, queries=queries, train=train)
        rankings.append([session.rank(one) for one in session.questions])
    assert rankings[0] == rankings[1]


def test_questions_nobody_expected(made_up: tuple[Path, Path, Path]) -> None:
    corpus, train, _queries = made_up
    session = open_session(corpus, quiet, train=train)
    record = json.loads(corpus.read_text(encoding="utf-8").splitlines()[100])
    letter = record["text"][0]
    found = session.retriever.index.passages[open_session(corpus, quiet).retriever.ask(letter)[0].row]
    assert letter in found.text + found.name
    for text in (
        letter,
        "字" * 20_000,
        record["text"] * 400,
        "Can I get a divorce?",
        "한국어 질문입니다",
        "𠀀𠀁",
        "\0\0甲",
    ):
        ranked = session.retriever.ask(text)
        assert len({one.row for one in ranked}) == len(ranked) <= 100
    for text in ("", "  ", "？！", "🙂"):
        with pytest.raises(NoQuestion, match="没有可查的字词"):
            session.retriever.ask(text)


def test_broken_lines_are_named_and_the_rest_is_used(tmp_path: Path) -> None:
    good = '{"id": "a", "name": "甲法第一条", "text": "文"}'
    lines = [good, "{", "[1]", '{"id": "b"}', good, "", '{"id": "c", "name": "乙法", "text": "文"}']
    path = tmp_path / "c.jsonl"
    path.write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\n" + b"[" * 100_000 + b"\n")
    found, problems = read_corpus(path)
    assert [one.id for one in found] == ["a", "c"]
    assert [one.line for one in problems] == [2, 3, 4, 5, 8, 9]
    assert str(problems[0]) == "c.jsonl 第 2 行：不是一行完整的 JSON。"


def test_ids_that_do_not_occur(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"id": "1", "query": "问", "gold": ["a", "没有"]}\n{"id": "2", "query": "问", "gold": ["没有"]}\n'
        '{"id": "3", "query": "", "gold": ["a"], "answer": NaN}\n{"id": "4", "query": "问"}\n',
        encoding="utf-8",
    )
    found, problems = read_questions(path, {"a"}.__contains__, gold=True)
    assert [(one.id, one.gold, one.answer) for one in found] == [("1", ("a",), ""), ("3", ("a",), "")]
    assert ["没有这些编号：没有" in str(one) for one in problems] == [True, True, False, False]
    assert len(read_questions(path, {"a"}.__contains__, gold=False)[0]) == 4


@pytest.mark.parametrize("content", ["", "\n\n", "nothing\n"])
def test_a_file_without_a_usable_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(content)
    with pytest.raises(BadFile, match="没有可用的行"):
        read_corpus(path)
    with pytest.raises(BadFile, match="读不了"):
        read_corpus(tmp_path / "absent.jsonl")
