"""Summer time ends, and clocks are set: nobody is told a wrong hour, and nothing waits for a time that never comes."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.adapters.sql import rows
from bot.app import utc_now
from bot.demo import cast
from bot.handlers import handle
from tests.adapters.slack.web_api import Fault
from tests.builders import Ticking, an_escalation
from tests.faults.desk import STUDENT_PORTAL, Outside, eventually
from tests.faults.slack import POST

FRIDAY_HALF_PAST_FOUR = datetime(2026, 10, 23, 14, 30, tzinfo=UTC)
MONDAY_FIVE_PAST_NINE = datetime(2026, 10, 26, 8, 5, tzinfo=UTC)
"""In the Netherlands; summer time ended on the Sunday between."""

TUESDAY_HALF_PAST_FOUR = datetime(2026, 10, 27, 15, 30, tzinfo=UTC)
"""Sixteen hours of two offices days later: half an hour on Friday, eight on Monday, seven and a half on Tuesday."""


async def test_summer_time_ends(outside: Outside, sqlite_address: str) -> None:
    clock = Ticking(FRIDAY_HALF_PAST_FOUR)
    async with outside.running(sqlite_address, clock=clock) as desk:
        number = await desk.handed_over()
        due = select(rows.cases.c.feedback_due)
        assert await desk.store.read(lambda c: c.execute(due).scalar_one()) == TUESDAY_HALF_PAST_FOUR
        assert "16:30" in json.dumps(desk.slack.cards(STUDENT_PORTAL)[0])

        clock.now = MONDAY_FIVE_PAST_NINE
        await desk.people.claim(number)
        await desk.everything_arrived()
        await desk.stands_once(number)
        await desk.people.press(cast.ANNA, "act:show-timeline", number, channel=STUDENT_PORTAL)
        timeline = json.dumps(desk.slack.view_now())
        assert "16:30" in timeline
        assert "9:05" in timeline

        clock.now = TUESDAY_HALF_PAST_FOUR - timedelta(minutes=1)
        assert number not in (await desk.people.command(cast.ANNA, "/case", "overdue")).body
        clock.now = TUESDAY_HALF_PAST_FOUR + timedelta(minutes=1)
        assert number in (await desk.people.command(cast.ANNA, "/case", "overdue")).body


class Settable:
    """The clock of the machine, which somebody sets."""

    def __init__(self) -> None:
        self.off_by = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.off_by


async def test_clock_set_back(outside: Outside, sqlite_address: str) -> None:
    """A wait that was to end soon would end in an hour."""
    clock = Settable()
    async with outside.running(sqlite_address, clock=clock) as desk:
        with outside.slack.trouble(Fault(status=500, text="no"), POST, channel=STUDENT_PORTAL):
            await desk.store.run(handle(an_escalation(ticket=None)))
            await eventually(lambda: outside.slack.tried(POST, STUDENT_PORTAL))
            clock.off_by = -timedelta(hours=1)
        (number,) = await desk.numbers()
        await desk.people.claim(number)
        await desk.everything_arrived()
        await desk.stands_once(number)
        entries = await desk.store.queries.timeline(number)
        assert entries[-1].at < entries[0].at, "written down as the clock said"
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1)), "and in the order it happened"


async def test_clock_set_forward_while_a_card_is_being_posted(outside: Outside, sqlite_address: str) -> None:
    """The lease is over at once, and still nobody posts it a second time."""
    clock = Settable()
    async with outside.running(sqlite_address, clock=clock) as desk:
        held = outside.slack.hold(POST, STUDENT_PORTAL)
        await desk.store.run(handle(an_escalation(ticket=None)))
        await held.reached.wait()
        await desk.everything_arrived(but=STUDENT_PORTAL)
        clock.off_by = timedelta(hours=1)
        await asyncio.sleep(0.3)
        held.let_go.set()
        await desk.everything_arrived()
        (number,) = await desk.numbers()
        await desk.stands_once(number)
        assert len(outside.slack.tried(POST, STUDENT_PORTAL)) == 1
