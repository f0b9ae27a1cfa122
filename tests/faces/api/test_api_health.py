"""Whether it lives, whether it is ready, and its figures for who may read them."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from coordination_walk import cast, registered

pytestmark = pytest.mark.usefixtures("platform")


def test_it_lives_and_is_ready() -> None:
    assert Client().get("/health/live").json() == {"status": "ok"}
    response = Client().get("/health/ready")
    assert response.status_code == 200
    assert response.json()["parts"] == dict.fromkeys(("database", "migrations", "keys", "store"), "ok")


def test_it_says_what_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_STORE", "no.such.Store")
    response = Client().get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"]["store"] == "failed"
    assert response.json()["parts"]["database"] == "ok"


def test_figures_need_the_token(settings: LazySettings) -> None:
    assert Client().get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a long secret"
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    registered(cast())
    text = Client().get("/metrics", headers={"Authorization": "Bearer a long secret"}).content.decode()
    assert 'fazhi_matters_open{type="coordination"} 1.0' in text
    assert "fazhi_outbox_waiting" in text
