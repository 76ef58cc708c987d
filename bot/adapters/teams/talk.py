"""Asking the core, and drawing what it says: the same for words, presses, forms and dialogs."""

from dataclasses import dataclass, replace

import structlog

from bot.adapters.teams import Json, cards
from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.forms import form_card
from bot.adapters.teams.home_card import home_card
from bot.adapters.teams.inbound import Asked, Cancelled, Filled, Looked, Pressed, Refreshed, Standing, Typed
from bot.adapters.teams.people import PLATFORM, People
from bot.adapters.teams.sealing import Seals, new_nonce
from bot.adapters.teams.spoken import wanted_in
from bot.card import Card, case_card, names_in
from bot.case import Case
from bot.conversation import acting, escalation, looking
from bot.conversation.core import Core, Speaker, must_take_part, speaker, words_for
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Done, Listed, Reply, Said, ShownCase
from bot.errors import RefusedMove
from bot.forms import Form
from bot.home import Home
from bot.routing import Party
from bot.texts import DEFAULT, say, supported
from bot.words import Escalate, ListCases, about_case

log = structlog.get_logger()


@dataclass(frozen=True)
class Talk:
    """What every kind of activity needs to be answered."""

    core: Core
    people: People
    seals: Seals

    async def speaker(self, incoming: Incoming) -> Speaker:
        """Who this is. Raises ``UnknownUser``, and what the Bot Connector raises."""
        return speaker(self.core, await self.people.who(incoming), PLATFORM)

    async def onlooker(self, incoming: Incoming) -> Speaker:
        """Who looks, without noting that they were here. Raises as ``speaker``."""
        return speaker(self.core, await self.people.looking(incoming), PLATFORM)

    # -- what the core says ----------------------------------------------------------------------------------

    async def reply(self, incoming: Incoming, speaks: Speaker, asked: Asked) -> tuple[Standing, Reply]:
        """What the core says, and what the card with it stands for."""
        match asked:
            case Typed(words=words):
                return await self._to_words(speaks, words)
            case Pressed(action=action, target=target, standing=standing):
                reply = await acting.press(self.core, speaks, action, target, key=incoming.key)
                return _after_press(standing, target), reply
            case Filled(standing=standing):
                return standing, _with_its_card(await self._to_form(incoming, speaks, asked), standing)
            case Cancelled(standing=standing) if standing.case:
                return standing, Done(standing.case, "")
            case Cancelled(standing=standing):
                return standing, Said(say(speaks.language, "teams-left"))
            case Looked(words=words, standing=standing):
                return _looked(standing, words), await looking.look(self.core, speaks, about_case(words))

    async def _to_form(self, incoming: Incoming, speaks: Speaker, form: Filled) -> Reply:
        if not self.seals.fit(form.stamp, form.name, form.state):
            log.warning("teams_form_refused", user=incoming.user, conversation=incoming.conversation)
            return Said(say(speaks.language, "teams-form-refused"), is_refusal=True)
        if form.to_redraw:
            return await escalation.changed(self.core, speaks, form.name, form.state, form.values)
        submit = escalation.submit if form.name in escalation.FORMS else acting.submit
        return await submit(self.core, speaks, form.name, form.state, form.values, key=form.key)

    async def _to_words(self, speaks: Speaker, words: str) -> tuple[Standing, Reply]:
        wanted = wanted_in(words)
        if isinstance(wanted, Escalate):
            return Standing(), await escalation.begin(self.core, speaks, wanted.ticket)
        shown = f"{wanted.view} {wanted.words}".strip() if isinstance(wanted, ListCases) else ""
        return Standing(words=shown), await looking.look(self.core, speaks, wanted)

    # -- how it is drawn -------------------------------------------------------------------------------------

    async def drawn(
        self, speaks: Speaker, reply: Reply, standing: Standing, nonce: str, incoming: Incoming | None = None
    ) -> Json:
        """The card for a reply. *incoming* is the press it answers, on a card that stands in a channel."""
        match reply:
            case Form():
                return form_card(reply, standing, self.seals.stamp(reply, nonce))
            case Listed():
                return cards.list_card(reply, standing, speaks.language)
            case Home():
                return home_card(reply)
            case ShownCase(card=card):
                return cards.shown_case(reply, Standing(card.case, standing.home, standing.words))
            case Said(text=text, is_refusal=is_refusal):
                return cards.said_card(text, is_refusal=is_refusal)
            case Done(text=text):
                try:
                    return await self._after(speaks, reply, standing, incoming)
                except RefusedMove as refused:  # the card it came from may be older than what is kept of its case
                    why = await refusal_text(self.core, refused, speaks.language)
                    return cards.said_card(f"{text}\n\n{why}".strip(), is_refusal=not text)

    async def _after(self, speaks: Speaker, done: Done, standing: Standing, incoming: Incoming | None) -> Json:
        """The case as it is now: the party's card in its channel, the person's own view elsewhere."""
        number, text = done.case, done.text
        party = self._party_in(incoming) if incoming else None
        if standing.home == number and party is not None:
            return cards.confirmed_card(await self.seen_by(speaks, number, party, done.as_is), text)
        if standing.home == number and not text:
            return cards.reading_card(await self.seen_by(speaks, number, None))
        must_take_part(speaks)
        shown = await looking.show_case(self.core, speaks, number, text)
        return cards.shown_case(shown, Standing(number, standing.home))

    async def refreshed(self, incoming: Incoming, speaks: Speaker, asked: Refreshed) -> Json:
        """The card as it is now, with what this person may do. Raises ``RefusedMove``."""
        if asked.to_read:
            return cards.reading_card(await self.seen_by(speaks, asked.case, None))
        card = await self.seen_by(speaks, asked.case, self._party_in(incoming))
        takes_part = speaks.actor.parties or speaks.actor.administrator
        return cards.own_card(card if takes_part else replace(card, buttons=(), more=()))

    def _party_in(self, incoming: Incoming) -> Party | None:
        return self.core.organisation().party_in_channel(PLATFORM, incoming.channel)

    async def seen_by(self, speaks: Speaker, number: str, party: Party | None, as_is: Case | None = None) -> Card:
        """The case's card for one person; in a party's channel in the language everybody reads there.

        Who is in no party reads there what its cards say, and sees no other case, whatever their client asks for.
        """
        language = self.core.organisation().language_of(party) if party else speaks.language
        case = as_is or await self.core.store.queries.case(number)
        if party is None or party.key not in case.parties:
            must_take_part(speaks)
        return case_card(case, speaks.viewer, await words_for(self.core, language, names_in(case)))


def nonce_of(asked: Asked) -> str:
    """Of the form that may be drawn now: the same in each step and redraw of one that was sent."""
    return asked.stamp.nonce if isinstance(asked, Filled) else new_nonce()


def language_of(incoming: Incoming) -> str:
    """For somebody who is not known: what their Teams is in."""
    return supported(incoming.locale) or DEFAULT


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
