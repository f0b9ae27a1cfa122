"""A real Chromium for the browser tests.

Where there is none they skip and say so; with FAZHI_REQUIRE_BROWSER=1 (as in CI) they fail instead.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "figures" / "report"))

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
