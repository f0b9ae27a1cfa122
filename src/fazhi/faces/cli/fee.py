"""``fazhi fee``: fees and amounts, each command made from its tool's declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fazhi.faces.cli.tools import ToolGroup
from fazhi.i18n import _
from fazhi.law.catalogue import FEES, titles

if TYPE_CHECKING:
    from fazhi.law.tools import Tool


class FeeGroup(ToolGroup):
    """The tools of the fees table; importing one imports only its module."""

    def find_tool(self, name: str) -> Tool:
        from fazhi.law.tools import find

        return find(name, FEES)

    def listing(self) -> list[tuple[str, str]]:
        return list(titles(FEES).items())

    def schemas(self) -> list[dict[str, object]]:
        from fazhi.law.tools import every

        return [tool.schema() for tool in every(FEES)]


@click.command(
    cls=FeeGroup,
    invoke_without_command=True,
    help=_("费用与金额：诉讼费、执行费、保全费、经济补偿、工伤、人身损害、利息等。不写名称则列出全部。"),
)
@click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出各项计算器的声明"))
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the tools when none is named."""
    ToolGroup.list_when_bare(ctx, as_json)
