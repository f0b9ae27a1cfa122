"""What a procedure says in words, and what is wrong with a declaration."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from fazhi.errors import FazhiError
from fazhi.faces.cli import cli
from fazhi.kernel.procedures import HANDLER, SYSTEM, Ask, Clock, Place, Procedure, Seat, State, Transition, opens
from fazhi.kernel.procedures.checking import faults
from fazhi.kernel.procedures.explain import explain, markdown, matrix
from fazhi.kernel.procedures.registry import UnknownProcedure, in_force, pinned, register, withdraw
from fazhi.kernel.procedures.rules import chosen, possible
from procedures_samples import Long, Talks

DAY = dt.date(2024, 1, 1)
ASKER = (Seat(HANDLER, Talks.street),)


def test_a_clock_is_explained_with_its_length_and_basis() -> None:
    text = markdown(explain(Talks, DAY))
    assert "答复期限（answering）：在待答复时计时" in text
    assert "共同申请司法确认：30日（《中华人民共和国人民调解法》（2010年文本）第三十三条）" in text
    assert "到 80% 提醒宣讲单位经办人" in text
    assert "登记宣讲（hold）：待宣讲 → 已宣讲；由宣讲单位经办人" in text
    assert "附：现场照片（至少 1 份）" in text


def test_the_matrix_has_every_allowed_combination_and_no_other() -> None:
    assert matrix(Talks) == [
        ("申请街道经办人", "", "ask"),
        ("宣讲单位经办人", "asked", "agree"),
        ("宣讲单位负责人", "asked", "refuse"),
        ("宣讲单位经办人", "agreed", "hold"),
    ]
    assert ("系统", "g", "late") in matrix(Long)


def test_the_samples_are_without_fault() -> None:
    assert faults(Talks) == []
    assert faults(Long) == []


def wrong(**changes: object) -> type[Procedure]:
    """Talks with something else in it."""
    return type("Wrong", (Talks,), dict(changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"basis": ""}, "缺少 basis（依据）"),
        ({"lost": State("迷路")}, "状态 lost“迷路”到不了"),
        ({"dead": State("死路"), "die": Transition("走死", Talks.asked, None, ())}, "没有写由谁办理"),
        ({"open_again": opens("再开", Talks.asked, (Seat(HANDLER, Talks.street),))}, "应恰有一个开启事项的办理动作"),
        ({"other": State("待答复")}, "同名“待答复”"),
        ({"unnamed": State(" ")}, "没有名称"),
        ({"slow": Clock("慢", "no.such", (Talks.asked,))}, "没有名为“no.such”的期限"),
        ({"slow": Clock("慢", "boats.{size}", (Talks.asked,))}, "size 不是业务表的选择列"),
        ({"slow": Clock("慢", "mediation.confirm_apply", (Talks.held,))}, "终点状态“已宣讲”里计时没有意义"),
        ({"fork": Transition("岔", Talks.asked, (Talks.agreed, Talks.held), ASKER)}, "chooses"),
        ({"auto": Transition("自动", Talks.asked, Talks.held, (SYSTEM,))}, "after"),
        ({"far": Transition("外人", Talks.asked, Talks.held, (Seat(HANDLER, Place("别处")),))}, "位置“别处”不属于"),
        (
            {"pick": Transition("选", Talks.asked, None, ASKER, asks=(Ask("x", "选", "choice"),))},
            "是选择题，却没有选项",
        ),
        ({"record": "boats.Boat"}, "没有业务表 boats.Boat"),
        ({"pier": Place("码头")}, "位置 pier“码头”没有谁来占"),
        ({"pier": Place("码头", kinds=("公证机构",), post="x.y")}, "机构类别“公证机构”不存在"),
        ({"odd": Transition("怪", Talks.asked, None, ASKER, asks=(Ask("x", "怪", "colour"),))}, "kind 应为 text、"),  # type: ignore[arg-type]
        ({"undead": Transition("复活", Talks.held, Talks.asked, (Seat(HANDLER, Talks.street),))}, "是终点，却还能离开"),
    ],
)  # fmt: skip
def test_a_mistake_stops_the_start_and_says_where(changes: dict[str, object], said: str) -> None:
    procedure = wrong(**changes)
    with pytest.raises(FazhiError) as caught:
        register(procedure)
    assert said in caught.value.message


def test_a_matter_keeps_the_version_it_was_opened_under() -> None:
    newer = wrong(id="versioned", since=dt.date(2023, 1, 1))
    older = wrong(id="versioned")
    register(newer)
    register(older)
    try:
        assert in_force("versioned", dt.date(2022, 12, 31)) is older
        assert in_force("versioned", dt.date(2023, 1, 1)) is newer
        assert pinned("versioned", "2020-01-01") is older
        with pytest.raises(UnknownProcedure, match="自 2020-01-01 起才可登记"):
            in_force("versioned", dt.date(2019, 1, 1))
    finally:
        withdraw(newer)
        withdraw(older)
    with pytest.raises(UnknownProcedure):
        in_force("versioned", DAY)


def test_the_command_explains_all_types_and_figures() -> None:
    result = CliRunner().invoke(cli, ["explain"])
    assert result.exit_code == 0
    assert "协同监管事项" in result.output
    assert "在办协同监管事项（coordination.pending）" in result.output
    (found,) = json.loads(CliRunner().invoke(cli, ["explain", "coordination", "--format", "json"]).output)
    assert ["系统", "scoring", "time_is_up"] in found["matrix"]


def test_a_particular_rule_goes_before_the_general_one() -> None:
    clock = Clock("答复期限", ("mediation.{kind}", "mediation.confirm_apply"), (Talks.asked,))
    kinds = {"kind": ("accept", "no_such_rule", "nor_this")}
    assert possible(clock, kinds, DAY) == ["mediation.accept", "mediation.confirm_apply"]
    assert chosen(clock.rules, {"kind": "accept"}, DAY) == "mediation.accept"
    assert chosen(clock.rules, {"kind": "nor_this"}, DAY) == "mediation.confirm_apply"
    # Before its first version there is no particular rule either.
    assert chosen(clock.rules, {"kind": "accept"}, dt.date(1990, 1, 1)) == "mediation.confirm_apply"


def test_who_comes_in_later_is_explained_and_needs_a_post() -> None:
    class Judged(Talks):
        judge = Place("裁定机构", post="talks.judge", joins=(Talks.agreed,))

    class Wrong(Talks):
        judge = Place("裁定机构", joins=(Long.a,))

    assert "裁定机构（judge）：由区县指定（talks.judge），到待宣讲时才参与" in markdown(explain(Judged, DAY))
    assert not any("judge" in fault for fault in faults(Judged))
    assert any("judge" in fault and "joins" in fault for fault in faults(Wrong))
