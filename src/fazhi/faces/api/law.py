"""The tools of the law room: articles looked up and cited, fees and periods reckoned; each made from its inputs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from ninja import Router

from fazhi.faces.api.asking import body
from fazhi.faces.api.routing import json_body, operation
from fazhi.faces.api.scopes import LAW
from fazhi.faces.mcp.tools import AgentTool, Toolbox
from fazhi.i18n import _
from fazhi.law.errors import BadInput

router = Router(tags=["law"])


@lru_cache(maxsize=1)
def toolbox() -> Toolbox:
    """The same tools that agents call, with every basis opened at its article."""
    return Toolbox()


def register() -> None:
    """Make one operation a tool."""
    for tool in toolbox().tools.values():
        _register(tool)


def _register(tool: AgentTool) -> None:
    known = set(tool.schema["properties"])

    @operation(
        router,
        "POST",
        f"/law/{tool.name}",
        LAW,
        f"law_{tool.name}",
        tool.title,
        response=dict[str, Any],
        description=tool.description,
        extra=json_body(tool.schema),
    )
    def run(request: HttpRequest) -> dict[str, Any]:
        given = body(request)
        unknown = sorted(set(given) - known)
        if unknown:
            raise BadInput(
                _("“{title}”没有“{names}”这项输入。可用：{known}。").format(
                    title=tool.title, names="、".join(unknown), known="、".join(sorted(known))
                )
            )
        return tool.run(given)
