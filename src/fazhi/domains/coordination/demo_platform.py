"""The demonstration's enforcement matters walked through the procedure, as history and as what is open today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

from django.db import transaction

from fazhi.domains.coordination import assessment
from fazhi.domains.coordination.demo import Problem, Story, other_lead, problems, stories
from fazhi.domains.coordination.guides import guides
from fazhi.domains.coordination.models import PainPoint, PainPointVersion, Power
from fazhi.kernel.clock import SHANGHAI, standing_at, today
from fazhi.kernel.demo_platform import People
from fazhi.kernel.evaluation.rubrics import in_force
from fazhi.kernel.matters.perform import open_matter, perform, perform_by_system
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.world import World

_OFFICE, _COMMITTEE = "行政执法协调监督科", "区综合行政执法委员会"
_OPEN = 28


def load(world: World, people: People) -> None:
    """Hard problems, powers, the matters of 2020 as they were settled, and those open today at every stage."""
    _guides(world)
    for story in stories(world):
        with transaction.atomic():
            _settled(world, story, people)
    _assessed(world, people)
    _open(world, people)
    _awkward(world, people)


def _guides(world: World) -> None:
    units = {unit.name: unit for unit in Organization.objects.filter(until=None)}
    written = {guide.title: guide for guide in guides()}
    for problem in problems(world):
        guide = written[problem.title]
        point = PainPoint.objects.create(
            number=problem.number,
            title=problem.title,
            field=problem.field,
            raised_on=problem.raised_on,
            settled_on=problem.settled_on,
        )
        version = PainPointVersion.objects.create(
            pain_point=point,
            since=problem.raised_on,
            lead=units[problem.lead],
            measures=problem.measures,
            division=guide.division,
            process=guide.process,
            guide=guide.guide,
            document="演示文本，不是真实文件",
        )
        version.partners.set(units[name] for name in problem.partners)
        Power.objects.create(
            code=f"QZ-{problem.number}",
            title=guide.power,
            field=problem.field,
            words=" ".join(guide.words),
            unit=units[problem.lead],
            street_level=guide.street_level,
            basis=guide.basis,
            since=dt.date(2020, 1, 1),
        )


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)


def _register(people: People, story: Story, urgency: str = "ordinary") -> Matter:
    community = Organization.objects.get(name=story.community, parent__name=story.street)
    answers = {
        "pain_point": story.problem.number,
        "field": story.problem.field,
        "source": "street",
        "urgency": urgency,
        "community": community.code,
        "place": story.place,
        "description": f"巡查发现{story.place}有“{story.problem.title}”所列情形，请协同处理。（演示）",
    }
    return open_matter("coordination", people(story.street), answers)


def _settled(world: World, story: Story, people: People) -> None:
    """A matter of 2020 from registration to evaluation, on the days of its story."""
    street, lead = people(story.street), people(story.problem.lead)
    dispatcher = people(_OFFICE, "dispatcher")
    with standing_at(_at(story.registered_on, 9, 10)):
        matter = _register(people, story)
    if story.returned:
        other = other_lead(world, story)
        with standing_at(_at(story.dispatched_on, 9, 40)):
            perform(matter, "dispatch", dispatcher, {"lead": other})
            perform(matter, "send_back", people(other), {"reason": "不属于本单位职责，建议改派。（演示）"})
    with standing_at(_at(story.dispatched_on, 10, 30)):
        perform(matter, "dispatch", dispatcher, {"lead": story.problem.lead})
        perform(matter, "sign", lead)
        if story.extended:
            perform(matter, "ask_for_time", lead, {"amount": story.extended, "reason": "需会同专业机构检测。（演示）"})
            perform(matter, "grant_time", dispatcher, {"opinion": "同意。（演示）"})
    if story.supervised_on is not None:
        with standing_at(_at(story.supervised_on, 9, 30)):
            perform(matter, "press", people(_OFFICE, "overseer"), {"demand": "群众反映集中，请抓紧处理。（演示）"})
    if story.reopened_on is not None:
        with standing_at(_at(story.reopened_on, 15)):
            perform(matter, "report", lead, {"result": "已初步处理。（演示）"}, files={"evidence": [_picture()]})
            perform(matter, "fail", street, {"reason": "现场仍有反复，请再处理。（演示）"})
    with standing_at(_at(story.settled_on, 15)):
        perform(matter, "report", lead, {"result": "已按分工处理完毕。（演示）"}, files={"evidence": [_picture()]})
    with standing_at(_at(story.settled_on, 16, 30)):
        perform(matter, "confirm", street, {"note": "现场已核验。"})
    if story.street_score is None or story.department_score is None:
        due = matter.deadlines.get(clock="time_to_score").due
        assert due is not None
        with standing_at(_at(due + dt.timedelta(days=1), 0, 5)):
            perform_by_system(matter, "time_is_up")
        return
    with standing_at(_at(story.settled_on, 17)):
        _score(matter, people(story.street), story.problem.lead, story.street_score)
        _score(matter, people(story.problem.lead), story.street, story.department_score)


def _score(matter: Matter, user: Any, target: str, total: Decimal) -> None:
    code = Organization.objects.get(name=target).code
    perform(matter, "score", user, {"target": code, "marks": marks(total)})


def _assessed(world: World, people: People) -> None:
    """The first yearly assessment, of 2020, in January 2021."""
    rng, overseer = world.rng("coordination assessment"), people(_OFFICE, "overseer")
    with standing_at(_at(dt.date(2021, 1, 11), 9)), transaction.atomic():
        opened = assessment.open_year(2020, by=overseer, closes_on=dt.date(2021, 1, 22))
        rubric = in_force(assessment.YEAR, dt.date(2021, 1, 11))
        for sheet in opened.sheets.select_related("scorer", "target"):
            given = {item.id: item.full - rng.randint(0, int(item.full / 5)) for item in rubric.items}
            user = people(sheet.scorer.name)
            assessment.submit(opened, sheet.scorer, sheet.target, rubric.mark(given), remarks="", by=user)
        assessment.close_year(opened, by=overseer)
        assessment.publish(assessment.reckon(2020, by=overseer), by=overseer)


def marks(total: Decimal) -> Mapping[str, object]:
    """Marks on the rubric of a case that come to ``total``: what is missing is taken evenly, the odd points first."""
    rubric = in_force("coordination.case", today())
    missing, items = int(rubric.full - total), len(rubric.items)
    return {
        item.id: item.full - missing // items - (number < missing % items) for number, item in enumerate(rubric.items)
    }


@cache
def _drawn() -> bytes:
    """A street with bicycles, drawn: a demonstration has no photographs."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (640, 420), "#cfe0ea")
    draw = ImageDraw.Draw(image)
    for left, top, colour in ((0, 90, "#b9a58a"), (170, 40, "#a3b1b8"), (330, 110, "#c9b7a0"), (500, 60, "#9fa8a3")):
        draw.rectangle((left, top, left + 160, 280), fill=colour)
        for window in range(3):
            draw.rectangle((left + 20 + 45 * window, top + 30, left + 45 + 45 * window, top + 70), fill="#e8eef1")
    draw.rectangle((0, 280, 640, 420), fill="#8b9196")
    draw.rectangle((0, 275, 640, 290), fill="#d8dcdf")
    for left in range(40, 600, 95):
        for wheel in (left, left + 48):
            draw.ellipse((wheel, 330, wheel + 36, 366), outline="#22303a", width=4)
        draw.line((left + 18, 348, left + 40, 318, left + 66, 348), fill="#d98c00", width=5)
        draw.line((left + 40, 318, left + 58, 312), fill="#22303a", width=4)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _picture() -> BytesIO:
    file = BytesIO(_drawn())
    file.name = "处置后照片（演示）.png"
    return file


