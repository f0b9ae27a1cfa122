"""One thing done to many matters: what is offered, each done on its own, a stale one said, twice is once."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from list_pages import MATTERS, QUEUE, at, shown, text

from coordination_walk import LEAD, PARTNER, Cast, cast, dispatched, handling, registered, seat
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, User

pytestmark = pytest.mark.usefixtures("platform")
BULK = f"{MATTERS}bulk/"


@pytest.fixture
def people() -> Cast:
    return cast()


def choose(user: User, *matters: Matter) -> str:
    return text(at(user).post(BULK, {"matter": [matter.uuid for matter in matters], "back": MATTERS}))


def send(user: User, page: str, do: str, **more: Any) -> str:
    """Press a button of the page of a choice."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields: dict[str, list[str]] = {}
    for name, value in found:
        fields.setdefault(name, []).append(value)
    return text(at(user).post(BULK, fields | {"do": do} | more))


def states(*matters: Matter) -> list[str]:
    return list(
        Matter.objects.filter(pk__in=[one.pk for one in matters]).order_by("pk").values_list("state", flat=True)
    )


def test_many_are_signed_for_at_once_after_a_second_look(people: Cast) -> None:
    first, second = dispatched(people), dispatched(people)
    page = choose(people.lead, first, second)
    assert "签收 2 件" in page
    assert states(first, second) == ["dispatched", "dispatched"]
    done = send(people.lead, page, "sign")
    assert "2 件办好了" in done
    assert states(first, second) == ["handling", "handling"]


def test_one_that_is_stale_is_said_and_the_others_are_done(people: Cast) -> None:
    first, second = dispatched(people), dispatched(people)
    page = choose(people.lead, first, second)
    perform(second, "send_back", people.lead, {"reason": "不是我局的职责范围"})
    done = send(people.lead, page, "sign")
    assert "1 件没有办成" in done
    assert "1 件办好了" in done
    assert "没有办成“签收”" in done
    assert states(first, second) == ["handling", "registered"]


def test_a_second_click_does_nothing_and_shows_the_same(people: Cast) -> None:
    matter = dispatched(people)
    page = choose(people.lead, matter)
    for _click in range(2):
        assert "1 件办好了" in send(people.lead, page, "sign")
    assert matter.events.filter(kind="sign").count() == 1


def test_only_what_all_allow_is_offered_and_why_not_is_said(people: Cast) -> None:
    ready, other = dispatched(people), handling(people)
    page = choose(people.lead, ready, other)
    assert 'value="sign"' not in page
    assert "“签收”不能一起办：1 件不允许" in page
    assert f"{other.number}：事项现为“办理中”" in page


def test_what_asks_questions_is_neither_offered_nor_done(people: Cast) -> None:
    matter = registered(people)
    page = choose(people.street, matter)
    assert 'value="withdraw"' not in page
    assert "1 件没有办成" in send(people.street, page, "withdraw")
    assert "1 件没有办成" in send(people.street, page, "no_such_thing")
    assert states(matter) == ["registered"]


def test_what_is_not_theirs_is_not_among_the_chosen(people: Cast) -> None:
    matter = dispatched(people)
    page = choose(people.stranger, matter)
    assert "没有选择事项" in page
    assert matter.number not in page
    done = at(people.stranger).post(BULK, {"matter": [matter.uuid], "do": "sign"})
    assert matter.number not in text(done)
    assert states(matter) == ["dispatched"]


def test_a_choice_of_nonsense_is_an_empty_one(people: Cast) -> None:
    page = at(people.lead).post(BULK, {"matter": ["x", "\x00", str(uuid.uuid4())]})
    assert "没有选择事项" in text(page)
    assert at(people.lead).get(BULK).status_code == 302


def test_a_way_back_leads_nowhere_else(people: Cast) -> None:
    matter = dispatched(people)
    for wrong in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/workbench/\\evil"):
        page = text(at(people.lead).post(BULK, {"matter": [matter.uuid], "back": wrong}))
        assert "evil" not in page
        assert "javascript:" not in page


def test_who_sits_in_two_units_of_a_matter_opens_it(people: Cast) -> None:
    matter = handling(people, PARTNER)
    seat(people.partner.username, LEAD)
    page = choose(people.partner, matter)
    assert "协办签收 1 件" in page


def test_a_matter_is_taken_given_to_a_colleague_and_given_back(people: Cast) -> None:
    matter, colleague = handling(people), seat("tongshi", LEAD)
    assert "1 件办好了" in send(people.lead, choose(people.lead, matter), "take")
    assert people.lead.name in text(at(people.lead).get(QUEUE))
    assert shown(at(people.lead).get(f"{QUEUE}?handler=me")) == [matter.title]
    assert "1 件办好了" in send(people.lead, choose(people.lead, matter), "hand", to=str(colleague.pk))
    assert shown(at(people.lead).get(f"{QUEUE}?handler=me")) == []
    assert shown(at(colleague).get(f"{QUEUE}?handler=me")) == [matter.title]
    assert "1 件办好了" in send(colleague, choose(colleague, matter), "give_back")
    assert shown(at(colleague).get(f"{QUEUE}?handler=none")) == [matter.title]
    assert [event.data["handler"] for event in matter.events.filter(kind="handed")] == [
        people.lead.pk,
        colleague.pk,
        None,
    ]


def test_nobody_is_given_a_matter_of_another_unit(people: Cast) -> None:
    matter = handling(people)
    page = choose(people.lead, matter)
    assert people.street.name not in page
    for to in (str(people.stranger.pk), "", "99999999999", "²"):
        assert "请选择本单位的一位同事" in send(people.lead, page, "hand", to=to)
    outside = choose(people.overseer, matter)
    assert "1 件办好了" in send(people.overseer, outside, "take")
    assert "1 件没有办成" not in send(people.lead, choose(people.lead, matter), "take")
