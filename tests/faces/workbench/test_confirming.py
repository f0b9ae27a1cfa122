"""Without a script a weighty step is asked about on a page of its own, in the words that were chosen."""

from __future__ import annotations

import pytest

import mediation_walk
from fazhi.kernel.parties.documents import fictitious_numbers
from workbench_forms import address, at, carried, send

pytestmark = pytest.mark.usefixtures("platform")


def test_the_page_says_what_was_chosen_and_sends_it_on() -> None:
    people = mediation_walk.cast()
    with fictitious_numbers():
        matter = mediation_walk.registered(people)
    clerk = at(people.clerk)
    answers = {"ground": "taken", "advice": ["lawsuit", "legal_aid"], "reason": "法院已经立案。<b>"}
    page = send(clerk, address(matter, "refuse"), answers).content.decode()
    assert "<dd>人民法院、公安机关或者其他行政机关已经受理或者解决</dd>" in page
    assert "<dd>向人民法院起诉、经济困难的，申请法律援助</dd>" in page
    assert "<dd>法院已经立案。&lt;b&gt;</dd>" in page
    matter.refresh_from_db()
    assert matter.state == "registered"
    given = carried(page) | {"advice": ["lawsuit", "legal_aid"], "reason": "法院已经立案。"}
    done = clerk.post(address(matter, "refuse"), given, follow=True)
    assert "已办理“不予受理”" in done.content.decode()
    matter.refresh_from_db()
    assert matter.state == "refused"


def test_what_is_wrong_is_said_before_anything_is_asked() -> None:
    people = mediation_walk.cast()
    with fictitious_numbers():
        matter = mediation_walk.registered(people)
    page = send(at(people.clerk), address(matter, "refuse"), {"ground": "taken", "reason": "法院已经立案。"})
    assert page.status_code == 422
    assert "告知当事人的其他途径：请填写。" in page.content.decode()
