"""One transaction: the case, its timeline and what must be shown are written together or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select, update

from bot.adapters.sql import rows, ticket_state
from bot.adapters.sql.homes import homes_follow
from bot.adapters.sql.plain import Plain, Statements, new_row_in, saved_in
from bot.adapters.sql.preferring import ABSENT, absent_people
from bot.adapters.sql.searching import note_words
from bot.adapters.sql.upserts import insert_into
from bot.announcements import Announcement, Purpose, Reach, announce, everyone_concerned
from bot.case import Actor, Case, ticket_key
from bot.events import Event
from bot.ports import Person
from bot.problem import Problem
from bot.refusals import UnknownCase, UnknownProblem
from bot.routing import Organisation, add_office_time
from bot.ticket import Seen
from bot.timeline import Entry

T = TypeVar("T")


class Conflict(Exception):
    """Somebody else's change came in between; the transaction has to run again. Never leaves the store."""


@dataclass
class _Around:
    """What a case has to be saved with: how far its timeline is, the keys of its cards, and who is away."""

    absent: frozenset[str]
    last_entry: int = 0
    cards: set[str] = field(default_factory=set)

    def entries(self, case: str, happened: Sequence[Event], actor: Actor, now: datetime) -> tuple[Entry, ...]:
        """What happened, as it is added to the timeline."""
        first, self.last_entry = self.last_entry + 1, self.last_entry + len(happened)
        return tuple(
            Entry(case, number, event, actor.person, now, actor.origin)
            for number, event in enumerate(happened, start=first)
        )

    def new_of(self, announcements: Iterable[Announcement]) -> tuple[list[Announcement], set[str]]:
        """Those that are not there yet, and destinations that are."""
        there = [one for one in announcements if one.key in self.cards]
        new = [one for one in announcements if one.key not in self.cards]
        self.cards.update(one.key for one in new if one.purpose is Purpose.CARD)
        return new, {one.destination for one in there}


