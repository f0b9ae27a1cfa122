"""What is counted of milestones."""

from fazhi.figures.figure import During, Figure

_IN_PERIOD = During("date")

FIGURES = (
    Figure(
        id="milestones.recorded",
        label="大事记",
        unit="项",
        ledger="milestones",
        meaning=_IN_PERIOD,
        said=("大事记",),
    ),
    Figure(
        id="milestones.firsts",
        label="首创、首次事项",
        unit="项",
        ledger="milestones",
        meaning=_IN_PERIOD,
        where=lambda t: t.first_in.notnull(),
        said=("首创 事项", "首创 举措", "率先 推出 举措"),
    ),
    Figure(
        id="milestones.documents",
        label="出台制度文件",
        unit="项",
        ledger="milestones",
        meaning=_IN_PERIOD,
        where=lambda t: t.kind == "出台文件",
        said=("出台 制度 文件", "印发 制度"),
    ),
)
