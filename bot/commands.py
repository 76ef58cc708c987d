"""Orders: what a person, or the ticket system, wants done. One command is one transaction.

``key`` names one press or submit on its platform; a command that arrives again with the same key is answered as it
was the first time, and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.case import Actor, Question, TicketReference, ToldBy
from bot.ticket import Differs, Right, TicketNow


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something somebody wants done."""

    actor: Actor
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class OpenCase(Command):
    """Escalate a question.

    ``asked`` are the parties chosen among those the routing rule offers; empty means those it preselects.
    """

    question: Question
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RedirectQuestion(Command):
    """The question is at the wrong desk: send the student to the other one with this standard answer."""

    question: Question
    text: str


@dataclass(frozen=True, kw_only=True)
class OnCase(Command):
    """A command about one case, by its number."""

    case: str


@dataclass(frozen=True, kw_only=True)
class OnRequest(Command):
    """A command about one request, by its id (``SL-2611-0042/1``)."""

    request: str

    @property
    def case(self) -> str:
        """The number of the case the request belongs to."""
        return self.request.rpartition("/")[0]


@dataclass(frozen=True, kw_only=True)
class Claim(OnRequest):
    """Take the request."""


@dataclass(frozen=True, kw_only=True)
class Release(OnRequest):
    """Give the request back to the party."""


@dataclass(frozen=True, kw_only=True)
class Assign(OnRequest):
    """Put the request in the hands of a colleague."""

    person: str


@dataclass(frozen=True, kw_only=True)
class PassOn(OnRequest):
    """Pass the request on to another party."""

    party: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Decline(OnRequest):
    """The request is not ours."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AskBack(OnRequest):
    """Ask who asked for more information."""

    question: str


@dataclass(frozen=True, kw_only=True)
class GiveInformation(OnRequest):
    """Give the information that was asked back."""

    information: str


@dataclass(frozen=True, kw_only=True)
class Answer(OnRequest):
    """Give the answer to whoever owes the feedback."""

    answer: str


@dataclass(frozen=True, kw_only=True)
class WithdrawRequest(OnRequest):
    """The answer is no longer needed."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Consult(OnCase):
    """Ask further parties, keeping the feedback."""

    parties: tuple[str, ...]
    question: str


@dataclass(frozen=True, kw_only=True)
class HandOver(OnCase):
    """Hand a question that came back to another party."""

    party: str
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class TakeFeedback(OnCase):
    """Take the feedback upon oneself within the party that owes it."""


@dataclass(frozen=True, kw_only=True)
class OfferFeedback(OnCase):
    """Ask another party to take the feedback over."""

    party: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AcceptFeedback(OnCase):
    """Take the feedback over."""


@dataclass(frozen=True, kw_only=True)
class RefuseFeedback(OnCase):
    """Do not take the feedback over."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawOffer(OnCase):
    """Keep the feedback after all."""


@dataclass(frozen=True, kw_only=True)
class GiveFeedback(OnCase):
    """The student has been told. ``answer`` is what was told, for whoever meets the question again."""

    how: ToldBy
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Redirect(OnCase):
    """Send the student of an open case to the other desk with a standard answer."""

    to: str
    standard_answer: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Withdraw(OnCase):
    """Take the case back."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Reopen(OnCase):
    """The student came back, or the case was closed too early."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AddNote(OnCase):
    """A remark for colleagues.

    ``thread`` is the destination of the card under which it was written, if it was, and ``party`` whose card that is.
    """

    text: str
    thread: str = ""
    party: str = ""


@dataclass(frozen=True, kw_only=True)
class CorrectNote(OnCase):
    """What somebody wrote under a card, and what became a note, was changed there."""

    text: str
    thread: str
    party: str


@dataclass(frozen=True, kw_only=True)
class OpenProblem(OnCase):
    """Several cases seem to have one cause: start a problem with this case. ``cases`` are linked at once."""

    title: str
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LinkProblem(OnCase):
    """This case has the cause of a problem that is known."""

    problem: str


@dataclass(frozen=True, kw_only=True)
class UnlinkProblem(OnCase):
    """This case has a cause of its own."""


@dataclass(frozen=True, kw_only=True)
class AnswerProblem(Command):
    """One answer for every case of the problem."""

    problem: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class SendAnswer(OnCase):
    """Tell the student through the ticket. ``closes`` says that this is the feedback."""

    text: str
    closes: bool


@dataclass(frozen=True, kw_only=True)
class OnToldInTicket(Command):
    """A judgement of what the student was told in the ticket, as the card showed it: ``SL-2611-0042/<its mark>``."""

    told: str

    @property
    def case(self) -> str:
        """The number of the case."""
        return self.told.partition("/")[0]

    @property
    def mark(self) -> str:
        """Which of the things the student was told."""
        return self.told.partition("/")[2]


@dataclass(frozen=True, kw_only=True)
class ConfirmFeedback(OnToldInTicket):
    """It was the answer."""


@dataclass(frozen=True, kw_only=True)
class DismissFeedback(OnToldInTicket):
    """It was not the answer."""


@dataclass(frozen=True, kw_only=True)
class SettleDifference(OnCase):
    """Ticket and case do not agree: say which of the two is right.

    ``party`` and ``person`` are where the ticket was when somebody looked; elsewhere by now, nothing is settled.
    """

    kind: Differs
    right: Right
    party: str | None = None
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectTicket(OnCase):
    """The number of the ticket was wrong.

    As far as the ticket could be read ``origin_names`` tell the faculty, and ``about`` is its subject.
    """

    ticket: TicketReference
    origin_names: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketCommand(Command):
    """What the ticket system wants done. Nobody presses these."""

    case: str


@dataclass(frozen=True, kw_only=True)
class FollowTicket(TicketCommand):
    """A look at the ticket. ``version`` is the case's when it was looked at; ``quiet`` says that nothing of ours was
    still to be written into it at that moment, and ``looked_at`` when the last look had been noted that was noted then.
    """

    ticket: TicketNow
    version: int
    quiet: bool
    looked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TicketFound(TicketCommand):
    """A ticket that could not be read when the case was opened is there; ``number`` is what had been typed.

    ``origin_names`` tell the faculty, ``about`` is the ticket's subject.
    """

    number: str
    ticket: TicketReference
    origin_names: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketMissing(TicketCommand):
    """TOPdesk has no ticket with the number that was typed."""

    number: str


@dataclass(frozen=True, kw_only=True)
class AnswerArrived(TicketCommand):
    """What ``actor`` sent to the student stands in the ticket."""

    text: str
