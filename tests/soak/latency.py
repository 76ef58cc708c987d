"""How long it takes from a press until a platform that answers in 50 ms shows what was done.

Measured from outside: from the moment the signed request leaves until Slack's answer to the post or the update does.
Commands come at an even pace, whether the bot keeps up or not, over so many desks that no channel's own pace (about
one post a second) is part of it.
"""

import asyncio
import os
import platform
import random
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp

from bot.actions import Action
from bot.adapters.slack import modals
from bot.demo.processes import Processes
from tests.adapters.slack.payloads import payload
from tests.soak import slack_service
from tests.soak.door import Door
from tests.soak.history import History
from tests.soak.organisation import Desk, Desks, desks
from tests.soak.replicas import Replicas, environment_for
from tests.soak.slack_service import SoakSlack

Json = dict[str, Any]

ANSWERS_IN_S = 0.05
SHOWN_WITHIN_S = 20.0
WORD = re.compile(r"\bw[b-m]{6}\b")
CLAIMED_AFTER_S = 1.5
"""An escalation is claimed about so long after it was made."""


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    count: int
    p50: float
    p90: float
    p99: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """Of at least two measurements."""
        cuts = statistics.quantiles(seconds, n=100, method="inclusive")
        p50, p90, p99, most = (round(1_000 * value, 1) for value in (cuts[49], cuts[89], cuts[98], max(seconds)))
        return cls(len(seconds), p50, p90, p99, most)


@dataclass(frozen=True)
class Figures:
    """``*_answered`` is until Slack's own request was answered, the others until a card shows it."""

    escalate: Times
    claim: Times
    escalate_answered: Times
    claim_answered: Times


@dataclass
class _Shown:
    """Which card shows what, and since when. A card is named by the word in its subject and its channel."""

    posted: dict[tuple[str, str], float] = field(default_factory=dict)
    updated: dict[tuple[str, str], float] = field(default_factory=dict)
    messages: dict[tuple[str, str], Json] = field(default_factory=dict)

    def note(self, verb: str, message: Json) -> None:
        """A message was posted or changed."""
        if message.get("thread_ts"):
            return
        card = (_word(message), message["channel"])
        if verb == "update":
            self.updated.setdefault(card, time.perf_counter())
        else:
            self.posted.setdefault(card, time.perf_counter())
            self.messages[card] = message


@dataclass
class _Bench:
    slack: SoakSlack
    door: Door
    shown: _Shown
    arrangement: Desks
    forms: dict[str, Json] = field(default_factory=dict)
    escalated: list[float] = field(default_factory=list)
    claimed: list[float] = field(default_factory=list)
    escalate_answered: list[float] = field(default_factory=list)
    claim_answered: list[float] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[Desk, Desk]]:
        """Each helpdesk with the party it hands questions to."""
        party = {desk.key: desk for desk in self.arrangement.parties}
        numbers = range(1, self.arrangement.faculties + 1)
        return [(party[f"helpdesk-{number:02}"], party[f"usis-{number:02}"]) for number in numbers]

    async def open_form(self, desk: Desk, asked: Desk) -> None:
        """``/escalate`` once at this desk, until the form shows where its questions go: it is sent in with another key
        each time."""
        member, trigger = desk.members[0], f"trigger-{desk.key}"
        typed = payload(
            "slash_command", user_id=member.slack_id, text="", channel_id=desk.slack_channel, trigger_id=trigger
        )
        answered = await self.door.slash_command(typed)
        if not answered.ok:
            raise RuntimeError(f"no form: {answered}")
        async with asyncio.timeout(SHOWN_WITHIN_S):
            while trigger not in self.slack.opened:  # noqa: ASYNC110  # it opens after the acknowledgement
                await asyncio.sleep(0.02)
        view = self.slack.views[self.slack.opened[trigger]]
        looked = await self.door.interaction(_sent(view, desk, asked, _unlike_any_other(0)))
        self.forms[desk.key] = {**looked.json["view"], "id": view["id"]}

    async def say_hello(self, desk: Desk) -> None:
        """So that nobody is looked up while it is measured."""
        typed = payload(
            "slash_command",
            user_id=desk.members[0].slack_id,
            command="/case",
            text="mine",
            channel_id=desk.slack_channel,
        )
        await self.door.slash_command(typed)

    async def escalate(self, asking: Desk, asked: Desk, word: str) -> None:
        """Send the form in, and wait until both cards are there."""
        view = self.forms[asking.key]
        kept = modals.kept_from_metadata(view["private_metadata"])
        metadata = modals.metadata_from_kept(replace(kept, key=word))
        body = _sent({**view, "private_metadata": metadata}, asking, asked, word)
        began = time.perf_counter()
        answered = await self.door.interaction(body)
        self.escalate_answered.append(time.perf_counter() - began)
        if answered.json.get("response_action") != "clear":
            raise RuntimeError(f"not escalated: {answered}")
        self.escalated += [await _since(began, self.shown.posted, (word, d.slack_channel)) for d in (asking, asked)]

    async def claim(self, asking: Desk, asked: Desk, word: str) -> None:
        """Press the button on the card, and wait until both cards say who has it."""
        card = self.shown.messages[word, asked.slack_channel]
        body = payload(
            "block_actions",
            user={"id": asked.members[0].slack_id, "team_id": "T00LEIDEN"},
            channel={"id": asked.slack_channel, "name": asked.key},
            actions=[next(one for one in card["blocks"][-1]["elements"] if one["action_id"] == f"act:{Action.CLAIM}")],
            response_url=f"{self.slack.url}/response/{word}",
        )
        began = time.perf_counter()
        answered = await self.door.interaction(body)
        self.claim_answered.append(time.perf_counter() - began)
        if not answered.ok:
            raise RuntimeError(f"not claimed: {answered}")
        self.claimed += [await _since(began, self.shown.updated, (word, d.slack_channel)) for d in (asking, asked)]

    def figures(self) -> Figures:
        """What was measured."""
        measured = (self.escalated, self.claimed, self.escalate_answered, self.claim_answered)
        return Figures(*(Times.of(times) for times in measured))


