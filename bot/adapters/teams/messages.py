"""Messages: words typed to the bot, and forms sent by Action.Submit."""

from collections.abc import Awaitable, Callable

import structlog

from bot.adapters.teams import Json
from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.elements import card_message, text_message
from bot.adapters.teams.homes import Homes
from bot.adapters.teams.inbound import NotOurs, Standing, Typed, submit_in
from bot.adapters.teams.people import UnknownUser
from bot.adapters.teams.service import Service
from bot.adapters.teams.spoken import words_of
from bot.adapters.teams.talk import Talk, language_of, nonce_of
from bot.conversation.core import Speaker
from bot.conversation.replies import Reply, Said
from bot.errors import Unavailable
from bot.texts import say

log = structlog.get_logger()

Listener = Callable[[Incoming, Speaker], Awaitable[Reply | None]]
"""Hears typed words before they are read as a command: a reply where they were meant for it, else None."""


class Messages:
    """Answers messages in the conversation they came from."""

    def __init__(self, talk: Talk, homes: Homes, service: Service, listeners: tuple[Listener, ...] = ()) -> None:
        self._talk = talk
        self._homes = homes
        self._service = service
        self._listeners = listeners
        self._answering: set[str] = set()

    async def answer(self, incoming: Incoming) -> None:
        """Say what the core says to it; once, however often Teams brings it."""
        key = f"{incoming.key}:answered"
        if incoming.is_a_card or key in self._answering:
            return  # somebody sends what the message extension left in the box; or it is being answered
        self._answering.add(key)
        try:
            await self._answer_once(incoming, key)
        finally:
            self._answering.discard(key)

    async def _answer_once(self, incoming: Incoming, key: str) -> None:
        """It counts as answered when the answer stands there: what could not be posted is sent again by Teams."""
        try:
            if incoming.id and await self._talk.core.store.queries.done_before(key) is not None:
                return
            speaks = await self._talk.speaker(incoming)
            if await self._homes.answers(incoming, speaks):
                return
            message = await self._message(incoming, speaks)
        except UnknownUser:
            message = text_message(say(language_of(incoming), "teams-unknown-person"))
        except NotOurs:
            message = text_message(say(language_of(incoming), "teams-not-ours"))
        except Unavailable as error:
            log.warning("teams_message_not_answered", error=error.reason)
            message = text_message(say(language_of(incoming), "teams-unavailable"))
        await self._service.send(incoming.conversation, message)
        try:
            await self._talk.core.store.first_time(key)
        except Unavailable as error:
            log.warning("teams_answer_not_noted", error=error.reason)

    async def _message(self, incoming: Incoming, speaks: Speaker) -> Json:
        if incoming.value:
            asked = submit_in(incoming.value)
            standing, reply = await self._talk.reply(incoming, speaks, asked)
            return await self._drawn(speaks, reply, standing, nonce_of(asked))
        typed = Typed(words_of(incoming.raw))
        heard = await self._heard(incoming, speaks)
        standing, reply = (Standing(), heard) if heard else await self._talk.reply(incoming, speaks, typed)
        return await self._drawn(speaks, reply, standing, nonce_of(typed))

    async def _heard(self, incoming: Incoming, speaks: Speaker) -> Reply | None:
        for listener in self._listeners:
            reply = await listener(incoming, speaks)
            if reply is not None:
                return reply
        return None

    async def _drawn(self, speaks: Speaker, reply: Reply, standing: Standing, nonce: str) -> Json:
        if isinstance(reply, Said):
            return text_message(reply.text)
        card = await self._talk.drawn(speaks, reply, standing, nonce)
        return card_message(card, card["speak"])
