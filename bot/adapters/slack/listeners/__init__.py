"""What Slack sends, answered.

Slack waits 3 seconds for an acknowledgement, and shows an error where none comes. So a listener decides and commits,
acknowledges, and leaves the rest to a task in the background; after the acknowledgement nothing here can raise. A call
to Slack stands before it only where a press on a card opens a modal: what it opens with has to be decided anyway.
"""

from slack_bolt.app.async_app import AsyncApp

from bot.adapters.slack.answering import Answering
from bot.adapters.slack.listeners import (
    commands,
    home,
    intake,
    links,
    members,
    messages,
    others,
    presses,
    redraws,
    submits,
)


def register(app: AsyncApp, answering: Answering) -> None:
    """Everything Slack may send has a listener: what has none is answered 404, and sent three times more."""
    presses.register(app, answering)  # the first: bolt asks one after the other, and most of what comes is a press
    commands.register(app, answering)
    intake.register(app, answering)
    links.register(app, answering)
    submits.register(app, answering)
    redraws.register(app, answering)
    home.register(app, answering)
    messages.register(app, answering)
    members.register(app, answering)
    others.register(app, answering)  # the last: it takes whatever is left
