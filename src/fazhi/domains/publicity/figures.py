"""What is counted of publicity of the law: batches of works, posts, activities."""

from fazhi.figures.figure import Distinct, During, Figure, Total

_PUBLISHED = During("published_on")

FIGURES = (
    Figure(
        id="publicity.batches",
        label="推送防疫普法作品资源批次",
        unit="批",
        ledger="publicity",
        meaning=_PUBLISHED,
        where=lambda t: t.theme == "疫情防控",
        measure=Distinct("batch"),
        said=("推送 防疫 普法", "推送 普法宣传 挂图 视频", "防疫 普法 作品"),
    ),
    Figure(
        id="publicity.epidemic_works",
        label="推送防疫普法作品",
        unit="件",
        ledger="publicity",
        meaning=_PUBLISHED,
        where=lambda t: (t.theme == "疫情防控") & t.form.isin(["宣传挂图", "宣传视频", "广播音频"]),
        said=("防疫 普法 作品 挂图 视频 音频",),
    ),
    Figure(
        id="publicity.posts",
        label="发布普法推文",
        unit="篇",
        ledger="publicity",
        meaning=_PUBLISHED,
        where=lambda t: t.form == "推文",
        said=("发布 推文", "普法 推文", "推送 文章"),
    ),
    Figure(
        id="publicity.activities",
        label="开展普法宣讲活动",
        unit="场次",
        ledger="publicity",
        meaning=_PUBLISHED,
        where=lambda t: t.form == "宣讲活动",
        said=("普法 宣讲 活动", "开展 普法活动", "法治宣传 活动"),
    ),
    Figure(
        id="publicity.audience",
        label="普法宣讲活动受众",
        unit="人次",
        ledger="publicity",
        meaning=_PUBLISHED,
        where=lambda t: t.form == "宣讲活动",
        measure=Total("audience"),
        said=("普法 活动 受众", "普法 受教育 群众"),
    ),
)
