"""The schema: kept in the repository, so that a change of what other systems see is seen in review."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from fazhi.faces.api import schema
from fazhi.faces.api.declared import transitions
from fazhi.faces.api.scopes import SCOPES
from fazhi.kernel.procedures.registry import everything

KEPT = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.json"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return schema.schema()


def test_the_kept_schema_is_the_one_that_is_served(made: dict[str, Any]) -> None:
    assert json.loads(KEPT.read_text("utf-8")) == made, "renew it: fazhi api schema docs/api/openapi.json"
    assert KEPT.read_text("utf-8") == schema.text()
    assert Client().get("/api/v1/openapi.json").json() == made


def test_every_declared_action_is_an_operation(made: dict[str, Any]) -> None:
    for procedure in everything():
        assert "post" in made["paths"][f"/api/v1/{procedure.id}"]
        for name in transitions(procedure):
            assert "post" in made["paths"][f"/api/v1/{procedure.id}/{{matter}}/{name}"]


def test_every_operation_names_its_scope_and_its_errors(made: dict[str, Any]) -> None:
    names = []
    for operations in made["paths"].values():
        for one in operations.values():
            names.append(one["operationId"])
            assert one["x-scope"] in SCOPES
            assert one["security"] == [{"Bearer": []}]
            assert "default" in one["responses"]
    assert len(set(names)) == len(names)


def test_it_is_openapi_with_schemas_that_are_schemas(made: dict[str, Any]) -> None:
    assert made["openapi"].startswith("3.1")
    text = json.dumps(made)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in made["components"]["schemas"]
    for one in made["components"]["schemas"].values():
        jsonschema_rs.meta.validate(one)
