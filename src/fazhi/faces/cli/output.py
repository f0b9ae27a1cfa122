"""How the command line speaks: errors, JSON, tables, progress. One place, so that every command looks alike."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from fazhi.errors import FazhiError
from fazhi.i18n import _

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def ready_streams() -> None:
    """Let stdout and stderr take any text: a character the terminal lacks becomes ?, and ASCII gives way to UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            plain = stream.encoding.lower().replace("-", "") in ("ascii", "usascii", "ansi_x3.41968", "646")
            stream.reconfigure(encoding="utf-8" if plain else stream.encoding, errors="replace")


def console(*, stderr: bool = False) -> Console:
    """A rich console that prints text as it is; wide enough not to fold Chinese tables when output is piped."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 160
    return Console(stderr=stderr, width=width, highlight=False, soft_wrap=True, markup=False, emoji=False)


def print_json(value: Any) -> None:
    """Print ``value`` as JSON for machines; Chinese stays readable where the stream can carry it."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not readable, indent=2, default=str) + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str | Text]], *, title: str | None = None) -> None:
    """Print a plain table with Chinese headings."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    console().print(table, soft_wrap=False)


@contextmanager
def progress_bar(*, silent: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr that vanishes when done; call it with (what is being done, how many done, of how many).

    Where stderr is no terminal, nothing is drawn.
    """
    if silent or not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def writable_folder(path: Path) -> Path:
    """The folder, made where it is not there yet. Raises FazhiError ("folder_not_writable")"""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise FazhiError(
            _("文件夹“{path}”不能写入：{reason}。请换一个可以写入的文件夹。").format(path=path, reason=error.strerror),
            code="folder_not_writable",
            path=str(path),
        ) from None
    return path


def fail(error: FazhiError, *, as_json: bool) -> NoReturn:
    """Print an error that a user can mend and stop with its exit code."""
    if as_json:
        print_json({"error": {"code": error.code, "message": error.message, **error.details}})
    else:
        sys.stderr.write(_("错误：") + error.message + "\n")
    sys.exit(error.exit_code)
