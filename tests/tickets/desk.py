"""The bot's core on a database of its own beside a TOPdesk double; what has to be done is done when a test says so."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.actions import Viewer
from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.watching import SqlWatch
from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.tickets import Arrangement, TopdeskTickets
from bot.announcements import Purpose, Reach
from bot.card import Card, Words, case_card
from bot.case import Case, Question, TicketReference
from bot.commands import Command, OpenCase
from bot.conversation.core import Core
from bot.delivery import Due
from bot.delivery.ticket_writing import TicketWriter
from bot.demo import cast
from bot.demo.topdesk import WRITER, Double
from bot.errors import Rejected
from bot.events import Event
from bot.handlers import handle
from bot.ports import Tickets
from bot.routing import Organisation
from bot.ticket_watch import difference
from bot.watching import TicketWatch
from tests.builders import HELPDESK, SANNE, an_actor

TICKET = "M2611 0042"
HELPDESK_GROUP = "Helpdesk ISSC"
PORTAL_GROUP = "Functioneel beheer studentenportaal"
LAW_GROUP = "Functioneel beheer uSis Rechten"
NOT_OURS = "Functioneel beheer uSis LUMC"
IN_TOPDESK = Arrangement(completed_status="Gereed", in_progress_status="In behandeling", returned_status="Aangemeld")

ANNA, BRAM, FATIMA, DAAN = (an_actor(who) for who in (cast.ANNA, cast.BRAM, cast.FATIMA, cast.DAAN))


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class TicketDesk:
    """People here, people in TOPdesk, and what is stored."""

    address: InitVar[str]
    organisation: Organisation
    double: Double
    tickets: Tickets
    store: SqlStore = field(init=False)
    kept: SqlWatch = field(init=False)
    watch: TicketWatch = field(init=False)
    writer: TicketWriter = field(init=False)

    def __post_init__(self, address: str) -> None:
        reach = Reach(frozenset(), tickets=True)
        self.store = SqlStore(address, organisation=lambda: self.organisation, reach=reach, clock=utc_now)
        core = Core(self.store, lambda: self.organisation, self.tickets, utc_now)
        self.kept = SqlWatch(self.store, utc_now)
        self.watch = TicketWatch(core, self.tickets, self.kept, every_s=0.0)
        self.writer = TicketWriter(core, "")

    async def do(self, command: Command) -> str:
        """Somebody presses. Raises ``RefusedMove``."""
        return (await self.store.run(handle(command))).number

    async def handed_over(self, ticket: str = TICKET) -> str:
        """Sanne hands a portal question over to functional management student portal, and the ticket follows."""
        number = await self.do(OpenCase(actor=SANNE, question=self.question(ticket)))
        await self.written()
        await self.looked()
        return number

    def question(self, ticket: str = TICKET, *, checked: bool = True) -> Question:
        """A portal question at the helpdesk."""
        identity = self.double.store.by_number(ticket).id if checked else None
        reference = TicketReference(ticket, identity)
        return Question(HELPDESK, "portal", "Inschrijven lukt niet", "Hoe dan?", faculty="law", ticket=reference)

    async def written(self) -> None:
        """Everything that has to be written into tickets is written; what TOPdesk refuses is left."""
        d = rows.deliveries.c
        query = select(rows.deliveries).where(d.purpose == Purpose.TICKET, d.shown < d.want, d.parked.is_(None))
        for row in await self.store.read(lambda connection: connection.execute(query.order_by(d.id)).all()):
            try:
                await self.writer.write(_due(row))
                changes: dict[str, Any] = {"shown": row.want}
            except Rejected as refused:
                changes = {"parked": refused.reason}
            done = rows.deliveries.update().where(d.id == row.id).values(changes)
            await self.store.write(lambda connection, done=done: connection.execute(done).rowcount)  # type: ignore[misc]

    async def looked(self) -> None:
        """The bot asks TOPdesk about every ticket, as it does each hour."""
        self.watch._since = None
        await self.watch.poll()

    async def settled(self) -> None:
        """Everything that follows has happened."""
        for _ in range(3):
            await self.looked()
            await self.written()
        await self.looked()

    async def told(self, number: str) -> set[str]:
        """Who was sent a message about this case."""
        d = rows.deliveries.c
        query = select(d.destination).where(d.case == number, d.purpose == Purpose.NOTICE)
        found = await self.store.read(lambda connection: connection.execute(query).scalars().all())
        return {destination.removeprefix("person:") for destination in found}

    # -- what is so ------------------------------------------------------------------------------------------

    async def case(self, number: str) -> Case:
        """As it is stored."""
        return await self.store.queries.case(number)

    async def happened(self, number: str) -> list[Event]:
        """The timeline."""
        return [entry.event for entry in await self.store.queries.timeline(number)]

    async def card(self, number: str, language: str = "nl") -> Card:
        """What everybody of the parties sees together."""
        case = await self.case(number)
        words = Words(language, self.organisation, {person.email: person.name for person in cast.PEOPLE})
        return case_card(case, Viewer(frozenset(case.parties)), words)

    def fields(self, ticket: str = TICKET) -> Mapping[str, Any]:
        """The ticket as TOPdesk has it."""
        return self.double.store.by_number(ticket).fields

    def trail(self, ticket: str = TICKET) -> list[Any]:
        """Its entries, oldest first."""
        return self.double.store.by_number(ticket).trail

    def in_name_of(self, person: cast.Person) -> None:
        """This person works in TOPdesk."""
        self.double.editor.operator = person.email

    async def disagreement(self, number: str) -> Any:
        """What ticket and case do not agree on, looked at now."""
        case = await self.case(number)
        ticket = case.question.ticket
        if ticket is None or ticket.id is None:
            return None
        now = await self.tickets.look(ticket.id)
        seen = await self.store.run(lambda work: work.ticket_seen(number))
        return difference(seen, now, case, self.organisation)


def _due(row: Any) -> Due:
    return Due(
        id=row.id,
        key=row.key,
        destination=row.destination,
        purpose=Purpose(row.purpose),
        case=row.case,
        party=row.party,
        payload=row.payload,
        want=row.want,
        ref=None,
        attempts=0,
        first_try=None,
        unclear=False,
    )


@asynccontextmanager
async def ticket_desk(address: str, organisation: Organisation, double: Double) -> AsyncIterator[TicketDesk]:
    """On an empty database."""
    client = TopdeskClient(double.url, WRITER.login, WRITER.password, pause_s=0.001)
    desk = TicketDesk(address, organisation, double, TopdeskTickets(client, IN_TOPDESK))
    await desk.store.migrate()
    yield desk
    await client.close()
    await desk.store.close()
