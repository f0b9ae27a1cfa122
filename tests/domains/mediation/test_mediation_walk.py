"""Disputes walked through all roles, the awkward ways too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from coordination_walk import picture, unit
from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.domains.mediation.models import Mediator, Session
from fazhi.domains.mediation.organizing import appoint, found, release
from fazhi.errors import FazhiError
from fazhi.kernel.clock import standing_at, today
from fazhi.kernel.events.chain import said
from fazhi.kernel.matters.access import visible
from fazhi.kernel.matters.errors import BadAnswers, NotFound, NotNow, Stale
from fazhi.kernel.matters.forms import AnswerForm
from fazhi.kernel.matters.perform import declared, perform, perform_by_system
from fazhi.kernel.models import Matter
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import (
    AGREED,
    APPLICANT,
    COMMITTEE,
    FOUNDED,
    OTHER,
    RESPONDENT,
    STREET,
    Cast,
    accepted,
    agreed,
    archived,
    cast,
    concluded,
    confirming,
    dispute,
    heard,
    hold,
    identity,
    mediating,
    performing,
    refused,
    registered,
    withdrawn,
)


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers():
        yield cast()


def ledger_row(matter: Matter) -> dict[str, Any]:
    names = ", ".join(DISPUTES.by_name)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM ledger_disputes WHERE number = %s", [matter.number])
        found = cursor.fetchone()
    return dict(zip(DISPUTES.by_name, found, strict=True)) if found else {}


def test_from_the_street_to_the_archive(people: Cast) -> None:
    matter = archived(people)
    assert matter.state == "archived"
    assert matter.closed_on == today()
    row = ledger_row(matter)
    assert row == {
        "number": matter.number,
        "organization": "TJ001",
        "street": STREET,
        "category": "劳动争议",
        "source": "当事人申请",
        "applicant": "张**",
        "respondent": "李**",
        "people": 2,
        "amount": 8800,
        "accepted_on": today(),
        "concluded_on": today(),
        "result": "调解成功",
        "agreement": "书面",
        "confirmed": True,
        "applied_on": today(),
        "performance": "已履行",
        "duration_days": 0,
    }
    assert identity() not in str(row)
    assert dispute(matter).performance == "performed"
    (minutes,) = (said(event) for event in matter.events.filter(kind="hold").select_related("text"))
    assert minutes == {"minutes": "双方到场，陈述了意见。"}


def test_its_title_names_nobody(people: Cast) -> None:
    matter = registered(people)
    assert matter.title.endswith("劳动争议纠纷")
    assert "演示" not in matter.title.replace("桂园演示", "")


def test_what_is_not_accepted_is_in_no_figure(people: Cast) -> None:
    assert ledger_row(registered(people)) == {}
    matter = refused(people)
    assert (matter.state, ledger_row(matter)) == ("refused", {})
    assert ledger_row(withdrawn(people)) == {}


def test_a_refusal_needs_a_ground_of_the_law_and_advice(people: Cast) -> None:
    with pytest.raises(BadAnswers) as caught:
        perform(registered(people), "refuse", people.clerk, {"ground": "too_busy", "reason": "太忙了没有空"})
    assert set(caught.value.answers) == {"ground", "advice"}
    assert "人民法院、公安机关" in caught.value.message


def test_the_mediator_who_knows_the_matter_and_has_least_in_hand_comes_first(people: Cast) -> None:
    def offered(matter: Matter) -> list[str]:
        form = AnswerForm(declared(matter).transitions()["assign"], matter)
        return [label for value, label in form.fields["mediator"].choices if value]  # type: ignore[attr-defined]

    labour, other = accepted(people), accepted(people, category="property")
    assert offered(labour) == ["甲演示（专职，擅长劳动争议，在办0件）", "乙演示（兼职，在办0件）"]
    perform(labour, "assign", people.head, {"mediator": "TJY0001"})
    assert offered(other) == ["乙演示（兼职，在办0件）", "甲演示（专职，擅长劳动争议，在办1件）"]


def test_two_clerks_assign_and_one_is_told(people: Cast) -> None:
    matter = accepted(people)
    stale = Matter.objects.get(pk=matter.pk)
    perform(matter, "assign", people.head, {"mediator": "TJY0001"})
    with pytest.raises(Stale, match="没有办成“分派”"):
        perform(stale, "assign", people.clerk, {"mediator": "TJY0002"})
    assert dispute(matter).mediator == Mediator.objects.get(credential__number="TJY0001")
    perform(matter, "reassign", people.head, {"mediator": "TJY0002", "reason": "当事人要求"})
    assert dispute(matter).mediator == Mediator.objects.get(credential__number="TJY0002")


def test_a_mediator_goes_on_with_their_own_disputes_only(people: Cast) -> None:
    matter = mediating(people)
    answers = {"held_on": today(), "minutes": "双方到场，陈述了意见。"}
    with pytest.raises(NotNow, match="这件纠纷由甲演示调解"):
        perform(matter, "hold", people.colleague, answers)
    perform(matter, "hold", people.mediator, answers)
    perform(matter, "hold", people.clerk, answers)
    assert Session.objects.filter(dispute__matter=matter).count() == 2


def test_another_committee_sees_nothing_of_it_and_the_bureau_sees_all(people: Cast) -> None:
    matter = mediating(people)
    assert not visible(people.stranger).exists()
    with pytest.raises(NotFound):
        perform(matter, "hold", people.stranger, {})
    assert list(visible(people.guide)) == [matter]
    assert list(visible(people.mediator)) == [matter]
    perform(matter, "instruct", people.guide, {"opinion": "请注意听取双方意见"})


@pytest.mark.parametrize("days", [-1, 1])
def test_a_session_lies_between_acceptance_and_today(people: Cast, days: int) -> None:
    matter = mediating(people)
    answers = {"held_on": today() + dt.timedelta(days=days), "minutes": "双方到场，陈述了意见。"}
    with pytest.raises(FazhiError, match="调解日期应在受理之日"):
        perform(matter, "hold", people.mediator, answers)


@pytest.mark.parametrize("name", ["agree_in_writing", "agree_orally", "fail"])
def test_nothing_ends_before_anybody_has_mediated(people: Cast, name: str) -> None:
    with pytest.raises(NotNow, match="还没有调解记录"):
        perform(mediating(people), name, people.mediator, {})


def test_an_agreement_without_signatures_is_none(people: Cast) -> None:
    matter = heard(people)
    with pytest.raises(BadAnswers, match="至少附上 1 份调解协议书"):
        perform(matter, "agree_in_writing", people.mediator, {**AGREED, "signed": True})
    files = {"agreement": [picture()]}
    with pytest.raises(FazhiError, match="请签齐后再登记"):
        perform(matter, "agree_in_writing", people.mediator, {**AGREED, "signed": False}, files=files)
    matter.refresh_from_db()
    assert (matter.state, dispute(matter).result) == ("mediating", "")


def test_an_oral_agreement_counts_and_is_marked_so(people: Cast) -> None:
    matter = heard(people)
    perform(matter, "agree_orally", people.mediator, AGREED)
    row = ledger_row(matter)
    assert (row["result"], row["agreement"], row["confirmed"]) == ("调解成功", "口头", False)


def test_no_agreement_comes_with_advice(people: Cast) -> None:
    matter = heard(people)
    with pytest.raises(BadAnswers, match="告知当事人的其他途径"):
        perform(matter, "fail", people.mediator, {"reason": "双方分歧太大"})
    perform(matter, "fail", people.mediator, {"reason": "双方分歧太大", "advice": ["labour_arbitration", "legal_aid"]})
    row = ledger_row(matter)
    assert (matter.state, row["result"], row["agreement"], row["confirmed"]) == ("concluded", "调解未成功", None, None)


def test_who_withdraws_after_acceptance_is_counted_as_withdrawn(people: Cast) -> None:
    matter = mediating(people)
    perform(matter, "withdraw", people.clerk, {"reason": "自行和解"})
    assert (matter.state, ledger_row(matter)["result"]) == ("concluded", "撤回申请")


def test_more_time_is_given_by_the_consent_of_all_and_not_without_end(people: Cast) -> None:
    matter = mediating(people)
    before = matter.deadlines.get(clock="time_to_mediate").due
    assert before is not None
    more = {"days": 20, "consented": True, "reason": "等鉴定结论"}
    with pytest.raises(FazhiError, match="各方当事人都同意"):
        perform(matter, "extend", people.mediator, {**more, "consented": False})
    with pytest.raises(FazhiError, match="最多可以延长 30 日"):
        perform(matter, "extend", people.mediator, {**more, "days": 31})
    perform(matter, "extend", people.mediator, more)
    after = matter.deadlines.get(clock="time_to_mediate").due
    assert after is not None
    # What would end on a day of rest ends on the working day after.
    assert 20 - 9 <= (after - before).days <= 20 + 9
    assert matter.state == "mediating"


def test_the_thirty_days_to_ask_the_court_run_from_the_agreement(people: Cast) -> None:
    with standing_at(dt.date(2020, 7, 10)):
        matter = agreed(people)
    # Day thirty is Sunday 9 August: the Monday after is the last day.
    assert matter.deadlines.get(clock="time_to_apply").due == dt.date(2020, 8, 10)
    with standing_at(dt.date(2020, 8, 11)):
        perform_by_system(matter, "time_is_up")
        matter.refresh_from_db()
        assert matter.state == "performing"
        with pytest.raises(Stale):
            perform(matter, "apply", people.clerk, {"jointly": True})


def test_the_court_is_asked_by_both_sides_or_not_at_all(people: Cast) -> None:
    matter = agreed(people)
    with pytest.raises(FazhiError, match="共同申请"):
        perform(matter, "apply", people.clerk, {"jointly": False})
    perform(matter, "apply", people.clerk, {"jointly": True})
    perform(matter, "decided", people.clerk, {"decision": "refused"})
    assert ledger_row(matter)["confirmed"] is False


def test_visits_say_how_far_it_is_performed(people: Cast) -> None:
    matter = performing(people)
    perform(matter, "visit", people.clerk, {"performance": "partly", "note": "已付一半"})
    assert dispute(matter).performance == "partly"
    answers = {"performance": "not_performed", "advice": ["lawsuit"], "reason": "公司已经停业"}
    perform(matter, "give_up", people.mediator, answers)
    assert (matter.state, dispute(matter).performance) == ("concluded", "not_performed")
    assert ledger_row(matter)["result"] == "调解成功"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"respondents": [APPLICANT]}, "同一人不能在两方"),
        ({"respondents": [RESPONDENT | {"representatives": [APPLICANT]}]}, "同一人不能在两方"),
        ({"applicants": [{"name": "童演示", "birth": "2019-01-01"}]}, "法定代理人"),
        ({"applicants": [APPLICANT | {"id_number": identity()[:17] + "A"}]}, "第18位"),
        ({"source": "transferred"}, "请选移送单位"),
        ({"applicants": [APPLICANT, {"name": "王演示", "birth": "1980-01-01"}]}, "涉及人数不能少于"),
        ({"amount": "-1"}, "涉及金额"),
        ({"category": "gossip"}, "没有这个选项"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(people: Cast, more: dict[str, Any], message: str) -> None:
    with pytest.raises(FazhiError, match=message):
        registered(people, **more)
    assert not Matter.objects.exists()


def test_a_committee_is_founded_once_and_where_it_says(people: Cast) -> None:
    with pytest.raises(FazhiError, match="已有机构在用"):
        found("TJ001", "另一个调解委员会", "社区", since=FOUNDED)
    community = unit("黄贝岭社区")
    with pytest.raises(FazhiError, match="黄贝岭社区不属于桂园街道"):
        found("TJ009", "黄贝岭社区人民调解委员会", "社区", since=FOUNDED, street=unit(STREET), community=community)


def test_a_mediator_is_appointed_for_a_committee_and_released_without_disputes(people: Cast) -> None:
    with pytest.raises(FazhiError, match="不是调解组织"):
        appoint(unit(STREET), "丙演示", "TJY0009", since=FOUNDED)
    with pytest.raises(FazhiError, match="还没有成立"):
        appoint(unit(COMMITTEE), "丙演示", "TJY0009", since=dt.date(2017, 1, 1))
    with pytest.raises(FazhiError, match="已经用过"):
        appoint(unit(OTHER), "丙演示", "TJY0001", since=FOUNDED)
    matter = mediating(people)
    mediator = Mediator.objects.get(credential__number="TJY0001")
    with pytest.raises(FazhiError, match=f"还有 1 件纠纷在办（{matter.number}）"):
        release(mediator, today(), "辞任")
    perform(matter, "reassign", people.head, {"mediator": "TJY0002", "reason": "换人"})
    release(mediator, today() - dt.timedelta(days=1), "辞任")
    assert not visible(people.mediator).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT employment, appointed_on, left_on FROM ledger_mediators WHERE code = 'TJY0001'")
        assert cursor.fetchone() == ("专职", FOUNDED, today())


def test_every_state_is_walked(people: Cast) -> None:
    ways = {
        "registered": registered,
        "accepted": accepted,
        "mediating": heard,
        "agreed": agreed,
        "confirming": confirming,
        "performing": performing,
        "concluded": concluded,
        "archived": archived,
        "refused": refused,
        "withdrawn": withdrawn,
    }
    states = declared(registered(people)).states()
    assert set(ways) == set(states)
    for state, way in ways.items():
        matter = way(people)
        assert matter.state == state
    hold(people, mediating(people))
