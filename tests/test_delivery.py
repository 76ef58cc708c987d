"""What was announced reaches everybody who should see it, once and in order, whatever goes wrong on the way."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, update
from structlog.testing import capture_logs

from bot.actions import Viewer
from bot.adapters.sql import rows
from bot.adapters.sql.deliveries import TOO_FAR_S, SqlDeliveries
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose, Reach
from bot.card import Words, case_card
from bot.case import ToldBy
from bot.commands import (
    AddNote,
    AskBack,
    Claim,
    Command,
    Decline,
    GiveFeedback,
    GiveInformation,
    PassOn,
    RedirectQuestion,
)
from bot.conversation.core import Core
from bot.delivery import MAX_ATTEMPTS, MAX_WAIT_S, SHARES, Delivery, Due, Later, May, Noted, Onward, Park, after_failure
from bot.delivery.policy import LIMITED_FOR
from bot.delivery.trouble import CARD_NOT_POSTED, tell_administrators
from bot.demo import cast
from bot.errors import Gone, NoAccess, NumberUnknown, Rejected, Unavailable
from bot.handlers import handle
from bot.ports import Clock, Person, Ticket
from bot.routing import Organisation
from tests.builders import A_TICKET, ANNA, DAAN, FATIMA, SANNE, USIS_LAW, a_question, an_escalation
from tests.fakes import FakeTickets, RecordingPlatform

HELPDESK_CHANNEL = cast.slack_channel(cast.HELPDESK).id
PORTAL_CHANNEL = cast.slack_channel(cast.STUDENT_PORTAL).id
PORTAL_IN_TEAMS = cast.TEAMS_GENERAL.id
AWAY = Unavailable("502")
NO_ANSWER = Unavailable("no answer", unclear=True)


def now() -> datetime:
    return datetime.now(UTC)


SOON_S = 8.0
"""Sooner than a call that hangs is given up, also on a machine that does much else."""


async def until(holds: Callable[[], bool], within_s: float = 30.0) -> None:
    """Wait for what has to come."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  # what is waited for is in many places
            await asyncio.sleep(0.005)


class Outside:
    """Two chat platforms and a ticket system around one store, with the clock that runs.

    People are told things at any hour: at which hours not is tested elsewhere.
    """

    is_quiet_outside_office_hours = False

    def __init__(self, store: SqlStore, organisation: Organisation, clock: Clock = now) -> None:
        self.store = store
        self.clock = clock
        self.slack, self.teams = RecordingPlatform("slack"), RecordingPlatform("teams")
        self.tickets = FakeTickets([A_TICKET])
        self.deliveries = SqlDeliveries(store, clock)
        self._organisation = replace(organisation, is_quiet_outside_office_hours=self.is_quiet_outside_office_hours)
        self.words = Words("nl", organisation, {})

    async def do(self, command: Command) -> str:
        """Carry it out, and answer the number of the case."""
        return (await self.store.run(handle(command))).number

    async def escalated(self, ticket: str = "M2611 0042") -> str:
        return await self.do(an_escalation(ticket))

    def delivery(self, holder: str = "one", store: SqlStore | None = None, **limits: float) -> Delivery:
        """A sender that is not running yet."""
        store = store or self.store
        core = Core(store, lambda: self._organisation, self.tickets, self.clock)
        platforms = {"slack": self.slack, "teams": self.teams}
        address = "https://secondline.example.org"
        return Delivery(core, SqlDeliveries(store, self.clock), platforms, holder=holder, public_url=address, **limits)

    @asynccontextmanager
    async def delivering(
        self, *, holder: str = "one", store: SqlStore | None = None, **limits: float
    ) -> AsyncIterator[Delivery]:
        """A sender that runs as long as the block lasts."""
        delivery = self.delivery(holder, store, **limits)
        (store or self.store).on_announced = delivery.wake
        running = asyncio.create_task(delivery.run())
        try:
            yield delivery
        finally:
            await delivery.stop()
            await running

    async def delivered(self, **limits: float) -> None:
        """Run a sender until nothing is due any more. A wait for a next try is cut short."""
        async with self.delivering(holder="one", store=self.store, **limits) as delivery, asyncio.timeout(20):
            while await self.due():
                await self.hurry()
                delivery.wake()
                await asyncio.sleep(0.01)

    async def due(self) -> int:
        """How much has to be delivered yet, or swept."""
        c = rows.deliveries.c
        left = select(func.count()).where(((c.shown < c.want) & c.parked.is_(None)) | c.sweep_at.is_not(None))
        return await self.store.read(lambda connection: int(connection.execute(left).scalar_one()))

    async def hurry(self) -> None:
        """Let the time go by that destinations rest after a failure."""
        rest = update(rows.destinations).values(next_at=None)
        await self.store.write(lambda connection: connection.execute(rest))

    async def column(self, name: str) -> list[Any]:
        """What is in a column of all deliveries."""
        query = select(rows.deliveries.c[name]).order_by(rows.deliveries.c.id)
        return await self.store.read(lambda connection: list(connection.execute(query).scalars()))

    async def leases(self) -> int:
        """How many destinations somebody holds."""
        held = select(func.count()).where(rows.destinations.c.lease_by.is_not(None))

        def count(connection: Connection) -> int:
            return int(connection.execute(held).scalar_one())

        return await self.store.read(count)


