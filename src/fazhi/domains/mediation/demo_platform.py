"""The demonstration's mediation on the platform: organisations, mediators, disputes walked through the procedure.

The organisations work on the platform since ``MOVED_IN``. What was settled before is their old ledger, which the view
shows beside; what was accepted since is walked, under the numbers it has in the ledger, so that nothing counts twice.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from random import Random
from typing import Any

from django.db import transaction

from fazhi.domains.mediation import subsidies, warnings
from fazhi.domains.mediation.demo import ledgers
from fazhi.domains.mediation.models import APPOINTMENT, Category, MediationOrganization, Mediator
from fazhi.domains.mediation.organizing import UNIT
from fazhi.domains.mediation.procedure import MEDIATOR
from fazhi.kernel.clock import SHANGHAI, standing_at, today
from fazhi.kernel.demo_platform import People
from fazhi.kernel.matters.numbering import go_on_after
from fazhi.kernel.matters.perform import open_matter, perform
from fazhi.kernel.models import Credential, Matter, Organization
from fazhi.kernel.parties.documents import fictitious_numbers
from fazhi.kernel.world import Row, World

MOVED_IN = dt.date(2020, 12, 30)
_GUIDANCE = "人民参与和促进法治科"
_OPEN = 16
_LIVE = 6
_MONTHS = 12
_GROWING = (2, 11)  # of the open ones, those that many people quarrel in
_SOURCES = {"当事人申请": "applied", "主动介入": "found", "委托移送": "transferred"}


def load(world: World, people: People) -> None:
    """Organisations and mediators, the disputes since ``MOVED_IN``, those of the last year and those open
    today, lists of subsidies and warnings.
    """
    rows = ledgers(world)
    with transaction.atomic():
        _organizations(rows["mediation_organizations"])
        _mediators(world, rows["mediators"])
    people(_GUIDANCE, "overseer")
    with fictitious_numbers():
        _settled(world, people, rows["disputes"])
        _of_the_year(world, people)
        _open(world, people)
    _subsidies(people)
    warnings.look()


def _organizations(rows: list[Row]) -> None:
    streets = {unit.name: unit for unit in Organization.objects.filter(kind="街道")}
    communities = {(unit.parent_id, unit.name): unit for unit in Organization.objects.filter(kind="社区")}
    made = []
    for row in rows:
        street, ended = streets[str(row["street"])], row["dissolved_on"]
        community = communities.get((street.pk, str(row["community"])))
        organization = Organization(
            code=str(row["code"]),
            name=str(row["name"]),
            kind=UNIT,
            parent=community or street,
            since=_day(row["established_on"]),
            until=_day_before(ended),
        )
        made.append((organization, MediationOrganization(kind=str(row["kind"]), street=street, community=community)))
    Organization.objects.bulk_create(organization for organization, _more in made)
    for organization, more in made:
        more.organization = organization
    MediationOrganization.objects.bulk_create(more for _organization, more in made)


def _mediators(world: World, rows: list[Row]) -> None:
    rng = world.rng("mediators")
    organizations = {unit.code: unit for unit in Organization.objects.filter(kind=UNIT)}
    credentials = Credential.objects.bulk_create(
        Credential(
            holder=str(row["name"]),
            kind=APPOINTMENT,
            number=str(row["code"]),
            organization=organizations[str(row["organization"])],
            since=_day(row["appointed_on"]),
            until=_day_before(row["left_on"]),
            ended_because="任期届满" if row["left_on"] else "",
        )
        for row in rows
    )
    mediators = Mediator.objects.bulk_create(
        Mediator(credential=credential, full_time=row["employment"] == "专职")
        for credential, row in zip(credentials, rows, strict=True)
    )
    categories = list(Category.objects.filter(used=True))
    link = Mediator.expertise.through
    link.objects.bulk_create(
        link(mediator_id=mediator.pk, category_id=category.pk)
        for mediator in mediators
        for category in rng.sample(categories, rng.choice((0, 1, 1, 2)))
    )


def _day(cell: object) -> dt.date:
    assert isinstance(cell, dt.date)
    return cell


def _day_before(day: object) -> dt.date | None:
    return day - dt.timedelta(days=1) if isinstance(day, dt.date) else None


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)


def _settled(world: World, people: People, rows: list[Row]) -> None:
    rng = world.rng("mediation walked")
    codes = dict(Category.objects.values_list("label", "code"))
    organizations = {unit.code: unit for unit in Organization.objects.filter(kind=UNIT)}
    for row in rows:
        begun, ended = row["accepted_on"], row["concluded_on"]
        if not (isinstance(begun, dt.date) and isinstance(ended, dt.date) and begun >= MOVED_IN):
            continue
        with transaction.atomic():
            number = int(str(row["number"]).partition("〕")[2].removesuffix("号"))
            go_on_after("mediation", begun.year, number - 1)
            with standing_at(_at(begun, 9, 10)):
                organization = organizations[str(row["organization"])]
                matter = _register(rng, world, people, organization, codes[str(row["category"])], row)
                clerk = people(organization.name)
                perform(matter, "accept", clerk)
                _assign(matter, clerk, rng)
            _conclude(matter, clerk, ended, str(row["result"]), written=row["agreement"] == "书面")
            _finish(matter, clerk, world.shift(ended, rng.randint(2, 15)), row.get("applied_on"))


def _register(rng: Random, world: World, people: People, organization: Organization, category: str, row: Row) -> Matter:
    mediation = MediationOrganization.objects.select_related("community", "street").get(pk=organization.pk)
    community = (
        mediation.community or Organization.objects.filter(kind="社区", parent=mediation.street).order_by("code")[0]
    )
    answers: dict[str, Any] = {
        "source": _SOURCES[str(row["source"])],
        "sender": rng.choice(("court", "police", "hotline", "petitions")),
        "category": category,
        "community": community.code,
        "applicants": [_person(world, rng, str(row["applicant"]))],
        "respondents": [_person(world, rng, str(row["respondent"]))],
        "people": row["people"],
        "amount": row["amount"],
        "mass": row.get("mass", False),
        "facts": "双方因琐事发生争执，请求调解。（演示）",
    }
    return open_matter("mediation", people(organization.name), answers)


def _person(world: World, rng: Random, name: str) -> dict[str, str]:
    person = world.person(rng)
    return {"name": name, "id_number": person.id_number, "phone": person.phone}


def _assign(matter: Matter, clerk: Any, rng: Random) -> None:
    from fazhi.domains.mediation.actions import mediators

    number, _label = mediators(matter)[0]
    perform(matter, "assign", clerk, {"mediator": number})


def _conclude(matter: Matter, clerk: Any, day: dt.date, result: str, *, written: bool) -> None:
    with standing_at(_at(day, 15)):
        if result == "撤回申请":
            perform(matter, "withdraw", clerk, {"reason": "双方自行和解。（演示）"})
            return
        perform(matter, "hold", clerk, {"held_on": day, "minutes": "分别听取双方意见，讲明法律规定。（演示）"})
        if result == "调解未成功":
            answers = {"advice": ["lawsuit"], "reason": "双方对赔偿数额分歧较大。（演示）"}
            perform(matter, "fail", clerk, answers)
            return
        answers = {"content": "双方互谅互让，达成一致。（演示）", "manner": "当场或者三十日内履行。（演示）"}
        if written:
            files = {"agreement": [_scan()]}
            perform(matter, "agree_in_writing", clerk, {**answers, "signed": True}, files=files)
        else:
            perform(matter, "agree_orally", clerk, answers)


def _finish(matter: Matter, clerk: Any, day: dt.date, applied_on: object) -> None:
    """What follows in the days after: the court's confirmation, performance, the archive."""
    if matter.state == "agreed":
        if isinstance(applied_on, dt.date):
            with standing_at(_at(applied_on, 10)):
                perform(matter, "apply", clerk, {"jointly": True})
        with standing_at(_at(day, 11)):
            if applied_on:
                perform(matter, "decided", clerk, {"decision": "confirmed"})
            perform(matter, "finish", clerk, {})
    with standing_at(_at(day, 16)):
        perform(matter, "archive", clerk, {})


