"""Operations put on a router: each with the scope it needs, and the errors that any of them can answer with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router

from fazhi.faces.api.asking import Bearer

View = Callable[..., Any]
Json = dict[str, Any]


def operation(
    router: Router,
    method: str,
    path: str,
    scope: str,
    name: str,
    summary: str,
    *,
    extra: Json | None = None,
    **more: Any,
) -> Callable[[View], View]:
    """Put a view at an address. ``name`` is the operation's id; ``extra`` goes into the schema."""
    described: Json = {
        "x-scope": scope,
        "responses": {"default": {"$ref": "#/components/responses/Problem"}},
        **(extra or {}),
    }

    def put(view: View) -> View:
        router.add_api_operation(
            path,
            [method],
            view,
            auth=Bearer(scope),
            operation_id=name,
            summary=summary,
            openapi_extra=described,
            **more,
        )
        return view

    return put


def json_body(schema: Json) -> Json:
    """What a request is sent, where the view reads it itself."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def parameter(name: str, where: str, schema: Json, description: str, *, required: bool = False) -> Json:
    """A parameter that the view reads itself."""
    return {"name": name, "in": where, "schema": schema, "description": description, "required": required}
