"""What to do after a failed try: decisions only, nothing is done here."""

from dataclasses import dataclass

from bot.errors import NoAccess, Rejected, Unavailable

MAX_ATTEMPTS = 12
"""With waits of ``FIRST_WAIT_S`` doubling up to ``MAX_WAIT_S`` this is about three quarters of an hour."""

FIRST_WAIT_S = 2.0
MAX_WAIT_S = 600.0
SHORTEST_WAIT_S = 1.0
"""A platform that says to try again at once would use up all attempts in a moment."""

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


def after_failure(failure: Unavailable | Rejected, attempts: int, chance: float) -> Later | Park:
    """What to do after *attempts* tries. Waits double; *chance* (0 to 1) spreads those of many senders."""
    match failure:
        case Rejected(reason=reason):
            return Park(reason)
        case NoAccess():
            return Later(NO_ACCESS_WAIT_S * (0.75 + chance / 2))
        case Unavailable(reason=reason) if attempts >= MAX_ATTEMPTS:
            return Park(reason)
        case Unavailable(retry_after_s=wait_s) if wait_s is not None:
            return Later(max(wait_s, SHORTEST_WAIT_S))  # the platform named its own wait
        case Unavailable():
            return Later(min(FIRST_WAIT_S * 2.0 ** (attempts - 1), MAX_WAIT_S) * (0.75 + chance / 2))
