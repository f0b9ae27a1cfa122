"""Ledger of service activities of the lawyers' service group and of community counsel.

Talks, mediations, opinions and guides stand here; consultations are kept in their own ledger (法律咨询台账), and so is
people's mediation: the units differ and are never added.
"""

from fazhi.figures.ledger import Column, Ledger

PROVIDERS = ("法律服务团", "社区法律顾问")
KINDS = ("法律宣讲", "参与调解", "法律意见", "发放法律指引", "其他法律事务")

SERVICES = Ledger(
    name="services",
    title="法律服务活动台账",
    aliases=("社区法律顾问工作台账", "法律服务团工作台账"),
    date="served_on",
    key=("number",),
    columns=(
        Column(name="number", heading="活动编号", required=True, aliases=("编号",)),
        Column(name="provider", heading="服务主体", required=True, choices=PROVIDERS),
        Column(name="kind", heading="服务类型", required=True, choices=KINDS, note="法治宣传记入法律宣讲"),
        Column(name="served_on", heading="服务日期", type="date", required=True, aliases=("日期", "活动日期")),
        Column(name="mode", heading="服务方式", choices=("线上", "线下")),
        Column(name="street", heading="街道", aliases=("所属街道",)),
        Column(name="community", heading="社区", aliases=("所属社区",)),
        Column(name="enterprise", heading="服务企业", aliases=("企业名称",), note="服务对象不是企业的不填"),
        Column(name="lawyer", heading="律师姓名", personal="name", aliases=("律师",)),
        Column(name="firm", heading="律师事务所"),
        Column(name="topic", heading="服务内容", aliases=("主题", "内容摘要")),
        Column(
            name="quantity",
            heading="数量",
            type="integer",
            required=True,
            note="宣讲、调解按场次，法律意见按条（份），法律指引按册，其他按件",
        ),
    ),
)

LEDGERS = (SERVICES,)
