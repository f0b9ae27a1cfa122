"""``fazhi worker``: delivers messages, reminds, and does what is done when time is up."""

from __future__ import annotations

import click

from fazhi.i18n import _


@click.command("worker", help=_("后台任务：送达通知、到期提醒、期满处理（Ctrl-C 停止）"))
def command() -> None:
    """Runs until it is told to stop."""
    from fazhi.kernel.start import load

    load()
    import logging

    from fazhi.kernel.operations.worker import run

    logging.getLogger("fazhi").setLevel(logging.INFO)

    run()
