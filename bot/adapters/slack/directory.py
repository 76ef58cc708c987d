"""Who is in a channel or a user group of Slack: the members of a party whose list is kept there.

Source: docs.slack.dev/reference/methods/conversations.members, /usergroups.users.list and /users.info.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.patience import patiently
from bot.adapters.slack.people import PLATFORM, People
from bot.errors import Rejected
from bot.membership import People as OnAList
from bot.routing import MemberSource

PAGE = 200

CHANNEL, USER_GROUP = "channel", "user-group"

Call = Callable[[], Awaitable[Any]]


class SlackDirectory:
    """The ``Directory`` of one workspace. Guests, bots, people of elsewhere and closed accounts do not count."""

    def __init__(self, client: AsyncWebClient, people: People, known_workspace: Call) -> None:
        """*known_workspace* finds out which workspace it is, without which nobody can be from elsewhere."""
        self._client = client
        self._people = people
        self._known_workspace = known_workspace

    async def members(self, source: MemberSource, known: OnAList) -> OnAList:
        """Everybody on the list; only who is not *known* is asked about."""
        await self._known_workspace()
        users = await (self._in_channel(source.id) if source.kind == CHANNEL else self._in_group(source.id))
        return {user: known[user] if user in known else await self._email(user) for user in users}

    async def _in_channel(self, channel: str) -> list[str]:
        users: list[str] = []
        cursor: str | None = None
        while cursor != "":
            page = partial(self._client.conversations_members, channel=channel, limit=PAGE, cursor=cursor)
            answer = await patiently(page)
            users += answer["members"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        return users

    async def _in_group(self, group: str) -> list[str]:
        answer = await patiently(partial(self._client.usergroups_users_list, usergroup=group))
        users: list[str] = answer["users"]
        return users

    async def _email(self, user: str) -> str | None:
        try:
            answer = await patiently(partial(self._client.users_info, user=user))
        except Rejected as failure:
            if failure.reason not in {"user_not_found", "user_not_visible"}:
                raise
            return None
        return self._people.email_of(answer["user"])


def list_name(kind: str, identity: str) -> str:
    """How a list is called that Slack said has changed."""
    return MemberSource(PLATFORM, kind, identity).name
