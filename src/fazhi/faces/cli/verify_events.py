"""``fazhi verify-events``: every chain, every seal and the log of changes looked at, every damage in words."""

from __future__ import annotations

import re
import sys

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_json, progress_bar
from fazhi.faces.cli.platform import platform, print_verified
from fazhi.i18n import _


@click.command(
    help=_(
        "核验全部事项记录和变更记录：有没有被改动、删去、截断或插入，封存对不对得上。"
        "只读，业务不用停。有问题时退出码为 1。"
    )
)
@click.option("--known", metavar="HASH", default="", help=_("以前抄存的封存值，必须在封存记录里。"))
@click.option("--files", is_flag=True, help=_("连附件的内容一起核验（每个文件读一遍，多则要一些时间）。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def command(known: str, files: bool, as_json: bool) -> None:
    """Exit code 1 where something is not as it was written."""
    if known and not re.fullmatch("[0-9a-fA-F]{64}", known):
        raise FazhiError(_("--known 应是64位十六进制的封存值。"), code="usage")
    with platform(), progress_bar(silent=as_json) as progress:
        from fazhi.kernel.attachments import verifying
        from fazhi.kernel.changes import log
        from fazhi.kernel.events.sealing import verify

        verified = verify(lambda done, total: progress(_("核验事项记录"), done, total), known=known)
        wrong = list(log.damages())
        changes, head = log.head()
        spoilt = list(verifying.damages(lambda done, total: progress(_("核验附件"), done, total))) if files else []
    if as_json:
        print_json(
            {
                "matters": verified.matters,
                "events": verified.events,
                "seals": verified.seals,
                "newest_seal": verified.newest,
                "damages": [
                    {"number": each.number, "sequence": each.sequence, "message": str(each)}
                    for each in verified.damages
                ]
                + [{"number": "", "sequence": 0, "message": each} for each in [*wrong, *spoilt]],
                "changes": changes,
                "newest_change": head,
            }
        )
    else:
        print_verified(verified)
        screen = console()
        for each in wrong:
            screen.print("✗ " + each)
        screen.print(
            _("变更记录 {n:,} 条：").format(n=changes)
            + (_("有 {n} 处与当初所写不符。").format(n=len(wrong)) if wrong else _("全部与当初所写一致。"))
        )
        for each in spoilt:
            screen.print("✗ " + each)
        if files and not spoilt:
            screen.print(_("附件的内容全部与收到时一致。"))
        if head:
            screen.print(_("最末一条的校验值：{hash}").format(hash=head))
    sys.exit(1 if verified.damages or wrong or spoilt else 0)
