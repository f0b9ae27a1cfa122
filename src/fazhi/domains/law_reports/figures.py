"""What is counted of leaders' annual reports on the rule of law."""

from fazhi.figures.figure import Distinct, During, Figure, Invariant

_REPORTED = During("reported_on")

FIGURES = (
    Figure(
        id="law_reports.units",
        label="领导干部年度述法单位",
        unit="个",
        ledger="law_reports",
        meaning=_REPORTED,
        measure=Distinct("unit"),
        said=("累计述法 单位", "述法 单位", "开展 述法 单位"),
    ),
    Figure(
        id="law_reports.reports",
        label="领导干部年度述法人次",
        unit="人次",
        ledger="law_reports",
        meaning=_REPORTED,
        said=("累计述法 单位", "领导干部 述法", "参加 述法"),
    ),
    Figure(
        id="law_reports.principals",
        label="主要负责人述法",
        unit="人次",
        ledger="law_reports",
        meaning=_REPORTED,
        where=lambda t: t.role == "主要负责人",
        said=("其中 主要负责人 述法",),
        unsaid=("班子成员",),
    ),
    Figure(
        id="law_reports.other_members",
        label="其他班子成员述法",
        unit="人次",
        ledger="law_reports",
        meaning=_REPORTED,
        where=lambda t: t.role == "其他班子成员",
        said=("其中 班子成员 述法",),
        unsaid=("主要负责人",),
    ),
)

INVARIANTS = (
    Invariant(
        id="law_reports.roles",
        label="述法人次按职务类别合计",
        left=("law_reports.reports",),
        right=("law_reports.principals", "law_reports.other_members"),
    ),
)
