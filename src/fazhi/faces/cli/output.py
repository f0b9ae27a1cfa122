"""How the command line speaks: errors, JSON, tables, progress. One place, so that every command looks alike."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from fazhi.errors import FazhiError
from fazhi.i18n import _

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def console(*, stderr: bool = False) -> Console:
    """A rich console; wide enough not to fold Chinese tables when output is piped."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else 160, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print ``value`` as JSON for machines; Chinese stays readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str | Text]], *, title: str | None = None) -> None:
    """Print a plain table with Chinese headings."""
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, title=title, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    console().print(table)


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


def fail(error: FazhiError, *, as_json: bool) -> NoReturn:
    """Print an error that a user can mend and stop with its exit code."""
    if as_json:
        print_json({"error": {"code": error.code, "message": error.message, **error.details}})
    else:
        sys.stderr.write(_("错误：") + error.message + "\n")
    sys.exit(error.exit_code)
