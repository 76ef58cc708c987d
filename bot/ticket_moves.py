"""What a case does because of its ticket. Pure, as the case itself: each move returns the case and what happened.

Who is named as the actor is somebody of a party, or the ticket system itself for what the student or a stranger did.
"""

from dataclasses import replace
from datetime import datetime

from bot import events
from bot.case import Actor, Case, Change, IsMember, Outcome, TicketReference, ToldBy
from bot.errors import RefusedMove
from bot.refusals import (
    AlreadyDone,
    CaseClosed,
    NotAllowed,
    NotFeedbackOwner,
    NoTicketToWrite,
    TextMissing,
    TicketStays,
    ToldSince,
)
from bot.ticket import TICKET_SYSTEM, Difference, Differs, Right, ToldInTicket

FOLLOWED = "TOPdesk"
"""The reason that stands beside a move that was made in the ticket."""

WITHOUT_THE_TICKET = frozenset({Differs.UNKNOWN, Differs.DUPLICATE, Differs.DELETED})
"""Where there is no ticket to be right: the case goes on without it."""


WITHOUT_A_LIVING_TICKET = frozenset({Differs.DELETED, Differs.ARCHIVED})
"""Where the case may go on with another ticket: that of the same question, with which this one was merged."""


def the_ticket_system(case: Case) -> Actor:
    """Who acts for what nobody of a party did."""
    return Actor(TICKET_SYSTEM, frozenset(case.parties), origin=TICKET_SYSTEM)


# -- what the ticket says ------------------------------------------------------------------------------------


def checked(case: Case, ticket: TicketReference, faculty: str | None, about: str = "") -> Change:
    """The ticket was found after all, and is *about* this. What people typed about it stays."""
    question = replace(case.question, ticket=ticket, faculty=case.question.faculty or faculty)
    gone = replace(case, question=question, difference=None)
    return gone, (events.TicketChecked(ticket.number, about),)


def differs(case: Case, found: Difference | None) -> Change:
    """Ticket and case do not agree, or agree again. Nothing happens where that was known."""
    before = case.difference
    if found == before:
        return case, ()
    if found is None:
        return replace(case, difference=None), (events.DifferenceGone(before.kind),) if before else ()
    said = events.TicketDiffers(found.kind, found.party, found.person, found.note)
    return replace(case, difference=found), (said,)


def student_wrote(case: Case, text: str, now: datetime, *, is_member: IsMember) -> Change:
    """The student added something; to a closed case that means coming back (rule 6)."""
    if case.is_open:
        return case, (events.StudentWrote(text),)
    case, happened = case.reopen(text.strip() or FOLLOWED, the_ticket_system(case), now, is_member=is_member)
    return case, tuple(
        replace(event, by_student=True) if isinstance(event, events.CaseReopened) else event for event in happened
    )


def told_in_ticket(case: Case, told: ToldInTicket) -> Change:
    """The student was told something that may be the answer: somebody has to say so."""
    if case.told == told:
        return case, ()
    return replace(case, told=told), (events.StudentToldInTicket(told.text),)


# -- what people say about it --------------------------------------------------------------------------------


def confirm_feedback(case: Case, mark: str, actor: Actor, now: datetime) -> Change:
    """What stands in the ticket was the answer: the case closes. *mark* is of what this person saw."""
    text = _told_as_shown(case, mark).text if case.is_open else ""
    return case.give_feedback(ToldBy.TICKET, text, actor, now, in_ticket=True)


def dismiss_feedback(case: Case, mark: str, actor: Actor) -> Change:
    """It was not: the student still waits."""
    _must_owe(case, actor)
    _told_as_shown(case, mark)
    return replace(case, told=None), (events.NotYetAnswered(),)


def _told_as_shown(case: Case, mark: str) -> ToldInTicket:
    """Nobody judges what they did not read. Raises ``AlreadyDone``, and ``ToldSince`` where it is another by now."""
    if case.told is None:
        raise AlreadyDone("dismiss-feedback")
    if case.told.mark != mark:
        raise ToldSince(case.number)
    return case.told


def send_answer(case: Case, text: str, actor: Actor, *, closes: bool) -> Change:
    """The answer goes to the student through the ticket, as whoever owes it pressed for."""
    _must_owe(case, actor)
    if case.question.ticket is None or case.question.ticket.id is None:
        raise NoTicketToWrite(case.number)
    if not text.strip():
        raise TextMissing("message")
    return case, (events.AnswerSent(text.strip(), closes),)


def answer_arrived(case: Case, text: str, actor: Actor, now: datetime) -> Change:
    """The answer stands in the ticket. If somebody else owes it by now, that party has to say so."""
    if case.outcome is Outcome.FEEDBACK_GIVEN or not case.is_open:
        return case, ()
    try:
        return case.give_feedback(ToldBy.TICKET, text, actor, now, in_ticket=True)
    except RefusedMove:
        return told_in_ticket(case, ToldInTicket(text, actor.person, now))


