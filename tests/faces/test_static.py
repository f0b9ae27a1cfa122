"""Files of the pages as a web server under ASGI is handed them: in pieces, whole, and without Django's warning."""

from __future__ import annotations

import warnings

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

ADDRESS = "/static/ui/workbench.js"


@pytest.fixture
def source() -> bytes:
    from django.contrib.staticfiles.finders import find

    path = find("ui/workbench.js")
    assert path is not None
    with open(path, "rb") as file:
        return file.read()


def fetched(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    async def ask() -> tuple[int, dict[str, str], bytes]:
        response = await AsyncClient().get(address, headers=headers)
        content = b"".join([piece async for piece in response.streaming_content])
        return response.status_code, dict(response.headers), content

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return async_to_sync(ask)()


def test_a_file_is_sent_in_pieces_that_the_server_waits_for(source: bytes) -> None:
    status, headers, content = fetched(ADDRESS)
    assert (status, content) == (200, source)
    assert headers["Content-Length"] == str(len(source))
    assert headers["Content-Type"].startswith("text/javascript")


def test_a_part_and_what_has_not_changed(source: bytes) -> None:
    status, headers, content = fetched(ADDRESS, range="bytes=10-29")
    assert (status, content) == (206, source[10:30])
    assert Client().get(ADDRESS, headers={"if-modified-since": headers["Last-Modified"]}).status_code == 304


def test_a_plain_server_gets_the_same(source: bytes) -> None:
    response = Client().get(ADDRESS)
    assert b"".join(response.streaming_content) == source
