"""Facts: what happened to a case. Each becomes one row of the timeline and is never rewritten.

Who did it, when and from where is kept beside the event, in its timeline entry.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Something that happened to a case."""


@dataclass(frozen=True)
class CaseOpened(Event):
    """A question was escalated."""

    move: str
    intake: str
    asked: tuple[str, ...]


@dataclass(frozen=True)
class RequestEvent(Event):
    """Something that happened to one request of the case."""

    request: str
    party: str


@dataclass(frozen=True)
class RequestMade(RequestEvent):
    """A party was asked."""

    move: str
    asked_by: str
    question: str


@dataclass(frozen=True)
class Claimed(RequestEvent):
    """A person took the request."""

    person: str


@dataclass(frozen=True)
class Released(RequestEvent):
    """The claimant gave the request back to the party."""

    person: str


@dataclass(frozen=True)
class Assigned(RequestEvent):
    """The request was put in the hands of a person of the party by somebody else, or by the claimant."""

    person: str
    before: str | None


@dataclass(frozen=True)
class PassedOn(RequestEvent):
    """The party passed the request on to another party."""

    to: str
    reason: str


@dataclass(frozen=True)
class Declined(RequestEvent):
    """The party said the request is not theirs; it goes back to who asked."""

    back_to: str
    reason: str


@dataclass(frozen=True)
class HandedBack(RequestEvent):
    """A request that had been passed on came back, because the party after it declined."""

    person: str | None


@dataclass(frozen=True)
class AskedBack(RequestEvent):
    """The claimant needs more information: the ball is with who asked."""

    question: str
    of: str


@dataclass(frozen=True)
class InformationGiven(RequestEvent):
    """Who asked gave the information: the ball is with the claimant again."""

    information: str


@dataclass(frozen=True)
class Answered(RequestEvent):
    """The second line found the answer, for whoever owes the feedback."""

    answer: str


@dataclass(frozen=True)
class RequestWithdrawn(RequestEvent):
    """Who asked no longer needs the answer, or the case closed before it came (then ``reason`` is empty)."""

    reason: str


@dataclass(frozen=True)
class RequestCompleted(RequestEvent):
    """The party that was handed the question told the student."""


@dataclass(frozen=True)
class RequestResumed(RequestEvent):
    """The reopened case puts the request back where it was."""

    person: str | None


@dataclass(frozen=True)
class FeedbackMoved(Event):
    """Another party or person owes the student the answer."""

    party: str
    person: str | None
    from_party: str
    from_person: str | None


@dataclass(frozen=True)
class FeedbackOffered(Event):
    """The feedback owner asks another party to take the feedback over."""

    to: str
    reason: str


@dataclass(frozen=True)
class FeedbackAccepted(Event):
    """The other party took the feedback over."""

    party: str
    person: str


@dataclass(frozen=True)
class FeedbackRefused(Event):
    """The other party did not take the feedback over."""

    party: str
    reason: str


@dataclass(frozen=True)
class FeedbackOfferWithdrawn(Event):
    """The feedback owner no longer asks to be relieved of the feedback."""

    to: str


@dataclass(frozen=True)
class FeedbackGiven(Event):
    """The feedback owner told the student. Where it was told ``in_ticket``, the timeline has that answer already."""

    how: str
    answer: str
    in_ticket: bool = False


@dataclass(frozen=True)
class CaseRedirected(Event):
    """The student was sent to the other desk with a standard answer."""

    to: str
    standard_answer: str
    text: str


@dataclass(frozen=True)
class CaseWithdrawn(Event):
    """Who opened the case took it back."""

    reason: str


@dataclass(frozen=True)
class CaseReopened(Event):
    """The student came back, or the case was closed too early.

    ``by_student`` says that the student wrote in the ticket; then that is the reason.
    """

    reason: str
    by_student: bool = False


@dataclass(frozen=True)
class NoteAdded(Event):
    """Somebody added a remark for colleagues; the student never sees it.

    One that was written in the thread under a card stands there already: ``thread`` is the destination of that card,
    and ``party`` whose it is.
    """

    text: str
    thread: str = ""
    party: str = ""


@dataclass(frozen=True)
class NoteCorrected(Event):
    """The message in a thread that had become a note was changed; what it said before stays in the timeline."""

    text: str
    thread: str
    party: str


@dataclass(frozen=True)
class ProblemLinked(Event):
    """The case has the same cause as others."""

    problem: str


@dataclass(frozen=True)
class ProblemUnlinked(Event):
    """The case turned out to have a cause of its own."""

    problem: str


@dataclass(frozen=True)
class ProblemAnswered(Event):
    """One answer for every case of the problem; the student of this case still has to be told."""

    problem: str
    answer: str


@dataclass(frozen=True)
class TicketChecked(Event):
    """TOPdesk answered at last: the ticket that was typed is there. ``about`` is its subject, without student data."""

    ticket: str
    about: str = ""


@dataclass(frozen=True)
class TicketCorrected(Event):
    """The case is about another ticket than the number said that stood there. ``about`` is as far as it was read."""

    ticket: str
    instead_of: str
    about: str = ""


@dataclass(frozen=True)
class TicketLetGo(Event):
    """The case goes on without its ticket, of which only the number is left."""

    ticket: str


@dataclass(frozen=True)
class TicketDiffers(Event):
    """The ticket says something the case does not (``bot.ticket.Difference``); somebody has to settle it."""

    kind: str
    party: str | None
    person: str | None
    note: str


@dataclass(frozen=True)
class DifferenceSettled(Event):
    """Somebody said which of the two is right, ``ticket`` or ``case``; what follows from it comes with it."""

    kind: str
    right: str
    person: str | None = None
    """In whose name the ticket was."""


@dataclass(frozen=True)
class DifferenceGone(Event):
    """Ticket and case agree again."""

    kind: str


@dataclass(frozen=True)
class StudentWrote(Event):
    """The student added something to the ticket of an open case."""

    text: str


@dataclass(frozen=True)
class StudentToldInTicket(Event):
    """Somebody wrote the student something in the ticket; whether that was the answer has to be confirmed."""

    text: str


@dataclass(frozen=True)
class NotYetAnswered(Event):
    """What the student was told in the ticket was not the answer."""


@dataclass(frozen=True)
class AnswerSent(Event):
    """The answer goes to the student through the ticket. ``closes`` says that the case is done once it stands there."""

    text: str
    closes: bool


def event_types() -> dict[str, type[Event]]:
    """Every kind of event by its name, for reading the timeline back."""

    def below(kind: type[Event]) -> list[type[Event]]:
        return [one for child in kind.__subclasses__() for one in (child, *below(child))]

    return {kind.__name__: kind for kind in below(Event)}
