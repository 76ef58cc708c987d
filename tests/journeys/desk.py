"""The whole bot between its real surroundings: the local Slack, the local Teams client, a TOPdesk, a database file.

``Surroundings`` are what stays when the bot is killed; ``running`` starts the bot in this process, ``running_apart`` as
a process of its own, which can be killed. Both take the organisation file, so a story may need another one.
"""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot import app
from bot.case import Case
from bot.conversation.core import Core
from bot.demo import cast, topdesk
from bot.demo.listening import answers
from bot.demo.local_slack import LocalSlack
from bot.demo.processes import Child, Processes
from bot.demo.run import ORGANISATION, QUIET
from bot.demo.teams_client import TeamsClient
from bot.ports import CaseFilter
from bot.routing import CurrentOrganisation
from bot.settings import Settings
from tests.journeys.slack_gate import SlackGate

Change = Callable[[str], str]


def as_it_is(text: str) -> str:
    """The example organisation, unchanged."""
    return text


@dataclass
class Surroundings:
    """Everything around the bot."""

    slack: LocalSlack
    gate: SlackGate
    teams: TeamsClient
    tickets: topdesk.Double
    port: int
    folder: Path
    processes: Processes
    _starts: list[Child] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the bot listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The SQLite file, which outlives the bot."""
        return self.folder / "secondline.db"

    def environment(self, change: Change = as_it_is) -> dict[str, str]:
        """What the bot is told; writes the organisation file as *change* makes it of the example."""
        organisation = self.folder / "organisation.toml"
        before = ORGANISATION.read_text(encoding="utf-8").replace(QUIET, f"{QUIET[:-4]}false", 1)  # at whatever hour
        after = change(before)
        assert change is as_it_is or after != before, "the change of the organisation file changes nothing"
        organisation.write_text(after, encoding="utf-8")
        return {
            "SECONDLINE_DATABASE_URL": f"sqlite:///{self.database}",
            "SECONDLINE_ORGANISATION": str(organisation),
            "SECONDLINE_HOST": "127.0.0.1",
            "SECONDLINE_PORT": str(self.port),
            **self.slack.environment,
            "SLACK_API_URL": self.gate.api_url,
            **self.teams.environment,
            "TEAMS_SERVICE_URL": self.teams.service_url,
            "TOPDESK_URL": self.tickets.url,
            "TOPDESK_LOGIN": topdesk.WRITER.login,
            "TOPDESK_APPLICATION_PASSWORD": topdesk.WRITER.password,
        }

    @asynccontextmanager
    async def running(self, change: Change = as_it_is) -> AsyncIterator["Desk"]:
        """The bot in this process."""
        settings = Settings(_env_file=None, **self.environment(change))  # type: ignore[arg-type]  # read from text
        async with app.running(settings, CurrentOrganisation(settings.organisation)) as bot:
            yield Desk(self, bot.core)

    async def start_apart(self, change: Change = as_it_is) -> Child:
        """The bot as a process of its own: ``python -m bot run``. ``processes.stop`` ends it, as does a signal."""
        name = f"bot-{len(self._starts) + 1}-of-{self.folder.name}"
        command = [sys.executable, "-m", "bot", "run"]
        child = await self.processes.start(name, command, environment=self.environment(change))
        self._starts.append(child)
        await answers(f"{self.url}/readyz", child)
        return child

    async def kill(self, bot: Child) -> None:
        """``kill -9``: it has no time for anything."""
        bot.process.kill()
        await self.processes.stop(bot)

    async def stop_what_was_started(self) -> None:
        """The bots of ``start_apart``."""
        for bot in self._starts:
            await self.processes.stop(bot)

    async def everything_is_delivered(self, where: str = "") -> None:
        """Wait until nothing is due any more: no card, line, notice or entry in a ticket.

        *where* is how the destinations begin that are waited for: ``teams``, ``slack``, ``person``, ``ticket``.
        """
        async with asyncio.timeout(60):
            while self._undelivered(where):  # noqa: ASYNC110  # the bot may be a process of its own
                await asyncio.sleep(0.02)

    def _undelivered(self, where: str) -> int:
        due = "SELECT count(*) FROM delivery WHERE shown < want AND parked IS NULL AND destination LIKE ?"
        with closing(sqlite3.connect(self.database)) as database:
            (count,) = database.execute(due, [f"{where}%"]).fetchone()
        return int(count)

    async def slack_messages(self, party: str) -> list[Mapping[str, Any]]:
        """What stands in a party's Slack channel, threads left out, the oldest first."""
        address = f"{self.slack.control_url}/messages/{cast.slack_channel(party).id}"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            found = (await answer.json())["messages"]
        shown = [m for m in found if m.get("thread_ts", m["ts"]) == m["ts"] and m.get("subtype") != "ephemeral"]
        return sorted(shown, key=lambda message: float(message["ts"]))


@dataclass
class Desk:
    """A running bot and what it knows."""

    surroundings: Surroundings
    core: Core

    async def cases(self) -> tuple[Case, ...]:
        """All cases, open and closed, the oldest first."""
        queries = self.core.store.queries
        found = await queries.cases(CaseFilter(open=None, limit=100))
        return tuple([await queries.case(number) for number in sorted(row.number for row in found.rows)])

    async def only_case(self) -> Case:
        """The one case there is."""
        (case,) = await self.cases()
        return case

    async def everything_is_delivered(self, where: str = "") -> None:
        """See ``Surroundings.everything_is_delivered``."""
        await self.surroundings.everything_is_delivered(where)

    async def happened(self, number: str) -> list[str]:
        """What stands in the timeline, by the names of the events."""
        return [type(entry.event).__name__ for entry in await self.core.store.queries.timeline(number)]
