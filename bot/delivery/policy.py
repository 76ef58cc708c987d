"""What to do after a failed try: decisions only, nothing is done here."""

from dataclasses import dataclass
from datetime import timedelta

from bot.errors import NoAccess, Rejected, Unavailable

MAX_ATTEMPTS = 12
"""With waits of ``FIRST_WAIT_S`` doubling up to ``MAX_WAIT_S`` this is about three quarters of an hour."""

FIRST_WAIT_S = 2.0
MAX_WAIT_S = 600.0
SHORTEST_WAIT_S = 1.0
"""A platform that says to try again at once is not asked without end in a moment."""

LONGEST_NAMED_WAIT_S = 900.0
"""Who names a longer wait is asked once in between: the store takes a time that is further on for a wrong clock's."""

LIMITED_FOR = timedelta(days=1)
"""An outside that names a wait is busy, not broken: such an answer is no failed try, for as long as this."""

NO_ACCESS_WAIT_S = 60.0
"""How often a platform that does not accept the bot is tried again: an administrator has to act first."""


@dataclass(frozen=True)
class Later:
    """Try again after *wait_s* seconds."""

    wait_s: float


@dataclass(frozen=True)
class Park:
    """Do not try again by yourself: an administrator has to look."""

    reason: str


def counts(failure: Unavailable | Rejected) -> bool:
    """Whether the try was one of those after which a delivery is parked."""
    return not (isinstance(failure, NoAccess) or asks_to_wait(failure))


def asks_to_wait(failure: Unavailable | Rejected) -> bool:
    """Whether the outside named its own wait, as it does when it is asked too often."""
    return isinstance(failure, Unavailable) and failure.retry_after_s is not None


def after_failure(
    failure: Unavailable | Rejected, attempts: int, chance: float, limited_for: timedelta = timedelta()
) -> Later | Park:
    """What to do after *attempts* tries. Waits double; *chance* (0 to 1) spreads those of many senders.

    *limited_for*: how long the outside has answered nothing but how long to wait.
    """
    match failure:
        case Rejected(reason=reason):
            return Park(reason)
        case NoAccess():
            return Later(NO_ACCESS_WAIT_S * (0.75 + chance / 2))
        case Unavailable(reason=reason, retry_after_s=wait_s) if wait_s is not None:
            named = Later(min(max(wait_s, SHORTEST_WAIT_S), LONGEST_NAMED_WAIT_S))
            return named if limited_for < LIMITED_FOR else Park(reason)
        case Unavailable(reason=reason) if attempts >= MAX_ATTEMPTS:
            return Park(reason)
        case Unavailable():
            return Later(min(FIRST_WAIT_S * 2.0 ** (attempts - 1), MAX_WAIT_S) * (0.75 + chance / 2))
