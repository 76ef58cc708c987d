"""The loop that follows the tickets of cases. It is dull: what follows from a ticket is decided elsewhere.

TOPdesk's calls are hints that something happened, kept until the ticket was read again. A lost call costs minutes:
every *every_s* seconds one replica asks which tickets were changed, and now and then about each ticket, also those that
are gone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.case import TicketReference
from bot.commands import Command, FollowTicket, TicketFound, TicketMissing
from bot.conversation.core import Core
from bot.errors import RefusedMove, Rejected, TicketNotFound, Unavailable
from bot.handlers import handle
from bot.ports import Tickets
from bot.ticket import TICKET_SYSTEM
from bot.ticket_moves import the_ticket_system

log = structlog.get_logger()

EVERY_S = 60.0
"""How often TOPdesk is asked what was changed; it asks for no less than 30 s between two such questions."""

EACH_S = 3600.0
"""How often it is asked about each ticket, whether anything was noticed or not."""

PAUSE_S = 30.0
"""How long TOPdesk is left alone when it does not answer."""

AT_ONCE = 2
"""Tickets read at the same time."""

SETTLES_S = 1.0
"""A ticket that was read while something of ours was still to be written is read again so much later."""


@dataclass(frozen=True)
class Watched:
    """A case whose ticket is followed. ``again`` says that the last look was too early, or that there was none."""

    case: str
    version: int
    is_open: bool
    number: str
    ticket: str | None
    modified_at: datetime | None
    again: bool
    being_written: bool
    looked_at: datetime | None = None
    """When the last look was noted."""


@dataclass(frozen=True)
class Hint:
    """TOPdesk called about this ticket (its id) at that moment."""

    ticket: str
    at: datetime


class Watch(Protocol):
    """What the store knows of the tickets that are followed. All calls raise ``Unavailable``."""

    async def hints(self) -> Sequence[Hint]:
        """What TOPdesk called about and nobody looked at since, oldest first."""
        ...

    async def done(self, hint: Hint) -> None:
        """It was looked at; a later call about the same ticket stays."""
        ...

    async def watched(self, tickets: Sequence[str] | None = None) -> Sequence[Watched]:
        """The cases whose tickets are followed, one for each ticket: the open one, else the one closed last."""
        ...

    async def my_turn(self, name: str, every: timedelta) -> bool:
        """Whether it is time, and nobody else does it."""
        ...


class TicketWatch:
    """Follows tickets until it is cancelled."""

    def __init__(
        self, core: Core, tickets: Tickets, watch: Watch, *, every_s: float = EVERY_S, pause_s: float = PAUSE_S
    ) -> None:
        self._core = core
        self._tickets = tickets
        self._watch = watch
        self._every_s = every_s
        self._pause_s = pause_s
        self._woken = asyncio.Event()
        self._since: datetime | None = None
        """TOPdesk's time up to which everything that was changed is known; None until each ticket was asked about."""

    def wake(self) -> None:
        """TOPdesk called. Call it in the event loop."""
        self._woken.set()

    async def run(self) -> None:
        """Look again and again."""
        while True:
            self._woken.clear()
            wait_s = await self._round()
            try:
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            except TimeoutError:
                pass  # the slow poll under the calls

    async def _round(self) -> float:
        """One look; how many seconds to wait for the next."""
        try:
            again = await self.follow_hints()
            if await self._watch.my_turn("watch-tickets", timedelta(seconds=self._every_s)):
                again |= await self.poll()
        except Unavailable as failure:
            log.warning("tickets_out_of_reach", reason=failure.reason)
            return max(self._pause_s, failure.retry_after_s or 0.0)
        except Rejected as failure:
            log.error("tickets_not_followed", reason=failure.reason)
            return self._pause_s
        return min(SETTLES_S, self._every_s) if again else self._every_s

    # -- what TOPdesk calls about ----------------------------------------------------------------------------

    async def follow_hints(self) -> bool:
        """Read what TOPdesk called about. Answers whether something has to be read again soon."""
        hints = await self._watch.hints()
        if not hints:
            return False
        watched = {one.ticket: one for one in await self._watch.watched([hint.ticket for hint in hints])}
        unsettled = False
        for hint in hints:
            case = watched.get(hint.ticket)
            if case is None or not case.being_written:
                if case is not None:
                    await self._look_safely(case)
                await self._watch.done(hint)
            else:
                unsettled = True  # what we write is in the way of seeing what others did
        return unsettled

    # -- what it is asked for --------------------------------------------------------------------------------

    async def poll(self) -> bool:
        """Read every followed ticket that was changed since it was last seen. Answers as ``follow_hints``."""
        watched = await self._watch.watched()
        changed = await self._changes([one for one in watched if one.ticket is not None])
        due = [one for one in watched if one.ticket and _is_due(one, changed)]
        since, self._since = self._latest(changed), None  # where one cannot be read now, each is asked about again
        await self._look_at(due)
        self._since = since
        for one in watched:
            if one.ticket is None and one.is_open:
                await self._check(one)
        return any(one.being_written for one in due)

    async def _changes(self, watched: Sequence[Watched]) -> Mapping[str, datetime | None]:
        """When tickets were changed: those of late, and every hour each, so that a deleted one is noticed."""
        if self._since is None or await self._watch.my_turn("watch-each-ticket", timedelta(seconds=EACH_S)):
            tickets = [one.ticket for one in watched if one.ticket is not None]
            found = await self._tickets.changes_of(tickets)
            return {ticket: found.get(ticket) for ticket in tickets}
        return await self._tickets.changed_since(self._since)

    def _latest(self, changed: Mapping[str, datetime | None]) -> datetime:
        return max([at for at in changed.values() if at is not None], default=self._since or self._core.clock())

    async def _look_at(self, due: Sequence[Watched]) -> None:
        queue = list(reversed(due))

        async def one_after_another() -> None:
            while queue:
                await self._look_safely(queue.pop())

        for outcome in await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)), return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def _look_safely(self, watched: Watched) -> None:
        """A bug that one ticket brings out is no reason to follow none. Raises ``Unavailable``."""
        (outcome,) = await asyncio.gather(self._look(watched), return_exceptions=True)
        match outcome:
            case Unavailable():
                raise outcome
            case BaseException():
                log.error("ticket_broke", case=watched.case, exc_info=outcome)

    async def _look(self, watched: Watched) -> None:
        """Read the ticket and let the case follow. One that may not be read is no reason to leave out the others."""
        try:
            ticket = await self._tickets.look(watched.ticket or "")
        except Rejected as failure:
            log.warning("ticket_not_read", case=watched.case, reason=failure.reason)
            return
        case = await self._core.store.queries.case(watched.case)
        look = FollowTicket(
            actor=the_ticket_system(case),
            case=watched.case,
            ticket=ticket,
            version=watched.version,
            quiet=not watched.being_written,
            looked_at=watched.looked_at,
        )
        await self._do(look)

    async def _check(self, watched: Watched) -> None:
        """A ticket that could not be read when the case was opened. Whoever opened it is told what came of it."""
        case = await self._core.store.queries.case(watched.case)
        if case.difference is not None:
            return  # people know, and one of them has to say how it goes on
        actor = the_ticket_system(case)
        try:
            found = await self._tickets.find(watched.number)
        except TicketNotFound:
            await self._do(TicketMissing(actor=actor, case=watched.case, number=watched.number))
            return
        except Rejected as failure:
            log.warning("ticket_not_read", case=watched.case, reason=failure.reason)
            return
        ticket = TicketReference(found.number, found.id, found.url)
        await self._do(
            TicketFound(
                actor=actor,
                case=watched.case,
                number=watched.number,
                ticket=ticket,
                origin_names=found.origin_names,
                about=found.subject,
            )
        )

    async def _do(self, command: Command) -> None:
        try:
            await self._core.store.run(handle(command))
        except RefusedMove as refused:
            log.warning("ticket_not_followed", refused=type(refused).__name__, origin=TICKET_SYSTEM)


def _is_due(watched: Watched, changed: Mapping[str, datetime | None]) -> bool:
    """Whether the ticket has to be read: it was changed, it is gone, or the last look could not tell."""
    if watched.again:
        return True
    ticket = watched.ticket or ""
    return ticket in changed and changed[ticket] != watched.modified_at
