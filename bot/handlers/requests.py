"""What the people of an asked party, and those who asked them, do with a request."""

from bot.commands import (
    Answer,
    AskBack,
    Assign,
    Claim,
    Consult,
    Decline,
    GiveInformation,
    HandOver,
    PassOn,
    Release,
    WithdrawRequest,
)
from bot.handlers.membership import is_member_today, must_be_second_line
from bot.ports import Work


def claim(command: Claim, work: Work) -> str:
    """Take the request."""
    case, happened = work.case(command.case).claim(command.request, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def release(command: Release, work: Work) -> str:
    """Give the request back to the party."""
    case, happened = work.case(command.case).release(command.request, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def assign(command: Assign, work: Work) -> str:
    """Put the request in the hands of a colleague."""
    is_member = is_member_today(work.organisation)
    case, happened = work.case(command.case).assign(
        command.request, command.person, command.actor, work.now, is_member=is_member
    )
    return work.save(case, happened, command.actor).number


def pass_on(command: PassOn, work: Work) -> str:
    """Pass the request on to another second-line party."""
    must_be_second_line(command.party, work.organisation)
    case, happened = work.case(command.case).pass_on(
        command.request, command.party, command.reason, command.actor, work.now
    )
    return work.save(case, happened, command.actor).number


def decline(command: Decline, work: Work) -> str:
    """Not ours: back to who asked."""
    is_member = is_member_today(work.organisation)
    case, happened = work.case(command.case).decline(
        command.request, command.reason, command.actor, work.now, is_member=is_member
    )
    return work.save(case, happened, command.actor).number


def ask_back(command: AskBack, work: Work) -> str:
    """Ask who asked for more information."""
    case, happened = work.case(command.case).ask_back(command.request, command.question, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def give_information(command: GiveInformation, work: Work) -> str:
    """Give the information that was asked back."""
    case, happened = work.case(command.case).give_information(command.request, command.information, command.actor)
    return work.save(case, happened, command.actor).number


def answer(command: Answer, work: Work) -> str:
    """Give the answer to whoever owes the feedback."""
    case, happened = work.case(command.case).answer(command.request, command.answer, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def withdraw_request(command: WithdrawRequest, work: Work) -> str:
    """The answer is no longer needed."""
    case, happened = work.case(command.case).withdraw_request(command.request, command.reason, command.actor)
    return work.save(case, happened, command.actor).number


def consult(command: Consult, work: Work) -> str:
    """Ask further second-line parties; the feedback stays where it is."""
    for party in command.parties:
        must_be_second_line(party, work.organisation)
    case, happened = work.case(command.case).consult(command.parties, command.question, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def hand_over(command: HandOver, work: Work) -> str:
    """Hand a question that came back to another second-line party."""
    must_be_second_line(command.party, work.organisation)
    case, happened = work.case(command.case).hand_over(command.party, command.question, command.actor, work.now)
    return work.save(case, happened, command.actor).number
