"""Chores in the store: whose turn it is, and what is cleared away when nobody can need it any more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, literal_column, or_, select, update

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.upserts import insert_into
from bot.announcements import Purpose
from bot.chores import Chore
from bot.ports import Clock

INBOX_DAYS = 14
"""Platforms repeat a command within the hour; what was pressed twice is recognised for longer."""

DELIVERED_DAYS = 90

MOST_ROWS = 5_000
"""At once: nobody who writes at that moment waits long."""

Now = Callable[[timedelta], ColumnElement[Any]]
"""The database's time, so far from now."""

Work = Callable[[Connection, Now], int]


class SqlTurns:
    """The ``Turns`` of the store."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def take(self, name: str, every: timedelta, work: Work) -> int | None:
        """A replica that finds another at it passes on."""
        c = rows.chores.c
        await self._know(name)
        # A turn further on than the next can be was noted by a clock that has been set back since.
        its_time = or_(c.next_at <= self._now(timedelta()), c.next_at > self._now(every))
        mine = select(c.name).where(c.name == name, its_time)
        if self._store.is_postgresql:
            mine = mine.with_for_update(skip_locked=True)
        next_turn = update(rows.chores).where(c.name.in_(mine)).values(next_at=self._now(every))

        def turn(connection: Connection) -> int | None:
            return work(connection, self._now) if connection.execute(next_turn).rowcount == 1 else None

        return await self._store.write(turn)

    async def _know(self, name: str) -> None:
        """By itself and only where it is new: an INSERT waits for whoever is at the row."""
        known = select(rows.chores.c.name).where(rows.chores.c.name == name)
        if await self._store.read(lambda connection: connection.execute(known).first()) is not None:
            return

        def make(connection: Connection) -> None:
            new = insert_into(rows.chores, connection).values(name=name, next_at=self._now(timedelta()))
            connection.execute(new.on_conflict_do_nothing())

        await self._store.write(make)

    def _now(self, plus: timedelta) -> ColumnElement[Any]:
        return self._store.now(self._clock, plus.total_seconds())


def clear_inbox(connection: Connection, now: Now) -> int:
    """Forget commands of long ago; how many."""
    c = rows.inbox.c
    return _remove(connection, c.key, c.at < _ago(now, INBOX_DAYS))


def clear_deliveries(connection: Connection, now: Now) -> int:
    """Forget lines, notices and entries in the ticket that arrived long ago, of cases that are closed; how many.

    Cards stay, because a case can be opened again, and so does what was parked, because nobody has looked at it yet.
    """
    c = rows.deliveries.c
    closed = exists().where(rows.cases.c.number == c.case, rows.cases.c.outcome.is_not(None))
    arrived = and_(c.shown >= c.want, c.parked.is_(None), c.sweep_at.is_(None))
    # Written out, or SQLite would not see that an index fits.
    is_no_card = c.purpose != literal_column(f"'{Purpose.CARD}'")
    old = c.made_at < _ago(now, DELIVERED_DAYS)
    return _remove(connection, c.id, and_(is_no_card, arrived, old, closed))


def _ago(now: Now, days: int) -> Any:
    """Asked once: with a time that may change from row to row PostgreSQL would not use an index."""
    return select(now(-timedelta(days=days))).scalar_subquery()


def _remove(connection: Connection, key: Any, condition: ColumnElement[bool]) -> int:
    some = select(key).where(condition).limit(MOST_ROWS)
    return connection.execute(delete(key.table).where(key.in_(some))).rowcount


CHORES: tuple[Chore[Work], ...] = (
    Chore("clear-inbox", timedelta(hours=1), clear_inbox),
    Chore("clear-deliveries", timedelta(hours=1), clear_deliveries),
)
