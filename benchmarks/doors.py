"""What people wait for: signed requests to bots that are processes of their own, in front of platforms on loopback."""

import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import stories
from benchmarks.figures import Load, as_json, closed_loop
from benchmarks.processes import Resident, resident, started
from benchmarks.store import now
from bot.actions import Viewer
from bot.adapters.sql.store import SqlStore
from bot.adapters.teams.cards import kept_card
from bot.announcements import Reach
from bot.card import Words, case_card
from bot.case import Actor
from bot.commands import OpenCase
from bot.demo.listening import any_port
from bot.demo.processes import Processes
from bot.handlers import handle
from bot.ports import Person
from bot.routing import Organisation, load
from tests.adapters.slack.payloads import payload
from tests.adapters.teams.conftest import payload as activity
from tests.soak import slack_service, teams_service
from tests.soak.door import Answered, Door
from tests.soak.history import History
from tests.soak.organisation import Desk, Desks, desks
from tests.soak.replicas import Replica, Replicas, environment_for

PAIRS = 32
"""Helpdesks with a second-line party each: many channels, so that the pace of one is not what is measured."""
CASES_EACH = 4
QUIET_FOR_S, QUIET_WITHIN_S = 1.5, 10.0
CHANCE = random.Random(1)  # noqa: S311  # which replica is asked


@dataclass(frozen=True)
class Pair:
    """Who asks, who is asked, and the requests the latter may claim."""

    asking: Desk
    asked: Desk
    cases: tuple[str, ...]


