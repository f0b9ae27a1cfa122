"""Legal services to the government in the demonstration district."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from random import Random

from fazhi.kernel.world import HALVES, Row, World

_HANDLED = (466, 498, 537, 571)  # matters taken on in each half-year
_CATEGORIES = {
    "合同审查": 34,
    "涉法事务咨询": 19,
    "城市更新": 16,
    "重大遗留问题": 9,
    "棚户区改造": 8,
    "重点地块清理": 8,
    "招商引资": 6,
}
_TITLES = {
    "合同审查": ("采购合同审查", "租赁合同审查", "委托服务合同审查", "战略合作协议审查"),
    "涉法事务咨询": ("涉法信访事项研究", "信息公开答复研究", "议题材料法律意见"),
    "城市更新": ("城市更新项目补偿协议研究", "更新单元实施主体确认事项", "搬迁补偿纠纷处置"),
    "重大遗留问题": ("历史遗留用房处置", "原集体经济组织股权争议处置"),
    "棚户区改造": ("棚改签约争议研究", "棚改行政征收程序审查"),
    "重点地块清理": ("地块清理方案研究", "地块占用人腾退协议审查"),
    "招商引资": ("招商协议审查", "产业扶持条款研究"),
}
_FORMS = ("书面意见", "合同审查意见", "参加会议", "出具函件", "现场处置")

_EPIDEMIC = (0, 0, 13, 4)  # opinions on the epidemic
_OTHER_OPINIONS = (38, 44, 41, 47)
_EPIDEMIC_TITLES = (
    "疾控相关行政强制措施法律意见",
    "疾控相关违法行为及法律责任法律意见",
    "应急征用程序法律意见",
    "防疫信息公开边界法律意见",
)
_OTHER_TITLES = {
    "城市更新": "城市更新事项法律意见",
    "招商引资": "招商引资协议法律意见",
    "历史遗留": "历史遗留问题处置法律意见",
}

_SYSTEM = (
    ("政府法律服务体系建设改革实施方案", "改革方案", date(2019, 11, 8)),
    ("关于深化政府法律服务体系建设的实施意见", "实施意见", date(2020, 6, 10)),
    ("政府专项工作法律服务管理规定", "配套文件", date(2020, 6, 10)),
    ("法律专家论证工作规定", "配套文件", date(2020, 6, 10)),
    ("外聘法律顾问管理规定", "配套文件", date(2020, 6, 10)),
)
_TEAMS = {"内设法制科室": 42, "法律专务": 28, "外聘法律顾问": 36}


def ledgers(world: World) -> dict[str, list[Row]]:
    """Matters, opinions, documents, staff."""
    rng = world.rng("legal affairs")
    return {
        "legal_affairs": _affairs(world, rng),
        "legal_opinions": _opinions(world, rng),
        "legal_service_documents": [
            {"number": f"FW{n:02}", "title": f"{world.district.name}{title}", "level": level, "issued_on": day}
            for n, (title, level, day) in enumerate(_SYSTEM, 1)
        ],
        "legal_staff": _staff(world, rng),
    }


def _affairs(world: World, rng: Random) -> list[Row]:
    categories, shares = list(_CATEGORIES), list(accumulate(_CATEGORIES.values()))
    requesters = [unit.name for unit in world.district.of_kind("工作部门")]
    requesters += [f"{street.name}办事处" for street in world.district.streets]
    numbers = world.numbering("法务")
    rows: list[Row] = []
    for (start, end), count in zip(HALVES, _HANDLED, strict=True):
        for day in world.days(rng, count, start, end):
            category = rng.choices(categories, cum_weights=shares)[0]
            concluded = world.shift(day, rng.randint(1, 15))
            rows.append(
                {
                    "number": numbers.next(day),
                    "title": rng.choice(_TITLES[category]),
                    "category": category,
                    "requester": rng.choice(requesters),
                    "handler": world.employee(rng, "政府法律事务"),
                    "received_on": day,
                    "concluded_on": concluded if concluded <= HALVES[-1][1] else None,
                    "form": "合同审查意见" if category == "合同审查" else rng.choice(_FORMS),
                }
            )
    return rows


def _opinions(world: World, rng: Random) -> list[Row]:
    issued: list[tuple[date, str, str]] = []
    for (start, end), epidemic, others in zip(HALVES, _EPIDEMIC, _OTHER_OPINIONS, strict=True):
        if epidemic:
            days = world.days(rng, epidemic, max(start, date(2020, 1, 24)), end)
            issued += [(day, "疫情防控", rng.choice(_EPIDEMIC_TITLES)) for day in days]
        for day in world.days(rng, others, start, end):
            topic = rng.choice(list(_OTHER_TITLES))
            issued.append((day, topic, _OTHER_TITLES[topic]))
    issued.sort(key=lambda entry: entry[0])
    numbers = world.numbering("司意")
    return [
        {
            "number": numbers.next(day),
            "title": title,
            "topic": topic,
            "requester": rng.choice(("区委办公室", "区政府办公室")),
            "drafter": world.employee(rng, "政府法律事务"),
            "issued_on": day,
        }
        for day, topic, title in issued
    ]


def _staff(world: World, rng: Random) -> list[Row]:
    units = [unit.name for unit in world.district.of_kind("工作部门")]
    rows: list[Row] = []
    for team, size in _TEAMS.items():
        for _n in range(size):
            rows.append(
                {
                    "code": f"FL{len(rows) + 1:03}",
                    "name": world.name(rng),
                    "team": team,
                    "unit": rng.choice(units),
                    "joined_on": date(rng.randint(2015, 2018), rng.randint(1, 12), rng.randint(1, 28)),
                }
            )
    return rows
