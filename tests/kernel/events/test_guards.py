"""The database refuses what would falsify the record, whoever asks and by whatever way."""

from __future__ import annotations

import psycopg
import pytest
from django.db import transaction

from coordination_walk import Cast, cast, handling, registered
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import append, erase_text
from fazhi.kernel.events.sealing import seal, verify
from fazhi.kernel.models import Event, Matter


@pytest.fixture
def people(fresh_platform: str) -> Cast:
    return cast()


def refused(url: str, statement: str) -> str:
    """What the database says to a statement, as another connection makes it; it must refuse."""
    with pytest.raises(psycopg.Error) as caught, psycopg.connect(url) as connection:
        connection.execute(statement)
    return str(caught.value)


STATEMENTS = (
    "UPDATE kernel_event SET kind = 'x'",
    "DELETE FROM kernel_event",
    "TRUNCATE kernel_event CASCADE",
    "UPDATE kernel_eventtext SET text = 'x'",
    "DELETE FROM kernel_eventtext",
    "UPDATE kernel_seal SET matters = 0",
    "DELETE FROM kernel_seal",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_neither_the_application_nor_the_owner_changes_what_was_recorded(
    people: Cast, fresh_platform: str, statement: str
) -> None:
    registered(people)
    seal()
    from fazhi.kernel.database.server import APPLICATION, as_role

    assert "permission denied" in refused(as_role(fresh_platform, APPLICATION), statement) or "kernel_eventtext" in (
        statement
    )
    assert refused(fresh_platform, statement)
    assert verify().damages == ()


def test_a_matter_cannot_move_without_an_event(people: Cast, fresh_platform: str) -> None:
    matter = registered(people)
    said = refused(fresh_platform, f"UPDATE kernel_matter SET state = 'closed' WHERE id = {matter.pk}")
    assert "last event" in said
    assert Matter.objects.get(pk=matter.pk).state == "registered"


def test_an_event_cannot_be_slipped_in(people: Cast, fresh_platform: str) -> None:
    matter = registered(people)
    said = refused(
        fresh_platform,
        "INSERT INTO kernel_event (matter_id, sequence, at, kind, role, from_state, to_state, data, text_hash, key,"
        f" previous, hash) VALUES ({matter.pk}, 2, now(), 'x', '', 'registered', 'closed', '{{}}', '', '', '', '')",
    )
    assert "does not follow" in said


def test_an_erased_text_leaves_the_chain_whole(people: Cast) -> None:
    matter = handling(people)
    event = matter.events.exclude(text=None).first()
    assert event is not None
    erase_text(event, by=people.overseer, because="当事人要求", at=now())
    event = Event.objects.get(pk=event.pk)
    assert event.text is not None
    assert event.text.text == ""
    assert bytes(event.text.salt) == b""
    assert event.text.erased_because == "当事人要求"
    assert verify().damages == ()


def test_seals_cover_what_came_since_the_last_one(people: Cast) -> None:
    registered(people)
    first = seal()
    assert first is not None
    assert seal() is None
    handling(people)
    second = seal()
    assert second is not None
    assert (second.first_event, bytes(second.previous)) == (first.last_event + 1, bytes(first.hash))
    found = verify(known=bytes(first.hash).hex())
    assert (found.seals, found.damages) == (2, ())
    assert "不在封存记录里" in str(verify(known="ab" * 32).damages[0])


def test_events_are_in_the_order_in_which_they_were_made(people: Cast) -> None:
    matter = handling(people)
    with transaction.atomic():
        append(Matter.objects.get(pk=matter.pk), "noted", at=now(), to_state="handling")
    assert [each.sequence for each in matter.events.all()] == [1, 2, 3, 4]
    assert verify().events == 4
