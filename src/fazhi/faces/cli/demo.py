"""``fazhi demo``: the demonstration district."""

from __future__ import annotations

from pathlib import Path

import click

from fazhi.faces.cli.demo_run import run
from fazhi.faces.cli.output import print_json, progress_bar
from fazhi.i18n import _


@click.group(
    invoke_without_command=True,
    help=_(
        "演示区。不带子命令时，启动装有演示区的平台并列出可以试的账号，按 Ctrl-C 停止；"
        "数据放在 FAZHI_HOME 下的 demo 文件夹，与正式数据分开。"
    ),
)
@click.option(
    "--port", metavar="PORT", type=click.IntRange(1, 65535), help=_("网页服务的端口；不给则用 8000，被占用就另选。")
)
@click.option("--fresh", is_flag=True, help=_("丢掉原来的演示区，重新装。"))
@click.option("--check", "checking", is_flag=True, help=_("启动后以每个岗位访问每个页面，报告结果并停止。"))
@click.pass_context
def command(context: click.Context, port: int | None, fresh: bool, checking: bool) -> None:
    """Start the demonstration, or one of the commands below."""
    if context.invoked_subcommand is not None:
        return
    from fazhi.faces.cli import demo_start

    ready = demo_start.prepare(fresh=fresh)
    if checking:
        from fazhi.faces.cli.demo_check import check

        context.exit(0 if check(ready) else 1)
    demo_start.introduce(ready)
    from fazhi.faces.cli.up import up

    up(port=port)


command.add_command(run)


@command.command(
    help=_("把演示区2019—2020年的合成台账写成 Excel，每本台账一个文件。文件夹须为空，或只有本命令写过且未改动的文件。")
)
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出。"))
def ledgers(directory: Path, as_json: bool) -> None:
    """Write the demonstration ledgers into a folder."""
    from fazhi.kernel.demo import write_ledgers

    with progress_bar(silent=as_json) as progress:
        paths = write_ledgers(directory, progress)
    if as_json:
        print_json({"synthetic": True, "files": [str(path) for path in paths]})
        return
    click.echo(
        _("已在“{path}”写好{n}本台账。全部是合成演示数据，不是真实业务记录。").format(path=directory, n=len(paths))
    )


@command.command(help=_("把演示区装进平台的空数据库：机构、账号、历史事项和今天在办的事项。"))
@click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出。"))
def platform(as_json: bool) -> None:
    """Fill an empty platform with the demonstration district and print the accounts to try."""
    import secrets

    from fazhi.kernel.start import load

    load()
    from fazhi.kernel import demo_platform
    from fazhi.kernel.database.migrating import migrate

    migrate()
    with progress_bar(silent=as_json) as progress:
        demo_platform.load(progress)
        demo_platform.store_ledgers(progress)
    password = secrets.token_urlsafe(9)
    accounts = demo_platform.open_accounts(password)
    if as_json:
        print_json({"password": password, "accounts": demo_platform.one_a_role()})
        return
    click.echo(_("演示区已装好。全部是合成数据，不是真实业务记录。"))
    for user in accounts:
        click.echo(f"  {user.username:<16} {user.name}")
    click.echo(_("{n} 个账号，密码都是 {password}（只显示这一次）").format(n=len(accounts), password=password))
