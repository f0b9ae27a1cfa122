"""What is counted of community correction.

Intake and release accumulate from the first record; the register stands at the end of the period. The identity that must
hold (domain fact sheet 2.5): on register = received + transferred in − released − terminated − transferred out.
"""

from fazhi.figures.figure import Accumulated, Figure, Invariant, Standing

_TERMINATED = ("收监执行", "撤销缓刑", "撤销假释", "死亡")

FIGURES = (
    Figure(
        id="corrections.received",
        label="累计接收社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=Accumulated("received_on"),
        said=("累计接收 社区矫正对象", "接收 社区矫正"),
    ),
    Figure(
        id="corrections.released",
        label="累计解除矫正",
        unit="人",
        ledger="corrections",
        meaning=Accumulated("left_on"),
        where=lambda t: t.exit == "解除矫正",
        said=("解除矫正", "累计解除"),
    ),
    Figure(
        id="corrections.terminated",
        label="累计终止矫正（收监、撤销、死亡）",
        unit="人",
        ledger="corrections",
        meaning=Accumulated("left_on"),
        where=lambda t: t.exit.isin(_TERMINATED),
        said=("终止矫正", "收监执行 矫正"),
    ),
    Figure(
        id="corrections.transferred_in",
        label="累计迁入社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=Accumulated("transferred_in_on"),
        said=("迁入 矫正",),
    ),
    Figure(
        id="corrections.transferred_out",
        label="累计迁出社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=Accumulated("left_on"),
        where=lambda t: t.exit == "迁出",
        said=("迁出 矫正",),
    ),
    Figure(
        id="corrections.on_register",
        label="在册社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=Standing("registered_on", "left_on"),
        said=("在册", "在册 社区矫正对象", "在矫"),
    ),
    Figure(
        id="corrections.absconded",
        label="脱管社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=Accumulated("absconded_on", origin="year"),
        said=("脱管", "漏管"),
    ),
)

INVARIANTS = (
    Invariant(
        id="corrections.register",
        label="社区矫正在册人数平衡",
        left=("corrections.on_register",),
        right=("corrections.received", "corrections.transferred_in"),
        less=("corrections.released", "corrections.terminated", "corrections.transferred_out"),
        suspects=lambda t, period: (
            (t.registered_on <= period.end)
            & (t.left_on.isnull() | (t.left_on > period.end))
            & t.received_on.isnull()
            & t.transferred_in_on.isnull()
        ),
        suspects_ledger="corrections",
        suspects_label="在册而既无接收日期也无迁入日期",
    ),
)
