"""What is counted of administrative litigation."""

from fazhi.domains.litigation.ledger import LOST
from fazhi.figures.figure import During, Figure, Ratio, Standing

_GOVERNMENT = "区政府"

FIGURES = (
    Figure(
        id="litigation.represented",
        label="代理区政府行政诉讼案件",
        unit="宗",
        ledger="litigation_cases",
        meaning=During("received_on"),
        where=lambda t: t.client == _GOVERNMENT,
        said=("代理 区政府 行政诉讼 案件", "行政诉讼 代理 案件", "代理 行政应诉 案件"),
    ),
    Figure(
        id="litigation.concluded",
        label="审结区政府行政诉讼案件",
        unit="宗",
        ledger="litigation_cases",
        meaning=During("concluded_on"),
        where=lambda t: t.client == _GOVERNMENT,
        said=("审结 行政诉讼 案件", "行政诉讼 结案"),
    ),
    Figure(
        id="litigation.lost",
        label="败诉的区政府行政诉讼案件",
        unit="宗",
        ledger="litigation_cases",
        meaning=During("concluded_on"),
        where=lambda t: (t.client == _GOVERNMENT) & t.outcome.isin(LOST),
        said=("行政诉讼 败诉",),
    ),
    Ratio(
        id="litigation.loss_rate",
        label="行政诉讼败诉率",
        numerator="litigation.lost",
        denominator="litigation.concluded",
        said=("败诉率",),
    ),
    Figure(
        id="litigation.pending",
        label="在审区政府行政诉讼案件",
        unit="宗",
        ledger="litigation_cases",
        meaning=Standing("received_on", "concluded_on"),
        where=lambda t: t.client == _GOVERNMENT,
        said=("在审 行政诉讼 案件",),
    ),
    Figure(
        id="litigation.heard",
        label="开庭审理的区政府行政诉讼案件",
        unit="宗",
        ledger="litigation_cases",
        meaning=During("heard_on"),
        where=lambda t: t.client == _GOVERNMENT,
        said=("开庭 行政诉讼 案件",),
    ),
    Figure(
        id="litigation.head_appearances",
        label="负责人出庭应诉",
        unit="宗",
        ledger="litigation_cases",
        meaning=During("heard_on"),
        where=lambda t: (t.client == _GOVERNMENT) & t.head_appeared,
        said=("负责人 出庭 应诉", "负责人出庭"),
    ),
    Ratio(
        id="litigation.head_appearance_rate",
        label="负责人出庭应诉率",
        numerator="litigation.head_appearances",
        denominator="litigation.heard",
        said=("出庭应诉率", "负责人 出庭率"),
    ),
)
