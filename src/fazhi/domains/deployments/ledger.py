"""Ledger of staff sent down to communities or lent to key enterprises: one row a person and deployment."""

from fazhi.figures.ledger import Column, Ledger

DEPLOYMENTS = Ledger(
    name="deployments",
    title="干部下沉选派台账",
    aliases=("下沉干部台账",),
    date="started_on",
    key=("number",),
    columns=(
        Column(name="number", heading="选派编号", required=True, aliases=("编号", "序号")),
        Column(name="name", heading="姓名", required=True, personal="name"),
        Column(name="section", heading="所在科室", aliases=("科室", "部门")),
        Column(name="kind", heading="选派类型", required=True, choices=("下沉社区", "墩苗计划", "驻点帮扶")),
        Column(name="street", heading="街道", aliases=("所属街道",)),
        Column(name="destination", heading="派往单位", required=True, aliases=("下沉社区", "派往社区")),
        Column(name="task", heading="工作任务", aliases=("任务",)),
        Column(name="started_on", heading="开始日期", type="date", required=True, aliases=("派出日期",)),
        Column(name="ended_on", heading="结束日期", type="date", note="仍在派的不填"),
    ),
)

LEDGERS = (DEPLOYMENTS,)
