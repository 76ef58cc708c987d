"""Links from what somebody looks at to the card that stands in the channel of their party."""

from collections.abc import Mapping
from dataclasses import replace

from bot.adapters.slack.people import PLATFORM
from bot.conversation.core import Core, Speaker
from bot.conversation.replies import Listed, Reply, ShownCase
from bot.ports import CardPlace, Ref


def permalink(workspace: str, ref: Ref) -> str:
    """The address of a message, as Slack's own *Copy link* makes it; no call is needed for what both parts tell.

    *workspace* is its address as ``auth.test`` tells it. Source: docs.slack.dev/reference/methods/chat.getPermalink.
    """
    return f"{workspace.rstrip('/')}/archives/{ref['channel']}/p{str(ref['ts']).replace('.', '')}"


async def with_links(core: Core, who: Speaker, reply: Reply, workspace: str) -> Reply:
    """The reply with the way to each case's card, as far as there is one this person can open."""
    if not workspace:
        return reply
    match reply:
        case ShownCase():
            found = await _links(core, who, [reply.card.case], workspace)
            return replace(reply, link=found.get(reply.card.case, ""))
        case Listed() if reply.lines:
            found = await _links(core, who, [line.case for line in reply.lines], workspace)
            lines = tuple(replace(line, link=found.get(line.case, "")) for line in reply.lines)
            return replace(reply, lines=lines)
        case _:
            return reply


async def _links(core: Core, who: Speaker, cases: list[str], workspace: str) -> Mapping[str, str]:
    cards = await core.store.queries.cards_of(cases, PLATFORM)
    theirs = [card for card in cards if _can_open(card, who)]
    return {card.case: permalink(workspace, card.ref) for card in reversed(theirs)}


def _can_open(card: CardPlace, who: Speaker) -> bool:
    return who.actor.administrator or card.party in who.actor.parties
