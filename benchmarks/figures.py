"""Times of many tries as a few figures, and a load that does not wait for anybody."""

import asyncio
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Times:
    """Milliseconds, to the microsecond."""

    count: int
    p50: float
    p99: float
    mean: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """Of at least two measurements."""
        cuts = statistics.quantiles(seconds, n=100, method="inclusive")
        p50, p99, mean = (round(1_000 * value, 3) for value in (cuts[49], cuts[98], statistics.fmean(seconds)))
        return cls(len(seconds), p50, p99, mean)


WARM_UP = 20
PACKAGES = ("aiohttp", "botbuilder-core", "psycopg", "slack-bolt", "SQLAlchemy")


@dataclass(frozen=True)
class Load:
    """What so many clients got done who each ask again as soon as they are answered."""

    clients: int
    seconds: float
    per_second: float
    times: Times
    cpu_ms: float
    """Of the bot's own process for each time it was asked, deliveries included; other work on the machine is not."""


async def timed(ask: Callable[[int], Awaitable[Any]], tries: int) -> Times:
    """One after the other; the first few do not count."""
    taken = []
    for number in range(WARM_UP + tries):
        began = time.perf_counter()
        await ask(number)
        taken.append(time.perf_counter() - began)
    return Times.of(taken[WARM_UP:])


async def closed_loop(
    ask: Callable[[int, int], Awaitable[None]], clients: int, seconds: float, pids: Sequence[int]
) -> Load:
    """*ask* is given the number of the client and how often it asked before.

    Each client asks an even number of times: what was claimed is given back.
    """
    taken: list[float] = []
    busy = _processor_s(pids)
    began = time.perf_counter()
    end = began + seconds

    async def client(number: int) -> None:
        asked = 0
        while time.perf_counter() < end or len(taken) < 2 or asked % 2:
            since = time.perf_counter()
            await ask(number, asked)
            taken.append(time.perf_counter() - since)
            asked += 1

    await asyncio.gather(*(client(number) for number in range(clients)))
    elapsed = time.perf_counter() - began
    cpu_ms = round(1_000 * (_processor_s(pids) - busy) / len(taken), 3)
    return Load(clients, round(elapsed, 1), round(len(taken) / elapsed, 1), Times.of(taken), cpu_ms)


def _processor_s(pids: Sequence[int]) -> float:
    """Seconds of processor time these processes had so far (proc(5), /proc/pid/stat, utime and stime)."""
    had = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids)
    return sum(int(ticks) for both in had for ticks in both) / os.sysconf("SC_CLK_TCK")


def as_json(figures: Any) -> dict[str, Any]:
    """A dataclass of figures."""
    found: dict[str, Any] = asdict(figures)
    return found


def ratio(ours: float, floor: float) -> float:
    """How many times the floor."""
    return round(ours / floor, 2)


def surroundings() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "machine": platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def load() -> tuple[float, ...]:
    """The machine's load average over 1, 5 and 15 minutes: what else it had to do."""
    return tuple(round(part, 2) for part in os.getloadavg())
