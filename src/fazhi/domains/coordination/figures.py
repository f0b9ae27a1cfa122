"""What is counted of enforcement coordination."""

from fazhi.figures.figure import During, Figure, Invariant, Opening, Ratio, Standing

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
