"""What people write in the thread under a card: it becomes a note on the case.

Teams brings a bot what names it, and so it is answered. Where the team has agreed that the bot reads the channel
(``ChannelMessage.Read.Group``), the rest of what is said arrives too: of that only what stands under a card counts, and
nothing is said about it unless it holds data of a student. Source: learn.microsoft.com/microsoftteams/platform/bots/
how-to/conversations/channel-messages-for-bots-and-agents.
"""

import structlog

from bot.adapters.teams.activity import Incoming, part, parts
from bot.adapters.teams.elements import text_message
from bot.adapters.teams.people import PLATFORM, UnknownUser
from bot.adapters.teams.service import Service
from bot.adapters.teams.spoken import plain, wanted_in, words_of
from bot.adapters.teams.talk import Talk
from bot.announcements import channel_destination
from bot.conversation import noting
from bot.conversation.core import Speaker, must_take_part
from bot.conversation.noting import Written
from bot.conversation.replies import Reply, Said
from bot.refusals import NoParty
from bot.texts import say
from bot.words import Help

log = structlog.get_logger()

EDITED = "editMessage"


class Threads:
    """The threads under the cards in Teams."""

    def __init__(self, talk: Talk, service: Service) -> None:
        self._talk = talk
        self._service = service

    async def named(self, incoming: Incoming, speaks: Speaker) -> Reply | None:
        """The reply to words for the bot that are none of its commands, if they stand under a card."""
        wanted = wanted_in(words_of(incoming.raw))
        if not isinstance(wanted, Help) or not wanted.unknown:
            return None
        written = await self._written(incoming)
        if written is None:
            return None
        told = await noting.note(self._talk.core, speaks, written)
        return told or Said(say(speaks.language, "done-add-note", number=written.card.case), case=written.card.case)

    async def overhear(self, incoming: Incoming) -> None:
        """What people say to each other under a card, or how they changed it."""
        written = await self._written(incoming)
        if written is None or not written.text:
            return
        try:
            speaks = await self._talk.speaker(incoming)
            must_take_part(speaks)  # a visitor talks to the others there, not to the bot
            told = await self._noted(incoming, speaks, written)
        except (UnknownUser, NoParty):
            log.info("teams_reply_not_admitted", user=incoming.user)
            return
        if told is not None:
            await self._service.send(incoming.conversation, text_message(told.text))

    async def _noted(self, incoming: Incoming, speaks: Speaker, written: Written) -> Said | None:
        if incoming.type == "messageUpdate":
            key = f"{written.key}:{incoming.raw.get('timestamp', '')}"
            return await noting.correct(self._talk.core, speaks, written, key=key)
        return await noting.note(self._talk.core, speaks, written)

    async def _written(self, incoming: Incoming) -> Written | None:
        """None for what stands under no card."""
        if not incoming.channel or incoming.key is None:
            return None
        place = channel_destination(PLATFORM, incoming.channel)
        card = await self._talk.core.store.queries.card_at(place, {"conversation": incoming.conversation})
        return Written(card, plain(words_of(incoming.raw)), incoming.key) if card else None


def is_overheard(incoming: Incoming) -> bool:
    """Whether it was said in a channel without naming the bot, or changed there; a form that was sent names it."""
    if not incoming.channel or incoming.value:
        return False
    if incoming.type == "messageUpdate":
        return part(incoming.raw, "channelData").get("eventType") == EDITED
    mentions = (one for one in parts(incoming.raw, "entities") if isinstance(one, dict))
    named = {part(one, "mentioned").get("id") for one in mentions if str(one.get("type")).lower() == "mention"}
    return incoming.type == "message" and incoming.bot.get("id") not in named
