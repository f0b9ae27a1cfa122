"""How a dispute is mediated: register, accept or refuse, assign, mediate, agree or not, perform, confirm, archive."""

from __future__ import annotations

from datetime import date

from fazhi.domains.mediation import actions
from fazhi.domains.mediation.models import PERFORMANCES, SENDERS, SOURCES
from fazhi.domains.mediation.past import PAST
from fazhi.i18n import later
from fazhi.kernel.matters.offering import communities
from fazhi.kernel.procedures import (
    HANDLER,
    HEAD,
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

MEDIATOR = Role("mediator", "调解员")
OVERSEER = Role("overseer", "督查员")

GROUNDS = (
    ("other_body", later("法律、法规规定只能由专门机关管辖处理")),
    ("forbidden", later("法律、法规禁止采用民间调解方式解决")),
    ("taken", later("人民法院、公安机关或者其他行政机关已经受理或者解决")),
    ("unwilling", later("当事人一方明确拒绝调解")),
    ("no_dispute", later("不属于民间纠纷")),
)
REMEDIES = (
    ("lawsuit", later("向人民法院起诉")),
    ("labour_arbitration", later("申请劳动人事争议仲裁")),
    ("arbitration", later("有仲裁协议的，申请仲裁")),
    ("administrative", later("请行政机关处理")),
    ("legal_aid", later("经济困难的，申请法律援助")),
)
DECISIONS = (
    ("confirmed", later("确认协议有效")),
    ("refused", later("不予受理或者不予确认")),
    ("taken_back", later("当事人撤回申请")),
)


class Mediation(Procedure):
    """A dispute, from whoever brings it to the archive."""

    id = "mediation"
    label = "人民调解案件"
    since = date(2011, 1, 1)
    word = "调"
    basis = "中华人民共和国人民调解法"
    record = "mediation.Dispute"
    past = PAST

    # ── 谁 ──
    committee = Place("调解组织", kinds=("调解组织",))
    guidance = Place("指导单位", post="mediation.guidance")

    clerk, head, mediator = Seat(HANDLER, committee), Seat(HEAD, committee), Seat(MEDIATOR, committee)
    guide = Seat(OVERSEER, guidance)
    overseers = ((OVERSEER, "mediation.guidance"),)

    # ── 状态 ──
    registered = State("待受理")
    accepted = State("待分派")
    mediating = State("调解中")
    agreed = State("已达成协议")
    confirming = State("司法确认中")
    performing = State("履行中")
    concluded = State("待归档")
    archived = State("已归档", ends=True)
    refused = State("不予受理", ends=True)
    withdrawn = State("已撤回", ends=True)

    # ── 期限 ──
    accepting = Clock("受理期限", "mediation.accept", (registered,), reminds={80: (clerk,), 100: (clerk, head)})
    time_to_mediate = Clock(
        "调解期限",
        "mediation.duration",
        (accepted, mediating),
        reminds={50: (mediator,), 80: (mediator, head), 100: (mediator, head, guide)},
    )
    time_to_apply = Clock(
        "申请司法确认的期限",
        "mediation.confirm_apply",
        (agreed,),
        reminds={50: (mediator, clerk), 80: (mediator, clerk)},
    )
    archiving = Clock("归档期限", "mediation.archive", (concluded,), reminds={80: (clerk,), 100: (clerk, head)})

    # ── 材料 ──
    evidence = Material("当事人提交的材料", at_most=20)
    signed_minutes = Material("调解记录扫描件", help="当事人签过名的记录")
    agreement = Material("调解协议书", at_least=1, help="各方签名、盖章或者按指印，调解员签名并加盖印章的")
    ruling = Material("法院文书", at_most=3)

    # ── 办法 ──
    register = opens(
        "登记",
        registered,
        (clerk, mediator),
        asks=(
            Ask("source", "来源", "choice", choices=SOURCES),
            Ask("sender", "移送单位", "choice", required=False, choices=SENDERS, help="委托移送的要填"),
            Ask("category", "纠纷类型", "choice", choices=actions.categories),
            Ask("community", "纠纷所在社区", "choice", choices=communities),
            Ask("applicants", "申请人", "parties", maximum=20, guarded=True),
            Ask("respondents", "被申请人", "parties", maximum=20, opposes="申请人"),
            Ask("people", "涉及人数", "integer", minimum=2),
            Ask("amount", "涉及金额（元）", "decimal", required=False, minimum=0),
            Ask("mass", "有群体性事件苗头", "yes_no"),
            Ask("facts", "纠纷情况和请求", "long_text", minimum=5),
        ),
        takes=(evidence,),
        does=actions.register,
        tells=(head,),
    )
    accept = Transition("受理", registered, accepted, (clerk, head), does=actions.accept, tells=(head,))
    refuse = Transition(
        "不予受理",
        registered,
        refused,
        (clerk, head),
        asks=(
            Ask("ground", "理由", "choice", choices=GROUNDS),
            Ask("advice", "告知当事人的其他途径", "choices", choices=REMEDIES),
            Ask("reason", "说明", "long_text", minimum=5),
        ),
        basis="人民调解法第十七条；人民调解工作若干规定（司法部令第75号）第二十二条",
        weighty=True,
        optional=True,
    )
    withdraw = Transition(
        "当事人撤回",
        (registered, accepted, mediating),
        (withdrawn, concluded),
        (clerk, mediator),
        asks=(Ask("reason", "撤回理由", "long_text"),),
        does=actions.withdraw,
        chooses=actions.after_withdrawal,
        basis="人民调解法第二十三条",
        weighty=True,
        optional=True,
    )
    assign = Transition(
        "分派",
        accepted,
        mediating,
        (clerk, head),
        asks=(Ask("mediator", "调解员", "choice", choices=actions.mediators),),
        does=actions.assign,
        tells=(mediator,),
        help="擅长这类纠纷、手上案件少的排在前面。",
    )
    reassign = Transition(
        "改派",
        mediating,
        None,
        (clerk, head),
        asks=(
            Ask("mediator", "调解员", "choice", choices=actions.mediators),
            Ask("reason", "改派理由", "long_text", help="例如当事人要求更换"),
        ),
        does=actions.assign,
        tells=(mediator,),
        optional=True,
    )
    extend = Transition(
        "延长调解期限",
        mediating,
        None,
        (mediator, clerk),
        asks=(
            Ask("days", "延长天数", "integer", minimum=1),
            Ask("consented", "各方当事人都同意延长", "yes_no"),
            Ask("reason", "延长理由", "long_text", personal=True),
        ),
        unless=actions.not_theirs,
        does=actions.extend,
        tells=(head,),
        basis="深圳经济特区矛盾纠纷多元化解条例第二十五条（待核）",
        optional=True,
    )
    hold = Transition(
        "登记调解",
        mediating,
        None,
        (mediator, clerk),
        asks=(
            Ask("held_on", "调解日期", "date"),
            Ask("minutes", "调解记录", "long_text", minimum=5, personal=True),
        ),
        takes=(signed_minutes,),
        unless=actions.not_theirs,
        does=actions.hold,
    )
    agree_in_writing = Transition(
        "达成书面协议",
        mediating,
        agreed,
        (mediator, clerk),
        asks=(
            Ask("liability", "各方当事人的责任", "long_text", required=False, personal=True),
            Ask("content", "协议内容", "long_text", minimum=5, personal=True),
            Ask("manner", "履行方式和期限", "long_text", personal=True),
            Ask("signed", "各方和调解员都已签名", "yes_no"),
        ),
        takes=(agreement,),
        unless=actions.no_session_yet,
        does=actions.agree_in_writing,
        tells=(head,),
        basis="人民调解法第二十八条、第二十九条",
        help="协议自签齐之日起生效，司法确认的三十日从这一天起算。",
    )
    agree_orally = Transition(
        "达成口头协议",
        mediating,
        agreed,
        (mediator, clerk),
        asks=(
            Ask("content", "协议内容", "long_text", minimum=5, personal=True, help="口头协议应当记录协议内容"),
            Ask("manner", "履行方式和期限", "long_text", personal=True),
        ),
        unless=actions.no_session_yet,
        does=actions.agree_orally,
        tells=(head,),
        basis="人民调解法第二十八条、第三十条",
    )
    fail = Transition(
        "调解不成",
        mediating,
        concluded,
        (mediator, clerk),
        asks=(
            Ask("advice", "告知当事人的其他途径", "choices", choices=REMEDIES),
            Ask("reason", "调解不成的原因", "long_text", minimum=5, personal=True),
        ),
        unless=actions.no_session_yet,
        does=actions.fail,
        basis="人民调解法第二十六条",
        tells=(head,),
        weighty=True,
    )
    apply = Transition(
        "申请司法确认",
        agreed,
        confirming,
        (clerk, mediator),
        asks=(Ask("jointly", "双方当事人共同申请", "yes_no"),),
        unless=actions.not_theirs,
        does=actions.apply,
        basis="人民调解法第三十三条",
        optional=True,
    )
    decided = Transition(
        "登记法院决定",
        confirming,
        performing,
        (clerk, mediator),
        asks=(Ask("decision", "决定", "choice", choices=DECISIONS),),
        takes=(ruling,),
        does=actions.decided,
    )
    time_is_up = Transition("确认期限届满", agreed, performing, (SYSTEM,), after=time_to_apply)
    visit = Transition(
        "回访",
        (agreed, confirming, performing),
        None,
        (clerk, mediator),
        asks=(
            Ask("performance", "履行情况", "choice", choices=PERFORMANCES),
            Ask("note", "回访记录", "long_text", personal=True),
        ),
        does=actions.visit,
        basis="人民调解法第三十一条",
        optional=True,
    )
    finish = Transition(
        "履行完毕",
        (agreed, performing),
        concluded,
        (clerk, mediator),
        asks=(Ask("note", "履行情况说明", "long_text", required=False, personal=True),),
        does=actions.performed,
    )
    give_up = Transition(
        "未能履行",
        performing,
        concluded,
        (clerk, mediator),
        asks=(
            Ask("performance", "履行情况", "choice", choices=PERFORMANCES[1:]),
            Ask("advice", "告知当事人的其他途径", "choices", choices=REMEDIES),
            Ask("reason", "未履行的原因", "long_text", minimum=5, personal=True),
        ),
        does=actions.not_performed,
        basis="人民调解法第三十一条、第三十二条",
        weighty=True,
        optional=True,
    )
    archive = Transition(
        "归档",
        concluded,
        archived,
        (clerk, head),
        asks=(Ask("pages", "卷宗页数", "integer", required=False, minimum=1),),
        help="卷宗材料齐全后归档。",
    )
    instruct = Transition(
        "指导意见",
        (registered, accepted, mediating, agreed, performing),
        None,
        (guide,),
        asks=(Ask("opinion", "意见", "long_text", minimum=5),),
        tells=(clerk, head, mediator),
        basis="人民调解法第五条",
        optional=True,
    )
