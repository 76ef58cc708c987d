"""Channels that wait for their pace are not being served: they take no room from those that could be."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.announcements import Purpose
from bot.conversation.core import Core
from bot.delivery import SHARES, Delivery, Due, Leased, May, Next, Noted, Onward
from bot.delivery.pace import Pace
from bot.delivery.sending import Sender
from bot.ports import Ref

CROWD = tuple(f"slack:channel:C{number:03}" for number in range(SHARES["slack"]))
QUIET = "slack:channel:CQUIET"


def a_line(destination: str) -> Due:
    """Something to post there."""
    nothing: dict[str, Any] = {"party": None, "payload": {}, "ref": None, "attempts": 0, "first_try": None}
    return Due(
        id=1, key=destination, destination=destination, purpose=Purpose.LINE, case="SL-2611-0001", want=1,
        unclear=False, **nothing,
    )  # fmt: skip


class OneEach:
    """Something is due in every channel of the crowd, and, only after them, in the quiet one."""

    def __init__(self) -> None:
        self.free = [*CROWD, QUIET]
        self.left = set(self.free)

    async def lease(self, holder: str, rooms: Mapping[str, int], *_: object) -> Mapping[str, Leased]:
        room = rooms.get("slack", 0)
        taken, self.free = self.free[:room], self.free[room:]
        return dict.fromkeys(taken, Leased(0.0))

    async def next(self, destination: str, holder: str, onward: Onward) -> Next | None:
        due = a_line(destination)
        return Next(due, onward.may.be_sent(due)) if destination in self.left else None

    async def done(self, due: Due, *_: object, **__: object) -> Noted:
        self.left.discard(due.destination)
        return Noted(kept=True)

    async def release(self, destination: str, holder: str, wait_s: float, *, posts_in_s: float) -> None:
        """Nobody takes it again."""

    async def release_all(self, holder: str) -> None:
        """Nothing is held."""


async def test_a_channel_that_may_be_posted_to_does_not_wait_for_those_that_may_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[str] = []

    async def send(_: Sender, due: Due) -> tuple[int, Ref | None]:
        sent.append(due.destination)
        return 1, None

    monkeypatch.setattr(Sender, "send", send)
    monkeypatch.setattr(Pace, "pause_s", lambda _, due: 0.0 if due.destination == QUIET else 6.0)
    monkeypatch.setattr(Pace, "may_be_sent", lambda _, destination: May(posts=destination == QUIET))
    core = Core(cast("Any", None), cast("Any", None), None, lambda: datetime.now(UTC))
    deliveries = OneEach()
    delivery = Delivery(core, cast("Any", deliveries), {}, holder="one", public_url="https://secondline.example.org")
    running = asyncio.create_task(delivery.run())
    try:
        async with asyncio.timeout(5.0):
            while QUIET not in sent:  # noqa: ASYNC110  # nothing signals what a platform was sent
                await asyncio.sleep(0.01)
        assert sent == [QUIET]
    finally:
        await delivery.stop()
        await running
