"""Homes in Teams: a card in the chat with one person, kept up to date as long as it shows their Home."""

from dataclasses import replace
from datetime import timedelta

from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.inbound import Asked, Cancelled, Filled, Pressed, Standing
from bot.adapters.teams.people import PLATFORM
from bot.adapters.teams.spoken import wanted_in, words_of
from bot.conversation import personal
from bot.conversation.core import Core, Speaker, speaking
from bot.conversation.home import home
from bot.conversation.replies import Done, Reply, Said
from bot.home import Home
from bot.ports import Person, Ref
from bot.texts import say
from bot.words import ChangeSettings, ListCases, View

SAME_INSTALLATION = timedelta(minutes=1)
"""Teams says in two ways that the bot was installed."""

MET_BEFORE = timedelta(days=7)


class Homes:
    """What becomes of the card with somebody's Home."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def greet(self, incoming: Incoming, speaks: Speaker) -> None:
        """Show it to who just installed the bot, or is met for the first time."""
        before = SAME_INSTALLATION if incoming.type == "installationUpdate" else MET_BEFORE
        await self._core.store.open_home(speaks.actor.person, PLATFORM, "", unless_since=self._core.clock() - before)

    async def answers(self, incoming: Incoming, speaks: Speaker) -> bool:
        """Whether words in a chat ask for it: then delivery posts it, and nothing else has to be said."""
        if not incoming.is_personal or incoming.value:
            return False
        match wanted_in(words_of(incoming.raw)):
            case ListCases(view=View.MINE, words=words):
                await self._core.store.open_home(speaks.actor.person, PLATFORM, words)
                return True
            case _:
                return False

    async def settings_elsewhere(self, incoming: Incoming, speaks: Speaker) -> Reply | None:
        """A person's settings are not for a whole channel."""
        if incoming.is_personal or not isinstance(wanted_in(words_of(incoming.raw)), ChangeSettings):
            return None
        return Said(say(speaks.language, "teams-settings-in-chat"))

    async def after(self, speaks: Speaker, asked: Asked, reply: Reply) -> Reply:
        """What comes in the place of a card that was pressed: Home again, after something was done from there."""
        if isinstance(reply, Said) and reply.is_refusal:
            return reply
        match asked, reply:
            case Filled(name=personal.FORM, standing=standing), Said(text=text):
                return await self._home_again(speaks, standing, text)
            case Pressed(standing=standing), Done(text=text) if _is_home(standing):
                return await self._home_again(speaks, standing, text)
            case Cancelled(standing=standing), _ if _is_home(standing):
                return await self._home_again(speaks, standing, "")
            case _:
                return reply

    async def _home_again(self, speaks: Speaker, standing: Standing, text: str) -> Home:
        person = (await self._core.store.queries.persons([speaks.actor.person]))[speaks.actor.person]
        # The language may be what was chosen just now.
        who = await speaking(self._core, Person(person.email, person.name, person.language), PLATFORM)
        shown = await home(self._core, who, standing.words)
        return replace(shown, remarks=(text, *shown.remarks)) if text else shown

    async def stands(self, incoming: Incoming, speaks: Speaker, reply: Reply) -> None:
        """What the pressed message shows from now on: only as long as it is Home does it follow what happens."""
        if not incoming.is_personal or not incoming.card_message:
            return
        ref: Ref = {"conversation": incoming.conversation, "id": incoming.card_message}
        if isinstance(reply, Home):
            await self._core.store.open_home(speaks.actor.person, PLATFORM, reply.words, ref=ref)
        else:
            await self._core.store.close_home(speaks.actor.person, PLATFORM, ref)


def _is_home(standing: Standing) -> bool:
    return not standing.case and standing.words.split(" ")[0] == View.MINE
