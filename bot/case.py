"""A case and its requests: who owes the student the answer, who works on what, and what may happen next.

Pure: a move returns the new value and the events, it sends and saves nothing, and the time comes in as an argument.
Persons are named by their e-mail address, parties by their key in the organisation file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from bot import events
from bot.events import Event
from bot.refusals import (
    AlreadyAsked,
    AlreadyDone,
    CaseClosed,
    CaseStillOpen,
    NotAllowed,
    NotClaimant,
    NotFeedbackOwner,
    NotInParty,
    NotLinked,
    NotMember,
    NotOpener,
    NotPossible,
    NoTransferPending,
    OwnParty,
    StillHandedOver,
    TextMissing,
    TransferPending,
    UnknownCase,
)
from bot.request import Move as Move
from bot.request import Request as Request
from bot.request import RequestState as RequestState
from bot.ticket import Difference, ToldInTicket

Change = tuple["Case", tuple[Event, ...]]
"""What a move returns: the case as it is now, and what happened."""
IsMember = Callable[[str, str], bool]
"""Whether a person (first) belongs to a party (second) today."""


class Outcome(StrEnum):
    """How a case closed."""

    FEEDBACK_GIVEN = "feedback-given"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"


class ToldBy(StrEnum):
    """How the student was told."""

    TICKET = "ticket"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Actor:
    """Who does something, and from where (``slack``, ``teams``, ``topdesk``, ``board``, ``command-line``)."""

    person: str
    parties: frozenset[str] = frozenset()
    administrator: bool = False
    origin: str = "command-line"


@dataclass(frozen=True)
class FeedbackOwner:
    """The party, and once known the person, that owes the student the answer."""

    party: str
    person: str | None
    since: datetime


@dataclass(frozen=True)
class TransferOffer:
    """The feedback owner has asked another party to take the feedback over."""

    to: str
    by: str
    reason: str
    at: datetime


def feedback_owner(move: Move, *, asking: str, asked: str) -> str:
    """The party that owes the student the answer when the case opens."""
    match move:
        case Move.HAND_OVER:
            return asked
        case Move.CONSULTATION | Move.REDIRECT:
            return asking
        case _:
            assert_never(move)


def _text(value: str, field: str) -> str:
    if not value.strip():
        raise TextMissing(field)
    return value.strip()


def ticket_key(number: str) -> str:
    """A ticket number for comparing only: tenants differ in spaces, dots and dashes, and people in what they type."""
    return "".join(c for c in number.upper() if c.isalnum())


@dataclass(frozen=True)
class TicketReference:
    """The ticket behind a case. ``id`` is TOPdesk's own (UUID), absent while the ticket could not be read."""

    number: str
    id: str | None = None
    url: str | None = None

    @property
    def key(self) -> str:
        """The number for comparing only, however it was typed."""
        return ticket_key(self.number)


@dataclass(frozen=True)
class Question:
    """What a case is about. ``reference`` is what people type for a question that has no ticket.

    ``origin_url`` is where the message stands that was escalated.
    """

    intake: str
    kind: str
    subject: str
    text: str = ""
    faculty: str | None = None
    programme: str | None = None
    language: str | None = None
    ticket: TicketReference | None = None
    reference: str | None = None
    origin_url: str | None = None


