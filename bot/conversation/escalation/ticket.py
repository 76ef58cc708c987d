"""The ticket a question is about: read where TOPdesk answers in time, and never escalated twice."""

import asyncio
from dataclasses import dataclass

from bot.conversation.core import Core
from bot.conversation.escalation.question import Filled, State
from bot.errors import Rejected, TicketNotOpen, Unavailable
from bot.forms import LONGEST_LINE, LONGEST_TEXT
from bot.ports import Ticket
from bot.refusals import TicketHasOpenCase
from bot.routing import Organisation

TICKET_WAIT_S = 5.0
"""Longer than this an escalation does not wait for TOPdesk."""

TOLD, MASKED, UNREAD = "told", "masked", "unread"
"""In the state: the key of what has to be said about the ticket, the sorts of data that were left out, and the number
TOPdesk did not answer about when the form was sent: nobody waits for that twice."""


OF_A_TICKET = ("ticket", "ticket_id", "ticket_url", "subject", "question", "language", TOLD, MASKED)
"""What a ticket that was read puts into the state, but for the faculty, which can be chosen otherwise."""


@dataclass(frozen=True)
class Read:
    """A ticket, or the key of the sentence that says why there is none."""

    ticket: Ticket | None
    why_not: str = ""


async def state_from_ticket(core: Core, number: str) -> dict[str, str]:
    """What is known of a question whose ticket somebody named.

    Raises ``TicketHasOpenCase``, ``TicketNotFound`` and ``TicketNotOpen``.
    """
    if not number:
        return {}
    await _must_have_no_open_case(core, number)
    read = await look_up(core, number)
    if read.ticket is None:
        return {"ticket": number, TOLD: read.why_not}
    await must_be_free(core, read.ticket)
    return _state_of(read.ticket, core.organisation())


def looks_up(state: State, values: Filled) -> bool:
    """Whether sending a form with these values asks TOPdesk about a ticket."""
    number = values.get("ticket")
    return bool(number) and "ticket_id" not in state and state.get(UNREAD) != number


async def with_ticket(core: Core, state: State) -> State:
    """The state with the ticket that was typed into the form, where it was not read before. Raises the same."""
    number = state.get("ticket", "")
    if not number or "ticket_id" in state or state.get(UNREAD) == number:
        return state
    await _must_have_no_open_case(core, number)
    read = await look_up(core, number)
    if read.ticket is None:
        return {**state, TOLD: read.why_not, UNREAD: number}
    await must_be_free(core, read.ticket)
    return {**_state_of(read.ticket, core.organisation()), **{n: v for n, v in state.items() if v and n != "ticket"}}


async def look_up(core: Core, number: str) -> Read:
    """The ticket, as far as TOPdesk answers in time: an escalation does not wait for it. Raises ``TicketNotFound``."""
    if core.tickets is None:
        return Read(None, "ticket-not-connected")
    try:
        async with asyncio.timeout(TICKET_WAIT_S):
            return Read(await core.tickets.find(number))
    except (TimeoutError, Unavailable, Rejected):
        return Read(None, "ticket-not-read")


def _state_of(ticket: Ticket, organisation: Organisation) -> dict[str, str]:
    known = {
        "ticket": ticket.number,
        "ticket_id": ticket.id,
        "ticket_url": ticket.url or "",
        "subject": ticket.subject[:LONGEST_LINE],
        "question": ticket.question[:LONGEST_TEXT],
        "language": ticket.language or "",
        "faculty": organisation.faculty_named(ticket.origin_names) or "",
        TOLD: "remark-ticket-closed" if ticket.closed else "",
        MASKED: ",".join(ticket.masked),
    }
    return {name: value for name, value in known.items() if value}


async def must_be_free(core: Core, ticket: Ticket, *, but_for: str = "") -> None:
    """No other case than *but_for* has it. Raises ``TicketHasOpenCase`` and ``TicketNotOpen``."""
    if ticket.archived:
        raise TicketNotOpen(ticket.number)
    await _must_have_no_open_case(core, ticket.number, but_for=but_for)


async def _must_have_no_open_case(core: Core, ticket: str, *, but_for: str = "") -> None:
    number = await core.store.queries.latest_case_of_ticket(ticket)
    if number not in {None, but_for} and (await core.store.queries.case(number)).is_open:
        raise TicketHasOpenCase(ticket, number)
