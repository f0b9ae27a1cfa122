"""``fazhi matter open`` offers similar open matters before a duplicate is filed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coordination_walk import STREET, Cast, cast
from fazhi.kernel.models import Matter, Organization

Fazhi = Callable[..., Any]  # see conftest.py


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


SHOPFRONT = (
    "--set",
    "field=市容管理",
    "--set",
    "source=street",
    "--set",
    "urgency=ordinary",
    "--set",
    "place=老围一街",
)


def test_a_duplicate_is_not_opened_before_the_similar_ones_were_looked_at(people: Cast, fazhi: Fazhi) -> None:
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    said = ("--set", f"community={community.code}", "--set", "description=共享单车堆放，堵住了人行道。")
    opening = ("matter", "open", "coordination", "--as", "jiedao", *SHOPFRONT, *said)
    first = fazhi(*opening, "--key", "one")
    assert first.code == 0, first.err
    number = Matter.objects.get().number
    refused = fazhi(*opening)
    assert refused.code != 0
    assert f"{number}  待分拨" in refused.err
    assert "--anyway" in refused.err
    # The same request again is no duplicate; what is wrong with the answers is said as ever.
    assert number in fazhi(*opening, "--key", "one").out
    assert "来源" in fazhi(*opening, "--set", "source=gossip").err
    assert Matter.objects.count() == 1
    assert fazhi(*opening, "--anyway").code == 0
    assert Matter.objects.count() == 2
