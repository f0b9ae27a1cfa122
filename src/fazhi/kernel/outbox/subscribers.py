"""Who hears of what: functions that run after commit, once a message, each in a transaction with its receipt.

A domain subscribes in ``apps.py``. This is the one way in which a domain hears of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from fazhi.kernel.models import Message


@dataclass(frozen=True)
class Subscriber:
    """``topics`` are patterns such as ``boats.*``."""

    name: str
    topics: tuple[str, ...]
    function: Callable[[Message], None]

    def hears(self, topic: str) -> bool:
        """Whether a topic is one of its own."""
        return any(fnmatchcase(topic, pattern) for pattern in self.topics)


_subscribers: dict[str, Subscriber] = {}


def subscribe(name: str, topics: tuple[str, ...], function: Callable[[Message], None]) -> None:
    """Let a function hear of some topics. The name is kept in receipts: renamed, it hears old messages again.

    Raises :class:`ValueError` where another subscriber has the name, which would take its messages.
    """
    if name in _subscribers:
        raise ValueError(f"a subscriber named {name} is there already")
    _subscribers[name] = Subscriber(name, topics, function)


def unsubscribe(name: str) -> None:
    """Forget a subscriber; for tests."""
    del _subscribers[name]


def names() -> tuple[str, ...]:
    """The names of all subscribers, sorted."""
    return tuple(sorted(_subscribers))


def hearing(topic: str) -> Iterator[Subscriber]:
    """The subscribers of a topic, in the order of their names."""
    return (_subscribers[name] for name in sorted(_subscribers) if _subscribers[name].hears(topic))
