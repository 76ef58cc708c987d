"""Work that goes on after a platform was answered. Every task is kept until it ends, and waited for at shutdown."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.errors import Rejected, Unavailable

log = structlog.get_logger()


class Background:
    """The tasks of one platform that are under way. What fails in one is logged and concerns nobody else."""

    def __init__(self, platform: str) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = log.bind(platform=platform)

    def start(self, event: str, work: Coroutine[Any, Any, None]) -> None:
        """*event* is what the log calls it when it fails."""
        task = asyncio.create_task(work, name=event)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            self._log.warning("task_cancelled", task=task.get_name())
            return
        match task.exception():
            case None:
                return
            case Unavailable(reason=reason) | Rejected(reason=reason):
                self._log.warning("task_failed", task=task.get_name(), reason=reason)
            case error:
                self._log.error("task_broke", task=task.get_name(), exc_info=error)

    async def drain(self, limit_s: float) -> None:
        """Wait until everything that was started has ended; after *limit_s* seconds the rest is cancelled."""
        loop = asyncio.get_running_loop()
        end = loop.time() + limit_s
        while self._tasks and (left_s := end - loop.time()) > 0:
            await asyncio.wait(set(self._tasks), timeout=left_s)
        late = tuple(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
