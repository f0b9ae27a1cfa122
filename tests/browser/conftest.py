"""A real Chromium for the browser tests, and a server for those of the workbench.

Where there is no browser they skip and say so; with FAZHI_REQUIRE_BROWSER=1 (as in CI) they fail instead.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright
from serving import Platform, Windows, server, windows

from coordination_walk import cast
from platform_fixtures import own_database

sys.path.append(str(Path(__file__).parents[1] / "figures" / "report"))

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers (``--dist loadgroup``) a file stays with one of them: its tests share a server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


# A module and no longer: playwright's loop stays in this thread, and Django's database refuses to work beside one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium of the system, else the one that playwright has installed."""
    system = next((found for name in _NAMES if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            # Without a sandbox because CI runs as root in a container; only our own pages are opened.
            chromium = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
        except Error as error:
            line = f"no Chromium to drive (apt-get install chromium): {error.message.splitlines()[0]}"
            if os.environ.get("FAZHI_REQUIRE_BROWSER") == "1":
                pytest.fail(line)
            pytest.skip(line)
        yield chromium
        chromium.close()


# After the browser: beside a loop Django keeps other connections than before one.
@pytest.fixture(scope="module")
def beside_a_loop(browser: Browser) -> Iterator[pytest.MonkeyPatch]:
    """Playwright keeps a loop running in this thread, which Django takes for a view that forgot to await."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield patch


@pytest.fixture(scope="module")
def database(
    django_db_setup: str,
    postgres: str,
    django_db_blocker: Any,
    beside_a_loop: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A database and a home for the tests of a module."""
    beside_a_loop.setenv("FAZHI_HOME", str(tmp_path_factory.mktemp("home")))
    with own_database(postgres, django_db_blocker, beside_a_loop):
        yield


@pytest.fixture(scope="module")
def district(database: None) -> Iterator[Platform]:
    """One server for the tests of a module, with a matter in each state."""
    people = cast()
    with server() as address:
        made = Platform(address, people)
        made.matters()
        yield made


@pytest.fixture
def served(district: Platform) -> Platform:
    """The same server, with matters of this test's own."""
    return Platform(district.address, district.people)


@pytest.fixture
def page_of(browser: Browser, served: Any) -> Iterator[Windows]:
    """Opens windows of users: ``page_of(user, scheme, width)``."""
    with windows(browser, served.address) as make:
        yield make