class SqlWork:
    """The ``Work`` of one open connection. Everything below happens in its transaction."""

    def __init__(self, connection: Connection, *, organisation: Organisation, reach: Reach, now: datetime) -> None:
        self._connection = connection
        self._organisation = organisation
        self._reach = reach
        self._now = now
        self._statements = Statements(connection)
        self._loaded: dict[str, Case] = {}
        self._rows: dict[str, dict[str, Any]] = {}
        self._around: dict[str, _Around] = {}
        self._saved: list[tuple[str, Any]] = []

    @property
    def now(self) -> datetime:
        """When this transaction takes place."""
        return self._now

    @property
    def organisation(self) -> Organisation:
        """The organisation file in use."""
        return self._organisation

    # -- the transaction -------------------------------------------------------------------------------------

    def carry_out(self, handler: Callable[["SqlWork"], T]) -> T:
        """What *handler* does goes to PostgreSQL in few journeys. Raises ``Conflict``."""
        with self._statements.together():
            result = handler(self)
            if self.announced:
                self._statements.notify()
        for number, saved in self._saved:
            if saved.rowcount != 1:
                raise Conflict(number)
        return result

    @property
    def announced(self) -> bool:
        """Whether there may be something to show: cards follow every change of their case."""
        return bool(self._saved)

    # -- cases -----------------------------------------------------------------------------------------------

    def case(self, number: str) -> Case:
        """The case, locked on PostgreSQL; on SQLite the transaction holds the only write lock anyway."""
        # Each by itself: a statement that waited for the lock would not see what the one before wrote elsewhere.
        found = self._statements.ask(_CASE, number=number)
        requests = self._statements.ask(_REQUESTS_OF, number=number)
        last, cards = (self._statements.ask(statement, number=number) for statement in (_LAST_ENTRY, _CARDS_OF))
        absent = self._statements.ask(ABSENT, now=self._now)
        row = found.first()
        if row is None:
            raise UnknownCase(number)
        case = rows.case_from_rows(row, requests.all())
        self._loaded[number], self._rows[number] = case, row._asdict()
        self._around[number] = _Around(
            frozenset(person.email for person in absent.all()), last.first().last, {card.key for card in cards.all()}
        )
        return case

    def open_case_of_ticket(self, ticket: str) -> str | None:
        """The number of the open case of the ticket, however its number is written."""
        found = self._statements.first(_OPEN_CASE_OF_TICKET, key=ticket_key(ticket))
        return found.number if found else None

    def next_number(self, series: str) -> str:
        """``SL-2611-0042``: the series, year and month on the organisation's calendar, and a sequence."""
        month = self._now.astimezone(self._time_zone).strftime("%y%m")
        last: int = self._statements.first(_NEXT_NUMBER, series=f"{series}-{month}").last
        return f"{series}-{month}-{last:04d}"

    def save(self, case: Case, happened: Sequence[Event], actor: Actor) -> Case:
        """Write everything the change brought. Raises ``Conflict``."""
        before = self._loaded.get(case.number)
        after = replace(case, version=case.version + 1)
        # A case that was never there has no timeline and no cards.
        around = self._around.get(after.number) or _Around(absent_people(self._connection, self._now))
        self._around[after.number] = around
        entries = around.entries(after.number, happened, actor, self._now)
        announcements = announce(after, entries, self._organisation, self._reach, around.absent)
        self._saved.append((after.number, self._save_case(after, before)))
        note_words(self._statements, after, before)
        self._save_requests(after, before)
        self._record(entries)
        self._announce(announcements, after, around)
        self._note_at_work(actor.person)
        concerned = everyone_concerned(after, self._organisation)
        homes_follow(self._connection, concerned, self._now, at_once=actor.person)
        self._loaded[case.number] = after
        return after

    def _save_case(self, after: Case, before: Case | None) -> Any:
        row = rows.case_to_row(after) | {"feedback_due": self._due(after)}
        known, self._rows[after.number] = self._rows.get(after.number), row
        if before is None or known is None:
            return self._statements.run(_NEW_CASE, row)
        # Only what is new: SQLite goes through every index of a column that is written, whether it changes or not.
        changed = {name: value for name, value in row.items() if known[name] != value}
        seen = {"this_number": after.number, "seen_version": before.version}
        return self._statements.run(_case_with(tuple(changed)), changed | seen)

    def _due(self, case: Case) -> datetime | None:
        """Until when the student should have the answer, by the service level of whoever owes it."""
        organisation, owner = self._organisation, case.feedback
        level = organisation.service_level(party=owner.party, kind=case.question.kind)
        if level is None or level.answer_within is None:
            return None
        # Who was handed the question has it to answer; who consults has to wait for others first, and then tell.
        after_answer = timedelta() if case.handed_over else level.feedback_within or timedelta()
        return add_office_time(organisation, owner.since, level.answer_within + after_answer)

    def _save_requests(self, after: Case, before: Case | None) -> None:
        known = before.requests if before else ()
        changed = [
            (position, request)
            for position, request in enumerate(after.requests, start=1)
            if position > len(known) or request != known[position - 1]
        ]
        # What ends is written before what begins: between two statements, too, a party is asked once at most.
        for position, request in sorted(changed, key=lambda change: change[1].is_active):
            row = rows.request_to_row(after.number, position, request)
            if position > len(known):
                self._statements.run(_NEW_REQUEST, row)
                continue
            before_row = rows.request_to_row(after.number, position, known[position - 1])
            changes = {name: value for name, value in row.items() if before_row[name] != value}
            self._statements.run(_request_with(tuple(changes)), changes | {"of": after.number, "at_position": position})

    def _record(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._statements.run_for_each(_NEW_ENTRY, [rows.entry_to_row(entry) for entry in entries])

    # -- what must be shown ----------------------------------------------------------------------------------

    def _announce(self, announcements: Sequence[Announcement], case: Case, around: "_Around") -> None:
        # Every card that was ever wanted follows the case, also that of a party that has no part in it any more:
        # an offer it refused must not stay on its card. What was parked is tried again: the cause may be gone.
        if around.cards:
            self._statements.run(_CARDS_FOLLOW, {"number": case.number, "version": case.version})
        new, known = around.new_of(announcements)
        if new:
            save_announcements(self._connection, new, version=case.version, now=self._now, known=known)

    # -- commands that arrive again --------------------------------------------------------------------------

    def done_before(self, key: str) -> str | None:
        """What the command with this key led to."""
        found = self._statements.first(_DONE_BEFORE, key=key)
        return found.number if found else None

    def remember(self, key: str, number: str) -> None:
        """Note what the command with this key led to."""
        self._statements.run(_REMEMBER, {"key": key, "number": number, "at": self._now})

    # -- problems --------------------------------------------------------------------------------------------

    def problem(self, number: str) -> Problem:
        """Raises ``UnknownProblem``."""
        row = self._statements.first(_PROBLEM, number=number)
        if row is None:
            raise UnknownProblem(number)
        return rows.problem_from_row(row)

    def save_problem(self, problem: Problem) -> None:
        """Write a new problem, or its answer."""
        self._statements.run(_SAVE_PROBLEM, rows.problem_to_row(problem))

    def open_cases_of_problem(self, number: str) -> Sequence[str]:
        """Oldest first."""
        return [found.number for found in self._statements.all(_OPEN_CASES_OF_PROBLEM, problem=number)]

    # -- tickets ---------------------------------------------------------------------------------------------

    def ticket_seen(self, case: str) -> Seen | None:
        """How the ticket of this case was at the last look."""
        found = self._statements.first(_TICKET_SEEN, number=case)
        return Seen.from_row(found.seen) if found else None

    def remember_ticket(self, case: Case, seen: Seen) -> None:
        """Note how the ticket of this case was found, and at which version of the case."""
        row = {"version": case.version, "modified_at": seen.modified_at, "seen": seen.to_row(), "looked_at": self._now}
        self._statements.run(_REMEMBER_TICKET, {"case": case.number, **row})

    def forget_ticket(self, case: str) -> None:
        """What was seen is not of the ticket that this case is about from now on."""
        self._statements.run(ticket_state.FORGET, {"number": case})

    def ticket_looked_at(self, case: str) -> datetime | None:
        """When the last look at the ticket of this case was noted."""
        found = self._statements.first(ticket_state.LOOKED_AT, number=case)
        return found.looked_at if found else None

    def ticket_stayed_behind(self, case: str) -> bool:
        """Whether the ticket could not be put where the case says it should be, and nobody tries any more."""
        return self._statements.first(ticket_state.HAND_OVER_GOT_STUCK, number=case) is not None

    def try_ticket_again(self, case: str) -> None:
        """What could not be written into the ticket is tried again: the cause may be gone."""
        self._statements.run(ticket_state.TRY_AGAIN, {"number": case})

    def ticket_is_being_written(self, case: str) -> bool:
        """Whether something of this case has still to be written into its ticket."""
        return self._statements.first(_TICKET_TO_WRITE, number=case) is not None

    # -- people ----------------------------------------------------------------------------------------------

    def remember_person(self, person: Person, platform: str, identity: Mapping[str, Any]) -> None:
        """Note who a platform's user is, and that they were seen there."""
        seen = {"email": person.email, "name": person.name, "last_platform": platform, "seen_at": self._now}
        if person.language is not None:
            seen["language"] = person.language
        known = {name: value for name, value in seen.items() if name != "email"}
        statement = self._insert(rows.persons).values(seen)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["email"], set_=known))
        changed = {"email": person.email, "ref": dict(identity), "seen_at": self._now}
        statement = self._insert(rows.identities).values(platform=platform, id=identity["id"], **changed)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["platform", "id"], set_=changed))

    def _note_at_work(self, email: str) -> None:
        """They did something just now; to the minute is exact enough, and costs most commands nothing."""
        stale = {"person": email, "long_ago": self._now - timedelta(minutes=1)}
        self._statements.run(_AT_WORK, stale | {"seen_at": self._now})

    # -- how it is done --------------------------------------------------------------------------------------

    @property
    def _time_zone(self) -> ZoneInfo:
        return self._organisation.time_zone

    def _insert(self, table: Any) -> Any:
        return insert_into(table, self._connection)


