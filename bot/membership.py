"""The people of a party that the organisation file leaves to a channel or a user group of a chat platform.

The lists are kept in the store, so that a start without the platform works and every replica knows the same people.
They are read again when the platform says that one changed, and now and then all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from bot.errors import Rejected, Unavailable
from bot.routing import CurrentOrganisation, MemberSource

log = structlog.get_logger()

People = Mapping[str, str | None]
"""The users on a list by their id on the platform, with their e-mail address; None for who does not count."""

LOOK_S = 10.0
"""How often a replica looks what another has read."""

READ_AGAIN = timedelta(hours=6)
"""Whatever no event told of is seen by then."""

WAIT_S = 60.0
"""After a list could not be read because the platform did not answer."""

REFUSED_WAIT_S = 600.0
"""After the platform refused: somebody has to do something first."""

TOGETHER_S = 1.0
"""Many people who come at once are one change."""


@dataclass(frozen=True)
class KeptList:
    """A list as it was read last; ``trouble`` is why it cannot be read now, if so."""

    people: People
    trouble: str | None = None


NEVER_READ = KeptList({}, "it was never read")


class KeptLists(Protocol):
    """The lists in the store. All calls raise ``Unavailable``."""

    async def all(self) -> Mapping[str, KeptList]:
        """By the name of the list."""
        ...

    async def keep(self, name: str, people: People) -> None:
        """It was read, and this is who is on it."""
        ...

    async def note_trouble(self, name: str, reason: str) -> bool:
        """It cannot be read; whether that is news. Who was on it stays."""
        ...


class Directory(Protocol):
    """A chat platform that can tell who is on a list."""

    async def members(self, source: MemberSource, known: People) -> People:
        """Who is on it now; nothing is asked again about who is *known*. Raises ``Unavailable`` and ``Rejected``."""
        ...


class Membership:
    """Keeps the organisation in use up to date with the lists its file names."""

    def __init__(
        self,
        organisation: CurrentOrganisation,
        kept: KeptLists,
        directories: Mapping[str, Directory],
        *,
        its_turn: Callable[[], Awaitable[bool]],
        tell: Callable[[MemberSource, str], Awaitable[None]],
    ) -> None:
        """*its_turn* says that all lists have to be read again, to one replica; *tell* tells the administrators."""
        self._organisation = organisation
        self._kept = kept
        self._directories = directories
        self._its_turn = its_turn
        self._tell = tell
        self._users: frozenset[str] = frozenset()
        self._changed: set[str] = set()
        self._stale: set[str] = set()
        self._different: set[str] = set()
        self._not_before: dict[str, float] = {}
        self._wake = asyncio.Event()

    async def recall(self) -> Mapping[str, KeptList]:
        """Work with the lists as the store has them. Raises ``Unavailable``."""
        kept = await self._kept.all()
        lists = {
            source: frozenset(email for email in kept[source.name].people.values() if email)
            for source in self._sources
            if source.name in kept
        }
        self._users = frozenset(user for one in kept.values() for user in one.people)
        self._organisation.know_members(lists)
        return kept

    def list_changed(self, name: str) -> None:
        """The platform said that somebody came or went."""
        if any(source.name == name for source in self._sources):
            self._changed.add(name)
            self._wake.set()

    def person_changed(self, user: str) -> None:
        """The platform said that something is different about this user, who may be on a list."""
        if user in self._users:
            self._different.add(user)
            self._wake.set()

    async def run(self) -> None:
        """Until cancelled. What could not be done is done at a later look."""
        while True:
            try:
                await self.look()
            except Unavailable as failure:
                log.warning("members_not_looked_at", reason=failure.reason)
            await asyncio.sleep(TOGETHER_S)
            await self._woken()

    async def _woken(self) -> None:
        try:
            async with asyncio.timeout(LOOK_S):
                await self._wake.wait()
        except TimeoutError:
            return
        finally:
            self._wake.clear()

    async def look(self) -> None:
        """Take over what others read, and read what has to be read now. Raises ``Unavailable``."""
        if not self._sources:
            return
        kept = await self.recall()
        if await self._its_turn():
            self._stale |= {source.name for source in self._sources}
        different, self._different = self._different, set()
        wanted = [
            (source, known) for source in self._sources if (known := self._known(source, kept, different)) is not None
        ]
        self._stale |= {source.name for source, _ in wanted}  # until each was read and kept
        for source, known in wanted:
            if self._may_ask(source):
                await self._read(source, known)

    def _known(self, source: MemberSource, kept: Mapping[str, KeptList], different: set[str]) -> People | None:
        """About whom nothing has to be asked; None where the list need not be read."""
        last = kept.get(source.name, NEVER_READ)
        if source.name in self._stale:
            return {}
        known = {user: email for user, email in last.people.items() if user not in different}
        is_wanted = source.name in self._changed or last.trouble is not None or len(known) < len(last.people)
        return known if is_wanted else None

    @property
    def _sources(self) -> tuple[MemberSource, ...]:
        return self._organisation.organisation.member_sources

    def _may_ask(self, source: MemberSource) -> bool:
        now = asyncio.get_running_loop().time()
        return source.platform in self._directories and now >= self._not_before.get(source.name, now)

    async def _read(self, source: MemberSource, known: People) -> None:
        self._changed.discard(source.name)
        try:
            people = await self._directories[source.platform].members(source, known)
        except Unavailable as failure:
            log.warning("members_not_read", list=source.name, reason=failure.reason)
            self._wait(source, failure.retry_after_s or WAIT_S)
            return
        except Rejected as failure:
            log.error("members_cannot_be_read", list=source.name, reason=failure.reason)
            self._wait(source, REFUSED_WAIT_S)
            if await self._kept.note_trouble(source.name, failure.reason):
                await self._tell(source, failure.reason)
            return
        await self._kept.keep(source.name, people)
        self._stale.discard(source.name)
        log.info("members_read", list=source.name, count=len([email for email in people.values() if email]))
        await self.recall()

    def _wait(self, source: MemberSource, wait_s: float) -> None:
        self._not_before[source.name] = asyncio.get_running_loop().time() + wait_s
