"""The bot comes and goes: in a chat with a person, in a team."""

from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.elements import text_message
from bot.adapters.teams.homes import Homes
from bot.adapters.teams.people import PLATFORM, UnknownUser
from bot.adapters.teams.service import Service
from bot.adapters.teams.talk import Talk, language_of
from bot.texts import say


class Installing:
    """Notes how people can be reached, and greets who is met for the first time."""

    def __init__(self, talk: Talk, homes: Homes, service: Service) -> None:
        self._talk = talk
        self._homes = homes
        self._service = service

    async def answer(self, incoming: Incoming) -> None:
        """``installationUpdate`` and ``conversationUpdate``."""
        added = incoming.type == "installationUpdate" and incoming.raw.get("action") == "add"
        removed = incoming.type == "installationUpdate" and incoming.raw.get("action") == "remove"
        if not incoming.is_personal or removed:
            return
        try:
            speaks = await self._talk.speaker(incoming)
        except UnknownUser:
            if added:
                await self._greet(incoming, language_of(incoming))
            return
        if added:
            await self._greet(incoming, speaks.language)
        if added or incoming.raw.get("membersAdded"):
            await self._homes.greet(incoming, speaks)

    async def _greet(self, incoming: Incoming, language: str) -> None:
        """Say what can be typed."""
        slash = say(language, "slash", origin=PLATFORM)
        text = f"{say(language, 'teams-welcome')}\n\n{say(language, 'help', slash=slash, origin=PLATFORM)}"
        await self._service.send(incoming.conversation, text_message(text))
