"""Running deadlines that a change would move, as a preview shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from fazhi.faces.workbench.admin.asking import Preview
from fazhi.i18n import _
from fazhi.kernel.clock import day_text
from fazhi.kernel.matters.deadlines import Move
from fazhi.kernel.procedures.registry import pinned

_SHOWN = 200


def _day(day: dt.date | None) -> str:
    return day_text(day) if day else "—"


def rows_of(lines: Sequence[str], moves: Sequence[Move]) -> Preview:
    """The preview of these moves below some lines; of very many only the first."""
    said = list(lines)
    if len(moves) > _SHOWN:
        said.append(_("下面列出前 {n} 个。").format(n=_SHOWN))
    rows = []
    for move in moves[:_SHOWN]:
        matter = move.deadline.matter
        clock = pinned(matter.procedure, matter.version).clocks()[move.deadline.clock]
        rows.append((matter.number, _(clock.label), _day(move.old), _day(move.new)))
    return Preview(tuple(said), (_("编号"), _("期限"), _("原到期日"), _("新到期日")), tuple(rows))


def under_way() -> str:
    """What is said once the deadlines are being reckoned again."""
    return _("正在后台重新计算期限，进度和结果在“我的任务”里。")
