"""The dashboard: its numbers are those of the figures, every number opens its rows, the tables stand by themselves."""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from fazhi.faces.workbench.charts import CHARTS
from fazhi.figures.catalogue import installed
from fazhi.figures.engine import Engine
from fazhi.figures.period import Period
from fazhi.kernel.models import User
from report_database import Reported, reported

At = Callable[[User], Client]


@pytest.fixture(scope="module")
def bureau(
    django_db_setup: str,
    postgres: str,
    django_db_blocker: Any,
    demo_rows: dict[str, list[dict[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Reported]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_HOME", str(tmp_path_factory.mktemp("home")))
        with reported(postgres, django_db_blocker, demo_rows) as found:
            yield found


def page(user: User, address: str, status: int = 200) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def data_of(html: str) -> dict[str, Any]:
    found = re.findall(r'<script id="(\w+)-data" type="application/json">(.*?)</script>', html, re.S)
    return {name: json.loads(text) for name, text in found}


def test_the_months_are_those_of_the_figures(bureau: Reported, engine: Engine) -> None:
    data = data_of(page(bureau.reader, "/workbench/dashboard/?to=2020-06"))["resolved"]
    assert data["categories"][0] == "2019年7月"
    months = [Period.parse(f"2020-{number:02}") for number in range(1, 7)]
    values = engine.values(["mediation.resolved"], [*months, *(month.year_before() for month in months)])
    assert data["series"][1]["values"][-6:] == [values["mediation.resolved", month].number for month in months]
    assert data["series"][0]["values"][-6:] == [
        values["mediation.resolved", month.year_before()].number for month in months
    ]


def test_a_chart_tells_until_its_ledger_ends(bureau: Reported) -> None:
    html = page(bureau.reader, "/workbench/dashboard/")
    assert re.search(r"《社区矫正对象台账》 · 截至 2020年12月31日", html)


def test_every_number_of_a_table_opens_its_figure(bureau: Reported) -> None:
    html = page(bureau.overseer, "/workbench/dashboard/")
    tables = re.findall(r"<tbody>(.*?)</tbody>", html, re.S)
    cells = [cell for table in tables for cell in re.findall(r'<td class="figure">(.*?)</td>', table, re.S)]
    assert len(cells) > 100
    assert all(cell.startswith('<a href="/workbench/figures/') for cell in cells)
    # The two matters of today, by department and by age, with the same number behind each link.
    for chart, total in (("holders", 2), ("age", 2)):
        data = data_of(html)[chart]
        assert sum(data["series"][0]["values"]) == total
        for number, link in zip(data["series"][0]["values"], data["links"], strict=True):
            opened = page(bureau.overseer, markup.unescape(link))
            assert f'rp-large">{number}<' in opened
            assert opened[opened.find("rp-records") :].count("<tr>") == (number + 1 if number else 0)


def test_all_charts_are_declared_of_figures_that_exist() -> None:
    catalogue = installed()
    assert 6 <= len(CHARTS) <= 8
    for chart in CHARTS:
        for figure in [one for one, _name in chart.series] if hasattr(chart, "series") else [chart.figure]:
            assert figure in catalogue.figures
        assert chart.question.endswith("？")


def test_the_screen_shows_the_same_numbers(bureau: Reported) -> None:
    desk, screen = (data_of(page(bureau.reader, f"/workbench/dashboard/{name}")) for name in ("", "screen/"))
    assert screen
    assert all(desk[name] == data for name, data in screen.items())


def test_a_wrong_month_is_said_in_words(bureau: Reported) -> None:
    assert "认不出期间" in page(bureau.reader, "/workbench/dashboard/?to=去年", 422)
