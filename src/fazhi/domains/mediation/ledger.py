"""Ledgers of people's mediation: organisations, mediators, disputes, trainings.

Dispute categories follow the printed county form (domain fact sheet 5.3); a district may use others, so the column is
free text with suggestions in the note rather than a closed list.
"""

from fazhi.figures.ledger import Column, Ledger

ORGANIZATION_KINDS = ("街道", "社区", "企事业单位", "行业性专业性", "商事", "小区物业")
RESULTS = ("调解成功", "调解未成功", "撤回申请")
PERFORMANCES = ("已履行", "部分履行", "未履行")

ORGANIZATIONS = Ledger(
    name="mediation_organizations",
    title="人民调解组织台账",
    date="established_on",
    key=("code",),
    columns=(
        Column(name="code", heading="组织编号", required=True),
        Column(name="name", heading="组织名称", required=True, aliases=("调解组织名称",)),
        Column(name="kind", heading="组织类型", required=True, choices=ORGANIZATION_KINDS),
        Column(name="street", heading="所属街道", aliases=("街道",)),
        Column(name="community", heading="所属社区", aliases=("社区",)),
        Column(name="established_on", heading="成立日期", type="date", required=True),
        Column(name="dissolved_on", heading="撤销日期", type="date", note="仍在运行的不填"),
    ),
)

MEDIATORS = Ledger(
    name="mediators",
    title="人民调解员台账",
    date="appointed_on",
    key=("code",),
    columns=(
        Column(name="code", heading="调解员编号", required=True),
        Column(name="name", heading="姓名", required=True, personal="name"),
        Column(name="organization", heading="所在调解组织编号", required=True),
        Column(name="employment", heading="专兼职", required=True, choices=("专职", "兼职")),
        Column(name="phone", heading="联系电话", personal="phone", aliases=("电话", "手机号码")),
        Column(name="appointed_on", heading="聘任日期", type="date", required=True),
        Column(name="left_on", heading="解聘日期", type="date", note="在任的不填"),
    ),
)

DISPUTES = Ledger(
    name="disputes",
    title="人民调解案件台账",
    aliases=("矛盾纠纷调解台账",),
    date="concluded_on",
    key=("number",),
    columns=(
        Column(name="number", heading="案件编号", required=True, aliases=("编号", "案号")),
        Column(name="organization", heading="调解组织编号", required=True),
        Column(name="street", heading="街道", aliases=("所属街道",)),
        Column(
            name="category",
            heading="纠纷类型",
            required=True,
            aliases=("纠纷类别",),
            note="如：婚姻家庭继承、邻里、房屋宅基地、合同、劳动争议、物业、道路交通、医患、消费",
        ),
        Column(name="source", heading="来源", choices=("当事人申请", "主动介入", "委托移送")),
        Column(name="applicant", heading="申请人", personal="name"),
        Column(name="respondent", heading="被申请人", personal="name"),
        Column(name="people", heading="涉及人数", type="integer", unit="人"),
        Column(name="amount", heading="涉及金额", type="money", unit="元"),
        Column(name="accepted_on", heading="受理日期", type="date", required=True),
        Column(name="concluded_on", heading="办结日期", type="date", aliases=("结案日期",), note="未办结的不填"),
        Column(name="result", heading="调解结果", choices=RESULTS),
        Column(name="agreement", heading="协议形式", choices=("书面", "口头")),
        Column(name="confirmed", heading="是否司法确认", type="boolean"),
        Column(name="applied_on", heading="申请司法确认日期", type="date", note="没有申请的不填"),
        Column(name="performance", heading="履行情况", choices=PERFORMANCES, note="还没有回访的不填"),
        Column(name="duration_days", heading="调解天数", type="integer", unit="天", note="受理之日到办结之日"),
    ),
)

TRAININGS = Ledger(
    name="mediation_trainings",
    title="人民调解培训台账",
    date="held_on",
    key=("code",),
    columns=(
        Column(name="code", heading="培训编号", required=True),
        Column(name="topic", heading="培训主题", required=True),
        Column(name="form", heading="培训形式", required=True, choices=("线上", "现场")),
        Column(name="held_on", heading="培训日期", type="date", required=True),
        Column(
            name="attendance", heading="参加人次", type="integer", unit="人次", required=True, aliases=("收看人次",)
        ),
    ),
)

LEDGERS = (ORGANIZATIONS, MEDIATORS, DISPUTES, TRAININGS)
