"""What goes on after a platform was answered."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.background import Background
from bot.errors import Unavailable


async def test_everything_that_was_started_ends_before_the_bot_stops() -> None:
    done: list[str] = []

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0.01)
        background.start("second", second())

    background = Background("slack")
    background.start("first", first())
    await background.drain(5.0)
    assert done == ["second"]


async def test_what_takes_too_long_is_cancelled_and_said() -> None:
    background = Background("slack")
    background.start("endless", asyncio.Event().wait())  # type: ignore[arg-type]  # its result is of no use
    with capture_logs() as logs:
        await background.drain(0.01)
        await asyncio.sleep(0)
    assert [(line["event"], line["task"]) for line in logs] == [("task_cancelled", "endless")]


@pytest.mark.parametrize(
    ("failure", "event"), [(Unavailable("away"), "task_failed"), (ZeroDivisionError(), "task_broke")]
)
async def test_what_fails_is_said_once_and_concerns_nobody_else(failure: Exception, event: str) -> None:
    async def fail() -> None:
        raise failure

    background = Background("slack")
    with capture_logs() as logs:
        background.start("failing", fail())
        await background.drain(5.0)
        await asyncio.sleep(0)
    assert [line["event"] for line in logs] == [event]
