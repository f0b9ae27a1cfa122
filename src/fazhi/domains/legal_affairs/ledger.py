"""Ledgers of legal services to the government: matters, opinions, documents of the system, legal staff."""

from fazhi.figures.ledger import Column, Ledger

AFFAIRS = Ledger(
    name="legal_affairs",
    title="政府法律事务台账",
    aliases=("法律事务台账",),
    date="received_on",
    key=("number",),
    columns=(
        Column(name="number", heading="事务编号", required=True, aliases=("编号",)),
        Column(name="title", heading="事务名称", required=True, aliases=("事项名称", "名称")),
        Column(
            name="category",
            heading="事务类别",
            required=True,
            aliases=("类别",),
            note="如：城市更新、棚户区改造、重点地块清理、重大遗留问题、合同审查、涉法事务咨询",
        ),
        Column(name="requester", heading="交办单位", required=True, aliases=("来文单位", "委托单位")),
        Column(name="handler", heading="承办人", personal="name"),
        Column(name="received_on", heading="承办日期", type="date", required=True, aliases=("收文日期",)),
        Column(name="concluded_on", heading="办结日期", type="date", note="未办结的不填"),
        Column(
            name="form", heading="办理形式", choices=("书面意见", "合同审查意见", "参加会议", "出具函件", "现场处置")
        ),
    ),
)

OPINIONS = Ledger(
    name="legal_opinions",
    title="法律意见台账",
    aliases=("法律意见书台账",),
    date="issued_on",
    key=("number",),
    columns=(
        Column(name="number", heading="意见编号", required=True, aliases=("编号", "文号")),
        Column(name="title", heading="意见名称", required=True, aliases=("标题",)),
        Column(name="topic", heading="专题", required=True, note="如：疫情防控、城市更新、招商引资、历史遗留"),
        Column(name="requester", heading="提请单位", aliases=("委托单位",)),
        Column(name="drafter", heading="起草人", personal="name", aliases=("承办人",)),
        Column(name="issued_on", heading="出具日期", type="date", required=True),
    ),
)

SYSTEM = Ledger(
    name="legal_service_documents",
    title="政府法律服务制度文件台账",
    date="issued_on",
    key=("number",),
    columns=(
        Column(name="number", heading="文件编号", required=True, aliases=("编号",)),
        Column(name="title", heading="文件名称", required=True, aliases=("文件标题",)),
        Column(name="level", heading="制度层级", required=True, choices=("改革方案", "实施意见", "配套文件")),
        Column(name="issued_on", heading="形成日期", type="date", required=True, aliases=("印发日期",)),
        Column(name="repealed_on", heading="废止日期", type="date", note="现行有效的不填"),
    ),
)

STAFF = Ledger(
    name="legal_staff",
    title="政府法律服务队伍台账",
    date="joined_on",
    key=("code",),
    columns=(
        Column(name="code", heading="人员编号", required=True, aliases=("编号",)),
        Column(name="name", heading="姓名", required=True, personal="name"),
        Column(name="team", heading="队伍", required=True, choices=("内设法制科室", "法律专务", "外聘法律顾问")),
        Column(name="unit", heading="服务单位", required=True, aliases=("所在单位",)),
        Column(name="joined_on", heading="到岗日期", type="date", required=True, aliases=("聘任日期",)),
        Column(name="left_on", heading="离岗日期", type="date", note="在岗的不填"),
    ),
)

LEDGERS = (AFFAIRS, OPINIONS, SYSTEM, STAFF)
