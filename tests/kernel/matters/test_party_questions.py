"""Parties asked for by a transition: put down, told apart, represented, kept out of the events, and seen on pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict
from stdnum.cn.ric import calc_check_digit

from coordination_walk import seat
from fazhi.domains.coordination.models import CoordinationMatter
from fazhi.faces.cli.matter import pairs
from fazhi.kernel.clock import today
from fazhi.kernel.events.chain import said
from fazhi.kernel.matters.errors import BadAnswers
from fazhi.kernel.matters.forms import AnswerForm
from fazhi.kernel.matters.perform import open_matter, perform
from fazhi.kernel.matters.step import Step
from fazhi.kernel.models import Matter, MatterParty, NameChange, Party, User
from fazhi.kernel.parties.documents import fictitious_numbers
from fazhi.kernel.populate import populate
from fazhi.kernel.procedures import HANDLER, Ask, Place, Procedure, Seat, State, Transition, opens
from fazhi.kernel.procedures.checking import faults
from fazhi.kernel.procedures.explain import explain, markdown
from fazhi.kernel.procedures.registry import register, withdraw
from fazhi.kernel.ui.story import timeline

STREET = "桂园街道"


def identity(born: str = "19900101", order: int = 123) -> str:
    body = f"990000{born}{order:03}"
    return body + calc_check_digit(f"{body}0")


def begin(step: Step) -> None:
    step.record = CoordinationMatter.objects.create(
        matter=step.matter, field="演示", street=step.unit, place="演示", source="street", urgency="ordinary"
    )


class Quarrel(Procedure):
    """Two sides, of whom the first may be a child."""

    id, label, since, word, basis = "quarrel", "争执", dt.date(2020, 1, 1), "争", "方案"
    record = "coordination.CoordinationMatter"
    street = Place("登记街道", kinds=("街道",))
    clerk = Seat(HANDLER, street)
    begun, over = State("已登记"), State("已了结", ends=True)
    register = opens(
        "登记",
        begun,
        (clerk,),
        does=begin,
        asks=(
            Ask("asking", "申请人", "parties", maximum=3, guarded=True),
            Ask("other", "被申请人", "parties", required=False, role="对方", opposes="申请人"),
            Ask("story", "情况说明", "long_text", required=False),
        ),
    )
    witness = Transition(
        "登记证人", begun, None, (clerk,), asks=(Ask("witness", "证人", "party", identified=True, role="证人"),)
    )
    add_other = Transition(
        "追加对方", begun, None, (clerk,), asks=(Ask("more", "追加的对方", "parties", role="对方", opposes="申请人"),)
    )
    end = Transition("了结", begun, over, (clerk,))


@pytest.fixture(autouse=True)
def declared(platform: None) -> Iterator[None]:
    populate()
    register(Quarrel)
    with fictitious_numbers():
        yield
    withdraw(Quarrel)


@pytest.fixture
def clerk() -> User:
    return seat("jingban", STREET)


ZHANG = {"name": "张演示", "id_number": identity(), "phone": "138 0013 8000", "address": "桂园街道演示路1号"}
LI = {"name": "李演示", "id_number": identity(order=124)}


def opened(clerk: User, *asking: Any, **more: Any) -> Matter:
    return open_matter("quarrel", clerk, {"asking": list(asking or [ZHANG]), **more})


def wrong(clerk: User, *asking: Any, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(BadAnswers) as caught:
        opened(clerk, *asking, **more)
    assert not Matter.objects.exists()
    assert not Party.objects.exists()
    return caught.value.answers


def roles(matter: Matter) -> list[tuple[str, str, str]]:
    return [
        (one.role, one.party.name, one.represents.party.name if one.represents else "")
        for one in matter.parties.select_related("party", "represents__party").order_by("pk")
    ]


def test_both_sides_and_those_who_represent_them_are_put_down(clerk: User) -> None:
    agent = {"name": "王演示", "standing": "委托代理人", "phone": "13900139000"}
    matter = opened(
        clerk,
        ZHANG | {"representatives": [agent]},
        LI,
        other=[{"kind": "organization", "name": "某某有限公司（演示）", "phone": "0755-22345678"}],
    )
    assert roles(matter) == [
        ("申请人", "张演示", ""),
        ("委托代理人", "王演示", "张演示"),
        ("申请人", "李演示", ""),
        ("对方", "某某有限公司（演示）", ""),
    ]


def test_one_agent_may_act_for_two_and_is_one_person(clerk: User) -> None:
    agent = {"name": "王演示", "id_number": identity(order=7)}
    matter = opened(clerk, ZHANG | {"representatives": [agent]}, LI | {"representatives": [agent]})
    assert [row[2] for row in roles(matter) if row[1] == "王演示"] == ["张演示", "李演示"]
    assert Party.objects.filter(name="王演示").count() == 1


def test_no_personal_data_goes_into_the_event(clerk: User) -> None:
    matter = opened(clerk)
    event = matter.events.get()
    (row,) = matter.parties.all()
    assert set(event.data) == {"asking", "holders", "record"}
    assert "张" not in str(event.data["record"])
    assert event.data["asking"] == [row.party_id]
    assert said(event) == {}


def test_however_a_number_is_typed_it_is_the_same_person(clerk: User) -> None:
    with_x = next(number for n in range(1, 400) if (number := identity(order=n)).endswith("X"))
    full_width = with_x.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}).lower()
    opened(clerk, {"name": "赵演示", "id_number": with_x})
    opened(clerk, {"name": "赵 演示", "id_number": f" {full_width[:6]} {full_width[6:]}"})
    assert Party.objects.get().name == "赵演示"
    assert MatterParty.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "said_to_be"),
    [
        (
            {"name": "张演示", "id_number": identity()[:17] + ("0" if identity()[17] != "0" else "1")},
            "证件号码：.*校验码",
        ),
        ({"name": "张演示", "id_number": "12345"}, "证件号码：.*18位"),
        ({"name": "张演示", "phone": "1380013"}, "联系电话：.*11位"),
        ({"name": "张演示", "document": "passport", "id_number": "E#"}, "证件号码：护照号码应为"),
        ({"name": "张演示", "document": "mainland_permit", "id_number": "A1234"}, "字母 H 或者 M"),
        ({"name": "张演示", "document": "驾驶证", "id_number": "1"}, "证件：没有这个选项，可选：id_card（居民身份证）"),
        ({"name": "张演示", "birth": "去年"}, "出生日期：日期应写成"),
        ({"name": "张演示", "id_number": identity(), "birth": "1991-01-01"}, "不一致"),
        ({"id_number": identity()}, "姓名或者名称：请填写姓名"),
        ({"kind": "organization", "name": "某公司", "id_number": "91310000MA1K35X081"}, "证件号码：统一社会信用代码"),
        ({"name": "张演示", "idcard": "1"}, "没有这一项，有：.*id_number（证件号码）"),
        ("张演示", "应按项填写"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_does_not_repeat_the_number(
    clerk: User, row: Any, said_to_be: str
) -> None:
    found = wrong(clerk, LI, row)
    assert any(line.startswith("第2人的") and re.search(said_to_be, line) for line in found["asking"])
    assert identity()[:17] not in str(found)


def test_other_papers_have_no_check_digit(clerk: User) -> None:
    opened(
        clerk,
        {"name": "JOHN  SMITH", "document": "护照", "id_number": "e 1234567", "birth": "1960-02-03"},
        {"name": "陈演示", "document": "mainland_permit", "id_number": "h12345678", "birth": "1947年5月6日"},
    )
    assert list(Party.objects.order_by("pk").values_list("name", "document", "birth_year")) == [
        ("JOHN SMITH", "passport", 1960),
        ("陈演示", "mainland_permit", 1947),
    ]
    opened(clerk, {"name": "John Doe", "document": "passport", "id_number": "E1234567", "birth": "1970-02-03"})
    assert Party.objects.count() == 3


def test_two_spellings_of_one_number_are_asked_about_and_nothing_is_overwritten(clerk: User) -> None:
    opened(clerk)
    other = ZHANG | {"name": "章演示"}
    with pytest.raises(BadAnswers, match=r"第1人的姓名以哪个为准：.*张\*\*.*recorded.*given"):
        opened(clerk, other)
    assert Party.objects.get().name == "张演示"
    opened(clerk, other | {"right": "recorded"})
    assert Party.objects.get().name == "张演示"
    assert not NameChange.objects.exists()
    matter = opened(clerk, other | {"right": "given"})
    assert Party.objects.get().name == "章演示"
    change = NameChange.objects.get()
    assert (change.old, change.new, change.matter, change.changed_by) == ("张演示", "章演示", matter, clerk)


def test_a_child_needs_a_guardian_of_age(clerk: User) -> None:
    year = today().year
    child = {"name": "童演示", "id_number": identity(f"{year - 10}0101")}
    assert "法定代理人" in wrong(clerk, child)["asking"][0]
    guardian = {"name": "父演示", "standing": "法定代理人", "id_number": identity(f"{year - 17}1231", 5)}
    assert "已满18周岁" in wrong(clerk, child | {"representatives": [guardian]})["asking"][0]
    assert "法定代理人" in wrong(clerk, child | {"representatives": [{"name": "王演示"}]})["asking"][0]
    guardian |= {"id_number": identity("19800101", 5)}
    assert len(roles(opened(clerk, child | {"representatives": [guardian]}))) == 2


def test_who_earns_a_living_at_sixteen_needs_none(clerk: User) -> None:
    young = {"name": "少演示", "birth": f"{today().year - 17}-01-01"}
    assert "民法典第十八条" in wrong(clerk, young)["asking"][0]
    assert roles(opened(clerk, young | {"earning": True})) == [("申请人", "少演示", "")]


def test_the_age_must_be_told_where_a_guardian_may_be_needed(clerk: User) -> None:
    assert "请填写身份证号码，或者填写出生日期" in wrong(clerk, {"name": "某演示"})["asking"][0]


@pytest.mark.parametrize(
    "there",
    [
        ZHANG | {"name": "张演示"},
        LI | {"representatives": [ZHANG]},
        {"name": "张演示", "phone": "13800138000"},
    ],
)
def test_nobody_stands_on_both_sides(clerk: User, there: dict[str, Any]) -> None:
    assert "同一人不能在两方" in wrong(clerk, other=[there])["other"][0]
    matter = opened(clerk)
    with pytest.raises(BadAnswers, match="同一人不能在两方"):
        perform(matter, "add_other", clerk, {"more": [there]})
    perform(matter, "add_other", clerk, {"more": [LI]})
    assert ("对方", "李演示", "") in roles(matter)


def test_the_same_person_twice_in_one_list_is_said(clerk: User) -> None:
    assert "与第1人是同一人" in wrong(clerk, ZHANG, ZHANG)["asking"][0]


def test_how_many_and_with_what_is_held(clerk: User) -> None:
    many = [{"name": f"人{n}演示", "id_number": identity(order=n)} for n in range(1, 5)]
    assert wrong(clerk, *many) == {"asking": ["最多填 3 人，现有 4 人。"]}
    with pytest.raises(BadAnswers, match="请填写申请人"):
        open_matter("quarrel", clerk, {"asking": [{}, {"name": " ", "kind": "person"}]})
    matter = opened(clerk)
    with pytest.raises(BadAnswers, match="证件号码：请填写证件号码"):
        perform(matter, "witness", clerk, {"witness": {"name": "见演示"}})
    perform(matter, "witness", clerk, {"witness": LI})
    assert roles(matter)[-1] == ("证人", "李演示", "")


def test_from_the_command_line_rows_are_numbered(clerk: User) -> None:
    given = pairs(
        (
            "asking.0.name=张演示",
            f"asking.0.id_number={identity()}",
            "asking.1.name=李演示",
            f"asking.1.id_number={identity(order=124)}",
            "asking.1.representatives.0.name=王演示",
        )
    )
    assert [row[1] for row in roles(open_matter("quarrel", clerk, given))] == ["张演示", "李演示", "王演示"]
    matter = Matter.objects.get()
    perform(matter, "witness", clerk, pairs(("witness.name=见演示", f"witness.id_number={identity(order=9)}")))
    assert roles(matter)[-1][1] == "见演示"


def test_the_timeline_names_them_masked(clerk: User) -> None:
    matter = opened(clerk, ZHANG, other=[LI])
    (told,) = timeline(Quarrel, matter, set())
    assert told.answers == (("申请人", "张**"), ("被申请人", "李**"))


def posted(**more: str) -> MultiValueDict[str, Any]:
    flat = {"0.kind": "person", "0.name": "张演示", "0.document": "id_card", "0.id_number": identity(), "0.phone": ""}
    return MultiValueDict({"asking": [flat | {key.replace("__", "."): value for key, value in more.items()}]})


def test_one_more_block_is_shown_without_anything_being_wrong() -> None:
    form = AnswerForm(Quarrel.register, None, posted(more="1"), {})
    assert form.reshaped
    assert not form.is_valid()
    assert form.errors == {}
    page = str(form["asking"])
    assert 'name="asking.0.name" value="张演示"' in page
    assert 'name="asking.1.name" value=""' in page
    assert "再加一人" in page


def test_a_block_can_be_taken_away_and_the_last_one_is_left_empty() -> None:
    form = AnswerForm(Quarrel.register, None, posted(**{"1__name": "李演示", "drop": "0"}), {})
    page = str(form["asking"])
    assert 'name="asking.0.name" value="李演示"' in page
    assert "张演示" not in page
    assert "asking.1" not in page


def test_an_error_stands_at_its_input_and_what_was_typed_is_kept() -> None:
    form = AnswerForm(Quarrel.register, None, posted(**{"0__id_number": "123", "0__phone": "13800138000"}), {})
    assert not form.is_valid()
    page = str(form["asking"])
    assert 'value="123" maxlength="200" autocomplete="off" aria-invalid="true"' in page
    assert 'id="id_asking.0.id_number_error"' in page
    assert 'value="13800138000"' in page
    assert "姓名以哪个为准" not in page


def test_on_a_page_the_question_which_name_is_right_has_its_answers(clerk: User) -> None:
    opened(clerk)
    given = posted(**{"0__name": "章演示"})
    form = AnswerForm(Quarrel.register, None, given, {})
    assert not form.is_valid()
    assert 'type="radio" id="id_asking.0.right_given" name="asking.0.right" value="given"' in str(form["asking"])
    assert AnswerForm(Quarrel.register, None, posted(**{"0__name": "章演示", "0__right": "given"}), {}).is_valid()


@pytest.mark.parametrize("name", ["9" * 5000 + ".name", "x.name", ".name", "0.representatives.x.name"])
def test_names_that_no_page_sends_are_refused(clerk: User, name: str) -> None:
    with pytest.raises(BadAnswers):
        open_matter("quarrel", clerk, {"asking": {name: "张演示"}})


def test_a_free_text_with_a_number_is_let_through_and_said(clerk: User) -> None:
    form = AnswerForm(Quarrel.register, None, {"asking": [ZHANG], "story": f"他的号码是{identity()}。"}, {})
    assert form.is_valid()
    (warning,) = form.warnings
    assert (warning.name, warning.message) == ("story", "“情况说明”里有身份证号（第6个字）")
    matter = opened(clerk, story=f"他的号码是{identity()}，手机13800138000。")
    assert matter.events.get().data["personal_data"] == {"story": ["id_number", "phone"]}
    assert identity() not in str(matter.events.get().data)


def test_the_kind_is_explained_and_its_mistakes_stop_the_start() -> None:
    text = markdown(explain(Quarrel, today()))
    assert "申请人：个人或者单位，未成年的要有法定代理人，至多3人" in text
    assert "对方：个人或者单位，与申请人不能是同一人" in text
    assert faults(Quarrel) == []

    class Wrong(Quarrel):
        id = "wrong"
        register = opens(
            "登记",
            Quarrel.begun,
            (Quarrel.clerk,),
            asks=(
                Ask("asking", "申请人", "parties", opposes="第三人"),
                Ask("one", "对方", "party", maximum=2, role="对方"),
                Ask("text", "文字", role="对方"),
            ),
        )

    found = "\n".join(faults(Wrong))
    assert "“申请人”的 opposes 应是另一方的 role，现为“第三人”" in found
    assert "“对方”只问一个当事人" in found
    assert "“文字”不问当事人" in found
