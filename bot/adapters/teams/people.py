"""Who speaks: a user of Teams becomes a person, by the address Teams knows them under.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context (the member of a conversation).
"""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.adapters.teams import Json
from bot.adapters.teams.inbound import Incoming
from bot.adapters.teams.service import Service
from bot.ports import Person, Store
from bot.texts import supported

log = structlog.get_logger()

PLATFORM = "teams"


class UnknownUser(Exception):
    """Teams tells no address of this user, or one that another organisation answers for."""


class People:
    """Finds persons, and remembers how to reach them."""

    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._service = service

    async def who(self, incoming: Incoming) -> Person:
        """The person behind an activity. Raises ``UnknownUser``, and what the Bot Connector raises."""
        known = await self._store.queries.person_on(PLATFORM, incoming.user)
        person = known or await self._looked_up(incoming)
        language = supported(incoming.locale) or person.language
        seen = Person(person.email, incoming.user_name or person.name, language)
        before = await self._store.queries.identity(PLATFORM, seen.email)
        identity = identity_of(incoming, before)
        if seen != known or identity != before or not await self._was_here_last(seen):
            await self._store.remember_person(seen, PLATFORM, identity)
        return seen

    async def _was_here_last(self, person: Person) -> bool:
        return await self._store.queries.last_platform(person.email) == PLATFORM

    async def _looked_up(self, incoming: Incoming) -> Person:
        member = await self._service.member(incoming.place, incoming.user)
        email = address_of(member, self._service.tenant)
        if email is None:
            log.warning("teams_user_without_address", tenant=member.get("tenantId"))
            raise UnknownUser
        return Person(email, str(member.get("name") or email))


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
