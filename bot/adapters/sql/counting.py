"""How many questions came in where, by which move, and how they ended."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore

STILL_OPEN = "open"


@dataclass(frozen=True, order=True)
class Counted:
    """One line: ``month`` is ``2026-11`` on the organisation's calendar, ``ended`` an outcome or ``open``."""

    month: str
    intake: str
    move: str
    ended: str


async def count_cases(store: SqlStore, zone: ZoneInfo, since: datetime) -> list[tuple[Counted, int]]:
    """The cases opened from *since* on, by month, desk, move and how they ended, in that order."""
    c = rows.cases.c
    query = select(c.opened_at, c.intake, c.move, c.outcome).where(c.opened_at >= since)
    found = await store.read(lambda connection: connection.execute(query).all())
    counted = Counter(
        Counted(row.opened_at.astimezone(zone).strftime("%Y-%m"), row.intake, row.move, row.outcome or STILL_OPEN)
        for row in found
    )
    return sorted(counted.items())
