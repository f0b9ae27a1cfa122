"""``fazhi up``: the whole platform with one command, from the database to the web page."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console
from fazhi.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fazhi.kernel.operations.supervising import Part

_PORT = 8000
_FIRST_OF_SYSTEMD = 3
_LOCAL = ("127.0.0.1", "::1", "localhost")


@click.command(
    help=_(
        "启动平台：数据库（没有设 DATABASE_URL 就用内置的）、网页服务和后台任务，并看护到按 Ctrl-C 为止。"
        "数据库结构不是最新的，先更新。数据、密钥和附件放在 FAZHI_HOME（缺省 .fazhi）。"
    )
)
@click.option("--host", metavar="HOST", default="127.0.0.1", show_default=True, help=_("网页服务的地址。"))
@click.option(
    "--port", metavar="PORT", type=click.IntRange(1, 65535), help=_("网页服务的端口；不给则用 8000，被占用就另选。")
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(1, 64), default=1, show_default=True, help=_("网页服务的进程数。")
)
@click.option("--no-web", is_flag=True, help=_("不启动网页服务。"))
@click.option("--no-worker", is_flag=True, help=_("不启动后台任务。"))
@click.option("--no-migrate", is_flag=True, help=_("不更新数据库结构；不是最新的就不启动（先由 fazhi migrate 更新）。"))
def command(host: str, port: int | None, workers: int, no_web: bool, no_worker: bool, no_migrate: bool) -> None:
    """Database, migrations, web, worker."""
    up(host, port, workers, no_web=no_web, no_worker=no_worker, no_migrate=no_migrate)


def up(
    host: str = "127.0.0.1",
    port: int | None = None,
    workers: int = 1,
    *,
    no_web: bool = False,
    no_worker: bool = False,
    no_migrate: bool = False,
) -> None:
    """Run the platform until it is told to stop. Raises :class:`FazhiError` where there is nothing to run."""
    from fazhi.kernel.operations.lock import only_one

    if no_web and no_worker:
        raise FazhiError(_("--no-web 和 --no-worker 不能同时给：没有什么可启动的。"), code="usage")
    with only_one("fazhi up"), ExitStack() as stack:
        listening = None if no_web else stack.enter_context(_listen(host, port))
        _supervise(host, listening, workers, no_worker=no_worker, no_migrate=no_migrate)


def _supervise(host: str, listening: socket.socket | None, workers: int, *, no_worker: bool, no_migrate: bool) -> None:
    from fazhi.kernel.database import embedded, server
    from fazhi.kernel.operations.supervising import Part, Supervisor
    from fazhi.kernel.start import load

    load()
    data, environment = None, {}
    if not os.environ.get("DATABASE_URL"):
        data = embedded.folder()
        embedded.clear(data)
        environment["DATABASE_URL"] = server.url(owner=False)
        _say(_("数据库：内置，数据在“{path}”。").format(path=data))
    else:
        _say(_("数据库：DATABASE_URL 指明的服务器。"))
    try:
        if no_migrate:
            _look_whether_migrated()
        else:
            _migrate()
        parts = list(_web(listening, workers)) if listening is not None else []
        if not no_worker:
            parts.append(Part(_("后台任务"), "fazhi", ("worker",)))
            parts.append(Part(_("导出和导入"), "fazhi", ("worker", "--jobs")))
    except BaseException:
        if data is not None:
            embedded.let_go(data)
        raise
    if listening is not None:
        _say(_("网址：{url}　按 Ctrl-C 停止。").format(url=_address(host, listening)))
        if host not in _LOCAL and not os.environ.get("FAZHI_HOSTS"):
            _say(_("注意：从别的机器访问，要用环境变量 FAZHI_HOSTS 写明网页的域名或地址，如 FAZHI_HOSTS=10.0.0.5。"))
    Supervisor(tuple(parts), _say, data=data, environment=environment).run()
    _say(_("平台已停止。"))


def _migrate() -> None:
    from fazhi.kernel.database.migrating import migrate

    applied = migrate()
    _say(_("数据库结构：已应用 {n} 项更新。").format(n=len(applied)) if applied else _("数据库结构：已是最新。"))


def _look_whether_migrated() -> None:
    """Whoever runs the platform need not own the schema. Raises :class:`FazhiError`."""
    from fazhi.faces.cli.platform import platform

    with platform():
        _say(_("数据库结构：已是最新。"))


def _web(listening: socket.socket, workers: int) -> Iterable[Part]:
    from fazhi.kernel.operations.supervising import Part

    descriptor = listening.fileno()
    for number in range(1, workers + 1):
        label = _("网页服务") if workers == 1 else _("网页服务 {n}").format(n=number)
        yield Part(label, "fazhi.faces.web", (str(descriptor),), (descriptor,))


def _listen(host: str, port: int | None) -> socket.socket:
    """An open socket: systemd's, or on the port asked for, or on 8000 or the first free one after it."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1":
        # It is systemd's (sd_listen_fds(3)) and stays open while the platform is started again: callers wait.
        return socket.socket(fileno=_FIRST_OF_SYSTEMD)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [port] if port else [*range(_PORT, _PORT + 20), 0]:
        try:
            found = socket.create_server((host, candidate), family=family, backlog=512)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and not port:
                continue
            raise _cannot_listen(host, candidate, error) from None
        if not port and candidate != _PORT:
            _say(_("端口 {port} 已被占用，改用 {other}。").format(port=_PORT, other=found.getsockname()[1]))
        return found
    raise AssertionError


def _cannot_listen(host: str, port: int, error: OSError) -> FazhiError:
    if error.errno == errno.EADDRINUSE:
        message = _("端口 {port} 已被占用。请换一个 --port，或不给 --port 由系统另选。").format(port=port)
    elif error.errno == errno.EACCES:
        message = _("没有权限使用端口 {port}。请用 1024 以上的端口。").format(port=port)
    else:
        message = _("不能在“{host}”上开网页服务：{reason}。请检查 --host。").format(
            host=host, reason=error.strerror or error
        )
    return FazhiError(message, code="cannot_listen")


def _address(host: str, listening: socket.socket) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (only how it is shown)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}/"


def _say(line: str) -> None:
    screen = console()
    screen.print(line)
    screen.file.flush()
