"""A server with people and matters, windows of theirs in a browser, and what is looked for on every page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page

from coordination_walk import PARTNER, Cast, dispatched, handling, registered, scoring
from fazhi.kernel.models import Matter, User

PHONE, DESK = ("dark", 390), ("light", 1280)
LOOKS = {"phone": PHONE, **({"desk": DESK} if os.environ.get("FAZHI_LONG_TESTS") else {})}
"""The looks in which a long walk is made: on a phone, and on a desk too where there is time."""

Windows = Callable[..., Page]
_SOURCE = Path(__file__).parents[2] / "src"
# What a page says on the console when it is refused or when there is no connection, as some tests want it.
_WANTED = ("Failed to load resource", "htmx:")


@dataclass
class Platform:
    """A server, who works with it, and a matter in each of several states, made when a test first asks for it."""

    address: str
    people: Cast

    @cached_property
    def registered(self) -> Matter:
        return registered(self.people)

    @cached_property
    def dispatched(self) -> Matter:
        return dispatched(self.people, PARTNER)

    @cached_property
    def handled(self) -> Matter:
        return handling(self.people, PARTNER)

    @cached_property
    def scored(self) -> Matter:
        return scoring(self.people)

    def matters(self) -> tuple[Matter, ...]:
        """One in each state."""
        return self.registered, self.dispatched, self.handled, self.scored


@contextmanager
def server(*, jobs: bool = False) -> Iterator[str]:
    """The platform's web server over the database and home of this process, and with ``jobs`` the worker of jobs."""
    environment = os.environ | {"PYTHONPATH": str(_SOURCE)}
    with ExitStack() as stack, socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        commands = [["fazhi.faces.web", str(listening.fileno())]]
        if jobs:
            commands.append(["fazhi", "worker", "--jobs"])
        for command in commands:
            process = subprocess.Popen([sys.executable, "-m", *command], pass_fds=[listening.fileno()], env=environment)
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        for _attempt in range(150):
            try:
                urllib.request.urlopen(f"{address}/workbench/sign-in/", timeout=10)
                break
            except OSError:
                time.sleep(0.2)
        yield address


@contextmanager
def windows(browser: Browser, address: str) -> Iterator[Windows]:
    """Opens windows: ``make(user, scheme, width, …)``; in the end none may have said that something is wrong."""
    contexts, said = [], []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(wanted in message.text for wanted in _WANTED):
            said.append(message.text)

    def make(user: User | None, scheme: str = "light", width: int = 1280, **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            base_url=address,
            # Nothing is looked at half faded in.
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([cookie(user, address)])
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert said == []  # a violation of the policy or an error of a script


def cookie(user: User, address: str) -> Any:
    """That somebody is signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


@cache
def _axe() -> str:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    return Path(axe.AXE_FILE_PATH).read_text("utf-8")


def faults(page: Page) -> list[str]:
    """What axe finds on a page as it is, and whether something runs out of it."""
    found = [] if fits(page) else ["runs out of the page"]
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    broken = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return found + [f"{each['id']} {each['nodes'][0]['html']}" for each in broken]


def fits(page: Page) -> bool:
    """Whether nothing runs out of a page at its side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page in the folder ``SHOTS``, where one is named."""
    if shots := os.environ.get("SHOTS"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
