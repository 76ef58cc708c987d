"""Questions to the store: plain rows for lists, a whole case only where one is shown."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, select

from bot.adapters.sql import listing, rows, showing
from bot.adapters.sql.places import at, is_card, newest_first
from bot.case import Case, ticket_key
from bot.ports import CardPlace, CaseFilter, CaseList, Met, ParkedDelivery, Part, PartCount, Person, Ref, Role
from bot.preferences import Preferences
from bot.problem import Problem
from bot.refusals import UnknownCase, UnknownProblem
from bot.timeline import Entry

T = TypeVar("T")


class Read(Protocol):
    """Runs a query on a reading connection."""

    def __call__(self, query: Callable[[Connection], T]) -> Awaitable[T]:
        """The result of the query."""
        ...


class SqlQueries:
    """The ``Queries`` of the store."""

    def __init__(self, read: Read) -> None:
        self._read = read

    # -- one case --------------------------------------------------------------------------------------------

    async def case(self, number: str) -> Case:
        """The case with its requests, as one snapshot. Raises ``UnknownCase``."""

        def query(connection: Connection) -> Case:
            row = connection.execute(_CASE, {"number": number}).one_or_none()
            if row is None:
                raise UnknownCase(number)
            return rows.case_from_rows(row, connection.execute(_REQUESTS_OF, {"number": number}))

        return await self._read(query)

    async def case_with_people(
        self, number: str, named: Callable[[Case], Iterable[str]]
    ) -> tuple[Case, Mapping[str, Person]]:
        """Raises ``UnknownCase``."""
        return await self._read(lambda connection: showing.case_with_people(connection, number, named))

    async def entry_with_people(
        self, number: str, entry: int, named: Callable[[Entry], Iterable[str]]
    ) -> tuple[Entry, Mapping[str, Person]]:
        """Raises ``UnknownCase`` where it has no such entry."""
        return await self._read(lambda connection: showing.entry_with_people(connection, number, entry, named))

    async def latest_case_of_ticket(self, ticket: str) -> str | None:
        """The number of the open case of this ticket, else of its newest."""
        query = (
            select(rows.cases.c.number)
            .where(rows.cases.c.ticket_key == ticket_key(ticket))
            .order_by(rows.cases.c.outcome.is_not(None), rows.cases.c.opened_at.desc(), rows.cases.c.number.desc())
            .limit(1)
        )
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def timeline(self, number: str) -> tuple[Entry, ...]:
        """What happened to the case, oldest first."""
        of_case = {"number": number}
        return await self._read(lambda c: tuple(rows.entry_from_row(row) for row in c.execute(_TIMELINE_OF, of_case)))

    async def done_before(self, key: str) -> str | None:
        """The number of the case that the command with this key led to."""
        query = select(rows.inbox.c.number).where(rows.inbox.c.key == key)
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    # -- where cards stand -----------------------------------------------------------------------------------

    async def card_at(self, destination: str, ref: Ref) -> CardPlace | None:
        """The newest card there whose reference agrees with *ref*."""
        d = rows.deliveries.c
        same = (d.remote_ref[name].as_string() == value for name, value in ref.items())
        newest = select(d.id).where(is_card(), at(destination)).order_by(*newest_first()).limit(LOOKED_BACK)
        query = _CARDS.where(d.id.in_(newest), *same).order_by(d.id.desc()).limit(1)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return _card_place(row) if row else None

    async def cards_of(self, cases: Iterable[str], platform: str) -> tuple[CardPlace, ...]:
        """The cards of these cases that stand somewhere on this platform."""
        d = rows.deliveries.c
        query = _CARDS.where(d.case.in_(sorted(set(cases))), d.destination.startswith(f"{platform}:")).order_by(d.id)
        return await self._read(lambda connection: tuple(_card_place(row) for row in connection.execute(query)))

    # -- lists -----------------------------------------------------------------------------------------------

    async def cases(self, wanted: CaseFilter) -> CaseList:
        """The cases that fit: open ones by how long the student waits, closed ones newest first."""
        return await self._read(lambda connection: listing.cases(connection, wanted))

    async def parts(self, role: Role, at: datetime, parties: Sequence[str] = ()) -> Mapping[Part, PartCount]:
        """How many open cases have each part for this person."""
        return await self._read(lambda connection: listing.parts(connection, role, at, parties))

    async def similar(self, words: Sequence[str], *, kind: str | None, faculty: str | None, limit: int) -> CaseList:
        """Cases that share words with a question; same kind and faculty count as half a word each."""
        if not words:
            return CaseList((), 0)
        return await self._read(lambda connection: listing.similar(connection, words, kind, faculty, limit))

    # -- problems --------------------------------------------------------------------------------------------

    async def problem(self, number: str) -> Problem:
        """Raises ``UnknownProblem``."""

        def query(connection: Connection) -> Problem:
            row = connection.execute(select(rows.problems).where(rows.problems.c.number == number)).one_or_none()
            if row is None:
                raise UnknownProblem(number)
            return rows.problem_from_row(row)

        return await self._read(query)

    async def open_problems(self) -> tuple[Problem, ...]:
        """Problems that still have an open case, newest first."""
        c = rows.cases.c
        still_open = select(c.problem).where(c.problem.is_not(None), c.outcome.is_(None))
        query = (
            select(rows.problems)
            .where(rows.problems.c.number.in_(still_open))
            .order_by(rows.problems.c.opened_at.desc())
        )
        return await self._read(lambda conn: tuple(rows.problem_from_row(row) for row in conn.execute(query)))

    # -- people ----------------------------------------------------------------------------------------------

    async def persons(self, emails: Iterable[str]) -> Mapping[str, Person]:
        """Those who were ever seen, by e-mail address."""
        them = {"emails": sorted(set(emails))}
        found = await self._read(lambda connection: connection.execute(_PERSONS, them).all())
        return {row.email: Person(row.email, row.name, row.language, row.absent_until) for row in found}

    async def person_on(self, platform: str, user: str) -> Person | None:
        """Who this user of a chat platform is."""
        i = rows.identities.c
        query = (
            select(rows.persons)
            .join(rows.identities, i.email == rows.persons.c.email)
            .where(i.platform == platform, i.id == user)
        )
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return Person(row.email, row.name, row.language) if row else None

    async def met(self, platform: str, user: str) -> Met | None:
        """The same, with all that has to be known whenever they do something."""
        row = await self._read(lambda connection: connection.execute(_MET, {"on": platform, "user": user}).first())
        if row is None:
            return None
        return Met(Person(row.email, row.name, row.language), row.chosen, row.account, row.last_platform)

    async def identity(self, platform: str, email: str) -> Mapping[str, Any] | None:
        """What the platform's adapter needs to reach the person: the account they were seen with last."""
        i = rows.identities.c
        theirs = select(i.ref).where(i.platform == platform, i.email == email)
        query = theirs.order_by(i.seen_at.desc(), i.id).limit(1)
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def identities(self, platform: str, emails: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """The identity of each of these people who was seen on the platform, who was seen last first."""
        theirs = {"on": platform, "emails": sorted(set(emails))}
        found = await self._read(lambda connection: connection.execute(_IDENTITIES, theirs).all())
        accounts: dict[str, Mapping[str, Any]] = {}
        for row in found:
            accounts.setdefault(row.email, row.ref)
        return accounts

    async def last_platform(self, email: str) -> str | None:
        """Where the person was seen last."""
        query = select(rows.persons.c.last_platform).where(rows.persons.c.email == email)
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def feedback_due(self, number: str) -> datetime | None:
        """Until when the student of an open case should have the answer."""
        query = select(rows.cases.c.feedback_due).where(rows.cases.c.number == number, rows.cases.c.outcome.is_(None))
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def last_acted(self, email: str) -> datetime | None:
        """When the person last did something, to within a minute."""
        query = select(rows.persons.c.seen_at).where(rows.persons.c.email == email)
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def preferences(self, emails: Iterable[str]) -> Mapping[str, Preferences]:
        """What these people chose, as far as they chose anything."""
        theirs = {"emails": sorted(set(emails))}
        found = await self._read(lambda connection: connection.execute(_PREFERENCES, theirs).all())
        return {row.email: rows.preferences_from_row(row) for row in found}

    # -- what did not arrive ---------------------------------------------------------------------------------

    async def parked(self) -> tuple[ParkedDelivery, ...]:
        """Every delivery that is not tried any more, the oldest first."""
        d = rows.deliveries.c
        query = select(d.case, d.destination, d.parked).where(d.parked.is_not(None)).order_by(d.id)
        found = await self._read(lambda connection: connection.execute(query).all())
        return tuple(ParkedDelivery(row.case or "", row.destination, row.parked) for row in found)


LOOKED_BACK = 2_000
"""Cards of a channel among which one is looked for by where it stands; nobody goes on in a thread that is older."""


# Put together once: with SQLAlchemy that takes longer than to carry them out.

_CASE = select(rows.cases).where(rows.cases.c.number == bindparam("number"))
_REQUESTS_OF = (
    select(rows.requests).where(rows.requests.c.case == bindparam("number")).order_by(rows.requests.c.position)
)
_TIMELINE_OF = select(rows.timeline).where(rows.timeline.c.case == bindparam("number")).order_by(rows.timeline.c.number)
_EMAILS: BindParameter[Any] = bindparam("emails", expanding=True)
_PERSONS = (
    select(rows.persons, rows.preferences.c.absent_until)
    .outerjoin(rows.preferences, rows.preferences.c.email == rows.persons.c.email)
    .where(rows.persons.c.email.in_(_EMAILS))
)
_PREFERENCES = select(rows.preferences).where(rows.preferences.c.email.in_(_EMAILS))
_IDENTITIES = (
    select(rows.identities.c.email, rows.identities.c.ref)
    .where(rows.identities.c.platform == bindparam("on"), rows.identities.c.email.in_(_EMAILS))
    .order_by(rows.identities.c.seen_at.desc(), rows.identities.c.id)
)


def _met() -> Select[Any]:
    p, i, last = rows.persons.c, rows.identities.c, rows.identities.alias()
    account = (
        select(last.c.ref)
        .where(last.c.platform == bindparam("on"), last.c.email == p.email)
        .order_by(last.c.seen_at.desc(), last.c.id)
        .limit(1)
    )
    return (
        select(rows.persons, rows.preferences.c.language.label("chosen"), account.scalar_subquery().label("account"))
        .join(rows.identities, i.email == p.email)
        .outerjoin(rows.preferences, rows.preferences.c.email == p.email)
        .where(i.platform == bindparam("on"), i.id == bindparam("user"))
    )


_MET = _met()


_CARDS = select(rows.deliveries).where(is_card(), rows.deliveries.c.remote_ref.is_not(None))


def _card_place(row: Row[Any]) -> CardPlace:
    return CardPlace(row.case, row.party or "", row.destination, row.remote_ref)
