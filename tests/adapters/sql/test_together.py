"""Transactions that share a commit on SQLite: each as if it were alone."""

import asyncio
from collections.abc import AsyncIterator
from threading import Event

import pytest
from sqlalchemy import Connection, event, func, insert, select

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.errors import Unavailable
from bot.refusals import AlreadyDone
from bot.routing import Organisation
from tests.builders import NOW, Ticking
from tests.conftest import EVERYWHERE

MANY = 20


@pytest.fixture
async def store(sqlite_address: str, organisation: Organisation, clock: Ticking) -> AsyncIterator[SqlStore]:
    """PostgreSQL has several writers, and nothing that has to wait for one."""
    store = SqlStore(sqlite_address, organisation=lambda: organisation, reach=EVERYWHERE, clock=clock)
    await store.migrate()
    yield store
    await store.close()


class Held:
    """The writer is busy until it is let go, so that what comes now has to wait."""

    def __init__(self, store: SqlStore) -> None:
        self._begun, self._let_go = Event(), Event()
        self.busy = asyncio.ensure_future(store.write(self._hold))

    def _hold(self, _: Connection) -> None:
        self._begun.set()
        self._let_go.wait(10)

    async def has_begun(self) -> None:
        """Nothing else is written from now on."""
        await asyncio.to_thread(self._begun.wait, 10)

    async def let_go(self) -> None:
        """Everything that waits gets its turn."""
        await asyncio.sleep(0.05)  # the others have to be in line
        self._let_go.set()
        await self.busy


def number(connection: Connection, series: int) -> int:
    """A row of its own for each transaction."""
    connection.execute(insert(rows.numbering), {"series": f"S{series}", "last": series})
    return series


async def how_many(store: SqlStore) -> int:
    count = select(func.count()).select_from(rows.numbering)
    return await store.read(lambda connection: int(connection.execute(count).scalar_one()))


async def numbered(store: SqlStore, series: int) -> int:
    return await store.write(lambda connection: number(connection, series))


async def test_many_that_wait_at_once_are_committed_together_and_answered_each(store: SqlStore) -> None:
    commits: list[Connection] = []
    held = Held(store)
    await held.has_begun()
    event.listen(store.writer, "commit", commits.append)
    waiting = [asyncio.ensure_future(numbered(store, series)) for series in range(MANY)]
    await held.let_go()
    assert await asyncio.gather(*waiting) == list(range(MANY))
    assert await how_many(store) == MANY
    assert len(commits) < MANY / 2


async def test_one_that_is_refused_takes_nothing_of_the_others_with_it(store: SqlStore) -> None:
    def refused(connection: Connection) -> int:
        number(connection, MANY)
        raise AlreadyDone("claim")

    held = Held(store)
    await held.has_begun()
    first, second = (asyncio.ensure_future(numbered(store, series)) for series in range(2))
    other = asyncio.ensure_future(store.write(refused))
    await held.let_go()
    with pytest.raises(AlreadyDone):
        await other
    assert (await first, await second) == (0, 1)
    assert await how_many(store) == 2


async def test_two_that_write_the_same_thing_are_told_apart(store: SqlStore) -> None:
    """The second runs again by itself, and finds what the first one wrote."""

    def once(connection: Connection) -> str:
        found = connection.execute(select(rows.inbox.c.number).where(rows.inbox.c.key == "press")).scalar_one_or_none()
        if found is None:
            connection.execute(insert(rows.inbox), {"key": "press", "number": "SL-2611-0001", "at": NOW})
        return "found" if found else "written"

    held = Held(store)
    await held.has_begun()
    waiting = [asyncio.ensure_future(store.write(once)) for _ in range(3)]
    await held.let_go()
    assert sorted(await asyncio.gather(*waiting)) == ["found", "found", "written"]


async def test_nobody_is_told_that_something_is_done_before_it_is_committed(store: SqlStore) -> None:
    """A deferred foreign key is looked at when everything is committed, which then fails for all."""

    def breaks_at_commit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        nobody = {"platform": "slack", "id": "U1", "email": "nobody@example.org", "ref": {}, "seen_at": NOW}
        connection.execute(insert(rows.identities), nobody)

    held = Held(store)
    await held.has_begun()
    first = asyncio.ensure_future(numbered(store, 1))
    second = asyncio.ensure_future(store.write(breaks_at_commit))
    await held.let_go()
    found = await asyncio.gather(first, second, return_exceptions=True)
    assert all(isinstance(one, Exception) for one in found), found
    assert await how_many(store) == 0


async def test_one_that_nobody_waits_for_any_more_never_begins(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(store)
    await held.has_begun()
    monkeypatch.setattr("bot.adapters.sql.store.ANSWER_LIMIT_S", 0.1)
    with pytest.raises(Unavailable):
        await numbered(store, 1)
    monkeypatch.undo()
    await held.let_go()
    assert await how_many(store) == 0
