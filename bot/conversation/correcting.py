"""The right number of a ticket, checked in TOPdesk where it answers in time."""

from typing import Any

from bot.case import TicketReference
from bot.conversation.core import Core
from bot.conversation.escalation.ticket import look_up, must_be_free
from bot.errors import TicketNotFound
from bot.forms import LONGEST_NUMBER
from bot.refusals import NoSuchTicket, TicketHasOpenCase, TicketOfOtherCase


async def corrected_ticket(core: Core, case: str, typed: str) -> dict[str, Any]:
    """What ``CorrectTicket`` says of the ticket with this number; what could not be read is looked up later.

    Raises ``NoSuchTicket``, ``TicketNotOpen`` and ``TicketOfOtherCase``.
    """
    number = typed.replace("\x00", "").strip()[:LONGEST_NUMBER]
    if not TicketReference(number).key:
        raise NoSuchTicket(number)
    try:
        found = (await look_up(core, number)).ticket
    except TicketNotFound as error:
        raise NoSuchTicket(number) from error
    if found is None:
        return {"ticket": TicketReference(number)}
    try:
        await must_be_free(core, found, but_for=case)
    except TicketHasOpenCase as taken:
        raise TicketOfOtherCase(taken.ticket, taken.case) from taken
    ticket = TicketReference(found.number, found.id, found.url)
    return {"ticket": ticket, "origin_names": found.origin_names, "about": found.subject}
