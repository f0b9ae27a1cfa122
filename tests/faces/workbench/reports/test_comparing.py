"""Periods side by side: the values of each, the change of the newest, and what cannot be compared."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from fazhi.kernel.models import User
from report_database import Reported

At = Callable[[User], Client]
HALVES = "/workbench/compare/?p=2020H1&p=2019H1"


def row(html: str, label: str) -> str:
    found = re.search(rf'<tr><th scope="row">{label} .*?</tr>', html, re.S)
    assert found, label
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_the_newest_period_is_set_against_the_one_before(bureau: Reported, at: At) -> None:
    html = at(bureau.reader).get(HALVES).content.decode()
    assert html.index("2019年上半年</th>") < html.index("2020年上半年</th>")
    resolved = row(html, "成功化解矛盾纠纷")
    assert re.search(r"件 期间数 5,620 6,516 \+896 \+15\.9%", resolved)
    # A rate moves by points, and not by percent of itself.
    rate = row(html, "人民调解成功率")
    assert re.search(r"% 比率 [\d.]+ 96\.3 [+−][\d.]+ *$", rate.split("的走势")[0].rstrip())
    assert "期末数" in row(html, "在册社区矫正对象")


def test_running_totals_of_other_lengths_are_not_compared(bureau: Reported, at: At) -> None:
    html = at(bureau.reader).get("/workbench/compare/?p=2020Q1&p=2020H1").content.decode()
    assert "不可比" in row(html, "本年累计成功化解矛盾纠纷")
    assert "两期累计的月数不同" in row(html, "本年累计成功化解矛盾纠纷")


def test_only_what_changed_and_by_how_much(bureau: Reported, at: At) -> None:
    client = at(bureau.reader)
    html = client.get(f"{HALVES}&only=changed&sort=difference").content.decode()
    sizes = [
        float(text.replace(",", ""))
        for text in re.findall(r'<td class="figure">[+−]([\d,.]+)</td><td class="figure">(?:[+−]|</td>)', html)
    ]
    assert len(sizes) > 20
    assert sizes == sorted(sizes, reverse=True)
    named = client.get(f"{HALVES}&q=调解员").content.decode()
    assert "专、兼职人民调解员" in named
    assert "成功化解矛盾纠纷" not in named
    assert "没有符合条件的指标" in client.get(f"{HALVES}&q=没有的").content.decode()


@pytest.mark.parametrize("query", ["p=去年", "&".join(f"p=201{n}" for n in range(9)), "p=2020-13&p=2019"])
def test_wrong_periods_are_said_in_words(bureau: Reported, at: At, query: str) -> None:
    answer = at(bureau.reader).get(f"/workbench/compare/?{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_table_goes_to_excel(bureau: Reported, at: At) -> None:
    answer = at(bureau.reader).get(f"{HALVES.replace('/?', '/file.xlsx?')}&q=成功化解矛盾纠纷")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in each] for each in sheet.iter_rows()]
    assert rows[0][4:8] == ["2019年上半年", "2020年上半年", "增减", "增减%"]
    resolved = next(each for each in rows if each[1] == "成功化解矛盾纠纷")
    assert resolved[2:8] == ["件", "期间数", 5620, 6516, 896, 15.9]
