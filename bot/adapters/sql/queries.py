"""Questions to the store: plain rows for lists, a whole case only where one is shown."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, and_, case, exists, func, or_, select, true

from bot.adapters.sql import rows
from bot.case import Case, ticket_key
from bot.ports import CaseFilter, CaseList, CaseRow, Person
from bot.problem import Problem
from bot.refusals import UnknownCase, UnknownProblem
from bot.request import ACTIVE, RequestState
from bot.timeline import Entry

T = TypeVar("T")

ACTIVE_STATES = tuple(sorted(ACTIVE))


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
            row = connection.execute(select(rows.cases).where(rows.cases.c.number == number)).one_or_none()
            if row is None:
                raise UnknownCase(number)
            of_case = select(rows.requests).where(rows.requests.c.case == number).order_by(rows.requests.c.position)
            return rows.case_from_rows(row, connection.execute(of_case))

        return await self._read(query)

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
        query = select(rows.timeline).where(rows.timeline.c.case == number).order_by(rows.timeline.c.number)
        return await self._read(lambda c: tuple(rows.entry_from_row(row) for row in c.execute(query)))

    # -- lists -----------------------------------------------------------------------------------------------

    async def cases(self, wanted: CaseFilter) -> CaseList:
        """The cases that fit: open ones by how long the student waits, closed ones newest first."""
        fits = and_(*_conditions(wanted))
        c = rows.cases.c
        order = (c.feedback_since, c.number) if wanted.open else (c.opened_at.desc(), c.number.desc())
        page = select(rows.cases).where(fits).order_by(*order).limit(wanted.limit).offset(wanted.offset)
        count = select(func.count()).select_from(rows.cases).where(fits)

        def query(connection: Connection) -> CaseList:
            found = connection.execute(page).all()
            total: int = connection.execute(count).scalar_one()
            return CaseList(_case_rows(connection, found), total)

        return await self._read(query)

    async def similar(self, words: Sequence[str], *, kind: str | None, faculty: str | None, limit: int) -> CaseList:
        """Cases that share words with a question; same kind and faculty count as half a word each."""
        if not words:
            return CaseList((), 0)
        c = rows.cases.c
        text = func.lower(c.subject + " " + c.text)
        hits = [case((text.contains(word.lower(), autoescape=True), 2), else_=0) for word in words]
        shared: ColumnElement[int] = sum(hits[1:], hits[0])
        bonus = case((c.kind == kind, 1), else_=0) + case((c.faculty == faculty, 1), else_=0)
        score = (shared + bonus).label("score")
        # Only recent cases are looked at: an answer of long ago is rarely the answer of today.
        recent = select(c.number).order_by(c.opened_at.desc()).limit(_RECENT)
        query_cases = (
            select(rows.cases, score)
            .where(c.number.in_(recent), shared >= min(2, len(words)) * 2)
            .order_by(score.desc(), c.opened_at.desc())
            .limit(limit)
        )

        def query(connection: Connection) -> CaseList:
            found = connection.execute(query_cases).all()
            return CaseList(_case_rows(connection, found), len(found))

        return await self._read(query)

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
        still_open = exists().where(c.problem == rows.problems.c.number, c.outcome.is_(None))
        query = select(rows.problems).where(still_open).order_by(rows.problems.c.opened_at.desc())
        return await self._read(lambda conn: tuple(rows.problem_from_row(row) for row in conn.execute(query)))

    # -- people ----------------------------------------------------------------------------------------------

    async def persons(self, emails: Iterable[str]) -> Mapping[str, Person]:
        """Those who were ever seen, by e-mail address."""
        query = select(rows.persons).where(rows.persons.c.email.in_(sorted(set(emails))))
        found = await self._read(lambda connection: connection.execute(query).all())
        return {row.email: Person(row.email, row.name, row.language) for row in found}

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

    async def identity(self, platform: str, email: str) -> Mapping[str, Any] | None:
        """What the platform's adapter needs to reach the person: the account they were seen with last."""
        i = rows.identities.c
        theirs = select(i.ref).where(i.platform == platform, i.email == email)
        query = theirs.order_by(i.seen_at.desc(), i.id).limit(1)
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def last_platform(self, email: str) -> str | None:
        """Where the person was seen last."""
        query = select(rows.persons.c.last_platform).where(rows.persons.c.email == email)
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())


