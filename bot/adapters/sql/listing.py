"""Lists of cases: which cases fit, in which order, and how many there are.

Open cases are few, and are looked through; of all that ever was, only as many as anybody turns pages for.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, or_, select, true, union

from bot.adapters.sql import rows
from bot.adapters.sql.roles import ACTIVE_STATES, in_state, part_of, plays
from bot.adapters.sql.searching import MOST_FOUND, folded, has_words, newest, newest_with, searched_words
from bot.ports import CaseFilter, CaseList, CaseRow, Part, PartCount, Role
from bot.request import RequestState

RECENT = 1_000
"""Only among so many is looked for what is alike: an answer of long ago is rarely the answer of today."""


def cases(connection: Connection, wanted: CaseFilter) -> CaseList:
    """One page."""
    return _open_cases(connection, wanted) if wanted.open else _of_all_time(connection, wanted)


def _open_cases(connection: Connection, wanted: CaseFilter) -> CaseList:
    c = rows.cases.c
    fits = and_(*_conditions(wanted))
    if wanted.words:
        fits = and_(fits, has_words(searched_words(wanted.words)))
    order: tuple[Any, ...] = (c.feedback_since, c.number)
    if wanted.due_first:
        order = (c.feedback_due.is_(None), c.feedback_due, *order)
    page = select(rows.cases).where(fits).order_by(*order).limit(wanted.limit).offset(wanted.offset)
    found = connection.execute(page).all() if wanted.limit else ()
    total: int = connection.execute(select(func.count()).select_from(rows.cases).where(fits)).scalar_one()
    return CaseList(case_rows(connection, found), total)


def parts(connection: Connection, role: Role, at: datetime, parties: Sequence[str]) -> dict[Part, PartCount]:
    """How many open cases have each part for one person, in one go through them."""
    c = rows.cases.c
    late = case((c.feedback_due < at, 1), else_=0).label("late")
    open_cases = and_(*_conditions(CaseFilter(open=True, parties=tuple(parties))))
    each = select(part_of(role).label("part"), late).where(open_cases).subquery().c
    query = select(each.part, func.count(), func.sum(each.late)).group_by(each.part)
    return {Part(part): PartCount(total, overdue) for part, total, overdue in connection.execute(query)}


def _of_all_time(connection: Connection, wanted: CaseFilter) -> CaseList:
    """The newest first; what is found beyond ``MOST_FOUND`` is not even counted."""
    c = rows.cases.c
    numbers = _numbers_of_all_time(connection, wanted)
    shown = numbers[:MOST_FOUND][wanted.offset : wanted.offset + wanted.limit]
    page = select(rows.cases).where(c.number.in_(shown)).order_by(c.opened_at.desc(), c.number.desc())
    found = case_rows(connection, connection.execute(page).all())
    return CaseList(found, min(len(numbers), MOST_FOUND), more=len(numbers) > MOST_FOUND)


def _numbers_of_all_time(connection: Connection, wanted: CaseFilter) -> Sequence[str]:
    """Newest first; at most one more than ``MOST_FOUND``."""
    c = rows.cases.c
    with_words = newest_with(connection, searched_words(wanted.words)) if wanted.words else None
    only_words = CaseFilter(open=None, words=wanted.words, limit=wanted.limit, offset=wanted.offset)
    if with_words is not None and wanted == only_words:
        return with_words  # so many cases, scattered over years, take long to look at
    condition = and_(*_conditions(wanted))
    if with_words is not None:
        condition = and_(condition, c.number.in_(with_words))
    if wanted.parties:
        condition = and_(condition, c.number.in_(_newest_of_parties(wanted.parties)))
    query = select(c.number).where(condition).order_by(c.opened_at.desc(), c.number.desc()).limit(MOST_FOUND + 1)
    return connection.execute(query).scalars().all()


def _newest_of_parties(parties: Sequence[str]) -> Select[str]:
    """Each part by itself, so that an index serves it: with OR everything would be read."""
    c = rows.cases.c
    owed = (
        select(c.number, c.opened_at)
        .where(c.feedback_party == party)
        .order_by(c.opened_at.desc())
        .limit(MOST_FOUND + 1)
        for party in parties
    )
    parts = [select(part.subquery().c.number) for part in owed]
    asked = (select(query.subquery().c[0]) for query in (_asked(parties), _asked_back(parties)))
    return select(union(*parts, *asked, select(c.number).where(_offered(parties))).subquery().c[0])


def _conditions(wanted: CaseFilter) -> Iterable[ColumnElement[bool]]:
    """All but the words; and the parties, where they are of open cases."""
    c = rows.cases.c
    yield true()
    if wanted.open is not None:
        yield c.outcome.is_(None) if wanted.open else c.outcome.is_not(None)
    if wanted.role is not None:
        yield plays(wanted.role)
    if wanted.parties and wanted.open:
        asked = (c.number.in_(query) for query in (_asked(wanted.parties), _asked_back(wanted.parties)))
        yield or_(c.feedback_party.in_(wanted.parties), *asked, _offered(wanted.parties))
    if wanted.faculty is not None:
        # Of the open cases each is looked at: SQLite would rather read all that ever was of the faculty.
        yield (func.coalesce(c.faculty, "") if wanted.open else c.faculty) == wanted.faculty
    if wanted.problem is not None:
        yield c.problem == wanted.problem
    if wanted.overdue_at is not None:
        yield c.feedback_due < wanted.overdue_at


def _asked(parties: Sequence[str]) -> Select[str]:
    r = rows.requests.c
    return select(r.case).where(r.party.in_(parties), in_state(*ACTIVE_STATES))


def _asked_back(parties: Sequence[str]) -> Select[str]:
    r = rows.requests.c
    return select(r.case).where(r.asked_by.in_(parties), in_state(RequestState.ASKED_BACK))


def _offered(parties: Sequence[str]) -> ColumnElement[bool]:
    c = rows.cases.c
    return and_(c.offer_to.in_(parties), c.outcome.is_(None))


def similar(
    connection: Connection, words: Sequence[str], kind: str | None, faculty: str | None, limit: int
) -> CaseList:
    """Among the newest, those that share most words."""
    c, recent = rows.cases.c, newest(RECENT).subquery()
    hits = [case((recent.c.words.contains(folded(word), autoescape=True), 2), else_=0) for word in words]
    shared: ColumnElement[int] = sum(hits[1:], hits[0])
    alike = select(recent.c.case, shared.label("shared")).subquery()
    bonus = case((c.kind == kind, 1), else_=0) + case((c.faculty == faculty, 1), else_=0)
    query = (
        select(rows.cases)
        .join(alike, alike.c.case == c.number)
        .where(alike.c.shared >= min(2, len(words)) * 2)
        .order_by((alike.c.shared + bonus).desc(), c.opened_at.desc())
        .limit(limit)
    )
    found = connection.execute(query).all()
    return CaseList(case_rows(connection, found), len(found))


def case_rows(connection: Connection, found: Sequence[Row[Any]]) -> tuple[CaseRow, ...]:
    """These cases as lines in a list."""
    if not found:
        return ()
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
        active=tuple(rows.request_from_row(request) for request in requests if request.state in ACTIVE_STATES),
        offer=rows.offer_from_row(row),
    )
