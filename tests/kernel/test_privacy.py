"""A person's rights: a copy of all that is held of them, and erasure when nothing keeps it any more."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from coordination_walk import seat
from fazhi.errors import FazhiError
from fazhi.faces.cli import cli
from fazhi.kernel import privacy
from fazhi.kernel.administration.reach import platform_unit
from fazhi.kernel.clock import standing_at
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Change, Matter, Party, Unmasking
from fazhi.kernel.parties.documents import fictitious_numbers
from fazhi.kernel.parties.registering import by_number
from fazhi.kernel.parties.showing import masked, unmask
from mediation_walk import Cast, archived, cast, identity, mediating, registered

CLOSED, OVER = dt.date(2020, 6, 1), dt.date(2030, 6, 2)


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers(), standing_at(CLOSED):
        yield cast()


def applicant(matter: Matter) -> Party:
    return matter.parties.get(role="申请人").party


def fazhi(*words: str) -> Result:
    return CliRunner().invoke(cli, ["privacy", *words])


def test_a_copy_holds_the_party_and_what_was_written_and_is_logged(people: Cast) -> None:
    matter = archived(people)
    found = privacy.export(applicant(matter).uuid, by=people.clerk, reason="当事人申请复制")
    assert (found["party"]["name"], found["party"]["id_number"]) == ("张演示", identity())
    assert found["party"]["phone"] == "13800138000"
    (dispute,) = found["matters"]["mediation"]
    assert (dispute["number"], dispute["roles"]) == (matter.number, ["申请人"])
    assert "双方到场，陈述了意见。" in json.dumps(dispute["texts"], ensure_ascii=False)
    read = Unmasking.objects.filter(user=people.clerk, reason="当事人申请复制")
    assert sorted(read.values_list("field", flat=True)) == ["id_number", "name", "phone"]


def test_nothing_is_copied_without_a_reason(people: Cast) -> None:
    party = applicant(archived(people))
    with pytest.raises(FazhiError, match="请写明理由"):
        privacy.export(party.uuid, by=people.clerk, reason=" ")
    assert not Unmasking.objects.exists()


def test_what_is_open_or_must_be_kept_is_not_erased(people: Cast) -> None:
    party = applicant(archived(people))
    with standing_at(OVER - dt.timedelta(days=1)), pytest.raises(FazhiError, match="要保存到 2030-06-01"):
        privacy.erase(party.uuid, by=people.guide, because="保存期满")
    waiting = mediating(people)
    with standing_at(OVER), pytest.raises(FazhiError, match=waiting.number):
        privacy.erase(party.uuid, by=people.guide, because="保存期满")
    party.refresh_from_db()
    assert party.name == "张演示"


def test_after_the_term_the_party_and_the_texts_are_gone_and_the_chain_holds(people: Cast) -> None:
    matter = archived(people)
    party = applicant(matter)
    with standing_at(OVER):
        texts = privacy.erase(party.uuid, by=people.guide, because="保存期满")
        assert texts == matter.events.filter(text__isnull=False).count() > 0
        party.refresh_from_db()
        assert party.name == privacy.ERASED
        assert not any(bytes(blob) for blob in (party.id_number, party.id_index, party.phone, party.address))
        assert by_number(identity()) is None
        assert not matter.events.exclude(text=None).exclude(text__text="").exists()
        assert not verify().damages
        assert Change.objects.get(subject="party").reason == "保存期满"
        for again in (privacy.erase, privacy.export):
            with pytest.raises(FazhiError, match="已经删除"):
                again(party.uuid, by=people.guide, **{"because" if again is privacy.erase else "reason": "再来一次"})


def test_the_term_follows_the_outcome_and_those_whose_term_is_over_are_known(people: Cast) -> None:
    settled = applicant(archived(people))
    given_up = registered(
        people,
        applicants=[{"name": "王演示", "id_number": identity(order=200)}],
        respondents=[{"name": "赵演示", "id_number": identity(order=201)}],
    )
    perform(given_up, "withdraw", people.clerk, {"reason": "自行和解"})
    others = [place.party for place in given_up.parties.order_by("party")]
    five = dt.date(2025, 6, 1)
    assert list(privacy.due(five)) == []
    assert list(privacy.due(five + dt.timedelta(days=1))) == others
    with standing_at(five + dt.timedelta(days=1)):
        assert fazhi("due").output.splitlines() == [f"{one.uuid}  {masked(one).name}" for one in others]
        seat("guanli", platform_unit(), "administrator")
        done = fazhi("due", "--erase", "--as", "guanli", "--yes")
        assert (done.exit_code, "已删除 2 位" in done.output) == (0, True)
        assert [Party.objects.get(pk=one.pk).name for one in others] == [privacy.ERASED] * 2
        assert "没有保存期满的当事人" in fazhi("due").output
        settled.refresh_from_db()
        assert settled.name == "张演示"
    assert list(privacy.due(OVER)) == [*Party.objects.filter(erased_at=None)]


def test_a_copy_says_who_has_read_before(people: Cast) -> None:
    party = applicant(archived(people))
    unmask(party, "phone", by=people.clerk, reason="通知到场", matter=Matter.objects.get())
    privacy.export(party.uuid, by=people.clerk, reason="当事人申请复制")
    read = privacy.export(party.uuid, by=people.guide, reason="再次申请")["read_by"]
    assert (read[0]["field"], read[0]["reason"], read[0]["matter"]) == (
        "phone",
        "通知到场",
        Matter.objects.get().number,
    )
    assert {one["reason"] for one in read} == {"通知到场", "当事人申请复制"}


def test_a_party_of_a_matter_that_nobody_can_erase_stays(people: Cast) -> None:
    matter = archived(people)
    held = privacy._holders.pop("mediation")
    try:
        with standing_at(OVER), pytest.raises(FazhiError, match="没有登记删除办法"):
            privacy.erase(applicant(matter).uuid, by=people.guide, because="保存期满")
    finally:
        privacy._holders["mediation"] = held
    assert applicant(matter).name == "张演示"


def test_on_the_command_line(people: Cast) -> None:
    matter = archived(people)
    assert "调解记录" in fazhi("held").output
    listed = fazhi("parties", matter.number).output
    key = str(applicant(matter).uuid)
    assert f"{key}  申请人  张**" in listed
    assert "张演示" not in listed
    refused = fazhi("export", key, "--as", "dengji", "--reason", "当事人申请复制")
    assert refused.exit_code != 0
    assert not Unmasking.objects.exists()
    seat("guanli", platform_unit(), "administrator")
    copied = fazhi("export", key, "--as", "guanli", "--reason", "当事人申请复制")
    assert json.loads(copied.output)["party"]["name"] == "张演示"
    with standing_at(OVER):
        asked = CliRunner().invoke(cli, ["privacy", "erase", key, "--as", "guanli", "--because", "期满"], input="n\n")
        assert asked.exit_code != 0
        assert applicant(matter).name == "张演示"
        done = fazhi("erase", key, "--as", "guanli", "--because", "期满", "--yes")
    assert "已删除：当事人的个人信息和" in done.output
    assert applicant(matter).name == privacy.ERASED


def test_an_unknown_party_is_said(people: Cast) -> None:
    with pytest.raises(FazhiError, match="没有编号为"):
        privacy.export(uuid.uuid4(), by=people.clerk, reason="当事人申请复制")
    assert fazhi("parties", "无此编号").exit_code != 0
