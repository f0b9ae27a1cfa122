"""Enforcement coordination in the demonstration district: hard problems of spring 2020, matters from May on.

The same invented matters are rows of a ledger and, on the platform, matters that were walked through the procedure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from fazhi.domains.coordination.guides import guides
from fazhi.domains.coordination.suggestions import CATEGORIES, HANDLING
from fazhi.kernel.procedures.rules import chosen, rule
from fazhi.kernel.world import HALVES, Row, World
from fazhi.law.calendar import standard
from fazhi.law.periods import compute

if TYPE_CHECKING:
    from fazhi.kernel.demo_platform import People

_FIELDS = {
    "共享单车乱停放整治": "市容管理",
    "占道经营反复回潮": "市容管理",
    "餐饮油烟扰民": "生态环境",
    "夜间施工噪声": "生态环境",
    "违法建设快速处置": "规划土地",
    "建筑垃圾偷倒": "市容管理",
    "户外广告设施管理": "市容管理",
    "电动自行车违规充电": "消防安全",
    "群租房安全隐患": "消防安全",
    "无证餐饮经营": "市场监管",
    "非法营运车辆聚集": "交通运输",
    "地下管线施工破坏": "建设工程",
    "犬只管理执法": "市容管理",
    "排水管网错接乱排": "水务",
    "物业小区公共部位占用": "物业管理",
}
# Field → a word of the name of the unit that leads.
LEADS = {
    "市容管理": "城市管理",
    "生态环境": "生态环境",
    "规划土地": "城市更新",
    "消防安全": "应急管理",
    "市场监管": "市场监管",
    "交通运输": "交通运输",
    "建设工程": "住房建设",
    "水务": "水务",
    "物业管理": "住房建设",
}
_PLACES = (
    "南门",
    "北门",
    "东侧人行道",
    "西侧空地",
    "地铁站口",
    "菜市场旁",
    "学校路口",
    "停车场入口",
    "公交站旁",
    "公园正门",
)
_BEGAN = date(2020, 5, 11)
_EXTENSION = 5
_MATTERS = ((_BEGAN, HALVES[2][1], 26), (*HALVES[3], 214))


@dataclass(frozen=True)
class Problem:
    """An invented hard problem."""

    number: str
    title: str
    field: str
    lead: str
    partners: tuple[str, ...]
    measures: str
    raised_on: date
    settled_on: date | None


@dataclass(frozen=True)
class Story:
    """What happens in an invented matter, and when. Without scores nobody scored before time was up.

    ``returned``: it was first dispatched to another unit, which sent it back. ``extended``: so many working days more
    were asked for and granted. ``reopened_on``: the day on which a first report did not pass. ``supervised_on``: the
    day on which the office pressed for it.
    """

    number: str
    community: str
    street: str
    place: str
    problem: Problem
    registered_on: date
    dispatched_on: date
    settled_on: date
    street_score: Decimal | None
    department_score: Decimal | None
    returned: bool = False
    extended: int = 0
    reopened_on: date | None = None
    supervised_on: date | None = None

    @property
    def title(self) -> str:
        """As the platform makes it of community, place and problem."""
        return f"{self.community}{self.place}{self.problem.title}"


def problems(world: World) -> list[Problem]:
    """The hard problems, in the order in which they were put on the list."""
    rng = world.rng("coordination problems")
    written = guides()
    raised = world.days(rng, len(written), date(2020, 3, 16), date(2020, 5, 29))
    return [
        Problem(
            number=f"TD{number:02}",
            title=guide.title,
            field=_FIELDS[guide.title],
            lead=world.unit(LEADS[_FIELDS[guide.title]]),
            partners=_units(world, guide.partners, world.unit(LEADS[_FIELDS[guide.title]])),
            measures=guide.measures,
            raised_on=day,
            settled_on=world.shift(day, rng.randint(20, 45)) if rng.random() < 0.6 else None,
        )
        for number, (guide, day) in enumerate(zip(written, raised, strict=True), 1)
    ]


def _units(world: World, words: tuple[str, ...], lead: str) -> tuple[str, ...]:
    """The units whose names have these words, in the order of the district's file, the lead left out."""
    return tuple(
        unit.name for unit in world.district.units if unit.name != lead and any(word in unit.name for word in words)
    )