def _open(world: World, people: People) -> None:
    """Matters of the last weeks, each at some stage, so that every queue has something in it."""
    rng, listed = world.rng("coordination open"), problems(world)
    day, dispatcher = today(), people(_OFFICE, "dispatcher")
    people(_OFFICE, "overseer")
    people(_COMMITTEE)
    for number in range(_OPEN):
        problem, community = rng.choice(listed), world.community(rng)
        partner = world.unit(rng.choice(("市场监管", "应急管理", "住房建设", "水务")))
        urgency = rng.choice(("ordinary", "ordinary", "hard", "urgent"))
        stage = number % 7
        begun = day - dt.timedelta(days=(0, 1, 6, 20, 9, 3, 12)[stage] + rng.randint(0, 2))
        story = Story(
            "",
            community.name,
            community.street,
            rng.choice(("南门", "北门", "地铁站口", "学校路口")),
            problem,
            begun,
            begun,
            begun,
            None,
            None,
        )
        with standing_at(_at(begun, 9, rng.randint(0, 59))):
            matter = _register(people, story, urgency)
        if stage == 0:
            continue
        partners = [partner] if partner != problem.lead and number % 2 else []
        with standing_at(_at(begun, 10, rng.randint(0, 59))):
            perform(
                matter,
                "dispatch",
                dispatcher,
                {"lead": problem.lead, "partners": [Organization.objects.get(name=name) for name in partners]},
            )
        lead, street = people(problem.lead), people(community.street)
        people(problem.lead, "head")
        if stage == 1:
            continue
        with standing_at(_at(begun, 14, rng.randint(0, 59))):
            if stage == 5:
                perform(matter, "send_back", lead, {"reason": "现场属物业管理范围，建议改派。（演示）"})
                perform(matter, "refer", dispatcher, {"reason": "两个部门意见不一致。（演示）"})
                continue
            perform(matter, "sign", lead)
            if partners:
                perform(matter, "sign_part", people(partners[0]))
        if stage == 2 and number % 2 == 0:
            with standing_at(_at(min(day, begun + dt.timedelta(days=2)), 10)):
                perform(matter, "ask_for_time", lead, {"amount": 2, "reason": "需会同专业机构检测。（演示）"})
        if stage in (2, 3):
            continue
        with standing_at(_at(min(day, begun + dt.timedelta(days=3)), 15)):
            if partners:
                perform(matter, "finish_part", people(partners[0]), {"result": "已配合处理。（演示）"})
            perform(matter, "report", lead, {"result": "已处理完毕。（演示）"}, files={"evidence": [_picture()]})
        if stage == 4:
            continue
        with standing_at(_at(min(day, begun + dt.timedelta(days=4)), 16)):
            perform(matter, "confirm", street)
            if number % 3 == 0:
                _score(matter, street, problem.lead, Decimal(rng.randrange(80, 100)))


