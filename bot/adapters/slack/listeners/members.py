"""People come and go: in channels, in user groups, and as users of the workspace."""

from slack_bolt.app.async_app import AsyncApp

from bot.adapters.slack.answering import Answering
from bot.adapters.slack.directory import CHANNEL, USER_GROUP, list_name
from bot.adapters.slack.drawing import Body


def register(app: AsyncApp, answering: Answering) -> None:
    """What Slack says is noted; the lists are read again in the background."""

    async def on_channel(event: Body) -> None:
        answering.people.on_list_change(list_name(CHANNEL, event["channel"]))

    @app.event("subteam_members_changed")
    async def on_group_members(event: Body) -> None:
        answering.people.on_list_change(list_name(USER_GROUP, event["subteam_id"]))

    @app.event("subteam_updated")
    async def on_group(event: Body) -> None:
        answering.people.on_list_change(list_name(USER_GROUP, event["subteam"]["id"]))

    app.event("member_joined_channel")(on_channel)
    app.event("member_left_channel")(on_channel)
