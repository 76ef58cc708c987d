"""Everything around the bot, and a bot that does not wait as long as it would."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from bot import app
from bot.adapters.slack.platform import SlackPlatform
from bot.adapters.teams.platform import TeamsPlatform
from bot.delivery import Delivery, loop, policy
from bot.demo import topdesk
from bot.demo.processes import Processes
from tests.faults import slack as slacks
from tests.faults import teams as teamses
from tests.faults.desk import Desk, Operator, Outside
from tests.faults.slack import Slack
from tests.faults.teams import Teams

FASTER = 40
"""So many times shorter are the waits after a failure."""

LEASE_S, SEND_LIMIT_S, SWEEP_AFTER_S = 6.0, 2.5, 1.0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One after the other: each starts programs and servers of its own and has limits on time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("faults"))


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out: all waits are shorter."""
    impatient = partial(Delivery, lease_s=LEASE_S, send_limit_s=SEND_LIMIT_S, sweep_after_s=SWEEP_AFTER_S)
    monkeypatch.setattr(app, "Delivery", impatient)
    monkeypatch.setattr(loop, "POLL_S", 0.1)
    monkeypatch.setattr(loop, "SETTLE_S", loop.SETTLE_S / FASTER)
    monkeypatch.setattr(policy, "FIRST_WAIT_S", policy.FIRST_WAIT_S / FASTER)
    monkeypatch.setattr(policy, "MAX_WAIT_S", policy.MAX_WAIT_S / FASTER)
    monkeypatch.setattr(policy, "NO_ACCESS_WAIT_S", policy.NO_ACCESS_WAIT_S / FASTER / 3)
    monkeypatch.setattr(SlackPlatform, "interval_s", SlackPlatform.interval_s / FASTER)
    monkeypatch.setattr(TeamsPlatform, "interval_s", TeamsPlatform.interval_s / FASTER)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slacks.serving() as running:
        yield running


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    async with teamses.serving() as running:
        yield running


@pytest.fixture
async def tickets() -> AsyncIterator[topdesk.Double]:
    running = await topdesk.start()
    yield running
    await running.stop()


@pytest.fixture
async def outside(slack: Slack, teams: Teams, tickets: topdesk.Double, tmp_path: Path) -> AsyncIterator[Outside]:
    async with aiohttp.ClientSession() as http:
        yield Outside(slack, teams, tickets, http, tmp_path)


@pytest.fixture
async def processes(tmp_path: Path) -> AsyncIterator[Processes]:
    async with Processes(tmp_path / "logs") as running:
        yield running


@pytest.fixture
async def desk(outside: Outside, sqlite_address: str) -> AsyncIterator[Desk]:
    """The bot on SQLite, for what does not depend on the database."""
    async with outside.running(sqlite_address) as running:
        yield running


@pytest.fixture
def operator(desk: Desk, monkeypatch: pytest.MonkeyPatch, sqlite_address: str) -> Operator:
    """With the settings of the bot of the test."""
    for name, value in desk.outside.environment(sqlite_address).items():
        monkeypatch.setenv(name, value)
    return Operator()
