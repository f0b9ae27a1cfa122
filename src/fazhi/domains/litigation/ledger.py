"""Ledger of administrative litigation in which the bureau appears for the district government or for itself."""

from fazhi.figures.ledger import Column, Ledger

OUTCOMES = ("驳回诉讼请求", "驳回起诉", "原告撤诉", "撤销行政行为", "确认违法", "责令履行", "调解")
LOST = ("撤销行政行为", "确认违法", "责令履行")
"""Outcomes that count as lost (败诉)."""

CASES = Ledger(
    name="litigation_cases",
    title="行政应诉案件台账",
    aliases=("行政诉讼案件台账",),
    date="received_on",
    key=("number",),
    columns=(
        Column(name="number", heading="案号", required=True, aliases=("案件编号",)),
        Column(name="court", heading="审理法院", required=True, aliases=("法院",)),
        Column(name="plaintiff", heading="原告", personal="name", aliases=("上诉人",)),
        Column(name="client", heading="代理对象", required=True, choices=("区政府", "区司法局", "其他单位")),
        Column(name="subject", heading="诉讼事由", note="如：行政处罚、政府信息公开、征收补偿、行政复议决定"),
        Column(name="instance", heading="审级", choices=("一审", "二审", "再审")),
        Column(
            name="received_on",
            heading="收到应诉通知日期",
            type="date",
            required=True,
            aliases=("代理日期", "收到起诉状副本日期"),
        ),
        Column(name="heard_on", heading="开庭日期", type="date"),
        Column(name="head_appeared", heading="负责人是否出庭", type="boolean"),
        Column(name="concluded_on", heading="裁判日期", type="date", aliases=("结案日期",), note="未结案的不填"),
        Column(name="outcome", heading="裁判结果", choices=OUTCOMES),
    ),
)

LEDGERS = (CASES,)
