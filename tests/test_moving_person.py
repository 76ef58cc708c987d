"""Somebody who is told in Slack may be in Teams a moment later: what was told stays where it is, once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.commands import AskBack
from bot.demo import cast
from bot.errors import Unavailable
from bot.ports import Person
from bot.routing import Organisation
from tests.builders import ANNA
from tests.test_delivery import Outside, now, until

SANNE = Person(cast.SANNE.email, cast.SANNE.name)


@pytest.fixture
async def outside(address: str, organisation: Organisation) -> AsyncIterator[Outside]:
    """On each database."""
    reach = Reach(frozenset({"slack", "teams"}), tickets=True)
    store = SqlStore(address, organisation=lambda: organisation, reach=reach, clock=now)
    await store.migrate()
    yield Outside(store, organisation)
    await store.close()


async def test_a_notice_that_came_twice_is_taken_away_where_it_is(outside: Outside) -> None:
    await outside.store.remember_person(SANNE, "slack", {"id": "USANNE"})
    outside.slack.fail("tell", "USANNE", Unavailable("no answer", unclear=True))
    number = await outside.escalated()
    await outside.do(AskBack(actor=ANNA, request=f"{number}/1", question="Welk vak?"))
    async with outside.delivering(sweep_after_s=0.6) as delivery, asyncio.timeout(20):
        while not outside.slack.notices("USANNE"):
            await outside.hurry()
            delivery.wake()
            await asyncio.sleep(0.02)
        (told,) = [message for message in outside.slack.messages if message.place == "USANNE"]
        outside.slack.arrive(told)
        await outside.store.remember_person(SANNE, "teams", {"id": "29:sanne"})
        await until(lambda: len(outside.slack.notices("USANNE")) == 1)
    assert not outside.teams.times("remove_copies", "29:sanne")
