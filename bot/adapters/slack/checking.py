"""What ``secondline check`` sees of Slack: permissions, and the channels and user groups of the organisation file."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.app import TIMEOUT, SlackAccess
from bot.adapters.slack.directory import CHANNEL
from bot.adapters.slack.patience import patiently
from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.scopes import SCOPES
from bot.checking import Finding, error, right, warning
from bot.errors import NoAccess, Rejected, Unavailable
from bot.routing import Channel, MemberSource, Organisation, Party

Json = dict[str, Any]

TOKEN, APP_TOKEN = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"
NOT_THERE = frozenset({"channel_not_found", "not_in_channel"})


async def check_slack(access: SlackAccess, organisation: Organisation, language: str) -> list[Finding]:
    """Everything there is to say about it. What Slack does not answer is a finding too."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = AsyncWebClient(access.bot_token, base_url=access.api_url, session=session, retry_handlers=[])
        try:
            return [found async for found in _Looking(client, access, organisation, language).findings()]
        except NoAccess as failure:
            return [error("slack-token", setting=TOKEN, reason=failure.reason)]
        except Unavailable as failure:
            return [error("slack-away", reason=failure.reason)]


class _Looking:
    """One look. *language* is that of the names of parties in what is found."""

    def __init__(self, client: AsyncWebClient, access: SlackAccess, organisation: Organisation, language: str) -> None:
        self._client = client
        self._access = access
        self._organisation = organisation
        self._language = language

    async def findings(self) -> AsyncIterator[Finding]:
        who = await patiently(self._client.auth_test)
        yield right("slack-connected", bot=who.get("user") or who["user_id"], team=who.get("team") or who["team_id"])
        granted = _granted(who.headers)
        for finding in _on_scopes(granted):
            yield finding
        if self._access.app_token is not None:
            yield await self._on_app_token(self._access.app_token)
        if granted is None or "channels:read" in granted:
            async for finding in self._on_channels():
                yield finding
        if granted is None or "usergroups:read" in granted:
            async for finding in self._on_groups():
                yield finding

    async def _on_app_token(self, token: str) -> Finding:
        try:
            await patiently(partial(self._client.apps_connections_open, app_token=token))
        except (NoAccess, Rejected) as failure:
            return error("slack-token", setting=APP_TOKEN, reason=failure.reason)
        return right("slack-socket")

    # -- channels --------------------------------------------------------------------------------------------

    async def _on_channels(self) -> AsyncIterator[Finding]:
        for party in self._organisation.parties:
            for channel in party.channels:
                if channel.platform == PLATFORM:
                    yield await self._on_channel(party, channel)
        for source in self._sources(CHANNEL):
            yield await self._on_member_channel(source)

    async def _on_channel(self, party: Party, channel: Channel) -> Finding:
        facts = {"party": self._called(party), "channel": channel.id}
        found = await self._channel(channel.id)
        if isinstance(found, Rejected):
            key = "slack-channel-unknown" if found.reason in NOT_THERE else "slack-channel-refused"
            return error(key, **facts, reason=found.reason)
        facts["channel"] = f"#{found.get('name') or channel.id}"
        return _wrong_with(found, facts) or right("slack-channel-right", **facts)

    async def _on_member_channel(self, source: MemberSource) -> Finding:
        facts = {"party": self._parties_of(source), "channel": source.id}
        found = await self._channel(source.id)
        if isinstance(found, Rejected):
            return error("slack-members-unknown", **facts, reason=found.reason)
        facts["channel"] = f"#{found.get('name') or source.id}"
        if found.get("is_archived"):
            return error("slack-members-archived", **facts)
        if not found.get("is_member"):
            return warning("slack-members-not-followed", **facts)
        return right("slack-members-right", **facts)

    async def _channel(self, channel: str) -> Json | Rejected:
        try:
            answer = await patiently(partial(self._client.conversations_info, channel=channel))
        except Rejected as failure:
            return failure
        found: Json = answer["channel"]
        return found

    # -- user groups -----------------------------------------------------------------------------------------

    async def _on_groups(self) -> AsyncIterator[Finding]:
        sources = [source for source in self._organisation.member_sources if source.kind != CHANNEL]
        if not sources:
            return
        answer = await patiently(partial(self._client.usergroups_list, include_disabled=True))
        groups = {group["id"]: group for group in answer["usergroups"]}
        for source in sources:
            facts = {"party": self._parties_of(source), "group": source.id}
            group = groups.get(source.id)
            if group is None:
                yield error("slack-group-unknown", **facts)
            elif group.get("date_delete"):
                yield error("slack-group-off", **facts | {"group": f"@{group['handle']}"})
            else:
                yield right("slack-group-right", **facts | {"group": f"@{group['handle']}"})

    # -- words -----------------------------------------------------------------------------------------------

    def _sources(self, kind: str) -> Iterator[MemberSource]:
        return (one for one in self._organisation.member_sources if one.platform == PLATFORM and one.kind == kind)

    def _parties_of(self, source: MemberSource) -> str:
        return ", ".join(self._called(party) for party in self._organisation.parties if source in party.members_from)

    def _called(self, party: Party) -> str:
        return self._organisation.words(party.name, self._language)


def _granted(headers: Any) -> frozenset[str] | None:
    """The permissions of the token, which Slack sends along with every answer; None where it does not."""
    named = {str(name).lower(): str(value) for name, value in dict(headers).items()}.get("x-oauth-scopes")
    return None if named is None else frozenset(scope.strip() for scope in named.split(",") if scope.strip())


def _on_scopes(granted: frozenset[str] | None) -> Iterator[Finding]:
    if granted is None:
        yield warning("slack-scopes-untold")
        return
    missing, superfluous = SCOPES - granted, granted - SCOPES
    if missing:
        yield error("slack-scopes-missing", scopes=", ".join(sorted(missing)))
    if superfluous:
        yield warning("slack-scopes-superfluous", scopes=", ".join(sorted(superfluous)))
    if not missing and not superfluous:
        yield right("slack-scopes-right")


def _wrong_with(channel: Json, facts: dict[str, str]) -> Finding | None:
    """What keeps cards from this channel, or shows them to others."""
    if channel.get("is_archived"):
        return error("slack-channel-archived", **facts)
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return error("slack-channel-shared", **facts)
    if not channel.get("is_member"):
        return error("slack-channel-not-in", **facts)
    return None
