"""What a command costs the store, beside one INSERT and its commit on the same database."""

import time
from datetime import UTC, datetime
from typing import Any

from benchmarks import stories
from benchmarks.databases import durability, raw_commit
from benchmarks.figures import Times, as_json, ratio, timed
from bot.adapters.sql.store import SqlStore
from bot.commands import Claim, OpenCase
from bot.handlers import handle
from tests.builders import ANNA, SANNE


def now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


async def measure(address: str, tries: int) -> dict[str, Any]:
    """Escalate and claim, one after the other. *address* is an empty database."""
    organisation = stories.organisation()
    store = SqlStore(address, organisation=lambda: organisation, reach=stories.EVERYWHERE, clock=now)
    await store.migrate()
    await stories.meet(store)
    numbers: list[str] = []

    async def escalate(number: int) -> None:
        question = stories.a_question(f"M{number}", number)
        command = OpenCase(actor=SANNE, key=f"open-{number}", question=question)
        numbers.append((await store.run(handle(command))).number)

    async def claim(number: int) -> None:
        await store.run(handle(Claim(actor=ANNA, key=f"claim-{number}", request=f"{numbers[number]}/1")))

    floor = await _floor(address, tries)
    ours = {"escalate": await timed(escalate, tries), "claim": await timed(claim, tries)}
    again = await _floor(address, tries)
    await store.close()
    cheapest = min(floor, again, key=lambda times: times.p50)
    return {
        "durability": durability(address),
        "floor": as_json(cheapest),
        **{name: as_json(times) | {"times_the_floor": ratio(times.p50, cheapest.p50)} for name, times in ours.items()},
    }


async def _floor(address: str, tries: int) -> Times:
    with raw_commit(address) as commit:

        async def ask(_: int) -> None:
            commit()

        return await timed(ask, tries)


def main() -> None:
    """Print the figures of both databases."""
    import asyncio
    import json
    import tempfile
    from pathlib import Path

    from benchmarks.databases import DATABASES, new_database, postgresql

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        for sort in DATABASES:
            print(sort, json.dumps(asyncio.run(measure(new_database(sort, server, Path(folder)), 300)), indent=1))
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
