"""Ledgers and figures by the API: for who reads figures, masked, every row once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from api_calls import Caller, caller_of, refused
from fazhi.figures.catalogue import installed
from report_database import Reported, reported

PERIOD = "2020H1"


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


@pytest.fixture
def as_keeper(bureau: Reported) -> Caller:
    return caller_of(bureau.keeper, "figures.read")


def counted() -> str:
    """A figure on the ledger of legal aid cases."""
    return next(one.id for one in installed().figures.values() if getattr(one, "ledger", "") == "legal_aid_cases")


def test_a_figure_is_known_with_its_rows(as_keeper: Caller) -> None:
    figure = counted()
    value = as_keeper.get(f"figures/{figure}", period=PERIOD).json()
    assert value["period"]["start"] == "2020-01-01"
    rows = as_keeper.get(value["href"]).json()
    assert str(rows["total"]) == value["value"]
    assert rows["hidden"] == 0


def test_pages_have_every_row_once(as_keeper: Caller) -> None:
    figure, seen, cursor = counted(), [], {}
    while True:
        page = as_keeper.get(f"figures/{figure}/rows", period=PERIOD, limit=7, **cursor).json()
        seen += [(one["source_file"], one["source_row"]) for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(seen) == len(set(seen)) == page["total"] > 7


def test_rows_of_a_ledger_are_masked_and_the_reading_is_logged(
    as_keeper: Caller, demo_rows: dict[str, list[dict[str, Any]]], caplog: pytest.LogCaptureFixture
) -> None:
    ledger = next(
        one for one in installed().ledgers.values() if any(c.personal for c in one.columns) and demo_rows.get(one.name)
    )
    column = next(one for one in ledger.columns if one.personal)
    with caplog.at_level(logging.INFO, "fazhi.access"):
        page = as_keeper.get(f"ledgers/{ledger.name}/rows", limit=500)
    assert page.status_code == 200, page.content.decode()
    plain = {str(row[column.name]) for row in demo_rows[ledger.name] if row.get(column.name)}
    shown = {one[column.name] for one in page.json()["items"] if one.get(column.name)}
    assert shown
    assert not plain & shown
    assert any("rows of ledger" in line for line in caplog.messages)


def test_who_reads_totals_alone_is_shown_no_personal_rows(bureau: Reported) -> None:
    caller = caller_of(bureau.reader, "figures.read")
    figure = counted()
    assert caller.get(f"figures/{figure}", period=PERIOD).json()["value"] is not None
    rows = caller.get(f"figures/{figure}/rows", period=PERIOD).json()
    assert rows["items"] == []
    assert rows["hidden"] == rows["total"] > 0


def test_figures_are_not_for_everybody(bureau: Reported) -> None:
    caller = caller_of(bureau.people.street)
    figure = counted()
    for address in ("figures", "ledgers", f"figures/{figure}?period={PERIOD}", "ledgers/legal_aid_cases/rows"):
        refused(caller.get(address), 404, "not_found")


def test_what_is_not_declared(as_keeper: Caller) -> None:
    refused(as_keeper.get("figures/no.such", period=PERIOD), 404, "unknown_figure")
    refused(as_keeper.get("ledgers/no_such/rows"), 404, "unknown_ledger")
    assert as_keeper.get(f"figures/{counted()}", period="then").status_code == 422
    assert as_keeper.get(f"figures/{counted()}").status_code == 422
