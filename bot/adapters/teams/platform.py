"""Teams as delivery sees it.

Teams has no way to look a message up by a mark of ours, so ``find`` never finds one: a post whose answer was lost is
posted again. ``docs/teams.md`` says how small that window is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.adapters.teams import Json, cards
from bot.adapters.teams.connector import Sent
from bot.adapters.teams.elements import card_message, text_message
from bot.adapters.teams.service import Service
from bot.card import Card
from bot.ports import Notice, Ref

INTERVAL_S = 0.6
"""Teams takes 7 messages a second, but 60 in 30 s, from one bot in one conversation
(learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit)."""


class TeamsPlatform:
    """The ``ChatPlatform`` for Teams. A reference holds the conversation (with its thread) and the message's id."""

    name = "teams"
    interval_s = INTERVAL_S

    def __init__(self, service: Service) -> None:
        self._service = service
        self._chats: dict[str, str] = {}

    async def post_card(self, channel: str, card: Card, *, key: str) -> Ref:  # noqa: ARG002  # nowhere to keep it
        """A new thread in the channel, whose first message is the card."""
        return _ref(await self._service.start_thread(channel, _message(card)))

    async def replace_card(self, ref: Ref, card: Card) -> None:
        """The same message with the new card. Raises ``Gone`` when it was deleted."""
        await self._service.update(ref["conversation"], ref["id"], _message(card))

    async def post_line(self, card: Ref, line: str, *, key: str) -> Ref:  # noqa: ARG002
        """A reply in the card's thread."""
        return _ref(await self._service.send(card["conversation"], text_message(line)))

    async def tell(self, identity: Mapping[str, Any], notice: Notice, *, key: str) -> Ref:  # noqa: ARG002
        """A card in the chat with this person, which is made if there was none."""
        message = card_message(cards.notice_card(notice), notice.text)
        return _ref(await self._service.send(await self._chat_with(identity), message))

    async def find(self, place: str, key: str, since: datetime) -> Ref | None:  # noqa: ARG002
        """None: Teams cannot tell."""
        return None

    async def remove_copies(self, place: str, key: str, since: datetime, *, keep: Ref) -> int:  # noqa: ARG002
        """0: Teams cannot tell which messages are copies."""
        return 0

    async def look_up(self, email: str) -> Mapping[str, Any] | None:  # noqa: ARG002
        """None: the Bot Connector knows people only in the conversations it is in."""
        return None

    async def _chat_with(self, identity: Mapping[str, Any]) -> str:
        user = str(identity["id"])
        if "reference" in identity:
            return str(identity["reference"]["conversation"])
        if user not in self._chats:
            self._chats[user] = await self._service.open_chat(user)
        return self._chats[user]


def _message(card: Card) -> Json:
    return card_message(cards.kept_card(card), card.summary)


def _ref(sent: Sent) -> Ref:
    return {"conversation": sent.conversation, "id": sent.id}
