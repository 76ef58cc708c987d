"""The whole bot and TOPdesk: what people do there arrives here by TOPdesk's call, once, late, twice or not at all."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import app
from bot.adapters.sql.store import SqlStore
from bot.app import Bot
from bot.case import Case, TicketReference
from bot.commands import OpenCase
from bot.demo import cast
from bot.demo.listening import any_port
from bot.demo.topdesk import WRITER, Calls, Double, FaultKind, start
from bot.handlers import handle
from bot.routing import CurrentOrganisation
from bot.settings import Settings
from tests.builders import SANNE, a_question
from tests.tickets.desk import PORTAL_GROUP, TICKET

ORGANISATION = Path("bot/demo/organisation.toml")
SECRET = "agreed-with-topdesk"
PATIENCE_S = 30.0


@pytest.fixture
def port() -> int:
    return any_port()


@pytest.fixture
async def double(port: int) -> AsyncIterator[Double]:
    running = await start(event_url=f"http://127.0.0.1:{port}/topdesk/events", event_secret=SECRET)
    yield running
    await running.stop()


def settings(address: str, port: int, double: Double) -> Settings:
    environment = {
        "SECONDLINE_DATABASE_URL": address,
        "SECONDLINE_ORGANISATION": str(ORGANISATION),
        "SECONDLINE_PORT": str(port),
        "TOPDESK_URL": double.url,
        "TOPDESK_LOGIN": WRITER.login,
        "TOPDESK_APPLICATION_PASSWORD": WRITER.password,
        "TOPDESK_EVENT_SECRET": SECRET,
    }
    return Settings(_env_file=None, **environment)  # type: ignore[arg-type]  # from text


@pytest.fixture
async def bot(sqlite_address: str, port: int, double: Double) -> AsyncIterator[Bot]:
    async with app.running(settings(sqlite_address, port, double), CurrentOrganisation(ORGANISATION)) as bot:
        yield bot


async def handed_over(bot: Bot, double: Double) -> str:
    """And the ticket says so."""
    identity = double.store.by_number(TICKET).id
    question = a_question(ticket=TICKET)
    question = type(question)(**{**vars(question), "ticket": TicketReference(TICKET, identity)})
    number = (await bot.core.store.run(handle(OpenCase(actor=SANNE, question=question)))).number
    await eventually(lambda: _is_with(double, PORTAL_GROUP))
    await eventually(lambda: _nothing_to_write(bot))
    return number


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not await holds():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.05)


async def _is_with(double: Double, group: str) -> bool:
    return bool(double.store.by_number(TICKET).fields["operatorGroup"]["name"] == group)


async def _nothing_to_write(bot: Bot) -> bool:
    store = bot.core.store
    assert isinstance(store, SqlStore)
    query = "SELECT count(*) FROM delivery WHERE shown < want"
    return bool(await store.read(lambda connection: connection.exec_driver_sql(query).scalar_one()) == 0)


def claimed_by(bot: Bot, number: str, person: cast.Person) -> Callable[[], Awaitable[bool]]:
    async def claimed() -> bool:
        case: Case = await bot.core.store.queries.case(number)
        return case.requests[0].claimant == person.email

    return claimed


@pytest.mark.parametrize("calls", [Calls.ONCE, Calls.TWICE, Calls.LATE])
async def test_who_takes_the_ticket_in_topdesk_has_the_case(bot: Bot, double: Double, calls: Calls) -> None:
    double.events.calls, double.events.late_s = calls, 0.5
    number = await handed_over(bot, double)
    double.editor.takes_over(TICKET, cast.BRAM.email)
    await eventually(claimed_by(bot, number, cast.BRAM))
    await double.events.settled()
    assert {sent.status for sent in double.events.sent} == {202}


async def test_a_call_that_came_while_topdesk_was_down_is_followed_when_it_is_back(
    bot: Bot, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await handed_over(bot, double)
    double.faults.switch_on(FaultKind.DROPPED_BEFORE, times=None)
    double.editor.takes_over(TICKET, cast.BRAM.email)
    await double.events.settled()
    assert double.events.sent[-1].status == 202
    await asyncio.sleep(0.5)
    double.faults.switch_off()
    double.editor.sets_status(TICKET, "Wacht op melder")  # whatever happens next wakes the bot
    await eventually(claimed_by(bot, number, cast.BRAM))


async def test_a_call_that_is_lost_costs_as_long_as_it_takes_to_the_next_question(
    sqlite_address: str, port: int, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.watching.TicketWatch.__init__.__kwdefaults__", {"every_s": 0.5, "pause_s": 0.5})
    double.events.calls = Calls.NEVER
    async with app.running(settings(sqlite_address, port, double), CurrentOrganisation(ORGANISATION)) as bot:
        number = await handed_over(bot, double)
        double.editor.takes_over(TICKET, cast.BRAM.email)
        await eventually(claimed_by(bot, number, cast.BRAM))


async def test_without_a_secret_topdesk_cannot_call(sqlite_address: str, port: int, double: Double) -> None:
    without = settings(sqlite_address, port, double).model_copy(update={"topdesk_event_secret": None})
    running = app.running(without, CurrentOrganisation(ORGANISATION))
    async with running as bot, ClientSession(bot.address) as http:
        answer = await http.post("/topdesk/events", json={"id": double.store.by_number(TICKET).id})
        assert answer.status == 404
