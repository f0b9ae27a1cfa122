"""Administrators of the demonstration district, and how a test sends one of their forms."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from coordination_walk import LEAD, seat
from fazhi.kernel.models import User

PLATFORM = "办公室"


def administrators() -> tuple[User, User, User]:
    """Two who administer everything, and one who administers the leading unit."""
    return (
        seat("xitong", PLATFORM, "administrator"),
        seat("xitong2", PLATFORM, "administrator"),
        seat("danwei", LEAD, "unit_administrator"),
    )


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hidden(html: str) -> dict[str, str]:
    """What a page sends back unseen: the number of the newest change, and what stands for a preview."""
    return dict(re.findall(r'<input type="hidden" name="(seen|sure|lines)" value="([^"]*)"', html))


def send(client: Client, path: str, answers: dict[str, Any]) -> Any:
    """Open a form, fill it in, send it, confirm it where it shows a preview, and follow to the page after it."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    answer = client.post(path, hidden(page.content.decode()) | answers, follow=True)
    html = answer.content.decode()
    if answer.status_code == 200 and 'name="sure"' in html:
        return client.post(path, hidden(html) | answers, follow=True)
    return answer
