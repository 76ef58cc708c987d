"""The local clients, once a session, and a fresh page for every test.

Everything here runs on the one event loop of the session: Playwright, the local clients' processes and the bots are
bound to the loop they were made in. So every asynchronous fixture of a journey says ``loop_scope="session"``, and the
tests in this folder are put on that loop below.

The clients must know where the bot will listen before there is one: ``bot_port`` is chosen first, and a test starts
its bot on it: ``desk`` is the real one, ``tiny_bots.serving`` one of the tiny. One bot at a time listens there.
"""

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from bot.demo import local_slack, slack_relay, teams_client, teams_relay, topdesk
from bot.demo.listening import any_port
from bot.demo.local_slack import LocalSlack
from bot.demo.node.install import CHECKOUT_CACHE
from bot.demo.processes import Processes
from bot.demo.teams_client import TeamsClient
from bot.demo.telling import telling
from tests import browser as browsers
from tests.journeys.desk import Desk, Surroundings
from tests.journeys.front_door import FrontDoor
from tests.journeys.front_door import standing_before as door_before
from tests.journeys.slack_gate import SlackGate
from tests.journeys.slack_gate import standing_before as gate_before
from tests.journeys.slack_page import SlackPage
from tests.journeys.teams_page import TeamsPage

CACHE = Path(__file__).parents[2] / CHECKOUT_CACHE
SESSION: Final = "session"
SIZE: ViewportSize = {"width": 1400, "height": 1000}
PATIENCE_MS = 30_000
"""Other tests run on the same machine; what has to be seen at once says so itself."""
FAILED: pytest.StashKey[bool] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the journeys on the session's loop and on one worker; the rest of the tests keep a loop each."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope=SESSION), append=False)
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note whether the test failed, for the fixtures that are taken down after it."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def bot_port() -> int:
    """Where the bot of a journey listens: ``/slack/events`` and ``/api/messages``."""
    return any_port()


@pytest_asyncio.fixture(scope="session", loop_scope=SESSION)
async def front_door(bot_port: int) -> AsyncIterator[FrontDoor]:
    """What both clients send goes through here."""
    async with door_before(f"http://127.0.0.1:{bot_port}", any_port()) as door:
        yield door


@pytest_asyncio.fixture(scope="session", loop_scope=SESSION)
async def processes(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Processes]:
    async with Processes(tmp_path_factory.mktemp("logs")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope=SESSION)
async def slack_client(
    processes: Processes, front_door: FrontDoor, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LocalSlack]:
    """The local Slack; it keeps what was said, see ``slack``. The relay puts its forms right."""
    async with slack_relay.relaying(any_port(), f"{front_door.url}/slack/events") as request_url:
        yield await local_slack.start(
            processes,
            folder=tmp_path_factory.mktemp("slack"),
            cache=CACHE,
            request_url=request_url,
            tell=telling("en"),
            port=0,
        )


@pytest_asyncio.fixture(scope="session", loop_scope=SESSION)
async def teams_language(front_door: FrontDoor) -> AsyncIterator[teams_relay.Relay]:
    """Which language Teams says that Bram reads."""
    async with teams_relay.relaying(any_port(), f"{front_door.url}/api/messages", "nl") as relay:
        yield relay


@pytest_asyncio.fixture(scope="session", loop_scope=SESSION)
async def teams(
    processes: Processes, teams_language: teams_relay.Relay, tmp_path_factory: pytest.TempPathFactory
) -> TeamsClient:
    """The local Teams client. It keeps what was said: journeys tell their messages apart by what they say."""
    return await teams_client.start(
        processes,
        folder=tmp_path_factory.mktemp("teams"),
        cache=CACHE,
        messages_url=teams_language.url,
        tell=telling("en"),
        port=0,
    )


@pytest.fixture
def bram_reads_english(teams_language: teams_relay.Relay) -> Iterator[None]:
    """For this test Bram's Teams is in English."""
    teams_language.language = "en"
    yield
    teams_language.language = "nl"


@pytest_asyncio.fixture(loop_scope=SESSION)
async def slack(slack_client: LocalSlack) -> LocalSlack:
    """The local Slack as it was at the start: nothing was said, no modal is open."""
    async with aiohttp.ClientSession() as session, session.post(f"{slack_client.control_url}/reset") as answer:
        answer.raise_for_status()
    return slack_client


@pytest_asyncio.fixture(scope="session", loop_scope=SESSION)
async def _slack_gate(slack_client: LocalSlack) -> AsyncIterator[SlackGate]:
    async with gate_before(slack_client.api_url, any_port()) as gate:
        yield gate


@pytest_asyncio.fixture(loop_scope=SESSION)
async def surroundings(
    slack: LocalSlack,
    _slack_gate: SlackGate,
    teams: TeamsClient,
    bot_port: int,
    tmp_path: Path,
    processes: Processes,
) -> AsyncIterator[Surroundings]:
    """Both clients, a TOPdesk with its tickets as they were, and an empty folder for the database."""
    tickets = await topdesk.start()
    yield Surroundings(slack, _slack_gate, teams, tickets, bot_port, tmp_path, processes)
    _slack_gate.mend()
    await tickets.stop()


@pytest_asyncio.fixture(loop_scope=SESSION)
async def desk(surroundings: Surroundings) -> AsyncIterator[Desk]:
    """The bot, running with the example organisation."""
    async with surroundings.running() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope=SESSION)
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        running = await browsers.launched(playwright)
        yield running
        await running.close()


@asynccontextmanager
async def _page(browser: Browser, request: pytest.FixtureRequest, picture: Path) -> AsyncIterator[Page]:
    """A page of its own. When the test fails, a picture of it is left in the test's folder."""
    context = await browser.new_context(viewport=SIZE, locale="en-GB", timezone_id="Europe/Amsterdam")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    yield page
    if request.node.stash.get(FAILED, False):
        await page.screenshot(path=picture)
    await context.close()


@pytest_asyncio.fixture(loop_scope=SESSION)
async def slack_page(
    browser: Browser, slack: LocalSlack, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[SlackPage]:
    """A page of its own for this test; nobody is signed in yet (``open``)."""
    async with _page(browser, request, tmp_path / "slack.png") as page:
        yield SlackPage(page, slack.web_url)


@pytest_asyncio.fixture(loop_scope=SESSION)
async def teams_page(
    browser: Browser, teams: TeamsClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[TeamsPage]:
    """A page of its own for this test, where Bram sits."""
    async with _page(browser, request, tmp_path / "teams.png") as page:
        yield TeamsPage(page, teams.web_url)
