"""Ledger of organisations (机构台账): the district, its departments, streets, communities and stationed units.

Every district has these, and every business refers to them by name.
"""

from fazhi.figures.ledger import Column, Ledger

KINDS = ("区级机关", "工作部门", "街道", "社区", "驻区单位")
MORE_KINDS = ("内设机构", "议事协调机构", "热线", "律师事务所", "调解组织", "其他机构")
"""Organisations that matters are handled by or entrusted to and that the ledger of units does not count."""

SYSTEMS = ("党群系统", "政府系统", "街道", "驻区单位")
"""The four systems that the rule-of-law index assesses."""

ORGANIZATIONS = Ledger(
    name="organizations",
    title="机构台账",
    aliases=("单位台账",),
    date="listed_on",
    key=("code",),
    columns=(
        Column(name="code", heading="机构编号", required=True, aliases=("编号", "单位编号")),
        Column(name="name", heading="机构名称", required=True, aliases=("单位名称", "名称")),
        Column(name="kind", heading="机构类型", required=True, choices=KINDS, aliases=("类型",)),
        Column(name="system", heading="所属系统", choices=SYSTEMS, note="社区不填"),
        Column(name="parent", heading="上级机构编号"),
        Column(name="listed_on", heading="登记日期", type="date", required=True),
        Column(name="delisted_on", heading="撤销日期", type="date", note="仍存续的不填"),
    ),
)

LEDGERS = (ORGANIZATIONS,)
