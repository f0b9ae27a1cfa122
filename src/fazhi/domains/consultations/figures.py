"""What is counted of consultations: 人次 by channel.

The channels may serve the same person; their sum is a sum of 人次, never of persons (domain fact sheet 7).
"""

from fazhi.figures.figure import Accumulated, Figure, Invariant

_THIS_YEAR = Accumulated("consulted_on", origin="year")


def _channel(name: str, channel: str, label: str, said: tuple[str, ...]) -> Figure:
    return Figure(
        id=f"consultations.{name}",
        label=label,
        unit="人次",
        ledger="consultations",
        meaning=_THIS_YEAR,
        where=lambda t: t.channel == channel,
        said=said,
    )


FIGURES = (
    _channel(
        "hotline",
        "应急热线",
        "应急公共法律服务热线解答咨询",
        ("热线 解答 咨询", "来电 来访 咨询", "热线 接听 咨询", "应急 热线 咨询"),
    ),
    _channel(
        "service_group",
        "法律服务团",
        "法律服务团提供法律咨询",
        ("法律服务团 提供 法律咨询", "服务团 律师 法律咨询", "服务团 咨询"),
    ),
    _channel(
        "community_counsel",
        "社区法律顾问",
        "社区法律顾问提供法律咨询",
        ("社区法律顾问 提供 法律咨询", "法律顾问 社区 咨询", "社区法律顾问 解答 咨询"),
    ),
    _channel(
        "legal_aid",
        "法律援助",
        "法律援助提供咨询服务",
        ("法律援助 提供 咨询服务", "法律援助 咨询", "法援 咨询"),
    ),
    _channel(
        "online",
        "线上平台",
        "公共法律服务线上平台提供法律咨询",
        ("线上平台 法律咨询", "线上 解答 咨询", "网上 咨询"),
    ),
    _channel(
        "hall",
        "公共法律服务大厅",
        "公共法律服务大厅接待咨询",
        ("公共法律服务大厅 咨询", "公共法律服务中心 接待 咨询"),
    ),
    Figure(
        id="consultations.total",
        label="各渠道提供法律咨询合计",
        unit="人次",
        ledger="consultations",
        meaning=_THIS_YEAR,
        said=("各渠道 法律咨询 合计", "共 提供 各类 法律咨询"),
        note="各渠道可能服务同一人，合计为人次，不是人数。",
    ),
)

INVARIANTS = (
    Invariant(
        id="consultations.channels",
        label="法律咨询按渠道合计",
        left=("consultations.total",),
        right=(
            "consultations.hotline",
            "consultations.service_group",
            "consultations.community_counsel",
            "consultations.legal_aid",
            "consultations.online",
            "consultations.hall",
        ),
    ),
)
