"""Child processes that cannot be left behind.

Every child leads a process group of its own and writes to a log file. Leaving the block stops all of them, the newest
first: SIGTERM, a short wait, SIGKILL for whatever of the group is left. When this process itself is killed, so that
no block is left at all, the guard (``bot.demo.guard``) does the same.

PR_SET_PDEATHSIG would be shorter but reaches only the direct child, only on Linux, and fires when the *thread* that
started the child ends.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.demo import guard

GRACE_S = 2.0


@dataclass(frozen=True, eq=False)
class Child:
    """A running child process; ``log`` holds what it printed."""

    name: str
    log: Path
    process: asyncio.subprocess.Process

    @property
    def is_running(self) -> bool:
        return self.process.returncode is None

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Processes:
    """Starts children and stops them when the block is left, however it is left."""

    def __init__(self, logs: Path, *, grace_s: float = GRACE_S) -> None:
        self._logs = logs
        self._grace_s = grace_s
        self._children: list[Child] = []
        self._guard: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._guard = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", str(guard.__file__), stdin=asyncio.subprocess.PIPE, start_new_session=True
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for child in reversed(self._children):
                await self._end(child)
        finally:  # a second Ctrl-C lands here: the guard ends what is still listed
            await self._dismiss_guard()

    async def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Child:
        """Start *command*; ``environment`` is added to our own. Its output goes to ``<name>.log``."""
        log = self._logs / f"{name}.log"
        with _opened(log) as output:
            process = await asyncio.create_subprocess_exec(
                *map(str, command),
                cwd=folder,
                env={**os.environ, **(environment or {})},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, log, process)
        self._children.append(child)
        await self._tell_guard(f"+{process.pid}")
        return child

    async def stop(self, child: Child) -> None:
        """Stop one child before the others. Stopping it twice does nothing."""
        if child in self._children:
            await self._end(child)
            self._children.remove(child)

    async def first_to_end(self) -> Child:
        """Wait until one of the children ends by itself and say which."""
        waits = {asyncio.ensure_future(child.process.wait()): child for child in self._children}
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return waits[done.pop()]

    async def _end(self, child: Child) -> None:
        group = child.process.pid
        guard.reached(group, signal.SIGTERM)
        try:
            async with asyncio.timeout(self._grace_s):
                await child.process.wait()
        except TimeoutError:
            pass
        finally:  # also what the child started and left behind, and also when we are not given the time
            guard.reached(group, signal.SIGKILL)
        await child.process.wait()
        await self._tell_guard(f"-{group}")

    async def _tell_guard(self, line: str) -> None:
        if self._guard is not None and self._guard.stdin is not None and self._guard.returncode is None:
            self._guard.stdin.write(f"{line}\n".encode())
            await self._guard.stdin.drain()

    async def _dismiss_guard(self) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            await self._guard.wait()


@contextmanager
def _opened(log: Path) -> Iterator[int]:
    log.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def cancelled_by_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal cancel the current task, so that its blocks are left in order."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if task is None:
        raise RuntimeError("signals can only cancel a task")
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, task.cancel)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
