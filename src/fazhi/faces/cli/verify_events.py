"""``fazhi verify-events``: every chain and every seal looked at, every damage in words."""

from __future__ import annotations

import re
import sys

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import print_json, progress_bar
from fazhi.faces.cli.platform import platform, print_verified
from fazhi.i18n import _


@click.command(
    help=_("核验全部事项记录：有没有被改动、删去、截断或插入，封存对不对得上。只读，业务不用停。有问题时退出码为 1。")
)
@click.option("--known", metavar="HASH", default="", help=_("以前抄存的封存值，必须在封存记录里。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def command(known: str, as_json: bool) -> None:
    """Exit code 1 where something is not as it was written."""
    if known and not re.fullmatch("[0-9a-fA-F]{64}", known):
        raise FazhiError(_("--known 应是64位十六进制的封存值。"), code="usage")
    with platform(), progress_bar(silent=as_json) as progress:
        from fazhi.kernel.events.sealing import verify

        verified = verify(lambda done, total: progress(_("核验事项记录"), done, total), known=known)
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
                ],
            }
        )
    else:
        print_verified(verified)
    sys.exit(1 if verified.damages else 0)
