"""Ledgers of legal training and of law exams (学法考试), the latter one row a unit and exam (domain fact sheet 5.1)."""

from fazhi.figures.ledger import Column, Ledger

KINDS = ("专题培训", "中心组学习", "专题讲座", "网上学习")
AUDIENCES = ("领导干部", "国家工作人员", "行政执法人员", "青少年", "企业人员", "社区居民")

TRAININGS = Ledger(
    name="legal_trainings",
    title="学法培训台账",
    date="held_on",
    key=("number",),
    columns=(
        Column(name="number", heading="培训编号", required=True, aliases=("编号",)),
        Column(name="topic", heading="培训名称", required=True, aliases=("培训主题", "名称")),
        Column(name="theme", heading="学习内容", required=True, note="如：民法典、宪法、行政执法、社区矫正法"),
        Column(name="kind", heading="学习形式", required=True, choices=KINDS, aliases=("形式",)),
        Column(name="audience", heading="参加对象", required=True, choices=AUDIENCES, aliases=("对象",)),
        Column(name="venue", heading="会场", choices=("主会场", "分会场")),
        Column(name="host", heading="承办单位", aliases=("组织单位",)),
        Column(name="held_on", heading="培训日期", type="date", required=True, aliases=("日期",)),
        Column(
            name="attendance",
            heading="参加人数",
            type="integer",
            unit="人",
            required=True,
            aliases=("参加人次", "人数"),
        ),
    ),
)

EXAMS = Ledger(
    name="law_exams",
    title="学法考试台账",
    date="held_on",
    key=("year", "unit"),
    columns=(
        Column(name="year", heading="年度", type="integer", required=True),
        Column(name="unit", heading="单位", required=True, aliases=("参考单位", "单位名称")),
        Column(name="held_on", heading="考试日期", type="date", required=True),
        Column(name="due", heading="应考人数", type="integer", unit="人", required=True),
        Column(name="exempt", heading="免考人数", type="integer", unit="人", required=True, note="没有的填0"),
        Column(name="taken", heading="参考人数", type="integer", unit="人", required=True, aliases=("实考人数",)),
        Column(name="passed", heading="及格人数", type="integer", unit="人", required=True, aliases=("合格人数",)),
        Column(name="excellent", heading="优秀人数", type="integer", unit="人", required=True),
    ),
)

LEDGERS = (TRAININGS, EXAMS)
