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
from fazhi.kernel.models import Change, Matter, Party, Unmasking
from fazhi.kernel.parties.documents import fictitious_numbers
from fazhi.kernel.parties.registering import by_number
from mediation_walk import Cast, archived, cast, identity, mediating

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
