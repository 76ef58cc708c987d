"""How tickets are now: what the bot follows while people work in TOPdesk itself.

An entry is ours when our own login wrote it or when it carries our mark, so what we write never comes back as news.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.adapters.topdesk.cards import Incident, Operator, TrailEntry
from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.errors import NotFound
from bot.adapters.topdesk.remembered import Remembered
from bot.errors import Rejected
from bot.masking import mask
from bot.ticket import TicketEntry, TicketNow

OPERATORS_KNOWN_FOR_S = 3600.0
OVERLAP = timedelta(minutes=2)
"""A change may be listed a little after its time; one that is listed twice is recognised."""

CHANGED_PAGE = 1000
IDS_IN_ONE_QUESTION = 100
"""With 37 signs each the address stays below what servers take."""

MARK = "[secondline "
LONGEST_ENTRY = 1_900
FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)


class Looking:
    """Reads the state and the trail of tickets, and which tickets were changed."""

    def __init__(self, client: TopdeskClient) -> None:
        self._client = client
        self._operators = Remembered[Operator](OPERATORS_KNOWN_FOR_S)
        self._ourselves = Remembered[str](OPERATORS_KNOWN_FOR_S)

    async def look(self, ticket: str) -> TicketNow:
        """The ticket with this id and its trail; ``deleted`` where there is none any more."""
        try:
            incident, trail = await self._read(ticket)
            if _wrote_meanwhile(incident, trail):
                incident, trail = await self._read(ticket)
        except NotFound:
            return TicketNow(id=ticket, deleted=True)
        return await self._ticket_now(incident, trail)

    async def _read(self, ticket: str) -> tuple[Incident, Sequence[TrailEntry]]:
        # In this order: an entry that is missed belongs to a change that is listed as one.
        return await self._client.incident(ticket), await self._client.progress_trail(ticket)

    async def changed_since(self, since: datetime) -> Mapping[str, datetime]:
        """Tickets changed after *since*, and a little before it, with when that was."""
        text = (since - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = await self._client.modification_dates(f"modificationDate=ge={text}", page_size=CHANGED_PAGE)
        return {ticket: at for ticket, at in found.items() if at is not None}

    async def changes_of(self, tickets: Sequence[str]) -> Mapping[str, datetime | None]:
        """When each of these was changed last, as far as it is there."""
        found: dict[str, datetime | None] = {}
        for first in range(0, len(tickets), IDS_IN_ONE_QUESTION):
            asked = tickets[first : first + IDS_IN_ONE_QUESTION]
            found |= await self._client.modification_dates(f"id=in=({','.join(asked)})", page_size=IDS_IN_ONE_QUESTION)
        return found

    async def email_of(self, operator_id: str | None) -> str | None:
        """None for nobody, for who is not in the list, and where this login may not read it."""
        if operator_id is None:
            return None
        operators = await self._operators.get(self._known_operators)
        return next((one.email for one in operators if one.id == operator_id and one.email), None)

    async def _known_operators(self) -> Sequence[Operator]:
        try:
            return await self._client.operators()
        except Rejected:
            return ()

    async def _ticket_now(self, incident: Incident, trail: Sequence[TrailEntry]) -> TicketNow:
        names = [incident.caller_name] if incident.caller_name else []
        return TicketNow(
            id=incident.id,
            group=incident.operator_group_id,
            group_name=incident.operator_group,
            operator=await self.email_of(incident.operator_id),
            modifier=await self.email_of(incident.modifier_id),
            status=incident.processing_status,
            closed=incident.closed,
            archived=incident.archived,
            archived_because=incident.archiving_reason,
            modified_at=incident.modified_at,
            entries=tuple([await self._entry(entry, names) for entry in trail if entry.is_action or entry.by_caller]),
        )

    async def _entry(self, entry: TrailEntry, names: Sequence[str]) -> TicketEntry:
        ourselves = await self._ourselves.get(self._our_id)
        return TicketEntry(
            id=entry.id,
            at=entry.entered_at or FIRST_MOMENT,
            text=mask(entry.text or entry.file, names).text.strip()[:LONGEST_ENTRY],
            visible=entry.visible,
            by_student=entry.by_caller,
            person=await self.email_of(entry.operator_id),
            ours=not entry.by_caller and (MARK in entry.text or entry.operator_id in ourselves),
        )

    async def _our_id(self) -> Sequence[str]:
        try:
            return [await self._client.current_operator_id()]
        except Rejected:
            return ()


def _wrote_meanwhile(incident: Incident, trail: Sequence[TrailEntry]) -> bool:
    """Who wrote between the two answers may have moved the ticket by the same press."""
    last = max((entry.entered_at for entry in trail if entry.entered_at), default=None)
    return last is not None and incident.modified_at is not None and last > incident.modified_at