def _with_account(people: People, organization: Organization) -> None:
    """The first of its mediators signs in."""
    user = people(organization.name, MEDIATOR.id)
    if not user.credentials.exists():
        first = Credential.objects.filter(kind=APPOINTMENT, organization=organization, until=None).order_by("number")[0]
        first.user = user
        first.save(update_fields=["user"])


def _live() -> list[Organization]:
    """One organisation of every kind, in which people work on the platform."""
    kinds = list(dict.fromkeys(MediationOrganization.objects.order_by("pk").values_list("kind", flat=True)))
    standing = MediationOrganization.objects.filter(organization__until=None).select_related("organization")
    return [standing.filter(kind=kind).order_by("pk")[0].organization for kind in kinds[:_LIVE]]


def _of_the_year(world: World, people: People) -> None:
    """Disputes of the last twelve months, settled and archived in theirs; the first organisation has some in each."""
    rng, units = world.rng("mediation of the year"), _live()
    codes = list(Category.objects.filter(used=True).values_list("code", flat=True))
    month = today().replace(day=1)
    for number in range(_MONTHS, 0, -1):
        begun = _months_before(month, number) + dt.timedelta(days=4)
        if begun < MOVED_IN:
            continue
        for organization in (units[0], units[number % len(units)]):
            row = _row(world, rng)
            with standing_at(_at(begun, 10, rng.randint(0, 59))):
                matter = _register(rng, world, people, organization, rng.choice(codes), row)
                clerk = people(organization.name)
                perform(matter, "accept", clerk)
                _assign(matter, clerk, rng)
            ended = begun + dt.timedelta(days=rng.randint(2, 8))
            _conclude(matter, clerk, ended, "调解未成功" if number % 5 == 0 else "调解成功", written=number % 2 == 0)
            _finish(matter, clerk, ended + dt.timedelta(days=rng.randint(2, 12)), None)