_CASE = Plain(lambda _: select(rows.cases).where(rows.cases.c.number == bindparam("number")).with_for_update())
_REQUESTS_OF = Plain(
    lambda _: (
        select(rows.requests).where(rows.requests.c.case == bindparam("number")).order_by(rows.requests.c.position)
    )
)
_LAST_ENTRY = Plain(
    lambda _: select(func.coalesce(func.max(rows.timeline.c.number), 0).label("last")).where(
        rows.timeline.c.case == bindparam("number")
    )
)
_CARDS_OF = Plain(
    lambda _: select(rows.deliveries.c.key).where(
        rows.deliveries.c.case == bindparam("number"), rows.deliveries.c.purpose == Purpose.CARD
    )
)
_OPEN_CASE_OF_TICKET = Plain(
    lambda _: select(rows.cases.c.number).where(
        rows.cases.c.ticket_key == bindparam("key"), rows.cases.c.outcome.is_(None)
    )
)
_NEXT_NUMBER = Plain(
    lambda insert: (
        insert(rows.numbering)
        .values(series=bindparam("series"), last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": rows.numbering.c.last + 1})
        .returning(rows.numbering.c.last)
    )
)
_NEW_CASE, _NEW_REQUEST, _NEW_ENTRY, _REMEMBER = (
    new_row_in(table) for table in (rows.cases, rows.requests, rows.timeline, rows.inbox)
)
_CARDS_FOLLOW = Plain(
    lambda _: (
        update(rows.deliveries)
        .where(rows.deliveries.c.case == bindparam("number"), rows.deliveries.c.purpose == Purpose.CARD)
        .values(want=bindparam("version"), parked=None, attempts=0, limited_since=None)
    )
)
_DONE_BEFORE = Plain(lambda _: select(rows.inbox.c.number).where(rows.inbox.c.key == bindparam("key")))
_AT_WORK = Plain(
    lambda _: (
        update(rows.persons)
        .where(rows.persons.c.email == bindparam("person"), rows.persons.c.seen_at < bindparam("long_ago"))
        .values(seen_at=bindparam("seen_at"))
    )
)
_PROBLEM = Plain(lambda _: select(rows.problems).where(rows.problems.c.number == bindparam("number")).with_for_update())
_SAVE_PROBLEM = saved_in(rows.problems, "number", ("answer", "answered_by", "answered_at"))
_OPEN_CASES_OF_PROBLEM = Plain(
    lambda _: (
        select(rows.cases.c.number)
        .where(rows.cases.c.problem == bindparam("problem"), rows.cases.c.outcome.is_(None))
        .order_by(rows.cases.c.opened_at, rows.cases.c.number)
    )
)
_TICKET_SEEN = Plain(lambda _: select(rows.tickets_seen.c.seen).where(rows.tickets_seen.c.case == bindparam("number")))
_REMEMBER_TICKET = saved_in(rows.tickets_seen, "case", ("version", "modified_at", "seen", "looked_at"))
_TICKET_TO_WRITE = Plain(
    lambda _: select(rows.deliveries.c.id).where(
        rows.deliveries.c.case == bindparam("number"),
        rows.deliveries.c.purpose == Purpose.TICKET,
        rows.deliveries.c.shown < rows.deliveries.c.want,
        rows.deliveries.c.parked.is_(None),
    )
)


@cache
def _case_with(changed: tuple[str, ...]) -> Plain:
    """The UPDATE of these columns of a case, over the version that was seen."""
    c = rows.cases.c
    seen = (c.number == bindparam("this_number")) & (c.version == bindparam("seen_version"))
    return Plain(lambda _: update(rows.cases).where(seen).values({name: bindparam(name) for name in changed}))


@cache
def _request_with(changed: tuple[str, ...]) -> Plain:
    """The UPDATE of these columns of a request."""
    c = rows.requests.c
    same = (c.case == bindparam("of")) & (c.position == bindparam("at_position"))
    return Plain(lambda _: update(rows.requests).where(same).values({name: bindparam(name) for name in changed}))


_NEW_DESTINATION = Plain(lambda insert: insert(rows.destinations).on_conflict_do_nothing().inline(), "name")
_NEW_DELIVERY = Plain(
    lambda insert: insert(rows.deliveries).on_conflict_do_nothing().inline(),
    *("key", "destination", "purpose", "case", "party", "payload", "want", "shown", "attempts", "unclear", "made_at"),
)


def save_announcements(
    connection: Connection,
    announcements: Sequence[Announcement],
    *,
    version: int,
    now: datetime,
    known: Set[str] = frozenset(),
) -> None:
    """Make them due. What is there already stays as it is; the destinations in *known* are there."""
    statements = Statements(connection)
    names = sorted({announcement.destination for announcement in announcements} - known)
    if names:
        statements.run_for_each(_NEW_DESTINATION, [{"name": name} for name in names])
    statements.run_for_each(
        _NEW_DELIVERY,
        [
            {
                "key": one.key,
                "destination": one.destination,
                "purpose": one.purpose,
                "case": one.case,
                "party": one.party,
                "payload": one.payload,
                "want": version if one.purpose is Purpose.CARD else 1,
                "shown": 0,
                "attempts": 0,
                "unclear": False,
                "made_at": now,
            }
            for one in announcements
        ],
    )
