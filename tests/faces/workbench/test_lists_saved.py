"""Saved views: of one user, shared with a unit, default; nobody changes another's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from list_pages import MATTERS, at, shown, text

from coordination_walk import LEAD, Cast, cast, handling, registered, seat
from fazhi.faces.workbench.models import SavedView
from fazhi.kernel.models import Organization

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Cast:
    return cast()


def save(client: Client, name: str, query: str, unit: str = "") -> Any:
    code = Organization.objects.get(name=unit).code if unit else ""
    return client.post(f"{MATTERS}views/", {"name": name, "query": query, "unit": code}, follow=True)


def change(client: Client, view: SavedView, do: str, **more: str) -> Any:
    return client.post(f"{MATTERS}views/{view.uuid}/", {"do": do, **more}, follow=True)


def names(client: Client) -> list[str]:
    """The views that stand above the list."""
    return re.findall(r'<a href="[^"]*view=[0-9a-f-]{36}"[^>]*>([^<]*?) ?(?:<|$)', text(client.get(f"{MATTERS}?view=")))


def test_a_view_is_saved_opened_and_its_address_says_all_that_it_asks(people: Cast) -> None:
    matter, lead = handling(people, urgency="hard"), at(people.lead)
    handling(people)
    page = save(lead, "难办的", "urgency=hard&sort=-number&nonsense=1&page=7")
    assert "已保存视图“难办的”" in text(page)
    assert shown(page) == [matter.title]
    view = SavedView.objects.get()
    assert view.query == "urgency=hard&sort=-number"
    address = f"{MATTERS}?{view.query}&view={view.uuid}"
    assert names(lead) == ["难办的"]
    # Whoever gets the address sees the same list, without having the view.
    colleague = at(seat("tongshi", LEAD))
    assert shown(colleague.get(address)) == [matter.title]
    assert names(colleague) == []


def test_a_shared_view_is_seen_by_the_unit_and_changed_by_its_owner_alone(people: Cast) -> None:
    lead, colleague, other = at(people.lead), at(seat("tongshi", LEAD)), at(people.street)
    save(lead, "本局在办", "is=open", LEAD)
    view = SavedView.objects.get()
    assert names(colleague) == ["本局在办"]
    assert names(other) == []
    assert change(colleague, view, "delete").status_code == 404
    assert change(colleague, view, "change", name="我的了").status_code == 404
    assert change(other, view, "default").status_code == 404
    assert "只有共享的人可以修改" in text(colleague.get(f"{MATTERS}?is=open&view={view.uuid}"))
    change(lead, view, "change", name="不共享了", unit="")
    assert names(colleague) == []
    assert names(lead) == ["不共享了"]


def test_one_can_share_only_with_a_unit_of_ones_own(people: Cast) -> None:
    save(at(people.lead), "别人的", "is=open", "区水务局")
    assert SavedView.objects.get().unit is None


def test_the_default_view_opens_first_and_all_is_one_click_away(people: Cast) -> None:
    open_one, lead = handling(people), at(people.lead)
    save(lead, "超期的", "is=late")
    view = SavedView.objects.get()
    change(lead, view, "default")
    page = lead.get(MATTERS)
    assert page.status_code == 302
    assert page.headers["Location"] == f"{MATTERS}?is=late&view={view.uuid}"
    assert shown(lead.get(f"{MATTERS}?view=")) == [open_one.title]
    change(lead, view, "no_default")
    assert shown(lead.get(MATTERS)) == [open_one.title]


def test_a_view_is_renamed_given_what_is_asked_now_and_deleted(people: Cast) -> None:
    registered(people)
    street = at(people.street)
    save(street, "甲", "is=late")
    view = SavedView.objects.get()
    change(street, view, "change", name="  乙　的 ")
    view.refresh_from_db()
    assert (view.name, view.query) == ("乙 的", "is=late")
    change(street, view, "change", name="乙 的", query="is=open&size=50")
    view.refresh_from_db()
    assert view.query == "is=open&size=50"
    change(street, view, "default")
    assert "已删除视图" in text(change(street, view, "delete"))
    assert not SavedView.objects.exists()
    assert street.get(MATTERS).status_code == 200


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "请给视图起一个名字"),
        ("　\x00 ", "请给视图起一个名字"),
        ("字" * 41, "不能超过 40 个字"),
        ("甲", "已有名为"),
    ],
)
def test_a_name_that_cannot_be_is_said_and_nothing_is_saved(people: Cast, name: str, said: str) -> None:
    street = at(people.street)
    save(street, "甲", "is=open")
    assert said in text(save(street, name, "is=late"))
    assert SavedView.objects.count() == 1


def test_what_is_changed_from_a_view_can_be_kept_in_it(people: Cast) -> None:
    registered(people)
    street = at(people.street)
    save(street, "甲", "is=open")
    view = SavedView.objects.get()
    page = text(street.get(f"{MATTERS}?is=open&view={view.uuid}"))
    assert f'href="?is=late&amp;view={view.uuid}"' in page
    page = text(street.get(f"{MATTERS}?is=open&sort=number&view={view.uuid}"))
    assert 'name="query" value="is=open&amp;sort=number" checked' in page


def test_a_script_in_a_name_is_text(people: Cast) -> None:
    page = save(at(people.street), "<script>alert(1)</script>", "is=open")
    assert "<script>alert" not in text(page)
    assert "&lt;script&gt;" in text(page)
