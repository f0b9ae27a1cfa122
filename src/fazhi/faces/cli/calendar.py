"""``fazhi calendar``: days that were declared worked or free after the calendar was announced."""

from __future__ import annotations

import datetime as dt

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_json, print_table
from fazhi.faces.cli.platform import Day, platform
from fazhi.i18n import _


@click.group(help=_("工作日和休息日的后来变更：登记后，正在计的期限全部重算，原来的到期日留有记录。"))
def command() -> None:
    """The group ``fazhi calendar``."""


@command.command(help=_("把 DAY（如 2026-10-09）登记为工作日或休息日，并重算期限。再登记一次即更正。"))
@click.argument("day", metavar="DAY", type=Day())
@click.option("--works/--off", "works", default=None, help=_("工作日，或休息日。"))
@click.option("--document", metavar="TEXT", required=True, help=_("依据的文件，如“国办发明电〔2026〕1号”。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def add(day: dt.date, works: bool | None, document: str, as_json: bool) -> None:
    """Prints which due days moved from what to what."""
    if works is None:
        raise FazhiError(_("请写 --works（工作日）或 --off（休息日）。"), code="usage")
    with platform():
        from fazhi.kernel.matters.deadlines import change_calendar
        from fazhi.kernel.procedures.registry import pinned

        rows = []
        for deadline in change_calendar(day, works, document):
            matter, change = deadline.matter, deadline.changes.order_by("-id")[0]
            clock = pinned(matter.procedure, matter.version).clocks()[deadline.clock]
            rows.append((matter.number, _(clock.label), str(change.old or "—"), str(change.new or "—")))
    kind = _("工作日") if works else _("休息日")
    if as_json:
        names = ("number", "clock", "old", "new")
        print_json({"day": day, "works": works, "moved": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    screen = console()
    screen.print(_("{day} 已登记为{kind}（{document}）。").format(day=day, kind=kind, document=document))
    if rows:
        print_table((_("编号"), _("期限"), _("原到期日"), _("新到期日")), rows)
    screen.print(_("{n} 个期限的到期日有变动。").format(n=len(rows)))


@command.command("list", help=_("列出登记过的变更。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def list_days(as_json: bool) -> None:
    """What was entered, with its document."""
    with platform():
        from fazhi.kernel.clock import local_day
        from fazhi.kernel.models import CalendarDay

        days = list(CalendarDay.objects.order_by("day"))
        if as_json:
            print_json([{"day": each.day, "works": each.works, "document": each.document} for each in days])
            return
        if not days:
            console().print(_("没有登记过变更：工作日和休息日都按国家公布的安排。"))
            return
        print_table(
            (_("日期"), _("改为"), _("依据"), _("登记日期")),
            [
                (
                    str(each.day),
                    _("工作日") if each.works else _("休息日"),
                    each.document,
                    str(local_day(each.added_at)),
                )
                for each in days
            ],
        )
