"""What is counted of the rule-of-law index: its classes and elements in the year of the report."""

from fazhi.figures.figure import Distinct, Figure, ForYear, Total

_YEAR = ForYear("year")

FIGURES = (
    Figure(
        id="index.classes",
        label="法治建设指标类别",
        unit="类",
        ledger="index_elements",
        meaning=_YEAR,
        measure=Distinct("indicator"),
        said=("指标 评估要素", "囊括 评估要素", "法治建设 指标"),
    ),
    Figure(
        id="index.elements",
        label="法治建设评估要素",
        unit="项",
        ledger="index_elements",
        meaning=_YEAR,
        said=("评估要素", "类 评估要素", "指标 评分体系 要素"),
    ),
    Figure(
        id="index.points",
        label="法治建设指标总分",
        unit="分",
        ledger="index_elements",
        meaning=_YEAR,
        measure=Total("points"),
        said=("指标 总分", "指标体系 满分"),
    ),
    Figure(
        id="index.party_elements",
        label="适用党群系统的评估要素",
        unit="项",
        ledger="index_elements",
        meaning=_YEAR,
        where=lambda t: t.party,
        said=("党群系统 评估要素",),
    ),
    Figure(
        id="index.government_elements",
        label="适用政府系统的评估要素",
        unit="项",
        ledger="index_elements",
        meaning=_YEAR,
        where=lambda t: t.government,
        said=("政府系统 评估要素",),
    ),
    Figure(
        id="index.street_elements",
        label="适用街道的评估要素",
        unit="项",
        ledger="index_elements",
        meaning=_YEAR,
        where=lambda t: t.streets,
        said=("街道 评估要素",),
    ),
    Figure(
        id="index.stationed_elements",
        label="适用驻区单位的评估要素",
        unit="项",
        ledger="index_elements",
        meaning=_YEAR,
        where=lambda t: t.stationed,
        said=("驻区单位 评估要素",),
    ),
)
