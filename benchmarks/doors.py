"""What people wait for at the door of the bot, which is a process of its own with nothing switched off."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Load, as_json, closed_loop
from benchmarks.processes import Resident, resident
from benchmarks.street import CLIENTS, a_street


@dataclass(frozen=True)
class Doors:
    """What came of it."""

    claim_1: Load
    claim_8: Load
    mine_1: Load
    mine_8: Load
    teams_1: Load
    teams_8: Load
    memory: Resident


async def measure(address: str, folder: Path, seconds: float, minute: float) -> Doors:
    """One replica; *minute* is how long the claims of eight people go on."""
    async with a_street(address, folder) as (street, pids):
        at_rest = resident(pids[0])
        for ask in (street.claim_in_slack, street.list_mine, street.claim_in_teams):
            await closed_loop(ask, 2, seconds / 4, pids)  # the first of everything is slower
        await street.quiet()
        mine_1, mine_8 = [await closed_loop(street.list_mine, count, seconds, pids) for count in (1, CLIENTS)]
        claim = await closed_loop(street.claim_in_slack, 1, seconds, pids)
        await street.quiet()
        teams_1, teams_8 = [await closed_loop(street.claim_in_teams, count, seconds, pids) for count in (1, CLIENTS)]
        await street.quiet()
        claims = await closed_loop(street.claim_in_slack, CLIENTS, minute, pids)
        memory = Resident(at_rest, resident(pids[0]))
        return Doors(claim, claims, mine_1, mine_8, teams_1, teams_8, memory)


@dataclass(frozen=True)
class Alone:
    """What came of it."""

    claim_1: Load
    claim_8: Load
    teams_1: Load
    teams_8: Load


async def measure_alone(address: str, folder: Path, seconds: float) -> Alone:
    """The same process and the same commits, while both platforms ask the bot to wait with its deliveries."""
    async with a_street(address, folder) as (street, pids):
        await street.meet()
        with street.closed(int(6 * seconds) + 30):
            for ask in (street.claim_in_slack, street.claim_in_teams):
                await closed_loop(ask, 2, seconds / 2, pids)  # until nothing is tried any more
            claims = [await closed_loop(street.claim_in_slack, count, seconds, pids) for count in (1, CLIENTS)]
            presses = [await closed_loop(street.claim_in_teams, count, seconds, pids) for count in (1, CLIENTS)]
    return Alone(*claims, *presses)


async def measure_replicas(address: str, folder: Path, replicas: int, seconds: float) -> Load:
    """Claims of eight people at so many replicas."""
    async with a_street(address, folder, replicas) as (street, pids):
        await closed_loop(street.claim_in_slack, CLIENTS, seconds / 4, pids)
        await street.quiet()
        return await closed_loop(street.claim_in_slack, CLIENTS, seconds, pids)


def main() -> None:
    """A short look at all of it."""
    import tempfile

    from benchmarks import floors
    from benchmarks.databases import new_database, postgresql

    async def all_of_it(folder: Path, server: str) -> None:
        print(json.dumps(await floors.measure("slack", folder, 2.0), indent=1))
        floor = await floors.measure("slack", folder, 2.0, new_database("sqlite", server, folder))
        print("with a commit", json.dumps(floor, indent=1))
        print("teams", json.dumps(await floors.measure("teams", folder, 2.0), indent=1))
        for sort in ("sqlite", "postgresql"):
            found = await measure(new_database(sort, server, folder), folder / sort, 2.0, 4.0)
            print(sort, json.dumps(as_json(found), indent=1))

    with tempfile.TemporaryDirectory() as name, postgresql() as server:
        asyncio.run(all_of_it(Path(name), server))


if __name__ == "__main__":
    main()
