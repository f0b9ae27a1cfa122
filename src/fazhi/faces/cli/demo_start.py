"""``fazhi demo``: the platform with the demonstration district, in a home and a database of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console
from fazhi.home import home
from fazhi.i18n import _

_FOLDER, _READY = "demo", "ready.json"
_STALE = 30  # days after which what was “open today” looks forgotten


@dataclass(frozen=True)
class Account:
    """An account to try: what somebody is in a unit, and how to sign in."""

    role: str
    unit: str
    username: str


@dataclass(frozen=True)
class Ready:
    """A demonstration that was set up: the day, the accounts (one a role), their password."""

    made_on: dt.date
    password: str
    accounts: tuple[Account, ...]


def prepare(*, fresh: bool) -> Ready:
    """Let this process work on the demonstration's own home, set up if it is not there yet or was not finished.

    Whatever database the environment names is left alone. Raises :class:`FazhiError` where it could not be set up.
    """
    folder = home() / _FOLDER
    for name in ("DATABASE_URL", "FAZHI_OWNER_URL"):
        os.environ.pop(name, None)
    os.environ["FAZHI_HOME"] = str(folder.resolve())
    ready = folder / _READY
    if fresh or not ready.exists():
        from fazhi.kernel.operations.lock import only_one

        with only_one("fazhi demo"):
            if folder.exists():
                _empty(folder)
            _fill(ready)
    found = json.loads(ready.read_text("utf-8"))
    return Ready(
        dt.date.fromisoformat(found["made_on"]),
        found["password"],
        tuple(Account(**account) for account in found["accounts"]),
    )


def _empty(folder: Path) -> None:
    """What an unfinished set-up left; the lock stays, it is ours."""
    for child in folder.iterdir():
        if child.name == "up.lock":
            continue
        if child.is_dir():
            shutil.rmtree(child)
        else:
            child.unlink()


def _fill(ready: Path) -> None:
    """In a process of its own: its embedded server stops with it, and ours starts afresh."""
    console().print(_("第一次运行，先装演示区（一两分钟）。全部是合成数据，不是真实业务记录。"), markup=False)
    command = [sys.executable, "-m", "fazhi", "demo", "platform", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=dict(os.environ), check=False)  # noqa: S603 (ours)
    if done.returncode:
        raise FazhiError(_("演示区没有装好，原因如上。再运行一次 fazhi demo 会从头再装。"), code="demo_not_ready")
    made: dict[str, Any] = json.loads(done.stdout)
    made["made_on"] = dt.datetime.now(dt.UTC).date().isoformat()
    # Written last, and renamed into place: a demonstration that is there is whole.
    draft = ready.with_suffix(".part")
    draft.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    draft.chmod(0o600)
    draft.replace(ready)


def introduce(ready: Ready) -> None:
    """Print the accounts to try, one a role."""
    from fazhi.faces.cli.output import print_table

    print_table(
        (_("账号"), _("岗位"), _("单位")),
        [(account.username, _(account.role), account.unit) for account in ready.accounts],
        title=_("可以试的账号，密码都是 {password}").format(password=ready.password),
    )
    age = (dt.datetime.now(dt.UTC).date() - ready.made_on).days
    if age > _STALE:
        console().print(
            _("演示区是 {n} 天前装的，在办事项大多已过期；fazhi demo --fresh 重新装。").format(n=age), markup=False
        )
