"""Ledger of the yearly plan of governing by law: a row is a field of work (具体领域) within an aspect (方面)."""

from fazhi.figures.ledger import Column, Ledger

WORK_PLAN = Ledger(
    name="work_plan",
    title="依法治区工作要点台账",
    aliases=("工作要点任务分解表",),
    key=("year", "number"),
    columns=(
        Column(name="year", heading="年度", type="integer", required=True),
        Column(name="number", heading="序号", required=True, aliases=("编号",)),
        Column(name="aspect", heading="方面", required=True, aliases=("工作方面", "一级任务")),
        Column(name="area", heading="具体领域", required=True, aliases=("工作领域", "领域")),
        Column(name="task", heading="工作任务", required=True, aliases=("任务内容", "主要任务")),
        Column(name="lead", heading="牵头单位", required=True, aliases=("责任单位",)),
        Column(name="partners", heading="配合单位"),
        Column(name="adopted_on", heading="印发日期", type="date"),
        Column(name="due_on", heading="完成时限", type="date"),
        Column(name="done_on", heading="完成日期", type="date", note="未完成的不填"),
    ),
)

LEDGERS = (WORK_PLAN,)
