"""Tokens: told once, kept as a digest, good for their scopes, their time and so many requests a minute."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from api_calls import refused
from coordination_walk import Cast, registered
from fazhi.errors import FazhiError
from fazhi.faces.api import tokens
from fazhi.faces.api.models import Token
from fazhi.kernel.models import SignInEvent

pytestmark = pytest.mark.usefixtures("platform")


def test_without_a_token_nothing_is_told(people: Cast) -> None:
    matter = registered(people)
    for headers in ({}, {"Authorization": "Bearer fazhi_wrong"}, {"Authorization": "Basic abc"}):
        response = Client().get(f"/api/v1/matters/{matter.uuid}", headers=headers)
        refused(response, 401, "unauthorized")
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_the_workbench_is_no_token(people: Cast) -> None:
    browser = Client()
    browser.force_login(people.street)
    refused(browser.get("/api/v1/matters"), 401, "unauthorized")


def test_the_secret_is_kept_nowhere(people: Cast) -> None:
    token, secret = tokens.create(people.street, "市一体化平台", ["matters.read"], 30)
    kept = Token.objects.filter(pk=token.pk).values().get()
    assert secret not in str(kept)
    assert secret[20:] not in str(kept)
    assert SignInEvent.objects.filter(user=people.street, kind="token_made").exists()


def test_a_scope_that_is_missing_is_named(people: Cast, calling: Any) -> None:
    caller = calling(people.street, "matters.read")
    assert caller.get("matters").status_code == 200
    problem = refused(caller.post("coordination", {"answers": {}}), 403, "insufficient_scope")
    assert "matters.write" in problem["detail"]


def test_a_token_ends_on_its_day_and_when_it_is_revoked(people: Cast, calling: Any) -> None:
    caller = calling(people.street)
    token = Token.objects.get()
    assert caller.get("matters").status_code == 200
    Token.objects.update(expires_at=token.made_at - dt.timedelta(seconds=1))
    refused(caller.get("matters"), 401, "unauthorized")
    Token.objects.update(expires_at=token.expires_at)
    tokens.revoke(token)
    refused(caller.get("matters"), 401, "unauthorized")
    assert SignInEvent.objects.filter(user=people.street, kind="token_revoked").count() == 1


def test_a_closed_account_has_no_token(people: Cast, calling: Any) -> None:
    caller = calling(people.street)
    people.street.is_active = False
    people.street.save()
    refused(caller.get("matters"), 401, "unauthorized")


def test_the_last_use_is_noted(people: Cast, calling: Any) -> None:
    caller = calling(people.street)
    assert Token.objects.get().last_used_at is None
    caller.get("matters")
    token = Token.objects.get()
    assert token.last_used_at is not None
    assert token.last_address == "127.0.0.1"


def test_too_many_requests_are_told_to_wait(people: Cast, calling: Any, settings: LazySettings) -> None:
    settings.API_RATE = 3
    caller, other = calling(people.street), calling(people.lead)
    answers = [caller.get("matters") for _turn in range(8)]
    # A minute may end between two of them.
    late = [one for one in answers if one.status_code == 429]
    assert len(late) >= 2
    problem = refused(late[0], 429, "too_many_requests")
    assert 1 <= int(late[0]["Retry-After"]) <= 60
    assert late[0]["Retry-After"] == str(problem["retry_after"])
    assert other.get("matters").status_code == 200


@pytest.mark.parametrize(
    ("name", "scopes", "days", "code"),
    [
        ("", ["matters.read"], 30, "bad_name"),
        ("平台", [], 30, "bad_scope"),
        ("平台", ["everything"], 30, "bad_scope"),
        ("平台", ["matters.read"], 0, "bad_days"),
        ("平台", ["matters.read"], 1000, "bad_days"),
    ],
)
def test_what_no_token_can_be(people: Cast, name: str, scopes: list[str], days: int, code: str) -> None:
    with pytest.raises(FazhiError) as refusal:
        tokens.create(people.street, name, scopes, days)
    assert refusal.value.code == code
