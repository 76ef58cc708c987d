"""The bot as a process of its own: ``python -m tests.faults.bot_apart MOMENT COMMAND...``, killed at that moment.

``kill -9`` leaves no time for anything, so a process that kills itself at the right line is killed as any other is.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from alembic.operations import Operations

from bot import app, cli
from bot.adapters.slack.platform import SlackPlatform
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.work import SqlWork
from bot.adapters.teams.platform import TeamsPlatform
from bot.delivery import Delivery, loop

LEASE_S = 3.0
TABLES_OF_HALF_A_MIGRATION = 5


def instead(owner: object, name: str, other: object) -> None:
    """Put *other* in the place of what *owner* has under this name."""
    setattr(owner, name, other)


def die() -> None:
    """At once."""
    os.kill(os.getpid(), signal.SIGKILL)


def never() -> None:
    """It is killed by somebody else, or stopped."""


def before_the_commit() -> None:
    """Everything of the first command is written, and nothing of it is committed."""
    save = SqlWork.save

    def save_and_die(work: SqlWork, *args: Any) -> Any:
        saved = save(work, *args)
        die()
        return saved

    instead(SqlWork, "save", save_and_die)


def before_the_acknowledgement() -> None:
    """The first command is committed, and whoever gave it is not answered."""
    run = SqlStore.run

    async def run_and_die(store: SqlStore, handler: Any) -> Any:
        result = await run(store, handler)
        die()
        return result

    instead(SqlStore, "run", run_and_die)


def before_the_post() -> None:
    """The first card for Slack is about to be posted: it says so to Slack, and stays there until it is killed."""

    async def stay(platform: SlackPlatform, *_: Any, **__: Any) -> Any:
        await platform._client.api_test()
        await asyncio.Event().wait()

    instead(SlackPlatform, "post_card", stay)


def before_the_note() -> None:
    """The first card stands in Slack, and where it stands is not noted."""
    post = SlackPlatform.post_card

    async def post_and_die(platform: SlackPlatform, *args: Any, **names: Any) -> Any:
        ref = await post(platform, *args, **names)
        die()
        return ref

    instead(SlackPlatform, "post_card", post_and_die)


def in_a_migration() -> None:
    """Some tables are there."""
    create = Operations.create_table
    made: list[Any] = []

    def create_and_die(operations: Operations, *args: Any, **names: Any) -> Any:
        made.append(create(operations, *args, **names))
        if len(made) == TABLES_OF_HALF_A_MIGRATION:
            die()
        return made[-1]

    instead(Operations, "create_table", create_and_die)


def never_in_a_slow_migration() -> None:
    """It takes so long that another one begins meanwhile."""
    create = Operations.create_table

    def create_slowly(operations: Operations, *args: Any, **names: Any) -> Any:
        time.sleep(0.1)
        return create(operations, *args, **names)

    instead(Operations, "create_table", create_slowly)


MOMENTS: dict[str, Callable[[], None]] = {
    moment.__name__: moment
    for moment in (
        never,
        before_the_commit,
        before_the_acknowledgement,
        before_the_post,
        before_the_note,
        in_a_migration,
        never_in_a_slow_migration,
    )
}


def main() -> None:
    """As ``python -m bot``, in a hurry."""
    instead(app, "Delivery", partial(Delivery, lease_s=LEASE_S))
    loop.POLL_S = 0.1
    SlackPlatform.interval_s = TeamsPlatform.interval_s = 0.01
    MOMENTS[sys.argv[1]]()
    cli.main(sys.argv[2:])


if __name__ == "__main__":
    main()
