"""A question comes in: it is escalated, or its student is sent to the other desk."""

from dataclasses import replace

from bot.case import Case, Question
from bot.commands import OpenCase, RedirectQuestion
from bot.ports import Work
from bot.refusals import NotAskable, NotAtWrongDesk, RedirectInstead, TextMissing, TicketHasOpenCase
from bot.request import Move
from bot.routing import Outcome, route
from bot.routing import Question as RoutingQuestion

CASES = "SL"


def open_case(command: OpenCase, work: Work) -> str:
    """Escalate a question by the rule that fits it.

    Raises ``TicketHasOpenCase``, ``RedirectInstead``, ``NotAskable``, and what routing and the case refuse.
    """
    question = command.question
    _must_be_complete(question)
    _must_be_new(question, work)
    outcome = _route(question, work)
    if outcome.move is Move.REDIRECT:
        raise RedirectInstead(outcome.redirect_to or "")
    asked = command.asked or outcome.preselected or outcome.asked[: outcome.at_least]
    for party in asked:
        if party not in outcome.asked:
            raise NotAskable(party)
    if not outcome.at_least <= len(set(asked)) <= outcome.at_most:
        raise TextMissing("asked")
    question = replace(question, faculty=outcome.question.faculty)
    number = work.next_number(CASES)
    case, happened = Case.open(number, question, outcome.move, asked, command.actor, work.now)
    work.save(case, happened, command.actor)
    return number


def redirect_question(command: RedirectQuestion, work: Work) -> str:
    """Send the student to the other desk at once; the case that records it is closed from the start."""
    question = command.question
    _must_be_complete(question)
    _must_be_new(question, work)
    outcome = _route(question, work)
    if outcome.move is not Move.REDIRECT or outcome.redirect_to is None:
        raise NotAtWrongDesk(question.intake)
    if not command.text.strip():
        raise TextMissing("text")
    question = replace(question, faculty=outcome.question.faculty)
    number = work.next_number(CASES)
    case, happened = Case.open_redirected(
        number,
        question,
        outcome.redirect_to,
        outcome.standard_answer or "",
        command.text.strip(),
        command.actor,
        work.now,
    )
    work.save(case, happened, command.actor)
    return number


def _route(question: Question, work: Work) -> Outcome:
    asked = RoutingQuestion(question.intake, question.kind, question.faculty, question.programme)
    return route(work.organisation, asked)


def _must_be_complete(question: Question) -> None:
    if not question.subject.strip():
        raise TextMissing("subject")
    if question.ticket is None and not (question.reference or "").strip():
        raise TextMissing("reference")


def _must_be_new(question: Question, work: Work) -> None:
    if question.ticket is not None:
        case = work.open_case_of_ticket(question.ticket.number)
        if case is not None:
            raise TicketHasOpenCase(question.ticket.number, case)
