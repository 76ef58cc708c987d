"""Several replicas on one PostgreSQL: they start, die, lose the network and disagree about the time."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from bot.adapters.sql import engine
from bot.adapters.sql.work import SqlWork
from bot.app import utc_now
from bot.demo import cast
from bot.demo.listening import answers, any_port
from bot.demo.processes import Processes
from bot.errors import Rejected
from bot.handlers import handle
from tests.adapters.slack.web_api import Fault
from tests.builders import an_escalation
from tests.faults.bot_apart import LEASE_S
from tests.faults.desk import HELPDESK, PORTAL, STUDENT_PORTAL, Desk, Outside, eventually, nl, taken
from tests.faults.slack import POST
from tests.faults.test_inbound import JSON, a_mention
from tests.faults.wire import wire_to

UNCERTAIN = nl("slack-try-again")


@asynccontextmanager
async def two_of_them(outside: Outside, first: str, second: str) -> AsyncIterator[tuple[Desk, Desk]]:
    """Two replicas at these addresses of one database."""
    async with outside.running(first) as one, outside.running(second, port=any_port()) as other:
        yield one, other


async def test_two_start_at_once_and_migrate_once(
    outside: Outside, postgresql_address: str, processes: Processes
) -> None:
    command = [sys.executable, "-m", "tests.faults.bot_apart", "never_in_a_slow_migration", "migrate"]
    environment = outside.environment(postgresql_address)
    both = [await processes.start(f"replica-{one}", command, environment=environment) for one in (1, 2)]
    for child in both:
        assert await child.process.wait() == 0, child.last_words()
    with psycopg.connect(postgresql_address) as connection:
        assert len(connection.execute("SELECT version_num FROM alembic_version").fetchall()) == 1
    async with two_of_them(outside, postgresql_address, postgresql_address) as (one, other):
        number = await one.handed_over()
        await other.stands_once(number)


async def test_one_killed_while_holding_leases(outside: Outside, postgresql_address: str, processes: Processes) -> None:
    """Nobody else posts as long as it might still be posting; then the other one does."""
    command = [sys.executable, "-m", "tests.faults.bot_apart", "before_the_post", "run"]
    environment = outside.environment(postgresql_address, teams=False)
    child = await processes.start("replica", command, environment=environment)
    await answers(f"{outside.url}/readyz", child)
    taken(await outside.people.submit(cast.SANNE, await outside.people.form(), PORTAL))
    await eventually(lambda: len(outside.slack.called("api.test")) == 2)
    reached = max(one.at for one in outside.slack.tried("api.test"))
    child.process.kill()
    await child.process.wait()
    async with outside.running(postgresql_address) as desk:
        await desk.everything_arrived()
        (number,) = await desk.numbers()
        await desk.stands_once(number)
        assert min(one.at for one in outside.slack.tried(POST)) >= reached + LEASE_S - 0.2
        assert (len(desk.slack.cards(HELPDESK)), len(desk.slack.cards(STUDENT_PORTAL))) == (1, 1)


async def test_network_cut_between_one_and_the_database(
    outside: Outside, postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cut in the middle of a transaction, which holds the case: the others go on without that one."""
    monkeypatch.setattr(engine, "TRANSACTION_LIMIT_MS", 1_000)
    async with (
        wire_to(postgresql_address) as wire,
        two_of_them(outside, wire.address, postgresql_address) as (one, two),
        wire.whole_in_the_end(),
    ):
        number = await one.handed_over()
        save, cut = SqlWork.save, asyncio.Event()

        def save_and_be_cut(work: SqlWork, *args: Any) -> Any:
            saved = save(work, *args)
            if not cut.is_set():
                wire.cut()
                cut.set()
            return saved

        monkeypatch.setattr(SqlWork, "save", save_and_be_cut)
        begun = time.monotonic()
        pressed = asyncio.create_task(one.people.claim(number, cast.ANNA))
        while not cut.is_set():  # noqa: ASYNC110  # another thread sets it
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.4)  # so that the limit of the other transaction is not his as well
        await two.people.claim(number, cast.BRAM)
        await pressed
        assert time.monotonic() - begun < 8.0, "both were answered before the connection was given up"
        await eventually(lambda: UNCERTAIN in two.people.told_about(number))
        assert await two.claimant(number) == cast.BRAM.email
        await two.everything_arrived()
        await two.stands_once(number)
        wire.mend()
        await one.everything_arrived()
        await one.people.claim(number, cast.ANNA)
        await eventually(lambda: "Bram Mulder" in one.people.told_about(number))
        assert (await one.happened(number)).count("Claimed") == 1
        assert "Bram Mulder" in json.dumps(one.slack.cards(STUDENT_PORTAL))


