"""A link to a ticket stands in a channel: escalating it is offered to who pasted it, once for each ticket.

Source: docs.slack.dev/reference/events/link_shared. It comes for the domains the manifest names (``unfurl_domains``).
"""

from slack_bolt.app.async_app import AsyncApp

from bot.adapters.slack import blocks, inbound
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Body
from bot.adapters.slack.inbound import Came
from bot.adapters.slack.people import PLATFORM, NotAdmitted
from bot.conversation import escalation
from bot.conversation.core import speaker

MOST_LINKS = 3
"""Of one message; who pastes a list is not about to escalate all of it."""


def register(app: AsyncApp, answering: Answering) -> None:
    """Links of TOPdesk."""

    @app.event("link_shared")
    async def on_link(event: Body) -> None:
        shared = inbound.shared_links(event)
        if shared is not None:
            answering.background.start("slack_escalating_offered", _offer(answering, shared.came, shared.links))


async def _offer(answering: Answering, came: Came, links: tuple[str, ...]) -> None:
    try:
        who = speaker(answering.core, await answering.people.person(came.user), PLATFORM)
    except NotAdmitted:
        return
    for link in links[:MOST_LINKS]:
        offered = await escalation.offer(answering.core, who, link)
        if offered and await answering.core.store.first_time(f"slack:offer:{came.user}:{offered.ticket}"):
            await answering.showing.whisper(came, blocks.offer_message(offered))
