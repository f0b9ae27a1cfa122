"""``fazhi outbox`` shows what could not be delivered and tries it again; ``fazhi tick`` says what it did."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from coordination_walk import cast, registered
from fazhi.faces.cli import outbox, tick
from fazhi.kernel.models import Message
from fazhi.kernel.outbox.delivery import deliver
from fazhi.kernel.outbox.subscribers import subscribe, unsubscribe


@pytest.mark.usefixtures("platform")
def test_what_is_stuck_is_listed_and_tried_again() -> None:
    wrong = True

    def sometimes(message: Message) -> None:
        if wrong:
            raise ConnectionRefusedError

    subscribe("test.sometimes", ("coordination.register",), sometimes)
    try:
        registered(cast())
        deliver()
        listed = CliRunner().invoke(outbox.command, ["list"]).output
        assert "coordination.register" in listed
        assert "test.sometimes: ConnectionRefusedError" in listed
        wrong = False
        assert CliRunner().invoke(outbox.command, ["retry"]).output == "送达 1 条，仍失败 0 条。\n"
        assert CliRunner().invoke(outbox.command, ["list"]).output == "没有。全部消息都已送达。\n"
    finally:
        unsubscribe("test.sometimes")


@pytest.mark.usefixtures("platform")
def test_a_tick_says_what_it_did() -> None:
    registered(cast())
    said = CliRunner().invoke(tick.command, [])
    assert said.exit_code == 0
    assert "期满处理 0 件" in said.output
    assert "失败 0 项" in said.output
