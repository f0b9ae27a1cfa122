"""The yearly plan in the demonstration district: 2020 adds the fight against the epidemic to the aspects of 2019."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.world import Row, World

_EPIDEMIC = {"依法防控疫情": ("防疫执法指引", "涉疫纠纷化解", "复工复产法律服务")}
_ASPECTS = {
    "党对法治建设的领导": ("第一责任人职责", "议事协调机构运行", "年度述法"),
    "依法履行政府职能": ("权责清单管理", "优化营商环境", "政务服务改革", "重大行政决策程序"),
    "规范性文件管理": ("合法性审查", "备案与清理"),
    "行政执法监督": ("执法三项制度", "街道综合执法", "执法协调监督"),
    "矛盾纠纷化解": ("人民调解", "行政复议", "行政应诉", "诉源治理"),
    "公共法律服务": ("服务平台建设", "法律援助质量", "社区法律顾问"),
    "全民普法": ("领导干部学法", "普法责任制", "青少年法治教育"),
}
_ADOPTED = {2019: date(2019, 4, 12), 2020: date(2020, 4, 24)}
_LEADS = ("司法局", "政法委", "政府办公室", "城市管理", "教育局", "人力资源", "政务服务")  # words of their names


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of the plan, for 2019 and 2020."""
    rng = world.rng("work plan")
    rows: list[Row] = []
    for year, adopted in _ADOPTED.items():
        aspects = _ASPECTS | (_EPIDEMIC if year == 2020 else {})
        tasks = [(aspect, area) for aspect, areas in aspects.items() for area in areas]
        for number, (aspect, area) in enumerate(tasks, 1):
            rows.append(
                {
                    "year": year,
                    "number": f"{number}",
                    "aspect": aspect,
                    "area": area,
                    "task": f"推进{area}，明确责任分工，按季度通报进度",
                    "lead": world.unit(rng.choice(_LEADS)),
                    "partners": "各街道、各相关部门",
                    "adopted_on": adopted,
                    "due_on": date(year, 12, 31),
                    "done_on": world.day(rng, date(year, 5, 6), date(year, 12, 25)) if rng.random() < 0.9 else None,
                }
            )
    return {"work_plan": rows}
