"""One function per command. Each runs in one transaction and can reach nothing but the store."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import commands
from bot.commands import Command
from bot.handlers import cases, feedback, intake, problems, requests, tickets
from bot.ports import Work

HANDLERS: dict[type[Command], Callable[[Any, Work], str]] = {
    commands.OpenCase: intake.open_case,
    commands.RedirectQuestion: intake.redirect_question,
    commands.Claim: requests.claim,
    commands.Release: requests.release,
    commands.Assign: requests.assign,
    commands.PassOn: requests.pass_on,
    commands.Decline: requests.decline,
    commands.AskBack: requests.ask_back,
    commands.GiveInformation: requests.give_information,
    commands.Answer: requests.answer,
    commands.WithdrawRequest: requests.withdraw_request,
    commands.Consult: requests.consult,
    commands.HandOver: requests.hand_over,
    commands.TakeFeedback: feedback.take_feedback,
    commands.OfferFeedback: feedback.offer_feedback,
    commands.AcceptFeedback: feedback.accept_feedback,
    commands.RefuseFeedback: feedback.refuse_feedback,
    commands.WithdrawOffer: feedback.withdraw_offer,
    commands.GiveFeedback: feedback.give_feedback,
    commands.Redirect: feedback.redirect,
    commands.Withdraw: cases.withdraw,
    commands.Reopen: cases.reopen,
    commands.AddNote: cases.add_note,
    commands.CorrectNote: cases.correct_note,
    commands.OpenProblem: problems.open_problem,
    commands.LinkProblem: problems.link_problem,
    commands.UnlinkProblem: problems.unlink_problem,
    commands.AnswerProblem: problems.answer_problem,
    commands.SendAnswer: tickets.send_answer,
    commands.ConfirmFeedback: tickets.confirm_feedback,
    commands.DismissFeedback: tickets.dismiss_feedback,
    commands.SettleDifference: tickets.settle_difference,
    commands.CorrectTicket: tickets.correct_ticket,
    commands.FollowTicket: tickets.follow_ticket,
    commands.TicketFound: tickets.ticket_found,
    commands.TicketMissing: tickets.ticket_missing,
    commands.AnswerArrived: tickets.answer_arrived,
}


@dataclass(frozen=True)
class Handled:
    """What a command led to: the number of the case (or problem), and whether it had arrived before."""

    number: str
    repeated: bool = False


def handle(command: Command) -> Callable[[Work], Handled]:
    """The transaction that carries out *command*, for ``Store.run``. Raises ``RefusedMove``."""
    handler = HANDLERS[type(command)]

    def transaction(work: Work) -> Handled:
        if command.key is not None:
            before = work.done_before(command.key)
            if before is not None:
                return Handled(before, repeated=True)
        number = handler(command, work)
        if command.key is not None:
            work.remember(command.key, number)
        return Handled(number)

    return transaction
