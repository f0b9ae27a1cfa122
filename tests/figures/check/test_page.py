"""The page of a check: the whole text, every number marked with a word and a shape, nothing that can run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.check.document import Document
from fazhi.figures.check.judge import check
from fazhi.figures.check.page import SHAPES, render
from fazhi.figures.engine import Engine
from fazhi.figures.period import Period

PERIOD = Period.parse("2020H1")
TEXT = (
    "一、法律援助\n受理法律援助案件448宗。<script>alert(1)</script>\n\n"
    "累计接收社区矫正对象2156人，解除矫正1868人，在册290人。"
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_shows_the_text_the_verdicts_and_the_arithmetic(catalogue: Catalogue, engine: Engine) -> None:
    page = render(check(Document("稿.txt", TEXT), catalogue, engine, PERIOD))
    parser = _Words()
    parser.feed(page)
    words = "".join(parser.words)
    assert "受理法律援助案件448宗" in words
    assert f"{SHAPES['differs']} 不符" in words
    assert "484宗" in words
    assert "差 -36" in words
    assert "2156－1868=288" in words
    assert "<script>alert(1)</script>" in words
    assert "script" not in parser.tags


def test_marks_and_rows_point_at_each_other(catalogue: Catalogue, engine: Engine) -> None:
    page = render(check(Document("稿.txt", TEXT), catalogue, engine, PERIOD))
    targets, anchors = set(re.findall(r'href="#([tf]\d+)"', page)), set(re.findall(r' id="([tf]\d+)"', page))
    assert targets
    assert targets <= anchors


def test_a_text_without_figures_says_so(catalogue: Catalogue) -> None:
    assert "文中没有找到带单位的数字" in render(check(Document("稿.txt", "没有数字的一句话。"), catalogue, None, None))


def test_the_page_is_chinese_whatever_the_language_of_the_command_line(
    catalogue: Catalogue, engine: Engine, monkeypatch: object
) -> None:
    document = Document("稿.txt", TEXT)
    monkeypatch.setenv("FAZHI_LANG", "en")  # type: ignore[attr-defined]
    assert "不符" in render(check(document, catalogue, engine, PERIOD))
