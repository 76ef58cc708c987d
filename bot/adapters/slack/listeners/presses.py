"""Buttons of cards and lists."""

import re

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack import blocks, inbound, modals
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body, message_of
from bot.adapters.slack.inbound import Press
from bot.conversation.replies import Done, Said
from bot.words import ShowCase, about_case


def register(app: AsyncApp, answering: Answering) -> None:
    """Every button that is about a case."""
    presses = Presses(answering)
    app.action(re.compile(f"^{blocks.ACT}"))(presses.on_press)
    app.action(blocks.MENU)(presses.on_menu)
    app.action(blocks.SHOW_CASE)(presses.on_show_case)
    app.action(re.compile(f"^{blocks.SHOW_LIST}"))(presses.on_show_list)


class Presses:
    """What a press leads to: something done, or something shown."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def on_press(self, ack: AsyncAck, body: Body) -> None:
        """An action on a case."""
        press = inbound.press_from_button(body)
        answer = await self._answering.pressed(press, in_words=False)
        carried_out = answer.refused is None and isinstance(answer.reply, Done | Said)
        failed = None if carried_out else await self._answering.open(press.came, answer)
        await ack()
        if carried_out and (press.case_looked_at or (press.home_looked_at and press.came.response_url)):
            self._answering.background.start("slack_case_shown_again", self._show_again(press))
        self._answering.tell_failure(press.came, failed)

    async def _show_again(self, press: Press) -> None:
        """A card or a Home that was shown to somebody who asked is not kept up to date by delivery."""
        shown = ShowCase(press.case_looked_at) if press.case_looked_at else about_case(press.home_looked_at)
        answer = await self._answering.look(press.came.user, shown)
        await self._answering.showing.respond(press.came, {**message_of(answer.reply), "replace_original": True})

    async def on_menu(self, ack: AsyncAck, body: Body) -> None:
        """What else can be done with a case."""
        came = inbound.came_from_press(body)
        answer = await self._answering.look(came.user, ShowCase(inbound.value_of_press(body)))
        failed = await self._answering.open(came, answer, modals.menu_view)
        await ack()
        self._answering.tell_failure(came, failed)

    async def on_show_case(self, ack: AsyncAck, body: Body) -> None:
        """One case of a list."""
        came = inbound.came_from_press(body)
        answer = await self._answering.look(came.user, ShowCase(inbound.value_of_press(body)))
        failed = await self._answering.open(came, answer)
        await ack()
        self._answering.tell_failure(came, failed)

    async def on_show_list(self, ack: AsyncAck, body: Body) -> None:
        """Another page of a list."""
        came = inbound.came_from_press(body)
        answer = await self._answering.look(came.user, about_case(inbound.value_of_press(body)))
        await ack()
        shown = {**message_of(answer.reply), "replace_original": True}
        self._answering.background.start("slack_list_turned", self._answering.showing.respond(came, shown))
