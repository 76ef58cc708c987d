"""A desk and a TOPdesk double."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.topdesk import Double, start
from bot.routing import Organisation
from tests.tickets.desk import TicketDesk, ticket_desk


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    running = await start()
    yield running
    await running.stop()


@pytest.fixture
async def desk(sqlite_address: str, organisation: Organisation, double: Double) -> AsyncIterator[TicketDesk]:
    """On SQLite: what differs between the databases is tested with the store."""
    async with ticket_desk(sqlite_address, organisation, double) as desk:
        yield desk
