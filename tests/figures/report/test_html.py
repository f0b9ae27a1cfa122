"""The page as text; how it behaves in a browser is tested in tests/browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sample_report import HOSTILE, PERIOD, RESIDENT, engine, report

from fazhi.errors import FazhiError
from fazhi.figures.engine import Engine
from fazhi.figures.report import rows as report_rows
from fazhi.figures.report.chart import draw
from fazhi.figures.report.dossier import Dossier, collect
from fazhi.figures.report.html import render, write_html
from fazhi.figures.report.model import Note, Report, Text


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text of scripts by id ("" for the page's own)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self._script: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self._script = dict(attrs).get("id") or ""
            self.scripts[self._script] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts[self._script] += data


@pytest.fixture(scope="module")
def counted() -> Engine:
    return engine()


@pytest.fixture(scope="module")
def built(counted: Engine) -> Report:
    return report(counted)


@pytest.fixture(scope="module")
def dossiers(counted: Engine, built: Report) -> list[Dossier]:
    return collect(counted, PERIOD, built)


@pytest.fixture(scope="module")
def page(built: Report, dossiers: list[Dossier]) -> str:
    return render(built, dossiers)


@pytest.fixture(scope="module")
def elements(page: str) -> Elements:
    return Elements(page)


def test_reads_like_the_report(page: str, built: Report) -> None:
    main = page[page.index("<main") : page.index('<section class="remarks"')]
    text = re.sub(r"\s+", "", re.sub(r"<sup>.*?</sup>|<span class=\"margin\".*?</span></span>|<[^>]+>", "", main))
    for paragraph in built.paragraphs:
        assert paragraph.text in text


def test_every_printed_figure_is_a_button_with_a_dossier(elements: Elements, built: Report) -> None:
    buttons = {a["data-figure"] for tag, a in elements.tags if tag == "button" and "figure" in (a.get("class") or "")}
    templates = {a["id"] for tag, a in elements.tags if tag == "template"}
    assert {value.figure.id for value in built.figures} <= buttons
    assert {f"dossier-{figure}" for figure in buttons} <= templates


def test_needs_nothing_from_outside(elements: Elements) -> None:
    addresses = [a[name] for _, a in elements.tags for name in ("src", "href", "action", "style") if name in a]
    assert addresses
    assert all(address is not None and address.startswith("#") for address in addresses)


def test_the_policy_allows_exactly_its_own_style_and_script(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == "'none'"
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    script = page[page.rindex("<script>") + 8 : page.rindex("</script>")]
    for rule, text in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_hostile_cells_stay_data(page: str, elements: Elements) -> None:
    assert "<img" not in page
    assert "<script>window" not in page
    assert not any(tag == "img" for tag, _ in elements.tags)
    words = [w for name, text in elements.scripts.items() if name.startswith("ledger-") for w in all_words(text)]
    assert HOSTILE in words


def all_words(text: str) -> list[str]:
    columns: list[dict[str, Any]] = json.loads(text)
    return [word for column in columns for word in column["words"]]


def test_no_name_or_identity_number_is_anywhere(page: str) -> None:
    assert RESIDENT not in page
    assert not re.search(r"\d{17}[\dXx]", page)


def test_rows_of_a_figure_unpack_to_its_positions(elements: Elements, dossiers: list[Dossier]) -> None:
    index = {entry["id"]: entry for entry in json.loads(elements.scripts["index"])}
    for dossier in dossiers:
        if dossier.listing is None:
            assert "ledger" not in index[dossier.id]
            continue
        runs = index[dossier.id]["rows"]
        unpacked = [row for n in range(0, len(runs), 2) for row in range(runs[n], runs[n] + runs[n + 1])]
        assert unpacked == list(dossier.listing.positions)


def test_what_does_not_add_up_is_marked_and_explained(page: str) -> None:
    assert page.count("待核") >= 2
    assert "社区矫正在册人数平衡：一边是290，另一边算得288，相差2。" in page
    assert "JZ02157" in page[page.index('id="note-1"') : page.index('id="note-2"')]


def test_missing_data_are_marked_and_explained(page: str) -> None:
    assert "待补" in page
    assert "缺台账《人民调解培训台账》，相关指标无法统计。" in page


def test_synthetic_data_say_so(built: Report, dossiers: list[Dossier], page: str) -> None:
    assert "合成演示数据" in page
    assert "合成演示数据" not in render(replace(built, synthetic=False), dossiers)


def test_words_of_the_report_are_escaped(built: Report, dossiers: list[Dossier]) -> None:
    body = replace(built.paragraphs[1], runs=(Text("<b>粗</b>&amp;"),))
    page = render(replace(built, paragraphs=(body,), notes=(Note("<i>注</i>"),)), dossiers)
    assert "&lt;b&gt;粗&lt;/b&gt;&amp;amp;" in page
    assert "&lt;i&gt;注&lt;/i&gt;" in page


def test_the_demonstration_report_stays_small(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_writes_the_file_whole_or_not_at_all(built: Report, dossiers: list[Dossier], tmp_path: Path) -> None:
    path = tmp_path / "工作 报告.html"
    write_html(built, dossiers, path)
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    with pytest.raises(FazhiError, match="absent"):
        write_html(built, dossiers, tmp_path / "absent" / "x.html")


def test_bars_stand_on_zero_and_are_as_high_as_their_values(dossiers: list[Dossier]) -> None:
    months = next(d.months for d in dossiers if d.id == "mediation.resolved")
    chart = draw(months)
    assert chart is not None
    bars = [bar for bar in chart.bars if not bar.before]
    assert {round(bar.y + bar.height, 1) for bar in bars} == {chart.zero}
    scale = [bar.height / float(month.now.number or 1) for bar, month in zip(bars, months, strict=True)]
    assert max(scale) == pytest.approx(min(scale), rel=0.01)


def test_months_without_data_have_no_bar(dossiers: list[Dossier]) -> None:
    months = next(d.months for d in dossiers if d.id == "mediation.training_attendance")
    assert draw(months) is None


def test_large_amounts_are_drawn_in_ten_thousands(dossiers: list[Dossier]) -> None:
    (month, *_) = next(d.months for d in dossiers if d.id == "mediation.resolved")
    chart = draw([replace(month, now=replace(month.now, number=Decimal("1234567.89")))])
    assert chart is not None
    assert chart.scale == "万"
    assert [tick.label for tick in chart.ticks] == ["0", "50", "100", "150"]
    assert [bar.label for bar in chart.bars] == ["", "123.5"]


def test_rows_left_out_are_said(monkeypatch: pytest.MonkeyPatch, counted: Engine, built: Report) -> None:
    monkeypatch.setattr(report_rows, "ROW_CAP", 100)
    page = render(built, collect(counted, PERIOD, built))
    assert "只列出前100条，另有6,416条没有列出；数值按全部6,516条计算。" in page
