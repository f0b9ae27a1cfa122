"""What time itself brings: reminders, transitions whose clock has run out, seals, a calendar that is missing.

Everything is a transaction of its own and may be repeated; an item that fails is logged and holds up no other.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from fazhi.kernel.clock import now, today
from fazhi.kernel.events.chain import append
from fazhi.kernel.events.sealing import seal
from fazhi.kernel.matters.deadlines import calendar
from fazhi.kernel.matters.perform import declared, perform_by_system
from fazhi.kernel.models import Deadline, Matter, Reminder, Seal
from fazhi.kernel.outbox.failures import database_gone, kind, place
from fazhi.kernel.outbox.notices import REMINDER, alarm_of_calendar
from fazhi.kernel.outbox.posting import put
from fazhi.kernel.procedures.registry import everything, versions

SEAL_EVERY = dt.timedelta(hours=1)
_NOVEMBER = 11

log = logging.getLogger(__name__)

_chores: list[Callable[[], object]] = []


def every_tick(chore: Callable[[], object]) -> None:
    """Let something be done at every tick besides; it may be repeated, and does little where there is little to do."""
    if chore not in _chores:
        _chores.append(chore)


@dataclass(frozen=True)
class Ticked:
    """What a tick did. ``calendar_missing``: the year whose working days nobody has announced to us yet."""

    reminded: int
    moved: int
    sealed: bool
    failed: int
    calendar_missing: int | None


def tick() -> Ticked:
    """Do what is due."""
    reminded, failed = _each(list(_reminders()), _remind)
    moved, more = _each(list(_run_out()), _move)
    _done, undone = _each(list(range(len(_chores))), _chore)
    return Ticked(reminded, moved, _seal(), failed + more + undone, _missing_calendar())


def _chore(number: int) -> bool:
    _chores[number]()
    return True


def _each(keys: list[int], do: Callable[[int], bool]) -> tuple[int, int]:
    done = failed = 0
    for key in keys:
        try:
            done += do(key)
        except Exception as error:
            if database_gone():
                raise
            # One matter that cannot be moved must not keep the others waiting.
            failed += 1
            log.warning("tick failed item=%s do=%s error=%s at=%s", key, do.__name__, kind(error), place(error))
    return done, failed


def _reminders() -> list[int]:
    due = Reminder.objects.filter(on__lte=today(), done_at=None, deadline__met_on=None, deadline__due__isnull=False)
    return list(due.order_by("on", "id").values_list("id", flat=True))


def _remind(key: int) -> bool:
    """Of several marks that have passed only the last is told."""
    with transaction.atomic():
        # The matter first, as whoever moves it does; it is not waited for, the next tick comes in a minute.
        matter = _locked(Matter.objects.filter(deadlines__reminders=key))
        reminder = Reminder.objects.select_related("deadline").filter(pk=key, done_at=None).first()
        if matter is None or reminder is None:
            return False
        reminder.done_at = now()
        reminder.save(update_fields=["done_at"])
        deadline = reminder.deadline
        if deadline.reminders.filter(percent__gt=reminder.percent, on__lte=today()).exists():
            return False
        if deadline.due is None or deadline.met_on is not None:
            return False
        data = {"clock": deadline.clock, "percent": reminder.percent, "due": deadline.due.isoformat()}
        append(matter, "reminded", at=now(), to_state=matter.state, data=data)
        put(REMINDER, matter, data, now())
    return True


def _locked(matters: QuerySet[Matter]) -> Matter | None:
    return Matter.objects.select_for_update(skip_locked=True).filter(pk__in=matters.values("pk")).first()


def _over() -> QuerySet[Deadline]:
    """The running deadlines that have passed, of the clocks after which the platform does something."""
    clocks = Q(pk__in=())
    for newest in everything():
        for procedure in versions(newest.id):
            names = [each.after.name for each in procedure.transitions().values() if each.after is not None]
            clocks |= Q(matter__procedure=procedure.id, matter__version=procedure.version(), clock__in=names)
    passed = Q(due__lt=today(), due_at=None) | Q(due_at__lte=now())
    return Deadline.objects.filter(clocks, passed, met_on=None)


def _run_out() -> list[int]:
    return list(_over().order_by("due", "id").values_list("id", flat=True))


def _move(key: int) -> bool:
    """Make the transition that a clock makes when it has run out."""
    with transaction.atomic():
        matter = _locked(Matter.objects.filter(deadlines=key))
        # Looked at again under the lock: more time may have been granted meanwhile.
        deadline = _over().filter(pk=key).first()
        if matter is None or deadline is None:
            return False
        state = declared(matter).states()[matter.state]
        for name, each in declared(matter).transitions().items():
            if each.after is not None and each.after.name == deadline.clock and state in each.sources:
                return perform_by_system(matter, name) is not None
    return False


def _seal() -> bool:
    last = Seal.objects.order_by("-id").first()
    # A clock that ran ahead and was put right leaves a seal of tomorrow, which is no reason to wait for tomorrow.
    if last is not None and abs(now() - last.at) < SEAL_EVERY:
        return False
    return seal() is not None


def _missing_calendar() -> int | None:
    """Next year's working days are announced in autumn; from November on it is an alarm that they are not here."""
    day = today()
    following = day.year + 1
    if day.month < _NOVEMBER or calendar().known(dt.date(following, 1, 1)):
        return None
    if alarm_of_calendar(following):
        log.warning("calendar missing year=%s", following)
    return following
