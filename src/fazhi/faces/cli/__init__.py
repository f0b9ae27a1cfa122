"""The command line. Each group lives in a module of its own and is imported only when it is called."""

from __future__ import annotations

import importlib
import os
import sys

import click

from fazhi import __version__
from fazhi.errors import FazhiError
from fazhi.faces.cli.chinese import misuse, speak_chinese
from fazhi.faces.cli.output import fail, ready_streams
from fazhi.i18n import _

# name → (module, short help). The help stands here so that `fazhi --help` imports no group.
COMMANDS: dict[str, tuple[str, str]] = {
    "ledgers": ("fazhi.faces.cli.ledgers", _("台账：空白模板、检查、字段说明")),
    "figures": ("fazhi.faces.cli.figures", _("指标口径：列出、取数、说明")),
    "report": ("fazhi.faces.cli.report", _("工作报告：生成、核对")),
    "fee": ("fazhi.faces.cli.fee", _("费用与金额：诉讼费、经济补偿、赔偿、利息等")),
    "period": ("fazhi.faces.cli.period", _("期限：哪一天到期")),
    "sentence": ("fazhi.faces.cli.sentence", _("量刑测试：推算刑期的参考范围")),
    "law": ("fazhi.faces.cli.law", _("法条查询、引用核对、法律参数与算例")),
    "retrieval": ("fazhi.faces.cli.retrieval", _("用日常的话问法条；检索的评测")),
    "mcp": ("fazhi.faces.cli.mcp", _("供大模型调用的 MCP 服务")),
    "up": ("fazhi.faces.cli.up", _("启动平台：数据库、网页服务、后台任务")),
    "migrate": ("fazhi.faces.cli.migrate", _("更新数据库结构")),
    "backup": ("fazhi.faces.cli.backup", _("备份到一个文件（不含密钥）")),
    "restore": ("fazhi.faces.cli.restore", _("从备份恢复")),
    "verify-events": ("fazhi.faces.cli.verify_events", _("核验全部事项记录未被改动")),
    "seal": ("fazhi.faces.cli.seal", _("封存至今的全部事项记录")),
    "keys": ("fazhi.faces.cli.keys", _("密钥：查看编号、更换")),
    "calendar": ("fazhi.faces.cli.calendar", _("工作日和休息日的后来变更")),
    "user": ("fazhi.faces.cli.user", _("账号：新建、列出、改密码、任职")),
    "unit": ("fazhi.faces.cli.unit", _("机构：列出、撤销并指定承接单位")),
    "matter": ("fazhi.faces.cli.matter", _("事项：登记、查看、办理")),
    "explain": ("fazhi.faces.cli.explain", _("说明事项类型：谁、什么状态、多长期限、怎样办理")),
    "worker": ("fazhi.faces.cli.worker", _("后台任务：送达通知、到期提醒、期满处理")),
    "tick": ("fazhi.faces.cli.tick", _("立即检查一次到期提醒、期满处理和封存")),
    "outbox": ("fazhi.faces.cli.outbox", _("送不出去的消息：列出、重试")),
    "api": ("fazhi.faces.cli.api", _("接口：访问令牌、推送订阅、OpenAPI 说明文件")),
    "assess": ("fazhi.faces.cli.assess", _("年度考核：综合互评、异议、计分、公布、导出")),
    "privacy": ("fazhi.faces.cli.privacy", _("个人信息：存了什么、查阅复制、删除")),
    "manage": ("fazhi.faces.cli.manage", _("Django 的管理命令（开发用）")),
    "demo": ("fazhi.faces.cli.demo", _("演示区：合成台账与全流程")),
}


class LazyGroup(click.Group):
    """A click group whose commands are imported on first use, so that start-up costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        speak_chinese(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("命令")):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, help=_("法治 Fazhi：区县司法局的业务、台账与工作报告。"))
@click.version_option(__version__, prog_name="fazhi")
def cli() -> None:
    """The root command; see :data:`COMMANDS`."""


speak_chinese(cli)


def main(argv: list[str] | None = None) -> None:
    """Run the command line. Errors a user can mend are printed in words (or JSON) and set the exit code."""
    ready_streams()
    try:
        try:
            _run(sys.argv[1:] if argv is None else argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Who read our output has had enough (… | head). Nothing may be written any more, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _run(args: list[str]) -> None:
    as_json = "--json" in args
    try:
        cli.main(args=args, prog_name="fazhi", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        fail(misuse(error), as_json=as_json)
    except FazhiError as error:
        fail(error, as_json=as_json)
