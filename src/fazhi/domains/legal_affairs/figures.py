"""What is counted of legal services to the government."""

from fazhi.figures.figure import Distinct, During, Figure, Invariant, Standing

_ON_STAFF = Standing("joined_on", "left_on")


def _team(name: str, team: str) -> Figure:
    return Figure(
        id=f"legal_affairs.{name}",
        label=f"{team}人员",
        unit="人",
        ledger="legal_staff",
        meaning=_ON_STAFF,
        where=lambda t: t.team == team,
        said=(f"{team} 人员", f"{team} 配备"),
    )


FIGURES = (
    Figure(
        id="legal_affairs.epidemic_opinions",
        label="出具疫情防控法律意见",
        unit="份",
        ledger="legal_opinions",
        meaning=During("issued_on"),
        where=lambda t: t.topic == "疫情防控",
        said=("疾控 法律意见", "疫情防控 法律意见", "防疫 出具 法律意见"),
    ),
    Figure(
        id="legal_affairs.opinions",
        label="出具政府法律意见",
        unit="份",
        ledger="legal_opinions",
        meaning=During("issued_on"),
        said=("政府 法律意见", "区委区政府 出具 法律意见"),
    ),
    Figure(
        id="legal_affairs.handled",
        label="承办各类法律事务",
        unit="件",
        ledger="legal_affairs",
        meaning=During("received_on"),
        said=("承办 各类 法律事务", "承办 法律事务", "办理 政府 法律事务"),
    ),
    Figure(
        id="legal_affairs.major_projects",
        label="承办重大专项法律事务",
        unit="件",
        ledger="legal_affairs",
        meaning=During("received_on"),
        where=lambda t: t.category.isin(["城市更新", "棚户区改造", "重点地块清理", "重大遗留问题"]),
        said=("重大专项 法律事务", "城市更新 棚户区改造 法律事务"),
    ),
    Figure(
        id="legal_affairs.contracts",
        label="审查政府合同",
        unit="件",
        ledger="legal_affairs",
        meaning=During("received_on"),
        where=lambda t: t.category == "合同审查",
        said=("审查 政府 合同", "审核 合同"),
    ),
    Figure(
        id="legal_affairs.supporting_documents",
        label="政府法律服务配套文件",
        unit="个",
        ledger="legal_service_documents",
        meaning=Standing("issued_on", "repealed_on"),
        where=lambda t: t.level == "配套文件",
        said=("配套 制定 文件", "配套文件", "管理规定 文件"),
    ),
    Figure(
        id="legal_affairs.teams",
        label="政府法律服务队伍",
        unit="支",
        ledger="legal_staff",
        meaning=_ON_STAFF,
        measure=Distinct("team"),
        said=("法律顾问 队伍", "法制科室 法律专务 法律顾问", "支队伍 内外联动"),
    ),
    Figure(
        id="legal_affairs.staff",
        label="政府法律服务人员",
        unit="人",
        ledger="legal_staff",
        meaning=_ON_STAFF,
        said=("政府 法律服务 人员",),
    ),
    _team("section_staff", "内设法制科室"),
    _team("specialists", "法律专务"),
    _team("counsel", "外聘法律顾问"),
)

INVARIANTS = (
    Invariant(
        id="legal_affairs.staff_by_team",
        label="政府法律服务人员按队伍合计",
        left=("legal_affairs.staff",),
        right=("legal_affairs.section_staff", "legal_affairs.specialists", "legal_affairs.counsel"),
    ),
)
