"""Two replicas look at a ticket at once, or what we wrote got stuck: nobody is said to have it who has not.

On both databases.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot import events
from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.watching import SqlWatch
from bot.announcements import Purpose
from bot.case import Case
from bot.commands import Claim, FollowTicket, Release
from bot.handlers import handle
from bot.routing import Organisation
from bot.ticket import Differs, TicketEntry, TicketNow
from bot.ticket_moves import the_ticket_system
from tests.builders import ANNA, BRAM, NOW, STUDENT_PORTAL, USIS_LAW, Ticking, a_question, an_escalation

WRITTEN: Mapping[str, Any] = {"shown": rows.deliveries.c.want}


class Replicas:
    """They share a store, and read the ticket of its one case at moments the test chooses."""

    def __init__(self, store: SqlStore, clock: Ticking, organisation: Organisation, number: str) -> None:
        self.store = store
        self.number = number
        self.ticket = a_question().ticket.id  # type: ignore[union-attr]  # it has one
        self._clock = clock
        self._watch = SqlWatch(store, clock)
        self.portal, self.law = (str(organisation.party(one).operator_group) for one in (STUDENT_PORTAL, USIS_LAW))

    async def read(self, **facts: Any) -> FollowTicket:
        """One of them reads the ticket: it lies where the case says, but for *facts*."""
        (watched,) = await self._watch.watched()
        ticket = replace(TicketNow(str(self.ticket), group=self.portal, modified_at=NOW), **facts)
        actor = the_ticket_system(await self.case())
        return FollowTicket(
            actor=actor,
            case=self.number,
            ticket=ticket,
            version=watched.version,
            quiet=not watched.being_written,
            looked_at=watched.looked_at,
        )

    async def note(self, look: FollowTicket) -> None:
        """What one of them read is noted, and followed."""
        self._clock.pass_time(timedelta(seconds=1))
        await self.store.run(handle(look))

    async def looks_again(self) -> bool:
        """Whether the ticket will be read once more."""
        (watched,) = await self._watch.watched()
        return watched.again

    async def case(self) -> Case:
        """As it is stored."""
        return await self.store.queries.case(self.number)

    async def written(self, **became: Any) -> None:
        """What had to be written into the ticket was written, or became something else."""
        d = rows.deliveries.c
        due = (d.purpose == Purpose.TICKET) & (d.shown < d.want) & d.parked.is_(None)
        change = update(rows.deliveries).where(due).values(became or WRITTEN)
        await self.store.write(lambda connection: connection.execute(change).rowcount)


@pytest.fixture
async def replicas(store: SqlStore, clock: Ticking, organisation: Organisation) -> Replicas:
    """A question was handed over, the ticket followed, and that was seen."""
    number = (await store.run(handle(an_escalation()))).number
    replicas = Replicas(store, clock, organisation, number)
    await replicas.written()
    await replicas.note(await replicas.read())
    return replicas


async def claimant(replicas: Replicas) -> str | None:
    return (await replicas.case()).requests[0].claimant


@pytest.mark.parametrize("apart_s", [0, 1], ids=["in the same moment", "a second apart"])
class TestTheOlderLookIsNotedLast:
    async def test_who_took_it_and_let_go_has_not_claimed(self, replicas: Replicas, apart_s: int) -> None:
        older = await replicas.read(operator=BRAM.person)
        newer = await replicas.read(modified_at=NOW + timedelta(seconds=apart_s))
        await replicas.note(newer)
        await replicas.note(older)
        assert await claimant(replicas) is None
        assert await replicas.looks_again()

    async def test_a_ticket_that_was_moved_back_is_not_said_to_be_elsewhere(
        self, replicas: Replicas, apart_s: int
    ) -> None:
        older = await replicas.read(group=replicas.law)
        newer = await replicas.read(modified_at=NOW + timedelta(seconds=apart_s))
        await replicas.note(newer)
        await replicas.note(older)
        assert (await replicas.case()).difference is None

    async def test_a_ticket_that_was_opened_again_is_not_said_to_be_closed(
        self, replicas: Replicas, apart_s: int
    ) -> None:
        await replicas.note(await replicas.read(group=replicas.law))
        older = await replicas.read(group=replicas.law, closed=True)
        newer = await replicas.read(group=replicas.law, modified_at=NOW + timedelta(seconds=apart_s))
        await replicas.note(newer)
        await replicas.note(older)
        found = (await replicas.case()).difference
        assert found is not None
        assert found.kind is Differs.MOVED


async def test_what_the_student_wrote_is_heard_once_by_both(replicas: Replicas) -> None:
    wrote = TicketEntry("e1", NOW + timedelta(minutes=5), "Het is dringend", by_student=True)
    first, second = [await replicas.read(entries=(wrote,)) for _ in range(2)]
    await replicas.note(first)
    await replicas.note(second)
    timeline = await replicas.store.queries.timeline(replicas.number)
    assert [e.event for e in timeline if isinstance(e.event, events.StudentWrote)] == [
        events.StudentWrote("Het is dringend")
    ]


async def test_the_next_look_decides(replicas: Replicas) -> None:
    for look in [await replicas.read(operator=BRAM.person) for _ in range(2)]:
        await replicas.note(look)
    await replicas.written()
    await replicas.note(await replicas.read(operator=BRAM.person))
    assert await claimant(replicas) == BRAM.person
    assert not await replicas.looks_again()


class TestWhatWeWriteGotStuck:
    async def let_go(self, replicas: Replicas, **became: Any) -> None:
        """Bram took the ticket and let go here, which has still to be written."""
        await replicas.note(await replicas.read(operator=BRAM.person))
        await replicas.written()
        assert await claimant(replicas) == BRAM.person
        await replicas.store.run(handle(Release(actor=BRAM, request=f"{replicas.number}/1")))
        await replicas.written(**became)

    async def test_who_let_go_does_not_have_it_again(self, replicas: Replicas) -> None:
        await self.let_go(replicas, parked="TOPdesk refuses")
        await replicas.note(await replicas.read(operator=BRAM.person))
        assert await claimant(replicas) is None

    async def test_who_takes_it_after_it_was_written_has_it(self, replicas: Replicas) -> None:
        await self.let_go(replicas)
        await replicas.note(await replicas.read(operator=BRAM.person))
        assert await claimant(replicas) == BRAM.person

    async def test_ticket_and_case_that_differ_still_show(self, replicas: Replicas) -> None:
        await self.let_go(replicas, parked="TOPdesk refuses")
        await replicas.note(await replicas.read(group=replicas.law))
        found = (await replicas.case()).difference
        assert found is not None
        assert found.kind is Differs.MOVED

    async def test_an_entry_that_got_stuck_is_in_nobodys_way(self, replicas: Replicas) -> None:
        d = rows.deliveries.c
        await replicas.store.run(handle(Claim(actor=ANNA, request=f"{replicas.number}/1")))
        noted = update(rows.deliveries).where(d.purpose == Purpose.TICKET, d.shown < d.want)
        await replicas.store.write(lambda connection: connection.execute(noted.values(parked="too long")).rowcount)
        await replicas.store.run(handle(Release(actor=ANNA, request=f"{replicas.number}/1")))
        await replicas.written()
        await replicas.note(await replicas.read(operator=BRAM.person))
        assert await claimant(replicas) == BRAM.person
