"""Whoever stops the bot waits for some time and then kills it: it has to end before that, whatever hangs."""

import asyncio
import json
import sys
import time

import aiohttp

from bot.demo import cast
from bot.demo.listening import answers
from bot.demo.processes import Processes
from tests.faults.desk import GENERAL, Outside, eventually
from tests.faults.wire import wire_to

GRACE_S = 20.0
"""Kubernetes gives 30 s, and takes some of them itself."""


async def test_stopped_while_the_database_hangs(
    outside: Outside, postgresql_address: str, processes: Processes
) -> None:
    async with outside.running(postgresql_address) as desk:
        number = await desk.handed_over()
    async with wire_to(postgresql_address) as wire:
        command = [sys.executable, "-m", "tests.faults.bot_apart", "never", "run"]
        child = await processes.start("bot", command, environment=outside.environment(wire.address))
        await answers(f"{outside.url}/readyz", child)
        wire.cut()
        pressed = asyncio.create_task(outside.people.claim(number))
        await asyncio.sleep(0.5)
        begun = time.monotonic()
        child.process.terminate()
        async with asyncio.timeout(GRACE_S):
            assert await child.process.wait() == 0, child.last_words()
        assert time.monotonic() - begun < GRACE_S
        assert (await pressed).status == 200, "and who asked was answered before"
    assert "Traceback" not in child.last_words(100)
    async with outside.running(postgresql_address) as desk:
        await desk.people.claim(number)
        await desk.everything_arrived()
        await desk.stands_once(number)


async def test_stopped_while_teams_hangs(outside: Outside, sqlite_address: str, processes: Processes) -> None:
    command = [sys.executable, "-m", "tests.faults.bot_apart", "never", "run"]
    child = await processes.start("bot", command, environment=outside.environment(sqlite_address))
    await answers(f"{outside.url}/readyz", child)
    await outside.people.hand_over()
    await eventually(lambda: outside.teams.cards(GENERAL))
    async with aiohttp.ClientSession(outside.url) as http:
        in_teams = outside.in_teams(http)
        await in_teams.says("help")  # from here on Teams need not be asked who Bram is
        outside.teams.wait_s = 60.0
        answer = await in_teams.press_claim("SL-2611-0001")
        assert "Bram Mulder" in json.dumps(answer)
    await eventually(lambda: outside.teams.sent("PUT"))
    child.process.terminate()
    async with asyncio.timeout(GRACE_S):
        assert await child.process.wait() == 0, child.last_words()
    assert "Traceback" not in child.last_words(100)
    outside.teams.wait_s = 0.0
    async with outside.running(sqlite_address) as desk:
        assert await desk.claimant("SL-2611-0001") == cast.BRAM.email
        await desk.everything_arrived()
        await desk.stands_once("SL-2611-0001")
