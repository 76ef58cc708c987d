"""``python -m bot demo``, which is what ``make demo`` runs: started once for most of what follows."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.run import BOT_PORT
from bot.demo.telling import in_words
from bot.texts import say

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("journeys")]
"""In the journeys' group: the local Teams client takes another port without a word when two start at once."""

CHECKOUT = Path(__file__).parents[2]
STARTED_WITHIN_S = 60.0
"""The first time the local clients have to be fetched."""
STOPPED_WITHIN_S = 10.0


@dataclass
class Demo:
    """A running demonstration."""

    process: asyncio.subprocess.Process
    folder: Path

    @property
    def said(self) -> str:
        return (self.folder / "said.txt").read_text(encoding="utf-8")

    @property
    def addresses(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "addresses.json").read_text())
        return found

    async def wait_for(self, words: str, within_s: float = STARTED_WITHIN_S) -> None:
        """Until it has said these words. Fails with what it said when it ends before."""
        async with asyncio.timeout(within_s):
            while words not in self.said:
                assert self.process.returncode is None, self.said
                await asyncio.sleep(0.05)

    async def interrupt(self) -> int:
        """Ctrl-C; how it ended."""
        self.process.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOPPED_WITHIN_S):
            return await self.process.wait()


@asynccontextmanager
async def demonstrating(folder: Path, *words: str) -> AsyncIterator[Demo]:
    """``python -m bot demo`` until the block is left."""
    with (folder / "said.txt").open("w", encoding="utf-8") as output:
        command = [sys.executable, "-m", "bot", "demo", "--folder", str(folder), *words]
        process = await asyncio.create_subprocess_exec(*command, cwd=CHECKOUT, stdout=output, stderr=output)
    demo = Demo(process, folder)
    try:
        yield demo
    finally:
        if process.returncode is None:
            await demo.interrupt()


@contextmanager
def somebody_listening_on(port: int) -> Iterator[None]:
    """Whoever it is: this test, or something else on this machine."""
    try:
        taken = socket.create_server(("127.0.0.1", port))
    except OSError:
        yield
    else:
        with taken:
            yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """Running, in Dutch, while another program has the port of the bot."""
    with somebody_listening_on(BOT_PORT):
        async with demonstrating(tmp_path_factory.mktemp("demo")) as running:
            await running.wait_for("/case M2611 0042:")
            yield running


async def test_it_tells_a_story_with_the_addresses_to_open(demo: Demo) -> None:
    assert demo.said.count("/escalate M2611 0042") == 1
    assert [address for address in demo.addresses.values() if address not in demo.said] == []


async def test_everything_it_names_answers(demo: Demo) -> None:
    ready = demo.addresses | {"bot": f"{demo.addresses['bot']}/readyz"}
    async with aiohttp.ClientSession() as session:
        for address in ready.values():
            async with session.get(address) as answer:
                assert answer.ok, address


async def test_a_port_that_is_taken_is_named_and_another_one_is_used(demo: Demo) -> None:
    port = int(demo.addresses["bot"].rpartition(":")[2])
    assert port > BOT_PORT
    assert in_words("nl", "demo-port-taken", what="demo-the-bot", wanted=str(BOT_PORT), port=str(port)) in demo.said


async def test_a_second_one_in_the_same_folder_says_where_the_first_one_is(demo: Demo) -> None:
    command = [sys.executable, "-m", "bot", "demo", "--folder", str(demo.folder)]
    second = await asyncio.create_subprocess_exec(*command, cwd=CHECKOUT, stderr=asyncio.subprocess.PIPE)
    _, said = await second.communicate()
    assert second.returncode == 1
    assert "In deze map draait al een demonstratie." in said.decode()
    assert demo.addresses["slack"] in said.decode()


async def test_a_bot_that_is_killed_is_started_again(demo: Demo) -> None:
    (bot,) = processes(lambda command: command[-3:] == ["-m", "bot", "run"], children_of=demo.process.pid)
    os.kill(bot, signal.SIGKILL)
    await demo.wait_for(say("nl", "demo-bot-back"))
    async with aiohttp.ClientSession() as session, session.get(f"{demo.addresses['bot']}/readyz") as answer:
        assert answer.ok


async def test_ctrl_c_leaves_nothing_running_and_says_so(tmp_path: Path) -> None:
    async with demonstrating(tmp_path, "--language", "en") as demo:
        await demo.wait_for("A story in six steps")
        started = processes(children_of=demo.process.pid)
        assert len(started) >= 5  # the guard, TOPdesk, two clients and the bot
        assert await demo.interrupt() == 0
        assert demo.said.endswith(say("en", "demo-stopped") + "\n")
        assert still_running(started) == []


def processes(wanted: Callable[[list[str]], bool] = bool, *, children_of: int) -> list[int]:
    """Numbers of the processes that this one started, by their command. Source: proc(5)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _parent(folder) == children_of:
            command = (folder / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
            if wanted(command):
                found.append(int(folder.name))
    return found


def still_running(numbers: list[int]) -> list[int]:
    """Those of them that have not ended."""
    return [number for number in numbers if (Path("/proc") / str(number)).exists()]


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended while we looked
        return 0
