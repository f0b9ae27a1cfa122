"""The district's data in one file: the database as it stood at one instant, the files it refers to, never the keys."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from fazhi import __version__
from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.attachments.storage import NoContent, store
from fazhi.kernel.clock import now
from fazhi.kernel.database import embedded, server
from fazhi.kernel.district import current
from fazhi.kernel.operations.archive import CHUNK, DUMP, FORMAT, Manifest, Progress, Writer
from fazhi.kernel.secrets.keys import existing

if TYPE_CHECKING:
    from psycopg import Connection

# Read in SQL and not by the models, and as JSON, for a backup is made before an update too, when a column may not be
# there yet. A cipher has its key in bytes 2 to 5, which stand behind \x and two digits.
_DATA_KEYS = r"""
    SELECT DISTINCT substring(value from 5 for 8)
    FROM kernel_party AS party CROSS JOIN LATERAL jsonb_each_text(to_jsonb(party)) AS cipher(field, value)
    WHERE field IN ('id_number', 'phone', 'address') AND length(value) > 2 ORDER BY 1
"""

_FACTOR_KEYS = "SELECT DISTINCT encode(substring(secret from 2 for 4), 'hex') FROM kernel_secondfactor"

_SESSIONS = "kernel_accountsession"
"""Stays out: whoever holds a backup shall not be signed in as anybody, nor anybody after it was restored."""


class CannotBackUp(FazhiError):
    """No backup was made; what was there before is untouched."""

    code = "cannot_back_up"


@dataclass(frozen=True)
class Made:
    """A backup that was made: where, how large in bytes, and what it holds."""

    path: Path
    size: int
    manifest: Manifest


def back_up(path: Path, progress: Progress, *, force: bool = False) -> Made:
    """Write a backup to ``path``, whole or not at all. ``force``: over a file that is there.

    The database is read at one instant while work goes on. Raises :class:`CannotBackUp`.
    """
    if path.exists() and not force:
        raise CannotBackUp(_("“{path}”已经有了。请换一个文件名，或用 --force 覆盖。").format(path=path))
    with server.connect() as connection, _snapshot(connection) as snapshot:
        found = _taken(connection)
        _check_space(path.parent, found.database_size + sum(found.files.values()))
        with _whole(path, force=force) as file:
            writer = Writer(file)
            size = found.database_size
            progress(_("导出数据库"), 0, size)
            writer.add(DUMP, _counted(_dump(server.url(), snapshot), _("导出数据库"), size, progress))
            missing = _add_files(file, writer, found.files, progress)
            manifest = Manifest(
                format=FORMAT,
                fazhi=__version__,
                made_at=now().isoformat(timespec="seconds"),
                district=current().code,
                district_name=current().name,
                migrations=found.migrations,
                counts=found.counts,
                database_size=found.database_size,
                newest_seal=found.newest_seal,
                data_keys=found.data_keys,
                index_key=_index_key() if found.data_keys else "",
                keys="本文件不含密钥。密钥须另行保管；没有密钥，其中加密的证件号码和电话无法解开。",
                missing=missing,
                members=writer.members.copy(),
            )
            writer.finish(manifest)
            length = file.tell()
    return Made(path, length, manifest)


@dataclass(frozen=True)
class _Taken:
    database_size: int
    migrations: list[str]
    counts: dict[str, int]
    files: dict[str, int]  # sha256 → size
    newest_seal: str
    data_keys: list[str]


@contextmanager
def _snapshot(connection: Connection) -> Iterator[str]:
    """The name of a state of the database that pg_dump sees too; it stands still inside the block."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield _one(connection, "SELECT pg_export_snapshot()")
    finally:
        connection.execute("ROLLBACK")


def _taken(connection: Connection) -> _Taken:
    def column(sql: str, table: str) -> list[Any]:
        there = _one(connection, f"SELECT to_regclass('{table}') IS NOT NULL")
        return [row[0] for row in connection.execute(sql)] if there else []

    names = counted_tables(connection)
    files: dict[str, int] = {}
    if "kernel_attachment" in names:
        files = dict(connection.execute("SELECT DISTINCT sha256, size FROM kernel_attachment ORDER BY 1").fetchall())
    seals = column("SELECT encode(hash, 'hex') FROM kernel_seal ORDER BY id DESC LIMIT 1", "kernel_seal")
    return _Taken(
        _one(connection, "SELECT pg_database_size(current_database())"),
        column("SELECT app || '.' || name FROM django_migrations ORDER BY id", "django_migrations"),
        names,
        files,
        seals[0] if seals else "",
        sorted({*column(_DATA_KEYS, "kernel_party"), *column(_FACTOR_KEYS, "kernel_secondfactor")}),
    )


