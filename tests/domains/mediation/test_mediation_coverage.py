"""The page that shows where mediation organisations are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from coordination_walk import seat, unit
from fazhi.domains.mediation.coverage import coverage
from fazhi.domains.mediation.organizing import found
from fazhi.kernel.models import Organization
from fazhi.kernel.parties.documents import fictitious_numbers
from mediation_walk import FOUNDED, STREET, Cast, cast


@pytest.fixture
def people(platform: None) -> Iterator[Cast]:
    with fictitious_numbers():
        yield cast()


def community() -> Organization:
    return Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]


def cover() -> None:
    found("TJ100", "社区调委会", "社区", since=FOUNDED, street=unit(STREET), community=community())


def test_a_community_is_covered_by_its_own_committee_alone(people: Cast) -> None:
    before = coverage()
    found("TJ101", "物业调解室", "小区物业", since=FOUNDED, street=unit(STREET), community=community())
    assert coverage().bare == before.bare == before.communities
    cover()
    after = coverage()
    assert after.bare == before.bare - 1
    (street,) = (cell for cell in after.cells if cell.name == STREET)
    assert street.by_kind == [1, 1, 0, 0, 0, 1]
    assert community().name not in street.bare


def test_one_that_was_dissolved_or_is_yet_to_come_leaves_the_gap(people: Cast) -> None:
    before = coverage().bare
    cover()
    Organization.objects.filter(code="TJ100").update(until=dt.date(2019, 1, 1))
    assert coverage().bare == before


def test_gaps_are_said_in_words_and_drawn_as_shapes(people: Cast, client: Client) -> None:
    cover()
    client.force_login(people.clerk)
    page = client.get(reverse("mediation_coverage")).content.decode()
    assert "缺街道调解委员会" in page
    drawn = ElementTree.fromstring(page[page.index("<svg viewBox") : page.index("</svg></section>") + 6])
    titles = [title.text or "" for title in drawn.iter("title")]
    assert f"{community().name}：有社区调解委员会" in titles
    assert len(titles) == coverage().communities
    assert sum("缺" in title for title in titles) == len(list(drawn.iter("path")))


def test_no_tile_lies_outside_or_on_another(people: Cast) -> None:
    drawn = coverage()
    places = [(tile.x, tile.y) for cell in drawn.cells for tile in cell.tiles]
    assert len(set(places)) == len(places)
    for cell in drawn.cells:
        for tile in cell.tiles:
            assert cell.x <= tile.x <= cell.x + drawn.cell_width - drawn.tile
            assert cell.y <= tile.y <= cell.y + cell.height - drawn.tile
    assert max(cell.y + cell.height for cell in drawn.cells) == drawn.height


def test_it_is_for_whom_mediation_concerns(people: Cast, client: Client) -> None:
    client.force_login(seat("jiedao", STREET))
    assert client.get(reverse("mediation_coverage")).status_code == 404
