"""Slack as delivery sees it: post, replace, tell, find."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import blocks
from bot.adapters.slack.errors import slack_errors
from bot.adapters.slack.home import home_view
from bot.adapters.slack.mrkdwn import LONGEST_NOTIFICATION, Json, escaped, shortened
from bot.adapters.slack.people import PLATFORM
from bot.card import Card
from bot.errors import Gone, Rejected
from bot.home import Home
from bot.ports import Notice, Ref

EVENT_TYPE = "secondline_delivery"
"""The sort of metadata a delivery carries. Every app and member can read it, so it holds names of ours alone."""

MARGIN = timedelta(minutes=1)
"""Our clock and Slack's may differ by this much."""

PAGE = 200
MOST_PAGES = 3
"""How far back a message is looked for: 600 messages of a channel or a thread, one call for each 200."""


class SlackPlatform:
    """The ``ChatPlatform`` of one workspace. A reference is ``{"channel": ..., "ts": ...}``."""

    name = PLATFORM
    interval_s = 1.0
    """``chat.postMessage`` is held to about one a second in each channel."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def post_card(self, channel: str, card: Card, *, key: str) -> Ref:
        """Post the card in the channel with this id."""
        return await self._post(channel, blocks.card_summary(card), blocks.card_blocks(card), key, case=card.case)

    async def replace_card(self, ref: Ref, card: Card) -> None:
        """Show this card in the place of the one that stands there; its metadata stay. Raises ``Gone``."""
        with slack_errors(changes=True):
            await self._client.chat_update(
                channel=ref["channel"], ts=ref["ts"], text=blocks.card_summary(card), blocks=blocks.card_blocks(card)
            )

    async def post_line(self, card: Ref, line: str, *, key: str) -> Ref:
        """Add a line to the thread under a card. Raises ``Gone``."""
        return await self._post(card["channel"], _in_short(line), blocks.text_blocks(line), key, thread=card["ts"])

    async def tell(self, identity: Mapping[str, Any], notice: Notice, *, key: str) -> Ref:
        """Send a person a direct message; Slack opens the conversation by the person's id."""
        shown = blocks.notice_blocks(notice)
        return await self._post(identity["id"], _in_short(notice.text), shown, key, case=notice.case)

    async def show_home(self, identity: Mapping[str, Any], home: Home, ref: Ref | None, *, key: str) -> Ref:  # noqa: ARG002  # there is one Home: nothing to find again
        """Publish the person's Home tab: there is one, and what it showed before is gone."""
        with slack_errors():
            await self._client.views_publish(user_id=identity["id"], view=home_view(home))
        return {"home": identity["id"]}

    async def find(self, place: str, key: str, since: datetime, *, thread: Ref | None = None) -> Ref | None:
        """The message with this key: one call, unless the channel is a busy one. Raises ``Gone`` with the thread."""
        async for ref in self._with_key(place, key, since, thread):
            return ref
        return None

    async def remove_copies(
        self, place: str, key: str, since: datetime, *, keep: Ref, thread: Ref | None = None
    ) -> int:
        """Delete the other messages with this key. One that somebody deleted meanwhile does not count."""
        removed = 0
        async for ref in self._with_key(place, key, since, thread):
            if ref["ts"] != keep["ts"]:
                try:
                    with slack_errors(changes=True):
                        await self._client.chat_delete(channel=ref["channel"], ts=ref["ts"])
                except Gone:
                    continue
                removed += 1
        return removed

    async def look_up(self, email: str) -> Mapping[str, Any] | None:
        """The user with this e-mail address."""
        try:
            with slack_errors():
                answer = await self._client.users_lookupByEmail(email=email)
        except Rejected as failure:
            if failure.reason == "users_not_found":
                return None
            raise
        return {"id": answer["user"]["id"]}

    # -- how it is done --------------------------------------------------------------------------------------

    async def _post(
        self, channel: str, text: str, shown: list[Json], key: str, *, case: str = "", thread: str | None = None
    ) -> Ref:
        payload = {"key": key, "case": case} if case else {"key": key}
        with slack_errors(changes=thread is not None):
            answer = await self._client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=shown,
                thread_ts=thread,
                metadata={"event_type": EVENT_TYPE, "event_payload": payload},
                unfurl_links=False,
                unfurl_media=False,
            )
        return {"channel": answer["channel"], "ts": answer["ts"]}

    async def _with_key(self, place: str, key: str, since: datetime, thread: Ref | None) -> AsyncIterator[Ref]:
        channel = await self._conversation(place)
        async for message in self._posted(channel, thread, f"{(since - MARGIN).timestamp():.6f}"):
            if _key_of(message) == key:
                yield {"channel": channel, "ts": message["ts"]}

    async def _conversation(self, place: str) -> str:
        if not place.startswith(("U", "W")):
            return place
        with slack_errors():
            answer = await self._client.conversations_open(users=place)
        found: str = answer["channel"]["id"]
        return found

    async def _posted(self, channel: str, thread: Ref | None, oldest: str) -> AsyncIterator[Mapping[str, Any]]:
        """What was posted since, in the channel itself or under a card."""
        asked: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            with slack_errors(changes=thread is not None):
                if thread is None:
                    answer = await self._client.conversations_history(**asked, cursor=cursor)
                else:
                    answer = await self._client.conversations_replies(**asked, ts=thread["ts"], cursor=cursor)
            for message in answer["messages"]:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key: str | None = metadata.get("event_payload", {}).get("key")
    return key


def _in_short(text: str) -> str:
    return shortened(text, LONGEST_NOTIFICATION, escaped)
