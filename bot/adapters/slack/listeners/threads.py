"""What people write in the thread under a card: it becomes a note on the case.

Every message in a channel the bot is in arrives here; nothing of it is looked at but what stands under a card of ours.
The note is committed before Slack is acknowledged: where that cannot be, Slack brings the message again.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body
from bot.adapters.slack.inbound import Came, Change, Reply, Spoken, change_in, reply_in
from bot.adapters.slack.mrkdwn import as_typed
from bot.adapters.slack.people import PLATFORM, NotAdmitted
from bot.announcements import channel_destination
from bot.conversation import noting
from bot.conversation.core import Core, Speaker, speaker
from bot.conversation.noting import Written
from bot.conversation.replies import Said
from bot.errors import Rejected, Unavailable
from bot.ports import CardPlace
from bot.texts import say

log = structlog.get_logger()

LAST_RETRY = 3
"""Slack brings an event three times more. Source: docs.slack.dev/apis/events-api."""

REMEMBERED = 1_000
SILENT = frozenset({"bot", "deactivated"})
"""Who is not told that what they wrote became no note: nobody would read it."""

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")


class Threads:
    """The threads under the cards of one workspace."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._told: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def hear(self, event: Body, context: AsyncBoltContext, request: AsyncBoltRequest) -> None:
        """A message in a channel, or what became of one. Raises ``Unavailable`` for Slack to bring it again."""
        bot = context.bot_user_id or ""
        if (reply := reply_in(event, bot)) is not None:
            await self._noted(reply, is_last=_retries(request) >= LAST_RETRY)
        elif (change := change_in(event)) is not None:
            await self._changed(change)

    async def spoken(self, spoken: Spoken) -> bool:
        """Whether words after the bot's name, which are none of its commands, became a note on a case."""
        if spoken.thread is None or spoken.thread == spoken.ts:
            return False
        reply = Reply(spoken.user, spoken.text, spoken.channel, spoken.thread, spoken.ts)
        return await self._noted(reply, is_last=True)  # Slack was acknowledged: it does not bring this again

    # -- messages --------------------------------------------------------------------------------------------

    async def _noted(self, reply: Reply, *, is_last: bool = False) -> bool:
        """Whether the reply stands under a card."""
        try:
            card = await self._card(reply.channel, reply.thread)
            if card is None:
                return False
            await self._note(reply, card)
        except Unavailable:
            if is_last:
                self._tell(reply, Said(say(self._language, "thread-lost"), is_refusal=True))
                return True
            raise
        return True

    async def _note(self, reply: Reply, card: CardPlace) -> None:
        who = await self._speaker(reply)
        if who is None:
            return
        if not reply.text:
            self._tell(reply, Said(say(who.language, "thread-only-files"), is_refusal=True))
            return
        told = await noting.note(self._core, who, await self._written(reply, card))
        if told is not None and (not told.is_refusal or self._is_first_refusal(reply)):
            self._tell(reply, told)

    async def _speaker(self, reply: Reply) -> Speaker | None:
        try:
            return speaker(self._core, await self._answering.people.person(reply.user), PLATFORM)
        except NotAdmitted as refused:
            log.info("slack_reply_not_admitted", user=reply.user, why=refused.why)
            if refused.why not in SILENT and self._is_first_refusal(reply):
                language = refused.language or self._language
                why = say(language, f"slack-not-admitted-{refused.why}")
                self._tell(reply, Said(say(language, "thread-not-noted-stranger", why=why), is_refusal=True))
            return None
        except Rejected as failure:  # Slack does not know the user: an app of another workspace
            log.warning("slack_reply_from_nobody", user=reply.user, reason=failure.reason)
            return None

    async def _written(self, reply: Reply, card: CardPlace) -> Written:
        return Written(card, await self._with_names(reply.text), _key(reply.channel, reply.ts))

    async def _with_names(self, text: str) -> str:
        """People who are mentioned by their names, as far as they were ever seen; the note is read elsewhere too."""
        names: Mapping[str, str] = {}
        for user, label in _MENTION.findall(text):
            person = await self._core.store.queries.person_on(PLATFORM, user)
            names = {**names, user: person.name if person else label or say(self._language, "someone")}
        return as_typed(_MENTION.sub(lambda found: f"@{names[found[1]]}", text))

    # -- what became of them ---------------------------------------------------------------------------------

    async def _changed(self, change: Change) -> None:
        card = await self._card(change.reply.channel, change.reply.thread)
        if card is None:
            return
        reply, key = change.reply, _key(change.reply.channel, change.reply.ts)
        who = await self._speaker(reply)
        if who is None:
            return
        if change.is_deleted:
            told = await noting.taken_away(self._core, who.language, key)
        else:
            before = await self._with_names(change.before)
            written = await self._written(reply, card)
            told = await noting.correct(self._core, who, written, before=before, key=f"{key}:{change.at}")
        if told is not None:
            self._tell(reply, told)

    # -- how it is done --------------------------------------------------------------------------------------

    async def _card(self, channel: str, thread: str) -> CardPlace | None:
        return await self._core.store.queries.card_at(channel_destination(PLATFORM, channel), {"ts": thread})

    def _is_first_refusal(self, reply: Reply) -> bool:
        """Once in a thread is enough for who may not write there."""
        place = (reply.user, reply.thread)
        if place in self._told:
            return False
        self._told[place] = None
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return True

    def _tell(self, reply: Reply, said: Said) -> None:
        came = Came(reply.user, channel=reply.channel, thread=reply.thread)
        self._answering.background.start("slack_writer_told", self._answering.showing.tell(came, said))

    @property
    def _core(self) -> Core:
        return self._answering.core

    @property
    def _language(self) -> str:
        return self._core.organisation().language


def _key(channel: str, ts: str) -> str:
    return f"slack:message:{channel}:{ts}"


def _retries(request: AsyncBoltRequest) -> int:
    """How often Slack has brought this before."""
    given: Any = request.headers.get("x-slack-retry-num", ["0"])
    return int(given[0]) if given and str(given[0]).isdecimal() else 0
