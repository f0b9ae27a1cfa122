"""What must hold in the database after whatever happened to the processes; each to be called in a process apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench._site import database


@dataclass
class Books:
    """What was counted, and what was wrong: nothing may be."""

    matters: int = 0
    events: int = 0
    messages: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)


def look(told: list[tuple[str, str, str]]) -> Books:
    """Deliver what waits, verify the record, and look whether everything fits together and nothing told is missing.

    ``told``: matter, transition and key of what a client was told is done.
    """
    with database():
        from fazhi.kernel.attachments import verifying
        from fazhi.kernel.events.sealing import verify
        from fazhi.kernel.models import Delivery, Event, MaterialFile, Matter, Message, Notice
        from fazhi.kernel.outbox.delivery import deliver, retry, stuck

        # What somebody could not take meanwhile would be tried again by and by; here it is at once.
        retry(stuck())
        while deliver().done:
            pass
        books = Books(
            Matter.objects.count(), Event.objects.count(), Message.objects.count(), MaterialFile.objects.count()
        )
        faults = books.faults
        faults += [str(damage) for damage in verify().damages]
        there = Counter(
            (str(matter), kind, key) for matter, kind, key in Event.objects.values_list("matter__uuid", "kind", "key")
        )
        for each in told:
            if there[each] != 1:
                faults.append(f"told done and is there {there[each]} times: {each}")
        again = [key for key, times in Counter(key for _m, _k, key in there.elements() if key).items() if times > 1]
        faults += [f"one form sent, several steps made: {key}" for key in again]
        faults += _clocks(Matter)
        topics = Counter(f"coordination.{kind}" for kind in Event.objects.values_list("kind", flat=True))
        messages = Counter(Message.objects.filter(topic__startswith="coordination.").values_list("topic", flat=True))
        if messages != topics - Counter({"coordination.reminded": topics["coordination.reminded"]}):
            faults.append(f"messages and events differ: {messages - topics} {topics - messages}")
        waiting = Message.objects.filter(due_at__isnull=False)
        faults += [f"not delivered: {one.topic} {one.error}" for one in waiting[:5]]
        given = sum(
            len(names)
            for data in Event.objects.values_list("data", flat=True)
            for names in data.get("files", {}).values()
        )
        if given != books.files:
            faults.append(f"events tell of {given} files, {books.files} are there")
        heard = Delivery.objects.filter(subscriber="kernel.notices").count()
        if heard < sum(messages.values()):
            faults.append(f"notices were made of {heard} messages of {sum(messages.values())}")
        if not Notice.objects.exists():
            faults.append("nobody was told anything")
        faults += verifying.damages(lambda _done, _total: None)
        return books


def show(books: Books) -> None:
    """Print what was counted and what was wrong; nothing may be."""
    print(
        f"  {books.matters:,} matters, {books.events:,} events verified, {books.messages:,} messages,"
        f" {books.files:,} files; {len(books.faults)} faults"
    )
    for line in books.faults[:10]:
        print(f"  ✗ {line}")
    assert not books.faults


def _clocks(matters: Any) -> list[str]:
    """Matters whose running clocks are not those of their state."""
    from fazhi.kernel.matters.perform import declared, record_of
    from fazhi.kernel.models import Deadline

    faults = []
    for matter in matters.objects.filter(procedure="coordination"):
        running = set(Deadline.objects.filter(matter=matter, met_on=None).values_list("clock", flat=True))
        wanted = {
            name
            for name, clock in declared(matter).clocks().items()
            if matter.state in {state.name for state in (*clock.runs_in, *clock.pauses_in)}
            and (clock.waits_for is None or clock.waits_for(record_of(matter)))
        }
        if running != wanted:
            faults.append(f"{matter.number} in {matter.state}: clocks {sorted(running)}, should be {sorted(wanted)}")
    return faults
