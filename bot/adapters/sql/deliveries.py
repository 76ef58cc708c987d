"""Deliveries in the store: who serves which destination, and how far each delivery has come.

Leases and waits follow the database's clock on PostgreSQL, so replicas whose own clocks differ agree.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.tables import Instant
from bot.adapters.sql.work import save_announcements
from bot.announcements import Announcement, Purpose
from bot.delivery import Due
from bot.delivery.telling import gathered
from bot.delivery.trouble import CARD_NOT_POSTED
from bot.ports import Clock

Ref = Mapping[str, Any]

TOO_FAR_S = 1_200.0
"""Nobody waits for so long. A time further on was noted by a clock that has been set back since."""

LONGEST_PACE_S = 60.0
"""No platform asks for more time between two posts."""

TIMES = {"now": 0.0, "too_far": TOO_FAR_S}
"""Seconds from now."""


class SqlDeliveries:
    """The ``Deliveries`` of the store."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        # Made once: they are asked for at every step, and to put one together takes longer than to run it.
        self._anything_due = select(self._due(true()).c.id).limit(1)
        self._earliest = self._earliest_of(bindparam("destination"))
        self._waiting = self._waiting_for(bindparam("kind"), bindparam("room"))

    async def lease(self, holder: str, rooms: Mapping[str, int], lease_s: float) -> Mapping[str, float]:
        """Take destinations of each kind, the oldest delivery first. Replicas on PostgreSQL never wait for each other.

        Each kind has a query of its own, so that a crowd of one kind leaves the others their room.
        """
        d = rows.destinations.c
        held = {"lease_by": holder, "lease_until": self._now(lease_s)}

        def transaction(connection: Connection) -> Mapping[str, float]:
            asked = [{"kind": f"{kind}:", "room": room, **self._times()} for kind, room in rooms.items() if room > 0]
            found = [row for of_kind in asked for row in connection.execute(self._waiting, of_kind)]
            if found:
                connection.execute(update(rows.destinations).where(d.name.in_(r.name for r in found)).values(held))
            return {row.name: _pause_s(row.posts_from, row.now) for row in found}

        found = await self._store.read_one(
            lambda connection: connection.execute(self._anything_due, self._times()).first()
        )
        return {} if found is None else await self._store.write(transaction)

    def _waiting_for(self, kind: ColumnElement[str], room: ColumnElement[int]) -> Select[Any]:
        """The destinations of a kind that have something due, that nobody holds and that have rested."""
        d, c = rows.destinations.c, rows.deliveries.c
        now, too_far = self._at("now"), self._at("too_far")
        free = or_(d.lease_until.is_(None), d.lease_until <= now, d.lease_until > too_far)
        rested = or_(d.next_at.is_(None), d.next_at <= now, d.next_at > too_far)
        due = self._due(c.destination.startswith(kind))
        oldest = select(due.c.destination, func.min(due.c.id).label("first")).group_by(due.c.destination).subquery()
        query = select(d.name, d.posts_from, now.label("now")).join(oldest, oldest.c.destination == d.name)
        query = query.where(free, rested)
        query = query.order_by(oldest.c.first).limit(room)
        if self._store.is_postgresql:
            # Not against what refers to the row: a case that is being saved must not hide its destinations.
            query = query.with_for_update(skip_locked=True, key_share=True, of=rows.destinations)
        return query

    async def earliest(self, destination: str) -> Due | None:
        """The lowest that is due."""
        asked = {"destination": destination, **self._times()}
        row = await self._store.read_one(lambda connection: connection.execute(self._earliest, asked).one_or_none())
        return _due_from_row(row) if row else None

    def _earliest_of(self, destination: ColumnElement[str]) -> Select[Any]:
        c = rows.deliveries.c
        lowest = select(func.min(self._due(c.destination == destination).c.id)).scalar_subquery()
        return select(rows.deliveries).where(c.id == lowest)

    async def begin(self, due: Due, holder: str, lease_s: float) -> bool:
        """Until the try is known to have ended it counts as unclear: a killed process leaves it so."""
        noted = {
            "attempts": due.attempts + 1,
            "first_try": func.coalesce(rows.deliveries.c.first_try, self._now()),
            "unclear": True,
        }

        def transaction(connection: Connection) -> bool:
            d = rows.destinations.c
            held = and_(d.name == due.destination, d.lease_by == holder, d.lease_until > self._now())
            longer = update(rows.destinations).where(held).values(lease_until=self._now(lease_s))
            if connection.execute(longer).rowcount != 1:
                return False
            connection.execute(update(rows.deliveries).where(rows.deliveries.c.id == due.id).values(noted))
            return True

        return await self._store.write(transaction)

    async def done(
        self, due: Due, holder: str, version: int, ref: Ref | None, *, sweep_after_s: float | None = None
    ) -> bool:
        """Mark it shown, as long as the lease is held. The first try is remembered as long as there is to sweep."""
        shown: dict[str, Any] = {
            "shown": func.least(version, rows.deliveries.c.want)
            if self._store.is_postgresql
            else func.min(version, rows.deliveries.c.want),
            "remote_ref": dict(ref) if ref is not None else None,
            "attempts": 0,
            "limited_since": None,
            "unclear": False,
        }
        if sweep_after_s is not None:
            shown["sweep_at"] = self._now(sweep_after_s)
        elif not due.sweeps:
            shown["first_try"] = case((rows.deliveries.c.sweep_at.is_(None), None), else_=rows.deliveries.c.first_try)
        kept = await self._change(due, holder, shown)
        if kept and due.purpose is Purpose.CARD and due.ref is None:
            await self._lines_can_follow(due)
        return kept

    async def _lines_can_follow(self, due: Due) -> None:
        """Lines were parked because there was no card; there is one now."""
        c = rows.deliveries.c
        waiting = and_(
            c.case == due.case, c.party == due.party, c.destination == due.destination, c.parked == CARD_NOT_POSTED
        )
        statement = update(rows.deliveries).where(waiting).values(parked=None, attempts=0)
        await self._store.write(lambda connection: connection.execute(statement))

    async def swept(self, due: Due, holder: str) -> bool:
        """There is one message now."""
        return await self._change(due, holder, {"sweep_at": None, "first_try": None, "attempts": 0, "unclear": False})

    async def post_anew(self, due: Due, holder: str) -> bool:
        """The next try posts the card; a line waits for it, because the card was there first."""
        c = rows.deliveries.c
        anew = {"remote_ref": None, "shown": 0, "first_try": None, "unclear": False, "attempts": 0, "sweep_at": None}
        anew["limited_since"] = None
        belongs = and_(
            c.case == due.case, c.party == due.party, c.destination == due.destination, c.purpose == Purpose.CARD
        )
        statement = update(rows.deliveries).where(belongs, self._held(due, holder)).values(anew)
        return await self._store.write(lambda connection: connection.execute(statement).rowcount == 1)

    async def failed(
        self,
        due: Due,
        holder: str,
        *,
        unclear: bool,
        counts: bool = True,
        limited: bool = False,
        parked: str | None = None,
        tell: Sequence[Announcement] = (),
    ) -> bool:
        """The try has ended without success; who has to know is told in the same commit."""
        values = {"unclear": unclear, "parked": parked, **self._tried(due, counts=counts, limited=limited)}
        return await self._change(due, holder, values, tell)

    async def sweep_again(self, due: Due, holder: str, after_s: float, *, counts: bool, limited: bool) -> bool:
        """The same for a sweep."""
        later = {"unclear": False, "sweep_at": self._now(after_s)}
        return await self._change(due, holder, {**later, **self._tried(due, counts=counts, limited=limited)})

    def _tried(self, due: Due, *, counts: bool, limited: bool) -> dict[str, Any]:
        since = func.coalesce(rows.deliveries.c.limited_since, self._now()) if limited else None
        return {"limited_since": since} if counts else {"limited_since": since, "attempts": due.attempts}

    async def _change(self, due: Due, holder: str, values: dict[str, Any], tell: Sequence[Announcement] = ()) -> bool:
        mine = and_(rows.deliveries.c.id == due.id, self._held(due, holder))
        statement = update(rows.deliveries).where(mine).values(values)

        def transaction(connection: Connection) -> bool:
            changed = connection.execute(statement).rowcount == 1
            if changed and tell:
                save_announcements(connection, tell, version=1, now=self._clock())
            return changed

        return await self._store.write(transaction)

    async def hold(self, due: Due, holder: str, until: datetime) -> bool:
        """What waits for one person is gathered in the first of it, so that it is one message."""
        c = rows.deliveries.c
        waits = and_(c.shown < c.want, c.parked.is_(None), c.not_before.is_not(None), c.first_try.is_(None))
        same = and_(c.destination == due.destination, c.purpose == Purpose.NOTICE, c.id != due.id)
        earlier = select(c.id, c.payload).where(same, waits).order_by(c.id).limit(1)
        mine = and_(c.id == due.id, self._held(due, holder))

        def transaction(connection: Connection) -> bool:
            first = connection.execute(earlier).one_or_none() if due.first_try is None else None
            values = {"not_before": until} if first is None else {"shown": c.want}
            held = connection.execute(update(rows.deliveries).where(mine).values(values)).rowcount == 1
            if held and first is not None:
                payload = gathered(first.payload, due)
                merged = update(rows.deliveries).where(c.id == first.id).values(payload=payload, not_before=until)
                connection.execute(merged)
            return held

        return await self._store.write(transaction)

    async def forget(self, due: Due, holder: str) -> bool:
        """It is gone, and what would still change it with it."""
        mine = and_(rows.deliveries.c.id == due.id, self._held(due, holder))
        return await self._store.write(lambda c: c.execute(delete(rows.deliveries).where(mine)).rowcount == 1)

    def _held(self, due: Due, holder: str) -> ColumnElement[bool]:
        d = rows.destinations.c
        held = select(literal(1)).where(d.name == due.destination, d.lease_by == holder, d.lease_until > self._now())
        return held.exists()

    def _due(self, condition: ColumnElement[bool]) -> Subquery:
        """The ``destination`` and ``id`` of what has to be shown or swept; what is both may be there twice.

        Two queries in one: with OR no database would use the partial indexes, and read all that ever was delivered.
        """
        c = rows.deliveries.c
        waited = or_(c.not_before.is_(None), c.not_before <= self._at("now"))
        show = and_(c.shown < c.want, c.parked.is_(None), waited)
        sweep = or_(c.sweep_at <= self._at("now"), c.sweep_at > self._at("too_far"))
        return union_all(*(select(c.destination, c.id).where(due, condition) for due in (show, sweep))).subquery()

    async def release(self, destination: str, holder: str, wait_s: float, *, posts_in_s: float = 0.0) -> None:
        """Let others serve the destination."""
        d = rows.destinations.c
        next_at, posts_from = (self._now(seconds) if seconds else None for seconds in (wait_s, posts_in_s))
        free = {"lease_by": None, "lease_until": None, "next_at": next_at, "posts_from": posts_from}
        statement = update(rows.destinations).where(d.name == destination, d.lease_by == holder).values(free)
        await self._store.write(lambda connection: connection.execute(statement))

    async def release_all(self, holder: str) -> None:
        """Let go of everything."""
        d = rows.destinations.c
        statement = update(rows.destinations).where(d.lease_by == holder).values(lease_by=None, lease_until=None)
        await self._store.write(lambda connection: connection.execute(statement))

    async def take_over(self) -> None:
        """Let go of everything whoever holds it: for the only process, at its start, after one that was killed."""
        free = {"lease_by": None, "lease_until": None, "next_at": None, "posts_from": None}
        d = rows.destinations.c
        held = or_(d.lease_by.is_not(None), d.next_at.is_not(None), d.posts_from.is_not(None))
        statement = update(rows.destinations).where(held).values(free)
        await self._store.write(lambda connection: connection.execute(statement))

    async def card_ref(self, case: str, party: str, destination: str) -> Ref | None:
        """Where the card stands."""
        c = rows.deliveries.c
        query = select(c.remote_ref).where(
            c.case == case, c.party == party, c.destination == destination, c.purpose == Purpose.CARD
        )
        return await self._store.read_one(lambda connection: connection.execute(query).scalar_one_or_none())

    def _at(self, name: str) -> ColumnElement[Any]:
        """One of ``_times`` in a statement that is made once; PostgreSQL knows the time itself."""
        return self._now(TIMES[name]) if self._store.is_postgresql else bindparam(name, type_=Instant())

    def _times(self) -> Mapping[str, datetime]:
        """What a statement that is made once has to be told of the time."""
        if self._store.is_postgresql:
            return {}
        now = self._clock()
        return {name: now + timedelta(seconds=plus_s) for name, plus_s in TIMES.items()}

    def _now(self, plus_s: float = 0.0) -> ColumnElement[Any]:
        return self._store.now(self._clock, plus_s)


def _due_from_row(row: Row[Any]) -> Due:
    return Due(
        id=row.id,
        key=row.key,
        destination=row.destination,
        purpose=Purpose(row.purpose),
        case=row.case or "",
        party=row.party,
        payload=row.payload,
        want=row.want,
        ref=row.remote_ref,
        attempts=row.attempts,
        first_try=row.first_try,
        unclear=row.unclear,
        sweeps=row.shown >= row.want,
        limited_since=row.limited_since,
    )


def _pause_s(until: datetime | None, now: datetime) -> float:
    """Seconds from now until then. One that is longer than any was noted by a clock that has been set back since."""
    left_s = (until - now).total_seconds() if until is not None else 0.0
    return left_s if 0.0 < left_s <= LONGEST_PACE_S else 0.0
