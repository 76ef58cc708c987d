"""The feedback to the student: who owes it, and that it was given."""

from bot.commands import (
    AcceptFeedback,
    GiveFeedback,
    OfferFeedback,
    Redirect,
    RefuseFeedback,
    TakeFeedback,
    WithdrawOffer,
)
from bot.ports import Work
from bot.refusals import NotAskable


def take_feedback(command: TakeFeedback, work: Work) -> str:
    """Take the feedback upon oneself within the party that owes it."""
    case, happened = work.case(command.case).take_feedback(command.actor, work.now)
    return work.save(case, happened, command.actor).number


def offer_feedback(command: OfferFeedback, work: Work) -> str:
    """Ask another party to take the feedback over."""
    if not work.organisation.knows_party(command.party):
        raise NotAskable(command.party)
    case, happened = work.case(command.case).offer_feedback(command.party, command.reason, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def accept_feedback(command: AcceptFeedback, work: Work) -> str:
    """Take the feedback over."""
    case, happened = work.case(command.case).accept_feedback(command.actor, work.now)
    return work.save(case, happened, command.actor).number


def refuse_feedback(command: RefuseFeedback, work: Work) -> str:
    """Do not take the feedback over."""
    case, happened = work.case(command.case).refuse_feedback(command.reason, command.actor)
    return work.save(case, happened, command.actor).number


def withdraw_offer(command: WithdrawOffer, work: Work) -> str:
    """Keep the feedback after all."""
    case, happened = work.case(command.case).withdraw_offer(command.actor)
    return work.save(case, happened, command.actor).number


def give_feedback(command: GiveFeedback, work: Work) -> str:
    """The student has been told: the case closes."""
    case, happened = work.case(command.case).give_feedback(command.how, command.answer, command.actor, work.now)
    return work.save(case, happened, command.actor).number


def redirect(command: Redirect, work: Work) -> str:
    """The student of an open case was sent to the other desk: the case closes."""
    case, happened = work.case(command.case).redirect(
        command.to, command.standard_answer, command.text, command.actor, work.now
    )
    return work.save(case, happened, command.actor).number
