"""The workbench in a real browser, light and dark, on a desk and on a phone: axe, no overflow, keys, nothing lost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from coordination_walk import PARTNER, Cast, cast, dispatched, handling, registered, scoring
from fazhi.kernel.models import Matter, User


@dataclass
class Platform:
    """A server with matters in several states."""

    address: str
    people: Cast
    registered: Matter
    dispatched: Matter
    handled: Matter
    scored: Matter


@pytest.fixture
def beside_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps a loop running in this thread, which Django takes for a view that forgot to await."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def served(beside_a_loop: None, fresh_platform: str) -> Iterator[Platform]:
    people = cast()
    matters = registered(people), dispatched(people, PARTNER), handling(people, PARTNER), scoring(people)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        source = Path(__file__).parents[2] / "src"
        process = subprocess.Popen(
            [sys.executable, "-m", "fazhi.faces.web", str(listening.fileno())],
            pass_fds=[listening.fileno()],
            env=os.environ | {"PYTHONPATH": str(source)},
        )
        try:
            for _attempt in range(100):
                try:
                    urllib.request.urlopen(f"{address}/workbench/sign-in/", timeout=10)
                    break
                except OSError:
                    time.sleep(0.2)
            yield Platform(address, people, *matters)
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def page_of(browser: Browser, served: Platform) -> Iterator[Callable[..., Page]]:
    contexts, said = [], []

    def make(user: User | None, scheme: str = "light", width: int = 1280) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            base_url=served.address,
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": served.address}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if "violat" in message.text else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert said == []  # a violation of the policy or an error of the script


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    served: Platform, page_of: Callable[..., Page], scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    script = Path(axe.AXE_FILE_PATH).read_text("utf-8")
    people, shots = served.people, os.environ.get("SHOTS")
    visits: list[tuple[User | None, str]] = [
        (None, "/workbench/sign-in/"),
        (people.lead, "/workbench/"),
        (people.partner, "/workbench/?q=没有"),
        (people.dispatcher, "/workbench/matters/"),
        (people.street, "/workbench/matters/new/coordination/"),
        (people.lead, f"/workbench/matters/{served.handled.uuid}/"),
        (people.dispatcher, f"/workbench/matters/{served.registered.uuid}/do/dispatch/"),
        (people.street, f"/workbench/matters/{served.registered.uuid}/do/withdraw/"),
        (people.street, f"/workbench/matters/{served.scored.uuid}/do/score/"),
        (people.street, "/workbench/notices/"),
        (people.street, "/workbench/pages/pain-points/"),
        (people.stranger, f"/workbench/matters/{served.handled.uuid}/"),
    ]
    for number, (user, path) in enumerate(visits):
        page = page_of(user, scheme, width)
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        found = page.evaluate(f"{script}; axe.run()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
        if shots:
            page.screenshot(path=f"{shots}/{number:02}-{width}.png", full_page=True)


def test_the_errors_lead_to_the_fields(served: Platform, page_of: Callable[..., Page]) -> None:
    page = page_of(served.people.street)
    page.goto("/workbench/matters/new/coordination/")
    page.get_by_label("情况说明").fill("短")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="具体地点").click()
    assert page.evaluate("document.activeElement.name") == "place"
    assert page.get_by_label("情况说明").input_value() == "短"


def test_the_queue_is_walked_with_keys(served: Platform, page_of: Callable[..., Page]) -> None:
    page = page_of(served.people.dispatcher)
    page.goto("/workbench/matters/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == title


def test_a_weighty_step_is_confirmed(served: Platform, page_of: Callable[..., Page]) -> None:
    page = page_of(served.people.street)
    page.goto(f"/workbench/matters/{served.registered.uuid}/do/withdraw/")
    page.get_by_label("撤回理由").fill("重复登记，已并入另一件")
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("button", name="再看看").click()
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    page.get_by_text("已办理“撤回”").wait_for()


def test_a_session_that_ends_loses_nothing_typed(served: Platform, page_of: Callable[..., Page]) -> None:
    street = served.people.street
    street.set_password("a long password 1")
    street.save()
    page = page_of(street)
    page.goto("/workbench/matters/new/coordination/")
    page.get_by_label("情况说明").fill("写了很久的情况说明")
    page.get_by_label("来源").select_option("hotline")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="登记").click()
    page.get_by_label("账号").fill(street.username)
    page.get_by_label("密码").fill("a long password 1")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_label("情况说明").input_value() == "写了很久的情况说明"
    assert page.get_by_label("来源").input_value() == "hotline"
