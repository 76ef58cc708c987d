"""The store: transactions in a thread of their own, queries beside them, and a signal when something must be shown.

A handler is a plain function, so nothing in a transaction can wait for anything but the database, and one command costs
one hop to a thread. SQLite has one writing thread, so two transactions never meet; PostgreSQL has several.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.adapters.sql import engine, schema
from bot.adapters.sql.queries import SqlQueries
from bot.adapters.sql.work import Conflict, SqlWork
from bot.announcements import Reach
from bot.errors import Unavailable
from bot.ports import Clock, Person, Work
from bot.routing import Organisation

T = TypeVar("T")
log = structlog.get_logger()

TRIES = 20
"""How often a transaction that met another's change runs again; with 50 people at one request the last needs a few."""

NOTIFICATION = "secondline"
"""The channel on which replicas on PostgreSQL tell each other that something must be shown."""

RUN_AGAIN = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a serialization failure and a deadlock (appendix A of its manual)."""


class SqlStore:
    """The coordination state in SQLite (one process) or PostgreSQL (any number)."""

    def __init__(self, address: str, *, organisation: Callable[[], Organisation], reach: Reach, clock: Clock) -> None:
        url = engine.database_url(address)
        self._organisation = organisation
        self._reach = reach
        self._clock = clock
        self.is_postgresql = url.get_backend_name() == "postgresql"
        self.writer = engine.writer(url)
        self._reader = engine.reader(url)
        self._writers = ThreadPoolExecutor(engine.POOL_SIZE if self.is_postgresql else 1, "store-writer")
        self._readers = ThreadPoolExecutor(engine.POOL_SIZE if self.is_postgresql else 4, "store-reader")
        self.queries = SqlQueries(self.read)
        self.on_announced: Callable[[], None] = lambda: None
        """Called in the event loop after a commit that made something due."""

    async def migrate(self) -> None:
        """Bring the schema to the newest version."""
        await asyncio.get_running_loop().run_in_executor(self._writers, schema.migrate, self.writer)

    async def close(self) -> None:
        """Let what runs finish, and close all connections."""
        await asyncio.to_thread(self._shut_down)

    def _shut_down(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self.writer.dispose()
        self._reader.dispose()

    # -- transactions ----------------------------------------------------------------------------------------

    async def run(self, handler: Callable[[Work], T]) -> T:
        """Run *handler* in one transaction. Raises what it raises, and ``Unavailable`` when the database is away.

        A caller that is cancelled does not know whether the change was made: the transaction goes on to its end.
        """

        def transaction(connection: Connection) -> tuple[T, bool]:
            work = SqlWork(connection, organisation=self._organisation(), reach=self._reach, now=self._clock())
            result = handler(work)
            if work.announced and self.is_postgresql:
                connection.execute(text(f"NOTIFY {NOTIFICATION}"))
            return result, work.announced

        result, announced = await self.write(transaction)
        if announced:
            self.on_announced()
        return result

    async def write(self, transaction: Callable[[Connection], T]) -> T:
        """Run *transaction* on a writing connection and commit."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._writers, self._write, transaction))

    def _write(self, transaction: Callable[[Connection], T]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                with self.writer.begin() as connection:
                    return transaction(connection)
            except Conflict:
                log.info("transaction_met_another", attempt=attempt)
            except IntegrityError:
                # Two wrote the same thing at once: run again, and the rules find what the other wrote.
                if attempt == TRIES:
                    raise
                log.info("transaction_met_another", attempt=attempt)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in RUN_AGAIN:
                    raise _unavailable(error) from error
        raise Unavailable("too many changes at once")

    async def announce(self) -> None:
        """Wake delivery, here and in every replica."""
        if self.is_postgresql:
            await self.write(lambda connection: connection.execute(text(f"NOTIFY {NOTIFICATION}")))
        self.on_announced()

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run *query* on a reading connection. Raises ``Unavailable``."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, query)

    def _read(self, query: Callable[[Connection], T]) -> T:
        try:
            with self._reader.connect() as connection:
                return query(connection)
        except DBAPIError as error:
            raise _unavailable(error) from error

    # -- people ----------------------------------------------------------------------------------------------

    async def remember_person(self, person: Person, platform: str, identity: Mapping[str, Any]) -> None:
        """Note who a platform's user is, and that they were seen there just now."""

        def transaction(connection: Connection) -> None:
            work = SqlWork(connection, organisation=self._organisation(), reach=self._reach, now=self._clock())
            work.remember_person(person, platform, identity)

        await self.write(transaction)


def _unavailable(error: DBAPIError) -> Exception:
    """What a failure of the database means: away for now, or a bug that has to rise as it is."""
    away = error.connection_invalidated or type(error).__name__ in {
        "OperationalError",
        "InterfaceError",
        "InternalError",
    }
    return Unavailable(f"database: {type(error.orig).__name__}", unclear=True) if away else error
