"""Showing one person something: a modal, a whisper where they are, a direct message."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import blocks
from bot.adapters.slack.errors import slack_errors
from bot.adapters.slack.inbound import Came
from bot.adapters.slack.mrkdwn import Json
from bot.conversation.replies import Done, Said
from bot.errors import Rejected, Unavailable
from bot.texts import say

log = structlog.get_logger()

OPEN_LIMIT_S = 1.4
"""Longer than this a modal that is being opened is not waited for: the acknowledgement is due after 3 s in all."""

TRIES = 4
"""How often a modal that says to wait is filled; it may not stay as it is."""

MOVED_ON = frozenset({"hash_conflict", "not_found"})

TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id"})


class Showing:
    """Calls to Slack for one person. None of them is the only sign of anything: the case shows what was done."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session

    async def open_view(self, came: Came, view: Json, language: str) -> str | Said:
        """The id of the modal that was opened; or why it could not be."""
        try:
            with slack_errors():
                async with asyncio.timeout(OPEN_LIMIT_S):
                    answer = await self._client.views_open(trigger_id=came.trigger, view=view)
        except Unavailable as failure:
            log.warning("slack_view_not_opened", user=came.user, reason=failure.reason)
            return Said(say(language, "slack-try-again"), is_refusal=True)
        except Rejected as failure:
            if failure.reason in TOO_LATE:
                log.warning("slack_view_opened_too_late", user=came.user)
                return Said(say(language, "slack-too-late"), is_refusal=True)
            log.error("slack_view_rejected", user=came.user, view=view["callback_id"], reason=failure.reason)
            return Said(say(language, "slack-went-wrong"), is_refusal=True)
        opened: str = answer["view"]["id"]
        return opened

    async def update_view(self, view: str, shown: Json) -> None:
        """Show something else in a modal that is open; nothing happens where the person closed it."""
        for attempt in range(1, TRIES + 1):
            try:
                with slack_errors():
                    await self._client.views_update(view_id=view, view=shown)
            except Unavailable as failure:
                if attempt == TRIES:
                    raise
                await asyncio.sleep(failure.retry_after_s or 0.1 * 2**attempt)
            except Rejected as failure:
                if failure.reason != "not_found":
                    raise
                log.info("slack_view_closed_meanwhile")
                return
            else:
                return

    async def redraw_view(self, view: str, shown: Json, seen: str, wanted: Callable[[], bool]) -> str:
        """Show a form anew while somebody fills it in, where it still is as *seen*; the new name of how it is.

        Empty where it is not: it was closed, sent, or drawn by somebody else. Tried again only while *wanted*.
        """
        for attempt in range(1, TRIES + 1):
            try:
                with slack_errors():
                    answer = await self._client.views_update(view_id=view, view=shown, hash=seen)
            except Unavailable as failure:
                if attempt == TRIES:
                    raise
                await asyncio.sleep(failure.retry_after_s or 0.1 * 2**attempt)
                if not wanted():
                    break
            except Rejected as failure:
                if failure.reason not in MOVED_ON:
                    raise
                log.info("slack_form_moved_on", reason=failure.reason)
                break
            else:
                drawn: str = answer["view"].get("hash", "")
                return drawn
        return ""

    async def permalink(self, channel: str, message: str) -> str:
        """Where a message stands; empty where Slack does not tell."""
        try:
            with slack_errors():
                answer = await self._client.chat_getPermalink(channel=channel, message_ts=message)
        except (Unavailable, Rejected) as failure:
            log.info("slack_permalink_not_told", reason=failure.reason)
            return ""
        link: str = answer["permalink"]
        return link

    async def publish_home(self, user: str, view: Json) -> None:
        """The person's Home tab."""
        with slack_errors():
            await self._client.views_publish(user_id=user, view=view)

    async def post(self, channel: str, thread: str | None, message: Json) -> None:
        """An answer that everybody in the channel sees."""
        with slack_errors(changes=True):
            await self._client.chat_postMessage(
                channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **message
            )

    async def tell(self, came: Came, said: Said | Done) -> None:
        """Tell who acted: where they are if that can be, else directly."""
        message = blocks.message_of(said)
        if came.response_url:
            await self.respond(came, {**message, "response_type": "ephemeral", "replace_original": False})
        elif not await self._whispered(came, message):
            await self.post(came.user, None, message)

    async def whisper(self, came: Came, message: Json) -> None:
        """Show this person alone something where they are; nothing where that cannot be."""
        await self._whispered(came, message)

    async def _whispered(self, came: Came, message: Json) -> bool:
        """Whether it could be shown to this person alone; a conversation with the bot needs no whispering."""
        if not came.channel or came.channel.startswith("D"):
            return False
        try:
            with slack_errors():
                await self._client.chat_postEphemeral(
                    channel=came.channel, user=came.user, thread_ts=came.thread or None, **message
                )
        except Rejected as failure:
            log.info("slack_whisper_refused", reason=failure.reason)
            return False
        return True

    async def respond(self, came: Came, message: Mapping[str, Any]) -> None:
        """Five times in half an hour. Source: docs.slack.dev/interactivity/handling-user-interaction."""
        try:
            async with self._session.post(came.response_url, json=dict(message)) as response:
                if response.status >= 400:
                    log.warning("slack_response_refused", status=response.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"no answer from Slack: {type(error).__name__}", unclear=True) from error
