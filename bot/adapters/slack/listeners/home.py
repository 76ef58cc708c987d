"""The Home tab: delivery shows it, and keeps it as it is; here people open it and look at another part of it."""

import re

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack import inbound
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body, message_of
from bot.adapters.slack.home import SETTINGS, TURN, refusal_view
from bot.adapters.slack.inbound import Came
from bot.adapters.slack.people import PLATFORM
from bot.conversation.core import Speaker
from bot.conversation.replies import Reply, Said
from bot.words import ChangeSettings, about_case


def register(app: AsyncApp, answering: Answering) -> None:
    """What can be done with it."""
    homes = Homes(answering)
    app.event("app_home_opened")(homes.on_opened)
    app.action(re.compile(f"^{TURN}"))(homes.on_turn)
    app.action(SETTINGS)(homes.on_settings)


class Homes:
    """The Homes of one workspace."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def on_opened(self, event: Body) -> None:
        """From now on it follows what happens."""
        if event.get("tab", "home") == "home":
            self._answering.background.start("slack_home_opened", self._open(event["user"], ""))

    async def on_turn(self, ack: AsyncAck, body: Body) -> None:
        """Less of it, or another page: on the tab, or in the answer to ``/case``."""
        came, words = inbound.came_from_press(body), inbound.value_of_press(body)
        await ack()
        self._answering.background.start("slack_home_turned", self.turn(came, words))

    async def on_settings(self, ack: AsyncAck, body: Body) -> None:
        """The form in which a person chooses for themselves."""
        came = inbound.came_from_press(body)
        failed = await self._answering.open(came, await self._answering.look(came.user, ChangeSettings()))
        await ack()
        self._answering.tell_failure(came, failed)

    async def turn(self, came: Came, words: str) -> None:
        """Show what *words* ask for, where the person looks."""
        if not came.response_url:
            await self._open(came.user, words)
            return
        answer = await self._answering.look(came.user, about_case(words))
        await self._answering.showing.respond(came, {**message_of(answer.reply), "replace_original": True})

    async def _open(self, user: str, words: str) -> None:
        async def opened(who: Speaker) -> Reply:
            await self._answering.core.store.open_home(who.actor.person, PLATFORM, words)
            return Said("")

        answer = await self._answering.answer(user, opened)
        if answer.refused is not None:
            await self._answering.showing.publish_home(user, refusal_view(answer.refused.text))
