"""What is counted of administrative reconsideration.

A half-year's 受理 includes what was carried over from the year before (含上年结转); the correction rate is the direct
one: corrected outcomes over concluded cases (domain fact sheet 2.1).
"""

from fazhi.domains.reconsideration.ledger import CORRECTED
from fazhi.figures.figure import Balance, During, Figure, Invariant, Opening, Ratio, Standing

FIGURES = (
    Figure(
        id="reconsideration.new",
        label="新收行政复议案件",
        unit="件",
        ledger="reconsideration_cases",
        meaning=During("accepted_on"),
        said=("新收 行政复议 案件", "新受理 行政复议"),
    ),
    Figure(
        id="reconsideration.carried_over",
        label="上期结转行政复议案件",
        unit="件",
        ledger="reconsideration_cases",
        meaning=Opening("accepted_on", "concluded_on"),
        said=("去年结转", "上年结转 行政复议", "含 结转"),
    ),
    Balance(
        id="reconsideration.accepted",
        label="受理行政复议案件",
        unit="件",
        plus=("reconsideration.new", "reconsideration.carried_over"),
        said=("受理 行政复议 案件",),
    ),
    Figure(
        id="reconsideration.concluded",
        label="审结行政复议案件",
        unit="件",
        ledger="reconsideration_cases",
        meaning=During("concluded_on"),
        said=("已审结", "审结 行政复议"),
    ),
    Figure(
        id="reconsideration.corrected",
        label="纠错的行政复议案件",
        unit="件",
        ledger="reconsideration_cases",
        meaning=During("concluded_on"),
        where=lambda t: t.outcome.isin(CORRECTED),
        said=("行政复议 纠错 案件", "直接纠错"),
    ),
    Ratio(
        id="reconsideration.correction_rate",
        label="行政复议纠错率",
        numerator="reconsideration.corrected",
        denominator="reconsideration.concluded",
        said=("纠错率",),
    ),
    Figure(
        id="reconsideration.pending",
        label="未审结行政复议案件",
        unit="件",
        ledger="reconsideration_cases",
        meaning=Standing("accepted_on", "concluded_on"),
        said=("未审结 行政复议", "尚在审理"),
    ),
    Ratio(
        id="reconsideration.conclusion_rate",
        label="行政复议审结率",
        numerator="reconsideration.concluded",
        denominator="reconsideration.accepted",
        said=("行政复议 审结率", "结案率 行政复议"),
    ),
)

INVARIANTS = (
    Invariant(
        id="reconsideration.flow",
        label="行政复议收结存",
        left=("reconsideration.pending",),
        right=("reconsideration.carried_over", "reconsideration.new"),
        less=("reconsideration.concluded",),
    ),
)
