"""Who speaks: a user of Teams becomes a person, by the address Teams knows them under.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context (the member of a conversation).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.adapters.teams import Json
from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.service import Service
from bot.background import Background
from bot.conversation.core import Core
from bot.errors import Rejected, Unavailable
from bot.ports import Met, Person
from bot.texts import supported

log = structlog.get_logger()

PLATFORM = "teams"
KEEP = timedelta(days=1)
"""For so long Teams is not asked again who a user is."""
AFTER_A_FAILURE = timedelta(hours=1)


class UnknownUser(Exception):
    """Teams tells no address of this user, or one that another organisation answers for."""


class People:
    """Finds persons, and remembers how to reach them."""

    def __init__(self, core: Core, service: Service, background: Background) -> None:
        self._store = core.store
        self._clock = core.clock
        self._service = service
        self._background = background
        self._ask_again_at: dict[str, datetime] = {}
        self._nobody: set[str] = set()
        """Users who were somebody, until Teams was asked again."""

    async def who(self, incoming: Incoming) -> Person:
        """The person behind an activity, in the language they chose.

        Raises ``UnknownUser``, and what the Bot Connector raises.
        """
        known = await self._known(incoming.user)
        person = known.person if known else await self._looked_up(incoming)
        now = Person(person.email, incoming.user_name or person.name, supported(incoming.locale) or person.language)
        before = known.identity if known else await self._store.queries.identity(PLATFORM, now.email)
        identity = identity_of(incoming, before)
        if known is None or now != known.person or identity != before or known.last_platform != PLATFORM:
            await self._store.remember_person(now, PLATFORM, identity)
        self._check(incoming, now)
        return await self._as_chosen(now, known)

    async def looking(self, incoming: Incoming) -> Person:
        """The person whose client asks by itself: nothing is noted, for this is no sign that they are here.

        Raises as ``who``.
        """
        known = await self._known(incoming.user)
        return await self._as_chosen(known.person if known else await self._looked_up(incoming), known)

    async def _as_chosen(self, person: Person, known: Met | None) -> Person:
        """Who is met for the first time may have chosen a language on the other platform."""
        if known is not None:
            return replace(person, language=known.chosen_language or person.language)
        chosen = (await self._store.queries.preferences([person.email])).get(person.email)
        return replace(person, language=chosen.language or person.language) if chosen else person

    async def _known(self, user: str) -> Met | None:
        return None if user in self._nobody else await self._store.queries.met(PLATFORM, user)

    async def _looked_up(self, incoming: Incoming) -> Person:
        member = await self._service.member(incoming.place, incoming.user)
        self._ask_again_at[incoming.user] = self._clock() + KEEP
        email = address_of(member, self._service.tenant)
        if email is None:
            log.warning("teams_user_without_address", tenant=member.get("tenantId"))
            raise UnknownUser
        self._nobody.discard(incoming.user)
        elsewhere = (await self._store.queries.persons([email])).get(email)
        return Person(email, str(member.get("name") or email), elsewhere.language if elsewhere else None)

    def _check(self, incoming: Incoming, seen: Person) -> None:
        """Ask Teams again once in a while, and once in each run of the program; nobody waits for it."""
        due = self._ask_again_at.get(incoming.user)
        if due is None or due <= self._clock():
            self._ask_again_at[incoming.user] = self._clock() + AFTER_A_FAILURE
            self._background.start("look_up_again", self._checked(incoming, seen))

    async def _checked(self, incoming: Incoming, seen: Person) -> None:
        try:
            found = await self._looked_up(incoming)
            if found.email != seen.email:
                before = await self._store.queries.identity(PLATFORM, seen.email)
                moved = replace(seen, email=found.email)
                await self._store.remember_person(moved, PLATFORM, identity_of(incoming, before))
        except UnknownUser:
            self._nobody.add(incoming.user)
        except (Unavailable, Rejected) as error:
            log.warning("teams_user_not_looked_up_again", error=error.reason)


def address_of(member: Json, tenant: str) -> str | None:
    """The address of a member, in small letters.

    Somebody of another tenant, in a shared channel, has whatever address that tenant chose to give: that is nobody.
    """
    home = member.get("tenantId")
    if tenant and home and home != tenant:
        return None
    address = str(member.get("email") or member.get("userPrincipalName") or "").strip().lower()
    return address if "@" in address else None


def identity_of(incoming: Incoming, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What it takes to reach this user again: plain JSON. The chat with them stays known once it was seen."""
    same_user = before is not None and before.get("id") == incoming.user
    identity: dict[str, Any] = {
        "id": incoming.user,
        "aad": incoming.object_id,
        "service_url": incoming.service_url,
        "tenant": incoming.tenant,
    }
    if incoming.is_personal:
        identity["reference"] = {"conversation": incoming.conversation, "bot": dict(incoming.bot)}
    elif same_user and before is not None and "reference" in before:
        identity["reference"] = before["reference"]
    return identity
