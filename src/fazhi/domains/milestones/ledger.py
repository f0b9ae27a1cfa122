"""Ledger of milestones (大事记): what was issued, founded, opened, or done for the first time.

A work report has sentences without a number; each comes from a row here. ``section`` says where: part and item of the
report, "2.3" for 二（三）.
"""

from fazhi.figures.ledger import Column, Ledger

KINDS = ("出台文件", "成立机构", "上线平台", "建立机制", "开展活动", "推进工作", "荣誉表彰")

MILESTONES = Ledger(
    name="milestones",
    title="大事记台账",
    aliases=("大事记",),
    date="date",
    key=("number",),
    columns=(
        Column(name="number", heading="编号", required=True, aliases=("序号",)),
        Column(name="date", heading="日期", type="date", required=True, aliases=("时间",)),
        Column(name="section", heading="报告章节", required=True, note="如 2.3 表示第二部分第（三）条"),
        Column(name="kind", heading="类别", required=True, choices=KINDS),
        Column(name="text", heading="内容", required=True, aliases=("事项内容",), note="成句，可直接写进报告"),
        Column(name="basis", heading="依据文件", aliases=("文件名称", "文号")),
        Column(
            name="first_in", heading="首创范围", choices=("全国", "全省", "全市", "全区"), note="不是首创、首次的不填"
        ),
        Column(name="lead", heading="责任科室", aliases=("牵头科室",)),
    ),
)

LEDGERS = (MILESTONES,)
