"""The message extension: "Escalate" from the compose box and from the menu of a message.

Source: learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module.
"""

from typing import TypeGuard

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
from bot.adapters.teams.viewers import Viewers
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

    def __init__(self, talk: Talk, viewers: Viewers) -> None:
        self._talk = talk
        self._viewers = viewers

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
                if isinstance(reply, Done | ShownCase) and not must_be_read(reply):
                    return _result(await self._dropped(speaks, reply))
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
        return dialog(speaks.language, card)

    async def _dropped(self, speaks: Speaker, reply: Done | ShownCase) -> Json:
        """The case as everybody in the chat may read it: what was said to the sender alone stays with them."""
        if isinstance(reply, ShownCase):
            card, why = reply.card, reply.text
        else:
            card, why = await self._talk.seen_by(speaks, reply.case, None), ""
        return cards.reading_card(card, await self._viewers.of_parties(card.case), why)

    async def _in_dialog(self, speaks: Speaker, reply: Reply, nonce: str) -> Json:
        if isinstance(reply, Form):
            return dialog_card(reply, self._talk.seals.stamp(reply, nonce))
        if must_be_read(reply):
            return cards.said_card(reply.text)
        return await self._talk.drawn(speaks, reply, Standing(), nonce)


def must_be_read(reply: Reply) -> TypeGuard[Done]:
    """Whether the sender still has to do something with what they are told."""
    return isinstance(reply, Done) and reply.is_to_pass_on


def _result(card: Json) -> Json:
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [attachment(card)]}}


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
