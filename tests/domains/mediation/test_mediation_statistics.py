"""The ministry's table and the figures of duration, performance and confirmation, from disputes that were walked."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from fazhi.domains.mediation.statistics import COLUMNS, statistics
from fazhi.figures.catalogue import installed
from fazhi.figures.period import Period
from fazhi.kernel.clock import standing_at
from fazhi.kernel.database.figures import open_ledgers
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import AGREED, Cast, agreed, archived, cast, heard

HALF = Period.parse("2020H1")


@pytest.fixture
def people(fresh_platform: str) -> Iterator[Cast]:
    """Four disputes: confirmed and performed; oral after six days; without success; the last still going on."""
    with fictitious_numbers(), standing_at(dt.date(2020, 6, 1)):
        found = cast()
        archived(found)
        spoken = heard(found, category="property", amount=None, people=3)
        failed = heard(found, category="property", source="found")
        heard(found)
        with standing_at(dt.date(2020, 6, 7)):
            perform(spoken, "agree_orally", found.mediator, AGREED)
            perform(spoken, "visit", found.clerk, {"performance": "partly", "note": "付了一半"})
            perform(failed, "fail", found.mediator, {"reason": "分歧太大不成", "advice": ["lawsuit"]})
        yield found


def line(part: str, label: str) -> dict[str, Decimal | None]:
    (found,) = (one for one in statistics(HALF).lines if (one.part, one.label) == (part, label))
    return {name.removeprefix("mediation."): value for name, value in zip(COLUMNS, found.values, strict=True)}


def test_every_cell_counts_its_part(people: Cast) -> None:
    assert line("合计", "全部纠纷") == {
        "accepted": 4,
        "concluded": 3,
        "resolved": 2,
        "unresolved": 1,
        "written_agreements": 1,
        "oral_agreements": 1,
        "people": 7,
        "amount": 8800,
        "confirmed": 1,
        "performed": 1,
    }
    assert line("纠纷类型", "物业")["accepted"] == 2
    assert line("纠纷类型", "物业")["resolved"] == 1
    assert line("纠纷类型", "医患")["accepted"] == 0
    assert line("来源", "主动介入")["unresolved"] == 1


def test_the_parts_come_to_the_whole(people: Cast) -> None:
    for part in ("纠纷类型", "来源"):
        columns = zip(*(one.values for one in statistics(HALF).lines if one.part == part), strict=True)
        assert [sum(column) for column in columns] == list(line("合计", "全部纠纷").values())


def test_duration_performance_and_applications(people: Cast, fresh_platform: str) -> None:
    with standing_at(dt.date(2020, 6, 20)):
        perform(agreed(people), "apply", people.clerk, {"jointly": True})
    with psycopg.connect(fresh_platform, autocommit=True) as connection:
        engine = open_ledgers(connection, installed())[1]
        values = engine.values(
            [f"mediation.{name}" for name in ("mean_days", "performance_rate", "confirmation_applications")], [HALF]
        )
    said = [str(value) for value in values.values()]
    # Days: 0, 6, 6 and 0. One performed of the two of which anything is known. One confirmed, one asked for.
    assert said == ["3.0天", "50.0%", "2件"]


def test_the_page_and_its_workbook(people: Cast, client: Client) -> None:
    client.force_login(people.guide)
    address = reverse("mediation_statistics")
    page = client.get(address, {"period": "2020H1"}).content.decode()
    assert "待核" in page
    assert "防止民间纠纷转化为刑事案件" in page
    workbook = client.get(address, {"period": "2020H1", "as": "xlsx"})
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook.content)).worksheets
    assert [cell.value for cell in sheet[1]][:3] == ["项目", "内容", "受理人民调解案件（件）"]
    assert [cell.value for cell in sheet[2]][:5] == ["合计", "全部纠纷", 4, 3, 2]
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["人民调解组织"] == "2个"
    assert said["其中：街道调解组织"] == "2个"
    assert "受理日期" in said["受理人民调解案件"]


def test_a_period_that_is_none_is_said(people: Cast, client: Client) -> None:
    client.force_login(people.guide)
    answer = client.get(reverse("mediation_statistics"), {"period": "去年"})
    assert answer.status_code == 422
    assert "去年" in answer.content.decode()
    client.force_login(people.clerk)
    assert client.get(reverse("mediation_statistics")).status_code == 404
