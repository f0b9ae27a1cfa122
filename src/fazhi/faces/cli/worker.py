"""``fazhi worker``: delivers messages, reminds, and does what is done when time is up; or does the long jobs."""

from __future__ import annotations

import click

from fazhi.i18n import _


@click.command("worker", help=_("后台任务：送达通知、到期提醒、期满处理（Ctrl-C 停止）"))
@click.option("--jobs", is_flag=True, help=_("改做导出、导入这些要花时间的任务；与上面的各开一个进程，互不耽误。"))
def command(jobs: bool) -> None:
    """Runs until it is told to stop."""
    from fazhi.kernel.start import load

    load()
    import logging

    from fazhi.kernel.jobs import worker as of_jobs
    from fazhi.kernel.operations import worker as of_messages

    logging.getLogger("fazhi").setLevel(logging.INFO)

    if jobs:
        of_jobs.run()
    else:
        of_messages.run()