class HangingTickets(FakeTickets):
    """A ticket system that does not answer until it is let."""

    def __init__(self, tickets: Iterable[Ticket]) -> None:
        super().__init__(tickets)
        self.answer = asyncio.Event()
        self.under_way = 0

    async def _called(self) -> None:
        self.under_way += 1
        await self.answer.wait()
        self.under_way -= 1


@pytest.fixture
async def outside(address: str, organisation: Organisation) -> AsyncIterator[Outside]:
    """The outside on each database."""
    reach = Reach(frozenset({"slack", "teams"}), tickets=True)
    store = SqlStore(address, organisation=lambda: organisation, reach=reach, clock=now)
    await store.migrate()
    yield Outside(store, organisation)
    await store.close()


class TestACard:
    async def test_is_posted_once_in_each_channel_and_replaced_after_a_change(self, outside: Outside) -> None:
        number = await outside.escalated()
        await outside.delivered()
        await outside.do(Claim(actor=ANNA, request=f"{number}/1"))
        await outside.delivered()
        for platform, channel in (
            (outside.slack, HELPDESK_CHANNEL),
            (outside.slack, PORTAL_CHANNEL),
            (outside.teams, PORTAL_IN_TEAMS),
        ):
            (card,) = platform.cards(channel)
            assert (card.case, card.version) == (number, 2)
            assert (platform.times("post_card", channel), platform.times("replace_card", channel)) == (1, 1)

    async def test_of_ten_changes_is_brought_up_to_date_once(self, outside: Outside) -> None:
        number = await outside.escalated()
        await outside.delivered()
        for n in range(10):
            await outside.do(AddNote(actor=SANNE, case=number, text=f"Opmerking {n}"))
        await outside.delivered()
        (card,) = outside.slack.cards(PORTAL_CHANNEL)
        assert card.version == 11
        assert outside.slack.times("replace_card", PORTAL_CHANNEL) == 1

    async def test_that_somebody_deleted_is_posted_anew(self, outside: Outside) -> None:
        number = await outside.escalated()
        await outside.delivered()
        (before,) = [m for m in outside.slack.messages if m.place == PORTAL_CHANNEL]
        outside.slack.delete(before)
        await outside.do(AddNote(actor=SANNE, case=number, text="Nog iets"))
        await outside.delivered()
        (card,) = [m for m in outside.slack.messages if m.place == PORTAL_CHANNEL and m.card]
        (line,) = [m for m in outside.slack.messages if m.place == PORTAL_CHANNEL and m.line]
        assert card.id != before.id
        assert line.thread == card.id

    async def test_whose_answer_was_lost_is_looked_up_and_not_posted_twice(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, NO_ANSWER, arrives=True)
        number = await outside.escalated()
        await outside.delivered(sweep_after_s=0.0)
        assert [card.case for card in outside.slack.cards(PORTAL_CHANNEL)] == [number]
        assert outside.slack.times("post_card", PORTAL_CHANNEL) == 1

    async def test_that_was_lost_itself_is_posted_again(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, NO_ANSWER)
        number = await outside.escalated()
        await outside.delivered(sweep_after_s=0.0)
        assert [card.case for card in outside.slack.cards(PORTAL_CHANNEL)] == [number]
        assert outside.slack.times("post_card", PORTAL_CHANNEL) == 2

    async def test_that_comes_in_late_after_its_repeat_is_taken_away(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, NO_ANSWER)
        await outside.escalated()
        async with outside.delivering(sweep_after_s=0.3) as delivery:
            await until(lambda: outside.slack.times("post_card", PORTAL_CHANNEL) == 1)
            while not outside.slack.cards(PORTAL_CHANNEL):
                await outside.hurry()
                delivery.wake()
                await asyncio.sleep(0.01)
            (posted,) = [m for m in outside.slack.messages if m.place == PORTAL_CHANNEL]
            outside.slack.arrive(posted)
            await until(lambda: len(outside.slack.cards(PORTAL_CHANNEL)) == 1)
            assert [m for m in outside.slack.messages if m.place == PORTAL_CHANNEL] == [posted]

    async def test_whose_copies_cannot_be_looked_for_now_keeps_nothing_else_waiting(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, NO_ANSWER)
        outside.slack.fail("remove_copies", PORTAL_CHANNEL, Unavailable("ratelimited", retry_after_s=600.0))
        number = await outside.escalated()
        async with outside.delivering(sweep_after_s=0.0):
            await until(lambda: outside.slack.times("remove_copies", PORTAL_CHANNEL) == 1)
            await outside.do(AddNote(actor=SANNE, case=number, text="Nog iets"))
            await until(lambda: len(outside.slack.lines(PORTAL_CHANNEL)) == 1, within_s=SOON_S)

    @pytest.mark.parametrize("failure", [Rejected("missing_scope"), Gone("channel_not_found")])
    async def test_whose_copies_cannot_be_taken_away_stays_up_to_date(
        self, outside: Outside, failure: Exception
    ) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, NO_ANSWER)
        outside.slack.fail("remove_copies", PORTAL_CHANNEL, failure)
        number = await outside.escalated()
        await outside.delivered(sweep_after_s=0.0)
        await outside.do(AddNote(actor=SANNE, case=number, text="Nog iets"))
        await outside.delivered()
        assert [card.version for card in outside.slack.cards(PORTAL_CHANNEL)] == [2]
        assert outside.slack.times("remove_copies", PORTAL_CHANNEL) == 1

    async def test_on_a_platform_where_nothing_can_be_looked_up_is_repeated(self, outside: Outside) -> None:
        """The window the documentation tells of: better twice than never."""
        outside.teams.can_find = False
        outside.teams.fail("post_card", PORTAL_IN_TEAMS, NO_ANSWER, arrives=True)
        await outside.escalated()
        await outside.delivered(sweep_after_s=0.0)
        assert outside.teams.times("post_card", PORTAL_IN_TEAMS) == 2

    async def test_that_was_parked_is_tried_again_when_the_case_changes(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, Rejected("not_in_channel"))
        number = await outside.escalated()
        await outside.delivered()
        assert "not_in_channel" in await outside.column("parked")
        await outside.do(AddNote(actor=SANNE, case=number, text="De bot is uitgenodigd"))
        await outside.delivered()
        assert [card.version for card in outside.slack.cards(PORTAL_CHANNEL)] == [2]
        assert set(await outside.column("parked")) == {None}

    async def test_that_comes_at_last_brings_the_lines_that_waited_for_it(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, Rejected("not_in_channel"), times=2)
        number = await outside.escalated()
        await outside.delivered()
        await outside.do(AddNote(actor=SANNE, case=number, text="Eerste"))
        await outside.delivered()
        assert CARD_NOT_POSTED in await outside.column("parked")
        await outside.do(AddNote(actor=SANNE, case=number, text="Tweede"))
        await outside.delivered()
        assert [line.rpartition(" ")[2] for line in outside.slack.lines(PORTAL_CHANNEL)] == ["Eerste", "Tweede"]

    async def test_that_was_given_up_has_all_its_tries_again_when_the_case_changes(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, AWAY, times=MAX_ATTEMPTS)
        number = await outside.escalated()
        await outside.delivered()
        assert "502" in await outside.column("parked")
        outside.slack.fail("post_card", PORTAL_CHANNEL, AWAY, times=2)
        await outside.do(AddNote(actor=SANNE, case=number, text="Slack is er weer"))
        await outside.delivered()
        assert [card.version for card in outside.slack.cards(PORTAL_CHANNEL)] == [2]