def _months_before(month: dt.date, number: int) -> dt.date:
    years, left = divmod(month.month - 1 - number, 12)
    return dt.date(month.year + years, left + 1, 1)


def _row(world: World, rng: Random) -> Row:
    return {
        "source": rng.choice(list(_SOURCES)),
        "applicant": world.name(rng),
        "respondent": world.name(rng),
        "people": rng.choice((2, 2, 3, 9)),
        "amount": rng.randrange(5, 900) * 100,
    }


def _subsidies(people: People) -> None:
    """The lists of the last two months of one committee: the older one approved, the newer one waiting."""
    committee, month = _live()[0], today().replace(day=1)
    head, guide = people(committee.name, "head"), people(_GUIDANCE, "overseer")
    for number in (2, 1):
        of = _months_before(month, number)
        if not subsidies.candidates(committee, of).exists():
            continue
        made = subsidies.submit(committee, of, by=head)
        if number == 2:
            subsidies.decide(made, True, "", by=guide)


def _open(world: World, people: People) -> None:
    """Disputes of the last weeks with some organisations of every kind, each at some stage."""
    rng, day = world.rng("mediation open"), today()
    units = _live()
    codes = list(Category.objects.filter(used=True).values_list("code", flat=True))
    for number in range(_OPEN):
        organization, stage = units[number % len(units)], number % 8
        clerk = people(organization.name)
        people(organization.name, "head")
        _with_account(people, organization)
        begun = day - dt.timedelta(days=(0, 1, 3, 8, 12, 20, 26, 30)[stage])
        row = _row(world, rng)
        if number in _GROWING:
            row |= {"people": 36, "mass": True}
        with standing_at(_at(begun, 9, rng.randint(0, 59))):
            matter = _register(rng, world, people, organization, rng.choice(codes), row)
        if stage == 0:
            continue
        with standing_at(_at(begun, 11)):
            perform(matter, "accept", clerk)
            if stage == 1:
                continue
            _assign(matter, clerk, rng)
        if stage == 2:
            continue
        then = begun + dt.timedelta(days=4)
        if stage == 3:
            with standing_at(_at(then, 15)):
                perform(matter, "hold", clerk, {"held_on": then, "minutes": "听取双方意见，约定再谈。（演示）"})
            continue
        _conclude(matter, clerk, then, "调解未成功" if stage == 7 else "调解成功", written=stage in (5, 6))
        if stage == 6:
            with standing_at(_at(then + dt.timedelta(days=2), 10)):
                perform(matter, "apply", clerk, {"jointly": True})


_SCAN = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def _scan() -> BytesIO:
    """One grey point: a demonstration has no signed papers."""
    file = BytesIO(_SCAN)
    file.name = "调解协议书（演示）.png"
    return file
