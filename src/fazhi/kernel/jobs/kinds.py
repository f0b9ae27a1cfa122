"""What can be done in the background: each kind is a function that whoever owns it registers in ``apps.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.kernel.jobs.running import Running


@dataclass(frozen=True)
class Kind:
    """``work`` does the job and may be begun again from its start; it ends by :meth:`Running.finish`."""

    name: str
    work: Callable[[Running], None]


_kinds: dict[str, Kind] = {}


def register(name: str, work: Callable[[Running], None]) -> None:
    """Let a function be a kind of job. The name is kept in the database: renamed, jobs that wait are lost.

    Raises :class:`ValueError` where the name is taken.
    """
    if name in _kinds:
        raise ValueError(f"a kind of job named {name} is there already")
    _kinds[name] = Kind(name, work)


def unregister(name: str) -> None:
    """Forget a kind; for tests."""
    del _kinds[name]


def find(name: str) -> Kind | None:
    """The kind of that name."""
    return _kinds.get(name)
