"""A row of doors and the people who stand before them: signed requests to bots in front of platforms on loopback."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select

from benchmarks import stories
from benchmarks.store import now
from bot.actions import Viewer
from bot.adapters.sql import engine, rows
from bot.adapters.sql.store import SqlStore
from bot.adapters.teams.cards import kept_card
from bot.announcements import Reach
from bot.card import Words, case_card
from bot.case import Actor
from bot.commands import OpenCase
from bot.demo.processes import Processes
from bot.handlers import handle
from bot.ports import Person
from bot.routing import Organisation, load
from tests.adapters.slack.payloads import payload
from tests.adapters.teams.bot_connector import TENANT
from tests.adapters.teams.conftest import payload as activity
from tests.soak import slack_service, teams_service
from tests.soak.door import Answered, Door
from tests.soak.history import History
from tests.soak.organisation import Desk, Desks, desks
from tests.soak.replicas import Replicas, environment_for
from tests.soak.slack_service import SoakSlack
from tests.soak.teams_service import SoakTeams

PAIRS = 32
"""Helpdesks with a second-line party each: many channels, so that the pace of one is not what is measured."""
CLIENTS = 8
"""At most so many ask at the same time."""
CASES_EACH = 4
ALMOST_ALL = 0.98
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

    def __init__(
        self, door: Door, slack: SoakSlack, teams: SoakTeams, pairs: tuple[Pair, ...], cards: dict[str, dict[str, Any]]
    ) -> None:
        self._door = door
        self._slack = slack
        self._teams = teams
        self._pairs = pairs
        self._cards = cards
        self._last_message = time.perf_counter()
        self.pressed = 0
        slack.on_message = self.note_message

    def note_message(self, _method: str, _message: Any) -> None:
        """Something was posted or changed in Slack."""
        self._last_message = time.perf_counter()

    async def quiet(self) -> None:
        """Wait until everything has been posted, so that only what is measured is being done; not for ever."""
        limit = time.perf_counter() + QUIET_WITHIN_S
        while time.perf_counter() < min(self._last_message + QUIET_FOR_S, limit):  # noqa: ASYNC110  # for their end
            await asyncio.sleep(0.1)

    async def meet(self) -> None:
        """Everybody once, so that nobody is looked up any more."""
        for number in range(len(self._pairs)):
            await self.list_mine(number, 0)

    @contextmanager
    def closed(self, seconds: int) -> Iterator[None]:
        """Both platforms ask for patience whatever is sent to them: deliveries are put off, as at any such time."""
        self._slack.patience_s = self._teams.patience_s = seconds
        yield
        self._slack.patience_s = self._teams.patience_s = 0

    def _turn(self, client: int, asked: int) -> tuple[Pair, str]:
        """Who presses, and on which case: two presses each time, and then the next desk, so that no case and no
        channel gets much more than others. No two clients ever meet."""
        turn = asked // 2
        number = client + CLIENTS * turn
        pair = self._pairs[number % len(self._pairs)]
        return pair, pair.cases[number // len(self._pairs) % len(pair.cases)]

    async def claim_in_slack(self, client: int, asked: int) -> None:
        """Claim, and give it back the next time."""
        pair, case = self._turn(client, asked)
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
            response_url=f"{self._slack.url}/response/{client}",
            trigger_id=f"{client}.{asked}.{time.time_ns()}",
        )
        must_be_ok(await self._door.interaction(body))
        self.pressed += 1

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
        must_be_ok(await self._door.slash_command(typed))

    async def claim_in_teams(self, client: int, asked: int) -> None:
        """The same press, on the card in the party's channel in Teams."""
        pair, case = self._turn(client, asked)
        execute = self._cards[case]["claim" if asked % 2 == 0 else "release"]
        invoked = activity("invoke-adaptiveCard-action") | {
            "id": f"activity-{client}-{asked}-{time.time_ns()}",
            "from": {"id": pair.asked.members[0].teams_id, "name": pair.asked.members[0].name},
            "serviceUrl": self._teams.url,
            "conversation": {"conversationType": "channel", "id": f"{pair.asked.teams_channel};messageid=1"},
            "channelData": {"channel": {"id": pair.asked.teams_channel}, "tenant": {"id": TENANT}},
            "value": {"action": execute, "trigger": "manual"},
        }
        must_be_ok(await self._door.activity(invoked))
        self.pressed += 1


def must_have_happened(address: str, pressed: int) -> None:
    """A refusal is answered quickly too: what was measured has to stand in the database. Raises ``RuntimeError``."""
    events = rows.timeline.c.event.in_(("Claimed", "Released"))
    reading = engine.reader(engine.database_url(address))
    with reading.connect() as connection:
        happened: int = connection.execute(select(func.count()).select_from(rows.timeline).where(events)).scalar_one()
    reading.dispose()
    if happened < ALMOST_ALL * pressed:
        raise RuntimeError(f"of {pressed} presses {happened} had an effect")


def must_be_ok(answered: Answered) -> None:
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
            street = Street(Door(them, session), slack, teams, pairs, cards)
            await street.quiet()
            yield street, [replica.child.process.pid for replica in them.all if replica.child]
            must_have_happened(address, street.pressed)
