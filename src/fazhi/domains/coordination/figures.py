"""What is counted of enforcement coordination."""

from fazhi.figures.figure import During, Figure, Invariant, Mean, Opening, Ratio, Standing, Total


def _mean(column: str, label: str, unit: str, said: str) -> tuple[Figure, Figure, Mean]:
    """The mean of a column over the matters settled in the period, with the sum and the count it is made of."""
    whole, counted = f"coordination.{column}_total", f"coordination.{column}_counted"
    return (
        Figure(
            id=whole,
            label=f"{label}合计",
            unit=unit,
            ledger="coordination_matters",
            meaning=During("settled_on"),
            measure=Total(column),
        ),
        Figure(
            id=counted,
            label=f"有{label}的协同监管事项",
            unit="件",
            ledger="coordination_matters",
            meaning=During("settled_on"),
            where=lambda t: getattr(t, column).notnull(),
        ),
        Mean(
            id=f"coordination.{column}_mean",
            label=f"协同监管事项平均{label}",
            numerator=whole,
            denominator=counted,
            unit=unit,
            said=(said,),
        ),
    )


def _known(column: str, label: str, date: str) -> Figure:
    """The matters of which a ledger says this at all: what nobody wrote down is neither yes nor no."""
    return Figure(
        id=f"coordination.{column}_known",
        label=label,
        unit="件",
        ledger="coordination_matters",
        meaning=During(date),
        where=lambda t: getattr(t, column).notnull(),
    )


FIGURES = (
    Figure(
        id="coordination.pain_points",
        label="综合执法痛点难点问题",
        unit="项",
        ledger="pain_points",
        meaning=During("raised_on"),
        said=("痛点难点 问题", "综合执法 痛点难点", "聚焦 难点 问题"),
    ),
    Figure(
        id="coordination.pain_points_settled",
        label="解决综合执法痛点难点问题",
        unit="项",
        ledger="pain_points",
        meaning=During("settled_on"),
        said=("解决 痛点难点", "化解 执法 难题"),
    ),
    Figure(
        id="coordination.registered",
        label="登记协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("registered_on"),
        said=("登记 协同监管 事项", "受理 协同监管 事项"),
    ),
    Figure(
        id="coordination.opening",
        label="上期结转协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=Opening("registered_on", "settled_on"),
        said=("结转 协同监管 事项",),
    ),
    Figure(
        id="coordination.settled",
        label="办结协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("settled_on"),
        said=("办结 协同监管 事项", "处置 协同监管 事项"),
    ),
    Figure(
        id="coordination.pending",
        label="在办协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=Standing("registered_on", "settled_on"),
        said=("在办 协同监管 事项",),
    ),
    Figure(
        id="coordination.evaluated",
        label="双向评价的协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("settled_on"),
        where=lambda t: t.street_score.notnull() & t.department_score.notnull(),
        said=("个案 评价 事项", "一案一考 事项"),
    ),
    Ratio(
        id="coordination.evaluation_rate",
        label="协同监管事项双向评价率",
        numerator="coordination.evaluated",
        denominator="coordination.settled",
        said=("个案 评价率",),
    ),
    Figure(
        id="coordination.dispatched",
        label="分拨协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("dispatched_on"),
        said=("分拨 协同监管 事项",),
    ),
    Figure(
        id="coordination.returned",
        label="被退回过的协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("dispatched_on"),
        where=lambda t: t.returns > 0,
        said=("退回 协同监管 事项",),
    ),
    Ratio(
        id="coordination.return_rate",
        label="协同监管事项退回率",
        numerator="coordination.returned",
        denominator="coordination.returns_known",
        said=("协同监管 退回率",),
    ),
    Figure(
        id="coordination.on_time",
        label="按期办结协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("settled_on"),
        where=lambda t: t.on_time,
        said=("按期 办结 协同监管",),
        note="首次报告结果不晚于办理期限的；核验不通过而重办的，按首次报告计。期限按报告那天已公布的日历计算。",
    ),
    Ratio(
        id="coordination.on_time_rate",
        label="协同监管事项按期办结率",
        numerator="coordination.on_time",
        denominator="coordination.on_time_known",
        said=("协同监管 按期 办结率",),
    ),
    Figure(
        id="coordination.reopened",
        label="退回重办的协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("settled_on"),
        where=lambda t: t.reopenings > 0,
        said=("退回重办 协同监管 事项",),
    ),
    Ratio(
        id="coordination.reopen_rate",
        label="协同监管事项退回重办率",
        numerator="coordination.reopened",
        denominator="coordination.reopenings_known",
        said=("协同监管 重办率",),
    ),
    Figure(
        id="coordination.extended",
        label="延期办理的协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("settled_on"),
        where=lambda t: t.extensions > 0,
        said=("延期 办理 协同监管",),
    ),
    Figure(
        id="coordination.supervised",
        label="督办的协同监管事项",
        unit="件",
        ledger="coordination_matters",
        meaning=During("supervised_on"),
        said=("督办 协同监管 事项",),
        note="按第一次督办的日期计；督办几次的，只计一件。",
    ),
    _known("returns", "记有退回次数的分拨事项", "dispatched_on"),
    _known("on_time", "记有是否按期的办结事项", "settled_on"),
    _known("reopenings", "记有退回重办次数的办结事项", "settled_on"),
    *_mean("handling_days", "办理时间", "个工作日", "平均 办理 协同监管 工作日"),
    *_mean("street_score", "街道对部门的评分", "分", "对部门 评分 平均"),
    *_mean("department_score", "部门对街道的评分", "分", "对街道 评分 平均"),
)

INVARIANTS = (
    Invariant(
        id="coordination.flow",
        label="协同监管事项收结存",
        left=("coordination.pending",),
        right=("coordination.opening", "coordination.registered"),
        less=("coordination.settled",),
    ),
)
