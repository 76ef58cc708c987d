"""Which tickets are followed, and what TOPdesk called about."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, or_, select

from bot.adapters.sql import rows
from bot.adapters.sql.chores import SqlTurns
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.upserts import insert_into
from bot.announcements import Purpose
from bot.ports import Clock
from bot.watching import Hint, Watched

FOLLOWED_FOR = timedelta(days=60)
"""A student who replies to a case that was closed longer ago than this starts anew."""

MOST_HINTS = 200
"""At once: the others come at the next look."""


class SqlWatch:
    """The ``Watch`` of the store."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._turns = SqlTurns(store, clock)

    async def hint(self, ticket: str) -> bool:
        """Note that TOPdesk called about this ticket (its id); whether a case of ours has it."""
        c = rows.cases.c
        ours = select(c.number).where(c.ticket_id == ticket).limit(1)
        if await self._store.read_one(lambda connection: connection.execute(ours).first()) is None:
            return False
        now = self._clock()

        def note(connection: Connection) -> None:
            new = insert_into(rows.ticket_hints, connection).values(ticket=ticket, at=now)
            connection.execute(new.on_conflict_do_update(index_elements=["ticket"], set_={"at": now}))

        await self._store.write(note)
        return True

    async def hints(self) -> Sequence[Hint]:
        """Oldest first."""
        h = rows.ticket_hints.c
        query = select(rows.ticket_hints).order_by(h.at).limit(MOST_HINTS)
        found = await self._store.read_one(lambda connection: connection.execute(query).all())
        return [Hint(row.ticket, row.at) for row in found]

    async def done(self, hint: Hint) -> None:
        """A later call about the same ticket stays."""
        h = rows.ticket_hints.c
        same = delete(rows.ticket_hints).where(h.ticket == hint.ticket, h.at == hint.at)
        await self._store.write(lambda connection: connection.execute(same).rowcount)

    async def my_turn(self, name: str, every: timedelta) -> bool:
        """One replica at a time; who dies over it is replaced at the next turn."""
        return await self._turns.take(name, every, lambda _connection, _now: 1) is not None

    async def watched(self, tickets: Sequence[str] | None = None) -> Sequence[Watched]:
        """Those with these tickets, or all."""
        found = await self._store.read_one(lambda connection: connection.execute(self._query(tickets)).all())
        # The open case of a ticket comes last, and of closed ones the newest: that one stands.
        return list({row.ticket_id or row.number: _watched(row) for row in found}.values())

    def _query(self, tickets: Sequence[str] | None) -> Any:
        c, s, d = rows.cases.c, rows.tickets_seen.c, rows.deliveries.c
        under_way = (d.case == c.number) & (d.purpose == Purpose.TICKET) & (d.shown < d.want) & d.parked.is_(None)
        recent = or_(c.outcome.is_(None), c.closed_at > self._clock() - FOLLOWED_FOR)
        theirs = c.ticket_number.is_not(None) if tickets is None else c.ticket_id.in_(tickets)
        being_written = exists(select(d.id).where(under_way)).label("being_written")
        return (
            select(
                *(c.number, c.version, c.outcome, c.ticket_id, c.ticket_number),
                *(s.version.label("seen_version"), s.modified_at, s.looked_at, being_written),
            )
            .outerjoin(rows.tickets_seen, s.case == c.number)
            .where(and_(recent, theirs))
            .order_by(c.outcome.is_(None), c.opened_at, c.number)
        )


def _watched(row: Row[Any]) -> Watched:
    is_open = row.outcome is None
    never = row.seen_version is None
    return Watched(
        case=row.number,
        version=row.version,
        is_open=is_open,
        number=row.ticket_number,
        ticket=row.ticket_id,
        modified_at=row.modified_at,
        again=never or (is_open and (row.modified_at is None or row.seen_version != row.version)),
        being_written=bool(row.being_written),
        looked_at=row.looked_at,
    )
