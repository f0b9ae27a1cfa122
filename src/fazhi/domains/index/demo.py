"""The rule-of-law index of the demonstration district.

The official list is not public; these classes and elements are a sample (domain fact sheet 4). In 2020 two classes are
new and stationed units are assessed for the first time.
"""

from __future__ import annotations

from decimal import Decimal

from fazhi.kernel.world import Row, World

_P, _G, _S, _U = "party", "government", "streets", "stationed"
_ALL = (_P, _G, _S, _U)
_OFFICES = (_G, _S)
_EVERYWHERE = (_P, _G, _S)

# Class → (systems it applies to, elements).
_CLASSES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "党的领导与组织保障": (_ALL, ("党委研究法治工作", "议事协调机构履职", "法治工作力量配备")),
    "第一责任人职责": (_ALL, ("主要负责人部署法治工作", "重点任务亲自督办", "职责清单落实")),
    "领导干部学法": (_ALL, ("集体学法", "任前学法考察")),
    "年度述法": (_EVERYWHERE, ("述法覆盖", "述法评议")),
    "党内规范性文件": ((_P,), ("文件审查", "文件备案")),
    "规划与年度要点": (_EVERYWHERE, ("年度计划制定", "任务完成")),
    "职能与权责清单": (_OFFICES, ("清单公布", "清单动态调整", "减证便民")),
    "规范性文件制定审查": (_OFFICES, ("制定程序", "合法性审查", "公开征求意见")),
    "备案与清理": (_OFFICES, ("按时报备", "定期清理")),
    "重大行政决策": (_OFFICES, ("决策目录", "决策程序", "决策后评估")),
    "政府法律顾问和公职律师": (_EVERYWHERE, ("法律顾问履职", "公职律师配备")),
    "行政执法三项制度": (_OFFICES, ("执法公示", "执法全过程记录", "重大执法决定法制审核")),
    "执法资格与培训": (_OFFICES, ("持证上岗", "年度培训")),
    "综合执法协同监管": (_OFFICES, ("事项响应", "个案评价", "年度考核")),
    "案卷评查与监督": (_OFFICES, ("案卷质量", "问题整改")),
    "行政复议": (_OFFICES, ("按期答复", "决定履行")),
    "行政应诉": (_OFFICES, ("按期举证", "负责人出庭", "裁判履行")),
    "政务公开": (_OFFICES, ("主动公开", "依申请公开")),
    "府院联动与司法建议": (_OFFICES, ("司法建议回复", "联席会议")),
    "人民调解与矛盾化解": (_EVERYWHERE, ("调解组织建设", "纠纷排查化解")),
    "公共法律服务与法律援助": (_OFFICES, ("服务站点运行", "援助案件质量")),
    "普法责任制与学法考试": (_ALL, ("普法清单", "学法考试参考率", "学法考试优秀率")),
    "特殊人群管理": ((_S,), ("社区矫正配合", "安置帮教衔接")),
    "满意度与创新": (_ALL, ("群众满意度和创新举措",)),
}
_NEW_IN_2020 = ("综合执法协同监管", "满意度与创新")
_METHODS = ("达标", "比率", "区间", "扣分")
_TWO_POINTS = {2019: 48, 2020: 44}  # so many elements have two points, the others one: the whole is 100


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of elements, for 2019 and 2020."""
    rng = world.rng("index")
    rows: list[Row] = []
    for year in (2019, 2020):
        number = 0
        for order, (indicator, (systems, elements)) in enumerate(_CLASSES.items(), 1):
            if year == 2019 and indicator in _NEW_IN_2020:
                continue
            for place, element in enumerate(elements, 1):
                number += 1
                rows.append(
                    {
                        "year": year,
                        "code": f"{order:02}-{place}",
                        "indicator": indicator,
                        "element": element,
                        "points": Decimal(2 if number <= _TWO_POINTS[year] else 1),
                        "method": "加分" if indicator == "满意度与创新" else rng.choice(_METHODS),
                        "lead": world.district.bureau,
                        "party": _P in systems,
                        "government": _G in systems,
                        "streets": _S in systems,
                        "stationed": _U in systems and year == 2020,
                    }
                )
    return {"index_elements": rows}
