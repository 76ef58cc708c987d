"""The ticket system as the core knows it (``bot.ports.Tickets``), on TOPdesk.

TOPdesk takes no key that would make a repeated entry harmless and does not return the id of an entry, so the progress
trail is read before every entry is written. An entry for staff carries a short mark made from its key. An entry for
the student carries nothing strange: it counts as written when the trail holds a visible entry of staff with the same
letters and digits, not older than the student's last reply (as it was at the first attempt, while this process
lives). So a student who wrote back may get the same text again, and one who did not never gets it twice.
"""

import asyncio
import hashlib
import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from bot.adapters.topdesk.cards import Incident, OperatorGroup, TrailEntry, plain_text
from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.errors import Forbidden, NotFound
from bot.adapters.topdesk.language import language_of
from bot.adapters.topdesk.looking import MARK, Looking
from bot.adapters.topdesk.numbers import LONGEST, id_from, normalised, number_in_link, typed_number, variants
from bot.adapters.topdesk.remembered import Remembered
from bot.errors import Gone, NumberUnknown, Rejected, TicketNotFound, Unavailable
from bot.masking import DEFAULT_MARKS, mask
from bot.ports import Ticket
from bot.ticket import Hands, TicketNow

FIND_LIMIT_S = 8.0
SHAPES_KNOWN_FOR_S = 3600.0
GROUPS_KNOWN_FOR_S = 3600.0
NUMBERS_LOOKED_AT = 25
MOST_VARIANTS = 4
FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)

Marks = Callable[[str | None], Mapping[str, str]]


def neutral_marks(_language: str | None) -> Mapping[str, str]:
    return DEFAULT_MARKS


@dataclass(frozen=True)
class Arrangement:
    """What the administrators of this TOPdesk agreed to; the names are as they stand there.

    *ticket_address* is where people open a ticket, with ``{unid}`` (the id without dashes), ``{id}`` or ``{number}``.
    """

    completed_status: str | None = None
    closure_code: str | None = None
    escalate_at_hand_over: bool = True
    escalation_reason: str | None = None
    deescalation_reason: str | None = None
    in_progress_status: str | None = None
    returned_status: str | None = None
    ticket_address: str | None = None


