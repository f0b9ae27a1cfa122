"""When nobody may try to sign in: a function of what is recorded, so it outlives restarts and holds in every process.

Five wrong tries for one account from one address lock that account for that address for a quarter of an hour, each
further one for twice as long, four hours at most. Fifty a day from anywhere lock it for every address: many machines
guess no faster than one. An account that does not exist is locked in the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.timezone import now as real_now

from fazhi.kernel.models import SignInEvent, User
from fazhi.kernel.signing.events import Kind, Origin, name_index, record

FROM_ONE_ADDRESS, FROM_ANYWHERE = 5, 50
_FIRST, _LONGEST = dt.timedelta(minutes=15), dt.timedelta(hours=4)
_REMEMBERED = dt.timedelta(days=1)
_WRONG = (Kind.FAILED, Kind.CODE_FAILED)


@contextmanager
def one_at_a_time(username: str) -> Iterator[None]:
    """A transaction in which nobody else tries the same account: parallel guesses count like those one by one."""
    key = int.from_bytes(name_index(username)[:8], "big", signed=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        yield


def locked_until(username: str, here: Origin) -> dt.datetime | None:
    """Until when this account cannot be tried from there; None where it can."""
    moment = real_now()
    told = SignInEvent.objects.filter(
        name_index=name_index(username), at__gt=moment - _REMEMBERED, kind__in=(*_WRONG, Kind.SIGNED_IN, Kind.UNLOCKED)
    ).order_by("-id")
    near: list[dt.datetime] = []
    anywhere: list[dt.datetime] = []
    counting = True
    for kind, at, address in told.values_list("kind", "at", "address"):
        if kind == Kind.UNLOCKED:
            break
        if address == here.address:
            counting = counting and kind != Kind.SIGNED_IN
            if counting:
                near.append(at)
        if kind != Kind.SIGNED_IN:
            anywhere.append(at)
    ends = [_end(near, FROM_ONE_ADDRESS), _end(anywhere, FROM_ANYWHERE)]
    latest = max((end for end in ends if end is not None), default=None)
    return latest if latest is not None and latest > moment else None


def _end(failures: list[dt.datetime], allowed: int) -> dt.datetime | None:
    """When the lock after these failures (the newest first) ends."""
    if len(failures) < allowed:
        return None
    return failures[0] + min(_FIRST * (1 << min(len(failures) - allowed, 10)), _LONGEST)


def unlock(user: User, *, by: User | None = None) -> None:
    """Let an account be tried again at once, from everywhere; who allowed it (None: the command line) is recorded."""
    record(Kind.UNLOCKED, user.username, user, by=by)


def is_locked(user: User) -> bool:
    """Whether the account is locked for some address now: what an administrator is shown beside it."""
    recent = SignInEvent.objects.filter(
        name_index=name_index(user.username), at__gt=real_now() - _REMEMBERED, kind__in=_WRONG
    )
    addresses = recent.order_by().values_list("address", flat=True).distinct()
    return any(locked_until(user.username, Origin(address)) is not None for address in addresses)
