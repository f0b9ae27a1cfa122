"""What tests of lists share: a client signed in, the rows that a page shows."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from fazhi.kernel.models import Matter, User

QUEUE, MATTERS, SEARCH = "/workbench/", "/workbench/matters/", "/workbench/search/"


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(page: Any) -> str:
    assert page.status_code == 200, page.status_code
    return str(page.content.decode())


def shown(page: Any) -> list[str]:
    """The titles that stand in the rows of a page, in their order."""
    return [html.unescape(one) for one in re.findall(r'<td class="title"><a [^>]*>([^<]*)</a>', text(page))]


def counts(page: Any) -> dict[str, str]:
    """What stands on the tabs of a queue."""
    found = re.findall(r'href="\?tab=(\w+)"[^>]*>[^<]*<span class="tab-count[^"]*">([^<]*)</span>', text(page))
    return dict(found)


def titles(*matters: Matter) -> list[str]:
    return [matter.title for matter in matters]
