"""The message extension: "Escalate" from the compose box and from the menu of a message.

Source: learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module.
"""

import structlog

from bot.adapters.teams import Json, cards
from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.elements import attachment
from bot.adapters.teams.forms import dialog_card
from bot.adapters.teams.inbound import NotOurs, Standing, submit_in
from bot.adapters.teams.people import UnknownUser
from bot.adapters.teams.sealing import new_nonce
from bot.adapters.teams.spoken import link_in, message_in
from bot.adapters.teams.talk import Talk, language_of, nonce_of
from bot.conversation import escalation
from bot.conversation.core import Speaker
from bot.conversation.replies import Done, Reply, ShownCase
from bot.errors import Rejected, Unavailable
from bot.forms import Form
from bot.texts import say

log = structlog.get_logger()

ESCALATE = "escalate"
"""The command that escalates, as the manifest names it."""


class Extension:
    """Answers ``composeExtension/fetchTask`` and ``composeExtension/submitAction`` with dialogs."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    async def answer(self, incoming: Incoming) -> Json:
        """The dialog with the form, or what comes of it: a card in the compose box."""
        try:
            speaks = await self._talk.speaker(incoming)
            if incoming.name == "composeExtension/fetchTask":
                nonce = new_nonce()
                text, origin = message_in(incoming.value), link_in(incoming.value)
                reply = await escalation.begin(self._talk.core, speaks, "", text=text, origin=origin)
            else:
                data = incoming.value.get("data")
                asked = submit_in(data if isinstance(data, dict) else {})
                nonce = nonce_of(asked)
                _, reply = await self._talk.reply(incoming, speaks, asked)
            card = await self._in_dialog(speaks, reply, nonce)
        except UnknownUser:
            return _said(incoming, "teams-unknown-person")
        except NotOurs:
            return _said(incoming, "teams-not-ours")
        except (Unavailable, Rejected) as error:
            log.warning("teams_extension_not_answered", error=error.reason)
            return _said(incoming, "teams-unavailable")
        if isinstance(reply, Form):
            return dialog(speaks.language, card, reply.title)
        if isinstance(reply, Done | ShownCase) and incoming.name == "composeExtension/submitAction":
            result = {"type": "result", "attachmentLayout": "list", "attachments": [attachment(card)]}
            return {"composeExtension": result}
        return dialog(speaks.language, card)

    async def _in_dialog(self, speaks: Speaker, reply: Reply, nonce: str) -> Json:
        if isinstance(reply, Form):
            return dialog_card(reply, self._talk.seals.stamp(reply, nonce))
        return await self._talk.drawn(speaks, reply, Standing(), nonce)


def dialog(language: str, card: Json, title: str = "") -> Json:
    """A card in a dialog."""
    value = {
        "title": title or say(language, "teams-escalate-title"),
        "width": "medium",
        "height": "large",
        "card": attachment(card),
    }
    return {"task": {"type": "continue", "value": value}}


def _said(incoming: Incoming, text: str) -> Json:
    language = language_of(incoming)
    return dialog(language, cards.said_card(say(language, text)))
