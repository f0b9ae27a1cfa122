"""What is counted of people's mediation.

The success rate divides by concluded mediations (successful and unsuccessful); withdrawn applications are no mediation
(domain fact sheet 5.3: 成功率 = 成功 ÷ 调解).
"""

from fazhi.figures.figure import Accumulated, Distinct, During, Figure, Invariant, Mean, Ratio, Standing, Total

_IN_FORCE = Standing("established_on", "dissolved_on")


def _mediators(name: str, employment: str) -> Figure:
    return Figure(
        id=f"mediation.{name}",
        label=f"{employment}人民调解员",
        unit="人",
        ledger="mediators",
        meaning=Standing("appointed_on", "left_on"),
        where=lambda t: t.employment == employment,
        said=(f"{employment} 人民调解员", f"其中 {employment} 调解员"),
        unsaid=("专兼职",),
    )


def _agreements(name: str, form: str) -> Figure:
    return Figure(
        id=f"mediation.{name}",
        label=f"达成{form}调解协议",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: (t.result == "调解成功") & (t.agreement == form),
    )


FIGURES = (
    Figure(
        id="mediation.organizations",
        label="人民调解组织",
        unit="个",
        ledger="mediation_organizations",
        meaning=_IN_FORCE,
        said=("人民调解组织 拥有", "各类 调解组织", "人民调解委员会 共有"),
    ),
    Figure(
        id="mediation.property_room_streets",
        label="设有小区物业调解室的街道",
        unit="个",
        ledger="mediation_organizations",
        meaning=_IN_FORCE,
        where=lambda t: t.kind == "小区物业",
        measure=Distinct("street"),
        said=("辖区 街道 成立", "辖区 街道 设立", "街道 物业调解室 全覆盖"),
    ),
    Figure(
        id="mediation.property_rooms",
        label="小区物业调解室",
        unit="个",
        ledger="mediation_organizations",
        meaning=_IN_FORCE,
        where=lambda t: t.kind == "小区物业",
        said=("成立 小区物业调解室", "设立 小区物业调解室", "小区 物业调解室", "物业调解室"),
    ),
    Figure(
        id="mediation.new_professional_organizations",
        label="新成立的行业性、专业性和商事调解组织",
        unit="个",
        ledger="mediation_organizations",
        meaning=During("established_on"),
        where=lambda t: t.kind.isin(["行业性专业性", "商事"]),
        said=("新成立 行业性 专业性 调解组织",),
    ),
    Figure(
        id="mediation.mediators",
        label="专、兼职人民调解员",
        unit="人",
        ledger="mediators",
        meaning=Standing("appointed_on", "left_on"),
        said=("专兼职 人民调解员", "专 兼职 人民调解员", "人民调解员 共有"),
    ),
    _mediators("full_time_mediators", "专职"),
    _mediators("part_time_mediators", "兼职"),
    Figure(
        id="mediation.accepted",
        label="受理人民调解案件",
        unit="件",
        ledger="disputes",
        meaning=During("accepted_on"),
        said=("受理 矛盾纠纷", "受理 调解 案件"),
    ),
    Figure(
        id="mediation.concluded",
        label="调解矛盾纠纷",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.result.isin(["调解成功", "调解未成功"]),
        said=("人民调解组织 调解 矛盾纠纷", "排查 调解 纠纷", "调解 矛盾纠纷 共"),
        unsaid=("成功", "未成功", "化解"),
    ),
    Figure(
        id="mediation.resolved",
        label="成功化解矛盾纠纷",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.result == "调解成功",
        said=("成功化解 矛盾纠纷", "化解 矛盾纠纷", "调解成功 纠纷"),
    ),
    Figure(
        id="mediation.unresolved",
        label="调解未成功的矛盾纠纷",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.result == "调解未成功",
        said=("调解 未成功 纠纷", "调解不成 纠纷"),
    ),
    Ratio(
        id="mediation.success_rate",
        label="人民调解成功率",
        numerator="mediation.resolved",
        denominator="mediation.concluded",
        places=1,
        said=("调解 成功率", "化解 成功率"),
    ),
    Figure(
        id="mediation.training_attendance",
        label="线上调解培训收看",
        unit="人次",
        ledger="mediation_trainings",
        meaning=During("held_on"),
        where=lambda t: t.form == "线上",
        measure=Total("attendance"),
        said=("培训 收看 直播", "调解 培训 线上"),
    ),
    Figure(
        id="mediation.resolved_this_year",
        label="本年累计成功化解矛盾纠纷",
        unit="件",
        ledger="disputes",
        meaning=Accumulated("concluded_on", origin="year"),
        where=lambda t: t.result == "调解成功",
        said=("今年以来 累计 成功化解 矛盾纠纷",),
    ),
    Figure(
        id="mediation.backlog",
        label="期末尚未办结的人民调解案件",
        unit="件",
        ledger="disputes",
        meaning=Standing("accepted_on", "concluded_on"),
    ),
    Figure(
        id="mediation.people",
        label="调解矛盾纠纷涉及人数",
        unit="人",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.result.isin(["调解成功", "调解未成功"]),
        measure=Total("people"),
    ),
    Figure(
        id="mediation.amount",
        label="成功化解矛盾纠纷涉及金额",
        unit="元",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.result == "调解成功",
        measure=Total("amount"),
    ),
    _agreements("written_agreements", "书面"),
    _agreements("oral_agreements", "口头"),
    Figure(
        id="mediation.confirmed",
        label="经司法确认的调解协议",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.confirmed,
    ),
    Figure(
        id="mediation.confirmation_applications",
        label="申请司法确认的调解协议",
        unit="件",
        ledger="disputes",
        meaning=During("applied_on"),
    ),
    Figure(
        id="mediation.followed_up",
        label="已掌握履行情况的调解协议",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: (t.result == "调解成功") & t.performance.notnull(),
    ),
    Figure(
        id="mediation.performed",
        label="已履行的调解协议",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: (t.result == "调解成功") & (t.performance == "已履行"),
    ),
    Ratio(
        id="mediation.performance_rate",
        label="调解协议履行率",
        numerator="mediation.performed",
        denominator="mediation.followed_up",
        places=1,
        note="分母是已经掌握履行情况的协议",
    ),
    Figure(
        id="mediation.days",
        label="调解用去的天数合计",
        unit="天",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.result.isin(["调解成功", "调解未成功"]),
        measure=Total("duration_days"),
    ),
    Figure(
        id="mediation.timed",
        label="记有调解天数的案件",
        unit="件",
        ledger="disputes",
        meaning=During("concluded_on"),
        where=lambda t: t.result.isin(["调解成功", "调解未成功"]) & t.duration_days.notnull(),
    ),
    Mean(
        id="mediation.mean_days",
        label="平均调解天数",
        unit="天",
        numerator="mediation.days",
        denominator="mediation.timed",
    ),
)

INVARIANTS = (
    Invariant(
        id="mediation.results",
        label="调解矛盾纠纷按结果合计",
        left=("mediation.concluded",),
        right=("mediation.resolved", "mediation.unresolved"),
    ),
    Invariant(
        id="mediation.employment",
        label="人民调解员按专兼职合计",
        left=("mediation.mediators",),
        right=("mediation.full_time_mediators", "mediation.part_time_mediators"),
    ),
)
