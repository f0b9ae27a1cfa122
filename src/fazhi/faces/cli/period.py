"""``fazhi period``: when a deadline falls, by the id of a clock, or free, or the limitation of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fazhi.faces.cli.tools import ToolGroup
from fazhi.i18n import _
from fazhi.law.catalogue import PERIODS, titles

if TYPE_CHECKING:
    from fazhi.law.tools import Tool


class PeriodGroup(ToolGroup):
    """The tools of the periods table and every clock among the parameters."""

    def find_tool(self, name: str) -> Tool:
        from fazhi.law.periods.tools import clock
        from fazhi.law.tools import find

        return clock(name) if "." in name else find(name, PERIODS)

    def listing(self) -> list[tuple[str, str]]:
        from fazhi.law.periods.tools import clocks

        return list(titles(PERIODS).items()) + [(each.id, each.title) for each in clocks()]

    def schemas(self) -> list[dict[str, object]]:
        from fazhi.law.periods.tools import clock, clocks
        from fazhi.law.tools import every

        return [tool.schema() for tool in [*every(PERIODS), *(clock(each.id) for each in clocks())]]


@click.command(
    cls=PeriodGroup,
    invoke_without_command=True,
    help=_(
        "期限：哪一天到期。写期限的名称（如 reconsideration.decide），或者 deadline（自定）、limitation（诉讼时效）。"
    ),
)
@click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出各项期限的声明"))
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the clocks when none is named."""
    ToolGroup.list_when_bare(ctx, as_json)
