"""The server: lists the tools and runs them over stdio, with the official SDK."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from fazhi import __version__
from fazhi.errors import FazhiError
from fazhi.faces.mcp.tools import AgentTool, Toolbox
from fazhi.i18n import _


def make(toolbox: Toolbox) -> Server[Any]:
    """The server over a toolbox. An error a caller can mend comes back as a result with ``isError``, in words."""
    one_at_a_time = anyio.CapacityLimiter(1)

    async def list_tools(_context: Any, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_shown(tool) for tool in toolbox.tools.values()])

    async def call_tool(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = toolbox.tools.get(params.name)
        if tool is None:
            known = "、".join(toolbox.tools)
            message = _("没有名为“{name}”的工具。可用：{known}。").format(name=params.name, known=known)
            return _answer({"error": {"code": "not_found", "message": message}}, failed=True)
        arguments = params.arguments or {}
        if unknown := sorted(set(arguments) - set(tool.schema["properties"])):
            message = _("“{tool}”没有“{names}”这项输入。可用：{known}。").format(
                tool=tool.name, names="、".join(unknown), known="、".join(tool.schema["properties"])
            )
            return _answer({"error": {"code": "bad_input", "message": message}}, failed=True)
        try:
            # In a thread, so that the connection stays alive while the corpus is built.
            result = await anyio.to_thread.run_sync(tool.run, arguments, limiter=one_at_a_time)
        except FazhiError as error:
            return _answer({"error": {"code": error.code, "message": error.message, **error.details}}, failed=True)
        return _answer(result)

    instructions = _(
        "区县司法局的法律工具：查法条、检索、核对引用、算期限、算费用。结果都带依据、版本和日期；“待核”的数字须由人核对。"
        "引用法条之前先用 article 查原文；写好的文字用 check_citations 核对。结果仅供参考，以办理机关的决定为准。"
    )
    return Server(
        "fazhi", version=__version__, instructions=instructions, on_list_tools=list_tools, on_call_tool=call_tool
    )


def serve(folders: Sequence[Path] = ()) -> None:
    """Serve on stdin and stdout until the client hangs up."""
    server = make(Toolbox(folders))

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(run)


def _shown(tool: AgentTool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _answer(content: dict[str, Any], *, failed: bool = False) -> types.CallToolResult:
    plain = json.loads(json.dumps(content, ensure_ascii=False, default=str))
    text = json.dumps(plain, ensure_ascii=False)
    return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=plain, is_error=failed)