@dataclass(frozen=True)
class Case:
    """One escalated question. ``feedback`` of a closed case is who gave it, and who owes it again after a reopening."""

    number: str
    question: Question
    move: Move
    opened_by: str
    opened_at: datetime
    feedback: FeedbackOwner
    requests: tuple[Request, ...] = ()
    offer: TransferOffer | None = None
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    problem: str | None = None
    problem_answer: str | None = None
    """What was found for all cases of the problem; this student may still have to be told."""
    difference: Difference | None = None
    """What the ticket says and the case does not, until somebody settles it."""
    told: ToldInTicket | None = None
    """What the student was told in the ticket; whether that was the answer has to be confirmed."""
    version: int = 0

    # -- looking ---------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """The student does not have the answer yet."""
        return self.outcome is None

    def request(self, request_id: str) -> Request:
        """The request with this id. Raises ``UnknownCase``."""
        for request in self.requests:
            if request.id == request_id:
                return request
        raise UnknownCase(request_id)

    def active_request_of(self, party: str) -> Request | None:
        """What this party is being asked now."""
        return next((r for r in self.requests if r.party == party and r.is_active), None)

    @property
    def handed_over(self) -> Request | None:
        """The active hand-over, if the feedback owner holds the question by one."""
        return next((r for r in self.requests if r.is_active and r.move is Move.HAND_OVER), None)

    @property
    def parties(self) -> tuple[str, ...]:
        """Every party that has or had a part in the case, the intake desk first."""
        named = [self.question.intake, *(r.party for r in self.requests), self.feedback.party]
        return tuple(dict.fromkeys([*named, *([self.offer.to] if self.offer else [])]))

    # -- opening ---------------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls, number: str, question: Question, move: Move, asked: Iterable[str], actor: Actor, now: datetime
    ) -> Change:
        """A hand-over to one party, or a consultation of one or more. Raises ``NotInParty``, ``OwnParty``."""
        asked = tuple(dict.fromkeys(asked))
        _must_belong(actor, question.intake)
        if not asked or (move is Move.HAND_OVER and len(asked) != 1):
            raise TextMissing("asked")
        party = feedback_owner(move, asking=question.intake, asked=asked[0])
        person = actor.person if party == question.intake else None
        case = cls(number, question, move, actor.person, now, FeedbackOwner(party, person, now))
        happened: tuple[Event, ...] = (events.CaseOpened(move, question.intake, asked),)
        for one in asked:
            case, made = case._ask(one, move, question.text, question.intake, actor, now)
            happened += made
        return case, happened

    @classmethod
    def open_redirected(
        cls, number: str, question: Question, to: str, standard_answer: str, text: str, actor: Actor, now: datetime
    ) -> Change:
        """The student was sent to the other desk at once: recorded and counted, nothing stays open."""
        _must_belong(actor, question.intake)
        owner = FeedbackOwner(question.intake, actor.person, now)
        case = cls(number, question, Move.REDIRECT, actor.person, now, owner)
        opened = events.CaseOpened(Move.REDIRECT, question.intake, ())
        case, redirected = case._closed(Outcome.REDIRECTED, events.CaseRedirected(to, standard_answer, text), now)
        return case, (opened, *redirected)

    # -- requests --------------------------------------------------------------------------------------------

    def claim(self, request_id: str, actor: Actor, now: datetime) -> Change:
        """Take the request. Raises ``AlreadyClaimed``, ``AlreadyDone``, ``NotInParty``."""
        request = self._active(request_id)
        _must_belong(actor, request.party)
        request, claimed = request.claim(actor.person, now)
        return self._with(request)._follow(request, (claimed,), now)

    def release(self, request_id: str, actor: Actor, now: datetime) -> Change:
        """Give the request back to the party."""
        request = self._active(request_id)
        if request.claimant is None:
            raise AlreadyDone("release")
        _must_hold(actor, request)
        released = events.Released(request.id, request.party, request.claimant)
        request = request.after(released, claimant=None, claimed_at=None, asked_back=None)
        return self._with(request)._follow(request, (released,), now)

    def assign(self, request_id: str, person: str, actor: Actor, now: datetime, *, is_member: IsMember) -> Change:
        """Put the request in the hands of a colleague: by the claimant, a colleague or an administrator."""
        request = self._active(request_id)
        if not actor.administrator:
            _must_belong(actor, request.party)
        if not is_member(person, request.party):
            raise NotMember(person, request.party)
        if request.claimant == person:
            raise AlreadyDone("assign")
        assigned = events.Assigned(request.id, request.party, person, request.claimant)
        request = request.after(assigned, claimant=person, claimed_at=now)
        return self._with(request)._follow(request, (assigned,), now)

    def pass_on(self, request_id: str, to: str, reason: str, actor: Actor, now: datetime) -> Change:
        """Another party should have this. Passing on a hand-over is a hand-over again."""
        request = self._active(request_id)
        _must_hold_or_be_free(actor, request)
        self._must_be_askable(to, by=request.party)
        if to == self.feedback.party:
            raise OwnParty(to)
        passed = events.PassedOn(request.id, request.party, to, _text(reason, "reason"))
        ended = request.after(passed, reason=reason.strip(), asked_back=None)
        case, made = self._with(ended)._ask(
            to, request.move, request.question, request.party, actor, now, passed_on_from=request.id
        )
        moved: tuple[Event, ...] = ()
        if request.move is Move.HAND_OVER:
            case, moved = case._owed_by(to, None, now)
        return case, (passed, *made, *moved)

    def decline(self, request_id: str, reason: str, actor: Actor, now: datetime, *, is_member: IsMember) -> Change:
        """Not ours: back to who asked or passed it on. A declined hand-over gives the feedback back with it."""
        request = self._active(request_id)
        _must_hold_or_be_free(actor, request)
        declined = events.Declined(request.id, request.party, request.asked_by, _text(reason, "reason"))
        case = self._with(request.after(declined, reason=reason.strip(), asked_back=None))
        back_with = request.asked_by_person if is_member(request.asked_by_person, request.asked_by) else None
        happened: tuple[Event, ...] = (declined,)
        if request.passed_on_from is not None:
            case, more = case._handed_back(request.passed_on_from, back_with, now)
            happened += more
        if request.move is Move.HAND_OVER:
            case, moved = case._owed_by(request.asked_by, back_with, now)
            happened += moved
        return case, happened

    def answer(self, request_id: str, answer: str, actor: Actor, now: datetime) -> Change:
        """What the second line found, for whoever owes the feedback. Only a consultation is answered:
        who was handed the question tells the student, which is ``give_feedback``."""
        request = self._active(request_id)
        if request.move is not Move.CONSULTATION:
            raise NotPossible(request.id, request.party, request.state)
        case, claimed = self._claimed_by(request, actor, now)
        answered = events.Answered(request.id, request.party, _text(answer, "answer"))
        request = case.request(request_id)
        request = request.after(answered, answer=answer.strip(), answered_by=actor.person, asked_back=None)
        return case._with(request), (*claimed, answered)

    def ask_back(self, request_id: str, question: str, actor: Actor, now: datetime) -> Change:
        """More information is needed: the ball is with who asked, until they give it."""
        request = self._active(request_id)
        case, claimed = self._claimed_by(request, actor, now)
        asked = events.AskedBack(request.id, request.party, _text(question, "question"), request.asked_by)
        request = case.request(request_id).after(asked, asked_back=question.strip())
        return case._with(request), (*claimed, asked)

    def give_information(self, request_id: str, information: str, actor: Actor) -> Change:
        """The information that was asked back: the ball is with the claimant again."""
        request = self._active(request_id)
        self._must_be_asker(actor, request)
        given = events.InformationGiven(request.id, request.party, _text(information, "information"))
        return self._with(request.after(given, asked_back=None)), (given,)

    def withdraw_request(self, request_id: str, reason: str, actor: Actor) -> Change:
        """The answer is no longer needed. A hand-over cannot be withdrawn alone: withdraw the case."""
        request = self._active(request_id)
        self._must_be_asker(actor, request)
        if request.move is not Move.CONSULTATION:
            raise NotPossible(request.id, request.party, request.state)
        withdrawn = events.RequestWithdrawn(request.id, request.party, _text(reason, "reason"))
        return self._with(request.after(withdrawn, reason=reason.strip(), asked_back=None)), (withdrawn,)

    def consult(self, parties: Iterable[str], question: str, actor: Actor, now: datetime) -> Change:
        """Whoever owes the feedback asks one or more parties. The feedback stays where it is."""
        self._must_owe(actor)
        asked = tuple(dict.fromkeys(parties))
        if not asked:
            raise TextMissing("asked")
        case: Case = self
        happened: tuple[Event, ...] = ()
        for party in asked:
            case._must_be_askable(party, by=self.feedback.party)
            text = _text(question, "question")
            case, made = case._ask(party, Move.CONSULTATION, text, self.feedback.party, actor, now)
            happened += made
        return case, happened

    def hand_over(self, to: str, question: str, actor: Actor, now: datetime) -> Change:
        """Hand the question to another party when it came back, or when nobody was handed it yet."""
        self._must_owe(actor)
        if self.handed_over is not None:
            raise StillHandedOver(self.handed_over.party)
        self._must_be_askable(to, by=self.feedback.party)
        text = question.strip() or self.question.text
        case, made = self._ask(to, Move.HAND_OVER, text, self.feedback.party, actor, now)
        case, moved = case._owed_by(to, None, now)
        return case, (*made, *moved)

    # -- feedback --------------------------------------------------------------------------------------------

    def take_feedback(self, actor: Actor, now: datetime) -> Change:
        """A colleague of the party that owes the feedback takes it upon themselves."""
        self._must_owe(actor)
        if self.feedback.person == actor.person:
            raise AlreadyDone("take-feedback")
        held = self.handed_over
        if held is not None:
            return self.assign(held.id, actor.person, actor, now, is_member=_is_member_by_duty)
        return self._owed_by(self.feedback.party, actor.person, now)

    def offer_feedback(self, to: str, reason: str, actor: Actor, now: datetime) -> Change:
        """Ask another party to take the feedback over. Until it accepts, nothing moves."""
        self._must_owe(actor, administrator=True)
        if self.offer is not None:
            raise TransferPending(self.offer.to)
        if to == self.feedback.party:
            raise OwnParty(to)
        offered = events.FeedbackOffered(to, _text(reason, "reason"))
        return replace(self, offer=TransferOffer(to, actor.person, reason.strip(), now)), (offered,)

    def accept_feedback(self, actor: Actor, now: datetime) -> Change:
        """The other party takes the feedback: who accepts is the person who owes it from now on."""
        if self.is_open and self.offer is None and self.feedback.person == actor.person:
            raise AlreadyDone("accept-feedback")
        offer = self._offered()
        _must_belong(actor, offer.to)
        case: Case = replace(self, offer=None)
        happened: tuple[Event, ...] = (events.FeedbackAccepted(offer.to, actor.person),)
        held = case.handed_over
        if held is not None:
            passed = events.PassedOn(held.id, held.party, offer.to, offer.reason)
            case = case._with(held.after(passed, reason=offer.reason, asked_back=None))
            happened += (passed,)
        case, moved = case._owed_by(offer.to, actor.person, now)
        return case, (*happened, *moved)

    def refuse_feedback(self, reason: str, actor: Actor) -> Change:
        """The other party does not take the feedback: it stays where it is."""
        offer = self._offered()
        _must_belong(actor, offer.to)
        refused = events.FeedbackRefused(offer.to, _text(reason, "reason"))
        return replace(self, offer=None), (refused,)

    def withdraw_offer(self, actor: Actor) -> Change:
        """The feedback owner keeps the feedback after all."""
        offer = self._offered()
        self._must_owe(actor, administrator=True)
        return replace(self, offer=None), (events.FeedbackOfferWithdrawn(offer.to),)

    # -- the end, and after ----------------------------------------------------------------------------------

    def give_feedback(
        self, how: ToldBy, answer: str, actor: Actor, now: datetime, *, in_ticket: bool = False
    ) -> Change:
        """The student has been told: this closes the case. What was told *in_ticket* stands in the timeline already."""
        if not self.is_open and self.outcome is Outcome.FEEDBACK_GIVEN:
            raise AlreadyDone("give-feedback")
        self._must_owe(actor)
        case: Case = self
        happened: tuple[Event, ...] = ()
        held = self.handed_over
        if held is not None and held.claimant is None:
            case, happened = self.claim(held.id, actor, now)
        elif self.feedback.person != actor.person:  # a colleague did it: the card and the timeline name who told
            case, happened = self.take_feedback(actor, now)
        case, closed = case._closed(Outcome.FEEDBACK_GIVEN, events.FeedbackGiven(how, answer.strip(), in_ticket), now)
        return case, (*happened, *closed)

    def redirect(self, to: str, standard_answer: str, text: str, actor: Actor, now: datetime) -> Change:
        """The student was sent to the other desk with a standard answer: this closes the case."""
        if self.outcome is Outcome.REDIRECTED:
            raise AlreadyDone("redirect")
        self._must_owe(actor)
        return self._closed(Outcome.REDIRECTED, events.CaseRedirected(to, standard_answer, _text(text, "text")), now)

    def withdraw(self, reason: str, actor: Actor, now: datetime) -> Change:
        """Who opened the case takes it back."""
        if self.outcome is Outcome.WITHDRAWN:
            raise AlreadyDone("withdraw")
        self._must_be_open()
        if actor.person != self.opened_by:
            raise NotOpener(self.opened_by)
        return self._closed(Outcome.WITHDRAWN, events.CaseWithdrawn(_text(reason, "reason")), now)

    def reopen(self, reason: str, actor: Actor, now: datetime, *, is_member: IsMember) -> Change:
        """The same feedback owner again; if that person has left the party, the party owes it."""
        if self.is_open:
            raise CaseStillOpen(self.number)
        if not actor.administrator and actor.parties.isdisjoint(self.parties):
            raise NotAllowed(self.parties)
        reopened = events.CaseReopened(_text(reason, "reason"))
        owner = self.feedback
        person = owner.person if owner.person and is_member(owner.person, owner.party) else None
        case: Case = replace(self, outcome=None, closed_at=None, feedback=replace(owner, since=now))
        happened: tuple[Event, ...] = (reopened,)
        done = self._ended_hand_over()
        if done is not None:
            resumed = events.RequestResumed(done.id, done.party, person)
            case = case._with(_held_by(done.after(resumed), person, now))
            happened += (resumed,)
        if person != owner.person:
            case, moved = case._owed_by(owner.party, person, now)
            happened += moved
        return case, happened

    # -- notes and problems ----------------------------------------------------------------------------------

    def add_note(self, text: str, actor: Actor, *, thread: str = "", party: str = "") -> Change:
        """A remark for colleagues; *thread* and *party* say under whose card it was written, if it was."""
        self._must_know(actor)
        return self, (events.NoteAdded(_text(text, "text"), thread, party),)

    def correct_note(self, text: str, actor: Actor, *, thread: str, party: str) -> Change:
        """What somebody wrote in a thread reads differently now."""
        self._must_know(actor)
        return self, (events.NoteCorrected(_text(text, "text"), thread, party),)

    def link_problem(self, problem: str, actor: Actor) -> Change:
        """This case has the same cause as others."""
        self._must_take_part(actor)
        if self.problem == problem:
            raise AlreadyDone("link-problem")
        before = (events.ProblemUnlinked(self.problem),) if self.problem else ()
        return replace(self, problem=problem, problem_answer=None), (*before, events.ProblemLinked(problem))

    def unlink_problem(self, actor: Actor) -> Change:
        """This case has a cause of its own after all."""
        self._must_take_part(actor)
        if self.problem is None:
            raise AlreadyDone("unlink-problem")
        return replace(self, problem=None, problem_answer=None), (events.ProblemUnlinked(self.problem),)

    def answered_with_problem(self, answer: str) -> Change:
        """The answer to the problem is the answer to this case; telling the student remains to be done."""
        if self.problem is None:
            raise NotLinked(self.number)
        text = _text(answer, "answer")
        return replace(self, problem_answer=text), (events.ProblemAnswered(self.problem, text),)

    # -- how it is done --------------------------------------------------------------------------------------

    def _with(self, request: Request) -> "Case":
        return replace(self, requests=tuple(request if r.id == request.id else r for r in self.requests))

    def _active(self, request_id: str) -> Request:
        self._must_be_open()
        request = self.request(request_id)
        if not request.is_active:
            raise NotPossible(request.id, request.party, request.state)
        return request

    def _ask(
        self,
        party: str,
        move: Move,
        question: str,
        asked_by: str,
        actor: Actor,
        now: datetime,
        *,
        passed_on_from: str | None = None,
    ) -> Change:
        if party == asked_by:
            raise OwnParty(party)
        number = f"{self.number}/{len(self.requests) + 1}"
        request = Request(number, party, move, asked_by, actor.person, question, now, passed_on_from=passed_on_from)
        made = events.RequestMade(number, party, move, asked_by, question)
        return replace(self, requests=(*self.requests, request)), (made,)

    def _follow(self, request: Request, happened: tuple[Event, ...], now: datetime) -> Change:
        """Whoever holds a hand-over owes the feedback; a consultation never moves it."""
        if request.move is not Move.HAND_OVER:
            return self, happened
        case, moved = self._owed_by(request.party, request.claimant, now)
        return case, (*happened, *moved)

    def _owed_by(self, party: str, person: str | None, now: datetime) -> Change:
        before = self.feedback
        if (before.party, before.person) == (party, person):
            return self, ()
        moved = events.FeedbackMoved(party, person, before.party, before.person)
        if before.party == party:
            return replace(self, feedback=FeedbackOwner(party, person, before.since)), (moved,)
        case, ended = self._no_longer_consulting(party)
        if case.offer is not None:
            ended += (events.FeedbackOfferWithdrawn(case.offer.to),)
        return replace(case, feedback=FeedbackOwner(party, person, now), offer=None), (*ended, moved)

    def _no_longer_consulting(self, party: str) -> Change:
        """Who owes the answer from now on is not asked for it as well."""
        consulted = self.active_request_of(party)
        if consulted is None or consulted.move is not Move.CONSULTATION:
            return self, ()
        withdrawn = events.RequestWithdrawn(consulted.id, party, "")
        return self._with(consulted.after(withdrawn, asked_back=None)), (withdrawn,)

    def _claimed_by(self, request: Request, actor: Actor, now: datetime) -> Change:
        """Doing something to a request that is free takes it."""
        if request.claimant is None:
            return self.claim(request.id, actor, now)
        if request.claimant != actor.person:
            raise NotClaimant(request.id, request.claimant)
        return self, ()

    def _handed_back(self, request_id: str, person: str | None, now: datetime) -> Change:
        request = self.request(request_id)
        meanwhile = request.party == self.feedback.party or self.active_request_of(request.party) is not None
        if request.move is Move.CONSULTATION and meanwhile:
            return self, ()  # that party has the question in another way by now; what it works on stays
        case, ended = self._no_longer_consulting(request.party)
        handed = events.HandedBack(request.id, request.party, person)
        return case._with(_held_by(request.after(handed), person, now)), (*ended, handed)

    def _ended_hand_over(self) -> Request | None:
        """The hand-over by which the feedback owner held the question until the case closed."""
        ended = (RequestState.COMPLETED, RequestState.WITHDRAWN)
        held = [r for r in self.requests if r.party == self.feedback.party and r.move is Move.HAND_OVER]
        return next((r for r in reversed(held) if r.state in ended), None)

    def _closed(self, outcome: Outcome, closing: Event, now: datetime) -> Change:
        self._must_be_open()
        case: Case = replace(self, outcome=outcome, closed_at=now, difference=None, told=None)
        happened: tuple[Event, ...] = (closing,)
        if case.offer is not None:
            happened += (events.FeedbackOfferWithdrawn(case.offer.to),)
            case = replace(case, offer=None)
        for request in self.requests:
            if request.is_active:
                ended = _ending(request, outcome)
                case = case._with(request.after(ended, asked_back=None, reason=request.reason))
                happened += (ended,)
        return case, happened

    def _offered(self) -> TransferOffer:
        self._must_be_open()
        if self.offer is None:
            raise NoTransferPending(self.number)
        return self.offer

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise CaseClosed(self.number)

    def _must_owe(self, actor: Actor, *, administrator: bool = False) -> None:
        self._must_be_open()
        if self.feedback.party in actor.parties or (administrator and actor.administrator):
            return
        raise NotFeedbackOwner(self.feedback.party, self.feedback.person)

    def _must_be_asker(self, actor: Actor, request: Request) -> None:
        """Who asked; for a consultation also who owes the feedback, as the answer is for them, whoever passed it on."""
        if request.asked_by not in actor.parties:
            owner = self.feedback.party
            if request.move is not Move.CONSULTATION or owner not in actor.parties:
                raise NotInParty(request.asked_by)

    def _must_take_part(self, actor: Actor) -> None:
        self._must_be_open()
        self._must_know(actor)

    def _must_know(self, actor: Actor) -> None:
        if not actor.administrator and actor.parties.isdisjoint(self.parties):
            raise NotAllowed(self.parties)

    def _must_be_askable(self, party: str, *, by: str) -> None:
        if party == by:
            raise OwnParty(party)
        if self.active_request_of(party) is not None:
            raise AlreadyAsked(party)


def _ending(request: Request, outcome: Outcome) -> events.RequestEvent:
    """How an active request ends when its case closes."""
    told = outcome is Outcome.FEEDBACK_GIVEN and request.move is Move.HAND_OVER
    if told:
        return events.RequestCompleted(request.id, request.party)
    return events.RequestWithdrawn(request.id, request.party, "")


def _held_by(request: Request, person: str | None, now: datetime) -> Request:
    if person is None:
        return replace(request, state=RequestState.OPEN, claimant=None, claimed_at=None)
    return replace(request, state=RequestState.CLAIMED, claimant=person, claimed_at=now)


def _must_belong(actor: Actor, party: str) -> None:
    if party not in actor.parties:
        raise NotInParty(party)


def _must_hold(actor: Actor, request: Request) -> None:
    if actor.person != request.claimant and not actor.administrator:
        raise NotClaimant(request.id, request.claimant)


def _must_hold_or_be_free(actor: Actor, request: Request) -> None:
    if request.claimant is None:
        _must_belong(actor, request.party)
    else:
        _must_hold(actor, request)


def _is_member_by_duty(_person: str, _party: str) -> bool:
    """For a move whose actor was found to belong to the party before."""
    return True
