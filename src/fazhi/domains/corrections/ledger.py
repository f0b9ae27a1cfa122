"""Ledger of community correction (社区矫正): one row a person, from intake to release.

The register (在册) is kept by 入册日期 and 离册日期; an intake record (接收) or a transfer in (迁入) explains how the
person came onto it. A row with neither is an irregularity that the report shows.
"""

from fazhi.figures.ledger import Column, Ledger

KINDS = ("管制", "缓刑", "假释", "暂予监外执行")
EXITS = ("解除矫正", "收监执行", "撤销缓刑", "撤销假释", "死亡", "迁出")

PEOPLE = Ledger(
    name="corrections",
    title="社区矫正对象台账",
    date="registered_on",
    key=("number",),
    columns=(
        Column(name="number", heading="矫正编号", required=True, aliases=("编号",)),
        Column(name="name", heading="姓名", required=True, personal="name"),
        Column(name="id_number", heading="身份证号", personal="id_number", aliases=("身份证号码", "公民身份号码")),
        Column(name="sex", heading="性别", choices=("男", "女")),
        Column(name="kind", heading="矫正类别", required=True, choices=KINDS),
        Column(name="crime", heading="罪名", aliases=("案由",)),
        Column(name="authority", heading="决定机关", aliases=("判决机关", "交付机关")),
        Column(name="office", heading="司法所", required=True),
        Column(name="address", heading="居住地址", personal="address", aliases=("住址", "居住地")),
        Column(name="received_on", heading="接收日期", type="date", note="由人民法院、监狱等交付接收的日期"),
        Column(name="transferred_in_on", heading="迁入日期", type="date", note="由其他执行地迁入的日期"),
        Column(name="registered_on", heading="入册日期", type="date", required=True),
        Column(name="expires_on", heading="矫正期满日期", type="date", aliases=("期满日期",)),
        Column(name="left_on", heading="离册日期", type="date", note="在册的不填"),
        Column(name="exit", heading="离册原因", choices=EXITS),
        Column(name="located", heading="是否电子定位", type="boolean"),
        Column(
            name="absconded_on",
            heading="脱管漏管日期",
            type="date",
            aliases=("脱管日期", "漏管日期"),
            note="没有脱管、漏管的不填",
        ),
        Column(name="infected_on", heading="感染确诊日期", type="date", note="没有感染的不填"),
    ),
)

LEDGERS = (PEOPLE,)
