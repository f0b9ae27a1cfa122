"""Ledgers of the legal profession in the district: firms and lawyers."""

from fazhi.figures.ledger import Column, Ledger

FIRMS = Ledger(
    name="law_firms",
    title="律师事务所台账",
    date="established_on",
    key=("licence",),
    columns=(
        Column(name="licence", heading="执业许可证号", required=True, aliases=("许可证号",)),
        Column(name="name", heading="律师事务所名称", required=True, aliases=("名称", "律师事务所")),
        Column(name="form", heading="组织形式", choices=("普通合伙", "特殊的普通合伙", "个人", "分所")),
        Column(name="street", heading="所属街道", aliases=("街道",)),
        Column(name="party_branch", heading="是否建立党组织", type="boolean"),
        Column(name="established_on", heading="设立日期", type="date", required=True),
        Column(name="closed_on", heading="注销日期", type="date", note="正常执业的不填"),
    ),
)

LAWYERS = Ledger(
    name="lawyers",
    title="律师台账",
    aliases=("执业律师台账",),
    date="licensed_on",
    key=("licence",),
    columns=(
        Column(name="licence", heading="执业证号", required=True, aliases=("律师执业证号",)),
        Column(name="name", heading="姓名", required=True, personal="name", aliases=("律师姓名",)),
        Column(name="sex", heading="性别", choices=("男", "女")),
        Column(name="firm", heading="执业机构", required=True, aliases=("律师事务所",)),
        Column(name="kind", heading="律师类别", choices=("专职", "兼职", "公职", "公司")),
        Column(name="party_member", heading="是否党员", type="boolean"),
        Column(name="phone", heading="联系电话", personal="phone", aliases=("电话", "手机号码")),
        Column(name="licensed_on", heading="执业日期", type="date", required=True, aliases=("首次执业日期",)),
        Column(name="left_on", heading="注销日期", type="date", aliases=("转出日期",), note="在册执业的不填"),
        Column(
            name="group_joined_on", heading="加入法律服务团日期", type="date", note="未加入律师志愿法律服务团的不填"
        ),
        Column(name="group_left_on", heading="退出法律服务团日期", type="date"),
    ),
)

LEDGERS = (FIRMS, LAWYERS)
