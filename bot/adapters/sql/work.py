"""One transaction: the case, its timeline and what must be shown are written together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select, update

from bot.adapters.sql import rows
from bot.adapters.sql.homes import homes_follow
from bot.adapters.sql.plain import Plain, Statements, new_row_in
from bot.adapters.sql.preferring import absent_people
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


class Conflict(Exception):
    """Somebody else's change came in between; the transaction has to run again. Never leaves the store."""


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
        self._postgresql = connection.dialect.name == "postgresql"
        self.announced = False

    @property
    def now(self) -> datetime:
        """When this transaction takes place."""
        return self._now

    @property
    def organisation(self) -> Organisation:
        """The organisation file in use."""
        return self._organisation

    # -- cases -----------------------------------------------------------------------------------------------

    def case(self, number: str) -> Case:
        """The case, locked on PostgreSQL; on SQLite the transaction holds the only write lock anyway."""
        row = self._statements.first(_CASE, number=number)
        if row is None:
            raise UnknownCase(number)
        case = rows.case_from_rows(row, self._statements.all(_REQUESTS_OF, number=number))
        self._loaded[number], self._rows[number] = case, row._asdict()
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
        absent = absent_people(self._connection, self._now)
        entries = self._entries(after.number, happened, actor) if happened else ()
        announcements = announce(after, entries, self._organisation, self._reach, absent)
        with self._statements.together():
            saved = self._save_case(after, before)
            note_words(self._statements, after, before)
            self._save_requests(after, before)
            self._record(entries)
            cards = self._announce(announcements, after)
            self._note_at_work(actor.person)
        if saved.rowcount != 1:
            raise Conflict(after.number)
        self.announced |= bool(announcements) or cards.rowcount > 0
        self.announced |= homes_follow(
            self._connection, everyone_concerned(after, self._organisation), self._now, at_once=actor.person
        )
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

    def _entries(self, case: str, happened: Sequence[Event], actor: Actor) -> tuple[Entry, ...]:
        last = self._statements.first(_LAST_ENTRY, number=case).last
        return tuple(
            Entry(case, number, event, actor.person, self._now, actor.origin)
            for number, event in enumerate(happened, start=last + 1)
        )

    def _record(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._statements.run_for_each(_NEW_ENTRY, [rows.entry_to_row(entry) for entry in entries])

    # -- what must be shown ----------------------------------------------------------------------------------

    def _announce(self, announcements: list[Announcement], case: Case) -> Any:
        # Every card that was ever wanted follows the case, also that of a party that has no part in it any more:
        # an offer it refused must not stay on its card. What was parked is tried again: the cause may be gone.
        cards = self._statements.run(_CARDS_FOLLOW, {"number": case.number, "version": case.version})
        if announcements:
            save_announcements(self._connection, announcements, version=case.version, now=self._now)
        return cards

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
        query = select(rows.problems).where(rows.problems.c.number == number)
        row = self._connection.execute(query.with_for_update() if self._postgresql else query).one_or_none()
        if row is None:
            raise UnknownProblem(number)
        return rows.problem_from_row(row)

    def save_problem(self, problem: Problem) -> None:
        """Write a new problem, or its answer."""
        row = rows.problem_to_row(problem)
        statement = self._insert(rows.problems)
        answer = {name: row[name] for name in ("answer", "answered_by", "answered_at")}
        self._connection.execute(statement.values(row).on_conflict_do_update(index_elements=["number"], set_=answer))

    def open_cases_of_problem(self, number: str) -> Sequence[str]:
        """Oldest first."""
        return self._connection.execute(_OPEN_CASES_OF_PROBLEM, {"problem": number}).scalars().all()

    # -- tickets ---------------------------------------------------------------------------------------------

    def ticket_seen(self, case: str) -> Seen | None:
        """How the ticket of this case was at the last look."""
        found = self._connection.execute(_TICKET_SEEN, {"number": case}).scalar_one_or_none()
        return Seen.from_row(found) if found is not None else None

    def remember_ticket(self, case: Case, seen: Seen) -> None:
        """Note how the ticket of this case was found, and at which version of the case."""
        row = {"version": case.version, "modified_at": seen.modified_at, "seen": seen.to_row(), "looked_at": self._now}
        statement = self._insert(rows.tickets_seen).values(case=case.number, **row)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["case"], set_=row))

    def ticket_is_being_written(self, case: str) -> bool:
        """Whether something of this case has still to be written into its ticket."""
        return self._connection.execute(_TICKET_TO_WRITE, {"number": case}).first() is not None

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
_LAST_ENTRY = Plain(
    lambda _: select(func.coalesce(func.max(rows.timeline.c.number), 0).label("last")).where(
        rows.timeline.c.case == bindparam("number")
    )
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
_OPEN_CASES_OF_PROBLEM = (
    select(rows.cases.c.number)
    .where(rows.cases.c.problem == bindparam("problem"), rows.cases.c.outcome.is_(None))
    .order_by(rows.cases.c.opened_at, rows.cases.c.number)
)
_TICKET_SEEN = select(rows.tickets_seen.c.seen).where(rows.tickets_seen.c.case == bindparam("number"))
_TICKET_TO_WRITE = select(rows.deliveries.c.id).where(
    rows.deliveries.c.case == bindparam("number"),
    rows.deliveries.c.purpose == Purpose.TICKET,
    rows.deliveries.c.shown < rows.deliveries.c.want,
    rows.deliveries.c.parked.is_(None),
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
    lambda insert: insert(rows.deliveries).on_conflict_do_nothing(index_elements=["key"]).inline(),
    *("key", "destination", "purpose", "case", "party", "payload", "want", "shown", "attempts", "unclear", "made_at"),
)


def save_announcements(
    connection: Connection, announcements: Sequence[Announcement], *, version: int, now: datetime
) -> None:
    """Make them due. What is there already stays as it is: a card follows its case by itself."""
    statements = Statements(connection)
    names = sorted({announcement.destination for announcement in announcements})
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
