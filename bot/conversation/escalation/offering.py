"""Somebody pastes a link to a ticket: escalating it is offered to who may, or the case it has is shown."""

from dataclasses import dataclass

from bot.conversation.core import Core, Speaker
from bot.conversation.escalation.steps import why_not
from bot.conversation.escalation.ticket import state_from_ticket
from bot.conversation.refusals import refusal_text
from bot.errors import TicketNotFound, TicketNotOpen
from bot.refusals import TicketHasOpenCase
from bot.texts import say


@dataclass(frozen=True)
class Offer:
    """What one person is offered about a ticket. ``case`` is its open case, which goes before escalating it."""

    ticket: str
    text: str
    button: str
    case: str = ""


async def offer(core: Core, speaker: Speaker, typed: str) -> Offer | None:
    """For a ticket by its link or number. None for who cannot escalate, and for what is no ticket or was not read."""
    if await why_not(core, speaker) is not None:
        return None
    language = speaker.language
    try:
        state = await state_from_ticket(core, typed)
    except TicketHasOpenCase as refused:
        text = await refusal_text(core, refused, language)
        return Offer(refused.ticket, text, say(language, "offer-show"), refused.case)
    except (TicketNotFound, TicketNotOpen):
        return None
    if "ticket_id" not in state:
        return None
    text = say(language, "offer-escalate", ticket=state["ticket"], subject=state.get("subject", ""))
    return Offer(state["ticket"], text, say(language, "offer-open-form"))
