"""Ten times the busiest minute, for a while: everybody is answered at once, and every card is right in the end.

``SECONDLINE_LOAD_S=300 .venv/bin/pytest tests/faults/test_load.py`` does it for five minutes.
"""

import asyncio
import json
import os
import sqlite3
import sys
import time
from collections.abc import Awaitable
from contextlib import closing
from itertools import count

import pytest

from bot.demo import cast
from bot.demo.listening import answers
from bot.demo.processes import Processes
from bot.handlers import handle
from tests.adapters.slack.conftest import Answered, Json
from tests.builders import an_escalation
from tests.faults.desk import PORTAL, STUDENT_PORTAL, Outside, SlackPeople, nl

SECONDS = float(os.environ.get("SECONDLINE_LOAD_S", "12"))
A_SECOND = 20
"""Ten times two commands a second, which is as busy as the desks of a university get."""

CASES = 25
P99_S = 1.0
WAKES = 4
"""Between a press and its answer several threads and processes are woken, each as late as the machine is busy."""

WRONG = (nl("slack-try-again"), nl("slack-went-wrong"), nl("slack-too-late"))


class Crowd:
    """Everybody at once."""

    def __init__(self, people: SlackPeople, form: Json) -> None:
        self.people = people
        self.form = form
        self.waited_s: list[float] = []
        self.wrong: list[str] = []
        self.escalated = 0

    async def timed(self, work: Awaitable[Answered]) -> None:
        """How long it takes until Slack is answered, and whether that was with an apology."""
        begun = time.perf_counter()
        answered = await work
        self.waited_s.append(time.perf_counter() - begun)
        body = answered.body.encode().decode("unicode_escape", "ignore")
        self.wrong += [sentence for sentence in WRONG if sentence in body]

    def work(self, number: int) -> Awaitable[Answered]:
        """What the person with this number does."""
        case = f"SL-{self.month}-{(number // 5) % CASES + 1:04}"
        match number % 5:
            case 0:
                return self.people.claim(case, cast.ANNA)
            case 1:
                return self.people.command(cast.BRAM, "/case", case)
            case 2:
                return self.people.press(cast.ANNA, "act:release", f"{case}/1", channel=STUDENT_PORTAL)
            case 3:
                return self.people.command(cast.SANNE, "/case", "open")
            case _:
                return self.escalate()

    async def escalate(self) -> Answered:
        """A form of its own, filled in."""
        self.escalated += 1
        kept = json.loads(self.form["private_metadata"]) | {"key": f"form-{self.escalated}"}
        filled_in = {**PORTAL, "subject": f"Vraag {self.escalated}", "question": "Hoe?"}
        return await self.people.submit(cast.SANNE, {**self.form, "private_metadata": json.dumps(kept)}, filled_in)

    month = ""


def of_99_in_100(seconds: list[float]) -> float:
    """The longest, but for one in a hundred."""
    return sorted(seconds)[int(len(seconds) * 0.99)]


def undelivered(address: str) -> int:
    """How much is still under way."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as database:
        query = "SELECT count(*) FROM delivery WHERE (shown < want AND parked IS NULL) OR sweep_at IS NOT NULL"
        return int(database.execute(query).fetchone()[0])


@pytest.mark.alone
@pytest.mark.timeout(SECONDS * 2 + 100)
async def test_ten_times_the_busiest_minute(outside: Outside, sqlite_address: str, processes: Processes) -> None:
    async with outside.running(sqlite_address) as desk:
        for _ in range(CASES):
            await desk.store.run(handle(an_escalation(ticket=None)))
        await desk.everything_arrived()
        first = (await desk.numbers())[0]

    command = [sys.executable, "-m", "tests.faults.bot_apart", "never", "run"]
    child = await processes.start("bot", command, environment=outside.environment(sqlite_address))
    await answers(f"{outside.url}/readyz", child)
    crowd = Crowd(outside.people, await outside.people.form(ticket=""))
    crowd.month = first.split("-")[1]
    begun, under_way, late_s = time.monotonic(), [], list[float]()
    for number in count():
        due = begun + number / A_SECOND
        if due > begun + SECONDS:
            break
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late_s.append(time.monotonic() - due)
        under_way.append(asyncio.create_task(crowd.timed(crowd.work(number))))
    await asyncio.gather(*under_way)
    async with asyncio.timeout(SECONDS + 60):
        while undelivered(sqlite_address):  # noqa: ASYNC110  # another process is at it
            await asyncio.sleep(0.1)
    await processes.stop(child)

    assert crowd.wrong == []
    assert not [sentence for sentence in WRONG if sentence in outside.people.told()]
    log = child.log.read_text()
    assert "[error" not in log
    p99, busy = of_99_in_100(crowd.waited_s), of_99_in_100(late_s)
    assert p99 < P99_S + WAKES * busy, f"{len(crowd.waited_s)} commands: {p99:.2f} s; this machine: {busy:.2f} s"
    async with outside.running(sqlite_address) as desk:
        await desk.everything_arrived()
        numbers = await desk.numbers()
        assert len(numbers) == CASES + crowd.escalated
        await desk.all_stand_once()
