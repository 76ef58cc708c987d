"""Forms that show something else as soon as what decides it is filled in.

Choices follow each other faster than Slack draws them, and answers may overtake each other. Only the newest choice of a
view is drawn, one at a time, and only over the view as it was last seen here (``hash``): what somebody else drew since
is newer. Whatever is not drawn is looked at when the form is sent.
"""

import asyncio
from collections import OrderedDict
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack import inbound, modals
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body
from bot.adapters.slack.inbound import Redraw
from bot.conversation import escalation
from bot.forms import Form

log = structlog.get_logger()

REMEMBERED_VIEWS = 1_000


def register(app: AsyncApp, answering: Answering) -> None:
    """A choice in a form."""
    app.action(modals.VALUE)(Redraws(answering).on_choice)


class OpenViews:
    """What is known of the forms that are open: the newest choice in each, and how each looks now."""

    def __init__(self) -> None:
        self._newest: OrderedDict[str, str] = OrderedDict()
        self._followed: OrderedDict[str, str] = OrderedDict()
        self._turns: OrderedDict[str, asyncio.Lock] = OrderedDict()

    def chosen(self, view: str, at: str) -> None:
        """Something was chosen in this view."""
        self._newest[view] = max(at, self._newest.get(view, ""))
        _forget_the_oldest(self._newest)

    def is_newest(self, view: str, at: str) -> bool:
        """Whether nothing was chosen there since."""
        return self._newest.get(view, at) == at

    def turn(self, view: str) -> asyncio.Lock:
        """Who has it may draw this view."""
        turn = self._turns.setdefault(view, asyncio.Lock())
        _forget_the_oldest(self._turns)
        return turn

    def drawn(self, before: str, after: str) -> None:
        """A view that looked like *before* now looks like *after*."""
        self._followed[before] = after
        _forget_the_oldest(self._followed)

    def now(self, seen: str) -> str:
        """How a view looks by now that somebody saw like this."""
        while seen in self._followed:
            seen = self._followed[seen]
        return seen


class Redraws:
    """What a choice in a form leads to."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._views = OpenViews()

    async def on_choice(self, ack: AsyncAck, body: Body) -> None:
        """Acknowledged at once: nothing is decided by it."""
        await ack()
        if body.get("view") is None:
            return  # in a message, of another version
        redraw = inbound.redraw_of_form(body)
        self._views.chosen(redraw.form.view["id"], redraw.at)
        self._answering.background.start("slack_form_redrawn", self._redrawn(redraw))

    async def _redrawn(self, redraw: Redraw) -> None:
        form, view = redraw.form, redraw.form.view["id"]
        if form.name not in escalation.FORMS:
            return
        core = self._answering.core
        answer = await self._answering.answer(
            form.came.user, lambda who: escalation.changed(core, who, form.name, form.kept.state, form.values)
        )
        if not isinstance(answer.reply, Form):
            return  # the form stays as it is, and says why when it is sent
        shown = modals.form_view(answer.reply, form.kept)
        async with self._views.turn(view):
            if not self._views.is_newest(view, redraw.at):
                return
            before = self._views.now(redraw.seen)
            after = await self._answering.showing.redraw_view(
                view, shown, before, lambda: self._views.is_newest(view, redraw.at)
            )
            if after and after != before:
                self._views.drawn(before, after)


def _forget_the_oldest(known: OrderedDict[str, Any]) -> None:
    if len(known) > REMEMBERED_VIEWS:
        known.popitem(last=False)
