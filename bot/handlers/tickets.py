"""What follows from the ticket, and what people say about it."""

from bot import ticket_moves
from bot.case import Actor, Case, Change
from bot.commands import (
    AnswerArrived,
    ConfirmFeedback,
    CorrectTicket,
    DismissFeedback,
    FollowTicket,
    SendAnswer,
    SettleDifference,
    TicketFound,
    TicketMissing,
)
from bot.errors import RefusedMove
from bot.handlers.membership import is_member_today, must_be_second_line
from bot.ports import Work
from bot.refusals import AlreadyDone, TicketHasOpenCase
from bot.routing import Organisation
from bot.ticket import TICKET_SYSTEM, Difference, Differs, Right
from bot.ticket_watch import (
    AnsweredInTicket,
    News,
    StudentTold,
    StudentWrote,
    TakenInTicket,
    conclusions,
    difference,
    seen_now,
)


def follow_ticket(command: FollowTicket, work: Work) -> str:
    """Everything that follows from one look at a ticket.

    Whether the two agree can only be said where nothing was under way between them; else another look has to follow.
    """
    case = work.case(command.case)
    if case.question.ticket is None or case.question.ticket.id != command.ticket.id:
        return case.number  # it was let go, or exchanged, while it was read
    settled = _is_settled(command, case, work)
    before = work.ticket_seen(case.number)
    theirs = settled and not work.ticket_stayed_behind(case.number)
    for news in conclusions(before, command.ticket, case, work.organisation, settled=theirs):
        case = _follow(case, news, work)
    settled = settled and case.version == command.version
    if settled:
        found = difference(before, command.ticket, case, work.organisation)
        case = _saved(case, ticket_moves.differs(case, found), ticket_moves.the_ticket_system(case), work)
    work.remember_ticket(case, seen_now(before, command.ticket, settled=settled))
    return case.number


def _is_settled(command: FollowTicket, case: Case, work: Work) -> bool:
    """Whether nothing came between the look and now: no change here, nothing of ours to be written, no other look.

    Of two looks at once the older may be noted last. TOPdesk's times do not tell which that is: two changes may have
    the same, and a ticket that was put back looks as it did before.
    """
    if not command.quiet or case.version != command.version:
        return False
    return work.ticket_looked_at(case.number) == command.looked_at and not work.ticket_is_being_written(case.number)


def ticket_found(command: TicketFound, work: Work) -> str:
    """The number that was typed is a ticket's. Where that one has an open case already, both show it."""
    case = work.case(command.case)
    if not _is_still_looked_for(case, command.number):
        return case.number
    actor = ticket_moves.the_ticket_system(case)
    other = work.open_case_of_ticket(command.ticket.number)
    if case.is_open and other not in {None, case.number}:
        found = Difference(Differs.DUPLICATE, note=str(other))
        return _saved(case, ticket_moves.differs(case, found), actor, work).number
    faculty = work.organisation.faculty_named(command.origin_names)
    return _saved(case, ticket_moves.checked(case, command.ticket, faculty, command.about), actor, work).number


def ticket_missing(command: TicketMissing, work: Work) -> str:
    """Nobody may wait for a ticket that is not there."""
    case = work.case(command.case)
    if case.is_open and _is_still_looked_for(case, command.number):
        found = Difference(Differs.UNKNOWN, note=command.number)
        case = _saved(case, ticket_moves.differs(case, found), ticket_moves.the_ticket_system(case), work)
    return case.number


def _is_still_looked_for(case: Case, number: str) -> bool:
    """Somebody may have corrected the number while TOPdesk was asked about it."""
    ticket = case.question.ticket
    return ticket is not None and ticket.id is None and ticket.number == number


def correct_ticket(command: CorrectTicket, work: Work) -> str:
    """What could not be written into the ticket that was not there is written into the right one."""
    case, ticket = work.case(command.case), command.ticket
    faculty = work.organisation.faculty_named(command.origin_names)
    change = ticket_moves.correct_ticket(case, ticket, faculty, command.actor, command.about)
    other = work.open_case_of_ticket(ticket.number)
    if other is not None and other != case.number:
        raise TicketHasOpenCase(ticket.number, other)
    work.forget_ticket(case.number)
    work.try_ticket_again(case.number)
    return work.save(*change, command.actor).number


