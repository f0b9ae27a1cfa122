"""Many people at once over mixed pages of the workbench, on ``fazhi up`` with two web processes.

``python -m bench.load`` (200 clients for ten minutes), or with ``--clients``, ``--seconds``, ``--think`` (mean seconds
between an answer and the next click) and ``--home`` (the folder of a demonstration that ``fazhi demo`` has made; else
one is made, which takes minutes). Each client signs in, looks into its queue, lists, matters, forms, search and
figures, and now and then writes progress or registers a matter. The same clients first ask for the sign-in page alone:
what a page costs here that Django makes of one template.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench._browser import Answer, Browser
from bench._site import Site, apart, complaints, running

CLIENTS, SECONDS, THINK = 200, 600.0, 8.0
_IN_ALL = (20, 60.0, 4.0)
"""The same where all benchmarks are run."""

_MATTER = re.compile(r'href="(/workbench/matters/[0-9a-f-]{36}/)"')
_FORM = re.compile(r'href="(/workbench/matters/[0-9a-f-]{36}/do/[a-z_]+/)"')
_FIGURES = re.compile(r'href="(/workbench/(?:dashboard|figures|reports)/[^"]*)"')
_COMMUNITY = re.compile(r'<select name="community".*?</select>', re.S)
_WORDS = ("共享单车", "油烟", "噪音", "占道", "纠纷", "罗协", "物业", "桂园")
_WEIGHTS = {"queue": 24, "list": 14, "matter": 30, "form": 12, "search": 8, "figures": 5, "notices": 4, "register": 3}


@dataclass
class Person:
    """One client and what it saw: seconds by kind of page, and every answer that was none."""

    port: int
    username: str
    password: str
    think: float
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    _matters: list[str] = field(default_factory=list)
    _figures: list[str] = field(default_factory=list)

    def reads_one_page(self, end: float) -> None:
        """The reference: the sign-in page again and again."""
        browser = Browser(self.port)
        while self._pause(end):
            self._seen("sign-in page", browser.get("/workbench/sign-in/"), 200)

    def works(self, end: float) -> None:
        """Come in the first third of the time, sign in, then click about until ``end``."""
        try:
            browser = Browser(self.port)
            time.sleep(random.uniform(0, (end - time.monotonic()) / 3))
            if self._seen("sign in", browser.sign_in(self.username, self.password), 302).status != 302:
                return
            self._look(browser, "queue", "/workbench/")
            self._look(browser, "list", "/workbench/matters/")
            while self._pause(end):
                [kind] = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
                self._click(browser, kind)
        except Exception as error:
            self.faults.append(f"the client broke: {type(error).__name__} {error}")

    def _click(self, browser: Browser, kind: str) -> None:
        if kind == "queue":
            self._look(browser, kind, "/workbench/")
        elif kind == "list":
            pages = ("", "?page=2", "?sort=-opened_on", "?state=closed")
            self._look(browser, kind, "/workbench/matters/" + random.choice(pages))
        elif kind == "search":
            self._look(browser, kind, browser_path("/workbench/search/", q=random.choice(_WORDS)))
        elif kind == "notices":
            self._look(browser, kind, "/workbench/notices/")
        elif kind == "figures" and self._figures:
            self._look(browser, kind, random.choice(self._figures))
        elif kind in ("matter", "form") and self._matters:
            page = self._look(browser, "matter", random.choice(self._matters))
            forms = _FORM.findall(page.text)
            if kind == "form" and forms:
                self._write(browser, random.choice(forms))
        elif kind == "register":
            self._register(browser)

    def _look(self, browser: Browser, kind: str, path: str) -> Answer:
        page = self._seen(kind, browser.get(path), 200)
        self._matters = sorted({*self._matters[-60:], *_MATTER.findall(page.text)})
        self._figures = self._figures or sorted(set(_FIGURES.findall(page.text)))[:20]
        return page

    def _write(self, browser: Browser, path: str) -> None:
        """Open a form; where it is one of progress, fill it in and send it."""
        page = self._seen("form", browser.get(path), 200, 409)
        if path.endswith("/do/progress/") and "key" in page.fields:
            self._seen("transition", browser.post(path, page.fields | {"note": "已到现场查看，正在处理"}), 302, 409)

    def _register(self, browser: Browser) -> None:
        path = "/workbench/matters/new/coordination/"
        page = browser.get(path)
        found = _COMMUNITY.search(page.text)
        if page.status == 404 or found is None:
            return
        self._seen("form", page, 200)
        codes = [code for code in re.findall(r'value="([^"]+)"', found[0]) if code]
        answers = {
            "field": "市容管理",
            "source": "street",
            "urgency": "ordinary",
            "community": random.choice(codes),
            "place": f"{random.randrange(1000)}号门前",
            "description": "共享单车堆放，堵住了人行道。",
            "asked": "1",
        }
        self._seen("transition", browser.post(path, page.fields | answers), 302)

    def _pause(self, end: float) -> bool:
        """Read what is there; whether there is time for another page."""
        time.sleep(max(0.0, min(random.uniform(0, 2 * self.think), end - time.monotonic())))
        return time.monotonic() < end

    def _seen(self, kind: str, answer: Answer, *good: int) -> Answer:
        self.taken[kind].append(answer.seconds)
        if answer.status not in good:
            self.faults.append(f"{kind}: {answer.status} {answer.location}")
        return answer


def browser_path(path: str, **query: str) -> str:
    """An address with its query."""
    from urllib.parse import urlencode

    return f"{path}?{urlencode(query)}"


def main(
    clients: int = _IN_ALL[0], seconds: float = _IN_ALL[1], think: float = _IN_ALL[2], home: Path | None = None
) -> None:
    """Print requests a second, times by kind of page, faults, and the memory of the processes."""
    with ExitStack() as stack:
        if home is None:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fazhi-bench-")))
            home.chmod(0o755)
        os.environ["FAZHI_HOME"] = str(home)
        password, accounts = apart(_prepared)
        with running(home / "demo", "--workers", "2", FAZHI_SESSION_IDLE_MINUTES="600") as site:
            people = [Person(site.port, accounts[number % len(accounts)], password, think) for number in range(clients)]
            lone = min(60.0, seconds / 4)
            _together(people, "reads_one_page", lone)
            memory = [("at the start", site.memory())]
            threading.Thread(target=_watch, args=(site, seconds, memory), daemon=True).start()
            _together(people, "works", seconds)
            memory.append(("at the end", site.memory()))
            said = site.said
    print(f"{clients} clients, {think:.0f} s between clicks, {seconds:.0f} s, on {os.cpu_count()} cores")
    _print(people, lone, seconds)
    for when, each in memory:
        print(f"  MiB {when}: " + ", ".join(f"{name} {size:.0f}" for name, size in sorted(each.items())))
    for line in complaints(said):
        print(f"  in the log: {line}")
    faults = [fault for person in people for fault in person.faults]
    for fault in sorted(set(faults))[:20]:
        print(f"  ✗ {fault} ({faults.count(fault)} times)")
    assert not faults


def _together(people: list[Person], what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=getattr(person, what), args=(end,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _watch(site: Site, seconds: float, memory: list[tuple[str, dict[str, float]]]) -> None:
    for part in range(1, 4):
        time.sleep(seconds / 4)
        memory.append((f"after {part}/4", site.memory()))


def _print(people: list[Person], lone: float, seconds: float) -> None:
    taken: dict[str, list[float]] = defaultdict(list)
    for person in people:
        for kind, times in person.taken.items():
            taken[kind] += times
    reference = taken.pop("sign-in page", [])
    every = [one for times in taken.values() for one in times]
    _line("reference: the sign-in page alone", reference, lone)
    _line("all pages", every, seconds)
    for kind in sorted(taken, key=lambda kind: -len(taken[kind])):
        _line(f"  {kind}", taken[kind], seconds)


def _line(label: str, times: list[float], seconds: float) -> None:
    if not times:
        return
    times.sort()
    marks = [statistics.median(times), *(times[int(len(times) * share)] for share in (0.95, 0.99))]
    words = "  ".join(
        f"{name} {one * 1000:>7.0f} ms" for name, one in zip(("median", "p95", "p99"), marks, strict=True)
    )
    print(f"  {label:<36}{len(times) / seconds:>7.1f}/s {len(times):>7,} times  {words}")


def _prepared() -> tuple[str, list[str]]:
    """The password and the accounts of the demonstration, which is made where it is not there."""
    from fazhi.faces.cli.demo_start import prepare

    ready = prepare(fresh=False)
    return ready.password, [account.username for account in ready.accounts]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Load the workbench.")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--think", type=float, default=THINK)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    main(given.clients, given.seconds, given.think, given.home)
