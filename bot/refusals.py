"""What the rules of a case refuse, and what the person who asked needs to know about it."""

from dataclasses import dataclass

from bot.errors import RefusedMove


@dataclass(eq=False)
class AlreadyClaimed(RefusedMove):
    """Somebody else was first."""

    request: str
    claimant: str


@dataclass(eq=False)
class AlreadyDone(RefusedMove):
    """The same thing had happened before: a second press, or a message sent again."""

    what: str


@dataclass(eq=False)
class NotPossible(RefusedMove):
    """The request is not in a state in which this can happen."""

    request: str
    party: str
    state: str


@dataclass(eq=False)
class NotClaimant(RefusedMove):
    """Only who holds the request may do this."""

    request: str
    claimant: str | None


@dataclass(eq=False)
class NotInParty(RefusedMove):
    """Only people of this party may do this."""

    party: str


@dataclass(eq=False)
class NotFeedbackOwner(RefusedMove):
    """Only who owes the student the answer may do this."""

    party: str
    person: str | None


@dataclass(eq=False)
class NotOpener(RefusedMove):
    """Only who opened the case may withdraw it."""

    opener: str


@dataclass(eq=False)
class NotAllowed(RefusedMove):
    """Only the parties of this case, or an administrator, may do this."""

    parties: tuple[str, ...]


@dataclass(eq=False)
class NotMember(RefusedMove):
    """The person meant does not belong to the party."""

    person: str
    party: str


@dataclass(eq=False)
class CaseClosed(RefusedMove):
    """The case is closed; reopening it comes first."""

    case: str


@dataclass(eq=False)
class CaseStillOpen(RefusedMove):
    """Only a closed case can be reopened."""

    case: str


@dataclass(eq=False)
class AlreadyAsked(RefusedMove):
    """This party is being asked already."""

    party: str


@dataclass(eq=False)
class OwnParty(RefusedMove):
    """A party cannot ask itself."""

    party: str


@dataclass(eq=False)
class StillHandedOver(RefusedMove):
    """A party still holds the question; it passes the request on itself."""

    party: str


@dataclass(eq=False)
class TransferPending(RefusedMove):
    """Another party has already been asked to take the feedback over."""

    party: str


@dataclass(eq=False)
class NoTransferPending(RefusedMove):
    """Nobody has been asked to take the feedback over."""

    case: str


@dataclass(eq=False)
class TextMissing(RefusedMove):
    """A text that others need was left empty."""

    field: str


@dataclass(eq=False)
class NotLinked(RefusedMove):
    """The case does not belong to a problem."""

    case: str


@dataclass(eq=False)
class UnknownCase(RefusedMove):
    """No case, or no request of the case, has this number."""

    case: str


@dataclass(eq=False)
class UnknownProblem(RefusedMove):
    """No problem has this number."""

    problem: str


@dataclass(eq=False)
class TicketHasOpenCase(RefusedMove):
    """The ticket was escalated before, and that case is still open."""

    ticket: str
    case: str


@dataclass(eq=False)
class NotAskable(RefusedMove):
    """The rule for this question does not name this party, or it is no second-line party."""

    party: str


@dataclass(eq=False)
class RedirectInstead(RefusedMove):
    """This question is at the wrong desk; the student has to be sent to the other one."""

    party: str


@dataclass(eq=False)
class NotAtWrongDesk(RefusedMove):
    """This question is at the right desk; there is nothing to redirect."""

    party: str


@dataclass(eq=False)
class NoParty(RefusedMove):
    """The person belongs to no party at all, so cases are not theirs to see."""

    person: str


@dataclass(eq=False)
class NoIntakeDesk(RefusedMove):
    """The person belongs to no desk at which questions come in."""

    person: str


@dataclass(eq=False)
class NoTicketToWrite(RefusedMove):
    """The case has no ticket in TOPdesk through which the student could be told."""

    case: str


@dataclass(eq=False)
class TicketStays(RefusedMove):
    """The ticket is in use, or there is none; its number is not corrected."""

    case: str


@dataclass(eq=False)
class NoSuchTicket(RefusedMove):
    """TOPdesk has no ticket with the number that should be the right one."""

    ticket: str


@dataclass(eq=False)
class TicketOfOtherCase(RefusedMove):
    """The number that should be the right one is that of a ticket with another open case."""

    ticket: str
    case: str


@dataclass(eq=False)
class ToldSince(RefusedMove):
    """The student was told something else in the ticket than the card showed when this was pressed."""

    case: str


@dataclass(eq=False)
class StudentDataInText(RefusedMove):
    """What would go into the ticket is kept with the case as well, so it may not hold data of the student."""

    sorts: tuple[str, ...]

    field = "message"
