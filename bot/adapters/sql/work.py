"""One transaction: the case, its timeline and what must be shown are written together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.sql import rows
from bot.announcements import Announcement, Purpose, Reach, announce
from bot.case import Actor, Case, ticket_key
from bot.events import Event
from bot.ports import Person
from bot.problem import Problem
from bot.refusals import UnknownCase, UnknownProblem
from bot.routing import Organisation, add_office_time
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
        self._loaded: dict[str, Case] = {}
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
        query = select(rows.cases).where(rows.cases.c.number == number)
        row = self._connection.execute(query.with_for_update() if self._postgresql else query).one_or_none()
        if row is None:
            raise UnknownCase(number)
        case = rows.case_from_rows(row, self._connection.execute(_REQUESTS_OF, {"number": number}))
        self._loaded[number] = case
        return case

    def open_case_of_ticket(self, ticket: str) -> str | None:
        """The number of the open case of the ticket, however its number is written."""
        return self._connection.execute(_OPEN_CASE_OF_TICKET, {"key": ticket_key(ticket)}).scalar_one_or_none()

    def next_number(self, series: str) -> str:
        """``SL-2611-0042``: the series, year and month on the organisation's calendar, and a sequence."""
        month = self._now.astimezone(self._time_zone).strftime("%y%m")
        statement = self._insert(rows.numbering).values(series=f"{series}-{month}", last=1)
        statement = statement.on_conflict_do_update(
            index_elements=["series"], set_={"last": rows.numbering.c.last + 1}
        ).returning(rows.numbering.c.last)
        last: int = self._connection.execute(statement).scalar_one()
        return f"{series}-{month}-{last:04d}"

    def save(self, case: Case, happened: Sequence[Event], actor: Actor) -> Case:
        """Write everything the change brought. Raises ``Conflict``."""
        before = self._loaded.get(case.number)
        after = replace(case, version=case.version + 1)
        self._save_case(after, before)
        self._save_requests(after, before)
        entries = self._record(after.number, happened, actor)
        self._announce(announce(after, entries, self._organisation, self._reach), after)
        self._loaded[case.number] = after
        return after

    def _save_case(self, after: Case, before: Case | None) -> None:
        row = rows.case_to_row(after) | {"feedback_due": self._due(after)}
        if before is None:
            self._connection.execute(insert(rows.cases), row)
            return
        seen = (rows.cases.c.number == after.number) & (rows.cases.c.version == before.version)
        if self._connection.execute(update(rows.cases).where(seen), row).rowcount != 1:
            raise Conflict(after.number)

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
                self._connection.execute(insert(rows.requests), row)
            else:
                same = (rows.requests.c.case == after.number) & (rows.requests.c.position == position)
                self._connection.execute(update(rows.requests).where(same), row)

    def _record(self, case: str, happened: Sequence[Event], actor: Actor) -> tuple[Entry, ...]:
        last = self._connection.execute(_LAST_ENTRY, {"number": case}).scalar_one()
        entries = tuple(
            Entry(case, number, event, actor.person, self._now, actor.origin)
            for number, event in enumerate(happened, start=last + 1)
        )
        if entries:
            self._connection.execute(insert(rows.timeline), [rows.entry_to_row(entry) for entry in entries])
        return entries

    # -- what must be shown ----------------------------------------------------------------------------------

    def _announce(self, announcements: list[Announcement], case: Case) -> None:
        # Every card that was ever wanted follows the case, also that of a party that has no part in it any more:
        # an offer it refused must not stay on its card. What was parked is tried again: the cause may be gone.
        cards = self._connection.execute(_CARDS_FOLLOW, {"number": case.number, "version": case.version})
        if announcements:
            save_announcements(self._connection, announcements, version=case.version, now=self._now)
        self.announced |= bool(announcements) or cards.rowcount > 0

    # -- commands that arrive again --------------------------------------------------------------------------

    def done_before(self, key: str) -> str | None:
        """What the command with this key led to."""
        found: str | None = self._connection.execute(_DONE_BEFORE, {"key": key}).scalar_one_or_none()
        return found

    def remember(self, key: str, number: str) -> None:
        """Note what the command with this key led to."""
        self._connection.execute(insert(rows.inbox), {"key": key, "number": number, "at": self._now})

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

    # -- how it is done --------------------------------------------------------------------------------------

    @property
    def _time_zone(self) -> ZoneInfo:
        return self._organisation.time_zone

    def _insert(self, table: Any) -> Any:
        return insert_into(table, self._connection)


_REQUESTS_OF = (
    select(rows.requests).where(rows.requests.c.case == bindparam("number")).order_by(rows.requests.c.position)
)
_OPEN_CASE_OF_TICKET = select(rows.cases.c.number).where(
    rows.cases.c.ticket_key == bindparam("key"), rows.cases.c.outcome.is_(None)
)
_LAST_ENTRY = select(func.coalesce(func.max(rows.timeline.c.number), 0)).where(
    rows.timeline.c.case == bindparam("number")
)
_CARDS_FOLLOW = (
    update(rows.deliveries)
    .where(rows.deliveries.c.case == bindparam("number"), rows.deliveries.c.purpose == Purpose.CARD)
    .values(want=bindparam("version"), parked=None, attempts=0)
)
_DONE_BEFORE = select(rows.inbox.c.number).where(rows.inbox.c.key == bindparam("key"))
_OPEN_CASES_OF_PROBLEM = (
    select(rows.cases.c.number)
    .where(rows.cases.c.problem == bindparam("problem"), rows.cases.c.outcome.is_(None))
    .order_by(rows.cases.c.opened_at, rows.cases.c.number)
)


def insert_into(table: Any, connection: Connection) -> Any:
    """An INSERT that knows ``ON CONFLICT``; both databases spell it the same."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def save_announcements(
    connection: Connection, announcements: Sequence[Announcement], *, version: int, now: datetime
) -> None:
    """Make them due. A card that is there already is wanted in *version*; anything else is there once."""
    names = sorted({announcement.destination for announcement in announcements})
    to = insert_into(rows.destinations, connection).on_conflict_do_nothing()
    connection.execute(to, [{"name": name} for name in names])
    wanted = insert_into(rows.deliveries, connection)
    wanted = wanted.on_conflict_do_update(index_elements=["key"], set_={"want": wanted.excluded.want})
    connection.execute(
        wanted,
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
