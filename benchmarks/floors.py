"""The least that the same libraries take, as processes of their own: see ``bare``."""

import sys
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.figures import as_json, closed_loop
from benchmarks.processes import started
from benchmarks.street import CHANCE, CLIENTS, must_be_ok
from bot.demo.listening import any_port
from bot.demo.processes import Processes
from tests.adapters.slack.payloads import payload
from tests.adapters.teams.conftest import payload as activity
from tests.soak.door import Door
from tests.soak.history import History
from tests.soak.replicas import Replica, Replicas


async def measure(platform: str, folder: Path, seconds: float, database: str = "") -> dict[str, Any]:
    """The bare bot, asked by one and by eight."""
    port = any_port()
    command = [sys.executable, "-m", "benchmarks.bare", platform, str(port)]
    if database:
        command += ["--database", database]
    processing, asking = Processes(folder / "bare"), aiohttp.ClientSession()
    with History(folder / "bare.jsonl") as history:
        async with processing as processes, asking as session:
            return await _measured(
                platform, Replicas(processes, history, {}, CHANCE, folder), session, command, port, seconds
            )


async def _measured(
    platform: str, them: Replicas, session: aiohttp.ClientSession, command: list[str], port: int, seconds: float
) -> dict[str, Any]:
    child = await started(them.processes, command, port)
    them.all.append(Replica("bare", port, child, ready=True))
    door = Door(them, session)
    typed = payload("slash_command", command="/case", text="mine")
    invoked = activity("invoke-adaptiveCard-action")

    async def ask(_: int, __: int) -> None:
        answered = door.activity(invoked) if platform == "teams" else door.slash_command(typed)
        must_be_ok(await answered)

    pids = [child.process.pid]
    await closed_loop(ask, 2, seconds / 4, pids)
    return {f"clients_{n}": as_json(await closed_loop(ask, n, seconds, pids)) for n in (1, CLIENTS)}
