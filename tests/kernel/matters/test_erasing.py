"""A text with personal data is erased from record, title, the domain's row and notices; the chain stays whole."""

from __future__ import annotations

import pytest

from coordination_walk import Cast, cast, registered, seat
from fazhi.errors import FazhiError
from fazhi.kernel.administration.reach import platform_unit
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.erasing import erase
from fazhi.kernel.matters.errors import Forbidden
from fazhi.kernel.models import Matter, Notice, User
from fazhi.kernel.outbox.delivery import deliver

pytestmark = pytest.mark.usefixtures("platform")
PLACE = "张小三家（13912345678）门口"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def administrator(people: Cast) -> User:
    return seat("guanli", platform_unit(), "administrator")


def everything(matter: Matter) -> str:
    """All that anybody could still read of a matter."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(l::text, ' ') FROM ledger_coordination_matters l")
        (ledger,) = cursor.fetchone()
    texts = " ".join(event.text.text for event in matter.events.select_related("text") if event.text)
    notices = " ".join(Notice.objects.filter(matter=matter).values_list("text", flat=True))
    return f"{matter.title} {matter.coordination.place} {texts} {notices} {ledger}"  # type: ignore[attr-defined]


def test_it_is_erased_wherever_it_was_copied_to(people: Cast, administrator: User) -> None:
    matter = registered(people, place=PLACE)
    deliver()
    assert everything(matter).count("13912345678") >= 5
    places = erase(matter, 1, by=administrator, because="误填当事人信息")
    assert places == ["标题", "业务记录", "通知 1 条"]
    matter = Matter.objects.get(pk=matter.pk)
    assert "13912345678" not in everything(matter)
    assert "（已清除）" in matter.title
    assert verify().damages == ()
    assert matter.events.latest("sequence").data == {"erased": 1}
    with pytest.raises(FazhiError, match="没有可清除的文字"):
        erase(matter, 1, by=administrator, because="再来一次")


def test_only_who_runs_the_platform_erases_and_says_why(people: Cast, administrator: User) -> None:
    matter = registered(people, place=PLACE)
    for user in (people.street, people.overseer):
        with pytest.raises(Forbidden):
            erase(matter, 1, by=user, because="误填")
    with pytest.raises(FazhiError, match="理由"):
        erase(matter, 1, by=administrator, because=" ")
    with pytest.raises(FazhiError, match="第 9 条"):
        erase(matter, 9, by=administrator, because="误填")
    assert "13912345678" in everything(matter)
