"""Slash commands."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack import inbound
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body, whisper_of
from bot.forms import Form


def register(app: AsyncApp, answering: Answering) -> None:
    """``/case``; ``/escalate`` opens a form and is with the others that do."""

    @app.command("/case")
    async def on_case(ack: AsyncAck, body: Body) -> None:
        typed = inbound.typed_command(body)
        answer = await answering.look(typed.came.user, typed.wanted)
        if isinstance(answer.reply, Form):
            failed = await answering.open(typed.came, answer)
            await (ack(**whisper_of(failed)) if failed else ack())
            return
        await ack(**whisper_of(answer.reply))
