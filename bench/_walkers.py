"""Clients that walk enforcement matters through the pages, and remember what they were told is done."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from bench._browser import Answer, Browser
from bench._platform import PEOPLE
from bench._site import CROWD, PASSWORD, Site

_MATTER = re.compile(r"/workbench/matters/([0-9a-f-]{36})/$")
_PATIENCE = 180.0
_REFUSED = 20
# Whatever is asked before it is done (is this not the same as …?), this client wants it done.
_SURE = {"asked": "1", "sure": "1"}


@dataclass
class Told:
    """A step that a client was told is done: of which matter, which transition, under which key of the form."""

    matter: str
    kind: str
    key: str


@dataclass
class Walker:
    """One client: three people at their windows, matter after matter. What it met is in its fields.

    ``answers``: how often which status came (0: the connection broke). ``outages``: for how long nothing could be had,
    from the first failure to the next answer, each once. ``refusals``: after so many answers that nothing was done, for
    a reason, it gives up.
    """

    number: int
    port: int
    community: str
    lead: str
    stop: threading.Event
    refusals: int = _REFUSED
    told: list[Told] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    outages: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failure: str = ""

    def run(self) -> None:
        """Walk until told to stop."""
        try:
            self._people = {name: Browser(self.port) for name, _where, _role in PEOPLE}
            while not self.stop.is_set():
                self._walk()
                if len(self.refused) > self.refusals:
                    raise RuntimeError(self.refused[-1])
        except _Stopped:
            pass
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"

    def _walk(self) -> None:
        opening = {
            "field": "市容管理",
            "source": "street",
            "urgency": "ordinary",
            "community": self.community,
            "place": f"老围{self.number}街路口",
            "description": "共享单车堆放，堵住了人行道。",
        }
        matter = self._do("street", "/workbench/matters/new/coordination/", "register", opening, ("photos",))
        if not matter:
            return
        steps: list[tuple[str, str, dict[str, str], tuple[str, ...]]] = [
            ("dispatcher", "dispatch", {"lead": self.lead}, ()),
            ("lead", "sign", {}, ()),
            ("lead", "progress", {"note": "已到现场"}, ()),
            ("lead", "progress", {"note": "已约谈企业"}, ("photos",)),
            ("lead", "report", {"result": "已清理并划线"}, ("evidence",)),
            ("street", "confirm", {}, ()),
        ]
        for person, name, answers, photos in steps:
            if not self._do(person, f"/workbench/matters/{matter}/do/{name}/", name, answers, photos):
                return

    def _do(self, person: str, path: str, kind: str, answers: dict[str, str], photos: tuple[str, ...]) -> str:
        """Open the form, fill it in, and send it until there is an answer; the matter's key, "" where refused."""
        form = self._sure(lambda: self._page(person, path))
        fields = form.fields
        key = fields.get("key", "")
        if not key:
            self.refused.append(f"{kind}: no form ({form.status}) {_problem(form.text)}")
            return ""
        # Sent again with the same key, as by somebody who saw an error page and sends once more.
        sent = self._sure(lambda: self._people[person].post(path, fields | answers | _SURE, photos))
        found = _MATTER.search(sent.location)
        if sent.status != 302 or found is None:
            self.refused.append(f"{kind}: {sent.status} {sent.location} {_problem(sent.text)}")
            self.stop.wait(1.0)
            return ""
        self.told.append(Told(found[1], kind, key))
        return found[1]

    def _page(self, person: str, path: str) -> Answer:
        browser = self._people[person]
        page = browser.get(path)
        if page.status == 302 and "sign-in" in page.location:
            entered = browser.sign_in(f"{person}{self.number}", PASSWORD)
            return browser.get(path) if entered.status == 302 else entered
        return page

    def _sure(self, ask: object) -> Answer:
        """Ask until an answer comes that is one: neither a broken connection nor a server's own failure."""
        failed: float | None = None
        while True:
            began = time.monotonic()
            answer: Answer = ask()  # type: ignore[operator]
            self.answers[answer.status] += 1
            if 0 < answer.status < 500 and answer.status != 429:
                if failed is not None:
                    self.outages.append(time.monotonic() - failed)
                return answer
            failed = failed or began
            if self.stop.is_set():
                raise _Stopped
            if time.monotonic() - failed > _PATIENCE:
                raise TimeoutError(f"no answer for {_PATIENCE:.0f} s, the last {answer.status}")
            time.sleep(random.uniform(0.2, 0.6))


class _Stopped(Exception):
    pass


def _problem(text: str) -> str:
    """The words of what was refused."""
    found = re.search(r'class="alert[^>]*>(.*?)</div>', text, re.S)
    return re.sub(r"(<[^>]*>|\s)+", " ", found[1] if found else "").strip()[:200]


def further(site: Site, walkers: list[tuple[Walker, threading.Thread]], what: str) -> None:
    """Wait until each walker has done something more, or has given up."""
    before = [len(one.told) for one, _thread in walkers]
    site.wait_until(
        lambda: all(len(one.told) > n or one.failure for n, (one, _t) in zip(before, walkers, strict=True)), what
    )


def told(walkers: list[tuple[Walker, threading.Thread]]) -> list[tuple[str, str, str]]:
    """Matter, transition and key of everything that was told done so far."""
    return [(each.matter, each.kind, each.key) for one, _thread in walkers for each in list(one.told)]


def finish(walkers: list[tuple[Walker, threading.Thread]], stop: threading.Event) -> Counter[int]:
    """Let all come to an end; how often which status came. Raises :class:`AssertionError` where one gave up."""
    stop.set()
    answers: Counter[int] = Counter()
    for one, thread in walkers:
        thread.join(90)
        answers += one.answers
    failures = [one.failure for one, _thread in walkers if one.failure]
    assert not failures, failures
    return answers


def places() -> tuple[str, str]:
    """The codes of a community of the street and of the unit that leads; to be called in a process of its own."""
    from bench._site import database

    with database():
        from fazhi.kernel.models import Organization, User

        street, lead = (User.objects.get(username=name).seats()[0].organization for name in ("street", "lead"))
        return Organization.objects.filter(parent=street, kind="社区").order_by("code")[0].code, lead.code


def started(
    port: int, clients: int, where: tuple[str, str], stop: threading.Event, refusals: int = _REFUSED
) -> list[tuple[Walker, threading.Thread]]:
    """So many walkers at work, each in a thread."""
    found = []
    assert clients <= CROWD
    for number in range(1, clients + 1):
        walker = Walker(number, port, *where, stop, refusals)
        thread = threading.Thread(target=walker.run, daemon=True)
        thread.start()
        found.append((walker, thread))
    return found