class Street:
    """A row of doors and the people who stand before them."""

    def __init__(self, door: Door, pairs: tuple[Pair, ...], cards: dict[str, dict[str, Any]]) -> None:
        self._door = door
        self._pairs = pairs
        self._cards = cards
        self._last_message = time.perf_counter()

    def note_message(self, _method: str, _message: Any) -> None:
        """Something was posted or changed in Slack."""
        self._last_message = time.perf_counter()

    async def quiet(self) -> None:
        """Wait until everything has been posted, so that only what is measured is being done; not for ever."""
        limit = time.perf_counter() + QUIET_WITHIN_S
        while time.perf_counter() < min(self._last_message + QUIET_FOR_S, limit):  # noqa: ASYNC110  # for their end
            await asyncio.sleep(0.1)

    async def claim_in_slack(self, client: int, asked: int) -> None:
        """Claim, and give it back the next time; each person goes through their own requests."""
        pair = self._pairs[client % len(self._pairs)]
        case = pair.cases[asked // 2 % len(pair.cases)]
        action = "act:claim" if asked % 2 == 0 else "act:release"
        pressed = payload("block_actions")["actions"][0] | {
            "action_id": action,
            "value": f"{case}/1",
            "block_id": f"card:{case}",
            "action_ts": f"{time.time():.6f}",
        }
        body = payload(
            "block_actions",
            user={"id": pair.asked.members[0].slack_id, "team_id": "T00LEIDEN"},
            channel={"id": pair.asked.slack_channel, "name": pair.asked.key},
            actions=[pressed],
            trigger_id=f"{client}.{asked}.{time.time_ns()}",
        )
        _must_be_ok(await self._door.interaction(body))

    async def list_mine(self, client: int, _: int) -> None:
        """``/case mine``."""
        desk = self._pairs[client % len(self._pairs)].asked
        typed = payload(
            "slash_command",
            user_id=desk.members[0].slack_id,
            command="/case",
            text="mine",
            channel_id=desk.slack_channel,
        )
        _must_be_ok(await self._door.slash_command(typed))

    async def claim_in_teams(self, client: int, asked: int) -> None:
        """The same press on a card in Teams, by the one who has the request or may take it."""
        pair = self._pairs[client % len(self._pairs)]
        case = pair.cases[asked // 2 % len(pair.cases)]
        execute = self._cards[case]["claim" if asked % 2 == 0 else "release"]
        invoked = activity("invoke-adaptiveCard-action") | {
            "id": f"activity-{client}-{asked}-{time.time_ns()}",
            "from": {"id": pair.asked.members[0].teams_id, "name": pair.asked.members[0].name},
            "value": {"action": execute, "trigger": "manual"},
        }
        _must_be_ok(await self._door.activity(invoked))


def _must_be_ok(answered: Answered) -> None:
    if not answered.ok:
        raise RuntimeError(f"not answered: {answered}")


async def prepared(address: str, folder: Path) -> tuple[Desks, Path, tuple[Pair, ...], dict[str, dict[str, Any]]]:
    """A database with people and open cases, and the organisation file they are in."""
    arrangement = desks(faculties=PAIRS, helpdesks=PAIRS, teams=PAIRS, members=1)
    file = arrangement.written_in(folder)
    organisation = load(file)
    reach = Reach(frozenset({"slack", "teams"}), tickets=False)
    store = SqlStore(address, organisation=lambda: organisation, reach=reach, clock=now)
    await store.migrate()
    for member in arrangement.members:
        person = Person(member.email, member.name, "nl")
        await store.remember_person(person, "slack", {"id": member.slack_id})
        if member.teams_id:
            await store.remember_person(person, "teams", {"id": member.teams_id})
    pairs = tuple([await _pair(store, arrangement, number) for number in range(1, PAIRS + 1)])
    cards = {case: await _presses(store, organisation, pair.asked, case) for pair in pairs for case in pair.cases}
    await store.close()
    return arrangement, file, pairs, cards


async def _pair(store: SqlStore, arrangement: Desks, number: int) -> Pair:
    party = {desk.key: desk for desk in arrangement.parties}
    asking, asked = party[f"helpdesk-{number:02}"], party[f"usis-{number:02}"]
    actor = Actor(asking.members[0].email, frozenset({asking.key}))
    cases = []
    for count in range(CASES_EACH):
        question = stories.a_question(f"M{number:02}{count:02}", number * CASES_EACH + count)
        question = replace(question, intake=asking.key, faculty=f"f{number:02}")
        cases.append((await store.run(handle(OpenCase(actor=actor, question=question)))).number)
    return Pair(asking, asked, tuple(cases))


async def _presses(store: SqlStore, organisation: Organisation, asked: Desk, case: str) -> dict[str, Any]:
    """What the buttons of the card send."""
    card = case_card(
        await store.queries.case(case),
        Viewer(frozenset({asked.key}), asked.members[0].email),
        Words("nl", organisation, {}),
    )
    claim = next(action for action in _executes(kept_card(card)) if _action(action) == "claim")
    release = json.loads(json.dumps(claim).replace('"claim"', '"release"'))
    return {"claim": claim, "release": release}


def _executes(card: Any) -> list[dict[str, Any]]:
    if isinstance(card, dict):
        own = [card] if card.get("type") == "Action.Execute" else []
        return own + [found for value in card.values() for found in _executes(value)]
    return [found for value in card for found in _executes(value)] if isinstance(card, list) else []


def _action(execute: dict[str, Any]) -> str:
    return next((value for value in execute.get("data", {}).values() if value == "claim"), "")


@asynccontextmanager
async def a_street(address: str, folder: Path, replicas: int = 1) -> AsyncIterator[tuple[Street, list[int]]]:
    """So many replicas on the database at *address*, which is empty."""
    arrangement, file, pairs, cards = await prepared(address, folder)
    with History(folder / "history.jsonl") as history:
        async with (
            slack_service.serving(arrangement.members) as slack,
            teams_service.serving(arrangement.members) as teams,
            Processes(folder / "logs") as processes,
            aiohttp.ClientSession() as session,
        ):
            settings = environment_for(address, file, slack.url, teams.url)
            them = Replicas(processes, history, settings, CHANCE, folder)
            await them.start(replicas)
            street = Street(Door(them, session), pairs, cards)
            slack.on_message = street.note_message
            await street.quiet()
            yield street, [replica.child.process.pid for replica in them.all if replica.child]


@dataclass(frozen=True)
class Doors:
    """What came of it."""

    claim_1: Load
    claim_8: Load
    mine_1: Load
    mine_8: Load
    teams_1: Load
    teams_8: Load
    memory: Resident


async def measure(address: str, folder: Path, seconds: float, minute: float) -> Doors:
    """One replica; *minute* is how long the claims of eight people go on."""
    async with a_street(address, folder) as (street, pids):
        at_rest = resident(pids[0])
        for ask in (street.claim_in_slack, street.list_mine, street.claim_in_teams):
            await closed_loop(ask, 2, seconds / 4, pids)  # the first of everything is slower
        await street.quiet()
        mine_1, mine_8 = [await closed_loop(street.list_mine, clients, seconds, pids) for clients in (1, 8)]
        claim = await closed_loop(street.claim_in_slack, 1, seconds, pids)
        await street.quiet()
        teams_1, teams_8 = [await closed_loop(street.claim_in_teams, clients, seconds, pids) for clients in (1, 8)]
        await street.quiet()
        claims = await closed_loop(street.claim_in_slack, 8, minute, pids)
        memory = Resident(at_rest, resident(pids[0]))
        return Doors(claim, claims, mine_1, mine_8, teams_1, teams_8, memory)


async def measure_replicas(address: str, folder: Path, replicas: int, seconds: float) -> Load:
    """Claims of eight people at so many replicas."""
    async with a_street(address, folder, replicas) as (street, pids):
        await closed_loop(street.claim_in_slack, 8, seconds / 4, pids)
        await street.quiet()
        return await closed_loop(street.claim_in_slack, 8, seconds, pids)


# -- floors --------------------------------------------------------------------------------------------------


async def measure_floor(platform: str, folder: Path, seconds: float, database: str = "") -> dict[str, Any]:
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
        _must_be_ok(await answered)

    pids = [child.process.pid]
    await closed_loop(ask, 2, seconds / 4, pids)
    return {f"clients_{n}": as_json(await closed_loop(ask, n, seconds, pids)) for n in (1, 8)}


def main() -> None:
    """A short look at all of it."""
    import tempfile

    from benchmarks.databases import new_database, postgresql

    async def all_of_it(folder: Path, server: str) -> None:
        print(json.dumps(await measure_floor("slack", folder, 2.0), indent=1))
        floor = await measure_floor("slack", folder, 2.0, new_database("sqlite", server, folder))
        print("with a commit", json.dumps(floor, indent=1))
        print("teams", json.dumps(await measure_floor("teams", folder, 2.0), indent=1))
        for sort in ("sqlite", "postgresql"):
            found = await measure(new_database(sort, server, folder), folder / sort, 2.0, 4.0)
            print(sort, json.dumps(as_json(found), indent=1))

    with tempfile.TemporaryDirectory() as name, postgresql() as server:
        asyncio.run(all_of_it(Path(name), server))


if __name__ == "__main__":
    main()