def _awkward(world: World, people: People) -> None:
    """The other ways of a matter: taken back, ruled on after three returns, pressed for, handled again."""
    rng, listed, day = world.rng("coordination awkward ways"), problems(world), today()
    dispatcher, overseer = people(_OFFICE, "dispatcher"), people(_OFFICE, "overseer")

    def begun(days: int, urgency: str = "ordinary") -> tuple[Matter, Problem, str]:
        problem, community, on = rng.choice(listed), world.community(rng), day - dt.timedelta(days=days)
        story = Story("", community.name, community.street, "东门", problem, on, on, on, None, None)
        with standing_at(_at(on, 9, rng.randint(0, 59))):
            return _register(people, story, urgency), problem, community.street

    matter, _problem, street = begun(6)
    with standing_at(_at(day - dt.timedelta(days=6), 11)):
        perform(matter, "withdraw", people(street), {"reason": "与前一天登记的是同一件事。（演示）"})

    matter, problem, _street = begun(12, "hard")
    other = next(one.lead for one in listed if one.lead != problem.lead)
    with standing_at(_at(day - dt.timedelta(days=11), 10)):
        for lead in (other, problem.lead, other):
            perform(matter, "dispatch", dispatcher, {"lead": lead})
            perform(matter, "send_back", people(lead), {"reason": "不属于本单位职责。（演示）"})
    with standing_at(_at(day - dt.timedelta(days=9), 15)):
        ruled = {"lead": problem.lead, "reason": "按权责清单，由该单位主办。（演示）"}
        perform(matter, "rule", people(_COMMITTEE), ruled)

    for days, urgency in ((9, "urgent"), (25, "ordinary")):
        matter, problem, _street = begun(days, urgency)
        with standing_at(_at(day - dt.timedelta(days=days), 15)):
            perform(matter, "dispatch", dispatcher, {"lead": problem.lead})
            perform(matter, "sign", people(problem.lead))
        with standing_at(_at(day - dt.timedelta(days=1), 9, 30)):
            perform(matter, "press", overseer, {"demand": "请在两日内报告进展。（演示）"})

    matter, problem, street = begun(8)
    with standing_at(_at(day - dt.timedelta(days=7), 10)):
        perform(matter, "dispatch", dispatcher, {"lead": problem.lead})
        perform(matter, "sign", people(problem.lead))
    with standing_at(_at(day - dt.timedelta(days=3), 10)):
        report = {"result": "已初步处理。（演示）"}
        perform(matter, "report", people(problem.lead), report, files={"evidence": [_picture()]})
    with standing_at(_at(day - dt.timedelta(days=2), 16)):
        perform(matter, "fail", people(street), {"reason": "现场仍有反复，请再处理。（演示）"})
