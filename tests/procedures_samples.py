"""Procedures for tests: a small one, and one with every kind of way round."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.procedures import (
    HANDLER,
    HEAD,
    SYSTEM,
    Ask,
    Clock,
    Material,
    Place,
    Procedure,
    Seat,
    State,
    Transition,
    opens,
)

TABLE = "coordination.CoordinationMatter"
"""Any table of a domain: these procedures open no matter."""


class Talks(Procedure):
    """Four states."""

    id, label, since, word, basis, record = (
        "talks",
        "宣讲",
        date(2020, 1, 1),
        "宣",
        "方案",
        TABLE,
    )
    street, speaker = Place("申请街道", kinds=("街道",)), Place("宣讲单位")
    asked, agreed = State("待答复"), State("待宣讲")
    held, refused = State("已宣讲", ends=True), State("未安排", ends=True)
    answering = Clock("答复期限", "mediation.confirm_apply", (asked,), reminds={80: (Seat(HANDLER, speaker),)})
    photos = Material("现场照片", at_least=1)
    ask = opens(
        "申请",
        asked,
        (Seat(HANDLER, street),),
        asks=(Ask("speaker", "宣讲单位", "unit", place=speaker),),
    )
    agree = Transition("同意", asked, agreed, (Seat(HANDLER, speaker),))
    refuse = Transition("不安排", asked, refused, (Seat(HEAD, speaker),))
    hold = Transition("登记宣讲", agreed, held, (Seat(HANDLER, speaker),), takes=(photos,))


class Long(Procedure):
    """Ten states with loops, jumps, long names and something the platform does."""

    id, label, since, word, basis, record = (
        "long",
        "很长的程序",
        date(2020, 1, 1),
        "长",
        "方案",
        TABLE,
    )
    unit, court = Place("承办单位"), Place("很长名称的裁判机构")
    a, b, c, d, e = (State(f"第{n}步办理中") for n in "一二三四五")
    f, g, h = (State(f"第{n}步等待很久很久的状态") for n in "六七八")
    done, gone = State("办结", ends=True), State("撤回", ends=True)
    slow = Clock("全程期限", "mediation.confirm_apply", (a, b, c, d, e, f, g), pauses_in=(h,))
    start = opens("收到", a, (Seat(HANDLER, unit),), asks=(Ask("court", "裁判机构", "unit", place=court),))
    forward = Transition("往下办", a, b, (Seat(HANDLER, unit),))
    jump = Transition("跳过中间各步直接提交审议", a, f, (Seat(HANDLER, unit),))
    back = Transition("退回重来", (c, e, g), a, (Seat(HANDLER, court),))
    near = Transition("退一步", b, a, (Seat(HANDLER, court),))
    on_b = Transition("审查", b, c, (Seat(HANDLER, unit),))
    on_c = Transition("审核", c, (d, e), (Seat(HEAD, unit),), chooses=lambda step: Long.d)
    on_d = Transition("会签", d, e, (Seat(HANDLER, unit),))
    on_e = Transition("报批并且写一段很长很长的说明文字", e, f, (Seat(HANDLER, unit),))
    on_f = Transition("批准", f, g, (Seat(HEAD, court),))
    on_g = Transition("送达", g, h, (Seat(HANDLER, unit),))
    on_h = Transition("确认", h, done, (Seat(HANDLER, unit),))
    late = Transition("期满", g, done, (SYSTEM,), after=slow)
    note = Transition("登记进展", (a, b, c, d, e, f, g, h), None, (Seat(HANDLER, unit), Seat(HANDLER, court)))
    withdraw = Transition("撤回", (a, b, c, d), gone, (Seat(HANDLER, unit),))
