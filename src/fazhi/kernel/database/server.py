"""Which PostgreSQL: ``DATABASE_URL``, or else one embedded from a wheel, its data under ``FAZHI_HOME``.

The embedded server starts with the first process that asks and stops with the last one. It listens on no network
address where the system has Unix sockets. Each district has a database of its own. Two roles use it: the owner of the
schema, and the application, which may add events but neither change nor remove them.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from fazhi.errors import FazhiError
from fazhi.home import home
from fazhi.i18n import _

if TYPE_CHECKING:
    from psycopg import Connection

APPLICATION = "fazhi_app"
"""The role of the application: it works with the tables and cannot touch what is recorded for good."""

_FOLDER = "postgres"


def url(*, owner: bool = True) -> str:
    """The address of the district's database, for the owner of the schema or for the application.

    ``DATABASE_URL`` is the application's, ``FAZHI_OWNER_URL`` the owner's; where only the first is set, it serves both.
    Starts the embedded server where neither is set. Raises :class:`FazhiError` where it cannot be started.
    """
    given = os.environ.get("DATABASE_URL")
    if owner and os.environ.get("FAZHI_OWNER_URL"):
        return os.environ["FAZHI_OWNER_URL"]
    if given:
        return given
    address = database(embedded(home() / _FOLDER), _district_database())
    return address if owner else as_role(address, APPLICATION)


def embedded(folder: Path) -> str:
    """Start the embedded server on ``folder``, creating it where it is not, and return its address."""
    from fazhi.kernel.database.embedded import wheel

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return str(wheel().get_server(folder).get_uri())
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        raise FazhiError(
            _(
                "内置数据库启动不了（{path}）。请看其中的 log 文件，或用环境变量 DATABASE_URL 指明一个 PostgreSQL。"
            ).format(path=folder),
            code="no_database",
        ) from error


def database(server: str, name: str) -> str:
    """The address of the database of that name on a server, made there with the application's role if it is missing."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(server, autocommit=True) as connection:
        # Two processes that start at once: one makes it, the other waits.
        connection.execute("SELECT pg_advisory_lock(hashtext('fazhi database'))")
        ensure_role(connection)
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def ensure_role(connection: Connection) -> None:
    """Make the application's role where it is missing; it may sign in, owns nothing, and the owner may act as it."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone() is None:
        connection.execute(f"CREATE ROLE {APPLICATION} LOGIN")
        connection.execute(f"GRANT {APPLICATION} TO CURRENT_USER")


def as_role(address: str, role: str) -> str:
    """The same address for another role that needs no password (the embedded server's socket is its lock)."""
    parts = urlsplit(address)
    _user, at, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{role}:{at}{place}"))


def connect() -> Connection:
    """A connection of the owner, outside of any transaction. Raises :class:`FazhiError` where there is none."""
    import psycopg

    try:
        return psycopg.connect(url(), autocommit=True)
    except psycopg.OperationalError as error:
        raise unreachable() from error


def unreachable() -> FazhiError:
    """What a user is told where the database does not answer. What the driver says may name user and machine."""
    return FazhiError(_("连不上数据库。请检查环境变量 DATABASE_URL 和服务器是否在运行。"), code="no_database")


def _district_database() -> str:
    stem = Path(os.environ.get("FAZHI_DISTRICT") or "luohu").stem
    return "fazhi_" + re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
