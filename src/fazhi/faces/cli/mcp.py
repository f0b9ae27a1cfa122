"""``fazhi mcp``: the tools of the law room for language-model agents, over stdio."""

from __future__ import annotations

from pathlib import Path

import click

from fazhi.i18n import _


@click.command(
    help=_(
        "把查法条、检索、核对引用、期限和费用作为 MCP 工具提供给大模型（标准输入输出）。"
        "在客户端里把启动命令设为 fazhi mcp。"
    )
)
@click.option(
    "--corpus",
    "folders",
    metavar=_("文件夹"),
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("另加一个放法律文本（.md、.docx）的文件夹；可重复"),
)
def command(folders: tuple[Path, ...]) -> None:
    """Serve until the client hangs up."""
    from fazhi.faces.mcp.server import serve

    serve(folders)
