"""Deliveries in the store: who serves which destination, and how far each delivery has come.

Leases and waits follow the database's clock on PostgreSQL, so replicas whose own clocks differ agree.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, literal, or_, select, update

from bot.adapters.sql import rows
from bot.adapters.sql.due import NEXT, WAITING, is_pending
from bot.adapters.sql.moments import moments
from bot.adapters.sql.places import at, in_order
from bot.adapters.sql.plain import Asked, Statements, as_sqlalchemy
from bot.adapters.sql.serving import BEGUN, BEGUN_AT_ONCE, FREE, HELD_LONGER, LINES_CAN_FOLLOW, SHOWN, numbered, taking
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.work import save_announcements
from bot.announcements import Announcement, Purpose, kind_of
from bot.delivery.due import Due, Leased, May, Next, Noted, Onward
from bot.delivery.telling import gathered
from bot.ports import Clock, Ref

TOO_FAR_S = 1_200.0
"""Nobody waits for so long. A time further on was noted by a clock that has been set back since."""

LONGEST_PACE_S = 60.0
"""No platform asks for more time between two posts."""


class SqlDeliveries:
    """The ``Deliveries`` of the store."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._looked_until: dict[str, str] = {}
        """Up to which destination of a kind was looked, where there were more than are looked through at once."""

    async def lease(
        self, holder: str, rooms: Mapping[str, int], lease_s: float, may: Mapping[str, May] | None = None
    ) -> Mapping[str, Leased]:
        """Take destinations of each kind, the oldest delivery first. Replicas on PostgreSQL never wait for each other.

        Each kind has a look of its own, so that a crowd of one kind leaves the others their room.
        """
        found = await self._store.read_one(lambda connection: self._waiting(connection, rooms))
        return await self._store.write(lambda c: self._leased(c, found, holder, lease_s, may or {})) if found else {}

    def _waiting(self, connection: Connection, rooms: Mapping[str, int]) -> list[str]:
        """The names of what could be taken."""
        statements, names = Statements(connection), list[str]()
        kinds = [kind for kind, room in rooms.items() if room > 0]
        with as_sqlalchemy(connection), statements.together():
            asked = [statements.ask(WAITING, **self._walk(kind, rooms[kind])) for kind in kinds]
            for kind, walked in zip(kinds, asked, strict=True):
                found = walked.all()
                self._looked_until[kind] = next((row.name for row in found if row.first is None), "")
                names += [row.name for row in found if row.first is not None]
        return names

    def _walk(self, kind: str, room: int) -> Mapping[str, Any]:
        ends = {"after": self._looked_until.get(kind) or f"{kind}:", "behind": f"{kind};"}  # what follows a colon
        return {**ends, "room": room, **self._moments(now=0.0, too_far=TOO_FAR_S)}

    def _leased(
        self, connection: Connection, names: Sequence[str], holder: str, lease_s: float, may: Mapping[str, May]
    ) -> Mapping[str, Leased]:
        """Those that nobody else took meanwhile; where it may, a first try begins with that."""
        statements = Statements(connection)
        given = {"holder": holder, **self._moments(until=lease_s, now=0.0, too_far=TOO_FAR_S)}
        found = {row.name: row for row in statements.all(taking(len(names)), **numbered(names), **given)}
        pauses = {name: _pause_s(found[name].posts_from, found[name].now) for name in names if name in found}
        wanted = {name: _may_after(may[kind_of(name)], pauses[name]) for name in pauses if kind_of(name) in may}
        begun = self._begun(statements, wanted)
        return {name: Leased(pause_s, begun.get(name)) for name, pause_s in pauses.items()}

    def _begun(self, statements: Statements, may: Mapping[str, May]) -> Mapping[str, Next]:
        """What is next at each of these destinations; noted as begun where it may be sent now."""
        with statements.together():
            asked = {name: self._ask_next(statements, name) for name in may}
            dues = {name: _due_from_row(row) for name, one in asked.items() if (row := one.first()) is not None}
        now = self._moments(now=0.0)
        with statements.together():
            sent = [name for name, due in dues.items() if may[name].be_sent(due)]
            noted = {name: statements.run(BEGUN_AT_ONCE, {"this_id": dues[name].id, **now}) for name in sent}
        return {name: Next(due, is_begun=name in noted and noted[name].rowcount == 1) for name, due in dues.items()}

    def _ask_next(self, statements: Statements, destination: str) -> Asked:
        return statements.ask(NEXT, destination=destination, **self._moments(now=0.0, too_far=TOO_FAR_S))

    async def next(self, destination: str, holder: str, onward: Onward) -> Next | None:
        """Until a try is known to have ended it counts as unclear: a killed process leaves it so."""

        def transaction(connection: Connection) -> Next | None:
            return self._go_on(Statements(connection), destination, holder, onward)

        return await self._store.write(transaction)

    def _go_on(self, statements: Statements, destination: str, holder: str, onward: Onward) -> Next | None:
        held = {"destination": destination, "holder": holder}
        with statements.together():
            longer = statements.run(HELD_LONGER, {**held, **self._moments(until=onward.lease_s, now=0.0)})
            row = self._ask_next(statements, destination).first()
        if longer.rowcount != 1:
            return None
        if row is None:
            statements.run(FREE, {**held, **self._rests(0.0, onward.posts_in_s)})
            return None
        due = _due_from_row(row)
        if onward.may.be_sent(due):
            statements.run(BEGUN, {"this_id": due.id, **self._moments(now=0.0)})
        return Next(due, is_begun=onward.may.be_sent(due))

    async def done(
        self,
        due: Due,
        holder: str,
        version: int,
        ref: Ref | None,
        *,
        sweep_after_s: float | None = None,
        onward: Onward | None = None,
    ) -> Noted:
        """Mark it shown, as long as the lease is held. The first try is remembered as long as there is to sweep."""
        shown = {
            "this_id": due.id,
            "version": version,
            "ref": dict(ref) if ref is not None else None,
            "forget_first": sweep_after_s is None and not due.sweeps,
            **self._moments(sweep=sweep_after_s),
        }
        held = {"destination": due.destination, "holder": holder, **self._moments(now=0.0)}
        place = {"of_case": due.case, "of_party": due.party, **held}

        def transaction(connection: Connection) -> Noted:
            statements = Statements(connection)
            with statements.together():
                noted = statements.run(SHOWN, shown | held)
                if due.purpose is Purpose.CARD and due.ref is None:
                    statements.run(LINES_CAN_FOLLOW, place)
                following = self._go_on(statements, due.destination, holder, onward) if onward else None
            return Noted(noted.rowcount == 1, following)

        return await self._store.write(transaction)

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
        """What waits for one person is gathered in the first of it, so that it is one message. This was no try."""
        c = rows.deliveries.c
        waits = and_(
            is_pending(), c.shown < c.want, c.parked.is_(None), c.not_before.is_not(None), c.first_try.is_(None)
        )
        same = and_(at(due.destination), c.purpose == Purpose.NOTICE, c.id != due.id)
        earlier = select(c.id, c.payload).where(same, waits).order_by(*in_order()).limit(1)
        mine = and_(c.id == due.id, self._held(due, holder))

        def transaction(connection: Connection) -> bool:
            first = connection.execute(earlier).one_or_none() if due.first_try is None else None
            untried = {"attempts": due.attempts, "first_try": due.first_try, "unclear": due.unclear}
            values = {"not_before": until, **untried} if first is None else {"shown": c.want, **untried}
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

    async def release(self, destination: str, holder: str, wait_s: float, *, posts_in_s: float = 0.0) -> None:
        """Let others serve the destination."""
        free = {"destination": destination, "holder": holder, **self._rests(wait_s, posts_in_s)}
        await self._store.write(lambda connection: Statements(connection).run(FREE, free))

    def _rests(self, wait_s: float, posts_in_s: float) -> Mapping[str, Any]:
        return self._moments(next_at=wait_s or None, posts_from=posts_in_s or None)

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

    def _moments(self, **plus_s: float | None) -> Mapping[str, Any]:
        return moments(self._clock, is_postgresql=self._store.is_postgresql, **plus_s)

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
        card=row.card_ref,
    )


def _pause_s(until: datetime | None, now: datetime) -> float:
    """Seconds from now until then. One that is longer than any was noted by a clock that has been set back since."""
    left_s = (until - now).total_seconds() if until is not None else 0.0
    return left_s if 0.0 < left_s <= LONGEST_PACE_S else 0.0


def _may_after(may: May, pause_s: float) -> May:
    """With the pace of whoever posted there before."""
    return May(posts=may.posts and pause_s == 0.0, changes=may.changes)
