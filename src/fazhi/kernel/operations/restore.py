"""A backup put back: into a new database, looked at there, and only then in the place of the old one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from fazhi.errors import FazhiError
from fazhi.home import home
from fazhi.i18n import _
from fazhi.kernel.attachments.storage import store
from fazhi.kernel.clock import now
from fazhi.kernel.database import migrating, server
from fazhi.kernel.district import current
from fazhi.kernel.operations.archive import CHUNK, DUMP, Backup, BadBackup, Progress
from fazhi.kernel.operations.backup import counted_tables, not_enough, program
from fazhi.kernel.secrets.keys import existing

if TYPE_CHECKING:
    from psycopg import Connection

    from fazhi.kernel.events.sealing import Verified

_LEAVING = (0.1, 0.3, 0.6, 1, 0)
# What an empty database has as soon as its tables are made.
_MADE_BY_ITSELF = ("django_migrations", "django_content_type", "auth_permission")


class CannotRestore(FazhiError):
    """Nothing was restored, and the database is as it was."""

    code = "cannot_restore"


@dataclass(frozen=True)
class Restored:
    """What was put back. ``kept``: the name of the old database, where it was not removed."""

    counts: dict[str, int]
    applied: list[str]
    verified: Verified
    kept: str


def check_fits(backup: Backup) -> None:
    """Whether a backup is of this district and not of a later version. Raises :class:`BadBackup`."""
    from django.db.migrations.loader import MigrationLoader

    manifest = backup.manifest
    if manifest.district != current().code:
        raise BadBackup(
            _("这是{theirs}的备份，而本平台是{ours}（由环境变量 FAZHI_DISTRICT 指明），没有恢复。").format(
                theirs=manifest.district_name, ours=current().name
            ),
            code="other_district",
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    later = [each for each in manifest.migrations if each not in known]
    if later:
        raise BadBackup(
            _("备份里有本版本没有的数据库结构（{names}）：它由更新的版本（{version}）制作，请先升级再恢复。").format(
                names="、".join(later[:3]), version=manifest.fazhi
            ),
            code="later_version",
        )


def missing_keys(backup: Backup) -> list[str]:
    """The ids of the keys that the data need and that are not here."""
    keys = existing()
    there = {*keys.data, keys.index.id} if keys else set()
    needed = [*backup.manifest.data_keys, backup.manifest.index_key]
    return [each for each in needed if each and each not in there]


def present() -> dict[str, int]:
    """The tables of the database that is to be replaced that have rows; none where it is empty."""
    with server.connect() as connection:
        counts = counted_tables(connection)
    return {name: rows for name, rows in counts.items() if rows and name not in _MADE_BY_ITSELF}


def restore(backup: Backup, progress: Progress, *, replace: bool = False) -> Restored:
    """Put a verified backup back, bring it up to date, and verify its record.

    ``replace``: in the place of a database that is not empty. The old one is removed when all has gone well, and kept
    under another name where the record of the new one is damaged. Raises :class:`CannotRestore`, and leaves the old
    database untouched.
    """
    check_fits(backup)
    filled = present()
    if filled and not replace:
        raise CannotRestore(
            _("数据库里已有数据（{n} 张表，共 {rows:,} 行）。要用备份替换它，请加 --replace。").format(
                n=len(filled), rows=sum(filled.values())
            ),
            code="not_empty",
        )
    _check_space(backup)
    address = server.url()
    name = urlsplit(address).path.lstrip("/")
    with _administration(address) as administration:
        _alone(administration, name)
        draft = _new_name(name, "restoring")
        _create(administration, draft)
        try:
            _put_files(backup, progress)
            _fill(backup, urlunsplit(urlsplit(address)._replace(path=f"/{draft}")), progress)
            restored = _look(backup, urlunsplit(urlsplit(address)._replace(path=f"/{draft}")), progress)
            _alone(administration, name)
            old = _swap(administration, name, draft)
        except BaseException:
            _drop(administration, draft)
            raise
        if restored.verified.damages and filled:
            return Restored(restored.counts, restored.applied, restored.verified, old)
        _drop(administration, old)
    return restored


@contextmanager
def _administration(address: str) -> Iterator[Connection]:
    """A connection to another database of the same server, from which databases are made and renamed."""
    import psycopg

    try:
        connection = psycopg.connect(urlunsplit(urlsplit(address)._replace(path="/postgres")), autocommit=True)
    except psycopg.OperationalError:
        raise CannotRestore(
            _("恢复要连接服务器上的 postgres 库，连不上。请用有此权限的账号（FAZHI_OWNER_URL）。")
        ) from None
    with connection:
        yield connection


def _alone(administration: Connection, name: str) -> None:
    """Whether nobody is at work on a database. Raises :class:`CannotRestore`."""
    from django.db import connections

    connections.close_all()
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    for wait in _LEAVING:
        row = administration.execute(others, [name]).fetchone()
        if row == (0,):
            return
        # The server notices only a moment later that a connection was closed.
        sleep(wait)
    raise CannotRestore(
        _("数据库正被别的程序使用（{n} 个连接）。请先停止平台（fazhi up）和其他程序，再恢复。").format(
            n=row[0] if row else "?"
        ),
        code="in_use",
    )


def _new_name(name: str, what: str) -> str:
    # A name has 63 bytes in PostgreSQL.
    return f"{name[:30]}_{what}_{now():%Y%m%d%H%M%S}_{os.getpid()}"


def _create(administration: Connection, name: str) -> None:
    import psycopg
    from psycopg import sql

    try:
        administration.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        raise CannotRestore(
            _(
                "账号没有新建数据库的权限（CREATEDB）。恢复先在新库里完成再替换，请用有此权限的账号（FAZHI_OWNER_URL）。"
            ),
            code="may_not_create",
        ) from None


def _drop(administration: Connection, name: str) -> None:
    from django.db import connections
    from psycopg import sql

    connections.close_all()
    administration.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _swap(administration: Connection, name: str, draft: str) -> str:
    """The new database under the old one's name, both renamed at once; returns the old one's new name."""
    import psycopg
    from psycopg import sql

    old = _new_name(name, "before")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with administration.transaction():
            for before, after in ((name, old), (draft, name)):
                administration.execute(rename.format(sql.Identifier(before), sql.Identifier(after)))
    except psycopg.errors.ObjectInUse:
        raise CannotRestore(_("恢复期间有别的程序连上了数据库，没有替换。请停止它们再恢复。"), code="in_use") from None
    return old


def _put_files(backup: Backup, progress: Progress) -> None:
    kept, names = store(), backup.manifest.attachments
    for done, digest in enumerate(names):
        progress(_("放回附件"), done, len(names))
        if not kept.verify(digest):
            with backup.open(f"attachments/{digest}") as content:
                kept.put(content, digest)


def _fill(backup: Backup, address: str, progress: Progress) -> None:
    size, done = backup.manifest.members[DUMP][0], 0
    arguments = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", "--dbname="]
    arguments[-1] += urlsplit(address).path.lstrip("/")
    with (
        backup.open(DUMP) as dump,
        program("pg_restore", address, arguments, stdin=subprocess.PIPE) as process,
    ):
        assert process.stdin is not None
        while chunk := dump.read(CHUNK):
            process.stdin.write(chunk)
            done += len(chunk)
            progress(_("恢复数据库"), done, size)


def _look(backup: Backup, address: str, progress: Progress) -> Restored:
    """The new database counted, brought up to date, given to the application, and verified."""
    import psycopg

    from fazhi.kernel.events.sealing import verify

    with psycopg.connect(address) as connection:
        counts = counted_tables(connection)
    if counts != backup.manifest.counts:
        differing = sorted(dict(counts.items() ^ backup.manifest.counts.items()))
        raise CannotRestore(_("恢复出来的行数与备份的清单不符（{tables}）。").format(tables="、".join(differing)))
    with _instead(address):
        applied = migrating.migrate()
        verified = verify(lambda done, total: progress(_("核验事项记录"), done, total))
    return Restored(counts, applied, verified, "")


@contextmanager
def _instead(address: str) -> Iterator[None]:
    """Let the whole process work on another database inside the block."""
    from django.db import connections

    names = ("DATABASE_URL", "FAZHI_OWNER_URL")
    before = {name: os.environ.get(name) for name in names}
    connections.close_all()
    os.environ.update(dict.fromkeys(names, address))
    try:
        yield
    finally:
        connections.close_all()
        for name, value in before.items():
            with suppress(KeyError):
                del os.environ[name]
            if value is not None:
                os.environ[name] = value


def _check_space(backup: Backup) -> None:
    home().mkdir(parents=True, exist_ok=True)
    manifest = backup.manifest
    needed = sum(size for name, (size, _hash) in manifest.members.items() if name != DUMP)
    if not os.environ.get("DATABASE_URL"):
        needed += manifest.database_size
    free = shutil.disk_usage(home()).free
    if free < needed:
        raise not_enough(home(), needed, free)
