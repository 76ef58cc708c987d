"""Connections to PostgreSQL are closed by whoever opened them, also those that broke."""

import asyncio
from threading import Barrier
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from bot.adapters.sql import engine
from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.errors import Unavailable
from bot.routing import Organisation
from tests.builders import Ticking

AT_ONCE = 4


@pytest.fixture
def store(postgresql_address: str, organisation: Organisation) -> SqlStore:
    """A store on PostgreSQL, which the test closes."""
    return SqlStore(postgresql_address, organisation=lambda: organisation, reach=Reach(), clock=Ticking())


async def opened_by(store: SqlStore) -> list[psycopg.Connection[Any]]:
    """What the driver opens for writing from now on; so many are opened at once."""
    opened: list[psycopg.Connection[Any]] = []
    event.listen(store.writer, "connect", lambda connection, _record: opened.append(connection))
    everybody = Barrier(AT_ONCE)
    await asyncio.gather(*(store.write(lambda _: everybody.wait(timeout=30)) for _ in range(AT_ONCE)))
    assert len(opened) == AT_ONCE
    return opened


async def test_when_one_breaks_the_others_to_the_same_server_are_closed_too(store: SqlStore) -> None:
    opened = await opened_by(store)
    tries = 0

    def cut_the_first_time(connection: Connection) -> None:
        nonlocal tries
        tries += 1
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("SELECT pg_terminate_backend(pg_backend_pid())" if tries == 1 else "SELECT 1")

    await store.write(cut_the_first_time)
    assert tries == 2, "nobody noticed"
    everybody = Barrier(AT_ONCE)
    await asyncio.gather(*(store.write(lambda _: everybody.wait(timeout=30)) for _ in range(AT_ONCE)))
    assert all(connection.closed for connection in opened[:AT_ONCE]), "they may have broken as well"
    await store.close()
    assert all(connection.closed for connection in opened)


async def test_one_that_cannot_be_set_up_is_closed(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[psycopg.Connection[Any]] = []

    def connect(*args: Any, **named: Any) -> psycopg.Connection[Any]:
        opened.append(psycopg.Connection.connect(*args, **named))
        return opened[-1]

    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setitem(engine._FEW_ROWS, "statement_timeout", "'no time at all'")
    with pytest.raises((DBAPIError, Unavailable)):
        await store.write(lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one())
    assert opened
    assert all(connection.closed for connection in opened)
    await store.close()


class TestOneThatBrokeBetweenTwoTransactions:
    """It is looked at after a while without use; else whoever meets it runs again."""

    @pytest.mark.parametrize(("idle_s", "begun"), [(0.0, 1), (60.0, 2)], ids=["long ago", "a moment ago"])
    async def test_nobody_notices(
        self, store: SqlStore, monkeypatch: pytest.MonkeyPatch, idle_s: float, begun: int
    ) -> None:
        monkeypatch.setattr(engine, "IDLE_S", idle_s)
        process = await store.write(process_of)
        with psycopg.connect(str(store.writer.url.set(drivername="postgresql").render_as_string(False))) as other:
            other.execute("SELECT pg_terminate_backend(%s, 10000)", [process])
        tries: list[int] = []

        def work(connection: Connection) -> int:
            tries.append(1)
            return process_of(connection)

        assert await store.write(work) != process
        assert len(tries) == begun
        await store.close()


async def test_what_is_asked_often_stays_prepared(store: SqlStore) -> None:
    """The driver drops all it has prepared with every ROLLBACK, and the server would plan each question anew."""
    await store.migrate()

    for _ in range(10 * engine.POOL_SIZE):
        await store.queries.latest_case_of_ticket("M2611 0042")

    kept = [await store.read(prepared_on) for _ in range(engine.POOL_SIZE)]
    assert max(kept) > 0
    await store.close()


def prepared_on(connection: Connection) -> int:
    """How many statements this connection has prepared."""
    counted: int = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()
    return counted


def process_of(connection: Connection) -> int:
    """The server's process for this connection."""
    driver = connection.connection.driver_connection
    assert driver is not None
    found: int = driver.execute("SELECT pg_backend_pid()").fetchone()[0]
    return found
