"""The lists of people that chat platforms keep, as they were read last."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, select

from bot.adapters.sql import rows
from bot.adapters.sql.homes import homes_follow
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.upserts import insert_into
from bot.membership import LOOK_S, KeptList, People
from bot.ports import Clock


class SqlMemberLists:
    """The ``KeptLists`` of the store."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def all(self) -> Mapping[str, KeptList]:
        """By the name of the list."""
        c = rows.member_lists.c
        query = select(c.name, c.people, c.trouble)
        found = await self._store.read(lambda connection: connection.execute(query).all())
        return {row.name: KeptList(row.people, row.trouble) for row in found}

    async def keep(self, name: str, people: People) -> None:
        """Who is on it now. Who came or left sees another Home, once every replica knows."""
        now = self._clock()
        read = {"people": dict(people), "read_at": now, "trouble": None}

        def write(connection: Connection) -> None:
            before = connection.execute(select(rows.member_lists.c.people).where(rows.member_lists.c.name == name))
            changed = _emails(before.scalar_one_or_none() or {}) ^ _emails(people)
            homes_follow(connection, sorted(changed), now + timedelta(seconds=LOOK_S))
            new = insert_into(rows.member_lists, connection).values(name=name, **read)
            connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=read))

        await self._store.write(write)

    async def note_trouble(self, name: str, reason: str) -> bool:
        """Whether it is news: of replicas that notice at once, it is to one."""
        c = rows.member_lists.c

        def write(connection: Connection) -> bool:
            new = insert_into(rows.member_lists, connection).values(name=name, people={}, trouble=reason)
            same = new.on_conflict_do_update(
                index_elements=["name"], set_={"trouble": reason}, where=c.trouble.is_distinct_from(reason)
            )
            return connection.execute(same.returning(c.name)).first() is not None

        return await self._store.write(write)


def _emails(people: People) -> set[str]:
    return {email for email in people.values() if email}
