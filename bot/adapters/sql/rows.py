"""From rows to the case and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import SQLModel

from bot.adapters.sql.tables import (
    CaseTable,
    ChoreTable,
    DeliveryTable,
    DestinationTable,
    IdentityRow,
    InboxTable,
    MemberListTable,
    NumberingRow,
    PersonRow,
    PreferenceTable,
    ProblemRow,
    RequestTable,
    SearchableTable,
    SecretTable,
    TicketHintTable,
    TicketSeenTable,
    TimelineTable,
)
from bot.case import Case, FeedbackOwner, Outcome, Question, TicketReference, TransferOffer
from bot.preferences import NoticeKind, Preferences
from bot.problem import Problem
from bot.request import Move, Request, RequestState
from bot.ticket import Difference, Differs, ToldInTicket
from bot.timeline import Entry, event_from_row, event_to_row


def _table(model: type[SQLModel]) -> Any:
    return SQLModel.metadata.tables[str(model.__tablename__)]


cases = _table(CaseTable)
requests = _table(RequestTable)
searchable = _table(SearchableTable)
timeline = _table(TimelineTable)
problems = _table(ProblemRow)
persons = _table(PersonRow)
identities = _table(IdentityRow)
preferences = _table(PreferenceTable)
numbering = _table(NumberingRow)
inbox = _table(InboxTable)
deliveries = _table(DeliveryTable)
destinations = _table(DestinationTable)
chores = _table(ChoreTable)
secrets = _table(SecretTable)
member_lists = _table(MemberListTable)
tickets_seen = _table(TicketSeenTable)
ticket_hints = _table(TicketHintTable)


def case_to_row(case: Case) -> dict[str, Any]:
    """The columns of a case, without those of its requests."""
    question, ticket, offer = case.question, case.question.ticket, case.offer
    return {
        "number": case.number,
        "version": case.version,
        "move": case.move,
        "intake": question.intake,
        "kind": question.kind,
        "faculty": question.faculty,
        "programme": question.programme,
        "language": question.language,
        "subject": question.subject,
        "text": question.text,
        "ticket_number": ticket.number if ticket else None,
        "ticket_key": ticket.key if ticket else None,
        "ticket_id": ticket.id if ticket else None,
        "ticket_url": ticket.url if ticket else None,
        "reference": question.reference,
        "origin_url": question.origin_url,
        "opened_by": case.opened_by,
        "opened_at": case.opened_at,
        "feedback_party": case.feedback.party,
        "feedback_person": case.feedback.person,
        "feedback_since": case.feedback.since,
        "offer_to": offer.to if offer else None,
        "offer_by": offer.by if offer else None,
        "offer_reason": offer.reason if offer else None,
        "offer_at": offer.at if offer else None,
        "outcome": case.outcome,
        "closed_at": case.closed_at,
        "problem": case.problem,
        "problem_answer": case.problem_answer,
        "ticket_says": _ticket_says(case),
    }


def _ticket_says(case: Case) -> dict[str, Any] | None:
    """What the ticket says and the case does not yet."""
    said = {
        "difference": asdict(case.difference) if case.difference else None,
        "told": asdict(case.told) | {"at": case.told.at.isoformat()} if case.told else None,
    }
    return said if any(said.values()) else None


def _difference(row: Row[Any]) -> Difference | None:
    said = (row.ticket_says or {}).get("difference")
    return Difference(**{**said, "kind": Differs(said["kind"])}) if said else None


def _told(row: Row[Any]) -> ToldInTicket | None:
    said = (row.ticket_says or {}).get("told")
    return ToldInTicket(**{**said, "at": datetime.fromisoformat(said["at"])}) if said else None


def case_from_rows(row: Row[Any], request_rows: Iterable[Row[Any]]) -> Case:
    """The case with its requests, in the order in which they were made."""
    ticket = TicketReference(row.ticket_number, row.ticket_id, row.ticket_url) if row.ticket_number else None
    return Case(
        number=row.number,
        question=Question(
            intake=row.intake,
            kind=row.kind,
            subject=row.subject,
            text=row.text,
            faculty=row.faculty,
            programme=row.programme,
            language=row.language,
            ticket=ticket,
            reference=row.reference,
            origin_url=row.origin_url,
        ),
        move=Move(row.move),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        feedback=FeedbackOwner(row.feedback_party, row.feedback_person, row.feedback_since),
        requests=tuple(request_from_row(one) for one in request_rows),
        offer=offer_from_row(row),
        outcome=Outcome(row.outcome) if row.outcome else None,
        closed_at=row.closed_at,
        problem=row.problem,
        problem_answer=row.problem_answer,
        difference=_difference(row),
        told=_told(row),
        version=row.version,
    )


def offer_from_row(row: Row[Any]) -> TransferOffer | None:
    """The offer of the feedback that stands, if one does."""
    return TransferOffer(row.offer_to, row.offer_by, row.offer_reason, row.offer_at) if row.offer_to else None


def request_to_row(case: str, position: int, request: Request) -> dict[str, Any]:
    """The columns of a request."""
    return {
        "case": case,
        "position": position,
        "party": request.party,
        "move": request.move,
        "asked_by": request.asked_by,
        "asked_by_person": request.asked_by_person,
        "question": request.question,
        "asked_at": request.asked_at,
        "state": request.state,
        "claimant": request.claimant,
        "claimed_at": request.claimed_at,
        "asked_back": request.asked_back,
        "answer": request.answer,
        "answered_by": request.answered_by,
        "reason": request.reason,
        "passed_on_from": request.passed_on_from,
    }


def request_from_row(row: Row[Any]) -> Request:
    """One request; its id is the case's number and its position."""
    return Request(
        id=f"{row.case}/{row.position}",
        party=row.party,
        move=Move(row.move),
        asked_by=row.asked_by,
        asked_by_person=row.asked_by_person,
        question=row.question,
        asked_at=row.asked_at,
        state=RequestState(row.state),
        claimant=row.claimant,
        claimed_at=row.claimed_at,
        asked_back=row.asked_back,
        answer=row.answer,
        answered_by=row.answered_by,
        reason=row.reason,
        passed_on_from=row.passed_on_from,
    )


