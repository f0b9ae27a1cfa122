"""What is counted of legality review: documents of which the review ended in the period.

What the epidemic command sends out is counted apart, since it is reported apart.
"""

from fazhi.figures.figure import During, Figure, Invariant

_REVIEWED = During("reviewed_on")


def _of_kind(name: str, kind: str, unsaid: tuple[str, ...] = ()) -> Figure:
    return Figure(
        id=f"documents.{name}",
        label=f"审查{kind}",
        unit="件",
        ledger="document_reviews",
        meaning=_REVIEWED,
        where=lambda t: t.kind == kind,
        said=(f"其中 {kind}", f"{kind} 审查"),
        unsaid=unsaid,
    )


FIGURES = (
    Figure(
        id="documents.reviewed",
        label="审查法规规章、规范性文件、工作方案和操作指引等",
        unit="件",
        ledger="document_reviews",
        meaning=_REVIEWED,
        where=lambda t: t.kind != "防疫指挥部发文",
        said=("审查 规范性文件 工作方案 操作指引", "合法性审查 规范性文件", "审查 法规规章 规范性文件"),
    ),
    Figure(
        id="documents.epidemic_command_reviewed",
        label="审查区防疫指挥部对外发文",
        unit="件",
        ledger="document_reviews",
        meaning=_REVIEWED,
        where=lambda t: t.kind == "防疫指挥部发文",
        said=("审查 防疫指挥部 发文", "防疫指挥部 对外发文", "指挥部 文件 审查"),
    ),
    # Named together, the kinds are the whole (审查法规规章、规范性文件…81件), not each of them.
    _of_kind("regulations_reviewed", "地方性法规规章", ("规范性文件", "工作方案")),
    _of_kind("normative_reviewed", "规范性文件", ("法规规章", "工作方案")),
    _of_kind("plans_reviewed", "工作方案", ("规范性文件", "操作指引")),
    _of_kind("guides_reviewed", "操作指引", ("规范性文件", "工作方案")),
    _of_kind("others_reviewed", "其他文件"),
)

INVARIANTS = (
    Invariant(
        id="documents.kinds",
        label="审查文件按类型合计",
        left=("documents.reviewed",),
        right=(
            "documents.regulations_reviewed",
            "documents.normative_reviewed",
            "documents.plans_reviewed",
            "documents.guides_reviewed",
            "documents.others_reviewed",
        ),
    ),
)
