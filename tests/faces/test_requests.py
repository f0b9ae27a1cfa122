"""What an operator and a proxy see of a request: its number, a line of JSON, and 503 where the database is away."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client

from fazhi.kernel.operations.logs import DatabaseTrouble, JsonLines


class Lines(logging.Handler):
    """What would be printed, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.addFilter(DatabaseTrouble())
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, log = Lines(), logging.getLogger("fazhi.requests")
    before = log.level
    log.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    log.setLevel(before)


@pytest.mark.usefixtures("platform")
def test_a_request_keeps_the_number_that_a_proxy_gave_and_leaves_a_line_without_its_address(lines: Lines) -> None:
    response = Client().get("/workbench/search/?q=张三", headers={"X-Request-ID": "0123abcd-from-proxy"})
    assert response["X-Request-ID"] == "0123abcd-from-proxy"
    [line] = [each for each in lines.lines if each["logger"] == "fazhi.requests"]
    assert (line["request"], line["route"], line["status"]) == ("0123abcd-from-proxy", "search", 302)
    assert "张三" not in json.dumps(lines.lines, ensure_ascii=False)


@pytest.mark.usefixtures("platform")
def test_a_number_that_is_none_is_not_taken() -> None:
    number = Client().get("/workbench/sign-in/", headers={"X-Request-ID": 'x" onload='})["X-Request-ID"]
    assert len(number) == 32


def test_an_error_is_told_by_kind_and_place_and_not_by_its_text(lines: Lines) -> None:
    try:
        raise ValueError("王五 44030519900101001X")
    except ValueError:
        logging.getLogger("fazhi.some").exception("failed")
    [line] = lines.lines
    assert line["error"] == "ValueError"
    assert "test_requests.py" in str(line["trace"])
    assert "王五" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.usefixtures("fresh_platform")
def test_while_the_database_is_away_a_page_says_so_and_when_to_come_again(
    monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    connections.close_all()
    with monkeypatch.context() as away:
        away.setenv("DATABASE_URL", "postgresql://fazhi_app@127.0.0.1:1/none")
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = "a" * 32
        response = client.get("/workbench/")
        connections.close_all()
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "系统暂时没有应答" in response.content.decode()
    [line] = [each for each in lines.lines if each["logger"] == "django.request"]
    assert "OperationalError" in str(line["message"])
    assert "trace" not in line
