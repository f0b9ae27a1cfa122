"""What is counted of service activities, for the service group and for community counsel.

The same kind of service is spoken of in different units (19 场次 and 29 次 of mediation); they are never added to the
disputes of people's mediation.
"""

from fazhi.figures.figure import Accumulated, Distinct, Figure, Total

_THIS_YEAR = Accumulated("served_on", origin="year")


def _sum(name: str, provider: str, kind: str, label: str, unit: str, said: tuple[str, ...]) -> Figure:
    return Figure(
        id=f"services.{name}",
        label=label,
        unit=unit,
        ledger="services",
        meaning=_THIS_YEAR,
        where=lambda t: (t.provider == provider) & (t.kind == kind),
        measure=Total("quantity"),
        said=said,
    )


FIGURES = (
    Figure(
        id="services.group_enterprises",
        label="法律服务团服务企业",
        unit="家",
        ledger="services",
        meaning=_THIS_YEAR,
        where=lambda t: t.provider == "法律服务团",
        measure=Distinct("enterprise"),
        said=("法律服务团 服务企业", "律师 共服务企业", "服务团 企业"),
        note="以法律服务活动台账登记的企业名称去重。",
    ),
    _sum(
        "group_talks",
        "法律服务团",
        "法律宣讲",
        "法律服务团开展法律宣讲",
        "场次",
        ("线上线下 法律宣讲", "服务团 法律宣讲", "开展 法律宣讲"),
    ),
    _sum(
        "group_mediations",
        "法律服务团",
        "参与调解",
        "法律服务团调解矛盾纠纷",
        "场次",
        ("服务团 调解 矛盾纠纷", "服务团 调解", "律师 调解矛盾纠纷"),
    ),
    _sum(
        "group_opinions",
        "法律服务团",
        "法律意见",
        "法律服务团为企业提供法律意见",
        "条",
        ("为企业 提供 法律意见", "服务团 法律意见", "企业 法律意见"),
    ),
    _sum(
        "group_guides",
        "法律服务团",
        "发放法律指引",
        "法律服务团发放法律指引",
        "册",
        ("发放 法律指引", "服务团 法律指引", "印发 法律指引"),
    ),
    _sum(
        "counsel_publicity",
        "社区法律顾问",
        "法律宣讲",
        "社区法律顾问开展法治宣传",
        "次",
        ("社区法律顾问 法治宣传", "法律顾问 开展 法治宣传", "社区法律顾问 普法宣传"),
    ),
    _sum(
        "counsel_mediations",
        "社区法律顾问",
        "参与调解",
        "社区法律顾问参与人民调解",
        "次",
        ("参与 人民调解", "社区法律顾问 调解", "法律顾问 参与调解"),
    ),
    _sum(
        "counsel_opinions",
        "社区法律顾问",
        "法律意见",
        "社区法律顾问出具法律意见书",
        "份",
        ("出具 法律意见书", "社区法律顾问 法律意见书", "法律顾问 法律意见"),
    ),
    _sum(
        "counsel_other",
        "社区法律顾问",
        "其他法律事务",
        "社区法律顾问参与其他法律事务",
        "件",
        ("其他 法律事务", "参与 其他法律事务", "社区法律顾问 法律事务"),
    ),
)
