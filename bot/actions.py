"""What one can do with a case, and who may do it now."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.case import Case
from bot.errors import RefusedMove
from bot.refusals import (
    CaseClosed,
    CaseStillOpen,
    NotAllowed,
    NotClaimant,
    NotFeedbackOwner,
    NotInParty,
    NotOpener,
    NotPossible,
    NoTransferPending,
    StillHandedOver,
    TicketStays,
)
from bot.request import Move, Request, RequestState
from bot.ticket_moves import can_be_corrected, has_no_ticket, may_correct, may_settle


class Action(StrEnum):
    """A press on a card. Its name is the one platforms send back."""

    CONFIRM_FEEDBACK = "confirm-feedback"
    DISMISS_FEEDBACK = "dismiss-feedback"
    SETTLE_DIFFERENCE = "settle-difference"
    CLAIM = "claim"
    GIVE_INFORMATION = "give-information"
    ACCEPT_FEEDBACK = "accept-feedback"
    REFUSE_FEEDBACK = "refuse-feedback"
    ANSWER = "answer"
    GIVE_FEEDBACK = "give-feedback"
    SEND_ANSWER = "send-answer"
    ASK_BACK = "ask-back"
    TAKE_FEEDBACK = "take-feedback"
    CONSULT = "consult"
    RELEASE = "release"
    ASSIGN = "assign"
    PASS_ON = "pass-on"  # noqa: S105  # no password
    DECLINE = "decline"
    HAND_OVER = "hand-over"
    OFFER_FEEDBACK = "offer-feedback"
    WITHDRAW_OFFER = "withdraw-offer"
    WITHDRAW_REQUEST = "withdraw-request"
    REDIRECT = "redirect"
    CORRECT_TICKET = "correct-ticket"
    ADD_NOTE = "add-note"
    OPEN_PROBLEM = "open-problem"
    LINK_PROBLEM = "link-problem"
    UNLINK_PROBLEM = "unlink-problem"
    ANSWER_PROBLEM = "answer-problem"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    SHOW_TIMELINE = "show-timeline"
    SHOW_PROBLEM = "show-problem"


AT_ONCE = frozenset(
    {
        Action.CLAIM,
        Action.RELEASE,
        Action.TAKE_FEEDBACK,
        Action.ACCEPT_FEEDBACK,
        Action.WITHDRAW_OFFER,
        Action.UNLINK_PROBLEM,
        Action.CONFIRM_FEEDBACK,
        Action.DISMISS_FEEDBACK,
    }
)
"""Actions that need nothing but the press."""

LOOKING = frozenset({Action.SHOW_TIMELINE, Action.SHOW_PROBLEM})
"""Actions that change nothing."""


@dataclass(frozen=True)
class Possible:
    """An action with what it is done to: the number of a case or problem, or the id of a request.

    A judgement of what the student was told names that as well: ``SL-2611-0042/<its mark>``.
    """

    action: Action
    target: str


@dataclass(frozen=True)
class Viewer:
    """Who looks at a card. A channel is seen by a whole party: then ``person`` is None."""

    parties: frozenset[str]
    person: str | None = None
    administrator: bool = False


def possible_actions(case: Case, viewer: Viewer) -> tuple[Possible, ...]:
    """What this viewer may do now, the most likely first. One action may be there for each of several requests."""
    found = dict.fromkeys(_on_open_case(case, viewer) if case.is_open else _on_closed_case(case, viewer))
    return tuple(sorted(found, key=lambda possible: _rank(possible.action, case)))


_PLACE = {action: place for place, action in enumerate(Action)}


def _rank(action: Action, case: Case) -> int:
    """Taking the feedback from a colleague who has it is possible, but nothing to press by mistake.

    Nor is telling the student before anybody can have found out what.
    """
    taken = action is Action.TAKE_FEEDBACK and case.feedback.person is not None
    too_early = action is Action.SEND_ANSWER and not _has_something_to_tell(case)
    if action is Action.REOPEN:
        return -1  # of a closed case this is what counts
    if action is Action.CORRECT_TICKET and case.difference is not None:
        return _PLACE[Action.SETTLE_DIFFERENCE] - has_no_ticket(case)  # that may be all that is wrong
    return _PLACE[Action.ADD_NOTE if taken or too_early else action]


def _has_something_to_tell(case: Case) -> bool:
    """Somebody answered, or somebody has the question and waits for no other party."""
    if case.problem_answer or any(request.state is RequestState.ANSWERED for request in case.requests):
        return True
    waits = any(request.is_active and request.move is Move.CONSULTATION for request in case.requests)
    return case.feedback.person is not None and not waits


def _on_closed_case(case: Case, viewer: Viewer) -> Iterator[Possible]:
    if viewer.administrator or not viewer.parties.isdisjoint(case.parties):
        yield Possible(Action.REOPEN, case.number)
        yield Possible(Action.ADD_NOTE, case.number)
    yield Possible(Action.SHOW_TIMELINE, case.number)


def _on_open_case(case: Case, viewer: Viewer) -> Iterator[Possible]:
    takes_part = viewer.administrator or not viewer.parties.isdisjoint(case.parties)
    for request in case.requests:
        if request.is_active:
            yield from _on_request(request, case, viewer)
    if case.offer is not None and case.offer.to in viewer.parties:
        yield Possible(Action.ACCEPT_FEEDBACK, case.number)
        yield Possible(Action.REFUSE_FEEDBACK, case.number)
    if case.feedback.party in viewer.parties:
        yield from _for_feedback_owner(case, viewer)
    elif viewer.administrator:
        yield Possible(Action.WITHDRAW_OFFER if case.offer else Action.OFFER_FEEDBACK, case.number)
    if case.difference is not None and (viewer.administrator or not viewer.parties.isdisjoint(may_settle(case))):
        yield Possible(Action.SETTLE_DIFFERENCE, case.number)
    if can_be_corrected(case) and (viewer.administrator or not viewer.parties.isdisjoint(may_correct(case))):
        yield Possible(Action.CORRECT_TICKET, case.number)
    if takes_part:
        yield Possible(Action.ADD_NOTE, case.number)
        yield from _on_problem(case)
    if viewer.person == case.opened_by or (viewer.person is None and case.question.intake in viewer.parties):
        yield Possible(Action.WITHDRAW, case.number)
    yield Possible(Action.SHOW_TIMELINE, case.number)


def _on_request(request: Request, case: Case, viewer: Viewer) -> Iterator[Possible]:
    ours = request.party in viewer.parties
    free = request.claimant is None
    holds = viewer.person is not None and viewer.person == request.claimant  # also who left the party since
    may_act = holds or (ours and (free or viewer.person is None))
    if may_act:
        yield from _for_claimant(request)
    if not free and (may_act or viewer.administrator):
        yield Possible(Action.RELEASE, request.id)
    if ours or viewer.administrator:
        yield Possible(Action.ASSIGN, request.id)
    if may_act or (not free and viewer.administrator):
        yield Possible(Action.PASS_ON, request.id)
        yield Possible(Action.DECLINE, request.id)
    consults = request.move is Move.CONSULTATION and case.feedback.party in viewer.parties
    if request.asked_by in viewer.parties or consults:
        yield from _for_asker(request)


def _for_claimant(request: Request) -> Iterator[Possible]:
    if request.claimant is None:
        yield Possible(Action.CLAIM, request.id)
    if request.move is Move.CONSULTATION:
        yield Possible(Action.ANSWER, request.id)
    if request.state is not RequestState.ASKED_BACK:
        yield Possible(Action.ASK_BACK, request.id)


def _for_asker(request: Request) -> Iterator[Possible]:
    if request.state is RequestState.ASKED_BACK:
        yield Possible(Action.GIVE_INFORMATION, request.id)
    if request.move is Move.CONSULTATION:
        yield Possible(Action.WITHDRAW_REQUEST, request.id)


def _for_feedback_owner(case: Case, viewer: Viewer) -> Iterator[Possible]:
    held = case.handed_over
    if case.told is not None:
        yield Possible(Action.CONFIRM_FEEDBACK, f"{case.number}/{case.told.mark}")
        yield Possible(Action.DISMISS_FEEDBACK, f"{case.number}/{case.told.mark}")
    if case.question.ticket is not None and case.question.ticket.id is not None:
        yield Possible(Action.SEND_ANSWER, case.number)
    if held is None or held.claimant is not None:
        yield Possible(Action.GIVE_FEEDBACK, case.number)
        if viewer.person is None or viewer.person != case.feedback.person:
            yield Possible(Action.TAKE_FEEDBACK, case.number)
    yield Possible(Action.CONSULT, case.number)
    if held is None:
        yield Possible(Action.HAND_OVER, case.number)
    yield Possible(Action.WITHDRAW_OFFER if case.offer else Action.OFFER_FEEDBACK, case.number)
    yield Possible(Action.REDIRECT, case.number)


def _on_problem(case: Case) -> Iterator[Possible]:
    if case.problem is None:
        yield Possible(Action.OPEN_PROBLEM, case.number)
        yield Possible(Action.LINK_PROBLEM, case.number)
    else:
        yield Possible(Action.ANSWER_PROBLEM, case.problem)
        yield Possible(Action.UNLINK_PROBLEM, case.number)
        yield Possible(Action.SHOW_PROBLEM, case.problem)


def why_not(case: Case, action: Action, target: str, viewer: Viewer) -> RefusedMove:
    """Why this viewer cannot do now what was pressed on a card that is no longer so, or is not theirs."""
    request = next((one for one in case.requests if one.id == target), None)
    if not case.is_open:
        return CaseClosed(case.number)
    if action is Action.REOPEN:
        return CaseStillOpen(case.number)
    if request is None:
        return _why_not_on_case(case, action, viewer)
    if not request.is_active:
        return NotPossible(request.id, request.party, request.state)
    theirs = request.asked_by if action in {Action.GIVE_INFORMATION, Action.WITHDRAW_REQUEST} else request.party
    if theirs not in viewer.parties:
        return NotInParty(theirs)
    if request.claimant is not None and request.claimant != viewer.person:
        return NotClaimant(request.id, request.claimant)
    return NotPossible(request.id, request.party, request.state)


def _why_not_on_case(case: Case, action: Action, viewer: Viewer) -> RefusedMove:
    if action is Action.WITHDRAW:
        return NotOpener(case.opened_by)
    if action is Action.CORRECT_TICKET:
        return NotAllowed(may_correct(case)) if can_be_corrected(case) else TicketStays(case.number)
    if action in {Action.ACCEPT_FEEDBACK, Action.REFUSE_FEEDBACK}:
        return NotInParty(case.offer.to) if case.offer else NoTransferPending(case.number)
    if action is Action.HAND_OVER and case.handed_over is not None and case.feedback.party in viewer.parties:
        return StillHandedOver(case.handed_over.party)
    if viewer.parties.isdisjoint(case.parties):
        return NotAllowed(case.parties)
    return NotFeedbackOwner(case.feedback.party, case.feedback.person)
