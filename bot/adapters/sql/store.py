"""The store: transactions in a thread of their own, queries beside them, and a signal when something must be shown.

A handler is a plain function, so nothing in a transaction can wait for anything but the database, and one command costs
one hop to a thread. SQLite has one writing thread, so two transactions never meet; PostgreSQL has several.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread
from typing import Any, TypeVar

import structlog
from sqlalchemy import ColumnElement, Connection, Engine, func, literal, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.adapters.sql import engine, homes, rows, schema
from bot.adapters.sql.places import at, is_card, newest_first
from bot.adapters.sql.plain import Statements, as_sqlalchemy
from bot.adapters.sql.preferring import choose
from bot.adapters.sql.queries import SqlQueries
from bot.adapters.sql.tables import Instant
from bot.adapters.sql.together import Together
from bot.adapters.sql.upserts import insert_into
from bot.adapters.sql.work import Conflict, SqlWork, save_announcements
from bot.announcements import Reach
from bot.delivery.trouble import tell_of_place
from bot.errors import Unavailable
from bot.ports import Clock, Person, Ref, Work
from bot.preferences import Preferences
from bot.routing import Organisation

T = TypeVar("T")
log = structlog.get_logger()

TRIES = 20
"""How often a transaction that met another's change runs again; with 50 people at one request the last needs a few."""

ANSWER_LIMIT_S = 2.0
"""Somebody waits for the answer, and Slack for an acknowledgement within 3 seconds."""

CLOSE_LIMIT_S = 5.0
"""Whoever stops the bot kills it after a while; what has not been answered by then was told to be uncertain."""

BROKEN = 2
"""How often a transaction runs again whose connection broke before the commit: the pool may be full of such."""

