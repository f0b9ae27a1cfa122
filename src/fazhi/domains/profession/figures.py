"""What is counted of the profession: firms and lawyers at a date, and who belongs to the voluntary service group."""

from fazhi.figures.figure import During, Figure, Standing

FIGURES = (
    Figure(
        id="profession.firms",
        label="辖区律师事务所",
        unit="家",
        ledger="law_firms",
        meaning=Standing("established_on", "closed_on"),
        said=("辖区 律师事务所", "共有 律师事务所"),
    ),
    Figure(
        id="profession.lawyers",
        label="辖区执业律师",
        unit="名",
        ledger="lawyers",
        meaning=Standing("licensed_on", "left_on"),
        said=("执业律师 共有", "辖区 执业律师"),
    ),
    Figure(
        id="profession.new_lawyers",
        label="新增执业律师",
        unit="名",
        ledger="lawyers",
        meaning=During("licensed_on"),
        said=("新增 执业律师",),
    ),
    Figure(
        id="profession.party_lawyers",
        label="党员律师",
        unit="名",
        ledger="lawyers",
        meaning=Standing("licensed_on", "left_on"),
        where=lambda t: t.party_member,
        said=("党员律师",),
    ),
    Figure(
        id="profession.group_lawyers",
        label="法律服务团律师",
        unit="名",
        ledger="lawyers",
        meaning=Standing("group_joined_on", "group_left_on"),
        said=("法律服务团 律师", "服务团 律师 服务企业", "律师志愿 法律服务团"),
    ),
)
