"""The client and the tickets, against the double over loopback."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.tickets import Arrangement, TopdeskTickets
from bot.demo.topdesk import WRITER, Double, start


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    running = await start()
    yield running
    await running.stop()


@pytest.fixture
async def client(double: Double) -> AsyncIterator[TopdeskClient]:
    async with TopdeskClient(double.url, WRITER.login, WRITER.password, pause_s=0.001) as connected:
        yield connected


@pytest.fixture
def tickets(client: TopdeskClient) -> TopdeskTickets:
    return TopdeskTickets(client, Arrangement(completed_status="Gereed", closure_code="Beantwoord"))
