"""What is counted of deployments: people sent out in the period."""

from fazhi.figures.figure import During, Figure, Standing

FIGURES = (
    Figure(
        id="deployments.sent_down",
        label="下沉社区一线防疫干部",
        unit="名",
        ledger="deployments",
        meaning=During("started_on"),
        where=lambda t: t.kind == "下沉社区",
        said=("抽调 干部 下沉", "干部 下沉 社区", "精干 干部 防疫"),
    ),
    Figure(
        id="deployments.seedling",
        label="墩苗计划选派干部",
        unit="名",
        ledger="deployments",
        meaning=During("started_on"),
        where=lambda t: t.kind == "墩苗计划",
        said=("选派 优秀 年轻干部", "墩苗计划 选派", "选派 干部 重点企业"),
    ),
    Figure(
        id="deployments.away",
        label="在派干部",
        unit="名",
        ledger="deployments",
        meaning=Standing("started_on", "ended_on"),
        said=("在派 干部", "仍在 一线 干部"),
    ),
)
