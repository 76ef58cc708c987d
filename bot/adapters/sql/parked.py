"""Deliveries that were parked: for an administrator to see, and to try again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose


@dataclass(frozen=True)
class Parked:
    """A delivery that is not tried any more, and why."""

    id: int
    purpose: Purpose
    case: str
    destination: str
    reason: str
    attempts: int
    made_at: datetime


class SqlParked:
    """What an administrator can do about deliveries that did not arrive."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def all(self) -> tuple[Parked, ...]:
        """Every parked delivery, oldest first."""
        c = rows.deliveries.c
        query = select(rows.deliveries).where(c.parked.is_not(None)).order_by(c.id)
        found = await self._store.read(lambda connection: connection.execute(query).all())
        return tuple(
            Parked(r.id, Purpose(r.purpose), r.case, r.destination, r.parked, r.attempts, r.made_at) for r in found
        )

    async def retry(self, ids: Sequence[int] | None = None) -> int:
        """Try these again, or all of them; answers how many there were."""
        c = rows.deliveries.c
        statement = update(rows.deliveries).where(c.parked.is_not(None))
        statement = statement.values(parked=None, attempts=0, limited_since=None)
        if ids is not None:
            statement = statement.where(c.id.in_(ids))
        count = await self._store.write(lambda connection: connection.execute(statement).rowcount)
        await self._store.announce()
        return count
