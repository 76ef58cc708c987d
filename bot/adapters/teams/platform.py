"""Teams as delivery sees it.

Teams has no way to look a message up by a mark of ours, so ``find`` never finds one: a post whose answer was lost is
posted again. ``docs/teams.md`` says how small that window is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.adapters.teams import Json, cards
from bot.adapters.teams.activity import channel_of
from bot.adapters.teams.connector import Sent
from bot.adapters.teams.elements import card_message, text_message
from bot.adapters.teams.home_card import home_card
from bot.adapters.teams.reaching import Reaching
from bot.adapters.teams.service import Service
from bot.adapters.teams.viewers import Viewers
from bot.card import Card
from bot.home import Home
from bot.ports import Notice, Ref

INTERVAL_S = 0.6
"""Teams takes 7 messages a second, but 60 in 30 s, from one bot in one conversation
(learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit)."""


class TeamsPlatform:
    """The ``ChatPlatform`` for Teams. A reference holds the conversation (with its thread) and the message's id."""

    name = "teams"
    interval_s = INTERVAL_S

    def __init__(self, service: Service, viewers: Viewers, reaching: Reaching) -> None:
        self._service = service
        self._viewers = viewers
        self._reaching = reaching

    async def post_card(self, channel: str, card: Card, *, key: str) -> Ref:  # noqa: ARG002  # nowhere to keep it
        """A new thread in the channel, whose first message is the card."""
        return _ref(await self._service.start_thread(channel, await self._message(channel, card)))

    async def replace_card(self, ref: Ref, card: Card) -> None:
        """The same message with the new card. Raises ``Gone`` when it was deleted."""
        message = await self._message(channel_of(ref["conversation"]), card)
        await self._service.update(ref["conversation"], ref["id"], message)

    async def post_line(self, card: Ref, line: str, *, key: str) -> Ref:  # noqa: ARG002  # nowhere to keep it
        """A reply in the card's thread."""
        return _ref(await self._service.send(card["conversation"], text_message(line)))

    async def tell(self, identity: Mapping[str, Any], notice: Notice, *, key: str) -> Ref:  # noqa: ARG002  # nowhere to keep it
        """A card in the chat with this person, which is made if there was none; else a mention in their channel."""
        message = card_message(cards.notice_card(notice), notice.text)
        return _ref(await self._reaching.tell(identity, notice, message))

    async def show_home(self, identity: Mapping[str, Any], home: Home, ref: Ref | None, *, key: str) -> Ref:  # noqa: ARG002  # nowhere to keep it
        """In the chat with this person: the card that stands there, or a new one. Raises ``Gone``."""
        card = home_card(home)
        message = card_message(card, card["speak"])
        if ref is None:
            return _ref(await self._service.send(await self._reaching.chat_with(identity), message))
        await self._service.update(ref["conversation"], ref["id"], message)
        return ref

    async def find(self, place: str, key: str, since: datetime, *, thread: Ref | None = None) -> Ref | None:  # noqa: ARG002  # nothing to look for
        """None: Teams cannot tell."""
        return None

    async def remove_copies(
        self, place: str, key: str, since: datetime, *, keep: Ref, thread: Ref | None = None  # noqa: ARG002  # nothing to look for
    ) -> int:  # fmt: skip
        """0: Teams cannot tell which messages are copies."""
        return 0

    async def look_up(self, email: str) -> Mapping[str, Any] | None:
        """Among the people of their party's channels: the Bot Connector knows nobody else."""
        return await self._reaching.look_up(email)

    async def _message(self, channel: str, card: Card) -> Json:
        viewers = await self._viewers.in_channel(channel, card.case)
        return card_message(cards.kept_card(card, viewers), card.summary)


def _ref(sent: Sent) -> Ref:
    return {"conversation": sent.conversation, "id": sent.id}