def settle(case: Case, kind: Differs, right: Right, actor: Actor, now: datetime, *, is_member: IsMember) -> Change:
    """Somebody says which of the two is right, and the other follows."""
    if not case.is_open:
        raise CaseClosed(case.number)
    if not actor.administrator and actor.parties.isdisjoint(may_settle(case)):
        raise NotAllowed(may_settle(case))
    found = case.difference
    if found is None or found.kind is not kind:
        raise AlreadyDone("settle-difference")
    settled = events.DifferenceSettled(kind, right, found.person)
    case = replace(case, difference=None)
    if right is Right.CASE:
        return case, (settled,)
    case, happened = _follow(case, found, actor, now, is_member=is_member)
    return case, (settled, *happened)


def correct_ticket(case: Case, ticket: TicketReference, faculty: str | None, actor: Actor, about: str = "") -> Change:
    """Another number was meant. What people typed about the ticket stays."""
    if not case.is_open:
        raise CaseClosed(case.number)
    if not actor.administrator and actor.parties.isdisjoint(may_correct(case)):
        raise NotAllowed(may_correct(case))
    before = case.question.ticket
    if before is None or not can_be_corrected(case):
        raise TicketStays(case.number)
    if (ticket.key, ticket.id) == (before.key, before.id):
        raise AlreadyDone("correct-ticket")
    question = replace(case.question, ticket=ticket, faculty=case.question.faculty or faculty)
    corrected = events.TicketCorrected(ticket.number, before.number, about)
    return replace(case, question=question, difference=None), (corrected,)


def can_be_corrected(case: Case) -> bool:
    """As long as nothing was written into the ticket: TOPdesk has not found it, or it is there no more.

    A ticket in use is not exchanged: nobody could tell what of all that was done in the wrong one has to be undone.
    """
    ticket, found = case.question.ticket, case.difference
    gone = found is not None and found.kind in WITHOUT_A_LIVING_TICKET
    return case.is_open and ticket is not None and (ticket.id is None or gone)


def has_no_ticket(case: Case) -> bool:
    """Whether the ticket of this case is none: it needs another number, or goes on without."""
    return case.difference is not None and case.difference.kind in WITHOUT_THE_TICKET


def may_correct(case: Case) -> tuple[str, ...]:
    """The desk that typed the number, and whoever owes the answer."""
    return tuple(dict.fromkeys([case.question.intake, case.feedback.party]))


def may_settle(case: Case) -> tuple[str, ...]:
    """The parties of the case, and the one that has the ticket."""
    where = case.difference.party if case.difference else None
    return tuple(dict.fromkeys([*case.parties, *([where] if where else [])]))


def _follow(case: Case, found: Difference, actor: Actor, now: datetime, *, is_member: IsMember) -> Change:
    match found.kind:
        case Differs.UNKNOWN | Differs.DUPLICATE | Differs.DELETED:
            return _let_go(case)
        case Differs.ARCHIVED | Differs.CLOSED:
            text = case.told.text if case.told else ""
            return case.give_feedback(ToldBy.TICKET, text, actor, now)
        case Differs.MOVED:
            return _follow_to(case, found.party or "", actor, now, is_member=is_member)
        case Differs.HELD:
            request = case.active_request_of(found.party or "")
            if request is None or found.person is None:
                raise AlreadyDone("settle-difference")
            who = replace(actor, administrator=True)
            return case.assign(request.id, found.person, who, now, is_member=is_member)


def _let_go(case: Case) -> Change:
    """What is known of the question goes on under the number that was typed."""
    ticket = case.question.ticket
    number = ticket.number if ticket else ""
    question = replace(case.question, ticket=None, reference=case.question.reference or number)
    return replace(case, question=question), (events.TicketLetGo(number),)


def _follow_to(case: Case, party: str, actor: Actor, now: datetime, *, is_member: IsMember) -> Change:
    """The duty goes where the ticket went: back to who handed it over, on to another party, or over at last."""
    held = case.handed_over
    if held is None:
        who = replace(actor, parties=actor.parties | {case.feedback.party})
        return case.hand_over(party, "", who, now)
    who = replace(actor, parties=actor.parties | {held.party}, administrator=True)
    if party == held.asked_by:
        return case.decline(held.id, FOLLOWED, who, now, is_member=is_member)
    return case.pass_on(held.id, party, FOLLOWED, who, now)


def _must_owe(case: Case, actor: Actor) -> None:
    if not case.is_open:
        raise CaseClosed(case.number)
    if case.feedback.party not in actor.parties:
        raise NotFeedbackOwner(case.feedback.party, case.feedback.person)
