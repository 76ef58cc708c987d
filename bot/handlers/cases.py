"""What is done to a case as a whole."""

from bot.commands import AddNote, CorrectNote, Reopen, Withdraw
from bot.handlers.membership import is_member_today
from bot.ports import Work
from bot.refusals import TicketHasOpenCase


def withdraw(command: Withdraw, work: Work) -> str:
    """Who opened the case takes it back."""
    case, happened = work.case(command.case).withdraw(command.reason, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def reopen(command: Reopen, work: Work) -> str:
    """The student came back. Raises ``TicketHasOpenCase`` when the ticket has been escalated again since."""
    case = work.case(command.case)
    ticket = case.question.ticket
    other = None if ticket is None or case.is_open else work.open_case_of_ticket(ticket.number)
    if ticket is not None and other is not None:
        raise TicketHasOpenCase(ticket.number, other)
    is_member = is_member_today(work.organisation)
    case, happened = case.reopen(command.reason, command.actor, work.now, is_member=is_member)
    return work.save(case, happened, command.actor).number


def add_note(command: AddNote, work: Work) -> str:
    """Write down a remark for colleagues."""
    case, happened = work.case(command.case).add_note(
        command.text, command.actor, thread=command.thread, party=command.party
    )
    return work.save(case, happened, command.actor).number


def correct_note(command: CorrectNote, work: Work) -> str:
    """Write down how it reads now; what stood there before stays."""
    case, happened = work.case(command.case).correct_note(
        command.text, command.actor, thread=command.thread, party=command.party
    )
    return work.save(case, happened, command.actor).number
