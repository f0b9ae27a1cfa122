"""``fazhi unit``: the organisations, and one dissolved with another in its place."""

from __future__ import annotations

import datetime as dt

import click

from fazhi.faces.cli.output import console, print_json, print_table, progress_bar
from fazhi.faces.cli.platform import Day, find_unit, platform
from fazhi.i18n import _


@click.group(help=_("机构：列出、撤销并指定承接单位。"))
def command() -> None:
    """The group ``fazhi unit``."""


@command.command("fill", help=_("把区县配置里的机构装进数据库；可以重复运行，只增改，不撤销。"))
def fill() -> None:
    """Units, streets, communities, sections, hotlines, committees."""
    with platform():
        from fazhi.kernel.district import current
        from fazhi.kernel.populate import populate

        new = populate()
        click.echo(_("{district}：新增 {n} 个机构。").format(district=current().name, n=new))


@command.command("list", help=_("列出现有机构。"))
@click.option("--all", "everything", is_flag=True, help=_("连同已撤销的。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def list_units(everything: bool, as_json: bool) -> None:
    """Organisations in the order of their codes."""
    with platform():
        from fazhi.kernel.clock import today
        from fazhi.kernel.models import Organization

        units = [
            unit
            for unit in Organization.objects.select_related("parent", "successor")
            if everything or unit.exists_on(today())
        ]
        if not units and not as_json:
            click.echo(_("还没有机构：用 fazhi unit fill 装入区县配置里的机构。"))
            return
        if as_json:
            print_json(
                [
                    {
                        "code": unit.code,
                        "name": unit.name,
                        "kind": unit.kind,
                        "parent": unit.parent.code if unit.parent else None,
                        "since": unit.since,
                        "until": unit.until,
                        "successor": unit.successor.code if unit.successor else None,
                    }
                    for unit in units
                ]
            )
            return
        print_table(
            (_("代码"), _("名称"), _("类别"), _("上级"), _("撤销"), _("承接单位")),
            [
                (
                    unit.code,
                    unit.name,
                    unit.kind,
                    unit.parent.name if unit.parent else "",
                    str(unit.until or ""),
                    unit.successor.name if unit.successor else "",
                )
                for unit in units
            ],
        )


@command.command(
    help=_(
        "撤销 UNIT（名称或代码）：它在未办结事项中的位置全部转给承接单位，每件都有记录。中断了再运行一次，接着做完。"
    )
)
@click.argument("unit", metavar="UNIT")
@click.option("--on", "on", metavar="DAY", type=Day(), required=True, help=_("存在的最后一天。"))
@click.option("--successor", metavar="UNIT", required=True, help=_("承接单位（名称或代码）。"))
def close(unit: str, on: dt.date, successor: str) -> None:
    """Dissolve a unit; prints which matters have passed."""
    with platform(), progress_bar() as progress:
        from fazhi.kernel.matters.succession import dissolve, hand_over

        gone, next_one = find_unit(unit), find_unit(successor)
        dissolve(gone, on, next_one)
        gone.refresh_from_db()
        numbers = []
        for matter in hand_over(gone):
            numbers.append(matter.number)
            progress(matter.number, len(numbers), 0)
        people = gone.memberships.filter(until__isnull=True, user__is_active=True).values("user").distinct().count()
    screen = console()
    screen.print(_("{unit}已撤销，最后一天 {day}，由{other}承接。").format(unit=gone.name, day=on, other=next_one.name))
    for number in numbers:
        screen.print("  " + number)
    screen.print(_("{n} 件未办结事项已转给承接单位。").format(n=len(numbers)))
    if people:
        screen.print(_("原单位有 {n} 人任职，自次日起失效；在承接单位任职请用 fazhi user seat。").format(n=people))
