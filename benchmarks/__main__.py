"""All benchmarks in order, one JSON file, and a line for each target. Run with ``make bench``."""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import doors, floors, growth, processes, store
from benchmarks.databases import DATABASES, new_database, postgresql
from benchmarks.figures import as_json, load, surroundings
from benchmarks.targets import targets
from tests.soak import slack_service
from tests.soak.latency import ANSWERS_IN_S
from tests.soak.latency import measure as measure_latency
from tests.soak.organisation import desks
from tests.soak.replicas import environment_for

PARTS = ("process", "store", "floors", "doors", "replicas", "latency", "growth")


@dataclass(frozen=True)
class Extent:
    """How long everything takes."""

    tries: int
    seconds: float
    minute: float
    latency_s: float
    sizes: tuple[int, ...]
    asked: int
    replicas: tuple[int, ...]


FULL = Extent(1_000, 4.0, 60.0, 15.0, growth.SIZES, 100, (1, 2, 3))
QUICK = Extent(150, 1.0, 3.0, 6.0, (1_000, 10_000), 40, (1, 2))


class Run:
    """One run, and what it found so far."""

    def __init__(
        self, extent: Extent, folder: Path, server: str, parts: frozenset[str], keep: Callable[[dict[str, Any]], None]
    ) -> None:
        self._keep = keep
        self._extent = extent
        self._parts = parts
        self._folder = folder
        self._server = server
        self.found: dict[str, Any] = {"took_s": {}}

    async def all(self) -> None:
        """In the order of how much they disturb what comes after."""
        measures: dict[str, Callable[[], Awaitable[dict[str, Any]]]] = {
            "process": self._process,
            "store": lambda: self._on_each(lambda sort: store.measure(self._new(sort), self._extent.tries)),
            "floors": self._floors,
            "doors": lambda: self._on_each(self._doors),
            "replicas": self._replicas,
            "latency": self._latency,
            "growth": lambda: self._on_each(self._growth),
        }
        for name in PARTS:
            if name in self._parts:
                with self._part(name):
                    self.found[name] = await measures[name]()
                self._keep(self.found)

    async def _on_each(self, measure: Callable[[str], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        return {sort: await measure(sort) for sort in DATABASES}

    def _new(self, sort: str) -> str:
        return new_database(sort, self._server, self._folder)

    @contextmanager
    def _part(self, name: str) -> Iterator[None]:
        at, began, before = datetime.now(UTC), time.perf_counter(), load()
        yield
        took = round(time.perf_counter() - began, 1)
        self.found["took_s"][name] = {
            "began": at.isoformat(),
            "seconds": took,
            "load_before": before,
            "load_after": load(),
        }
        print(f"{name}: {took} s", flush=True)

    async def _process(self) -> dict[str, Any]:
        arrangement = desks(faculties=4, helpdesks=4, teams=4, members=1)
        async with slack_service.serving(arrangement.members) as slack:
            file = arrangement.written_in(self._folder / "start")
            settings = environment_for(self._new("sqlite"), file, slack.url, slack.url)
            return {
                "import": await asyncio.to_thread(processes.import_time),
                "start_s": await processes.start_up(settings, self._folder),
            }

    async def _floors(self) -> dict[str, Any]:
        seconds = self._extent.seconds
        found = {name: await floors.measure(name, self._folder, seconds) for name in ("slack", "teams")}
        for sort in DATABASES:
            commits = await floors.measure("slack", self._folder, seconds, self._new(sort))
            found[f"slack with a commit, {sort}"] = commits
        return found

    async def _doors(self, sort: str) -> dict[str, Any]:
        seconds, minute = self._extent.seconds, self._extent.minute
        found = as_json(await doors.measure(self._new(sort), self._folder / sort, seconds, minute))
        alone = as_json(await doors.measure_alone(self._new(sort), self._folder / f"{sort}-alone", seconds))
        return {**found, "alone": alone}

    async def _replicas(self) -> dict[str, Any]:
        return {str(count): await self._with_replicas(count) for count in self._extent.replicas}

    async def _with_replicas(self, count: int) -> dict[str, Any]:
        folder = self._folder / f"replicas-{count}"
        return as_json(await doors.measure_replicas(self._new("postgresql"), folder, count, self._extent.seconds))

    async def _latency(self) -> dict[str, Any]:
        found: dict[str, Any] = {"per_second": 20.0, "platform_answers_in_ms": round(ANSWERS_IN_S * 1_000)}
        for sort in DATABASES:
            folder = self._folder / f"latency-{sort}"
            figures = await measure_latency(self._new(sort), folder, seconds=self._extent.latency_s)
            found[sort] = {name: asdict(times) for name, times in vars(figures).items()}
        return found

    async def _growth(self, sort: str) -> dict[str, Any]:
        extent = self._extent
        return growth.compared([await growth.seeded(self._new(sort), size, extent.asked) for size in extent.sizes])


def main() -> None:
    """Measure, write the file, and say what was met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes instead of twenty: to see that it works")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, help="these parts; the file keeps the others"
    )
    parser.add_argument("--to", type=Path, default=Path("benchmarks.json"))
    options = parser.parse_args()
    before = _found_before(options.to, quick=options.quick)

    def keep(found: dict[str, Any]) -> None:
        """After each part, so that nothing is lost with a part that breaks."""
        whole = {**before, **found, "took_s": before.get("took_s", {}) | found["took_s"]}
        whole = json.loads(json.dumps({**whole, **surroundings(), "quick": options.quick}))
        options.to.write_text(json.dumps({**whole, "targets": targets(whole)}, indent=1) + "\n")

    folder = tempfile.TemporaryDirectory(prefix="secondline-bench-", ignore_cleanup_errors=True)
    with folder as name, postgresql() as server:
        run = Run(QUICK if options.quick else FULL, Path(name), server, frozenset(options.only), keep)
        asyncio.run(run.all())
    for line in json.loads(options.to.read_text())["targets"]:
        print(f"{'met    ' if line['met'] else 'MISSED '} {line['target']}: {line['found']:g} ({line['bound']})")
    print(f"written to {options.to}")


def _found_before(file: Path, *, quick: bool) -> dict[str, Any]:
    """What the parts found that were run before, if they were run as long as now."""
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return found if found.get("quick") is quick else {}


if __name__ == "__main__":
    main()
