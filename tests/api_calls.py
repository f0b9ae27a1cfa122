"""Another system that calls the API with somebody's token, and what it is refused."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from fazhi.faces.api import tokens
from fazhi.faces.api.scopes import SCOPES
from fazhi.kernel.models import User


class Caller:
    """Another system with a token."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=True)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **more}

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(self._at(address), query, headers=self._headers({}))

    def post(self, address: str, content: Any = None, *, key: str | None = None, **headers: str) -> Any:
        """``key``: another one for each request unless it is given."""
        more = {"Idempotency-Key": uuid.uuid4().hex if key is None else key} | headers
        return self.client.post(
            self._at(address), json.dumps(content or {}), "application/json", headers=self._headers(more)
        )

    def delete(self, address: str) -> Any:
        return self.client.delete(self._at(address), headers=self._headers({}))

    def upload(self, file: Any) -> Any:
        return self.client.post("/api/v1/uploads", {"file": file}, headers=self._headers({}))

    @staticmethod
    def _at(address: str) -> str:
        return address if address.startswith("/api/") else f"/api/v1/{address}"


def caller_of(user: User, *scopes: str, days: int = 30) -> Caller:
    return Caller(tokens.create(user, "市一体化平台", scopes or SCOPES, days)[1])


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem of a response that has to be one."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"]
    return problem