_RECENT = 2_000


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    c = rows.cases.c
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.open is not None:
        conditions.append(c.outcome.is_(None) if wanted.open else c.outcome.is_not(None))
    if turn := _whose_turn(wanted):
        conditions.append(or_(*turn))
    if wanted.parties:
        r = rows.requests.c
        asked = select(r.case).where(r.party.in_(wanted.parties), r.state.in_(ACTIVE_STATES))
        back = select(r.case).where(r.asked_by.in_(wanted.parties), r.state == RequestState.ASKED_BACK)
        theirs = (c.feedback_party.in_(wanted.parties), c.number.in_(asked), c.number.in_(back))
        conditions.append(or_(*theirs, c.offer_to.in_(wanted.parties)))
    if wanted.faculty is not None:
        conditions.append(c.faculty == wanted.faculty)
    if wanted.problem is not None:
        conditions.append(c.problem == wanted.problem)
    if wanted.overdue_at is not None:
        conditions.append(c.feedback_due < wanted.overdue_at)
    if wanted.words:
        number = func.coalesce(c.ticket_number, "") + " " + func.coalesce(c.ticket_key, "")
        text = func.lower(
            c.number + " " + c.subject + " " + c.text + " " + func.coalesce(c.reference, "") + " " + number
        )
        conditions += [text.contains(word.lower(), autoescape=True) for word in wanted.words.split()]
    return conditions


def _whose_turn(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    c, r = rows.cases.c, rows.requests.c
    turn: list[ColumnElement[bool]] = []
    if wanted.owed_by is not None:
        turn.append(c.feedback_person == wanted.owed_by)
    if wanted.held_by is not None:
        turn.append(c.number.in_(_held_by(wanted.held_by)))
    if wanted.asked_back_from is not None:
        asked = r.state == RequestState.ASKED_BACK, r.asked_by_person == wanted.asked_back_from
        turn.append(c.number.in_(select(r.case).where(*asked)))
    if wanted.offered_to:
        turn.append(c.offer_to.in_(wanted.offered_to))
    return turn


def _held_by(person: str) -> Any:
    r = rows.requests.c
    return select(r.case).where(r.claimant == person)


def _case_rows(connection: Connection, found: Sequence[Row[Any]]) -> tuple[CaseRow, ...]:
    numbers = [row.number for row in found]
    r = rows.requests.c
    of_cases = select(rows.requests).where(r.case.in_(numbers)).order_by(r.case, r.position)
    of: dict[str, list[Row[Any]]] = {number: [] for number in numbers}
    for request in connection.execute(of_cases):
        of[request.case].append(request)
    given = _answers_given(connection, numbers)
    return tuple(_case_row(row, of[row.number], given.get(row.number)) for row in found)


def _answers_given(connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    """What was told to the student, or found for a problem, where that was written down."""
    t = rows.timeline.c
    query = (
        select(t.case, t.data)
        .where(t.case.in_(numbers), t.event.in_(("FeedbackGiven", "ProblemAnswered")))
        .order_by(t.case, t.number)
    )
    return {row.case: row.data["answer"] for row in connection.execute(query) if row.data["answer"]}


def _case_row(row: Row[Any], requests: Sequence[Row[Any]], given: str | None) -> CaseRow:
    found = [request.answer for request in requests if request.answer]
    return CaseRow(
        number=row.number,
        subject=row.subject,
        kind=row.kind,
        faculty=row.faculty,
        ticket=row.ticket_number,
        feedback_party=row.feedback_party,
        feedback_person=row.feedback_person,
        feedback_since=row.feedback_since,
        feedback_due=row.feedback_due,
        opened_at=row.opened_at,
        outcome=row.outcome,
        closed_at=row.closed_at,
        waiting_for=tuple(request.party for request in requests if request.state == RequestState.OPEN),
        claimed_by=tuple(request.claimant for request in requests if request.claimant),
        asked_back=any(request.state == RequestState.ASKED_BACK for request in requests),
        problem=row.problem,
        answer=given or (found[-1] if found else None),
        parties=frozenset({row.intake, row.feedback_party, *(request.party for request in requests)}),
    )
