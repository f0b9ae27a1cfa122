"""The OpenAPI schema: made from the operations, completed, and written as a file that is kept beside the code."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from fazhi.faces.api.declared import party_schema
from fazhi.i18n import in_chinese

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "retry_after": {"type": "integer"},
    },
}


def schema() -> dict[str, Any]:
    """The whole schema, in Chinese; the tools of the law room speak as the process was started."""
    from fazhi.faces.api.api import api

    with in_chinese():
        found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1")))
    components = found["components"]
    components["schemas"] = dict(
        sorted((components["schemas"] | {"PartyGiven": party_schema(), "Problem": PROBLEM}).items())
    )
    components["responses"] = {
        "Problem": {
            "description": "RFC 9457",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    return found


@lru_cache(maxsize=1)
def text() -> str:
    """The schema as it is kept; what is declared does not change while a process runs."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
