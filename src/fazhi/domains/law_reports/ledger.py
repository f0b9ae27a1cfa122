"""Ledger of leaders' annual reports on the rule of law (述法): one row a person and report (domain fact sheet 5.2)."""

from fazhi.figures.ledger import Column, Ledger

LAW_REPORTS = Ledger(
    name="law_reports",
    title="领导干部述法台账",
    aliases=("述法台账",),
    date="reported_on",
    key=("number",),
    columns=(
        Column(name="number", heading="述法编号", required=True, aliases=("编号",)),
        Column(name="year", heading="述法年度", type="integer", required=True, aliases=("年度",)),
        Column(name="name", heading="述法人", required=True, personal="name", aliases=("姓名",)),
        Column(name="unit", heading="单位", required=True, aliases=("所在单位", "述法单位")),
        Column(name="level", heading="单位层级", required=True, choices=("区委区政府", "工作部门", "街道")),
        Column(name="role", heading="职务类别", required=True, choices=("主要负责人", "其他班子成员")),
        Column(name="form", heading="述法形式", choices=("会议述法", "书面述法", "专题述法")),
        Column(name="reported_on", heading="述法日期", type="date", required=True, aliases=("日期",)),
        Column(name="grade", heading="评议等次", choices=("优秀", "良好", "合格", "不合格")),
        Column(name="problems", heading="查摆问题", aliases=("存在问题",)),
        Column(name="next_steps", heading="整改措施", aliases=("下一步措施",)),
    ),
)

LEDGERS = (LAW_REPORTS,)
