"""``fazhi restore``: a backup put back; what is there is replaced only when all has gone well."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, progress_bar
from fazhi.i18n import _


@click.command(
    help=_(
        "从 FILE 恢复。先核对备份的每一个字节，在新建的数据库里恢复并核验，成功后才换上；中途失败，原来的数据不动。"
        "先停止平台。事项记录核验出问题时退出码为 1。"
    )
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help=_("数据库里已有数据时，用备份替换它（要确认）。"))
@click.option("--yes", is_flag=True, help=_("不问，直接替换（供脚本用）。"))
def command(file: Path, replace: bool, yes: bool) -> None:
    """Exit code 1 where the record that was restored does not verify."""
    from fazhi.kernel.start import load

    load()
    from fazhi.faces.cli.platform import print_verified
    from fazhi.kernel.operations.archive import verified
    from fazhi.kernel.operations.lock import only_one
    from fazhi.kernel.operations.restore import check_fits, missing_keys, present, restore

    screen = console()
    with only_one("fazhi restore"):
        with progress_bar() as progress:
            backup = verified(file, progress)
        check_fits(backup)
        manifest = backup.manifest
        screen.print(
            _("备份完好：{district}，{at} 制作，{rows:,} 行，附件 {files:,} 个。").format(
                district=manifest.district_name,
                at=manifest.made_at,
                rows=sum(manifest.counts.values()),
                files=len(manifest.attachments),
            )
        )
        filled = present()
        if filled and replace and not yes:
            _confirm(sum(filled.values()))
        with progress_bar() as progress:
            restored = restore(backup, progress, replace=replace)
    screen.print(_("已恢复 {rows:,} 行。").format(rows=sum(restored.counts.values())))
    if restored.applied:
        screen.print(_("备份较旧，数据库结构已应用 {n} 项更新。").format(n=len(restored.applied)))
    for digest in manifest.missing:
        screen.print(_("注意：附件 {hash} 在备份时就已不在。").format(hash=digest))
    needed = missing_keys(backup)
    if needed:
        screen.print(
            _(
                "注意：这里没有数据所用的密钥（{ids}）。请放回当时的 keys.toml，否则证件号码和电话看不了、查不到。"
            ).format(ids="、".join(needed))
        )
    print_verified(restored.verified)
    if restored.kept:
        screen.print(_("原来的数据库留着，名为 {name}。").format(name=restored.kept))
    sys.exit(1 if restored.verified.damages else 0)


def _confirm(rows: int) -> None:
    word = _("替换")
    answer = click.prompt(
        _("现有的 {rows:,} 行数据将被备份替换，不能撤回。确定请输入“{word}”").format(rows=rows, word=word),
        default="",
        show_default=False,
    )
    if answer.strip() != word:
        raise FazhiError(_("没有确认，没有恢复。"), code="not_confirmed")
