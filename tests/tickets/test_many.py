"""Ten thousand open tickets are asked about within TOPdesk's limits on pages, in less than a minute."""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.tickets import TopdeskTickets
from bot.conversation.core import Core
from bot.demo.topdesk import WRITER, Double, start
from bot.demo.topdesk.entries import timestamp
from bot.demo.topdesk.reference import stable_id
from bot.demo.topdesk.store import Incident, blank_incident
from bot.watching import Hint, TicketWatch, Watched

MANY = 10_000
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class ManyCases:
    """A store in which every ticket has an open case, and was seen as it is."""

    def __init__(self, tickets: Sequence[str]) -> None:
        self.cases = [
            Watched(f"SL-{n}", 1, True, f"M{n}", ticket, NOW, again=False, being_written=False)
            for n, ticket in enumerate(tickets)
        ]

    async def hints(self) -> Sequence[Hint]:
        return []

    async def done(self, hint: Hint) -> None:
        raise NotImplementedError

    async def watched(self, tickets: Sequence[str] | None = None) -> Sequence[Watched]:
        return self.cases

    async def my_turn(self, name: str, every: timedelta) -> bool:
        return False


class Looking(TicketWatch):
    """Notes which tickets it would read."""

    async def _look(self, watched: Watched) -> None:
        self.looked = [*getattr(self, "looked", []), watched.ticket]


@pytest.fixture(scope="module")
def incidents() -> dict[str, Incident]:
    found = {}
    for n in range(MANY):
        identity = stable_id("many", str(n))
        fields = blank_incident(identity, f"M2611 {n:05}", NOW) | {"status": "secondLine"}
        found[identity] = Incident(fields)
    return found


@pytest.fixture
async def double(incidents: dict[str, Incident]) -> AsyncIterator[Double]:
    running = await start()
    running.store.incidents = dict(incidents)
    yield running
    await running.stop()


@pytest.mark.alone
async def test_each_of_them_is_asked_about_and_only_what_changed_is_read(double: Double) -> None:
    tickets = list(double.store.incidents)
    async with TopdeskClient(double.url, WRITER.login, WRITER.password) as client:
        reading = TopdeskTickets(client)
        core = Core(None, None, reading, lambda: NOW)  # type: ignore[arg-type]  # nothing is stored here
        watch = Looking(core, reading, ManyCases(tickets))
        changed, gone = tickets[7], tickets[8]
        double.store.incidents[changed].fields["modificationDate"] = timestamp(NOW + timedelta(seconds=1))
        del double.store.incidents[gone]
        began = time.monotonic()
        await watch.poll()
        took_s = time.monotonic() - began
        assert sorted(watch.looked) == sorted([changed, gone])
        assert took_s < 60.0
        watch.looked = []
        double.store.incidents[tickets[9]].fields["modificationDate"] = timestamp(NOW + timedelta(seconds=2))
        began = time.monotonic()
        await watch.poll()  # the next minute: one question about what was changed since
        assert time.monotonic() - began < 15.0
        assert tickets[9] in watch.looked
