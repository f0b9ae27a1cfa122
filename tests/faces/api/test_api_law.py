"""Fees, periods and articles by the API: the same as on the command line, with their basis."""

from __future__ import annotations

from typing import Any

import pytest

from api_calls import refused
from coordination_walk import Cast
from fazhi.law.tools import find

pytestmark = pytest.mark.usefixtures("platform")


def test_a_fee_is_that_of_the_command_line(people: Cast, calling: Any) -> None:
    found = calling(people.stranger, "law.read").post("law/fee_lit_property", {"amount": "200000"})
    assert found.status_code == 200, found.content.decode()
    same = find("lit_property").run({"amount": "200000"}).as_dict()
    assert found.json()["items"] == same["items"]
    assert found.json()["basis"]


def test_what_is_missing_and_what_is_too_much_is_named(people: Cast, calling: Any) -> None:
    caller = calling(people.stranger, "law.read")
    assert "amount" in refused(caller.post("law/fee_lit_property", {}), 422, "bad_input")["detail"]
    refused(caller.post("law/fee_lit_property", {"amount": "1", "colour": "red"}), 422, "bad_input")
    refused(calling(people.stranger, "matters.read").post("law/period", {}), 403, "insufficient_scope")


def test_a_citation_that_does_not_exist_is_found_out(people: Cast, calling: Any) -> None:
    caller = calling(people.stranger, "law.read")
    found = caller.post("law/check_citations", {"text": "依照《中华人民共和国民法典》第九千条"})
    if found.status_code == 503:
        pytest.skip("the corpus of statutes is not there")
    assert [one["status"] for one in found.json()["citations"]] == ["no_such_article"]
