"""The demonstration district on the platform: its organisations, accounts to try, what each domain walks through."""

from __future__ import annotations

import datetime as dt
import importlib
import tempfile
from collections.abc import Callable
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from django.db.models import Count, Q

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import GROUP, installed
from fazhi.i18n import _
from fazhi.kernel.administration.reach import platform_unit
from fazhi.kernel.administration.roles import ADMINISTRATOR, STATISTICIAN, UNIT_ADMINISTRATOR
from fazhi.kernel.clock import now, today
from fazhi.kernel.district import current
from fazhi.kernel.models import Matter, Membership, Message, Organization, User
from fazhi.kernel.models.organizations import current as valid_on
from fazhi.kernel.populate import populate
from fazhi.kernel.procedures.registry import roles
from fazhi.kernel.register import LISTED_ON
from fazhi.kernel.world import World

Progress = Callable[[str, int, int], None]


class People:
    """The accounts of the demonstration: one for each unit and role that somebody asks for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], User] = {}
        self._labels = {identifier: role.label for identifier, role in roles().items()}

    def __call__(self, unit: str, role: str = "handler") -> User:
        """The person who is ``role`` in the unit of that name."""
        if (unit, role) not in self._made:
            organization = Organization.objects.get(name=unit, until=None)
            username = f"{organization.code.lower()}-{role}"
            user = User.objects.filter(username=username).first()
            if user is None:
                user = User.objects.create_user(username, f"演示·{organization.name}{self._labels.get(role, role)}")
            Membership.objects.get_or_create(
                user=user, organization=organization, role=role, until=None, defaults={"since": LISTED_ON}
            )
            self._made[unit, role] = user
        return self._made[unit, role]


def load(progress: Progress) -> None:
    """Fill an empty platform with the demonstration district. Raises :class:`FazhiError` where it has matters."""
    if Matter.objects.exists():
        raise FazhiError(_("数据库里已有事项，演示数据只能装进空的数据库。"), code="not_empty")
    world, people = World(current()), People()
    progress(_("建立机构和账号"), 0, 1)
    populate(since=LISTED_ON)
    if platform_unit():
        people(platform_unit(), ADMINISTRATOR.id)
        people(platform_unit(), STATISTICIAN.id)
    people(current().streets[0].name, UNIT_ADMINISTRATOR.id)
    found = [
        module
        for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)
        if find_spec(f"{point.value}.demo") is not None
        and hasattr(module := importlib.import_module(f"{point.value}.demo"), "platform")
    ]
    for done, module in enumerate(found):
        progress(module.__name__.split(".")[-2], done, len(found))
        module.platform(world, people)
    # Nobody wants to be told today what happened years ago.
    Message.objects.filter(made_at__lt=now() - dt.timedelta(days=30)).update(due_at=None)
    progress(_("装好"), len(found), len(found))


def store_ledgers(progress: Progress) -> None:
    """The demonstration's ledgers as if imported from Excel: those of businesses without tables of their own, and what
    a business had before it moved in, where its view keeps that beside.
    """
    from fazhi.figures.load import load as read
    from fazhi.kernel.database.ledgers import store
    from fazhi.kernel.database.server import connect
    from fazhi.kernel.demo import write_ledgers

    with tempfile.TemporaryDirectory() as folder:
        write_ledgers(Path(folder), progress)
        with connect() as owner:
            store(owner, read(Path(folder), installed()))


def one_a_role() -> list[dict[str, str]]:
    """One account for each role in each kind of unit, the one with most to do: role, unit, username."""
    day = today()
    held = Membership.objects.filter(valid_on(day), user__name__startswith="演示·").select_related(
        "user", "organization"
    )
    open_matters = Count(
        "organization__assignments",
        filter=Q(organization__assignments__until=None, organization__assignments__matter__closed_on=None),
    )
    labels = {identifier: role.label for identifier, role in roles().items()}
    found: dict[tuple[str, str], Membership] = {}
    for each in held.annotate(busy=open_matters).order_by("-busy", "user__username"):
        found.setdefault((each.role, each.organization.kind), each)
    return [
        {
            "role": labels.get(each.role, each.role),
            "unit": each.organization.name,
            "username": each.user.username,
        }
        for each in sorted(found.values(), key=lambda one: one.user.username)
    ]


def open_accounts(password: str) -> list[User]:
    """Let every demonstration account be signed in to with one password; returns them in order."""
    accounts = list(User.objects.filter(name__startswith="演示·").order_by("username"))
    hashed = User()
    hashed.set_password(password)
    User.objects.filter(pk__in=[user.pk for user in accounts]).update(password=hashed.password)
    return accounts
