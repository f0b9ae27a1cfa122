"""What pages cost in SQL statements, against the budget beside this file; the same for one row and for many."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from list_pages import at

from coordination_walk import PARTNER, Cast, cast, handling, registered
from fazhi.kernel.matters.perform import perform

pytestmark = pytest.mark.usefixtures("platform")
BUDGET: dict[str, dict[str, int]] = tomllib.loads(Path(__file__).with_name("budget.toml").read_text("utf-8"))
PAGES = [(part, path) for part, paths in BUDGET.items() for path in paths]


@pytest.fixture
def people() -> Cast:
    return cast()


def spent(client: Any, path: str) -> list[str]:
    """The statements of a page that was opened before."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(("part", "path"), PAGES, ids=[f"{part} {path}" for part, path in PAGES])
def test_a_page_keeps_within_its_budget_whatever_stands_on_it(people: Cast, part: str, path: str) -> None:
    matter, waiting = handling(people, PARTNER, urgency="hard"), registered(people)
    address = path.format(matter=matter.uuid, registered=waiting.uuid)
    client = at(getattr(people, part))
    few = spent(client, address)
    for number in range(4):
        registered(people)
        handling(people, PARTNER, urgency="hard", place=f"老围{number}巷")
        perform(matter, "progress", people.lead, {"note": f"第 {number} 次巡查人行道"})
    many = spent(client, address)
    assert len(many) <= BUDGET[part][path], "\n".join(many)
    assert len(many) <= len(few) + 1, "\n".join(many)
