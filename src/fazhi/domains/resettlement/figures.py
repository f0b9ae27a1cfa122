"""What is counted of resettlement: who stands on the list, who came and who left (domain fact sheet 5.5)."""

from fazhi.figures.figure import During, Figure, Invariant, Opening, Standing

_LISTED = Standing("registered_on", "removed_on")

FIGURES = (
    Figure(
        id="resettlement.registered",
        label="列管安置帮教人员",
        unit="人",
        ledger="resettlement",
        meaning=_LISTED,
        said=("列管 安置帮教 人员", "安置帮教人员", "列管 刑满释放"),
    ),
    Figure(
        id="resettlement.opening",
        label="期初列管安置帮教人员",
        unit="人",
        ledger="resettlement",
        meaning=Opening("registered_on", "removed_on"),
        said=("期初 安置帮教",),
    ),
    Figure(
        id="resettlement.new",
        label="新衔接安置帮教人员",
        unit="人",
        ledger="resettlement",
        meaning=During("registered_on"),
        said=("衔接 刑满释放 人员", "新增 安置帮教", "新衔接 安置帮教"),
    ),
    Figure(
        id="resettlement.removed",
        label="期满撤管安置帮教人员",
        unit="人",
        ledger="resettlement",
        meaning=During("removed_on"),
        said=("撤管 安置帮教", "解除 帮教"),
    ),
    Figure(
        id="resettlement.key_persons",
        label="重点安置帮教人员",
        unit="人",
        ledger="resettlement",
        meaning=_LISTED,
        where=lambda t: t.key_person,
        said=("重点 帮教 人员", "重点 安置帮教 对象"),
    ),
    Figure(
        id="resettlement.unverified",
        label="“三假”人员",
        unit="人",
        ledger="resettlement",
        meaning=_LISTED,
        where=lambda t: t.unverified,
        said=("三假 人员",),
    ),
)

INVARIANTS = (
    Invariant(
        id="resettlement.flow",
        label="安置帮教人员进出平衡",
        left=("resettlement.registered",),
        right=("resettlement.opening", "resettlement.new"),
        less=("resettlement.removed",),
    ),
)
