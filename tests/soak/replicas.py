"""Replicas of the bot as processes of their own, one of which is killed now and then."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.demo.listening import any_port
from bot.demo.processes import Child, Processes
from tests.soak.history import History

ROOT = Path(__file__).parents[2]
SIGNING_SECRET = "soak-signing-secret"
TOKEN = "xoxb-test"
STARTS_WITHIN_S = 60.0
REQUEST_WITHIN_S = 3.0
REQUEST_TAKES_S = 0.03


@dataclass
class Replica:
    """One place for a process: the process changes, the port stays."""

    name: str
    port: int
    child: Child | None = None
    ready: bool = False
    starts: int = 0
    under_way: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A request is being answered."""
        self.under_way += 1
        self.asked.set()
        try:
            yield
        finally:
            self.under_way -= 1


@dataclass
class Replicas:
    """All of them. ``environment`` is what they have in common."""

    processes: Processes
    history: History
    environment: dict[str, str]
    chance: random.Random
    folder: Path
    all: list[Replica] = field(default_factory=list)

    async def start(self, count: int) -> None:
        """Start so many, at once."""
        self.all = [Replica(f"replica-{number}", any_port()) for number in range(1, count + 1)]
        await asyncio.gather(*(self._start(replica) for replica in self.all))

    def alive(self) -> Replica | None:
        """One of those that take requests."""
        ready = [replica for replica in self.all if replica.ready]
        return self.chance.choice(ready) if ready else None

    async def kill_one(self, down_s: float) -> None:
        """``kill -9``, and a new process in its place after a while."""
        replica = self.alive()
        if replica is None or replica.child is None:
            return
        await self._in_the_middle_of_it(replica)
        replica.ready = False
        os.kill(replica.child.process.pid, signal.SIGKILL)
        self.history.note("kill", replica=replica.name, pid=replica.child.process.pid, under_way=replica.under_way)
        await self.processes.stop(replica.child)
        await asyncio.sleep(down_s)
        await self._start(replica)

    async def _in_the_middle_of_it(self, replica: Replica) -> None:
        """Wait for the next request, if one comes soon, and for some part of the time it takes to answer it."""
        replica.asked.clear()
        try:
            async with asyncio.timeout(REQUEST_WITHIN_S):
                await replica.asked.wait()
        except TimeoutError:
            return
        await asyncio.sleep(self.chance.uniform(0.0, REQUEST_TAKES_S))

    async def end(self) -> list[str]:
        """End all in order (SIGTERM); what did not end well, with its last words."""
        troubles = []
        for replica in self.all:
            replica.ready = False
            if replica.child is None:
                continue
            replica.child.process.terminate()
        for replica in self.all:
            if replica.child is None:
                continue
            try:
                async with asyncio.timeout(30):
                    code = await replica.child.process.wait()
            except TimeoutError:
                troubles.append(f"{replica.name} does not stop when it is told to")
                continue
            if code != 0:
                troubles.append(f"{replica.name} ended with {code}: {replica.child.last_words(3)}")
        return troubles

    async def _start(self, replica: Replica) -> None:
        replica.starts += 1
        environment = {
            **self.environment,
            "SECONDLINE_PORT": str(replica.port),
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "bot", "run"]
        name = f"{replica.name}-{replica.starts:03}"
        replica.child = await self.processes.start(name, command, folder=self.folder, environment=environment)
        await self._until_ready(replica, replica.child)
        replica.ready = True
        self.history.note("start", replica=replica.name, pid=replica.child.process.pid)

    async def _until_ready(self, replica: Replica, child: Child) -> None:
        async with asyncio.timeout(STARTS_WITHIN_S), aiohttp.ClientSession() as session:
            while True:
                if not child.is_running:
                    raise RuntimeError(f"{child.name} did not start: {child.last_words()}")
                try:
                    async with session.get(f"{replica.url}/readyz") as response:
                        if response.ok:
                            return
                except aiohttp.ClientError:
                    pass  # it does not listen yet
                await asyncio.sleep(0.1)


def environment_for(database: str, organisation: Path, slack_url: str, teams_url: str = "") -> dict[str, str]:
    """The settings of a bot between these platforms."""
    settings = {
        "SECONDLINE_DATABASE_URL": database,
        "SECONDLINE_ORGANISATION": str(organisation),
        "SECONDLINE_LOG_FORMAT": "json",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{slack_url}/api/",
    }
    teams = {"TEAMS_ANONYMOUS": "1", "TEAMS_SERVICE_URL": teams_url} if teams_url else {}
    return settings | teams
