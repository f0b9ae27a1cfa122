"""What is counted of legal aid.

Cases by type must sum to all cases: a published annual report once printed parts that did not (domain fact sheet 5.4).
"""

from fazhi.figures.figure import Distinct, During, Figure, Invariant, Total

_ACCEPTED = During("accepted_on")
_CONCLUDED = During("concluded_on")


def _of_kind(name: str, kind: str) -> Figure:
    return Figure(
        id=f"legal_aid.{name}",
        label=f"受理{kind}法律援助案件",
        unit="宗",
        ledger="legal_aid_cases",
        meaning=_ACCEPTED,
        where=lambda t: t.kind == kind,
        said=(f"{kind} 法律援助 案件", f"法律援助 {kind}案件"),
    )


FIGURES = (
    Figure(
        id="legal_aid.cases",
        label="受理法律援助案件",
        unit="宗",
        ledger="legal_aid_cases",
        meaning=_ACCEPTED,
        said=("受理 法律援助 案件", "法律援助案件 办理", "法援案件 受理"),
    ),
    _of_kind("criminal_cases", "刑事"),
    _of_kind("civil_cases", "民事"),
    _of_kind("administrative_cases", "行政"),
    Figure(
        id="legal_aid.migrant_worker_cases",
        label="受理农民工法律援助案件",
        unit="宗",
        ledger="legal_aid_cases",
        meaning=_ACCEPTED,
        where=lambda t: t.group == "农民工",
        said=("农民工 法律援助", "农民工 讨薪 案件"),
    ),
    Figure(
        id="legal_aid.concluded",
        label="办结法律援助案件",
        unit="宗",
        ledger="legal_aid_cases",
        meaning=_CONCLUDED,
        said=("办结 法律援助 案件", "结案 法律援助"),
    ),
    Figure(
        id="legal_aid.recovered",
        label="法律援助挽回损失",
        unit="元",
        ledger="legal_aid_cases",
        meaning=_CONCLUDED,
        measure=Total("recovered"),
        said=("挽回 经济损失", "法律援助 挽回 损失"),
    ),
    Figure(
        id="legal_aid.expert_attendances",
        label="组织专家评估庭审",
        unit="人次",
        ledger="legal_aid_evaluations",
        meaning=During("hearing_on"),
        said=("评估专家", "组织 评估 专家", "专家 庭审 评估"),
    ),
    Figure(
        id="legal_aid.hearings_evaluated",
        label="法律援助案件庭审评估",
        unit="场",
        ledger="legal_aid_evaluations",
        meaning=During("hearing_on"),
        measure=Distinct("hearing"),
        said=("案件 庭审评估", "开展 庭审 评估", "旁听 庭审 评估"),
    ),
)

INVARIANTS = (
    Invariant(
        id="legal_aid.kinds",
        label="法律援助案件按类型合计",
        left=("legal_aid.cases",),
        right=("legal_aid.criminal_cases", "legal_aid.civil_cases", "legal_aid.administrative_cases"),
    ),
)
