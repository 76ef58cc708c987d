"""Work that comes back by itself, and is done once however many replicas there are."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

import structlog

from bot.errors import Unavailable

log = structlog.get_logger()

WAKE_S = 60.0
"""How often a replica looks whether there is something to do."""

W = TypeVar("W")
W_contra = TypeVar("W_contra", contravariant=True)


@dataclass(frozen=True)
class Chore(Generic[W]):
    """Work that has to be done again after *every*."""

    name: str
    every: timedelta
    work: W


class Turns(Protocol[W_contra]):
    """Whose turn it is, kept in the store."""

    async def take(self, name: str, every: timedelta, work: W_contra) -> int | None:
        """Do *work* if its time has come and nobody else is at it; how much was done, None if it was no turn.

        The work and the time of the next turn are one commit: who dies in between leaves both to another replica.
        Raises ``Unavailable``.
        """
        ...


class Chores(Generic[W]):
    """Looks after the chores until it is cancelled."""

    def __init__(self, turns: Turns[W], chores: Sequence[Chore[W]], *, wake_s: float = WAKE_S) -> None:
        self._turns = turns
        self._chores = chores
        self._wake_s = wake_s

    async def run(self) -> None:
        """Look again and again. What the database cannot do now is done at a later look."""
        while True:
            await self.look()
            await asyncio.sleep(self._wake_s)

    async def look(self) -> None:
        """Do what has to be done now."""
        for chore in self._chores:
            turn = self._turns.take(chore.name, chore.every, chore.work)
            (outcome,) = await asyncio.gather(turn, return_exceptions=True)
            match outcome:
                case None:
                    continue
                case Unavailable(reason=reason):
                    log.warning("chore_put_off", chore=chore.name, reason=reason)
                case BaseException():  # a bug: the others are done all the same, and this one again at the next look
                    log.error("chore_broke", chore=chore.name, exc_info=outcome)
                case count:
                    log.info("chore_done", chore=chore.name, count=count)
