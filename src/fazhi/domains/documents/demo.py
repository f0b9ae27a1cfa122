"""Legality review in the demonstration district."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.world import HALVES, Row, World

# Kind → documents of which the review ended in each half-year.
_COUNTS = {
    "地方性法规规章": (14, 16, 18, 17),
    "规范性文件": (19, 22, 21, 24),
    "工作方案": (20, 22, 24, 27),
    "操作指引": (8, 8, 11, 12),
    "其他文件": (5, 6, 7, 8),
    "防疫指挥部发文": (0, 0, 24, 9),
}
_TITLES = {
    "地方性法规规章": (
        "生态环境条例修订征求意见稿",
        "优化营商环境条例征求意见稿",
        "物业管理条例实施规定征求意见稿",
        "绿色建筑规定征求意见稿",
    ),
    "规范性文件": (
        "产业转型升级专项资金管理办法",
        "社区服务用房管理办法",
        "人才住房配租管理办法",
        "政府投资项目管理办法",
    ),
    "工作方案": ("老旧小区改造工作方案", "垃圾分类推进工作方案", "安全生产整治工作方案", "街道综合执法改革工作方案"),
    "操作指引": ("行政执法操作指引", "招标采购操作指引", "信访事项办理操作指引"),
    "其他文件": ("合作框架协议", "会议纪要征求意见稿", "议事规则"),
    "防疫指挥部发文": (
        "关于加强社区封闭管理的通告",
        "关于企业复工复产的通知",
        "关于境外来人健康管理的通告",
        "关于公共场所防控的通知",
    ),
}
_LEVELS = {"地方性法规规章": ("省", "市", "市"), "规范性文件": ("市", "区", "区", "区")}


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of reviews."""
    rng = world.rng("documents")
    departments = [unit.name for unit in world.district.of_kind("工作部门")]
    reviewed: list[tuple[date, str]] = []
    for kind, counts in _COUNTS.items():
        for (start, end), count in zip(HALVES, counts, strict=True):
            if count:
                # The epidemic command was set up in the last week of January 2020.
                first = max(start, date(2020, 1, 29)) if kind == "防疫指挥部发文" else start
                reviewed += [(day, kind) for day in world.days(rng, count, first, end)]
    reviewed.sort(key=lambda entry: entry[0])
    numbers = world.numbering("司审")
    rows: list[Row] = []
    for day, kind in reviewed:
        command = kind == "防疫指挥部发文"
        level = rng.choice(_LEVELS.get(kind, ("区",)))
        filed = kind == "规范性文件" and level == "区"
        rows.append(
            {
                "number": numbers.next(day),
                "title": rng.choice(_TITLES[kind]),
                "kind": kind,
                "level": level,
                "drafter": "区新冠肺炎疫情防控指挥部" if command else rng.choice(departments),
                "received_on": world.shift(day, -rng.randint(0, 2) if command else -rng.randint(2, 12)),
                "reviewed_on": day,
                "opinion": rng.choice(("合法", "修改后合法", "修改后合法", "无意见")),
                "reviewer": world.employee(rng, "合法性审查"),
                "filed_on": world.shift(day, rng.randint(5, 15)) if filed else None,
            }
        )
    return {"document_reviews": rows}
