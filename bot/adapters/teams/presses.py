"""Presses on cards: Action.Execute, whose answer takes the place of the card for who pressed.

Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/
work-with-universal-actions-for-adaptive-cards.
"""

import structlog

from bot.adapters.teams import Json
from bot.adapters.teams.activity import CARD, Incoming
from bot.adapters.teams.elements import card_message
from bot.adapters.teams.homes import Homes
from bot.adapters.teams.inbound import Cancelled, NotOurs, Refreshed, execute_in
from bot.adapters.teams.people import UnknownUser
from bot.adapters.teams.service import Service
from bot.adapters.teams.talk import Talk, language_of, nonce_of
from bot.background import Background
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Said
from bot.errors import RefusedMove, Rejected, Unavailable
from bot.forms import Form
from bot.texts import say

log = structlog.get_logger()

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


class Presses:
    """Answers ``adaptiveCard/action``."""

    def __init__(self, talk: Talk, homes: Homes, service: Service, background: Background) -> None:
        self._talk = talk
        self._homes = homes
        self._service = service
        self._background = background

    async def answer(self, incoming: Incoming) -> Json:
        """A card, words or an error, in the form universal actions are answered in."""
        try:
            asked = execute_in(incoming.value)
            if isinstance(asked, Refreshed):
                return await self._refreshed(incoming, asked)
            speaks = await self._talk.speaker(incoming)
            standing, reply = await self._talk.reply(incoming, speaks, asked)
            reply = await self._homes.after(speaks, asked, reply)
            if isinstance(reply, Said) and not isinstance(asked, Cancelled):
                return _words(reply.text)
            card = await self._talk.drawn(speaks, reply, standing, nonce_of(asked), incoming)
            await self._homes.stands(incoming, speaks, reply)
        except UnknownUser:
            return _words(say(language_of(incoming), "teams-unknown-person"))
        except NotOurs:
            return _error(say(language_of(incoming), "teams-not-ours"))
        except (Unavailable, Rejected) as error:
            log.warning("teams_press_not_answered", error=error.reason)
            return _words(say(language_of(incoming), "teams-unavailable"))
        if not standing.home and not isinstance(reply, Form):
            self._keep(incoming, card)
        return {"statusCode": 200, "type": CARD, "value": card}

    async def _refreshed(self, incoming: Incoming, asked: Refreshed) -> Json:
        """Nothing is written: a client asks this by itself, whenever somebody merely looks at the card."""
        speaks = await self._talk.onlooker(incoming)
        try:
            card = await self._talk.refreshed(incoming, speaks, asked)
        except RefusedMove as refused:
            return _words(await refusal_text(self._talk.core, refused, speaks.language))
        return {"statusCode": 200, "type": CARD, "value": card}

    def _keep(self, incoming: Incoming, card: Json) -> None:
        """Make the answer what everybody sees: by itself, it is shown to who pressed, and only for a while."""
        if incoming.card_message:
            message = card_message(card, card["speak"])  # who pressed has seen the answer, whatever becomes of this
            self._background.start(
                "replace_card", self._service.update(incoming.conversation, incoming.card_message, message)
            )


def _words(text: str) -> Json:
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def _error(text: str) -> Json:
    return {"statusCode": 400, "type": ERROR, "value": {"code": "BadRequest", "message": text}}