async def measure(database: str, folder: Path, *, seconds: float, per_second: float = 20.0, pairs: int = 60) -> Figures:
    """Half of the commands escalate, half claim. *database* is empty, and reached by one replica."""
    arrangement = desks(faculties=pairs, helpdesks=pairs, teams=0, members=1)
    file = arrangement.written_in(folder)
    async with AsyncExitStack() as ending:
        history = ending.enter_context(History(folder / "history.jsonl"))
        slack = await ending.enter_async_context(slack_service.serving(arrangement.members, delay_s=ANSWERS_IN_S))
        processes = await ending.enter_async_context(Processes(folder / "logs"))
        settings = environment_for(database, file, slack.url)
        chance = random.Random(1)  # noqa: S311  # one replica to choose from
        replicas = Replicas(processes, history, settings, chance, folder)
        await replicas.start(1)
        session = await ending.enter_async_context(aiohttp.ClientSession())
        bench = _Bench(slack, Door(replicas, session), _Shown(), arrangement)
        slack.on_message = bench.shown.note
        for asking, asked in bench.pairs:
            await bench.open_form(asking, asked)
            await bench.say_hello(asked)
        await _at_an_even_pace(bench, seconds, per_second)
        return bench.figures()


async def _at_an_even_pace(bench: _Bench, seconds: float, per_second: float) -> None:
    loop = asyncio.get_running_loop()
    began, pairs = loop.time(), bench.pairs
    async with asyncio.TaskGroup() as all_of_them:
        for number in range(int(seconds * per_second / 2)):
            await asyncio.sleep(max(0.0, began + number * 2 / per_second - loop.time()))
            asking, asked = pairs[number % len(pairs)]
            all_of_them.create_task(_one_case(bench, asking, asked, _unlike_any_other(number), 1 / per_second))


async def _one_case(bench: _Bench, asking: Desk, asked: Desk, word: str, offset_s: float) -> None:
    """The claim falls between two escalations, so that the pace stays even."""
    claim_at = asyncio.get_running_loop().time() + CLAIMED_AFTER_S + offset_s
    await bench.escalate(asking, asked, word)
    await asyncio.sleep(max(0.0, claim_at - asyncio.get_running_loop().time()))
    await bench.claim(asking, asked, word)


async def _since(began: float, shown: dict[tuple[str, str], float], card: tuple[str, str]) -> float:
    """Seconds until the card showed it. The time was noted when it did: this may be late to see it."""
    async with asyncio.timeout(SHOWN_WITHIN_S):
        while card not in shown:  # noqa: ASYNC110  # many wait, each for its own card
            await asyncio.sleep(0.02)
    return shown[card] - began


def _unlike_any_other(number: int) -> str:
    """A word that no other question has, for a question like another is shown that one first."""
    return "w" + "".join("bcdfghjklm"[int(digit)] for digit in f"{number:06}")


def _word(message: Json) -> str:
    """The word of the question a card is about."""
    found = WORD.search(message["text"])
    return found.group() if found else ""


def _sent(view: Json, asking: Desk, asked: Desk, word: str) -> Json:
    """The form, filled in."""
    state = {block["block_id"]: {"value": _filled(block, word, asked)} for block in view["blocks"] if _asks(block)}
    user = {"id": asking.members[0].slack_id, "team_id": "T00LEIDEN"}
    whole = {**payload("view_submission")["view"], **view, "state": {"values": state}}
    return payload("view_submission", user=user, view=whole)


def _asks(block: Json) -> bool:
    return bool(block["type"] == "input")


def _filled(block: Json, word: str, asked: Desk) -> Json:
    element, name = block["element"], block["block_id"]
    if element["type"] == "plain_text_input":
        return {"type": element["type"], "value": None if name == "ticket" else word}
    wanted = {"kind": "portal", "faculty": f"f{asked.key[-2:]}"}.get(name, element["options"][0]["value"])
    return {"type": element["type"], "selected_option": next(o for o in element["options"] if o["value"] == wanted)}


def machine() -> Json:
    """What the figures depend on."""
    return {
        "processors": os.cpu_count(),
        "processor": next(_model_names(), platform.processor()),
        "load": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _model_names() -> Iterator[str]:
    facts = Path("/proc/cpuinfo")
    for line in facts.read_text(encoding="utf-8").splitlines() if facts.exists() else ():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            yield value.strip()
