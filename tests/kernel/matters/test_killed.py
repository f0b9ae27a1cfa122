"""A process that is killed in the middle of a transition leaves none of it, at whatever moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from coordination_walk import cast
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import declared
from fazhi.kernel.models import Deadline, Event, MaterialFile, Matter, Message

MOMENTS = 200 if os.environ.get("FAZHI_LONG_TESTS") else 8

# Walks matters without end; what it has committed it says on its standard output, a line a transition.
WORKER = """
import sys
from fazhi.kernel.start import load
load()
sys.path.insert(0, sys.argv[1])
from coordination_walk import *
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import User
people = Cast(*[User.objects.get(username=name) for name in sys.argv[2:]])
print("ready", flush=True)
while True:
    matter = registered(people)
    for step in (
        lambda: dispatch(people, matter, PARTNER),
        lambda: perform(matter, "sign", people.lead),
        lambda: perform(matter, "sign_part", people.partner),
        lambda: perform(matter, "finish_part", people.partner, {"result": "已配合清理"}, files={"photos": [picture()]}),
        lambda: perform(matter, "report", people.lead, {"result": "已清理"}, files={"evidence": [picture()]}),
        lambda: perform(matter, "confirm", people.street),
    ):
        step()
        print(matter.pk, matter.sequence, flush=True)
"""


@pytest.mark.usefixtures("fresh_platform")
def test_no_half_transition_is_left_at_any_moment() -> None:
    people = cast()
    names = [
        each.username
        for each in (
            people.street,
            people.inspector,
            people.dispatcher,
            people.overseer,
            people.lead,
            people.lead_head,
            people.partner,
            people.committee,
            people.stranger,
        )
    ]
    rng, said = random.Random(20200630), {}
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    kills = 0
    while kills < MOMENTS:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, here, *names], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        # Warm: whatever the machine's speed, the moment falls among transitions.
        matter, sequence = process.stdout.readline().split()
        said[int(matter)] = int(sequence)
        time.sleep(rng.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        for line in process.stdout:
            matter, sequence = line.split()
            said[int(matter)] = int(sequence)
        process.wait()
        kills += 1
    assert Event.objects.count() >= 2 * MOMENTS
    assert verify().damages == ()
    for pk, sequence in said.items():
        assert Matter.objects.get(pk=pk).sequence >= sequence, "what was said to be done is there"
    _books_agree()


def _books_agree() -> None:
    """What belongs to a transition is there with it, and only with it."""
    for matter in Matter.objects.all():
        assert matter.coordination is not None
        running = set(Deadline.objects.filter(matter=matter, met_on=None).values_list("clock", flat=True))
        wanted = {
            name
            for name, clock in declared(matter).clocks().items()
            if matter.state in {state.name for state in (*clock.runs_in, *clock.pauses_in)}
            and (clock.waits_for is None or clock.waits_for(matter.coordination))
        }
        assert running == wanted
    topics = [f"coordination.{kind}" for kind in Event.objects.order_by("id").values_list("kind", flat=True)]
    assert sorted(Message.objects.values_list("topic", flat=True)) == sorted(topics)
    files = sum(len(given) for event in Event.objects.all() for given in event.data.get("files", {}).values())
    assert MaterialFile.objects.count() == files
