"""Every kind of page as the role that meets it, light on a desk and dark on a phone.

Axe finds nothing, the console and the policy are silent, nothing runs out of the page, one heading, a title.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page
from test_reports import Served, served

import mediation_walk
from administration import administrators
from coordination_walk import LEAD, PARTNER, STREET, dispatched, handling, reported, scoring, unit
from fazhi.domains.coordination import assessment
from fazhi.domains.coordination.models import PainPoint
from fazhi.kernel.clock import SHANGHAI, standing_at, today
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, Sheet, User
from fazhi.kernel.parties.documents import fictitious_numbers

__all__ = ["served"]

MARKS = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", 1280), ("dark", 390)]


@dataclass
class Visit:
    """One kind of page, and who comes to it by which address."""

    user: User | None
    address: str
    answers: int = 200


@dataclass
class Watched:
    """A page in the browser, and what went wrong on it since it was last asked."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that is to be refused says so on the console too.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def look(self, visit: Visit, axe: str) -> list[str]:
        """Open it and say what is wrong."""
        self.faults.clear()
        answer = self.page.goto(visit.address)
        self.page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        if answer is None or answer.status != visit.answers:
            self.faults.append(f"answered {answer and answer.status}")
        if (headings := self.page.locator("h1").count()) != 1:
            self.faults.append(f"{headings} headings")
        if not self.page.title().partition(" · ")[0].strip():
            self.faults.append("no title")
        for scheme, width in LOOKS:
            self.page.emulate_media(color_scheme=scheme)
            self.page.set_viewport_size({"width": width, "height": 900})
            if not self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
                self.faults.append(f"{scheme} {width}: runs out of the page")
            broken = self.page.evaluate(f"{axe}; axe.run({{resultTypes: ['violations']}})")["violations"]
            self.faults += [f"{scheme} {width}: {each['id']} {each['nodes'][0]['html']}" for each in broken]
        return list(self.faults)


def both_scored(matter: Matter, people: Any) -> Sheet:
    """What the street said of the lead in a matter that both have scored."""
    perform(matter, "score", people.street, {"target": unit(LEAD).code, "marks": MARKS})
    perform(matter, "score", people.lead, {"target": unit(STREET).code, "marks": MARKS})
    return Sheet.objects.get(round__matter=matter, scorer=unit(STREET))


def kinds_of_pages(served: Served) -> Iterator[Visit]:
    people = served.bureau.people
    with standing_at(dt.datetime(2020, 6, 1, 9, tzinfo=SHANGHAI)):
        closed = scoring(people)
        sheet = both_scored(closed, people)
    open_one, sent, busy = served.bureau.matters[0], dispatched(people, PARTNER), handling(people, PARTNER)
    perform(busy, "ask_for_time", people.lead, {"amount": 2, "reason": "需要会同专业机构检测"})
    told, scored = reported(people), scoring(people)
    assessment.open_year(2020, by=people.overseer, closes_on=today())
    year = Sheet.objects.get(round__year=2020, scorer=unit(STREET))

    def matter(one: Matter, tail: str = "") -> str:
        return f"/workbench/matters/{one.uuid}/{tail}"

    for path in ("sign-in/", "components/"):
        yield Visit(None, f"/workbench/{path}")
    for path in (
        "",
        "?tab=unit",
        "?tab=soon",
        "?tab=late",
        "?q=没有这样的事项",
        "matters/",
        "matters/?more=1&is=late",
        "matters/new/coordination/",
        "search/",
        "search/?q=路口",
        "notices/",
        "jobs/",
        "account/",
        "account/password/",
        "account/code/",
        "pages/pain-points/",
        "pages/assessments/",
        "pages/assessments/2020/",
        f"pages/assessments/sheets/{year.uuid}/",
    ):
        yield Visit(people.street, f"/workbench/{path}")
    for point in PainPoint.objects.all()[:1]:
        yield Visit(people.street, f"/workbench/pages/pain-points/{point.number}/")
    for user, address in (
        (people.dispatcher, matter(open_one)),
        (people.dispatcher, matter(open_one, "do/dispatch/")),
        (people.street, matter(open_one, "do/withdraw/")),
        (people.lead, matter(sent)),
        (people.lead, matter(sent, "do/send_back/")),
        (people.lead, matter(busy)),
        (people.lead, matter(busy, "paper/")),
        (people.partner, matter(busy)),
        (people.dispatcher, matter(busy, "do/grant_time/")),
        (people.street, matter(told, "do/fail/")),
        (people.street, matter(scored, "do/score/")),
        (people.street, matter(closed)),
        (people.lead, matter(closed, f"sheets/{sheet.uuid}/object/")),
        (people.overseer, "/workbench/pages/assessments/2020/"),
    ):
        yield Visit(user, address)
    yield Visit(people.stranger, matter(busy), 404)
    yield Visit(people.stranger, "/workbench/admin/units/", 404)
    for path in (
        "ledgers/",
        "imports/new/",
        "reports/",
        "reports/2020H1/",
        "figures/mediation.success_rate/2020H1/",
        "reports/2020H1/breaches/corrections.register/",
        "compare/?p=2019H1&p=2020H1&q=法律援助",
        "check/",
        "dashboard/",
        "dashboard/screen/",
    ):
        yield Visit(served.bureau.keeper, f"/workbench/{path}")
    yield from mediating()
    yield from administering(people.lead)


