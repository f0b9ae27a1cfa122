"""The notice that a job has ended."""

from __future__ import annotations

from fazhi.i18n import _, in_chinese
from fazhi.kernel.jobs.files import KEPT
from fazhi.kernel.models import Job, Message, User
from fazhi.kernel.outbox.notices import tell


def of_ended(message: Message) -> None:
    """Tell the owner."""
    job = Job.objects.filter(pk=message.data["job"]).first()
    if job is None:
        return
    with in_chinese():
        if job.state == Job.State.FAILED:
            text = _("“{title}”没有办成：{error}").format(title=job.title, error=job.error)
        elif job.file:
            text = _("“{title}”已完成，可在“我的任务”下载，保留 {n} 天。").format(title=job.title, n=KEPT.days)
        else:
            text = _("“{title}”已完成，请在“我的任务”查看。").format(title=job.title)
    tell(User.objects.filter(pk=job.owner_id), message, text, urgent=False)
