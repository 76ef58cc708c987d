"""What the demonstration starts is gone when the demonstration is."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.demo.processes import Child, Processes

SLEEPS = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)
WITH_A_CHILD_OF_ITS_OWN = (
    "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(p.pid, flush=True); time.sleep(60)"
)
LAST_WORDS = (
    "import os, signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (open({file!r}, 'a').write({name!r}),"
    " os._exit(0))); print('ready', flush=True); [time.sleep(0.05) for _ in range(1200)]"
)
"""It sleeps a little at a time: a signal just before a sleep would wait for its end."""

A_DEMONSTRATION = """
import asyncio, sys
from pathlib import Path
from bot.demo.processes import Processes, cancelled_by_signals

async def main():
    with cancelled_by_signals():
        async with Processes(Path({logs!r})) as processes:
            for name in ("first", "second"):
                child = await processes.start(name, [sys.executable, "-c", {program!r}])
                print(child.process.pid, flush=True)
            await asyncio.sleep(60)

asyncio.run(main())
"""


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def lives(pid: int) -> bool:
    """Whether this process runs; one that ended but was not fetched yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def until(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110  (the condition is about other processes)
            await asyncio.sleep(0.02)


async def said(child: Child) -> str:
    await until(lambda: "\n" in child.log.read_text())
    return child.log.read_text().strip()


async def test_leaving_the_block_stops_every_child(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        children = [await processes.start(name, python(SLEEPS)) for name in ("one", "two")]
        assert all(child.is_running for child in children)
    assert not any(lives(child.process.pid) for child in children)


async def test_an_error_in_the_block_stops_every_child_too(tmp_path: Path) -> None:
    children: list[Child] = []

    async def story() -> None:
        async with Processes(tmp_path) as processes:
            children.append(await processes.start("one", python(SLEEPS)))
            raise RuntimeError("the story broke off")

    with pytest.raises(RuntimeError, match="the story broke off"):
        await story()
    assert [lives(child.process.pid) for child in children] == [False]


async def test_the_newest_child_is_stopped_first(tmp_path: Path) -> None:
    order = tmp_path / "order"
    async with Processes(tmp_path, grace_s=20.0) as processes:
        for name in ("a", "b", "c"):
            await said(await processes.start(name, python(LAST_WORDS.format(file=str(order), name=name))))
    assert order.read_text() == "cba"


async def test_a_child_that_ignores_sigterm_is_killed_after_the_grace(tmp_path: Path) -> None:
    async with Processes(tmp_path, grace_s=0.2) as processes:
        child = await processes.start("stubborn", python(STUBBORN))
        await said(child)
        began = time.monotonic()
    assert time.monotonic() - began < 4
    assert child.process.returncode == -signal.SIGKILL


async def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        grandchild = int(await said(await processes.start("parent", python(WITH_A_CHILD_OF_ITS_OWN))))
        assert lives(grandchild)
    await until(lambda: not lives(grandchild), within_s=2)


async def test_one_child_can_be_stopped_before_the_others(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        stays, goes = [await processes.start(name, python(SLEEPS)) for name in ("stays", "goes")]
        await processes.stop(goes)
        assert (stays.is_running, goes.is_running) == (True, False)


async def test_a_child_that_ends_by_itself_is_named_with_its_last_words(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        await processes.start("stays", python(SLEEPS))
        await processes.start("breaks", python("import sys; sys.exit('no such channel')"))
        ended = await asyncio.wait_for(processes.first_to_end(), 10)
    assert (ended.name, ended.last_words()) == ("breaks", "no such channel")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
async def test_nothing_survives_a_demonstration_that_is_ended_by_a_signal(tmp_path: Path, number: int) -> None:
    program = A_DEMONSTRATION.format(logs=str(tmp_path), program=WITH_A_CHILD_OF_ITS_OWN)
    demonstration = await asyncio.create_subprocess_exec(
        *python(program), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert demonstration.stdout is not None
    pids = [int(await demonstration.stdout.readline()) for _ in range(2)]
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    await until(lambda: all("\n" in log.read_text() for log in logs))
    pids += [int(log.read_text()) for log in logs]
    assert all(map(lives, pids))

    os.kill(demonstration.pid, number)
    await asyncio.wait_for(demonstration.wait(), 10)

    await until(lambda: not any(map(lives, pids)), within_s=5)