def mediating() -> Iterator[Visit]:
    people = mediation_walk.cast()
    with fictitious_numbers():
        new, heard = mediation_walk.registered(people), mediation_walk.heard(people)
    for user, path in (
        (people.clerk, "matters/new/mediation/"),
        (people.clerk, f"matters/{new.uuid}/"),
        (people.mediator, f"matters/{heard.uuid}/"),
        (people.mediator, f"matters/{heard.uuid}/do/hold/"),
        (people.guide, "pages/mediation-organizations/"),
        (people.guide, "pages/mediation-organizations/TJ001/"),
    ):
        yield Visit(user, f"/workbench/{path}")


def administering(somebody: User) -> Iterator[Visit]:
    administrator = administrators()[0]
    for path in (
        "units/?q=综合",
        f"units/{unit(LEAD).uuid}/",
        "units/new/",
        "people/",
        f"people/{somebody.uuid}/",
        "people/new/",
        "rights/",
        "rubrics/",
        "rubrics/coordination.case/2020/",
        "rubrics/coordination.case/new/",
        "rules/",
        "rules/coordination.handling_ordinary/",
        "rules/coordination.handling_ordinary/set/",
        "calendar/?year=2026",
        "calendar/day/?day=2026-10-09",
        "changes/",
        "changes/sign-ins/",
        "changes/unmaskings/",
    ):
        yield Visit(administrator, f"/workbench/admin/{path}")


@pytest.fixture(scope="module")
def visits(served: Served) -> list[Visit]:
    return list(kinds_of_pages(served))


@pytest.fixture
def watched(browser: Browser, served: Served) -> Iterator[Callable[..., Watched]]:
    """A window of each user, opened once."""
    opened: dict[User | None, Watched] = {}
    # Without motion, so that nothing is looked at half faded in.
    with closing(browser.new_context(base_url=served.address, reduced_motion="reduce")) as context:

        def of(user: User | None) -> Watched:
            context.clear_cookies()
            if user is not None:
                client = Client()
                client.force_login(user)
                value = client.cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": served.address}])
            if user not in opened:
                opened[user] = Watched(context.new_page())
            return opened[user]

        yield of


def test_every_page_is_whole(watched: Callable[..., Watched], visits: list[Visit]) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    script = Path(axe.AXE_FILE_PATH).read_text("utf-8")
    wrong = {}
    for visit in visits:
        if found := watched(visit.user).look(visit, script):
            wrong[visit.address] = found
    assert wrong == {}
