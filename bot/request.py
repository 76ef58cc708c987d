"""A request: what one party is asked within a case, and what may happen to it next."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot import events
from bot.events import Event
from bot.refusals import AlreadyClaimed, AlreadyDone, NotPossible


class Move(StrEnum):
    """The three moves; they differ in who owes the student the answer."""

    HAND_OVER = "hand-over"
    CONSULTATION = "consultation"
    REDIRECT = "redirect"


class RequestState(StrEnum):
    """Where a request stands. The first three are active: somebody has to do something."""

    OPEN = "open"
    CLAIMED = "claimed"
    ASKED_BACK = "asked-back"
    ANSWERED = "answered"
    DECLINED = "declined"
    PASSED_ON = "passed-on"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


ACTIVE: Final = frozenset({RequestState.OPEN, RequestState.CLAIMED, RequestState.ASKED_BACK})
HELD: Final = frozenset({RequestState.CLAIMED, RequestState.ASKED_BACK})
"""The states in which a request has a claimant."""


NEXT_STATE: Final[dict[tuple[RequestState, type[Event]], RequestState]] = {
    (RequestState.OPEN, events.Claimed): RequestState.CLAIMED,
    (RequestState.OPEN, events.Assigned): RequestState.CLAIMED,
    (RequestState.OPEN, events.PassedOn): RequestState.PASSED_ON,
    (RequestState.OPEN, events.Declined): RequestState.DECLINED,
    (RequestState.OPEN, events.RequestWithdrawn): RequestState.WITHDRAWN,
    (RequestState.CLAIMED, events.Released): RequestState.OPEN,
    (RequestState.CLAIMED, events.Assigned): RequestState.CLAIMED,
    (RequestState.CLAIMED, events.AskedBack): RequestState.ASKED_BACK,
    (RequestState.CLAIMED, events.Answered): RequestState.ANSWERED,
    (RequestState.CLAIMED, events.PassedOn): RequestState.PASSED_ON,
    (RequestState.CLAIMED, events.Declined): RequestState.DECLINED,
    (RequestState.CLAIMED, events.RequestWithdrawn): RequestState.WITHDRAWN,
    (RequestState.CLAIMED, events.RequestCompleted): RequestState.COMPLETED,
    (RequestState.ASKED_BACK, events.InformationGiven): RequestState.CLAIMED,
    (RequestState.ASKED_BACK, events.Released): RequestState.OPEN,
    (RequestState.ASKED_BACK, events.Assigned): RequestState.ASKED_BACK,
    (RequestState.ASKED_BACK, events.Answered): RequestState.ANSWERED,
    (RequestState.ASKED_BACK, events.PassedOn): RequestState.PASSED_ON,
    (RequestState.ASKED_BACK, events.Declined): RequestState.DECLINED,
    (RequestState.ASKED_BACK, events.RequestWithdrawn): RequestState.WITHDRAWN,
    (RequestState.ASKED_BACK, events.RequestCompleted): RequestState.COMPLETED,
    (RequestState.PASSED_ON, events.HandedBack): RequestState.CLAIMED,
    (RequestState.COMPLETED, events.RequestResumed): RequestState.CLAIMED,
    (RequestState.WITHDRAWN, events.RequestResumed): RequestState.CLAIMED,
}
"""The legal moves of a request. Whatever is not here is refused."""


@dataclass(frozen=True)
class Request:
    """What one party is asked within a case. ``asked_by`` is a party, ``asked_by_person`` the one who did it."""

    id: str
    party: str
    move: Move
    asked_by: str
    asked_by_person: str
    question: str
    asked_at: datetime
    state: RequestState = RequestState.OPEN
    claimant: str | None = None
    claimed_at: datetime | None = None
    asked_back: str | None = None
    answer: str | None = None
    answered_by: str | None = None
    reason: str | None = None
    """Why it was declined, passed on or withdrawn."""
    passed_on_from: str | None = None

    @property
    def is_active(self) -> bool:
        """Somebody still has to do something."""
        return self.state in ACTIVE

    def after(self, event: events.RequestEvent, **changes: object) -> "Request":
        """The request once *event* has happened. Raises ``NotPossible`` where the table of moves does not allow it."""
        state = NEXT_STATE.get((self.state, type(event)))
        if state is None:
            raise NotPossible(self.id, self.party, self.state)
        after = replace(self, state=state, **changes)  # type: ignore[arg-type]  # the fields of Request itself
        return after if after.state in HELD else replace(after, claimant=None, claimed_at=None)

    def claim(self, person: str, now: datetime) -> tuple["Request", events.Claimed]:
        """The first person wins. Raises ``AlreadyClaimed``, naming the one who holds the request."""
        if self.claimant == person:
            raise AlreadyDone("claim")
        if self.claimant is not None:
            raise AlreadyClaimed(self.id, self.claimant)
        claimed = events.Claimed(self.id, self.party, person)
        return self.after(claimed, claimant=person, claimed_at=now), claimed
