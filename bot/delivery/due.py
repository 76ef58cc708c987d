"""A delivery that has to be made, and how the store keeps who makes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.announcements import Announcement, Purpose
from bot.ports import Ref


@dataclass(frozen=True)
class Due:
    """A delivery that has to be made. ``unclear`` says that an earlier try may have arrived.

    ``sweeps`` is one that was made after an unclear try: what came twice after all has to be taken away.
    ``limited_since`` is when the outside began to answer nothing but how long to wait.
    """

    id: int
    key: str
    destination: str
    purpose: Purpose
    case: str
    party: str | None
    payload: Mapping[str, Any]
    want: int
    ref: Ref | None
    attempts: int
    first_try: datetime | None
    unclear: bool
    sweeps: bool = False
    limited_since: datetime | None = None
    card: Ref | None = None
    """Where the card stands that a line belongs to."""

    @property
    def is_post(self) -> bool:
        """Whether a new message is posted to a channel or person, which platforms allow at a certain pace."""
        return self.purpose in {Purpose.LINE, Purpose.NOTICE} or (self.purpose is Purpose.CARD and self.ref is None)


@dataclass(frozen=True)
class May:
    """What may be sent to a destination now: posts, and changes of what stands there."""

    posts: bool = True
    changes: bool = True

    def be_sent(self, due: Due) -> bool:
        """Whether this may."""
        return self.posts if due.is_post else self.changes


@dataclass(frozen=True)
class Onward:
    """How a destination is served further: held for how long, and what may be sent to it.

    Where nothing is left to send it is let go of, and nothing is posted there for *posts_in_s* seconds.
    """

    lease_s: float
    may: May = May()
    posts_in_s: float = 0.0


@dataclass(frozen=True)
class Next:
    """What is next at a destination. Where it may be sent now, a try *is_begun*: that was noted, and has to follow."""

    due: Due
    is_begun: bool


@dataclass(frozen=True)
class Leased:
    """A destination that was taken: in how many seconds something may be posted, by the pace of who held it before."""

    posts_in_s: float
    next: Next | None = None


@dataclass(frozen=True)
class Noted:
    """Whether it was noted that something is shown, and what is next there, where that was asked for."""

    kept: bool
    next: Next | None = None


class Deliveries(Protocol):
    """The deliveries in the store. A call by who no longer holds the lease changes nothing and answers False."""

    async def lease(
        self, holder: str, rooms: Mapping[str, int], lease_s: float, may: Mapping[str, May] | None = None
    ) -> Mapping[str, Leased]:
        """Take destinations that have something due and that nobody holds: of each kind as many as it has room for.

        A kind is the word before the first colon of a destination, e.g. ``ticket``. *may* says what may be sent to
        those of a kind: then the first try of each begins with it, as with ``next``.
        """
        ...

    async def next(self, destination: str, holder: str, onward: Onward) -> Next | None:
        """The delivery that is next. None where nothing is left, and where the lease is no longer held: it is free.

        Where it may be sent, it is noted that a try begins, before anything is sent; the lease is held for longer.
        """
        ...

    async def done(
        self,
        due: Due,
        holder: str,
        version: int,
        ref: Ref | None,
        *,
        sweep_after_s: float | None = None,
        onward: Onward | None = None,
    ) -> Noted:
        """What is shown now is *version*, and stands at *ref*; after *sweep_after_s* look whether it came twice.

        With *onward* the destination goes on at once, as with ``next``.
        """
        ...

    async def sweep_again(self, due: Due, holder: str, after_s: float, *, counts: bool, limited: bool) -> bool:
        """Look later whether it came twice: nothing else waits for that. The rest as with ``failed``."""
        ...

    async def swept(self, due: Due, holder: str) -> bool:
        """Nothing is left of it but the one message."""
        ...

    async def post_anew(self, due: Due, holder: str) -> bool:
        """The card this delivery is, or belongs to, is no longer there: it has to be posted anew."""
        ...

    async def failed(
        self,
        due: Due,
        holder: str,
        *,
        unclear: bool,
        counts: bool = True,
        limited: bool = False,
        parked: str | None = None,
        tell: Sequence[Announcement] = (),
    ) -> bool:
        """The try failed. *parked* is the reason why there will be no other; *tell* goes out with it.

        A try that does not count leaves the number of attempts as it was. *limited*: the outside only asked to wait.
        """
        ...

    async def hold(self, due: Due, holder: str, until: datetime) -> bool:
        """Leave the notice until then: it was not tried. It goes along with one that waits for the person already."""
        ...

    async def forget(self, due: Due, holder: str) -> bool:
        """It is not wanted any more."""
        ...

    async def release(self, destination: str, holder: str, wait_s: float, *, posts_in_s: float = 0.0) -> None:
        """Let others serve the destination, after *wait_s* seconds, and post to it after *posts_in_s* seconds."""
        ...

    async def release_all(self, holder: str) -> None:
        """Let go of everything this holder has."""
        ...
