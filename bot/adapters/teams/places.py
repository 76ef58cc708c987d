"""Channels and teams that come and go.

Where a channel of the organisation file disappears, or the bot is taken out of its team, the administrators are told
at once and with what to do, rather than at the next case. When it is back, what waited for it is delivered.
Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events.
"""

from collections.abc import Mapping

import structlog

from bot.adapters.teams.activity import Incoming, part, parts
from bot.adapters.teams.people import PLATFORM
from bot.announcements import channel_destination
from bot.conversation.core import Core

log = structlog.get_logger()

LOST: Mapping[str, str] = {
    "channelDeleted": "ChannelDeleted",
    "teamDeleted": "TeamDeleted",
    "teamHardDeleted": "TeamDeleted",
    "teamArchived": "TeamArchived",
}
"""What Teams says happened, as the reason that deliveries and administrators see."""
BACK = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})
OF_A_CHANNEL = frozenset({"channelDeleted", "channelRestored", "channelRenamed"})
BOT_REMOVED = "BotRemoved"


class Places:
    """Hears of every change to a team the bot is in."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._teams: dict[str, str] = {}
        """The team of each channel, as far as something was heard from it."""

    def learn(self, incoming: Incoming) -> None:
        """Note which team a channel is in: an event about a team does not name its channels."""
        team = _team(incoming)
        if incoming.channel and team:
            self._teams[incoming.channel] = team

    async def changed(self, incoming: Incoming) -> None:
        """``conversationUpdate`` and ``installationUpdate`` in a team."""
        event = _event(incoming)
        channels = self._channels(incoming, event)
        reason = BOT_REMOVED if event == "remove" else LOST.get(event)
        if reason is not None:
            log.warning("teams_place_lost", reason=reason, team=_team(incoming), channels=channels)
            for channel in channels:
                await self._core.store.place_lost(channel_destination(PLATFORM, channel), reason)
        elif event in BACK or event == "add":
            # Which channels a team has is known only as far as they were heard from: to try one in vain does no harm.
            for channel in channels or self._ours():
                again = await self._core.store.place_back(channel_destination(PLATFORM, channel))
                log.info("teams_place_back", channel=channel, deliveries=again)

    def _channels(self, incoming: Incoming, event: str) -> list[str]:
        """Those of the organisation file that it is about. A team has the id of its first channel."""
        if event in OF_A_CHANNEL:
            about = {incoming.channel}
        else:
            team = _team(incoming)
            about = {team, *(channel for channel, of in self._teams.items() if of == team)}
        return [channel for channel in self._ours() if channel in about]

    def _ours(self) -> list[str]:
        parties = self._core.organisation().parties
        return [channel.id for party in parties for channel in party.channels if channel.platform == PLATFORM]


def _team(incoming: Incoming) -> str:
    return str(part(part(incoming.raw, "channelData"), "team").get("id") or "")


def _event(incoming: Incoming) -> str:
    """What happened, in Teams' word for it; ``add`` and ``remove`` are about the bot itself."""
    if incoming.type == "installationUpdate":
        return str(incoming.raw.get("action") or "").partition("-")[0]
    for name, event in (("membersRemoved", "remove"), ("membersAdded", "add")):
        members = [one.get("id") for one in parts(incoming.raw, name) if isinstance(one, dict)]
        if incoming.bot.get("id") in members:
            return event
    return str(part(incoming.raw, "channelData").get("eventType") or "")
