"""Ledgers of legal service vouchers: one row a voucher, and who takes part as a provider.

Issued, used and redeemed are three different things (domain fact sheet 5.7): each has a date of its own.
"""

from fazhi.figures.ledger import Column, Ledger

BENEFICIARY_KINDS = ("小型企业", "微型企业", "个体工商户")

VOUCHERS = Ledger(
    name="vouchers",
    title="法律服务现金券台账",
    aliases=("现金券台账",),
    date="issued_on",
    key=("code",),
    columns=(
        Column(name="code", heading="券号", required=True, aliases=("现金券编号", "券码")),
        Column(name="batch", heading="批次", required=True, aliases=("发放批次",)),
        Column(name="beneficiary", heading="受惠主体", required=True, aliases=("领券单位", "企业名称")),
        Column(name="kind", heading="主体类型", required=True, choices=BENEFICIARY_KINDS, aliases=("企业类型",)),
        Column(
            name="credit_code",
            heading="统一社会信用代码",
            required=True,
            aliases=("信用代码",),
            note="18位；按此代码认定同一家",
        ),
        Column(name="street", heading="所属街道", aliases=("街道",)),
        Column(name="face_value", heading="面额", type="money", unit="元", required=True, aliases=("券面金额",)),
        Column(name="issued_on", heading="派发日期", type="date", required=True, aliases=("发放日期",)),
        Column(name="valid_until", heading="有效期至", type="date"),
        Column(name="firm", heading="使用律师事务所", aliases=("律师事务所",), note="未使用的不填"),
        Column(name="contract", heading="委托合同编号", aliases=("合同编号",), note="未使用的不填"),
        Column(name="used_on", heading="使用日期", type="date", note="未使用的不填"),
        Column(name="redeemed_on", heading="兑付日期", type="date", note="未向律师事务所兑付的不填"),
    ),
)

PROVIDERS = Ledger(
    name="voucher_lawyers",
    title="法律服务现金券参与律师台账",
    date="joined_on",
    key=("licence",),
    columns=(
        Column(name="licence", heading="执业证号", required=True, aliases=("律师执业证号",)),
        Column(name="name", heading="律师姓名", required=True, personal="name", aliases=("姓名",)),
        Column(name="firm", heading="律师事务所", required=True, aliases=("执业机构",)),
        Column(name="phone", heading="联系电话", personal="phone", aliases=("电话", "手机号码")),
        Column(name="joined_on", heading="加入日期", type="date", required=True),
        Column(name="left_on", heading="退出日期", type="date", note="仍参与的不填"),
    ),
)

LEDGERS = (VOUCHERS, PROVIDERS)
