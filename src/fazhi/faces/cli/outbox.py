"""``fazhi outbox``: messages that somebody could not take, and to-dos for the office system."""

from __future__ import annotations

import click

from fazhi.errors import FazhiError
from fazhi.i18n import _


@click.group("outbox", help=_("送不出去的消息：列出、重试；待办推送：核对"))
def command() -> None:
    """All subcommands need the platform's database."""
    from fazhi.kernel.start import load

    load()


@command.command("list", help=_("列出没有送达的消息和原因"))
def list_stuck() -> None:
    """The oldest first."""
    from fazhi.kernel.clock import SHANGHAI
    from fazhi.kernel.outbox.delivery import stuck

    found = stuck()
    for message in found:
        made = f"{message.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        click.echo(f"{message.pk}  {message.topic}  {made}  ×{message.attempts}  {message.error}")
    if not found:
        click.echo(_("没有。全部消息都已送达。"))


@command.command("retry", help=_("立即重试全部没有送达的消息"))
def retry_all() -> None:
    """Tries at once and says how many got through."""
    from fazhi.kernel.outbox.delivery import deliver, retry, stuck

    retry(stuck())
    done = deliver()
    click.echo(_("送达 {done} 条，仍失败 {failed} 条。").format(done=done.done, failed=done.failed))


@command.command(
    "todos", help=_("核对全部待办，把有变化的推送给区协同办公系统（初次接入和人员岗位变动后用，可每天运行）")
)
def follow_todos() -> None:
    """The worker sends what is put into the outbox here."""
    from fazhi.kernel.outbox import office

    if office.configured() is None:
        raise FazhiError(
            _("还没有接入区协同办公系统：请设 FAZHI_OFFICE_URL 和 FAZHI_OFFICE_SECRET。"), code="no_office"
        )
    click.echo(_("有 {n} 条待办要推送，由后台任务送出。").format(n=office.follow_all()))
