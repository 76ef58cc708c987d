"""Several cases with one cause."""

from bot.case import Actor
from bot.commands import AnswerProblem, LinkProblem, OpenProblem, UnlinkProblem
from bot.ports import Work
from bot.problem import Problem
from bot.refusals import AlreadyDone, CaseClosed, NotAllowed, TextMissing

PROBLEMS = "PR"


def open_problem(command: OpenProblem, work: Work) -> str:
    """Start a problem with this case, and link the other cases named."""
    if not command.title.strip():
        raise TextMissing("title")
    number = work.next_number(PROBLEMS)
    work.save_problem(Problem(number, command.title.strip(), command.actor.person, work.now))
    case, happened = work.case(command.case).link_problem(number, command.actor)
    work.save(case, happened, command.actor)
    for other in dict.fromkeys(command.cases):
        _link(other, number, command.actor, work)
    return command.case


def link_problem(command: LinkProblem, work: Work) -> str:
    """This case has the cause of a problem that is known; an answer that was found already comes along."""
    problem = work.problem(command.problem)
    case, happened = work.case(command.case).link_problem(problem.number, command.actor)
    work.save(case, happened, command.actor)
    if problem.answer is not None:
        case, happened = work.case(command.case).answered_with_problem(problem.answer)
        work.save(case, happened, command.actor)
    return command.case


def unlink_problem(command: UnlinkProblem, work: Work) -> str:
    """This case has a cause of its own."""
    case, happened = work.case(command.case).unlink_problem(command.actor)
    return work.save(case, happened, command.actor).number


def answer_problem(command: AnswerProblem, work: Work) -> str:
    """One answer for every open case of the problem. Who may: anybody who has a part in one of them."""
    problem = work.problem(command.problem)
    found = [work.case(number) for number in work.open_cases_of_problem(problem.number)]
    # Held only now: one may have been closed, or unlinked, since it was found.
    cases = [case for case in found if case.is_open and case.problem == problem.number]
    parties = tuple(dict.fromkeys(party for case in cases for party in case.parties))
    if not command.actor.administrator and command.actor.parties.isdisjoint(parties):
        raise NotAllowed(parties)
    work.save_problem(problem.answered(command.answer, command.actor.person, work.now))
    for case in cases:
        answered, happened = case.answered_with_problem(command.answer)
        work.save(answered, happened, command.actor)
    return problem.number


def _link(number: str, problem: str, actor: Actor, work: Work) -> None:
    try:
        case, happened = work.case(number).link_problem(problem, actor)
    except (AlreadyDone, CaseClosed):
        return  # linked, or closed, since the form was drawn: there is nothing left to link
    work.save(case, happened, actor)
