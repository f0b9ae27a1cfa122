"""Whatever is sent to whichever operation, nothing breaks: an answer as the schema has it, and never a 500."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from typing import Any

import hypothesis
import jsonschema_rs
import pytest
import schemathesis
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from schemathesis.core import NotSet

from api_calls import caller_of
from coordination_walk import LEAD, OFFICE, cast, registered, seat
from fazhi.faces.api import schema
from fazhi.kernel.events.sealing import verify

_EXAMPLES = 20 if os.environ.get("FAZHI_LONG_TESTS") else 2


class Fuzzed:
    """Sends cases with the token of somebody who may do much, to a matter that is there; keeps what broke."""

    def __init__(self) -> None:
        people = cast()
        self.matter = registered(people)
        for unit, role in ((OFFICE, "dispatcher"), (OFFICE, "overseer"), (LEAD, "handler"), ("办公室", "statistician")):
            seat(people.street.username, unit, role)
        self.secret = caller_of(people.street).secret
        self.schema = schema.schema()
        # What goes wrong on the way is answered as a problem, as for any caller.
        self.client = Client(raise_request_exception=False)
        self.statuses: set[int] = set()

    def operations(self) -> Iterator[Any]:
        """Every operation of the schema."""
        for found in schemathesis.openapi.from_dict(self.schema).get_all_operations():
            yield found.ok()

    def send(self, case: Any) -> None:
        """Send one case and look at what comes back."""
        if "matter" in (case.path_parameters or {}):
            case.path_parameters["matter"] = str(self.matter.uuid)
        headers = {name: value for name, value in (case.headers or {}).items() if value.isascii()}
        headers |= {"Authorization": f"Bearer {self.secret}"}
        if "Idempotency-Key" in headers:
            headers["Idempotency-Key"] = uuid.uuid4().hex
        address = case.formatted_path
        if isinstance(case.body, NotSet):
            response = self.client.generic(case.method, address, headers=headers, query_params=case.query or {})
        elif case.media_type == "multipart/form-data":
            given = case.body.get("file", b"") if isinstance(case.body, dict) else b""
            content = given if isinstance(given, bytes) else str(given).encode("utf-8", "replace")
            response = self.client.post(address, {"file": SimpleUploadedFile("a.png", content)}, headers=headers)
        else:
            text = json.dumps(case.body, default=str).encode()
            response = self.client.generic(case.method, address, text, "application/json", headers=headers)
        self._look_at(case, response)

    def _look_at(self, case: Any, response: Any) -> None:
        told = b"" if response.streaming else response.content
        status = response.status_code
        self.statuses.add(status)
        # Statutes may not be there: 503 says so. Whatever else is of the server's making is a defect.
        assert status < 500 or (status == 503 and case.path.startswith("/api/v1/law/")), (case.path, case.body, told)
        described = self.schema["paths"][case.path][case.method.lower()]["responses"]
        answer = described.get(str(status), described["default"])
        if "$ref" in answer:
            answer = self.schema["components"]["responses"]["Problem"]
            assert response["Content-Type"] == "application/problem+json", (case.path, status)
        content = answer.get("content", {}).get(response.get("Content-Type", "").split(";")[0])
        if content and "json" in response["Content-Type"]:
            shape = content["schema"] | {"components": self.schema["components"]}
            jsonschema_rs.validate(shape, json.loads(told))


@pytest.mark.usefixtures("platform")
def test_no_request_breaks_anything(settings: LazySettings) -> None:
    settings.API_RATE = 10**9
    fuzzed = Fuzzed()
    for operation in fuzzed.operations():

        @hypothesis.settings(
            max_examples=_EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def sent(case: Any) -> None:
            fuzzed.send(case)

        sent()
    assert {200, 403, 404, 409, 422} <= fuzzed.statuses
    assert not verify().damages
