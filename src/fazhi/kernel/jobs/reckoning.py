"""Running deadlines reckoned again after a change of the calendar or of a rule, in the background.

The job is asked for in the transaction that makes the change, so no change stands without it. It may be begun again
from its start: what has moved already does not move again.
"""

from __future__ import annotations

import datetime as dt

from fazhi.i18n import _
from fazhi.kernel.jobs.asking import ask
from fazhi.kernel.jobs.running import Running
from fazhi.kernel.matters.deadlines import apply_rule, recompute
from fazhi.kernel.models import DueChange, Job, User

RECKON = "kernel.reckon"


def after_calendar(owner: User, reason: str) -> Job:
    """Ask for every running deadline to be reckoned again. Raises as :func:`fazhi.kernel.jobs.asking.ask`."""
    return ask(owner, RECKON, _("重新计算期限：{reason}").format(reason=reason), {"reason": reason})


def after_rule(owner: User, rule: str, since: dt.date, reason: str) -> Job:
    """Ask for the running deadlines of a rule to go over to its version of a day."""
    title = _("重新计算期限：{reason}").format(reason=reason)
    return ask(owner, RECKON, title, {"reason": reason, "rule": rule, "since": since.isoformat()})


def run(running: Running) -> None:
    """The job. Its result has ``moved``: how many due days are others now."""
    reason = running.data["reason"]

    def said(done: int, total: int) -> None:
        running.say(_("正在重新计算期限"), done, total)

    if rule := running.data.get("rule"):
        apply_rule(rule, dt.date.fromisoformat(running.data["since"]), reason, said=said)
    else:
        recompute(reason, said=said)
    # Counted in the record and not here: a part may have moved before the job was begun again.
    changes = DueChange.objects.filter(reason=reason, at__gte=running.job.made_at)
    running.finish({"moved": changes.values("deadline").distinct().count()})
