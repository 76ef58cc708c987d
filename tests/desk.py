"""A desk for tests that are not asynchronous: a store, people whose parties change, a look at what is stored."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import Connection, func, select

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose, Reach
from bot.case import Actor, Case
from bot.commands import Command
from bot.handlers import Handled, handle
from bot.routing import Organisation
from bot.timeline import Entry
from tests.builders import Ticking


@dataclass(frozen=True)
class Seen:
    """What is stored: some cases with their timelines, and enough of the rest to see that nothing was left there."""

    cases: Mapping[str, Case]
    timelines: Mapping[str, tuple[Entry, ...]]
    cards_wanted: Mapping[str, frozenset[int]]
    problems: Mapping[str, str | None]
    rest: tuple[Any, ...]


class Desk:
    """One store that many examples share: the timeline is insert only, so each example uses cases of its own."""

    def __init__(self, address: str, organisation: Organisation) -> None:
        self._runner = asyncio.Runner()
        self.organisation = organisation
        self.clock = Ticking()
        self.examples = 0
        reach = Reach(frozenset({"slack", "teams"}), tickets=True)
        self.store = SqlStore(address, organisation=lambda: self.organisation, reach=reach, clock=self.clock)
        self._runner.run(self.store.migrate())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self.store.close())
        self._runner.close()

    def actor(self, person: str, origin: str = "slack") -> Actor:
        """The person as today's organisation file knows them."""
        parties = frozenset(party.key for party in self.organisation.parties_of(person))
        return Actor(person, parties, self.organisation.is_administrator(person), origin)

    def is_member(self, person: str, party: str) -> bool:
        """Whether the person belongs to the party today."""
        return person in self.organisation.party(party).members

    def do(self, command: Command) -> Handled:
        """Carry it out, a minute after what happened last. Raises ``RefusedMove``."""
        self.clock.pass_time(timedelta(minutes=1))
        return self._runner.run(self.store.run(handle(command)))

    def look(self, numbers: Iterable[str]) -> Seen:
        """What is stored of these cases, in one snapshot."""
        wanted = tuple(numbers)
        return self._runner.run(self.store.read(lambda connection: _seen(connection, wanted)))


def with_members(organisation: Organisation, members: Mapping[str, frozenset[str]]) -> Organisation:
    """The same organisation with other people in some parties."""
    parties = tuple(replace(p, members=members.get(p.key, p.members)) for p in organisation.parties)
    return replace(organisation, parties=parties)


def _seen(connection: Connection, numbers: tuple[str, ...]) -> Seen:
    c, r, t, d = rows.cases.c, rows.requests.c, rows.timeline.c, rows.deliveries.c
    requests: dict[str, list[Any]] = {number: [] for number in numbers}
    for row in connection.execute(select(rows.requests).where(r.case.in_(numbers)).order_by(r.case, r.position)):
        requests[row.case].append(row)
    cases = connection.execute(select(rows.cases).where(c.number.in_(numbers)))
    timelines: dict[str, tuple[Entry, ...]] = {}
    for row in connection.execute(select(rows.timeline).where(t.case.in_(numbers)).order_by(t.case, t.number)):
        timelines[row.case] = (*timelines.get(row.case, ()), rows.entry_from_row(row))
    wanted: dict[str, frozenset[int]] = {}
    for row in connection.execute(select(d.case, d.want).where(d.case.in_(numbers), d.purpose == Purpose.CARD)):
        wanted[row.case] = wanted.get(row.case, frozenset()) | {row.want}
    problems = connection.execute(select(rows.problems.c.number, rows.problems.c.answer))
    tables = (rows.cases, rows.requests, rows.timeline, rows.deliveries, rows.destinations, rows.inbox)
    counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]
    given_out = [tuple(row) for row in connection.execute(select(rows.numbering).order_by(rows.numbering.c.series))]
    return Seen(
        cases={row.number: rows.case_from_rows(row, requests[row.number]) for row in cases},
        timelines=timelines,
        cards_wanted=wanted,
        problems={row.number: row.answer for row in problems},
        rest=(*counts, *given_out),
    )
