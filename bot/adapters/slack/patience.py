"""Calls for which nobody waits: what Slack asks to wait for is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.adapters.slack.errors import slack_errors
from bot.errors import Unavailable

log = structlog.get_logger()

TRIES = 5
LONGEST_WAIT_S = 60.0
"""A wait that is longer is left to whoever calls."""


async def patiently(call: Callable[[], Awaitable[Any]]) -> Any:
    """The answer to *call*. Raises ``Unavailable`` and ``Rejected``."""
    for attempt in range(1, TRIES + 1):
        try:
            with slack_errors():
                return await call()
        except Unavailable as failure:
            wait_s = failure.retry_after_s
            if wait_s is None or wait_s > LONGEST_WAIT_S or attempt == TRIES:
                raise
            log.info("slack_asks_to_wait", wait_s=wait_s)
            await asyncio.sleep(wait_s)
    raise AssertionError("the last try answers or raises")
