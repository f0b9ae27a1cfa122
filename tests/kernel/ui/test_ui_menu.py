"""The menu shows what somebody may find, in groups, and nothing that has no address."""

from __future__ import annotations

import pytest
from django.test import Client

from coordination_walk import LEAD, seat
from fazhi.kernel.models import User
from fazhi.kernel.populate import populate
from fazhi.kernel.ui import extras

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "_menu", dict(extras._menu))


@pytest.fixture
def clerk() -> User:
    populate()
    return seat("zhuban", LEAD)


def page(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/workbench/notices/").content.decode()


def test_an_entry_stands_in_its_group_for_those_who_find_it(clerk: User) -> None:
    extras.add_menu(extras.REPORTS, "为大家", "matters")
    extras.add_menu(extras.ADMIN, "为主管", "queue", lambda user: user.username == "zhuguan")
    shown = page(clerk)
    assert shown.index("报告与统计") < shown.index("为大家")
    assert "为主管" not in shown
    assert ">管理</p>" not in shown


def test_where_one_is_is_marked(clerk: User) -> None:
    assert '<a href="/workbench/notices/" aria-current="page">通知</a>' in page(clerk)


def test_an_entry_without_an_address_breaks_no_page(clerk: User) -> None:
    extras.add_menu(extras.BUSINESS, "还没有的页面", "no_such_page")
    assert "还没有的页面" not in page(clerk)


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(KeyError):
        extras.add_menu("elsewhere", "页面", "queue")


def test_the_seats_are_read_once(clerk: User, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [one.organization.name for one in extras.seats(clerk)] == [LEAD]
        assert extras.seats(clerk) is extras.seats(clerk)
