"""What is counted of the yearly plan: it belongs to a calendar year, whatever half of it is reported."""

from fazhi.figures.figure import Accumulated, Distinct, Figure, ForYear

FIGURES = (
    Figure(
        id="work_plan.aspects",
        label="依法治区工作要点涵盖方面",
        unit="个",
        ledger="work_plan",
        meaning=ForYear("year"),
        measure=Distinct("aspect"),
        said=("工作要点 方面", "从 方面 部署", "依法治区 方面"),
    ),
    Figure(
        id="work_plan.areas",
        label="依法治区工作要点涵盖具体领域",
        unit="个",
        ledger="work_plan",
        meaning=ForYear("year"),
        measure=Distinct("area"),
        said=("方面 具体领域", "工作要点 领域", "具体领域"),
    ),
    Figure(
        id="work_plan.done",
        label="本年完成的工作要点任务",
        unit="项",
        ledger="work_plan",
        meaning=Accumulated("done_on", origin="year"),
        said=("完成 工作要点 任务",),
    ),
)
