"""Every kind of page as the role that meets it, light on a desk and dark on a phone.

Axe finds nothing, the console and the policy are silent, nothing runs out of the page, one heading, a title.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from serving import DESK, PHONE, cookie, faults, fits, shoot
from test_reports import Served, served

import mediation_walk
from administration import administrators
from coordination_walk import LEAD, PARTNER, STREET, Cast, dispatched, handling, picture, reported, scoring, unit
from fazhi.domains.coordination import assessment
from fazhi.domains.coordination.models import PainPoint
from fazhi.kernel.clock import SHANGHAI, now, standing_at, today
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.matters.relations import relate
from fazhi.kernel.models import Matter, Sheet, User
from fazhi.kernel.parties.documents import fictitious_numbers
from fazhi.kernel.parties.registering import join, register
from workbench_forms import large_photo

__all__ = ["served"]

MARKS = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}


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

    def look(self, visit: Visit, closely: tuple[tuple[str, int], ...]) -> list[str]:
        """Open it and say what is wrong: in both looks by its measures, in those of ``closely`` by axe."""
        self.faults.clear()
        answer = self.page.goto(visit.address)
        self.page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        if answer is None or answer.status != visit.answers:
            self.faults.append(f"answered {answer and answer.status}")
        if (headings := self.page.locator("h1").count()) != 1:
            self.faults.append(f"{headings} headings")
        if not self.page.title().partition(" · ")[0].strip():
            self.faults.append("no title")
        for scheme, width in (DESK, PHONE):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.set_viewport_size({"width": width, "height": 900})
            shoot(self.page, re.sub(r"[^\w.=-]+", "_", visit.address.removeprefix("/workbench/")) or "queue")
            found = faults(self.page) if (scheme, width) in closely else [] if fits(self.page) else ["runs out"]
            self.faults += [f"{scheme} {width}: {each}" for each in found]
        return list(self.faults)


def busy(people: Cast) -> Matter:
    """A matter with two partners, more time, a stop, notes with photographs, parties, a matter beside it."""
    matter = handling(
        people, PARTNER, place="老围一街12号门前", description="沿街商铺占道经营，\n早晚高峰行人无法通过。"
    )
    perform(matter, "sign_part", people.partner)
    perform(matter, "ask_for_time", people.lead, {"amount": 3, "reason": "需要请第三方检测机构到场"})
    perform(matter, "grant_time", people.dispatcher, {"opinion": "同意，请抓紧"})
    for number in range(5):
        photos = [large_photo(640 + 40 * number, 480, f"巡查{number}.jpg"), picture(f"截图{number}.png")]
        note = {"note": f"第 {number + 1} 次巡查，已劝离 {number + 2} 处摊位。"}
        perform(matter, "progress", people.lead, note, files={"photos": photos})
    perform(matter, "press", people.overseer, {"demand": "请在本周内办结并报告"})
    perform(matter, "finish_part", people.partner, {"result": "已核查营业执照，立案两起"})
    perform(matter, "report", people.lead, {"result": "已全部清理并划线"}, files={"evidence": [large_photo()]})
    perform(matter, "fail", people.street, {"reason": "周末又有三处摊位"})
    running = matter.deadlines.filter(met_on=None).latest("pk")
    running.suspensions.create(start=now().date(), end=now().date(), ground="等待检测结论", document="检测委托书 3 号")
    join(matter, register("演示张三", phone="19900001234"), "举报人")
    relate(matter, handling(people, place="老围二街"), "same", "同一批商铺", by=people.lead)
    return matter


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
    open_one, sent, asking = served.bureau.matters[0], dispatched(people, PARTNER), handling(people, PARTNER)
    full = busy(people)
    perform(asking, "ask_for_time", people.lead, {"amount": 2, "reason": "需要会同专业机构检测"})
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
        (people.lead, matter(full)),
        (people.street, matter(full)),
        (people.partner, matter(full)),
        (people.lead, matter(full, "paper/")),
        (people.lead, matter(full, "relate/")),
        (people.lead, matter(full, f"parties/{full.parties.get().party.uuid}/phone/")),
        (people.lead, matter(served.bureau.matters[1], "do/progress/")),
        (people.dispatcher, matter(asking, "do/grant_time/")),
        (people.street, matter(told, "do/fail/")),
        (people.street, matter(scored, "do/score/")),
        (people.street, matter(closed)),
        (people.lead, matter(closed, f"sheets/{sheet.uuid}/object/")),
        (people.overseer, "/workbench/pages/assessments/2020/"),
    ):
        yield Visit(user, address)
    yield Visit(people.stranger, matter(full), 404)
    yield Visit(people.stranger, "/workbench/admin/units/", 404)
    for path in (
        "ledgers/",
        "imports/new/",
        "reports/",
        "reports/2020H1/",
        "figures/mediation.success_rate/2020H1/",
        "figures/corrections.on_register/2020H1/",
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
        agreed, ended = mediation_walk.agreed(people), mediation_walk.archived(people)
    for user, path in (
        (people.clerk, "matters/new/mediation/"),
        (people.clerk, f"matters/{new.uuid}/"),
        (people.mediator, f"matters/{heard.uuid}/"),
        (people.mediator, f"matters/{heard.uuid}/do/hold/"),
        (people.guide, "pages/mediation-organizations/"),
        (people.guide, "pages/mediation-organizations/TJ001/"),
        (people.mediator, f"pages/mediation-agreements/{agreed.uuid}/"),
        (people.clerk, f"matters/{new.uuid}/do/refuse/"),
        (people.clerk, f"matters/{ended.uuid}/"),
        (people.clerk, f"matters/{ended.uuid}/paper/"),
        (people.clerk, "pages/mediation-subsidies/"),
        (people.guide, "pages/mediation-agreement-templates/"),
        (people.guide, "pages/mediation-coverage/"),
        (people.guide, "pages/mediation-warnings/"),
        (people.guide, "pages/mediation-subsidies/"),
        (people.guide, "pages/mediation-statistics/"),
        (people.guide, "pages/mediation-statistics/?period=2020H1"),
    ):
        yield Visit(user, f"/workbench/{path}")


def administering(somebody: User) -> Iterator[Visit]:
    administrator, seat = administrators()[0], somebody.memberships.all()[0]
    for path in (
        "units/?q=综合",
        "units/?q=没有",
        f"units/{unit(LEAD).uuid}/",
        f"units/{unit(LEAD).uuid}/close/",
        "units/new/",
        "people/",
        f"people/{somebody.uuid}/seats/{seat.pk}/end/",
        f"people/{somebody.uuid}/",
        "people/new/",
        "rights/",
        "rubrics/",
        "rubrics/coordination.case/2020/",
        "rubrics/coordination.case/new/",
        "rules/",
        "rules/?of=law&pending=1",
        "rules/sentencing_steps.spread/",
        "rules/coordination.handling_ordinary/",
        "rules/coordination.handling_ordinary/set/",
        "calendar/?year=2026",
        "calendar/?year=2031",
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
                context.add_cookies([cookie(user, served.address)])
            if user not in opened:
                opened[user] = Watched(context.new_page())
            return opened[user]

        yield of


def test_every_page_is_whole(watched: Callable[..., Watched], visits: list[Visit]) -> None:
    wrong = {}
    # Axe takes most of the time, so the pages take turns: one as on a desk, the next as on a phone.
    every = (DESK, PHONE)
    for number, visit in enumerate(visits):
        closely = every if os.environ.get("FAZHI_LONG_TESTS") else (every[number % 2],)
        if found := watched(visit.user).look(visit, closely):
            wrong[visit.address] = found
    assert wrong == {}
