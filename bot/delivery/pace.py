"""When something may be sent: the pace of each channel, and what an outside asks for when it is asked too often.

This is what one process knows. How long a channel rests after a post goes with its lease to whoever holds it next; that
an outside asked to wait is found out by each process for itself.
"""

import asyncio
from collections.abc import Callable

from bot.announcements import kind_of
from bot.delivery.due import Due, May

NEVER = float("-inf")


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


class Pace:
    """The kind of a destination stands for a chat platform, or the ticket system. ``clock`` is never set."""

    def __init__(self, clock: Callable[[], float] = _loop_time) -> None:
        self._clock = clock
        self._posts_from: dict[str, float] = {}
        self._refused_until: dict[str, float] = {}
        self._all_posts_from: dict[str, float] = {}
        self._all_changes_from: dict[str, float] = {}

    def pause_s(self, due: Due) -> float:
        """Seconds to wait before this delivery may be sent."""
        kind = kind_of(due.destination)
        if due.is_post:
            return max(self.posts_in_s(due.destination), self._left_s(self._all_posts_from, kind))
        return self._left_s(self._all_changes_from, kind)

    def may_be_sent(self, destination: str) -> May:
        """What may be sent to this destination now."""
        may = self.may_at(kind_of(destination))
        return May(posts=may.posts and self.posts_in_s(destination) == 0.0, changes=may.changes)

    def may_at(self, kind: str) -> May:
        """What may be sent to the outside of this kind now, as far as it goes."""
        posts, changes = (self._left_s(times, kind) == 0.0 for times in (self._all_posts_from, self._all_changes_from))
        return May(posts, changes)

    def posts_in_s(self, destination: str) -> float:
        """Seconds until something may be posted there, as far as that channel or person goes."""
        return self._left_s(self._posts_from, destination)

    def rest(self, destination: str, seconds: float) -> None:
        """Nothing is posted there for so long: something is posted now, or was by who held it before."""
        if seconds > self.posts_in_s(destination):
            self._posts_from[destination] = self._clock() + seconds

    def asked_to_wait(self, due: Due, seconds: float) -> None:
        """The outside was asked too often; nobody else needs to run into that too.

        A limit on changes holds for a whole platform, and that of a ticket system for all of it. One on posts holds for
        a channel, but for the platform where another channel was refused and still waits.
        """
        kind, until = kind_of(due.destination), self._clock() + seconds
        if not due.is_post:
            self._all_changes_from[kind] = until
            return
        self._refused_until = {name: t for name, t in self._refused_until.items() if t > self._clock()}
        if any(kind_of(name) == kind and name != due.destination for name in self._refused_until):
            self._all_posts_from[kind] = max(until, self._all_posts_from.get(kind, NEVER))
        self._refused_until[due.destination] = until

    def _left_s(self, times: dict[str, float], name: str) -> float:
        return max(0.0, times.get(name, NEVER) - self._clock())
