"""The soak: replicas on one PostgreSQL, of which one is killed now and then, between two platforms that fail.

People give commands all the while. Then everything is left alone until it is quiet, and ``check`` looks whether every
promise was kept. All traffic stays on loopback.
"""

import asyncio
import json
import random
import shutil
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import func, or_, select

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.demo.processes import Processes
from bot.routing import CurrentOrganisation
from tests.soak import slack_service, teams_service
from tests.soak.check import Report, check, stored
from tests.soak.door import Door, weather_at_the_door
from tests.soak.history import History
from tests.soak.organisation import desks
from tests.soak.people import People
from tests.soak.replicas import Replicas, environment_for
from tests.soak.slack_service import SoakSlack, weather_over_slack
from tests.soak.teams_service import SoakTeams, weather_over_teams
from tests.soak.weather import Weather

MOST_AT_ONCE = 60
"""People who wait for an answer at the same time; nobody begins something new then."""

SIGNS_OF_A_BUG = ('"level": "error"', "Traceback")


@dataclass(frozen=True)
class Plan:
    """How long, how hard. ``quiet_within_s`` is how long what is due may take after the last command."""

    seconds: float
    folder: Path
    replicas: int = 3
    per_second: float = 5.0
    kill_every_s: float = 20.0
    down_s: float = 3.0
    quiet_within_s: float = 180.0
    seed: int = 1
    faculties: int = 24
    helpdesks: int = 10
    teams: int = 8


@dataclass
class _Scene:
    plan: Plan
    history: History
    weathers: tuple[Weather, ...]
    replicas: Replicas
    people: People
    store: SqlStore


async def soak(plan: Plan, database: str) -> Report:
    """Run it to its end, and look what is left. *database* is an empty PostgreSQL."""
    shutil.rmtree(plan.folder / "logs", ignore_errors=True)  # of the last soak
    arrangement = desks(plan.faculties, plan.helpdesks, plan.teams)
    file = arrangement.written_in(plan.folder)
    organisation = CurrentOrganisation(file).organisation
    path = plan.folder / "soak-history.jsonl"
    async with AsyncExitStack() as ending:
        history = ending.enter_context(History(path))
        slack = await ending.enter_async_context(
            slack_service.serving(arrangement.members, weather=weather_over_slack(history, plan.seed))
        )
        teams = await ending.enter_async_context(
            teams_service.serving(arrangement.members, weather=weather_over_teams(history, plan.seed + 1))
        )
        reach = Reach(frozenset({"slack", "teams"}))
        store = SqlStore(database, organisation=lambda: organisation, reach=reach, clock=lambda: datetime.now(UTC))
        ending.push_async_callback(store.close)
        processes = await ending.enter_async_context(Processes(plan.folder / "logs"))
        settings = environment_for(database, file, slack.url, teams.url)
        replicas = Replicas(processes, history, settings, random.Random(plan.seed + 2), plan.folder)  # noqa: S311  # repeats with its seed, guards nothing
        await replicas.start(plan.replicas)
        at_the_door = weather_at_the_door(history, plan.seed + 5)
        session = await ending.enter_async_context(aiohttp.ClientSession())
        door = Door(replicas, session, at_the_door)
        people = People(arrangement, door, history, slack, teams, random.Random(plan.seed + 3))  # noqa: S311  # repeats with its seed, guards nothing
        for member in arrangement.members:
            await people.say_hello(member)
        history.note("begin", seconds=plan.seconds, per_second=plan.per_second, seed=plan.seed)
        weathers = tuple(weather for weather in (slack.weather, teams.weather, at_the_door) if weather is not None)
        scene = _Scene(plan, history, weathers, replicas, people, store)
        await _storm(scene)
        quiet_after_s = await _until_quiet(scene)
        troubles = await replicas.end()
        report = check(await stored(store), organisation, path, slack, teams)
        report.problems += troubles
        report.problems += _logged_breakage(plan.folder / "logs")
        report.counts["seconds until quiet"] = round(quiet_after_s)
        history.note("end", problems=report.problems, counts=report.counts)
        _keep_platforms(plan.folder, slack, teams)
        return report


async def _storm(scene: _Scene) -> None:
    """Commands, faults and kills, until the time is over; then whoever is still waiting is waited for."""
    end = time.monotonic() + scene.plan.seconds
    _set_weather(scene, stormy=True)
    killing = asyncio.create_task(_kill_now_and_then(scene, end))
    under_way: set[asyncio.Task[None]] = set()
    pace = random.Random(scene.plan.seed + 4)  # noqa: S311  # repeats with its seed, guards nothing
    while time.monotonic() < end:
        await asyncio.sleep(pace.expovariate(scene.plan.per_second))
        if len(under_way) < MOST_AT_ONCE:
            task = asyncio.create_task(scene.people.do_something())
            under_way.add(task)
            task.add_done_callback(under_way.discard)
    await asyncio.gather(killing, *under_way)
    _set_weather(scene, stormy=False)


def _set_weather(scene: _Scene, *, stormy: bool) -> None:
    for weather in scene.weathers:
        weather.stormy = stormy


async def _kill_now_and_then(scene: _Scene, end: float) -> None:
    while (left_s := end - time.monotonic()) > scene.plan.kill_every_s / 2:
        await asyncio.sleep(min(scene.plan.kill_every_s, left_s))
        await scene.replicas.kill_one(scene.plan.down_s)


async def _until_quiet(scene: _Scene) -> float:
    """Seconds until nothing was due any more; what is left after the limit is for the check to find."""
    began = time.monotonic()
    d = rows.deliveries.c
    due = or_((d.shown < d.want) & d.parked.is_(None), d.sweep_at.is_not(None))
    query = select(func.count()).select_from(rows.deliveries).where(due)
    while time.monotonic() - began < scene.plan.quiet_within_s:
        if await scene.store.read(lambda connection: connection.execute(query).scalar_one()) == 0:
            break
        await asyncio.sleep(0.5)
    return time.monotonic() - began


def _logged_breakage(logs: Path) -> list[str]:
    """What a replica itself called a bug."""
    found = []
    for log in sorted(logs.glob("*.log")):
        lines = log.read_text(errors="replace").splitlines()
        found += [f"{log.name}: {line[:600]}" for line in lines if any(sign in line for sign in SIGNS_OF_A_BUG)]
    return found


def _keep_platforms(folder: Path, slack: SoakSlack, teams: SoakTeams) -> None:
    """What the platforms show at the end, for whoever wants to check it once more."""
    shown = {
        "slack": dict(slack.roots),
        "slack_threads": {f"{channel} {ts}": messages for (channel, ts), messages in slack.threads.items()},
        "teams": {f"{place} {number}": message for (place, number), message in teams.messages.items()},
    }
    (folder / "soak-platforms.json").write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
