"""What a bot takes as a process: memory, the time until it answers, and what importing it costs."""

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo.listening import any_port
from bot.demo.processes import Child, Processes
from tests.soak.replicas import ROOT

MIB = 1024
TRIES = 3


@dataclass(frozen=True)
class Resident:
    """MiB of memory of its own: after it started, and after the load."""

    at_rest: float
    under_load: float


def resident(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / MIB, 1)
    raise RuntimeError("no such process")


async def started(
    processes: Processes, command: list[str], port: int, environment: dict[str, str] | None = None
) -> Child:
    """Start it, and wait until something listens on the port."""
    settings = {**(environment or {}), "PYTHONPATH": str(ROOT)}
    child = await processes.start(f"bare-{port}", command, folder=ROOT, environment=settings)
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                if not child.is_running:
                    raise RuntimeError(f"{child.name} did not start: {child.last_words()}") from None
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return child


async def start_up(environment: dict[str, str], folder: Path) -> float:
    """Seconds from the start of the process until it says that it is ready; the best of a few."""
    return min([await _until_ready(environment, folder) for _ in range(TRIES)])


async def _until_ready(environment: dict[str, str], folder: Path) -> float:
    port = any_port()
    settings = {**environment, "SECONDLINE_PORT": str(port)}
    async with Processes(folder / "start") as processes, aiohttp.ClientSession() as session:
        began = time.perf_counter()
        await started(processes, [sys.executable, "-m", "bot", "run"], port, settings)
        while True:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                if response.ok:
                    return round(time.perf_counter() - began, 3)
            await asyncio.sleep(0.01)


def import_time() -> dict[str, Any]:
    """Seconds that ``import bot.app`` takes in a new process, and the packages of which it is made up most."""
    command = [sys.executable, "-X", "importtime", "-c", "import bot.app"]
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = []
    for _ in range(TRIES):
        began = time.perf_counter()
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)  # noqa: S603  # ourselves
        runs.append((time.perf_counter() - began, done.stderr))
    seconds, said = min(runs)
    return {"seconds": round(seconds, 3), "heaviest_ms": _heaviest(said)}


def _heaviest(said: str) -> dict[str, float]:
    """Own time, added up by package."""
    packages: dict[str, float] = {}
    for line in said.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        if own.strip().isdigit():
            package = rest.rpartition("|")[2].strip().partition(".")[0]
            packages[package] = packages.get(package, 0.0) + int(own) / 1_000
    return {name: round(ms, 1) for name, ms in sorted(packages.items(), key=lambda found: -found[1])[:12]}
