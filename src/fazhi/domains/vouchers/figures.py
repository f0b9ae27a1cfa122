"""What is counted of legal service vouchers.

A beneficiary is one unified social credit code, however many vouchers it holds. Firms and lawyers stand at a date.
"""

from fazhi.figures.figure import Accumulated, Distinct, Figure, Invariant, Standing, Total

_ISSUED = Accumulated("issued_on", origin="year")
_TAKING_PART = Standing("joined_on", "left_on")

FIGURES = (
    Figure(
        id="vouchers.firms",
        label="参与法律服务现金券的律师事务所",
        unit="家",
        ledger="voucher_lawyers",
        meaning=_TAKING_PART,
        measure=Distinct("firm"),
        said=("联动 律师事务所", "现金券 律师事务所", "律所 参与 现金券"),
    ),
    Figure(
        id="vouchers.lawyers",
        label="参与法律服务现金券的律师",
        unit="名",
        ledger="voucher_lawyers",
        meaning=_TAKING_PART,
        said=("律师事务所 律师 现金券", "联动 律师", "律师 参与 现金券"),
    ),
    Figure(
        id="vouchers.issued",
        label="派发法律服务现金券",
        unit="张",
        ledger="vouchers",
        meaning=_ISSUED,
        said=("派发 现金券", "发放 现金券", "发出 法律服务现金券"),
        note="派发不等于使用或兑付。",
    ),
    Figure(
        id="vouchers.beneficiaries",
        label="现金券惠及企业和个体工商户",
        unit="家",
        ledger="vouchers",
        meaning=_ISSUED,
        measure=Distinct("credit_code"),
        said=("惠及 企业 个体工商户", "惠及企业", "受惠 企业 现金券"),
    ),
    Figure(
        id="vouchers.issued_to_enterprises",
        label="向小微企业派发现金券",
        unit="张",
        ledger="vouchers",
        meaning=_ISSUED,
        where=lambda t: t.kind.isin(["小型企业", "微型企业"]),
        said=("小微企业 派发 现金券",),
    ),
    Figure(
        id="vouchers.issued_to_businesses",
        label="向个体工商户派发现金券",
        unit="张",
        ledger="vouchers",
        meaning=_ISSUED,
        where=lambda t: t.kind == "个体工商户",
        said=("个体工商户 派发 现金券",),
    ),
    Figure(
        id="vouchers.face_value",
        label="派发现金券总面额",
        unit="元",
        ledger="vouchers",
        meaning=_ISSUED,
        measure=Total("face_value"),
        said=("现金券 总面额", "现金券 金额 合计"),
    ),
    Figure(
        id="vouchers.used",
        label="使用法律服务现金券",
        unit="张",
        ledger="vouchers",
        meaning=Accumulated("used_on", origin="year"),
        said=("使用 现金券", "核销 现金券"),
    ),
    Figure(
        id="vouchers.redeemed",
        label="兑付法律服务现金券",
        unit="张",
        ledger="vouchers",
        meaning=Accumulated("redeemed_on", origin="year"),
        said=("兑付 现金券", "结算 现金券"),
    ),
)

INVARIANTS = (
    Invariant(
        id="vouchers.kinds",
        label="现金券按主体类型合计",
        left=("vouchers.issued",),
        right=("vouchers.issued_to_enterprises", "vouchers.issued_to_businesses"),
    ),
)