class TopdeskTickets:
    """*marks_for* gives the marks that stand for masked data in a ticket of this language (None: not known)."""

    def __init__(
        self,
        client: TopdeskClient,
        arrangement: Arrangement | None = None,
        *,
        marks_for: Marks = neutral_marks,
        find_limit_s: float = FIND_LIMIT_S,
    ) -> None:
        self._client = client
        self._arrangement = arrangement or Arrangement()
        self._marks_for = marks_for
        self._find_limit_s = find_limit_s
        self._shapes = Remembered[str](SHAPES_KNOWN_FOR_S)
        self._groups = Remembered[OperatorGroup](GROUPS_KNOWN_FOR_S)
        self._looking = Looking(client)
        self._last_replies: dict[str, datetime] = {}
        """Per key whose entry may have been written: when the student had last written at the first attempt."""

    async def find(self, number: str) -> Ticket:
        """Takes a number with other separators or none, without its letters, a link to the ticket, and the id."""
        try:
            async with asyncio.timeout(self._find_limit_s):
                return self._ticket(await self._incident(number))
        except TimeoutError as error:
            raise Unavailable(f"TOPdesk gave no answer in {self._find_limit_s:g} s") from error

    async def note(self, ticket: str, text: str, *, key: str) -> None:
        mark = mark_of(key)
        async with self._writing(ticket) as incident_id:
            trail = await self._client.progress_trail(incident_id)
            if not any(mark in entry.text for entry in trail if not entry.by_caller):
                await self._client.add_invisible_entry(incident_id, f"{text}\n{mark}")

    async def send_to_student(self, ticket: str, text: str, *, key: str) -> None:
        async with self._writing(ticket) as incident_id:
            trail = await self._client.progress_trail(incident_id)
            since = self._last_replies.pop(key, None) or last_reply(trail)
            if already_sent(text, trail, since):
                return
            try:
                await self._client.add_entry_the_student_sees(incident_id, text)
            except Unavailable as failure:
                if failure.unclear:
                    self._last_replies[key] = since
                raise

    async def hand_over(self, ticket: str, hands: Hands) -> None:
        """Groups go by id or by name. What is already so is left alone, so a repeat is safe."""
        async with self._writing(ticket) as incident_id:
            incident = await self._client.incident(incident_id)
            refuse_archived(incident)
            others = {await self._group_id(group) for group in hands.others}
            if not await self._may_be_touched(incident, hands, others):
                return
            stays = incident.operator_group_id in others
            group = str(incident.operator_group_id) if stays else await self._group_id(hands.group)
            second = hands.second_line or stays
            await self._put_in_line(incident, second=second)
            changes = await self._changes(incident, group, hands.off, second=second)
            if changes:
                await self._client.update(incident_id, **changes)

    async def _may_be_touched(self, incident: Incident, hands: Hands, others: Set[str]) -> bool:
        """Whether it is where we know it to be; None says that it may be anywhere."""
        if hands.only_from is None:
            return True
        return incident.operator_group_id in others | {await self._group_id(group) for group in hands.only_from}

    async def _put_in_line(self, incident: Incident, *, second: bool) -> None:
        if not self._arrangement.escalate_at_hand_over or incident.in_second_line == second:
            return
        if second:
            await self._client.escalate(incident.id, reason=self._arrangement.escalation_reason)
        else:
            await self._client.deescalate(incident.id, reason=self._arrangement.deescalation_reason)

    async def _changes(self, incident: Incident, group: str, off: str | None, *, second: bool) -> dict[str, object]:
        if incident.operator_group_id != group:
            status = self._arrangement.in_progress_status if second else self._arrangement.returned_status
            named = {"processingStatus": {"name": status}} if status and status != incident.processing_status else {}
            return {"operatorGroup": {"id": group}, "operator": {"id": group}, **named}
        if off is not None and await self._looking.email_of(incident.operator_id) == off:
            return {"operator": {"id": group}}
        return {}

    async def reopen(self, ticket: str) -> None:
        incident_id = id_from(ticket) or await self._id_of(ticket)
        incident = await self._client.incident(incident_id)
        if incident.archived:
            await self._client.unarchive(incident_id)
        if incident.closed or incident.completed:
            status = self._arrangement.in_progress_status
            named = {"processingStatus": {"name": status}} if status else {}
            await self._client.update(incident_id, completed=False, closed=False, **named)

    async def look(self, ticket: str) -> TicketNow:
        return await self._looking.look(ticket)

    async def changed_since(self, since: datetime) -> Mapping[str, datetime]:
        return await self._looking.changed_since(since)

    async def changes_of(self, tickets: Sequence[str]) -> Mapping[str, datetime | None]:
        return await self._looking.changes_of(tickets)

    async def close(self, ticket: str) -> None:
        async with self._writing(ticket) as incident_id:
            incident = await self._client.incident(incident_id)
            if not (incident.closed or incident.archived):
                await self._client.update(incident_id, **self._closing())

    def _closing(self) -> dict[str, object]:
        status, code = self._arrangement.completed_status, self._arrangement.closure_code
        return {
            "completed": True,
            "closed": True,
            **({"processingStatus": {"name": status}} if status else {}),
            **({"closureCode": {"name": code}} if code else {}),
        }

    async def _incident(self, typed: str) -> Incident:
        """Raises TicketNotFound."""
        if incident_id := id_from(typed):
            return await self._with_id(incident_id)
        number = typed_number(number_in_link(typed) or typed)
        if number is None or "://" in number:
            raise TicketNotFound(typed.strip()[:LONGEST])
        try:
            return await self._client.incident_by_number(number)
        except NotFound:
            return await self._written_otherwise(number)

    async def _written_otherwise(self, number: str) -> Incident:
        """The ticket whose number differs only in its separators. Raises TicketNotFound."""
        for variant in variants(number, await self._known_numbers())[:MOST_VARIANTS]:
            try:
                incident = await self._client.incident_by_number(variant)
            except NotFound:
                continue
            if normalised(incident.number).endswith(normalised(number)):
                return incident
        raise TicketNotFound(number)

    async def _with_id(self, incident_id: str) -> Incident:
        try:
            return await self._client.incident(incident_id)
        except NotFound as error:
            raise TicketNotFound(incident_id) from error

    async def _id_of(self, number: str) -> str:
        """Of a ticket that could not be looked up before. Raises ``NumberUnknown``."""
        try:
            return (await self._incident(number)).id
        except TicketNotFound as error:
            raise NumberUnknown(f"TOPdesk has no ticket {number}") from error

    async def _known_numbers(self) -> Sequence[str]:
        """Some numbers of this tenant; none when this login may not list tickets."""
        try:
            return await self._shapes.get(lambda: self._client.newest_numbers(NUMBERS_LOOKED_AT))
        except Rejected:
            return ()

    async def _group_id(self, group: str) -> str:
        return id_from(group) or await self._group_named(group)

    async def _group_named(self, name: str) -> str:
        groups = await self._groups.get(self._client.operator_groups)
        for group in groups:
            if group.name.casefold() == name.casefold():
                return group.id
        raise Rejected(f"TOPdesk has no operator group named {name}")

    @asynccontextmanager
    async def _writing(self, ticket: str) -> AsyncIterator[str]:
        """Gives the id of the ticket. A refusal because it is archived becomes ``Gone``, as for one that is deleted."""
        incident_id = id_from(ticket) or await self._id_of(ticket)
        try:
            yield incident_id
        except Forbidden:
            refuse_archived(await self._client.incident(incident_id))
            raise

    def _ticket(self, incident: Incident) -> Ticket:
        question = plain_text(incident.request)
        language = language_of(f"{incident.brief_description}\n{question}")
        names = [incident.caller_name] if incident.caller_name else []
        marks = self._marks_for(language)
        subject, body = mask(incident.brief_description, names, marks=marks), mask(question, names, marks=marks)
        return Ticket(
            id=incident.id,
            number=incident.number,
            subject=subject.text,
            question=body.text,
            origin_names=tuple(dict.fromkeys(filter(None, (incident.branch, incident.department)))),
            operator_group=incident.operator_group,
            status=incident.processing_status,
            closed=incident.closed,
            archived=incident.archived,
            language=language,
            url=self._address(incident),
            masked=tuple(sorted({*subject.found, *body.found})),
        )

    def _address(self, incident: Incident) -> str:
        address = self._arrangement.ticket_address or f"{self._client.tenant}/tas/secure/incident?unid={{unid}}"
        values = {
            "{unid}": incident.id.replace("-", ""),
            "{id}": incident.id,
            "{number}": quote(incident.number, safe=""),
        }
        for name, value in values.items():
            address = address.replace(name, value)
        return address


def mark_of(key: str) -> str:
    """What tells our entry for this key from every other; staff see it in TOPdesk at the end of the entry."""
    return f"{MARK}{hashlib.sha256(key.encode()).hexdigest()[:12]}]"


def last_reply(trail: Sequence[TrailEntry]) -> datetime:
    """When the student last wrote."""
    return max((written_at(entry) for entry in trail if entry.by_caller), default=FIRST_MOMENT)


def already_sent(text: str, trail: Sequence[TrailEntry], since: datetime) -> bool:
    """Whether the student was told exactly this, at *since* or later."""
    told = (entry for entry in trail if entry.visible and not entry.by_caller and written_at(entry) >= since)
    return any(letters_of(entry.text) == letters_of(text) for entry in told)


def written_at(entry: TrailEntry) -> datetime:
    return entry.entered_at or FIRST_MOMENT


def letters_of(text: str) -> str:
    """What of a text survives every way TOPdesk may rewrite its spaces, signs and line ends."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text))) or text.strip()


def refuse_archived(incident: Incident) -> None:
    if incident.archived:
        raise Gone(f"TOPdesk: {incident.number} is archived")
