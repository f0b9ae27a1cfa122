"""Ledgers of legal aid: cases, and evaluations of hearings (one row an expert and hearing).

Consultations of legal aid stand in the one ledger of consultations, under the channel 法律援助.
"""

from fazhi.figures.ledger import Column, Ledger

KINDS = ("刑事", "民事", "行政")
CHANNELS = ("申请", "通知辩护", "通知代理")
STAGES = ("侦查", "审查起诉", "一审", "二审", "再审", "执行", "仲裁", "非诉讼")

CASES = Ledger(
    name="legal_aid_cases",
    title="法律援助案件台账",
    date="accepted_on",
    key=("number",),
    columns=(
        Column(name="number", heading="案件编号", required=True, aliases=("编号", "受理编号")),
        Column(name="kind", heading="案件类型", required=True, choices=KINDS, aliases=("类型",)),
        Column(name="matter", heading="案由", aliases=("事由",)),
        Column(name="channel", heading="来源", required=True, choices=CHANNELS, aliases=("受理途径",)),
        Column(name="stage", heading="办理阶段", choices=STAGES, aliases=("诉讼阶段",)),
        Column(name="recipient", heading="受援人", required=True, personal="name", aliases=("受援人姓名", "申请人")),
        Column(name="id_number", heading="身份证号", personal="id_number", aliases=("身份证号码", "公民身份号码")),
        Column(
            name="group",
            heading="受援人类别",
            note="如：农民工、妇女、未成年人、老年人、残疾人、军人军属、少数民族、外籍、其他",
        ),
        Column(name="street", heading="所属街道", aliases=("街道",)),
        Column(name="lawyer", heading="承办律师", personal="name", aliases=("承办人",)),
        Column(name="firm", heading="承办单位", aliases=("律师事务所",)),
        Column(name="applied_on", heading="申请日期", type="date", aliases=("收到通知日期",)),
        Column(name="accepted_on", heading="受理日期", type="date", required=True, aliases=("决定援助日期",)),
        Column(name="assigned_on", heading="指派日期", type="date"),
        Column(name="concluded_on", heading="结案日期", type="date", aliases=("办结日期",), note="未结案的不填"),
        Column(name="recovered", heading="挽回损失金额", type="money", unit="元", aliases=("挽回金额",)),
    ),
)

EVALUATIONS = Ledger(
    name="legal_aid_evaluations",
    title="法律援助案件庭审评估台账",
    aliases=("法律援助质量评估台账",),
    date="hearing_on",
    key=("hearing", "expert"),
    columns=(
        Column(name="hearing", heading="庭审编号", required=True, aliases=("场次编号",)),
        Column(name="case", heading="援助案件编号", required=True, aliases=("案件编号",)),
        Column(name="hearing_on", heading="庭审日期", type="date", required=True, aliases=("评估日期",)),
        Column(name="lawyer", heading="承办律师", personal="name"),
        Column(name="expert", heading="评估专家", required=True, personal="name", aliases=("专家姓名",)),
        Column(name="hearing_score", heading="庭审现场评分", type="decimal", unit="分", aliases=("庭审评分",)),
        Column(name="file_score", heading="案卷评分", type="decimal", unit="分", note="案卷未评的不填"),
    ),
)

LEDGERS = (CASES, EVALUATIONS)
