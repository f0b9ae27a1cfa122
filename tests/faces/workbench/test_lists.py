"""Queue and lists as users see them: tabs, filters, sorting, pages, and nothing that is not theirs."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote

import pytest
from list_pages import MATTERS, QUEUE, at, counts, shown, text, titles

from coordination_walk import LEAD, PARTNER, STREET, Cast, cast, dispatched, handling, registered, scoring, seat
from fazhi.kernel.clock import now, standing_at, today
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Assignment, Deadline, DueChange, Matter, Organization

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Cast:
    return cast()


def moved(matter: Matter, due: dt.date) -> Matter:
    """Let its running clock end on a day, on the record."""
    for deadline in Deadline.objects.filter(matter=matter, met_on__isnull=True):
        DueChange.objects.create(deadline=deadline, at=now(), old=deadline.due, new=due, reason="为测试而改")
        Deadline.objects.filter(pk=deadline.pk).update(due=due)
    return matter


def late(matter: Matter, days: int = 1) -> Matter:
    """Let its running clock have ended some days ago."""
    return moved(matter, today() - dt.timedelta(days=days))


# ── the queue ──


def test_a_place_follows_its_matter(people: Cast) -> None:
    matter = late(handling(people, PARTNER), 4)
    scoring(people)
    for held in Assignment.objects.filter(live=True).select_related("matter"):
        one = held.matter
        assert (held.stage, held.due) == (f"{one.procedure} {one.version} {one.state}", one.next_due)
    assert {held.due for held in matter.assignments.filter(live=True)} == {today() - dt.timedelta(days=4)}


def test_a_queue_holds_what_is_expected_and_not_what_is_optional(people: Cast) -> None:
    matter = registered(people)
    # The street could withdraw it; nobody waits for that.
    assert shown(at(people.street).get(QUEUE)) == []
    assert shown(at(people.dispatcher).get(QUEUE)) == [matter.title]
    page = text(at(people.street).get(QUEUE))
    assert "现在没有等您办理的事项" in page


def test_tabs_tell_mine_from_my_units_and_count_both(people: Cast) -> None:
    handling(people)
    head = at(people.lead_head)
    assert counts(head.get(QUEUE)) == {"mine": "0", "unit": "1", "soon": "0", "late": "0", "score": "0"}
    assert len(shown(head.get(f"{QUEUE}?tab=unit"))) == 1
    assert counts(at(people.lead).get(QUEUE))["mine"] == "1"
    assert counts(at(people.stranger).get(QUEUE))["unit"] == "0"


def test_what_hurts_most_stands_first(people: Cast) -> None:
    calm, worst, bad = handling(people, urgency="hard"), late(handling(people), 9), late(handling(people))
    page = at(people.lead).get(QUEUE)
    assert shown(page) == titles(worst, bad, calm)
    assert counts(page)["late"] == "2"
    assert "已超期" in text(page)
    assert shown(at(people.lead).get(f"{QUEUE}?tab=late")) == titles(worst, bad)


def test_due_soon_is_within_three_working_days(people: Cast) -> None:
    with standing_at(dt.date(2026, 6, 4)):  # a Thursday
        matter = handling(people)
        for due, soon in ((dt.date(2026, 6, 9), "1"), (dt.date(2026, 6, 10), "0")):
            moved(matter, due)
            assert counts(at(people.lead).get(QUEUE))["soon"] == soon, due


def test_an_overseer_watches_what_others_are_late_with(people: Cast) -> None:
    matter = late(handling(people))
    overseer = at(people.overseer)
    assert counts(overseer.get(QUEUE))["mine"] == "0"
    assert shown(overseer.get(f"{QUEUE}?tab=late")) == [matter.title]
    assert shown(at(people.street).get(f"{QUEUE}?tab=late")) == []


def test_a_score_waits_until_it_is_in(people: Cast) -> None:
    matter = scoring(people)
    street = at(people.street)
    assert shown(street.get(f"{QUEUE}?tab=score")) == [matter.title]
    assert counts(at(people.lead_head).get(QUEUE))["score"] == "0"
    marks = dict.fromkeys(("response", "cooperation", "lawfulness", "result"), "24")
    perform(matter, "score", people.street, {"target": Organization.objects.get(name=LEAD).code, "marks": marks})
    assert shown(street.get(f"{QUEUE}?tab=score")) == []
    assert shown(street.get(QUEUE)) == []
    assert shown(at(people.lead).get(f"{QUEUE}?tab=score")) == [matter.title]


def test_a_request_for_time_brings_a_matter_to_the_office(people: Cast) -> None:
    matter = handling(people)
    office = at(people.dispatcher)
    assert shown(office.get(QUEUE)) == []
    perform(matter, "ask_for_time", people.lead, {"amount": 3, "reason": "需要请第三方检测"})
    assert shown(office.get(QUEUE)) == [matter.title]


def test_a_matter_that_has_ended_waits_for_nobody(people: Cast) -> None:
    matter = registered(people)
    perform(matter, "withdraw", people.street, {"reason": "重复登记"})
    assert counts(at(people.dispatcher).get(QUEUE))["unit"] == "0"
    assert shown(at(people.dispatcher).get(f"{MATTERS}?is=closed")) == [matter.title]
    assert not Assignment.objects.filter(matter=matter, live=True).exists()


# ── filters ──


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "abc"),
        ("?is=open", "abc"),
        ("?is=late", "b"),
        ("?is=soon", "a"),
        ("?is=closed", ""),
        ("?state=registered", "a"),
        ("?state=registered&is=late", ""),
        ("?state=nothing", ""),
        ("?urgency=hard", "c"),
        ("?source=hotline", "b"),
        ("?field=" + quote("市容管理"), "abc"),
        ("?field=" + quote("水务管理"), ""),
        ("?unit=mine", "abc"),
        ("?q=" + quote("老围"), "abc"),
        ("?q=" + quote("宝安路"), "c"),
        ("?q=" + quote("宝安路　东门"), ""),
        ("?q=" + quote("宝安路　１２号"), "c"),
        ("?q=" + quote("路"), "abc"),
        ("?q=" + quote("没有的"), ""),
        ("?nonsense=1", "abc"),
        ("?unit=NOBODY", ""),
        ("?handler=none", "abc"),
        ("?handler=me", ""),
        ("?from=2000-01-01", "abc"),
        ("?to=2000-01-01", ""),
        ("?from=２０００-01-01", "abc"),
        ("?page=0", "abc"),
        ("?page=99999999999999999999", "abc"),
        ("?page=²", "abc"),
        ("?size=100000", "abc"),
        ("?sort=passwords", "abc"),
        ("?state=%00registered", "a"),
    ],
)
def test_a_list_is_narrowed_by_its_address(people: Cast, query: str, found: str) -> None:
    made = {
        "a": registered(people),
        "b": late(handling(people, source="hotline")),
        "c": handling(people, urgency="hard", place="宝安路12号"),
    }
    page = at(people.street).get(MATTERS + query)
    assert sorted(shown(page)) == sorted(made[letter].title for letter in found)
    assert ("没有符合条件的事项" in text(page)) is (not found)


def test_units_streets_and_communities_are_asked_by_their_codes(people: Cast) -> None:
    matter = dispatched(people, PARTNER)
    client, codes = at(people.overseer), dict(Organization.objects.values_list("name", "code"))
    community = matter.coordination.community  # type: ignore[attr-defined]
    for query, there in (
        (f"unit={codes[LEAD]}", True),
        (f"unit={codes[PARTNER]}", True),
        (f"unit={codes['区水务局']}", False),
        (f"street={codes[STREET]}", True),
        (f"street={codes['黄贝街道']}", False),
        (f"community={community.code}", True),
        (f"community={codes[STREET]}", False),
    ):
        assert (shown(client.get(f"{MATTERS}?{query}")) == [matter.title]) is there, query


def test_what_is_asked_stands_as_chips_that_can_be_taken_away(people: Cast) -> None:
    handling(people, urgency="hard")
    page = text(at(people.street).get(f"{MATTERS}?urgency=hard&state=handling&q={quote('老围')}"))
    assert "紧急程度：疑难" in page
    assert "状态：办理中" in page
    assert 'href="?state=handling&amp;urgency=hard"' in page
    assert '<option value="hard" selected>' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [("from=2026-13-40", "不是日期"), ("from=2026-02-02&to=2026-01-01", "开始日期在结束日期之后")],
)
def test_days_that_cannot_be_are_said(people: Cast, query: str, said: str) -> None:
    assert said in text(at(people.street).get(f"{MATTERS}?{query}"))


def test_a_script_in_the_address_is_text(people: Cast) -> None:
    registered(people)
    script = "<script>alert(1)</script>"
    for query in (f"q={script}", f"state={script}", f"unit={script}", f"from={script}", f"urgency={script}"):
        for path in (QUEUE, MATTERS):
            page = text(at(people.street).get(f"{path}?{query}"))
            assert "<script>alert" not in page, query


def test_a_list_is_sorted_by_its_columns_both_ways(people: Cast) -> None:
    with standing_at(dt.date(2026, 3, 2)):
        first = moved(registered(people, place="甲路"), today() + dt.timedelta(days=900))
    second = late(registered(people, place="乙路"), 30)
    client = at(people.street)
    for sort, order in (
        ("due", (second, first)),
        ("-due", (first, second)),
        ("number", (first, second)),
        ("-number", (second, first)),
        ("opened", (first, second)),
        ("-opened", (second, first)),
    ):
        assert shown(client.get(f"{MATTERS}?sort={sort}")) == titles(*order), sort
    page = text(client.get(f"{MATTERS}?sort=-number"))
    assert re.search(r'aria-sort="descending"><a [^>]*href="\?sort=number"', page)


def test_a_long_list_has_pages_and_keeps_what_was_asked(people: Cast) -> None:
    for number in range(32):
        registered(people, place=f"第{number}路")
    client = at(people.street)
    page = client.get(f"{MATTERS}?source=street")
    assert len(shown(page)) == 30
    assert "第 1–30 件，共 32 件" in text(page)
    assert 'rel="next" href="?source=street&amp;page=2"' in text(page)
    last = client.get(f"{MATTERS}?source=street&page=7")
    assert len(shown(last)) == 2
    assert 'rel="next"' not in text(last)
    assert len(shown(client.get(f"{MATTERS}?size=50"))) == 32


def test_only_the_part_that_changes_is_sent_to_htmx(people: Cast) -> None:
    matter, client = registered(people), at(people.street)
    part = client.get(f"{MATTERS}?state=registered", headers={"HX-Request": "true"})
    assert text(part).startswith('<div id="lists"')
    assert "<html" not in text(part)
    assert shown(part) == [matter.title]
    assert "HX-Request" in part.headers["Vary"]
    whole = client.get(MATTERS, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in text(whole)


def test_lists_show_nothing_of_others_whatever_is_asked(people: Cast) -> None:
    matter, stranger = handling(people, urgency="urgent"), at(people.stranger)
    for query in ("", "state=handling", "urgency=urgent", "is=open", f"q={quote('老围')}", "unit=mine", "handler=none"):
        for path in (MATTERS, QUEUE):
            page = stranger.get(f"{path}?{query}")
            assert shown(page) == []
            assert matter.title not in text(page)


def test_a_confidential_matter_is_listed_only_where_it_is_handled(people: Cast) -> None:
    matter = handling(people)
    Matter.objects.filter(pk=matter.pk).update(confidential=True)
    assert shown(at(people.lead).get(MATTERS)) == [matter.title]
    outside = seat("juli", "区水务局", "overseer")
    assert shown(at(outside).get(MATTERS)) == []


def test_a_unit_that_left_still_sees_it_and_has_nothing_to_do(people: Cast) -> None:
    matter = dispatched(people)
    perform(matter, "send_back", people.lead, {"reason": "不是我局的职责范围"})
    assert shown(at(people.lead).get(MATTERS)) == [matter.title]
    assert shown(at(people.lead).get(f"{MATTERS}?unit=mine")) == []
    assert shown(at(people.lead).get(QUEUE)) == []


def test_who_has_left_a_unit_sees_nothing_of_it(people: Cast) -> None:
    handling(people)
    people.lead.memberships.update(until=now().date() - dt.timedelta(days=1))
    assert shown(at(people.lead).get(MATTERS)) == []
