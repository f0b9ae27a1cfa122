"""``fazhi backup``: everything of the district in one file, but for the keys."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from fazhi.faces.cli.output import console, print_json, progress_bar
from fazhi.home import home
from fazhi.i18n import _


@click.command(
    help=_(
        "把数据库和附件备份到 FILE（缺省为当前文件夹里以区名和时间命名的 .tar）。业务不用停。"
        "密钥不在备份里，须另行保管。有附件读不出来时照样备份，退出码为 1。"
    )
)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help=_("FILE 已有时覆盖。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def command(file: Path | None, force: bool, as_json: bool) -> None:
    """Exit code 1 where attachments were missing or spoilt."""
    from fazhi.kernel.start import load

    load()
    from fazhi.kernel.clock import now
    from fazhi.kernel.operations.backup import back_up
    from fazhi.kernel.secrets import keys

    if file is None:
        district = re.sub(r"\W+", "-", Path(os.environ.get("FAZHI_DISTRICT") or "luohu").stem)
        file = Path(f"fazhi-{district}-{now():%Y%m%d-%H%M%S}.tar")
    with progress_bar(silent=as_json) as progress:
        made = back_up(file, progress, force=force)
    manifest = made.manifest
    if as_json:
        print_json(
            {
                "file": str(made.path),
                "size": made.size,
                "rows": sum(manifest.counts.values()),
                "attachments": len(manifest.attachments),
                "missing": manifest.missing,
                "newest_seal": manifest.newest_seal,
                "keys_needed": manifest.data_keys,
            }
        )
        sys.exit(1 if manifest.missing else 0)
    screen = console()
    screen.print(
        _("已备份到“{path}”（{size:,.1f} MB）：{tables} 张表 {rows:,} 行，附件 {files:,} 个。").format(
            path=made.path,
            size=made.size / 1e6,
            tables=len(manifest.counts),
            rows=sum(manifest.counts.values()),
            files=len(manifest.attachments),
        )
    )
    if manifest.newest_seal:
        screen.print(_("最新封存值：{hash}").format(hash=manifest.newest_seal))
    screen.print(_("密钥不在备份里，须另行保管：没有密钥，备份里加密的证件号码和电话无法解开。"))
    path = home() / keys.FILE
    if not os.environ.get(keys.ENVIRONMENT) and path.exists():
        screen.print(_("注意：密钥现在只在“{path}”。请另存一份，放在与备份不同的地方。").format(path=path))
    elif manifest.data_keys and keys.existing() is None:
        screen.print(_("注意：数据已加密，而这里没有密钥（{ids}）。").format(ids="、".join(manifest.data_keys)))
    for digest in manifest.missing:
        screen.print(_("✗ 附件 {hash} 不在了或已损坏，没有收入。").format(hash=digest))
    sys.exit(1 if manifest.missing else 0)
