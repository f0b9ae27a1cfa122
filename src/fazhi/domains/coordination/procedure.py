"""How an enforcement matter proceeds (“平台统筹+协同监管”): register, dispatch, sign, handle, verify, score."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from fazhi.domains.coordination import actions
from fazhi.domains.coordination.models import SOURCES, URGENCIES
from fazhi.domains.coordination.suggestions import HANDLING
from fazhi.kernel.matters.offering import communities
from fazhi.kernel.procedures import (
    HANDLER,
    HEAD,
    IMAGES,
    SYSTEM,
    Ask,
    Clock,
    Material,
    Place,
    Procedure,
    Role,
    Seat,
    State,
    Transition,
    opens,
)

DISPATCHER = Role("dispatcher", "分拨员")
OVERSEER = Role("overseer", "督查员")
INSPECTOR = Role("inspector", "巡查员")


class Coordination(Procedure):
    """An enforcement matter, from the street that registers it to the marks both sides give each other."""

    id = "coordination"
    label = "协同监管事项"
    since = date(2020, 1, 1)
    word = "协"
    basis = "“平台统筹+协同监管”事项解决及综合监督考核方案"
    record, parts = "coordination.CoordinationMatter", ("parts",)
    flags: ClassVar = {"supervised_on": "督办"}

    # ── 状态 ──
    registered = State("待分拨")
    dispatched = State("待签收")
    disputed = State("待裁定")
    handling = State("办理中")
    reworking = State("重办中")
    reported = State("待核验")
    passed_on = State("待代为核验")
    scoring = State("待评价")
    closed = State("已办结", ends=True)
    withdrawn = State("已撤回", ends=True)

    at_work = (handling, reworking)

    # ── 谁 ──
    reporter = Place("登记单位", kinds=("街道", "社区", "工作部门", "驻区单位", "热线"))
    office = Place("分拨单位", post="coordination.office")
    lead = Place("主办单位", kinds=("工作部门", "驻区单位", "街道"))
    partners = Place("协办单位", kinds=("工作部门", "驻区单位", "街道"), many=True)
    committee = Place("裁定机构", post="coordination.committee", joins=(disputed,))

    registrar, inspector = Seat(HANDLER, reporter), Seat(INSPECTOR, reporter)
    dispatcher = Seat(DISPATCHER, office)
    overseer = Seat(OVERSEER, office)
    lead_handler, lead_head = Seat(HANDLER, lead), Seat(HEAD, lead)
    partner_handler, partner_head = Seat(HANDLER, partners), Seat(HEAD, partners)
    committee_handler = Seat(HANDLER, committee)
    overseers = ((DISPATCHER, "coordination.office"), (OVERSEER, "coordination.office"))

    # ── 期限 ──
    dispatching = Clock(
        "分拨期限", "coordination.dispatch", (registered,), reminds={80: (dispatcher,), 100: (dispatcher, overseer)}
    )
    signing = Clock(
        "签收期限",
        "coordination.sign",
        (dispatched,),
        reminds={80: (lead_handler,), 100: (lead_handler, lead_head, dispatcher)},
    )
    signing_part = Clock(
        "协办签收期限",
        "coordination.sign",
        (dispatched, *at_work),
        waits_for=actions.not_signed,
        reminds={80: (partner_handler,), 100: (partner_handler, partner_head, dispatcher)},
    )
    ruling = Clock(
        "裁定期限",
        "coordination.ruling",
        (disputed,),
        reminds={50: (committee_handler,), 80: (committee_handler,), 100: (committee_handler, overseer)},
    )
    time_to_handle = Clock(
        "办理期限",
        HANDLING,
        (handling,),
        reminds={
            50: (lead_handler, partner_handler),
            80: (lead_handler, lead_head, partner_handler),
            100: (lead_handler, lead_head, partner_head, dispatcher, overseer),
        },
    )
    time_to_rework = Clock(
        "重办期限",
        "coordination.rework_{urgency}",
        (reworking,),
        reminds={
            50: (lead_handler, partner_handler),
            80: (lead_handler, lead_head, partner_handler),
            100: (lead_handler, lead_head, partner_head, dispatcher, overseer),
        },
    )
    verifying = Clock(
        "核验期限", "coordination.verification", (reported,), reminds={50: (registrar,), 80: (registrar,)}
    )
    verifying_instead = Clock(
        "代为核验期限",
        "coordination.verification",
        (passed_on,),
        reminds={80: (dispatcher,), 100: (dispatcher, overseer)},
    )
    time_to_score = Clock(
        "评价期限",
        "coordination.evaluation",
        (scoring,),
        reminds={50: (registrar, lead_handler, partner_handler), 80: (registrar, lead_head, partner_head)},
    )

    # ── 材料 ──
    photos = Material("现场照片", types=IMAGES, at_most=9)
    evidence = Material("处置证据", at_least=1, help="整改前后照片、执法文书等")

    # ── 办法 ──
    register = opens(
        "登记",
        registered,
        (registrar, inspector),
        asks=(
            Ask("pain_point", "痛点难点问题", "choice", required=False, choices=actions.pain_points),
            Ask(
                "field", "执法领域", "choice", required=False, choices=actions.fields, help="选了痛点难点问题的可以不填"
            ),
            Ask("source", "来源", "choice", choices=SOURCES),
            Ask("urgency", "紧急程度", "choice", choices=URGENCIES),
            Ask("community", "所在社区", "choice", choices=communities),
            Ask("place", "具体地点", "text", help="门牌号、路口或者明显标志"),
            Ask("description", "情况说明", "long_text", minimum=5),
        ),
        takes=(photos,),
        does=actions.register,
        tells=(dispatcher,),
    )
    withdraw = Transition(
        "撤回",
        registered,
        withdrawn,
        (registrar,),
        asks=(Ask("reason", "撤回理由", "long_text"),),
        weighty=True,
        optional=True,
    )
    dispatch = Transition(
        "分拨",
        registered,
        dispatched,
        (dispatcher,),
        asks=(
            Ask("lead", "主办单位", "unit", place=lead),
            Ask("partners", "协办单位", "units", required=False, place=partners),
            Ask("urgency", "紧急程度", "choice", choices=URGENCIES, required=False, help="不改的不选"),
            Ask("instruction", "分拨意见", "long_text", required=False),
        ),
        does=actions.dispatch,
        tells=(lead_handler, partner_handler),
    )
    sign = Transition(
        "签收",
        dispatched,
        handling,
        (lead_handler,),
        tells=(registrar, partner_handler),
        help="分拨后 1 个工作日内签收；不属本单位职责的，在同一期限内退回并写明理由。",
    )
    send_back = Transition(
        "退回",
        dispatched,
        (registered, disputed),
        (lead_handler,),
        asks=(Ask("reason", "退回理由", "long_text", minimum=5),),
        does=actions.send_back,
        chooses=actions.after_sending_back,
        tells=(dispatcher, committee_handler),
        optional=True,
        help="应在分拨后 1 个工作日内退回。不论由哪些单位退回，累计第三次的提交区综合行政执法委员会裁定。",
    )
    refer = Transition(
        "提请裁定",
        (registered, dispatched),
        disputed,
        (dispatcher,),
        asks=(Ask("reason", "争议情况", "long_text", minimum=5),),
        tells=(committee_handler,),
        optional=True,
    )
    rule = Transition(
        "裁定",
        disputed,
        handling,
        (committee_handler,),
        asks=(
            Ask("lead", "主办单位", "unit", place=lead),
            Ask("partners", "协办单位", "units", required=False, place=partners),
            Ask("reason", "裁定理由", "long_text", minimum=5),
        ),
        does=actions.rule,
        weighty=True,
        tells=(lead_handler, lead_head, partner_handler, registrar, dispatcher),
        help="裁定对各单位有约束力，不能再退回。",
    )
    sign_part = Transition(
        "协办签收",
        (dispatched, *at_work),
        None,
        (partner_handler,),
        unless=actions.part_is_signed,
        does=actions.sign_part,
        help="与主办单位一样，应在签收期限内签收。",
    )
    return_part = Transition(
        "协办退回",
        (dispatched, *at_work),
        None,
        (partner_handler,),
        asks=(Ask("reason", "退回理由", "long_text", minimum=5),),
        unless=actions.part_is_binding,
        does=actions.return_part,
        tells=(dispatcher, lead_handler),
        optional=True,
        help="签收以前可以退回一次；分拨单位再次指定协办或者经过裁定的，不能再退回。",
    )
    change_partners = Transition(
        "调整协办单位",
        at_work,
        None,
        (dispatcher,),
        asks=(
            Ask("partners", "协办单位", "units", required=False, place=partners, help="按调整后的全部协办单位选"),
            Ask("reason", "调整理由", "long_text", minimum=2),
        ),
        unless=actions.is_ruled,
        does=actions.change_partners,
        tells=(lead_handler, partner_handler),
        optional=True,
        help="留下的协办单位，已签收、已完成的都算数。",
    )
    finish_part = Transition(
        "完成协办",
        at_work,
        None,
        (partner_handler,),
        asks=(Ask("result", "协办情况", "long_text", minimum=5),),
        takes=(photos,),
        unless=actions.part_is_not_open,
        does=actions.finish_part,
        tells=(lead_handler,),
    )
    progress = Transition(
        "登记进展",
        at_work,
        None,
        (lead_handler, partner_handler),
        asks=(Ask("note", "进展", "long_text"),),
        takes=(photos,),
        optional=True,
    )
    ask_for_time = Transition(
        "申请延期",
        handling,
        None,
        (lead_handler,),
        asks=(
            Ask("amount", "延长的工作日数", "integer", minimum=1),
            Ask("reason", "延期理由", "long_text", minimum=5),
        ),
        unless=actions.no_more_time,
        does=actions.ask_for_time,
        tells=(dispatcher,),
        optional=True,
        help="由分拨单位审批；最长可延多少，见本事项“办理期限”的规则。报告结果以前要等到审批结果，或者撤回申请。",
    )
    withdraw_request = Transition(
        "撤回延期申请",
        handling,
        None,
        (lead_handler,),
        unless=actions.no_extension_is_pending,
        does=actions.withdraw_request,
        tells=(dispatcher,),
        optional=True,
    )
    grant_time = Transition(
        "同意延期",
        handling,
        None,
        (dispatcher,),
        asks=(Ask("opinion", "审批意见", "long_text", required=False),),
        unless=actions.no_extension_is_pending,
        does=actions.grant_time,
        tells=(lead_handler,),
    )
    refuse_time = Transition(
        "不同意延期",
        handling,
        None,
        (dispatcher,),
        asks=(Ask("opinion", "审批意见", "long_text", minimum=2),),
        unless=actions.no_extension_is_pending,
        does=actions.refuse_time,
        tells=(lead_handler,),
    )
    press = Transition(
        "督办",
        (registered, dispatched, disputed, *at_work, reported, passed_on),
        None,
        (dispatcher, overseer),
        asks=(Ask("demand", "督办要求", "long_text", minimum=5),),
        does=actions.press,
        tells=(lead_handler, lead_head, partner_handler, partner_head, registrar, committee_handler, dispatcher),
        optional=True,
    )
    report = Transition(
        "报告结果",
        at_work,
        (reported, passed_on),
        (lead_handler,),
        asks=(Ask("result", "办理结果", "long_text", minimum=5),),
        takes=(evidence,),
        unless=actions.parts_are_open,
        does=actions.report,
        chooses=actions.after_reporting,
        tells=(registrar,),
        help="协办单位都完成以后报告。主办单位就是登记单位的，由分拨单位代为核验。",
    )
    pass_on = Transition("核验期满", reported, passed_on, (SYSTEM,), after=verifying, tells=(dispatcher, registrar))
    fail = Transition(
        "核验不通过",
        reported,
        reworking,
        (registrar,),
        asks=(Ask("reason", "存在问题", "long_text", minimum=5),),
        takes=(photos,),
        unless=actions.cannot_fail,
        does=actions.reopen,
        tells=(lead_handler, lead_head, partner_handler, dispatcher),
        help="只能退回重办一次，重办另有期限，协办单位也要重新完成；再不满意的，在评价中反映。",
    )
    confirm = Transition(
        "核验通过",
        reported,
        (scoring, closed),
        (registrar,),
        asks=(Ask("note", "核验意见", "long_text", required=False),),
        unless=actions.own_work,
        does=actions.confirm,
        chooses=actions.after_confirming,
        tells=(lead_handler, partner_handler, dispatcher),
        help="核验期满没有核验的，转由分拨单位代为核验。",
    )
    fail_instead = Transition(
        "代为核验不通过",
        passed_on,
        reworking,
        (dispatcher,),
        asks=(Ask("reason", "存在问题", "long_text", minimum=5),),
        takes=(photos,),
        unless=actions.failed_before,
        does=actions.reopen,
        tells=(lead_handler, lead_head, partner_handler, registrar),
        help="只能退回重办一次，重办另有期限，协办单位也要重新完成。",
    )
    confirm_instead = Transition(
        "代为核验通过",
        passed_on,
        (scoring, closed),
        (dispatcher,),
        asks=(Ask("note", "核验意见", "long_text", minimum=2),),
        does=actions.confirm,
        chooses=actions.after_confirming,
        tells=(lead_handler, partner_handler, registrar),
    )
    score = Transition(
        "作出个案评价",
        scoring,
        (scoring, closed),
        (registrar, lead_handler, partner_handler),
        asks=(
            Ask("target", "被评价单位", "choice", choices=actions.targets),
            Ask("marks", "评分", "marks", choices=actions.rubric),
            Ask("remarks", "评语", "long_text", required=False),
        ),
        unless=actions.has_scored_all,
        does=actions.score,
        chooses=actions.after_scoring,
        help="双方都评完或者评价期满之前，看不到对方的评分。",
    )
    time_is_up = Transition("评价期满", scoring, closed, (SYSTEM,), after=time_to_score, does=actions.close_scoring)
