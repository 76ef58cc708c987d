"""Whatever opens the form to escalate: the command, the shortcuts, a button."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack import blocks, inbound, modals
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body, kept_for, view_of, whisper_of
from bot.adapters.slack.inbound import Came, Chosen
from bot.conversation import escalation
from bot.conversation.core import Speaker
from bot.conversation.replies import Reply, Said
from bot.texts import say
from bot.words import Escalate

SHORTCUT, MESSAGE_SHORTCUT = "escalate", "escalate-message"


def register(app: AsyncApp, answering: Answering) -> None:
    """Each of the ways in."""
    intake = Intake(answering)
    app.command("/escalate")(intake.on_escalate)
    app.shortcut(SHORTCUT)(intake.on_shortcut)
    app.shortcut(MESSAGE_SHORTCUT)(intake.on_shortcut)
    app.action(blocks.ESCALATE)(intake.on_escalate_button)


class Intake:
    """How the form to escalate is opened."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def on_escalate(self, ack: AsyncAck, body: Body) -> None:
        """``/escalate``, with or without a ticket's number."""
        typed = inbound.typed_command(body)
        if not isinstance(typed.wanted, Escalate):
            await ack(**whisper_of((await self._answering.look(typed.came.user, typed.wanted)).reply))
            return
        await ack()
        self._start(typed.came, typed.wanted.ticket)

    async def on_shortcut(self, ack: AsyncAck, body: Body) -> None:
        """From anywhere, or on a message whose words are the question."""
        await ack()
        chosen = inbound.chosen_shortcut(body)
        self._start(chosen.came, "", chosen)

    async def on_escalate_button(self, ack: AsyncAck, body: Body) -> None:
        """Where escalating was offered."""
        await ack()
        self._start(inbound.came_from_press(body), inbound.value_of_press(body))

    def _start(self, came: Came, ticket: str, message: Chosen | None = None) -> None:
        """Nothing is done by opening a form, so Slack is acknowledged before anything is asked of it."""
        self._answering.background.start("slack_form_opened", self._opened(came, ticket, message))

    async def _opened(self, came: Came, ticket: str, message: Chosen | None) -> None:
        failed = await self._begin(came, ticket, message)
        if failed is not None:
            await self._answering.showing.tell(came, failed)

    async def _begin(self, came: Came, ticket: str, message: Chosen | None) -> Said | None:
        """Open the form; what to say where that did not work.

        The trigger lasts 3 s and TOPdesk or Slack may take longer: what has to be looked up is looked up behind a
        modal that says so.
        """
        core = self._answering.core
        if not ticket and not (message and message.message):
            return await self._answering.open(
                came, await self._answering.answer(came.user, lambda who: escalation.begin(core, who, ""))
            )
        answer = await self._answering.answer(came.user, lambda who: self._greeted(who, ticket))
        if answer.refused is not None:
            return await self._answering.open(came, answer)
        kept, greeting = kept_for(came, answer.language), str(getattr(answer.reply, "text", ""))
        waiting = modals.waiting_view(answer.language, say(answer.language, "form-escalate"), greeting)
        opened = await self._answering.showing.open_view(came, waiting, answer.language)
        if isinstance(opened, Said):
            return opened
        self._answering.background.start("slack_form_filled", self._fill(opened, came, ticket, message, kept))
        return None

    async def _greeted(self, who: Speaker, ticket: str) -> Reply:
        refused = await escalation.why_not(self._answering.core, who)
        if refused is not None:
            return refused
        looks_up = say(who.language, "slack-looking-up", ticket=ticket)
        return Said(looks_up if ticket else say(who.language, "slack-reading-message"))

    async def _fill(self, view: str, came: Came, ticket: str, message: Chosen | None, kept: modals.Kept) -> None:
        """Put the form, or what stands in its way, where the modal said to wait: it does so come what may."""
        shown = modals.said_view(Said(say(kept.language, "slack-went-wrong"), is_refusal=True), kept.language)
        try:
            answer = await self._answering.answer(came.user, lambda who: self._form(who, came, ticket, message))
            shown = view_of(answer, kept)
        finally:
            await self._answering.showing.update_view(view, shown)

    async def _form(self, who: Speaker, came: Came, ticket: str, message: Chosen | None) -> Reply:
        if message is None:
            return await escalation.begin(self._answering.core, who, ticket)
        origin = await self._answering.showing.permalink(came.channel, message.message)
        return await escalation.begin(self._answering.core, who, ticket, text=message.text, origin=origin)
