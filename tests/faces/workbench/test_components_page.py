"""The page of components is for those who build pages, and nobody else finds it."""

from __future__ import annotations

import pytest
from django.test import Client

from coordination_walk import LEAD, seat
from fazhi.kernel.populate import populate

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def client() -> Client:
    populate()
    made = Client()
    made.force_login(seat("zhuban", LEAD))
    return made


def test_it_is_not_there_where_the_platform_is_in_use(client: Client) -> None:
    assert client.get("/workbench/components/").status_code == 404


def test_it_is_there_for_those_who_ask(client: Client, settings: object) -> None:
    settings.SHOW_COMPONENTS = True  # type: ignore[attr-defined]
    page = client.get("/workbench/components/").content.decode()
    assert "style=" not in page
    assert "onclick" not in page
