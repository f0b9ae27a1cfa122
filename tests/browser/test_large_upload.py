"""A request that is far too large, at a real server: answered in words, and neither memory nor disk filled by it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from django.conf import settings
from django.test import Client
from serving import Platform

from coordination_walk import handling

_MEBIBYTE = 1024 * 1024
_SIZE = 200 * _MEBIBYTE


@pytest.fixture(scope="module")
def browser() -> None:
    """None is needed here."""


@pytest.fixture(scope="module", autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the server puts what it receives: set before it starts."""
    folder = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        yield folder


def _server() -> psutil.Process:
    return next(one for one in psutil.Process().children() if "fazhi.faces.web" in one.cmdline())


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
def test_two_hundred_megabytes_are_refused_without_being_kept(
    temporary: Path, served: Platform, announced: bool
) -> None:
    matter, client = handling(served.people), Client()
    client.force_login(served.people.lead)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    server = _server()
    before, most = server.memory_info().rss, 0
    kept: set[str] = set()

    def body() -> Iterator[bytes]:
        nonlocal most
        for number in range(_SIZE // _MEBIBYTE):
            yield bytes(_MEBIBYTE)
            if number % 20 == 0:
                most = max(most, server.memory_info().rss)
                kept.update(path.name for path in temporary.rglob("*") if path.is_file())

    headers = {"Cookie": cookie, "Content-Type": "multipart/form-data; boundary=here"}
    if announced:
        headers["Content-Length"] = str(_SIZE)
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=120)
    path = f"/workbench/matters/{matter.uuid}/do/report/"

    def sent() -> http.client.HTTPResponse:
        connection.request("POST", path, body(), headers, encode_chunked=not announced)
        return connection.getresponse()

    if announced:
        answer = sent()
        assert answer.status == 413
        assert "文件太大，没有提交" in answer.read().decode()
        assert kept == set()
    else:
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            sent()
    assert most - before < 60 * _MEBIBYTE
    assert [path for path in temporary.rglob("*") if path.is_file()] == []
    assert matter.events.filter(kind="report").count() == 0