RUN_AGAIN = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a serialization failure and a deadlock (appendix A of its manual)."""

UNIQUE_VIOLATION = "23505"
"""PostgreSQL's code, of the same appendix."""


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
        # To begin and end a transaction takes two more journeys to PostgreSQL.
        self._reader_of_one = (
            self._reader.execution_options(isolation_level="AUTOCOMMIT") if self.is_postgresql else self._reader
        )
        self._writers = ThreadPoolExecutor(engine.POOL_SIZE if self.is_postgresql else 1, "store-writer")
        self._readers = ThreadPoolExecutor(engine.POOL_SIZE if self.is_postgresql else 4, "store-reader")
        self._together = Together(self.writer, self._writers, alone=self._write, unavailable=_unavailable)
        self.queries = SqlQueries(self.read)
        self.on_announced: Callable[[], None] = lambda: None
        """Called in the event loop after a commit that made something due."""

    async def migrate(self) -> None:
        """Bring the schema to the newest version. Raises ``Unavailable``; ``Rejected`` for one that is newer yet."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._writers, schema.migrate, self.writer)
        except DBAPIError as error:
            raise _unavailable(error) from error

    async def close(self) -> None:
        """Let what runs finish, and close all connections. A database that hangs is not waited for."""
        loop, closed = asyncio.get_running_loop(), asyncio.Event()

        def close() -> None:
            self._shut_down()
            with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                loop.call_soon_threadsafe(closed.set)

        Thread(target=close, name="store-closing", daemon=True).start()
        try:
            async with asyncio.timeout(CLOSE_LIMIT_S):
                await closed.wait()
        except TimeoutError:
            log.warning("database_hangs", left_after_s=CLOSE_LIMIT_S)

    def _shut_down(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self.writer.dispose()
        self._reader.dispose()

    # -- transactions ----------------------------------------------------------------------------------------

    async def run(self, handler: Callable[[Work], T]) -> T:
        """Run *handler* in one transaction. Raises what it raises, and ``Unavailable`` when the database is away.

        A caller that gets ``Unavailable``, or is cancelled, does not know whether the change was made: a transaction
        that runs goes on to its end.
        """

        def transaction(connection: Connection) -> tuple[T, bool]:
            work = SqlWork(connection, organisation=self._organisation(), reach=self._reach, now=self._clock())
            return work.carry_out(handler), work.announced

        result, announced = await self.write(transaction)
        if announced:
            self.on_announced()
        return result

    async def write(self, transaction: Callable[[Connection], T]) -> T:
        """Run *transaction* on a writing connection and commit. Raises ``Unavailable``."""

        def translated(connection: Connection) -> T:
            with as_sqlalchemy(connection):
                return transaction(connection)

        if self.is_postgresql:
            writing = asyncio.get_running_loop().run_in_executor(self._writers, self._write, translated)
        else:
            writing = asyncio.wrap_future(self._together.submit(translated))
        return await self._answered(writing)

    async def _answered(self, working: asyncio.Future[T]) -> T:
        """The result, if it is there in time. What has not begun by then never does."""
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                return await working
        except TimeoutError as error:
            raise Unavailable(f"database: no answer in {ANSWER_LIMIT_S:g} s", unclear=True) from error

    def _write(self, transaction: Callable[[Connection], T]) -> T:
        for attempt in range(1, TRIES + 1):
            committing = False
            try:
                with self.writer.begin() as connection:
                    result = transaction(connection)
                    committing = True
                return result
            except Conflict:
                log.info("transaction_met_another", attempt=attempt)
            except IntegrityError as error:
                # Two wrote the same thing at once: run again, and the rules find what the other wrote.
                if not _is_there_already(error) or attempt == TRIES:
                    raise
                log.info("transaction_met_another", attempt=attempt)
            except DBAPIError as error:
                # A connection that broke before the commit took everything with it.
                broken = error.connection_invalidated and not committing and attempt <= BROKEN
                if not broken and getattr(error.orig, "sqlstate", None) not in RUN_AGAIN:
                    raise _unavailable(error) from error
                log.info("transaction_runs_again", attempt=attempt, reason=type(error.orig).__name__)
        raise Unavailable("too many changes at once")

    async def announce(self) -> None:
        """Wake delivery, here and in every replica."""
        if self.is_postgresql:
            await self.write(lambda connection: Statements(connection).notify())
        self.on_announced()

    async def read_one(self, query: Callable[[Connection], T]) -> T:
        """Run *query*, which is one statement: that is a snapshot without a transaction around it."""
        working = asyncio.get_running_loop().run_in_executor(self._readers, self._read, query, self._reader_of_one)
        return await self._answered(working)

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run *query* on a reading connection, in one snapshot. Raises ``Unavailable``."""
        return await self._answered(asyncio.get_running_loop().run_in_executor(self._readers, self._read, query))

    def _read(self, query: Callable[[Connection], T], reader: Engine | None = None) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                with (reader or self._reader).connect() as connection:
                    found = query(connection)
                    connection.commit()  # psycopg forgets the statements it has prepared with every ROLLBACK
                return found
            except DBAPIError as error:
                if not error.connection_invalidated or attempt > BROKEN:
                    raise _unavailable(error) from error
        raise Unavailable("too many broken connections")

    def now(self, clock: Clock, plus_s: float = 0.0) -> ColumnElement[Any]:
        """Now, as the database sees it, and so many seconds on; SQLite is of one machine, and follows *clock*."""
        if self.is_postgresql:
            return func.clock_timestamp() + timedelta(seconds=plus_s)
        return literal(clock() + timedelta(seconds=plus_s), Instant())

    # -- questions that arrive again -------------------------------------------------------------------------

    async def first_time(self, key: str) -> bool:
        """Whether this key was never noted before; it is now, for as long as that of a command."""

        def transaction(connection: Connection) -> bool:
            heard = insert_into(rows.inbox, connection).values(key=key, number="", at=self._clock())
            noted = heard.on_conflict_do_nothing().returning(rows.inbox.c.key)
            return connection.execute(noted).first() is not None

        return await self.write(transaction)

    # -- places that come and go -----------------------------------------------------------------------------

    async def place_lost(self, destination: str, reason: str) -> bool:
        """Tell the administrators, with the newest case that has to be shown there."""
        card = select(rows.deliveries.c.case).where(is_card(), at(destination))
        newest = card.order_by(*newest_first()).limit(1)

        def transaction(connection: Connection) -> bool:
            case = connection.execute(newest).scalar_one_or_none()
            if case is not None:
                now = self._clock()
                told = tell_of_place(destination, case, reason, self._organisation(), now)
                save_announcements(connection, told, version=1, now=now)
            return case is not None

        lost = await self.write(transaction)
        await self.announce()
        return lost

    async def place_back(self, destination: str) -> int:
        """Let go of the waits as well."""
        d = rows.deliveries.c
        parked = (d.destination == destination, d.parked.is_not(None))
        again = update(rows.deliveries).where(*parked).values(parked=None, attempts=0)
        at_once = update(rows.destinations).where(rows.destinations.c.name == destination).values(next_at=None)

        def transaction(connection: Connection) -> int:
            connection.execute(at_once)
            return connection.execute(again).rowcount

        count = await self.write(transaction)
        await self.announce()
        return count

    # -- secrets ---------------------------------------------------------------------------------------------

    async def secret(self, name: str) -> str:
        """The same for every process on this store."""
        mine = {"name": name, "value": secrets.token_hex(32)}
        kept = select(rows.secrets.c.value).where(rows.secrets.c.name == name)

        def transaction(connection: Connection) -> str:
            statement = insert_into(rows.secrets, connection).values(mine).on_conflict_do_nothing()
            connection.execute(statement)
            value: str = connection.execute(kept).scalar_one()
            return value

        return await self.write(transaction)

    # -- people ----------------------------------------------------------------------------------------------

    async def remember_person(self, person: Person, platform: str, identity: Mapping[str, Any]) -> None:
        """Note who a platform's user is, and that they were seen there just now."""

        def transaction(connection: Connection) -> None:
            work = SqlWork(connection, organisation=self._organisation(), reach=self._reach, now=self._clock())
            work.remember_person(person, platform, identity)

        await self.write(transaction)

    async def choose(self, email: str, preferences: Preferences) -> None:
        """Keep what this person chose. What was held back for them is looked at again."""
        now = self._clock()
        await self.write(lambda connection: choose(connection, email, preferences, now))
        await self.announce()

    async def open_home(
        self, email: str, platform: str, words: str, *, ref: Ref | None = None, unless_since: datetime | None = None
    ) -> None:
        """The person looks at their Home: from now on it follows what happens."""
        now = self._clock()
        await self.write(
            lambda connection: homes.open_home(
                connection, email, platform, words, now, ref=ref, unless_since=unless_since
            )
        )
        await self.announce()

    async def close_home(self, email: str, platform: str, ref: Ref) -> None:
        """The message at *ref* shows something else now."""
        await self.write(lambda connection: homes.close_home(connection, email, platform, ref))


def _is_there_already(error: IntegrityError) -> bool:
    """Whether a row with the same key is there; any other constraint fails again, however often it is tried."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorcode", None)
    return code in {UNIQUE_VIOLATION, sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}


def _unavailable(error: DBAPIError) -> Exception:
    """What a failure of the database means: away for now, or a bug that has to rise as it is."""
    away = error.connection_invalidated or type(error).__name__ in {
        "OperationalError",
        "InterfaceError",
        "InternalError",
    }
    said = (str(error.orig).splitlines() or [""])[0]
    return Unavailable(f"database: {type(error.orig).__name__}: {said}", unclear=True) if away else error
