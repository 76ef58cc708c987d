"""Which tickets are followed, and what TOPdesk called about: on both databases."""

from dataclasses import replace
from datetime import timedelta

from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.watching import FOLLOWED_FOR, SqlWatch
from bot.case import TicketReference, ToldBy
from bot.commands import FollowTicket, GiveFeedback, OpenCase, Withdraw
from bot.handlers import handle
from bot.ticket import Seen, TicketNow
from bot.ticket_moves import the_ticket_system
from tests.builders import ANNA, JORIS, NOW, SANNE, Ticking, a_content_question, a_question, an_escalation

ID = "id-of-M2611 0042"


async def escalated(store: SqlStore, ticket: str = "M2611 0042") -> str:
    return (await store.run(handle(an_escalation(ticket)))).number


async def test_a_call_stays_until_it_was_looked_at(store: SqlStore, clock: Ticking) -> None:
    await escalated(store)
    watch = SqlWatch(store, clock)
    assert await watch.hint(ID)
    (hint,) = await SqlWatch(store, clock).hints()
    assert hint.ticket == ID
    await watch.done(hint)
    assert await watch.hints() == []


async def test_a_call_that_comes_while_the_ticket_is_read_is_not_lost(store: SqlStore, clock: Ticking) -> None:
    await escalated(store)
    watch = SqlWatch(store, clock)
    await watch.hint(ID)
    (being_read,) = await watch.hints()
    clock.pass_time(timedelta(seconds=1))
    await watch.hint(ID)
    await watch.done(being_read)
    assert [hint.ticket for hint in await watch.hints()] == [ID]


async def test_a_call_about_a_ticket_that_is_nobodys_is_not_kept(store: SqlStore, clock: Ticking) -> None:
    watch = SqlWatch(store, clock)
    assert not await watch.hint(ID)
    assert await watch.hints() == []


async def test_one_replica_asks_at_a_time(store: SqlStore, clock: Ticking) -> None:
    watch = SqlWatch(store, clock)
    minute = timedelta(minutes=1)
    assert [await watch.my_turn("watch-tickets", minute) for _ in range(2)] == [True, False]


async def test_a_case_without_a_ticket_is_not_followed(store: SqlStore, clock: Ticking) -> None:
    question = a_content_question()
    await store.run(handle(OpenCase(actor=JORIS, question=question)))
    assert await SqlWatch(store, clock).watched() == []


async def test_the_open_case_of_a_ticket_is_the_one_that_follows_it(store: SqlStore, clock: Ticking) -> None:
    first = await escalated(store)
    await store.run(handle(Withdraw(actor=SANNE, case=first, reason="Dubbel")))
    second = await escalated(store)
    (followed,) = await SqlWatch(store, clock).watched([ID])
    assert (followed.case, followed.is_open, followed.again) == (second, True, True)


async def test_a_closed_case_is_followed_for_a_while(store: SqlStore, clock: Ticking) -> None:
    number = await escalated(store)
    await store.run(handle(GiveFeedback(actor=ANNA, case=number, how=ToldBy.EMAIL)))
    watch = SqlWatch(store, clock)
    assert [one.is_open for one in await watch.watched()] == [False]
    clock.pass_time(FOLLOWED_FOR + timedelta(minutes=1))
    assert await watch.watched() == []


async def test_what_was_seen_is_kept_and_a_change_here_asks_for_another_look(store: SqlStore, clock: Ticking) -> None:
    number = await escalated(store)
    case = await store.queries.case(number)
    now = TicketNow(ID, group="g", modified_at=NOW)
    seen = Seen(first_group="g", modified_at=NOW, last_at=NOW, last_ids=("a",))
    await store.run(lambda work: work.remember_ticket(case, seen))
    assert await store.run(lambda work: work.ticket_seen(number)) == seen
    watch = SqlWatch(store, clock)
    (before,) = await watch.watched()
    assert (before.again, before.modified_at, before.being_written) == (False, NOW, True)
    actor = the_ticket_system(case)
    await store.run(handle(FollowTicket(actor=actor, case=number, ticket=now, version=case.version, quiet=False)))
    (after,) = await watch.watched()
    assert after.again  # the entry about the hand-over is still to be written: nobody can say whether they agree


async def test_a_ticket_that_was_not_checked_is_followed_by_its_number(store: SqlStore, clock: Ticking) -> None:
    question = a_question()
    unchecked = OpenCase(actor=SANNE, question=replace(question, ticket=TicketReference("M7")))
    await store.run(handle(unchecked))
    (followed,) = await SqlWatch(store, clock).watched()
    assert (followed.ticket, followed.number) == (None, "M7")
