"""Chinese comes first; English is a choice that is remembered."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("platform")
SIGN_IN = "/workbench/sign-in/"


def test_a_page_is_chinese_whatever_the_browser_prefers() -> None:
    page = Client().get(SIGN_IN, headers={"accept-language": "en-GB,en"}).content.decode()
    assert '<html lang="zh-CN">' in page
    assert "登录" in page


def test_english_is_chosen_before_anybody_signs_in_and_stays() -> None:
    client = Client()
    answer = client.post("/workbench/language/", {"language": "en", "next": SIGN_IN})
    assert answer.headers["Location"] == SIGN_IN
    page = client.get(SIGN_IN).content.decode()
    assert '<html lang="en">' in page
    assert "Sign in" in page
    client.post("/workbench/language/", {"language": "zh-hans", "next": SIGN_IN})
    assert '<html lang="zh-CN">' in client.get(SIGN_IN).content.decode()


def test_a_language_that_is_not_spoken_here_changes_nothing() -> None:
    client = Client()
    client.cookies["django_language"] = "fr"
    assert '<html lang="zh-CN">' in client.get(SIGN_IN).content.decode()


def test_nobody_is_led_elsewhere() -> None:
    answer = Client().post("/workbench/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
