"""What each activity leads to: it is read, the core is asked, and the reply is drawn."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.adapters.teams import Json, cards
from bot.adapters.teams.elements import attachment, card_message, text_message
from bot.adapters.teams.forms import dialog_card, form_card
from bot.adapters.teams.inbound import (
    CARD,
    Asked,
    Cancelled,
    Filled,
    Incoming,
    Looked,
    NotOurs,
    Pressed,
    Standing,
    Typed,
    execute_in,
    message_in,
    submit_in,
    wanted_in,
    words_of,
)
from bot.adapters.teams.people import PLATFORM, People, UnknownUser
from bot.adapters.teams.sealing import Seals, new_nonce
from bot.adapters.teams.service import Service
from bot.card import card_for_party, names_in
from bot.conversation import acting, escalation, looking
from bot.conversation.core import Core, Speaker, speaker
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Done, Listed, Reply, Said, ShownCase
from bot.errors import RefusedMove, Rejected, Unavailable
from bot.forms import Form
from bot.texts import DEFAULT, say, supported
from bot.words import Escalate, ListCases, about_case

log = structlog.get_logger()

ESCALATE = "escalate"
"""The command of the message extension, as the manifest names it."""

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


class Activities:
    """Answers activities. An invoke has an answer: a status and a body; everything else has none."""

    def __init__(self, core: Core, service: Service, seals: Seals) -> None:
        self._core = core
        self._service = service
        self._seals = seals
        self._people = People(core, service, self._in_background)
        self._under_way: set[asyncio.Task[None]] = set()

    async def settle(self) -> None:
        """Wait until what goes on in the background is done."""
        await asyncio.gather(*self._under_way)

    async def answer(self, incoming: Incoming) -> tuple[int, Json | None]:
        """The HTTP status and the body for a verified activity."""
        self._service.learn(incoming)
        match incoming.type, incoming.name:
            case "message", _:
                await self._message(incoming)
            case "invoke", "adaptiveCard/action":
                return 200, await self._action(incoming)
            case "invoke", "composeExtension/fetchTask" | "composeExtension/submitAction":
                return 200, await self._extension(incoming)
            case "invoke", _:
                return 501, None
            case "installationUpdate", _ if incoming.raw.get("action") == "add":
                await self._installed(incoming)
            case "installationUpdate", _ if incoming.raw.get("action") == "remove":
                return 201, None
            case "conversationUpdate" | "installationUpdate", _ if incoming.is_personal:
                await self._met(incoming)
        return 201, None

    # -- messages --------------------------------------------------------------------------------------------

    async def _message(self, incoming: Incoming) -> None:
        if incoming.is_a_card:
            return  # somebody sends what the message extension left in the box
        try:
            speaks = await self._speaker(incoming)
            asked = submit_in(incoming.value) if incoming.value else Typed(words_of(incoming.raw))
            standing, reply = await self._reply(incoming, speaks, asked)
        except UnknownUser:
            await self._say(incoming, say(_language(incoming), "teams-unknown-person"))
        except NotOurs:
            await self._say(incoming, say(_language(incoming), "teams-not-ours"))
        except Unavailable as error:
            log.warning("teams_message_not_answered", error=error.reason)
            await self._say(incoming, say(_language(incoming), "teams-unavailable"))
        else:
            message = await self._as_message(speaks, reply, standing, _nonce(asked))
            await self._service.send(incoming.conversation, message)

    async def _say(self, incoming: Incoming, text: str) -> None:
        await self._service.send(incoming.conversation, text_message(text))

    async def _as_message(self, speaks: Speaker, reply: Reply, standing: Standing, nonce: str) -> Json:
        if isinstance(reply, Said):
            return text_message(reply.text)
        card = await self._drawn(speaks, reply, standing, nonce)
        return card_message(card, card["speak"])

    # -- presses ---------------------------------------------------------------------------------------------

    async def _action(self, incoming: Incoming) -> Json:
        """A card, words or an error, in the form universal actions are answered in."""
        try:
            asked = execute_in(incoming.value)
            speaks = await self._speaker(incoming)
            standing, reply = await self._reply(incoming, speaks, asked)
            if isinstance(reply, Said) and not isinstance(asked, Cancelled):
                return _words(reply.text)
            card = await self._drawn(speaks, reply, standing, _nonce(asked), incoming)
        except UnknownUser:
            return _words(say(_language(incoming), "teams-unknown-person"))
        except NotOurs:
            return _error(say(_language(incoming), "teams-not-ours"))
        except (Unavailable, Rejected) as error:
            log.warning("teams_press_not_answered", error=error.reason)
            return _words(say(_language(incoming), "teams-unavailable"))
        if not standing.home and not isinstance(reply, Form):
            self._keep(incoming, card)
        return {"statusCode": 200, "type": CARD, "value": card}

    def _keep(self, incoming: Incoming, card: Json) -> None:
        """Make the answer what everybody sees: by itself, it is shown to who pressed, and only for a while."""
        if incoming.card_message:
            self._in_background(self._replaced(incoming, card))

    async def _replaced(self, incoming: Incoming, card: Json) -> None:
        message = card_message(card, card["speak"])
        try:
            await self._service.update(incoming.conversation, incoming.card_message, message)
        except (Unavailable, Rejected) as error:
            log.warning("teams_card_not_replaced", error=error.reason)  # who pressed has seen the answer

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    # -- the message extension -------------------------------------------------------------------------------

    async def _extension(self, incoming: Incoming) -> Json:
        try:
            speaks = await self._speaker(incoming)
            if incoming.name == "composeExtension/fetchTask":
                nonce = new_nonce()
                reply = await escalation.begin(self._core, speaks, "", text=message_in(incoming.value))
            else:
                data = incoming.value.get("data")
                asked = submit_in(data if isinstance(data, dict) else {})
                nonce = _nonce(asked)
                _, reply = await self._reply(incoming, speaks, asked)
            card = await self._in_dialog(speaks, reply, nonce)
        except UnknownUser:
            return _dialog(_language(incoming), cards.said_card(say(_language(incoming), "teams-unknown-person")))
        except NotOurs:
            return _dialog(_language(incoming), cards.said_card(say(_language(incoming), "teams-not-ours")))
        except (Unavailable, Rejected) as error:
            log.warning("teams_extension_not_answered", error=error.reason)
            return _dialog(_language(incoming), cards.said_card(say(_language(incoming), "teams-unavailable")))
        if isinstance(reply, Form):
            return _dialog(speaks.language, card, reply.title)
        if isinstance(reply, Done | ShownCase) and incoming.name == "composeExtension/submitAction":
            result = {"type": "result", "attachmentLayout": "list", "attachments": [attachment(card)]}
            return {"composeExtension": result}
        return _dialog(speaks.language, card)

    async def _in_dialog(self, speaks: Speaker, reply: Reply, nonce: str) -> Json:
        if isinstance(reply, Form):
            return dialog_card(reply, self._seals.stamp(reply, nonce))
        return await self._drawn(speaks, reply, Standing(), nonce)

    # -- installing ------------------------------------------------------------------------------------------

    async def _installed(self, incoming: Incoming) -> None:
        """In a chat: note how to reach this person, and say what can be typed. A channel is left in peace."""
        if not incoming.is_personal:
            return
        language = await self._met(incoming)
        text = f"{say(language, 'teams-welcome')}\n\n{say(language, 'help')}"
        await self._service.send(incoming.conversation, text_message(text))

    async def _met(self, incoming: Incoming) -> str:
        """The language of the person, who is remembered."""
        try:
            return (await self._speaker(incoming)).language
        except UnknownUser:
            return _language(incoming)

    # -- asking the core, drawing what it says ---------------------------------------------------------------

    async def _speaker(self, incoming: Incoming) -> Speaker:
        return speaker(self._core, await self._people.who(incoming), PLATFORM)

    async def _reply(self, incoming: Incoming, speaks: Speaker, asked: Asked) -> tuple[Standing, Reply]:
        """What the core says, and what the card with it stands for."""
        match asked:
            case Typed(words=words):
                return await self._to_words(speaks, words)
            case Pressed(action=action, target=target, standing=standing):
                reply = await acting.press(self._core, speaks, action, target, key=incoming.key)
                return _after_press(standing, target), reply
            case Filled(standing=standing):
                return standing, _with_its_card(await self._to_form(incoming, speaks, asked), standing)
            case Cancelled(standing=standing) if standing.case:
                return standing, Done(standing.case, "")
            case Cancelled(standing=standing):
                return standing, Said(say(speaks.language, "teams-left"))
            case Looked(words=words, standing=standing):
                return _looked(standing, words), await looking.look(self._core, speaks, about_case(words))

    async def _to_form(self, incoming: Incoming, speaks: Speaker, form: Filled) -> Reply:
        if not self._seals.fit(form.stamp, form.name, form.state):
            log.warning("teams_form_refused", user=incoming.user, conversation=incoming.conversation)
            return Said(say(speaks.language, "teams-form-refused"), is_refusal=True)
        submit = escalation.submit if form.name in escalation.FORMS else acting.submit
        return await submit(self._core, speaks, form.name, form.state, form.values, key=form.key)

    async def _to_words(self, speaks: Speaker, words: str) -> tuple[Standing, Reply]:
        wanted = wanted_in(words)
        if isinstance(wanted, Escalate):
            return Standing(), await escalation.begin(self._core, speaks, wanted.ticket)
        shown = f"{wanted.view} {wanted.words}".strip() if isinstance(wanted, ListCases) else ""
        return Standing(words=shown), await looking.look(self._core, speaks, wanted)

    async def _drawn(
        self, speaks: Speaker, reply: Reply, standing: Standing, nonce: str, incoming: Incoming | None = None
    ) -> Json:
        match reply:
            case Form():
                return form_card(reply, standing, self._seals.stamp(reply, nonce))
            case Listed():
                return cards.list_card(reply, standing, speaks.language)
            case ShownCase(card=card):
                return cards.shown_case(reply, Standing(card.case, standing.home, standing.words))
            case Said(text=text, is_refusal=is_refusal):
                return cards.said_card(text, is_refusal=is_refusal)
            case Done(case=case, text=text):
                try:
                    return await self._after(speaks, case, text, standing, incoming)
                except RefusedMove as refused:  # the card it came from may be older than what is kept of its case
                    why = await refusal_text(self._core, refused, speaks.language)
                    return cards.said_card(f"{text}\n\n{why}".strip(), is_refusal=not text)

    async def _after(
        self, speaks: Speaker, number: str, text: str, standing: Standing, incoming: Incoming | None
    ) -> Json:
        """The case as it is now: the party's card in its channel, the person's own view elsewhere."""
        organisation = self._core.organisation()
        party = organisation.party_in_channel(PLATFORM, incoming.channel) if incoming else None
        if party is None or standing.home != number:
            shown = await looking.show_case(self._core, speaks, number, text)
            return cards.shown_case(shown, Standing(number, standing.home))
        case = await self._core.store.queries.case(number)
        people = await self._core.store.queries.persons(names_in(case))
        names = {email: person.name for email, person in people.items()}
        return cards.confirmed_card(card_for_party(case, party, organisation, names), text)


def _nonce(asked: Asked) -> str:
    """Of the form that may be drawn now: the same in each step and redraw of one that was sent."""
    return asked.stamp.nonce if isinstance(asked, Filled) else new_nonce()


def _after_press(standing: Standing, target: str) -> Standing:
    """A press is about the case of its card, also where the card came from a list."""
    return Standing(standing.case or target.partition("/")[0], standing.home)


def _with_its_card(reply: Reply, standing: Standing) -> Reply:
    """What was done by a form is said on the card that comes back in the form's place."""
    if isinstance(reply, Said) and not reply.is_refusal and standing.case:
        return Done(standing.case, reply.text)
    return reply


def _looked(standing: Standing, words: str) -> Standing:
    """A list can be come back to from the cases it shows."""
    wanted = about_case(words)
    if isinstance(wanted, ListCases):
        return Standing(standing.case, standing.home, f"{wanted.view} {wanted.words}".strip())
    return standing


def _words(text: str) -> Json:
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def _error(text: str) -> Json:
    return {"statusCode": 400, "type": ERROR, "value": {"code": "BadRequest", "message": text}}


def _dialog(language: str, card: Json, title: str = "") -> Json:
    value = {
        "title": title or say(language, "teams-escalate-title"),
        "width": "medium",
        "height": "large",
        "card": attachment(card),
    }
    return {"task": {"type": "continue", "value": value}}


def _language(incoming: Incoming) -> str:
    """For somebody who is not known: what their Teams is in."""
    return supported(incoming.locale) or DEFAULT