def entry_to_row(entry: Entry) -> dict[str, Any]:
    """The columns of a row of the timeline."""
    name, data = event_to_row(entry.event)
    return {
        "case": entry.case,
        "number": entry.number,
        "event": name,
        "data": data,
        "person": entry.person,
        "at": entry.at,
        "origin": entry.origin,
    }


def entry_from_row(row: Row[Any]) -> Entry:
    """One row of the timeline."""
    return Entry(row.case, row.number, event_from_row(row.event, row.data), row.person, row.at, row.origin)


def problem_from_row(row: Row[Any]) -> Problem:
    """A problem."""
    return Problem(row.number, row.title, row.opened_by, row.opened_at, row.answer, row.answered_by, row.answered_at)


def problem_to_row(problem: Problem) -> Mapping[str, Any]:
    """The columns of a problem."""
    return {
        "number": problem.number,
        "title": problem.title,
        "opened_by": problem.opened_by,
        "opened_at": problem.opened_at,
        "answer": problem.answer,
        "answered_by": problem.answered_by,
        "answered_at": problem.answered_at,
    }


def preferences_from_row(row: Row[Any]) -> Preferences:
    """What a person chose. A kind of notice that is no longer there is left out."""
    known = set(NoticeKind)
    muted = frozenset(NoticeKind(kind) for kind in row.muted if kind in known)
    return Preferences(row.language, muted, row.absent_until)


def preferences_to_row(email: str, preferences: Preferences) -> dict[str, Any]:
    """The columns of what a person chose."""
    return {
        "email": email,
        "language": preferences.language,
        "muted": sorted(preferences.muted),
        "absent_until": preferences.absent_until,
    }
