"""Tokens and the calendar's address on one's own account: made with the password, shown once, taken away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from api_calls import Caller
from coordination_walk import Cast
from fazhi.faces.api.models import Token

pytestmark = pytest.mark.usefixtures("platform")
PASSWORD, TOKENS = "一个够长的密码1", "/workbench/account/tokens/"


@pytest.fixture
def browser(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    people.street.set_password(PASSWORD)
    people.street.save()
    client = Client()
    client.force_login(people.street)
    return client


def asked(**more: Any) -> dict[str, Any]:
    return {"name": "市一体化平台", "scopes": ["matters.read"], "days": "30", "password": PASSWORD} | more


def test_a_token_is_shown_once_and_works(browser: Client) -> None:
    html = browser.post(TOKENS, asked()).content.decode()
    found = re.search(r'id="secret">(fazhi_[\w-]+)<', html)
    assert found is not None
    assert Caller(found[1]).get("matters").status_code == 200
    again = browser.get(TOKENS).content.decode()
    assert found[1] not in again
    assert "市一体化平台" in again
    browser.post(f"{TOKENS}{Token.objects.get().uuid}/revoke/")
    assert Caller(found[1]).get("matters").status_code == 401


@pytest.mark.parametrize("wrong", [{"password": "别的密码"}, {"scopes": []}, {"days": "4000"}, {"name": ""}])
def test_what_is_wrong_makes_none(browser: Client, wrong: dict[str, Any]) -> None:
    assert browser.post(TOKENS, asked(**wrong)).status_code == 422
    assert not Token.objects.exists()


def test_nobody_revokes_the_token_of_another(browser: Client, people: Cast, calling: Any) -> None:
    caller = calling(people.lead)
    assert browser.post(f"{TOKENS}{Token.objects.get().uuid}/revoke/").status_code == 404
    assert caller.get("matters").status_code == 200


def test_the_calendar_has_an_address_until_it_is_taken_away(browser: Client) -> None:
    page = "/workbench/account/calendar/"
    html = browser.post(page, {"do": "renew"}).content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", html)
    assert found is not None
    assert Client().get(found[1]).status_code == 200
    assert found[1] not in browser.get(page).content.decode()
    browser.post(page, {"do": "end"})
    assert Client().get(found[1]).status_code == 404
    assert "/workbench/account/tokens/" in browser.get("/workbench/account/").content.decode()
