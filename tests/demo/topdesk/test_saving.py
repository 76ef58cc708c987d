"""The tickets survive a restart of the double, and writing them does not hold the others up."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from bot.demo.topdesk import start

TICKET = "M2611 0042"


async def test_what_was_changed_is_there_after_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "demo" / "tickets.jsonl"
    first = await start(state=state)
    first.editor.changes(TICKET, "reply", "Het werkt weer")
    first.editor.closes(TICKET)
    before = first.store.incidents
    await first.stop()
    second = await start(state=state)
    assert second.store.incidents == before
    assert second.store.by_number(TICKET).fields["closed"] is True
    await second.stop()


async def test_the_file_is_written_soon_after_a_change_also_without_a_stop(tmp_path: Path) -> None:
    state = tmp_path / "tickets.jsonl"
    running = await start(state=state)
    running.editor.writes(TICKET, "bewaar mij")
    async with asyncio.timeout(30):
        while not state.exists() or "bewaar mij" not in state.read_text("utf-8"):  # noqa: ASYNC110  # nothing tells
            await asyncio.sleep(0.02)
    rows = [json.loads(line) for line in state.read_text("utf-8").splitlines()]
    assert any("bewaar mij" in str(row["trail"]) for row in rows)
    await running.stop()


async def test_a_file_that_cannot_be_written_stops_nobody_and_is_told_at_the_end(tmp_path: Path) -> None:
    state = tmp_path / "tickets.jsonl"
    running = await start(state=state)
    (tmp_path / "tickets.jsonl.new").mkdir()
    running.editor.closes(TICKET)
    await asyncio.sleep(0.15)
    assert running.store.by_number(TICKET).fields["closed"] is True
    with pytest.raises(OSError, match=r"tickets\.jsonl"):
        await running.stop()


async def test_without_a_file_every_start_is_the_same() -> None:
    first = await start()
    first.editor.closes(TICKET)
    await first.stop()
    second = await start()
    assert second.store.by_number(TICKET).fields["closed"] is False
    await second.stop()


@pytest.mark.alone
async def test_writing_many_tickets_does_not_hold_up_the_loop(tmp_path: Path) -> None:
    running = await start(state=tmp_path / "tickets.jsonl")
    operator = running.store.reference.operator_by_email("daan.bakker@example.org")
    for _ in range(300):
        running.store.create({"briefDescription": "Nog een", "request": "x" * 5000}, operator)
    await asyncio.sleep(0.1)
    longest = 0.0
    for _ in range(100):
        began = time.perf_counter()
        running.editor.writes(TICKET, "regel")
        await asyncio.sleep(0.002)
        longest = max(longest, time.perf_counter() - began)
    await running.stop()
    assert longest < 0.25


async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_behind(tmp_path: Path) -> None:
    first = await start()
    port = int(first.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await start(port=port, state=tmp_path / "tickets.jsonl")
    await first.stop()
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []
