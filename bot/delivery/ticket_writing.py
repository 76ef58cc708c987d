"""What is written into a ticket, from the newest state of its case. Raises what the ticket system raises."""

from bot.case import Actor
from bot.commands import AnswerArrived
from bot.conversation.core import Core, speaker, words_for
from bot.delivery.due import Due
from bot.errors import Rejected
from bot.events import AnswerSent
from bot.handlers import handle
from bot.lines import names_in_entry, ticket_note_of
from bot.ports import Person, Tickets
from bot.ticket_steps import hands_of
from bot.timeline import Entry


class TicketWriter:
    """*public_url* is where people find a case; empty where there is no page to link to."""

    def __init__(self, core: Core, public_url: str) -> None:
        self._core = core
        self._public_url = public_url

    async def write(self, due: Due) -> None:
        """Carry out one step. A case that was let go of its ticket has nothing to write any more."""
        tickets = self._core.tickets
        if tickets is None:
            raise Rejected("no ticket system is connected")
        ticket = (await self._core.store.queries.case(due.case)).question.ticket
        if ticket is None:
            return
        await self._do(due, tickets, ticket.id or ticket.number)

    async def _do(self, due: Due, tickets: Tickets, ticket: str) -> None:
        if due.payload.get("ticket", ticket) != ticket:
            raise Rejected("the case has another ticket since; this was meant for the student of the one before")
        match due.payload["do"]:
            case "hand-over":
                await self._hand_over(due, tickets, ticket)
            case "redirect":
                await self._redirect(due, tickets, ticket)
            case "send":
                await self._send(due, tickets, ticket)
            case "reopen":
                await tickets.reopen(ticket)
            case "note":
                await tickets.note(ticket, await self._note(due), key=due.key)
            case other:
                raise Rejected(f"unknown ticket step {other}")

    async def _hand_over(self, due: Due, tickets: Tickets, ticket: str) -> None:
        case = await self._core.store.queries.case(due.case)
        hands = hands_of(case, self._core.organisation(), due.payload)
        if hands is not None:
            await tickets.hand_over(ticket, hands)

    async def _note(self, due: Due) -> str:
        entry = await self._entry(due)
        words = await words_for(self._core, self._core.organisation().language, names_in_entry(entry))
        url = f"{self._public_url}/cases/{due.case}" if self._public_url else ""
        return ticket_note_of(entry, due.case, url, words)

    async def _redirect(self, due: Due, tickets: Tickets, ticket: str) -> None:
        """The student hears it first. A case that was reopened meanwhile keeps its ticket open."""
        await tickets.send_to_student(ticket, due.payload["text"], key=due.key)
        if not (await self._core.store.queries.case(due.case)).is_open:
            await tickets.close(ticket)

    async def _send(self, due: Due, tickets: Tickets, ticket: str) -> None:
        """The case closes when the answer stands there, and not before."""
        entry = await self._entry(due)
        if not isinstance(entry.event, AnswerSent):
            raise Rejected(f"entry {entry.number} of {entry.case} is no answer")
        await tickets.send_to_student(ticket, entry.event.text, key=due.key)
        if entry.event.closes:
            arrived = AnswerArrived(actor=self._actor(entry), case=due.case, text=entry.event.text)
            await self._core.store.run(handle(arrived))

    def _actor(self, entry: Entry) -> Actor:
        """Who pressed it, with the parties of today."""
        return speaker(self._core, Person(entry.person, entry.person), entry.origin).actor

    async def _entry(self, due: Due) -> Entry:
        entries = await self._core.store.queries.timeline(due.case)
        number: int = due.payload["entry"]
        return entries[number - 1]