def counted_tables(connection: Connection) -> dict[str, int]:
    """How many rows each table of the district has, but for that of sessions, which no backup holds."""
    from psycopg import sql

    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND relname <> %s ORDER BY 1",
        [_SESSIONS],
    ).fetchall()
    count = sql.SQL("SELECT count(*) FROM public.{}")
    return {name: _one(connection, count.format(sql.Identifier(name))) for (name,) in names}


def _one(connection: Connection, statement: Any) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def _dump(address: str, snapshot: str) -> Iterator[bytes]:
    command = ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
    command += [f"--exclude-table-data=public.{_SESSIONS}"]
    with program("pg_dump", address, command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while chunk := process.stdout.read(CHUNK):
            yield chunk


@contextmanager
def program(name: str, address: str, arguments: list[str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL at work on a database; the password goes through its environment, where nobody looks.

    Raises :class:`FazhiError` with what the program said if it fails.
    """
    import tempfile

    from psycopg.pq import Conninfo

    given = [each for each in Conninfo.parse(address.encode()) if each.val]
    environment = {each.envvar.decode(): each.val.decode() for each in given if each.envvar and each.val}
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 (our own program)
            [str(embedded.program(name)), *arguments], env={**os.environ, **environment}, stderr=errors, **pipes
        )
        try:
            with suppress(BrokenPipeError):
                yield process
            with suppress(BrokenPipeError):
                if process.stdin is not None:
                    process.stdin.close()
            code = process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        if code != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            raise FazhiError(
                _("{program} 没有完成（退出码 {code}）：{said}").format(
                    program=name, code=code, said=said[0] if said else _("没有说明原因")
                ),
                code="program_failed",
            )


def _counted(chunks: Iterator[bytes], what: str, total: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        done += len(chunk)
        progress(what, min(done, total), total)
        yield chunk


def _add_files(file: BinaryIO, writer: Writer, files: dict[str, int], progress: Progress) -> list[str]:
    """Add the attachments; returns those that are not there or are no longer what was received."""
    missing = []
    total, done = sum(files.values()), 0
    for digest, size in files.items():
        start = file.tell()
        name = f"attachments/{digest}"
        try:
            kept = writer.add(name, _content(digest))
        except NoContent:
            kept = ""
        if kept != digest:
            writer.take_back(name, start)
            missing.append(digest)
        done += size
        progress(_("收入附件"), done, total)
    return missing


def _content(digest: str) -> Iterator[bytes]:
    with store().open(digest) as stored:
        while True:
            try:
                chunk = stored.read(CHUNK)
            except OSError as error:
                raise NoContent(str(error)) from error
            if not chunk:
                return
            yield chunk


def _index_key() -> str:
    keys = existing()
    return keys.index.id if keys else ""


def _check_space(folder: Path, needed: int) -> None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CannotBackUp(
            _("文件夹“{path}”用不了：{reason}。").format(path=folder, reason=error.strerror or error)
        ) from None
    if free < needed:
        raise not_enough(folder, needed, free)


def not_enough(folder: Path, needed: int, free: int) -> FazhiError:
    """What is said where a disk is too full for what is to be written."""
    return FazhiError(
        _("“{path}”所在的磁盘空间不够：约需 {needed:,} MB，现有 {free:,} MB。").format(
            path=folder, needed=needed // 1_000_000 + 1, free=free // 1_000_000
        ),
        code="disk_full",
    )


@contextmanager
def _whole(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file that takes its name only when it is complete and on the disk. Nobody else may read it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if force:
            os.replace(draft, path)
        else:
            os.link(draft, path)
    except FileExistsError:
        raise CannotBackUp(_("“{path}”已经有了。请换一个文件名，或用 --force 覆盖。").format(path=path)) from None
    except OSError as error:
        raise CannotBackUp(_("写不了“{path}”：{reason}。").format(path=path, reason=error.strerror or error)) from None
    finally:
        draft.unlink(missing_ok=True)