def ten_minutes_ahead(outside: Outside, address: str) -> AbstractAsyncContextManager[Desk]:
    """A replica whose clock is wrong."""
    return outside.running(address, port=any_port(), clock=lambda: utc_now() + timedelta(minutes=10))


async def test_clocks_ten_minutes_apart(outside: Outside, postgresql_address: str) -> None:
    """For one of them the wait that Slack asked for is long over, and the lease of the other as well."""
    async with outside.running(postgresql_address) as one:
        with outside.slack.trouble(Fault("ratelimited", status=429, retry_after=3), POST, channel=STUDENT_PORTAL):
            for _ in range(4):
                await one.store.run(handle(an_escalation(ticket=None)))
            await eventually(lambda: outside.slack.tried(POST, STUDENT_PORTAL))
            await one.everything_arrived(but=STUDENT_PORTAL)
        async with ten_minutes_ahead(outside, postgresql_address) as other:
            numbers = await one.numbers()
            for number, desk in zip(numbers, (other, one, other, one), strict=True):
                await desk.people.claim(number)
            await one.everything_arrived()
            tries = outside.slack.tried(POST, STUDENT_PORTAL)
            refused = [t.at for t in tries if t.fails]
            assert min(t.at for t in tries if not t.fails) - max(refused) >= 3.0
            assert all(later - earlier >= 3.0 for earlier, later in pairwise(refused))
            for number in numbers:
                assert (await one.happened(number)).count("Claimed") == 1
            await other.all_stand_once()


async def test_two_replicas_on_one_case(
    outside: Outside, postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.sql.store.ANSWER_LIMIT_S", 30.0)  # who wins is asked, not how soon
    async with two_of_them(outside, postgresql_address, postgresql_address) as (one, other):
        for _ in range(8):
            await one.store.run(handle(an_escalation(ticket=None)))
        for number in await one.numbers():
            await asyncio.gather(one.people.claim(number, cast.ANNA), other.people.claim(number, cast.BRAM))
            winner = {cast.ANNA.email: cast.ANNA, cast.BRAM.email: cast.BRAM}[str(await one.claimant(number))]
            await eventually(partial(one.people.told_about, number))
            assert winner.name in one.people.told_about(number)
            assert (await one.happened(number)).count("Claimed") == 1
        await one.everything_arrived()
        for number in await one.numbers():
            await other.stands_once(number)


async def test_same_event_twice_at_two_replicas_is_answered_once(outside: Outside, postgresql_address: str) -> None:
    async with two_of_them(outside, postgresql_address, postgresql_address) as (one, other):
        event = a_mention(one.slack)
        answered = await asyncio.gather(one.people.send(event, JSON), other.people.send(event, JSON))
        assert [answer.status for answer in answered] == [200, 200]
        await eventually(lambda: one.slack.lines(HELPDESK))
        await asyncio.sleep(0.5)
        assert len(one.slack.lines(HELPDESK)) == 1


LATER_VERSION = """
ALTER TABLE cases ADD COLUMN colour text;
ALTER TABLE delivery ADD COLUMN weight integer NOT NULL DEFAULT 1;
CREATE TABLE colour (name text PRIMARY KEY);
UPDATE alembic_version SET version_num = '9999';
"""


async def test_rolling_update(outside: Outside, postgresql_address: str) -> None:
    """A later version migrates while this one runs; this one goes on, but does not start there again."""
    async with outside.running(postgresql_address) as desk:
        before = await desk.handed_over()
        with psycopg.connect(postgresql_address, autocommit=True) as connection:
            connection.execute(LATER_VERSION)
        number = await desk.handed_over("M2611 0038")
        await desk.people.claim(before)
        await desk.everything_arrived()
        await desk.stands_once(before)
        await desk.stands_once(number)
        assert await desk.claimant(before) == cast.ANNA.email
    with pytest.raises(Rejected, match="at version 9999, which this version of secondline does not know"):
        async with outside.running(postgresql_address):
            pass
    with psycopg.connect(postgresql_address) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
        assert connection.execute("SELECT count(*) FROM cases").fetchall() == [(2,)]
