"""Ledger of administrative reconsideration cases (行政复议)."""

from fazhi.figures.ledger import Column, Ledger

OUTCOMES = ("维持", "驳回", "变更", "撤销", "确认违法", "责令履行", "确认无效", "调解", "终止")
"""Outcomes for statistics (domain fact sheet 2.1)."""

CORRECTED = ("变更", "撤销", "确认违法", "责令履行", "确认无效")
"""Outcomes that correct the act under review: the numerator of the direct correction rate (直接纠错率)."""

CASES = Ledger(
    name="reconsideration_cases",
    title="行政复议案件台账",
    date="accepted_on",
    key=("number",),
    columns=(
        Column(name="number", heading="案号", required=True, aliases=("案件编号",)),
        Column(name="applicant", heading="申请人", personal="name"),
        Column(name="respondent", heading="被申请人", required=True),
        Column(name="subject", heading="行政行为类型", note="如：行政处罚、政府信息公开、行政强制、不履行法定职责"),
        Column(name="received_on", heading="收到申请日期", type="date"),
        Column(name="accepted_on", heading="受理日期", type="date", required=True),
        Column(name="concluded_on", heading="审结日期", type="date", aliases=("结案日期",), note="未审结的不填"),
        Column(name="outcome", heading="审结结果", choices=OUTCOMES),
    ),
)

LEDGERS = (CASES,)