def send_answer(command: SendAnswer, work: Work) -> str:
    """Tell the student through the ticket."""
    change = ticket_moves.send_answer(work.case(command.case), command.text, command.actor, closes=command.closes)
    return work.save(*change, command.actor).number


def answer_arrived(command: AnswerArrived, work: Work) -> str:
    """What was sent stands in the ticket: the case closes."""
    case = work.case(command.case)
    change = ticket_moves.answer_arrived(case, command.text, command.actor, work.now)
    return _saved(case, change, command.actor, work).number


def confirm_feedback(command: ConfirmFeedback, work: Work) -> str:
    """What stands in the ticket was the answer."""
    change = ticket_moves.confirm_feedback(work.case(command.case), command.mark, command.actor, work.now)
    return work.save(*change, command.actor).number


def dismiss_feedback(command: DismissFeedback, work: Work) -> str:
    """It was not the answer."""
    change = ticket_moves.dismiss_feedback(work.case(command.case), command.mark, command.actor)
    return work.save(*change, command.actor).number


def settle_difference(command: SettleDifference, work: Work) -> str:
    """One of the two is right, and the other follows."""
    case = work.case(command.case)
    _must_be_as_shown(case, command)
    if command.right is Right.TICKET and command.kind is Differs.MOVED:
        _must_be_able_to_owe(case, work.organisation)
    is_member = is_member_today(work.organisation)
    change = ticket_moves.settle(case, command.kind, command.right, command.actor, work.now, is_member=is_member)
    return work.save(*change, command.actor).number


def _must_be_as_shown(case: Case, command: SettleDifference) -> None:
    """Nobody follows the ticket to where they did not see it. Raises ``AlreadyDone``."""
    shown, found = (command.party, command.person), case.difference
    if any(shown) and found is not None and shown != (found.party, found.person):
        raise AlreadyDone("settle-difference")


def _must_be_able_to_owe(case: Case, organisation: Organisation) -> None:
    """A question goes back to who handed it over, or to a party of the second line. Raises ``NotAskable``."""
    party = (case.difference.party if case.difference else None) or ""
    back = case.handed_over.asked_by if case.handed_over else None
    if party != back:
        must_be_second_line(party, organisation)


def _follow(case: Case, news: News, work: Work) -> Case:
    """What the case does because of it. What it cannot do by now shows as a difference, if it is one."""
    actor = _who(case, news, work.organisation)
    try:
        change = _change(case, news, actor, work)
    except RefusedMove:
        return case
    return _saved(case, change, actor, work)


def _change(case: Case, news: News, actor: Actor, work: Work) -> Change:
    match news:
        case TakenInTicket(request=request):
            return case.claim(request, actor, work.now)
        case AnsweredInTicket(request=request, text=text):
            return case.answer(request, text, actor, work.now)
        case StudentWrote() if _has_another(case, work):
            return case, ()
        case StudentWrote(text=text):
            return ticket_moves.student_wrote(case, text, work.now, is_member=is_member_today(work.organisation))
        case StudentTold(told=told, counts=counts):
            case, happened = ticket_moves.told_in_ticket(case, told)
            if not counts:
                return case, happened
            case, confirmed = ticket_moves.confirm_feedback(case, told.mark, actor, work.now)
            return case, (*happened, *confirmed)


def _has_another(case: Case, work: Work) -> bool:
    """A ticket with another open case has its student heard there."""
    ticket = case.question.ticket
    return not case.is_open and ticket is not None and work.open_case_of_ticket(ticket.number) is not None


def _who(case: Case, news: News, organisation: Organisation) -> Actor:
    match news:
        case TakenInTicket(person=person) | AnsweredInTicket(person=person):
            return _in_topdesk(person, organisation)
        case StudentTold(told=told) if told.person and organisation.parties_of(told.person):
            return _in_topdesk(told.person, organisation)
        case _:
            return ticket_moves.the_ticket_system(case)


def _in_topdesk(person: str, organisation: Organisation) -> Actor:
    parties = frozenset(party.key for party in organisation.parties_of(person))
    return Actor(person, parties, organisation.is_administrator(person), TICKET_SYSTEM)


def _saved(case: Case, change: Change, actor: Actor, work: Work) -> Case:
    """Nothing is written where nothing happened."""
    changed, happened = change
    return work.save(changed, happened, actor) if happened else case
