"""Ledgers of enforcement coordination: hard problems settled once for all, and matters dispatched to a department."""

from fazhi.figures.ledger import Column, Ledger

PAIN_POINTS = Ledger(
    name="pain_points",
    title="综合执法痛点难点问题台账",
    aliases=("执法痛点难点台账",),
    date="raised_on",
    key=("number",),
    columns=(
        Column(name="number", heading="问题编号", required=True, aliases=("编号", "序号")),
        Column(name="title", heading="问题名称", required=True, aliases=("问题", "痛点难点问题")),
        Column(name="field", heading="执法领域", aliases=("领域",)),
        Column(name="lead", heading="牵头部门", required=True, aliases=("责任部门",)),
        Column(name="partners", heading="配合部门"),
        Column(name="raised_on", heading="列入日期", type="date", required=True, aliases=("提出日期",)),
        Column(name="measures", heading="解决措施"),
        Column(name="settled_on", heading="解决日期", type="date", note="未解决的不填"),
    ),
)

MATTERS = Ledger(
    name="coordination_matters",
    title="协同监管事项台账",
    date="registered_on",
    key=("number",),
    columns=(
        Column(name="number", heading="事项编号", required=True, aliases=("编号",)),
        Column(name="title", heading="事项名称", required=True, aliases=("事项",)),
        Column(name="pain_point", heading="痛点难点问题", aliases=("问题类别",), note="不属于痛点难点问题的不填"),
        Column(name="field", heading="执法领域", aliases=("领域",)),
        Column(name="source", heading="来源", aliases=("事项来源",)),
        Column(name="urgency", heading="紧急程度"),
        Column(name="street", heading="街道", required=True, aliases=("上报街道",)),
        Column(name="community", heading="社区", aliases=("所在社区",)),
        Column(name="department", heading="承办部门", required=True, aliases=("职能部门",)),
        Column(name="partners", heading="协办单位", aliases=("配合部门",)),
        Column(name="registered_on", heading="登记日期", type="date", required=True),
        Column(name="dispatched_on", heading="分拨日期", type="date"),
        Column(name="returns", heading="退回次数", type="integer", unit="次", note="主办单位退回分拨的次数"),
        Column(name="returned_by", heading="退回单位", note="退回过的单位，不是最后承办的单位"),
        Column(name="extensions", heading="延期次数", type="integer", unit="次"),
        Column(name="supervisions", heading="督办次数", type="integer", unit="次"),
        Column(name="supervised_on", heading="督办日期", type="date", note="第一次督办的日期，没有督办的不填"),
        Column(
            name="due_on",
            heading="办理期限",
            type="date",
            aliases=("应办结日期",),
            note="首次报告结果那天的期限；此后公布的放假安排不改变它",
        ),
        Column(name="first_reported_on", heading="首次报告结果日期", type="date"),
        Column(
            name="on_time",
            heading="是否按期",
            type="boolean",
            note="首次报告结果不晚于办理期限；重办的另有期限，不影响这一栏",
        ),
        Column(name="reopenings", heading="退回重办次数", type="integer", unit="次", note="核验不通过的次数"),
        Column(name="rework_due_on", heading="重办期限", type="date", note="没有重办的不填"),
        Column(
            name="reported_on",
            heading="报告结果日期",
            type="date",
            aliases=("反馈日期",),
            note="最后一次报告；没有重办的，与首次报告同一天",
        ),
        Column(
            name="handling_days",
            heading="办理工作日数",
            type="integer",
            unit="个工作日",
            note="首次办理与重办合计，等候核验的日子不计；按报告那天已公布的日历计算",
        ),
        Column(name="settled_on", heading="办结日期", type="date", aliases=("处置日期",), note="未办结的不填"),
        Column(
            name="street_score",
            heading="街道评分",
            type="decimal",
            unit="分",
            note="街道对部门的个案评价，评几个单位的取平均",
        ),
        Column(
            name="department_score",
            heading="部门评分",
            type="decimal",
            unit="分",
            note="部门对街道的个案评价，几个单位评的取平均",
        ),
    ),
)

LEDGERS = (PAIN_POINTS, MATTERS)
