"""What is counted of community correction.

Intake and release accumulate from the first record; the register stands at the end of the period. The identity that
must hold (domain fact sheet 2.5): on register = received + transferred in − released − terminated − transferred out.
"""

from fazhi.figures.figure import Accumulated, During, Figure, Invariant, Opening, Standing

_TERMINATED = ("收监执行", "撤销缓刑", "撤销假释", "死亡")
_ON_REGISTER = Standing("registered_on", "left_on")


def _of_kind(name: str, kind: str) -> Figure:
    return Figure(
        id=f"corrections.{name}",
        label=f"在册{kind}社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=_ON_REGISTER,
        where=lambda t: t.kind == kind,
        said=(f"在册 {kind}", f"{kind} 矫正对象"),
    )


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
        meaning=_ON_REGISTER,
        said=("在册", "在册 社区矫正对象", "在矫"),
    ),
    _of_kind("control", "管制"),
    _of_kind("probation", "缓刑"),
    _of_kind("parole", "假释"),
    _of_kind("outside_prison", "暂予监外执行"),
    Figure(
        id="corrections.located",
        label="电子定位的在册社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=_ON_REGISTER,
        where=lambda t: t.located,
        said=("电子定位 矫正对象", "定位 监管"),
    ),
    Figure(
        id="corrections.opening",
        label="期初在册社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=Opening("registered_on", "left_on"),
        said=("期初 在册",),
    ),
    Figure(
        id="corrections.received_in_period",
        label="本期接收社区矫正对象",
        unit="人",
        ledger="corrections",
        meaning=During("received_on"),
        said=("新接收 社区矫正对象", "本期 接收 矫正"),
    ),
    Figure(
        id="corrections.released_in_period",
        label="本期解除矫正",
        unit="人",
        ledger="corrections",
        meaning=During("left_on"),
        where=lambda t: t.exit == "解除矫正",
        said=("本期 解除矫正", "期满 解除矫正"),
    ),
    Figure(
        id="corrections.infected",
        label="社区矫正对象感染病例",
        unit="例",
        ledger="corrections",
        meaning=During("infected_on"),
        said=("矫正对象 感染", "感染病例", "感染 病例 矫正"),
    ),
    Figure(
        id="corrections.absconded",
        label="脱管、漏管社区矫正对象",
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
    Invariant(
        id="corrections.kinds",
        label="在册社区矫正对象按类别合计",
        left=("corrections.on_register",),
        right=("corrections.control", "corrections.probation", "corrections.parole", "corrections.outside_prison"),
    ),
)