class TestLines:
    async def test_stand_in_order_under_their_card(self, outside: Outside) -> None:
        number = await outside.escalated()
        for n in range(5):
            await outside.do(AddNote(actor=SANNE, case=number, text=f"Opmerking {n}"))
        await outside.delivered()
        lines = outside.slack.lines(PORTAL_CHANNEL)
        assert [line[-11:] for line in lines] == sorted(line[-11:] for line in lines)
        assert len(lines) == 5
        (card, *rest) = [m for m in outside.slack.messages if m.place == PORTAL_CHANNEL]
        assert card.card is not None
        assert {m.thread for m in rest} == {card.id}

    async def test_wait_for_their_card(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, AWAY, times=2)
        number = await outside.escalated()
        await outside.do(AddNote(actor=SANNE, case=number, text="Opmerking"))
        await outside.delivered()
        assert [call for call, place in outside.slack.calls if place == PORTAL_CHANNEL] == [
            *("post_card", "post_card", "post_card"),
            "post_line",
        ]

    async def test_whose_answer_was_lost_are_seen_once(self, outside: Outside) -> None:
        number = await outside.escalated()
        outside.slack.fail("post_line", PORTAL_CHANNEL, NO_ANSWER, arrives=True)
        await outside.do(AddNote(actor=SANNE, case=number, text="Opmerking"))
        await outside.delivered(sweep_after_s=0.0)
        assert len(outside.slack.lines(PORTAL_CHANNEL)) == 1

    async def test_keep_the_pace_of_the_platform(self, outside: Outside) -> None:
        outside.slack.interval_s = 0.2
        number = await outside.escalated()
        for n in range(2):
            await outside.do(AddNote(actor=SANNE, case=number, text=f"Opmerking {n}"))
        await outside.delivered()
        at = outside.slack.called_in(PORTAL_CHANNEL)
        assert all(later - earlier >= 0.19 for earlier, later in pairwise(at))
        assert len(at) == 3


