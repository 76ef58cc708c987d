"""Connections to PostgreSQL are closed by whoever opened them, also those that broke."""

import asyncio
from threading import Barrier
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event

from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
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
