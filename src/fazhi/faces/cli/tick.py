"""``fazhi tick``: once what the worker does every minute."""

from __future__ import annotations

import click

from fazhi.i18n import _


@click.command("tick", help=_("立即检查一次到期提醒、期满处理和封存"))
def command() -> None:
    """Prints what was done."""
    from fazhi.kernel.start import load

    load()
    from fazhi.kernel.operations.ticks import tick
    from fazhi.kernel.outbox.delivery import deliver

    done, told = tick(), deliver()
    click.echo(
        _("提醒 {reminded} 次，期满处理 {moved} 件，送达 {told} 条，失败 {failed} 项。").format(
            reminded=done.reminded, moved=done.moved, told=told.done, failed=done.failed + told.failed
        )
    )
    if done.calendar_missing:
        click.echo(
            _("⚠ {year}年的放假日历还没有录入，跨年的工作日期限只能给出最早和最晚两个日期。").format(
                year=done.calendar_missing
            )
        )
