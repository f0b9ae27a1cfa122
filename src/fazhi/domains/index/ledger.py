"""Ledger of the elements of the district's rule-of-law index (法治建设指标), one row an element and year."""

from fazhi.figures.ledger import Column, Ledger

METHODS = ("达标", "比率", "区间", "扣分", "加分")

ELEMENTS = Ledger(
    name="index_elements",
    title="法治建设指标台账",
    aliases=("法治建设考评指标台账",),
    key=("year", "code"),
    columns=(
        Column(name="year", heading="年度", type="integer", required=True),
        Column(name="code", heading="要素编号", required=True, aliases=("编号", "序号")),
        Column(name="indicator", heading="指标类别", required=True, aliases=("类别", "指标类")),
        Column(name="element", heading="评估要素", required=True, aliases=("要素",)),
        Column(name="points", heading="分值", type="decimal", unit="分", required=True),
        Column(name="method", heading="计分方式", choices=METHODS, aliases=("评分方法",)),
        Column(name="lead", heading="牵头单位", aliases=("责任单位",)),
        Column(name="party", heading="适用党群系统", type="boolean", required=True),
        Column(name="government", heading="适用政府系统", type="boolean", required=True),
        Column(name="streets", heading="适用街道", type="boolean", required=True),
        Column(name="stationed", heading="适用驻区单位", type="boolean", required=True),
    ),
)

LEDGERS = (ELEMENTS,)