def stories(world: World) -> list[Story]:
    """The matters of 2020, in the order of their numbers."""
    rng, listed = world.rng("coordination"), problems(world)
    awkward, pressed = world.rng("coordination awkward"), world.rng("coordination supervised")
    numbers = world.numbering("协")
    found = []
    for start, end, count in _MATTERS:
        for day in world.days(rng, count, start, end):
            problem, community = rng.choice(listed), world.community(rng)
            dispatched = world.shift(day, rng.randint(0, 1))
            scored = rng.random() < 0.92
            place, settled = rng.choice(_PLACES), world.shift(dispatched, rng.randint(3, 20))
            found.append(
                Story(
                    number=numbers.next(day),
                    community=community.name,
                    street=community.street,
                    place=place,
                    problem=problem,
                    registered_on=day,
                    dispatched_on=dispatched,
                    settled_on=settled,
                    street_score=Decimal(rng.randrange(75, 101)) if scored else None,
                    department_score=Decimal(rng.randrange(75, 101)) if scored else None,
                    returned=awkward.random() < 0.08,
                    extended=_EXTENSION if awkward.random() < 0.06 else 0,
                    reopened_on=world.shift(settled, -2) if awkward.random() < 0.07 else None,
                    supervised_on=world.shift(dispatched, 1) if pressed.random() < 0.05 else None,
                )
            )
    return found


def other_lead(world: World, story: Story) -> str:
    """The unit to which a matter that was sent back went first."""
    return next(one.lead for one in problems(world) if one.lead != story.problem.lead)


def _due(world: World, story: Story) -> date:
    """The last day of handling by the district's rule."""
    row = {"category": CATEGORIES[story.problem.field], "urgency": "ordinary"}
    found = rule(chosen(HANDLING, row, story.registered_on), story.registered_on, world.district.rules)
    granted = [story.extended] if story.extended else []
    due = compute(found.period, story.dispatched_on, calendar=standard(), extensions=granted).earliest
    assert type(due) is date
    return due


def _rework_due(world: World, story: Story) -> date | None:
    """The last day of handling it again."""
    if story.reopened_on is None:
        return None
    found = rule("coordination.rework_ordinary", story.registered_on, world.district.rules)
    due = compute(found.period, story.reopened_on, calendar=standard()).earliest
    assert type(due) is date
    return due


def ledgers(world: World) -> dict[str, list[Row]]:
    """Hard problems and matters."""
    points: list[Row] = [
        {
            "number": problem.number,
            "title": problem.title,
            "field": problem.field,
            "lead": problem.lead,
            "partners": "、".join(problem.partners) or None,
            "raised_on": problem.raised_on,
            "measures": problem.measures,
            "settled_on": problem.settled_on,
        }
        for problem in problems(world)
    ]
    matters: list[Row] = [
        {
            "number": story.number,
            "title": story.title,
            "pain_point": story.problem.title,
            "field": story.problem.field,
            "source": "街道上报",
            "urgency": "一般",
            "street": story.street,
            "community": story.community,
            "department": story.problem.lead,
            "registered_on": story.registered_on,
            "dispatched_on": story.dispatched_on,
            "returns": int(story.returned),
            "returned_by": other_lead(world, story) if story.returned else None,
            "extensions": int(story.extended > 0),
            "supervisions": int(story.supervised_on is not None),
            "supervised_on": story.supervised_on,
            "due_on": _due(world, story),
            "first_reported_on": story.reopened_on or story.settled_on,
            "on_time": (story.reopened_on or story.settled_on) <= _due(world, story),
            "rework_due_on": _rework_due(world, story),
            "reported_on": story.settled_on,
            "handling_days": len(world.working_days(story.dispatched_on, story.settled_on)) - 1,
            "reopenings": int(story.reopened_on is not None),
            "settled_on": story.settled_on,
            "street_score": story.street_score,
            "department_score": story.department_score,
        }
        for story in stories(world)
    ]
    return {"pain_points": points, "coordination_matters": matters}


def platform(world: World, people: People) -> None:
    """The same on the platform: hard problems with guides, the list of powers, history, and what is open today."""
    from fazhi.domains.coordination import demo_platform

    demo_platform.load(world, people)
