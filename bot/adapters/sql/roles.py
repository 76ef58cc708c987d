"""The part an open case has in the work of one person, as a condition. Each case is in one part at most."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, literal, literal_column, not_, or_, select

from bot.adapters.sql import rows
from bot.ports import Part, Role
from bot.request import RequestState

ACTIVE_STATES = (RequestState.OPEN, RequestState.CLAIMED, RequestState.ASKED_BACK)
"""In the order of the indexes on them: SQLite compares as it is written."""


def plays(role: Role) -> Any:
    """Whether a row of ``cases`` has this part; the parts before it go first."""
    parts = list(Part)
    before = parts[: parts.index(role.part)]
    return and_(_fits(role.part, role), *(not_(_fits(part, role)) for part in before))


def part_of(role: Role) -> Any:
    """Which part a row of ``cases`` of an open case has."""
    return case(*((_fits(part, role), literal(str(part))) for part in Part))


def _fits(part: Part, role: Role) -> Any:
    c, r = rows.cases.c, rows.requests.c
    match part:
        case Part.OWED:
            return c.feedback_person.is_not_distinct_from(role.person)
        case Part.ASKED:
            return _has_request(in_state(RequestState.ASKED_BACK), r.asked_by_person == role.person)
        case Part.CLAIMED:
            return _has_request(r.claimant == role.person)
        case Part.WAITING:
            return _waits_for_party(role)
        case Part.ELSEWHERE:
            return c.outcome.is_(None)


def _waits_for_party(role: Role) -> Any:
    """Nobody took it, or whoever did is away."""
    c, r = rows.cases.c, rows.requests.c
    if not role.parties:
        return false()
    away = sorted(role.away)
    unclaimed = _has_request(r.party.in_(role.parties), in_state(*ACTIVE_STATES), r.state == RequestState.OPEN)
    held = _has_request(r.party.in_(role.parties), r.claimant.in_(away), in_state(*ACTIVE_STATES))
    asked = r.asked_by.in_(role.parties), r.asked_by_person.in_(away), in_state(RequestState.ASKED_BACK)
    owed = and_(c.feedback_party.in_(role.parties), or_(c.feedback_person.is_(None), c.feedback_person.in_(away)))
    # A comparison with NULL is neither true nor false, and could not be turned around.
    offered = and_(c.offer_to.is_not(None), c.offer_to.in_(role.parties))
    return or_(unclaimed, held, _has_request(*asked), owed, offered)


def in_state(*states: str) -> Any:
    """Whether a request is in one of these; written out, or SQLite would not see that a partial index fits."""
    written: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in states]
    state = rows.requests.c.state
    found: ColumnElement[bool] = state == written[0] if len(written) == 1 else state.in_(written)
    return found


def _has_request(*conditions: ColumnElement[bool]) -> Any:
    r = rows.requests.c
    return rows.cases.c.number.in_(select(r.case).where(*conditions))
