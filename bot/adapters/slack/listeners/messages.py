"""Words: the bot's name in a channel, and direct messages."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.adapters.slack import blocks, inbound
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body, message_of
from bot.adapters.slack.inbound import Spoken
from bot.adapters.slack.listeners.threads import Threads
from bot.errors import Unavailable
from bot.words import Escalate, Help


def register(app: AsyncApp, answering: Answering) -> None:
    """Words for the bot are answered below them."""
    messages = Messages(answering)
    app.event("app_mention")(messages.on_mention)
    app.event("message")(messages.on_message)


class Messages:
    """What was said to the bot, each once."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._threads = Threads(answering)

    async def on_mention(self, body: Body, event: Body) -> None:
        """The bot's name in a channel."""
        self._hear(body, inbound.spoken_to_bot(event))

    async def on_message(self, body: Body, event: Body, context: AsyncBoltContext, request: AsyncBoltRequest) -> None:
        """A direct message, or one in a channel, where its own name is an event of its own."""
        if event.get("channel_type") == "im":
            self._hear(body, inbound.spoken_to_bot(event))
        else:
            await self._threads.hear(event, context, request)

    def _hear(self, body: Body, spoken: Spoken | None) -> None:
        if spoken is not None:
            self._answering.background.start("slack_words_answered", self._answer_once(body["event_id"], spoken))

    async def _answer_once(self, event_id: str, spoken: Spoken) -> None:
        """Slack sends an event again when our acknowledgement was late or lost, perhaps to another replica."""
        try:
            is_new = await self._answering.core.store.first_time(f"slack:event:{event_id}")
        except Unavailable:
            is_new = True  # the answer will be that it cannot be answered now
        if is_new:
            await self._answer_words(spoken)

    async def _answer_words(self, spoken: Spoken) -> None:
        wanted = inbound.wanted_in(spoken)
        if isinstance(wanted, Help) and wanted.unknown and await self._threads.spoken(spoken):
            return
        answer = await self._answering.look(spoken.user, wanted)
        message = message_of(answer.reply)
        if isinstance(wanted, Escalate) and answer.refused is None:
            message = blocks.escalate_message(answer.language, wanted.ticket)
        await self._answering.showing.post(spoken.channel, spoken.thread, message)
