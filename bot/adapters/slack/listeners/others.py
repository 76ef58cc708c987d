"""Whatever nothing else here takes."""

import re

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body

log = structlog.get_logger()


def register(app: AsyncApp, answering: Answering) -> None:
    """News of people, and the acknowledgement of anything that has no listener of its own."""

    @app.event("user_change")
    async def on_user_change(event: Body) -> None:
        answering.people.forget(event["user"]["id"])

    for anything_else in (app.command, app.shortcut, app.action, app.view, app.event):
        anything_else(re.compile(".*"))(_on_anything_else)


async def _on_anything_else(ack: AsyncAck, body: Body) -> None:
    """Something of another version, or a button that only opens a link."""
    log.info("slack_payload_without_listener", type=body.get("type"))
    await ack()
