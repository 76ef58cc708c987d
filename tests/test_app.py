"""The bot as a whole: what it does when a part of it breaks, and in which order it ends."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot import app
from bot.adapters.sql import listening
from bot.adapters.sql.store import SqlStore
from bot.chores import Chores
from bot.conversation.core import Core
from bot.delivery import Delivery
from bot.routing import CurrentOrganisation
from bot.settings import Settings
from tests.fakes import RecordingPlatform

EXAMPLE = Path(__file__).parents[1] / "bot" / "demo" / "organisation.toml"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def organisation_in_use() -> CurrentOrganisation:
    """The example organisation."""
    return CurrentOrganisation(EXAMPLE)


def settings_for(address: str) -> Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Settings(
        SECONDLINE_DATABASE_URL=address,
        SECONDLINE_PORT=port,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="shared",
    )


class RecordingSlack:
    """In the place of the Slack adapter: notes when its parts are stopped."""

    happened: list[str]

    def __init__(self, core: Core, access: object) -> None:
        self.platform = RecordingPlatform("slack")
        self.directory = self

    def follow(self, membership: object) -> None:
        """Nobody comes or goes."""

    async def check(self) -> None:
        """Slack lets the bot in."""

    def routes(self, site: web.Application) -> None:
        """Notes when the web server takes nothing more."""

        async def shut_down(_: web.Application) -> None:
            self.happened.append("web server")

        site.on_shutdown.append(shut_down)

    async def start_socket_mode(self) -> None:
        """Connected."""

    async def stop_socket_mode(self) -> None:
        self.happened.append("socket mode")

    async def stop(self) -> None:
        self.happened.append("slack")


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was stopped, in that order; Slack is not there."""
    happened: list[str] = []
    monkeypatch.setattr(RecordingSlack, "happened", happened, raising=False)
    monkeypatch.setattr(app, "SlackAdapter", RecordingSlack)
    for kind, method, name in ((Delivery, "stop", "delivery"), (SqlStore, "close", "store")):
        monkeypatch.setattr(kind, method, noted(getattr(kind, method), name, happened))
    return happened


def noted(method: Callable[[Any], Any], name: str, happened: list[str]) -> Callable[[Any], Any]:
    async def and_noted(self: Any) -> None:
        happened.append(name)
        await method(self)

    return and_noted


IN_ORDER = ["socket mode", "web server", "delivery", "slack", "store"]


async def test_it_takes_nothing_more_before_it_finishes_what_is_under_way(
    sqlite_address: str, organisation_in_use: CurrentOrganisation, happened: list[str]
) -> None:
    settings = settings_for(sqlite_address)
    stop = asyncio.Event()
    running = asyncio.create_task(app.run(settings, organisation_in_use, stop))
    async with asyncio.timeout(60), ClientSession() as session:
        while not await ready(session, settings):  # noqa: ASYNC110  # it is on the other side of a socket
            await asyncio.sleep(0.02)
        stop.set()
        await running

    assert happened == IN_ORDER


async def ready(session: ClientSession, settings: Settings) -> bool:
    try:
        async with session.get(f"http://{settings.host}:{settings.port}/readyz") as answer:
            return answer.status == 200
    except OSError:
        return False


async def breaks(*_: object) -> None:
    """A part with a bug."""
    await asyncio.sleep(0.05)
    raise ZeroDivisionError


@pytest.mark.parametrize("part", ["delivery", "listening", "chores"])
async def test_a_part_that_breaks_ends_the_bot_in_order(
    part: str,
    postgresql_address: str,
    organisation_in_use: CurrentOrganisation,
    happened: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, name = {"delivery": (Delivery, "run"), "listening": (listening, "listen"), "chores": (Chores, "run")}[part]
    monkeypatch.setattr(whole, name, breaks)

    with capture_logs() as logs, pytest.raises(app.Broken):
        async with asyncio.timeout(60):
            await app.run(settings_for(postgresql_address), organisation_in_use, asyncio.Event())

    (broke,) = [entry for entry in logs if entry["event"] == "part_broke"]
    assert broke["part"] == part
    assert isinstance(broke["exc_info"], ZeroDivisionError)
    assert happened == IN_ORDER
