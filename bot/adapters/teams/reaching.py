"""Reaching one person: in the chat with them, else by a mention in the channel of their party.

Teams lets a bot write only to who has it in their chats, or is in a team that has it: even then it may refuse, when an
administrator or the person blocked the app. What somebody must know is then said under the case's card, to them.
Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.adapters.teams import Json
from bot.adapters.teams.activity import channel_of
from bot.adapters.teams.connector import Sent
from bot.adapters.teams.elements import mention_message
from bot.adapters.teams.people import PLATFORM, address_of
from bot.adapters.teams.service import Service
from bot.conversation.core import Core
from bot.errors import Gone, Rejected, Unavailable
from bot.ports import Notice

log = structlog.get_logger()

ROSTER_AGE = timedelta(hours=1)
"""For so long the people of a channel are not asked for again."""


class Reaching:
    """Knows the chats with people, and who is in the channels of the parties."""

    def __init__(self, core: Core, service: Service) -> None:
        self._core = core
        self._service = service
        self._chats: dict[str, str] = {}
        self._rosters: dict[str, tuple[datetime, Mapping[str, Json]]] = {}

    async def chat_with(self, identity: Mapping[str, Any]) -> str:
        """The id of the chat, which is made if there was none. Raises ``Rejected`` where that may not be."""
        user = str(identity["id"])
        if user not in self._chats and "reference" in identity:
            return str(identity["reference"]["conversation"])
        if user not in self._chats:
            self._chats[user] = await self._service.open_chat(user)
        return self._chats[user]

    async def tell(self, identity: Mapping[str, Any], notice: Notice, message: Json) -> Sent:
        """Send *message* in the chat; where that cannot be, say the notice to the person under the case's card."""
        try:
            return await self._in_chat(identity, message)
        except Rejected as refused:
            if not (isinstance(refused, Gone) or refused.reason.startswith("403")):
                raise
            log.info("teams_chat_refused", reason=refused.reason, case=notice.case)
            return await self._in_channel(identity, notice, refused)

    async def _in_chat(self, identity: Mapping[str, Any], message: Json) -> Sent:
        chat = await self.chat_with(identity)
        try:
            return await self._service.send(chat, message)
        except Gone:  # the chat that was known is no more; perhaps there is another
            user = str(identity["id"])
            self._chats[user] = await self._service.open_chat(user)
            return await self._service.send(self._chats[user], message)

    async def _in_channel(self, identity: Mapping[str, Any], notice: Notice, refused: Rejected) -> Sent:
        """Raises *refused* where the person's parties have no channel, and ``Unavailable`` before the card is there."""
        person = await self._core.store.queries.person_on(PLATFORM, str(identity["id"]))
        email = person.email if person else str(identity.get("email") or "")
        channels = self._channels_of(email)
        if not channels:
            raise refused
        for place in await self._core.store.queries.cards_of([notice.case], PLATFORM):
            if channel_of(str(place.ref["conversation"])) in channels:
                name = person.name if person else str(identity.get("name") or email)
                message = mention_message(str(identity["id"]), name, notice.text)
                return await self._service.send(str(place.ref["conversation"]), message)
        raise Unavailable(f"{refused.reason}, and no card to write under") from refused

    def _channels_of(self, email: str) -> list[str]:
        """The channels in Teams of the parties of this person."""
        parties = self._core.organisation().parties_of(email)
        return [channel.id for party in parties for channel in party.channels if channel.platform == PLATFORM]

    async def look_up(self, email: str) -> Mapping[str, Any] | None:
        """Somebody who never spoke to the bot, among the people of their party's channels."""
        for channel in self._channels_of(email):
            member = (await self._roster(channel)).get(email)
            if member is not None:
                return {
                    "id": member["id"],
                    "aad": member.get("aadObjectId", ""),
                    "email": email,
                    "name": member["name"],
                }
        return None

    async def _roster(self, channel: str) -> Mapping[str, Json]:
        """By address. A channel the bot cannot see into has nobody."""
        known = self._rosters.get(channel)
        if known is not None and self._core.clock() - known[0] < ROSTER_AGE:
            return known[1]
        try:
            members = await self._service.members(channel)
        except Rejected as refused:
            log.warning("teams_members_not_read", channel=channel, reason=refused.reason)
            members = []
        found = {email: one for one in members if (email := address_of(one, self._service.tenant)) is not None}
        self._rosters[channel] = (self._core.clock(), found)
        return found