class TestFailures:
    async def test_a_wait_the_platform_names_is_waited(self, outside: Outside) -> None:
        outside.slack.fail("post_card", PORTAL_CHANNEL, Unavailable("ratelimited", retry_after_s=1.3))
        await outside.escalated()
        async with outside.delivering():
            await until(lambda: bool(outside.slack.cards(PORTAL_CHANNEL)))
        at = outside.slack.called_in(PORTAL_CHANNEL)
        assert at[1] - at[0] >= 1.3

    async def test_after_the_last_try_it_is_parked_and_an_administrator_is_told_once(self, outside: Outside) -> None:
        await outside.store.remember_person(Person(cast.MARIJKE.email, cast.MARIJKE.name), "slack", {"id": "UMARIJKE"})
        outside.slack.always_fail_in(PORTAL_CHANNEL, AWAY)
        await outside.escalated()
        await outside.escalated("M2611 0043")
        await outside.delivered()
        assert outside.slack.times("post_card", PORTAL_CHANNEL) == 2 * MAX_ATTEMPTS
        assert (await outside.column("parked")).count("502") == 2
        (notice,) = outside.slack.notices("UMARIJKE")
        assert notice.text.strip()

    async def test_a_limit_parks_nothing_however_often_it_is_met(self, outside: Outside) -> None:
        busy = Unavailable("ratelimited", retry_after_s=0.0)
        outside.slack.fail("post_card", PORTAL_CHANNEL, busy, times=MAX_ATTEMPTS + 2)
        outside.slack.fail("post_card", PORTAL_CHANNEL, AWAY, times=MAX_ATTEMPTS - 1)
        await outside.escalated()
        await outside.delivered()
        assert len(outside.slack.cards(PORTAL_CHANNEL)) == 1
        assert set(await outside.column("parked")) == {None}
        assert set(await outside.column("limited_since")) == {None}

    async def test_a_limit_that_has_lasted_for_a_day_parks(self, outside: Outside) -> None:
        outside.slack.always_fail_in(PORTAL_CHANNEL, Unavailable("ratelimited", retry_after_s=0.0))
        await outside.escalated()
        async with outside.delivering():
            await until(lambda: outside.slack.times("post_card", PORTAL_CHANNEL) == 1)
        long_ago = update(rows.deliveries).where(rows.deliveries.c.limited_since.is_not(None))
        long_ago = long_ago.values(limited_since=now() - LIMITED_FOR)
        assert await outside.store.write(lambda connection: connection.execute(long_ago).rowcount) == 1
        await outside.delivered()
        assert (await outside.column("parked")).count("ratelimited") == 1

    async def test_what_the_platform_rejects_is_not_tried_again(self, outside: Outside) -> None:
        outside.slack.always_fail_in(PORTAL_CHANNEL, Rejected("channel_not_found"))
        await outside.escalated()
        await outside.delivered()
        assert outside.slack.times("post_card", PORTAL_CHANNEL) == 1
        assert outside.slack.cards(HELPDESK_CHANNEL)
        assert outside.teams.cards(PORTAL_IN_TEAMS)

    async def test_a_dead_destination_delays_no_other(self, outside: Outside) -> None:
        answer = outside.slack.hold(PORTAL_CHANNEL)
        await outside.escalated()
        async with outside.delivering():
            await until(lambda: bool(outside.slack.cards(HELPDESK_CHANNEL)), within_s=SOON_S)
            await until(lambda: bool(outside.teams.cards(PORTAL_IN_TEAMS)), within_s=SOON_S)
            assert not outside.slack.cards(PORTAL_CHANNEL)
            answer.set()
            await until(lambda: bool(outside.slack.cards(PORTAL_CHANNEL)))

    async def test_a_ticket_system_that_hangs_delays_no_chat(self, outside: Outside) -> None:
        outside.tickets = hanging = HangingTickets([A_TICKET])
        numbers = [await outside.escalated(f"M2611 {n:04}") for n in range(1, 21)]
        async with outside.delivering():
            await until(lambda: hanging.under_way == SHARES["ticket"], within_s=SOON_S)
            await until(lambda: len(outside.slack.cards(PORTAL_CHANNEL)) == len(numbers))
            await asyncio.sleep(0.3)  # every destination there is room for is being served by now
            assert hanging.under_way == SHARES["ticket"]
            await outside.do(AddNote(actor=SANNE, case=numbers[0], text="Opmerking"))
            await until(lambda: len(outside.slack.lines(PORTAL_CHANNEL)) == 1, within_s=SOON_S)
            hanging.answer.set()

    async def test_a_call_without_an_answer_is_given_up_and_looked_up(self, outside: Outside) -> None:
        answer = outside.slack.hold(PORTAL_CHANNEL)
        await outside.escalated()
        async with outside.delivering(send_limit_s=1.0, sweep_after_s=0.0) as delivery:
            await until(lambda: outside.slack.times("post_card", PORTAL_CHANNEL) == 1)
            await asyncio.sleep(1.1)
            answer.set()
            await until(lambda: not delivery._serving)
        await outside.delivered(sweep_after_s=0.0)
        assert len(outside.slack.cards(PORTAL_CHANNEL)) == 1
        assert outside.slack.times("find", PORTAL_CHANNEL) == 1

    async def test_a_delivery_that_breaks_the_program_every_time_is_parked(
        self, outside: Outside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.delivery.loop.MAX_ATTEMPTS", 3)
        monkeypatch.setattr("bot.delivery.loop.POLL_S", 0.02)
        outside.slack.always_fail_in(PORTAL_CHANNEL, RuntimeError("a bug"))
        await outside.escalated()
        with capture_logs() as logs:
            await outside.delivered(lease_s=0.3)
        assert len([place for _, place in outside.slack.calls if place == PORTAL_CHANNEL]) == 3
        assert [entry["destination"] for entry in logs if entry["event"] == "delivery_broke"] == [
            f"slack:channel:{PORTAL_CHANNEL}"
        ] * 3
        assert outside.slack.cards(HELPDESK_CHANNEL)
        assert len([reason for reason in await outside.column("parked") if reason]) == 1


class TestProcesses:
    async def begun_by_one_that_is_killed(self, outside: Outside, lease_s: float) -> str:
        """A sender notes that it begins with the card of the portal's channel; answers the delivery's key."""
        place = f"slack:channel:{PORTAL_CHANNEL}"
        leased = set(await outside.deliveries.lease("killed", SHARES, 30.0))
        for other in leased - {place}:
            await outside.deliveries.release(other, "killed", 0.0)
        found = await outside.deliveries.next(place, "killed", Onward(lease_s))
        assert found is not None
        assert found.is_begun
        return found.due.key

    async def test_one_that_is_killed_after_sending_has_its_message_adopted(self, outside: Outside) -> None:
        number = await outside.escalated()
        key = await self.begun_by_one_that_is_killed(outside, lease_s=0.3)
        card = case_card(await outside.store.queries.case(number), Viewer(frozenset()), outside.words)
        await outside.slack.post_card(PORTAL_CHANNEL, card, key=key)
        await asyncio.sleep(0.35)
        await outside.delivered(sweep_after_s=0.0)
        assert len(outside.slack.cards(PORTAL_CHANNEL)) == 1
        assert outside.slack.times("post_card", PORTAL_CHANNEL) == 1

    async def test_one_that_is_killed_before_sending_is_replaced_when_its_lease_is_over(self, outside: Outside) -> None:
        await outside.escalated()
        begun = time.monotonic()
        await self.begun_by_one_that_is_killed(outside, lease_s=0.6)
        async with outside.delivering(sweep_after_s=0.0):
            await until(lambda: len(outside.slack.cards(PORTAL_CHANNEL)) == 1)
        assert min(outside.slack.called_in(PORTAL_CHANNEL)) >= begun + 0.6, "the lease was not over yet"

    async def test_one_that_serves_a_channel_after_another_keeps_the_pace_of_both(self, outside: Outside) -> None:
        outside.slack.interval_s = 2.0
        number = await outside.escalated()
        await outside.delivered()
        await outside.do(AddNote(actor=SANNE, case=number, text="Opmerking"))
        async with outside.delivering(holder="two"):
            await until(lambda: len(outside.slack.lines(PORTAL_CHANNEL)) == 1)
        at = outside.slack.called_in(PORTAL_CHANNEL)
        assert at[-1] - at[0] >= 1.95

    async def test_one_that_lost_its_lease_writes_nothing_any_more(self, outside: Outside) -> None:
        await outside.escalated()
        place = f"slack:channel:{PORTAL_CHANNEL}"
        taken = (await outside.deliveries.lease("slow", SHARES, 0.05, {"slack": May(posts=False)}))[place].next
        assert taken is not None
        due = taken.due
        await asyncio.sleep(0.1)
        assert await outside.deliveries.next(place, "slow", Onward(30.0)) is None
        assert await outside.deliveries.done(due, "slow", 1, {"id": "x"}, onward=Onward(30.0)) == Noted(kept=False)
        assert not await outside.deliveries.failed(due, "slow", unclear=False, parked="late")
        assert set(await outside.column("shown")) == {0}

    async def test_stopping_finishes_what_is_being_sent_and_leaves_no_lease(self, outside: Outside) -> None:
        answer = outside.slack.hold(PORTAL_CHANNEL)
        await outside.escalated()
        delivery = outside.delivery()
        running = asyncio.create_task(delivery.run())
        await until(lambda: outside.slack.times("post_card", PORTAL_CHANNEL) == 1)
        stopping = asyncio.create_task(delivery.stop())
        await asyncio.sleep(0.05)
        assert not stopping.done()
        answer.set()
        await stopping
        await running
        assert len(outside.slack.cards(PORTAL_CHANNEL)) == 1
        assert await outside.leases() == 0
        await outside.delivered()
        assert len(outside.slack.cards(PORTAL_CHANNEL)) == 1

    async def test_stopping_leaves_what_takes_too_long_to_whoever_comes_after_the_lease(self, outside: Outside) -> None:
        answer = outside.slack.hold(PORTAL_CHANNEL)
        await outside.escalated()
        delivery = outside.delivery(stop_limit_s=0.3, lease_s=4.0)
        running = asyncio.create_task(delivery.run())
        await until(lambda: outside.slack.times("post_card", PORTAL_CHANNEL) == 1)
        begun = now()
        await delivery.stop()
        await running
        assert (now() - begun).total_seconds() < 3.5
        answer.set()
        async with outside.delivering(holder="two", sweep_after_s=0.0):
            await until(lambda: len(outside.slack.cards(PORTAL_CHANNEL)) == 1)
        posted, *later = outside.slack.called_in(PORTAL_CHANNEL)
        assert later[0] - posted >= 3.9, "the post might still arrive"
        assert outside.slack.times("find", PORTAL_CHANNEL) == 1

    async def test_stopping_while_destinations_are_being_taken_leaves_no_lease(self, outside: Outside) -> None:
        await outside.escalated()
        for pause_s in (0.0, 0.001, 0.003, 0.01):
            delivery = outside.delivery()
            running = asyncio.create_task(delivery.run())
            await asyncio.sleep(pause_s)
            await delivery.stop()
            await running
            assert await outside.leases() == 0

    async def test_two_share_the_work_without_doubling(
        self, postgresql_address: str, organisation: Organisation
    ) -> None:
        reach = Reach(frozenset({"slack", "teams"}), tickets=True)
        stores = [
            SqlStore(postgresql_address, organisation=lambda: organisation, reach=reach, clock=now) for _ in range(2)
        ]
        await stores[0].migrate()
        outside = Outside(stores[0], organisation)
        numbers = [await outside.escalated(f"M2611 {n:04}") for n in range(1, 16)]
        async with outside.delivering(store=stores[0]), outside.delivering(holder="two", store=stores[1]):
            for number in numbers:
                await outside.do(AddNote(actor=SANNE, case=number, text="Opmerking"))
            while await outside.due():  # noqa: ASYNC110  # it is the database that says so
                await asyncio.sleep(0.02)
        for platform, channel in ((outside.slack, PORTAL_CHANNEL), (outside.teams, PORTAL_IN_TEAMS)):
            assert sorted(card.case for card in platform.cards(channel)) == numbers
            assert len(platform.lines(channel)) == len(numbers)
        assert len(outside.tickets.keys) == len(set(outside.tickets.keys))
        for store in stores:
            await store.close()


class TestNotices:
    async def asked_back(self, outside: Outside) -> str:
        """Anna asks Sanne for information, so Sanne has to know."""
        number = await outside.escalated()
        await outside.do(AskBack(actor=ANNA, request=f"{number}/1", question="Welk vak?"))
        return number

    async def test_go_to_the_platform_the_person_used_last(self, outside: Outside) -> None:
        sanne = Person(cast.SANNE.email, cast.SANNE.name)
        await outside.store.remember_person(sanne, "slack", {"id": "USANNE"})
        await outside.store.remember_person(sanne, "teams", {"id": "29:sanne"})
        number = await self.asked_back(outside)
        await outside.delivered()
        (notice,) = outside.teams.notices("29:sanne")
        assert notice.case == number
        assert "Welk vak?" in notice.text
        assert not outside.slack.notices("USANNE")

    async def test_reach_somebody_who_never_said_anything_by_their_e_mail_address(self, outside: Outside) -> None:
        outside.slack.known[cast.SANNE.email] = {"id": "USANNE"}
        await self.asked_back(outside)
        await outside.delivered()
        assert len(outside.slack.notices("USANNE")) == 1

    async def test_reach_nobody_who_was_never_seen_and_that_is_no_failure(self, outside: Outside) -> None:
        await self.asked_back(outside)
        await outside.delivered()
        assert set(await outside.column("parked")) == {None}
        assert outside.slack.lines(HELPDESK_CHANNEL), "the desk's channel says the same"

    async def test_whose_answer_was_lost_are_seen_once(self, outside: Outside) -> None:
        await outside.store.remember_person(Person(cast.SANNE.email, "Sanne"), "slack", {"id": "USANNE"})
        outside.slack.fail("tell", "USANNE", NO_ANSWER, arrives=True)
        await self.asked_back(outside)
        await outside.delivered(sweep_after_s=0.0)
        assert len(outside.slack.notices("USANNE")) == 1

    async def test_keep_the_pace_of_the_platform(self, outside: Outside) -> None:
        outside.slack.interval_s = 0.3
        await outside.store.remember_person(Person(cast.SANNE.email, "Sanne"), "slack", {"id": "USANNE"})
        for ticket in ("M2611 0042", "M2611 0043"):
            number = await outside.escalated(ticket)
            await outside.do(AskBack(actor=ANNA, request=f"{number}/1", question="Welk vak?"))
        await outside.delivered()
        (first, second) = [
            at
            for call, at in zip(outside.slack.calls, outside.slack.called_at, strict=True)
            if call == ("tell", "USANNE")
        ]
        assert second - first >= 0.29

    async def test_whose_time_cannot_be_worked_out_are_parked_after_the_last_try(
        self, outside: Outside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def broken(*_: object) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr("bot.delivery.loop.MAX_ATTEMPTS", 3)
        monkeypatch.setattr("bot.delivery.loop.POLL_S", 0.02)
        monkeypatch.setattr("bot.delivery.telling.Telling.not_before", broken)
        await outside.store.remember_person(Person(cast.SANNE.email, "Sanne"), "slack", {"id": "USANNE"})
        await self.asked_back(outside)
        with capture_logs() as logs:
            await outside.delivered(lease_s=0.3)
        assert [entry["event"] for entry in logs].count("delivery_broke") == 3
        assert [reason for reason in await outside.column("parked") if reason] == ["no try came to an end"]


class TestWhatAdministratorsAreTold:
    A_CARD = Due(
        1, "card", f"teams:channel:19:{'x' * 200}@thread.tacv2", Purpose.CARD, "SL-1", None, {}, 1, None, 1, None, False
    )
    LONG = "the connector said " + "no " * 120

    def keys(self, organisation: Organisation, reason: str, at: datetime) -> set[str]:
        two = replace(organisation, administrators=frozenset({cast.MARIJKE.email, cast.ANNA.email}))
        return {told.key for told in tell_administrators(self.A_CARD, reason, two, at)}

    def test_each_of_them_is_told_each_day_however_long_the_reason(self, organisation: Organisation) -> None:
        today, tomorrow = (datetime(2026, 11, day, 9, 0, tzinfo=UTC) for day in (23, 24))
        keys = self.keys(organisation, self.LONG, today) | self.keys(organisation, self.LONG, tomorrow)
        assert len(keys) == 4
        assert max(len(key) for key in keys) < 150

    def test_two_reasons_are_told_that_differ_at_their_end_only(self, organisation: Organisation) -> None:
        at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        assert self.keys(organisation, self.LONG + "1", at).isdisjoint(self.keys(organisation, self.LONG + "2", at))

    def test_the_same_on_the_same_day_is_told_once(self, organisation: Organisation) -> None:
        morning, evening = (datetime(2026, 11, 23, hour, 0, tzinfo=UTC) for hour in (9, 17))
        assert self.keys(organisation, self.LONG, morning) == self.keys(organisation, self.LONG, evening)


class TestTheTicket:
    async def test_is_handed_over_and_then_told_why(self, outside: Outside, organisation: Organisation) -> None:
        number = await outside.escalated()
        await outside.delivered()
        (handed_over, note) = outside.tickets.steps
        group = organisation.party(cast.STUDENT_PORTAL).operator_group
        assert handed_over == ("hand-over", A_TICKET.id, group)
        assert note[:2] == ("note", A_TICKET.id)
        assert f"https://secondline.example.org/cases/{number}" in note[2]

    async def test_of_a_redirect_gets_the_standard_answer_and_is_closed(self, outside: Outside) -> None:
        await outside.do(RedirectQuestion(actor=DAAN, question=a_question(kind="content"), text="Beste student"))
        await outside.delivered()
        assert outside.tickets.steps == [
            ("send-to-student", A_TICKET.id, "Beste student"),
            ("close", A_TICKET.id, ""),
        ]

    @pytest.mark.parametrize(
        ("refused", "told"), [(NumberUnknown("TOPdesk has no ticket M2611 9999"), 0), (Gone("TOPdesk 404"), 1)]
    )
    async def test_whose_number_was_mistyped_is_no_matter_for_administrators(
        self, outside: Outside, refused: Gone, told: int
    ) -> None:
        """Who typed it is told, and can correct it."""
        outside.tickets.fail(refused, times=1)
        await outside.escalated()
        await outside.delivered()
        assert refused.reason in await outside.column("parked")
        assert sum(key.startswith("trouble:") for key in await outside.column("key")) == told

    async def test_keeps_the_order_while_topdesk_is_away(self, outside: Outside) -> None:
        outside.tickets.fail(NO_ANSWER, times=3)
        await outside.do(RedirectQuestion(actor=DAAN, question=a_question(kind="content"), text="Beste student"))
        await outside.delivered(sweep_after_s=0.0)
        assert [step for step, _, _ in outside.tickets.steps] == ["send-to-student", "close"]


class TestRule10WhatAUserWasToldHappenedIsSeenOnce:
    async def test_through_a_whole_story_in_bad_weather(self, outside: Outside) -> None:
        for call in ("post_card", "replace_card", "post_line"):
            for platform, channel in ((outside.slack, PORTAL_CHANNEL), (outside.slack, HELPDESK_CHANNEL)):
                platform.fail(call, channel, NO_ANSWER, arrives=True)
                platform.fail(call, channel, AWAY)
                platform.fail(call, channel, NO_ANSWER)
        number = await outside.escalated()
        story: list[Command] = [
            Claim(actor=ANNA, request=f"{number}/1"),
            AskBack(actor=ANNA, request=f"{number}/1", question="Welk vak?"),
            GiveInformation(actor=SANNE, request=f"{number}/1", information="Staatsrecht"),
            PassOn(actor=ANNA, request=f"{number}/1", party=USIS_LAW, reason="Zit in uSis"),
            Decline(actor=FATIMA, request=f"{number}/2", reason="Toch het portaal"),
            GiveFeedback(actor=ANNA, case=number, how=ToldBy.PHONE, answer="Knop staat aan"),
        ]
        for command in story:
            await outside.do(command)
            await outside.delivered(sweep_after_s=0.0)
        for channel in (PORTAL_CHANNEL, HELPDESK_CHANNEL):
            (card,) = outside.slack.cards(channel)
            assert card.version == len(story) + 1
            assert len(outside.slack.lines(channel)) == len(story)
        keys = [(message.place, message.key) for message in outside.slack.messages]
        assert len(keys) == len(set(keys))
        assert set(await outside.column("parked")) == {None}


class TestWhatToDoAfterAFailure:
    @given(attempts=st.integers(1, MAX_ATTEMPTS - 1), chance=st.floats(0, 1))
    def test_waits_grow_and_spread_up_to_a_limit(self, attempts: int, chance: float) -> None:
        step = after_failure(AWAY, attempts, chance)
        assert isinstance(step, Later)
        middle = min(2.0**attempts, MAX_WAIT_S)
        assert 0.75 * middle <= step.wait_s <= 1.25 * middle

    def test_the_last_try_is_the_last(self) -> None:
        assert after_failure(AWAY, MAX_ATTEMPTS, 0.5) == Park("502")

    def test_all_waits_together_outlast_a_restart_of_the_platform(self) -> None:
        waits = [after_failure(AWAY, attempts, 0.0) for attempts in range(1, MAX_ATTEMPTS)]
        assert sum(step.wait_s for step in waits if isinstance(step, Later)) > 20 * 60

    @pytest.mark.parametrize("wait_s", [7, 7.0])
    def test_the_platforms_own_wait_goes_first(self, wait_s: float) -> None:
        assert after_failure(Unavailable("ratelimited", retry_after_s=wait_s), 9, 0.5) == Later(7.0)

    def test_a_platform_that_only_asks_to_wait_is_asked_again_for_a_day(self) -> None:
        busy = Unavailable("ratelimited", retry_after_s=7.0)
        assert after_failure(busy, 10 * MAX_ATTEMPTS, 0.5, LIMITED_FOR - timedelta(seconds=1)) == Later(7.0)
        assert after_failure(busy, 1, 0.5, LIMITED_FOR) == Park("ratelimited")

    def test_a_platform_that_names_a_day_is_asked_now_and_then(self) -> None:
        assert after_failure(Unavailable("ratelimited", retry_after_s=86_400.0), 1, 0.5) == Later(900.0)
        assert TOO_FAR_S > 900.0

    def test_a_platform_that_says_at_once_is_given_a_moment(self) -> None:
        assert after_failure(Unavailable("ratelimited", retry_after_s=0.0), 1, 0.5) == Later(1.0)

    @pytest.mark.parametrize("failure", [Rejected("not_in_channel"), Gone("message_not_found")])
    def test_what_is_refused_is_parked_with_its_reason(self, failure: Rejected) -> None:
        assert after_failure(failure, 1, 0.5) == Park(failure.reason)

    def test_a_bot_that_is_let_in_nowhere_is_tried_again_however_often(self) -> None:
        assert isinstance(after_failure(NoAccess("invalid_auth"), 10 * MAX_ATTEMPTS, 0.5), Later)
