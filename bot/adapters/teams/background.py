"""Work that goes on after Teams was answered. It is waited for when the program ends."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.errors import Rejected, Unavailable

log = structlog.get_logger()


class Background:
    """The tasks under way. What fails in one is logged and concerns nobody else."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, event: str, work: Coroutine[Any, Any, None]) -> None:
        """*event* is what the log calls it when it fails."""
        task = asyncio.create_task(work, name=event)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        match task.exception():
            case None:
                return
            case Unavailable(reason=reason) | Rejected(reason=reason):
                log.warning("teams_task_failed", task=task.get_name(), reason=reason)
            case error:
                log.error("teams_task_broke", task=task.get_name(), exc_info=error)

    async def settle(self) -> None:
        """Wait until what goes on has ended. Each failure was logged when it happened."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))
