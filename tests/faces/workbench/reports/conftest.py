"""The demonstration's ledgers in the database, once for each module, and clients of those who read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fazhi.kernel.models import User
from report_database import Reported, reported


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
def at() -> Callable[[User], Client]:
    """A browser in which somebody has signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def real_text() -> str:
    """The report that a bureau really published."""
    path = Path(__file__).resolve().parents[5] / "shared" / "luohu-2020h1.txt"
    if not path.is_file():
        pytest.skip(f"the published report is not there: {path}")
    return path.read_text("utf-8")
