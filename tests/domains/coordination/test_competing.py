"""Who is ranked in a year: streets and departments; a community counts for its street, a hotline for nobody."""

from __future__ import annotations

import pytest

from coordination_walk import LEAD, STREET, Cast, cast, picture, seat, unit
from fazhi.domains.coordination import assessment
from fazhi.kernel.clock import today
from fazhi.kernel.matters.perform import open_matter, perform, perform_by_system
from fazhi.kernel.models import Organization, User

pytestmark = pytest.mark.usefixtures("platform")
FULL = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}


@pytest.fixture
def people() -> Cast:
    return cast()


def settled(people: Cast, by: User, source: str, scorer: User | None = None) -> None:
    """Registered by somebody, done by the lead unit, and scored by both."""
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    answers = {
        "field": "市容管理",
        "source": source,
        "urgency": "ordinary",
        "community": community.code,
        "place": "老围一街",
        "description": "共享单车堆放，堵住了人行道。",
    }
    matter = open_matter("coordination", by, answers)
    perform(matter, "dispatch", people.dispatcher, {"lead": unit(LEAD)})
    perform(matter, "sign", people.lead)
    perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    if source == "inspector":
        perform_by_system(matter, "pass_on")
        matter.refresh_from_db()
        perform(matter, "confirm_instead", people.dispatcher, {"note": "已到现场看过"})
    else:
        perform(matter, "confirm", by)
    reporter = matter.assignments.get(place="reporter").organization
    perform(matter, "score", people.lead, {"target": reporter.code, "marks": FULL})
    perform(matter, "score", scorer or by, {"target": unit(LEAD).code, "marks": FULL})


def test_no_community_hotline_or_inspector_is_ranked_beside_streets_and_departments(people: Cast) -> None:
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    hotline = Organization.objects.filter(kind="热线").order_by("code")[0]
    settled(people, people.street, "street")
    settled(people, seat("shequ", community.name), "street")
    settled(people, seat("rexian", hotline.name), "hotline")
    settled(people, people.inspector, "inspector", scorer=people.street)
    year = today().year
    opened = assessment.open_year(year, by=people.overseer, closes_on=today())
    # Nobody is asked to score a community or a hotline at the year's end, and neither is asked to score.
    pairs = set(opened.sheets.values_list("scorer__name", "target__name"))
    assert pairs == {(STREET, LEAD), (LEAD, STREET)}
    assessment.close_year(opened, by=people.overseer, early=True)
    made = assessment.reckon(year, by=people.overseer)
    results = {one.organization.name: one for one in made.results.select_related("organization")}
    assert {name: (one.group, one.cases) for name, one in results.items()} == {
        # The street's own, that of its community and that of its inspector.
        STREET: ("街道", 3),
        # All four: what a hotline says of a department counts.
        LEAD: ("部门", 4),
    }
