"""Each part of the benchmarks still runs; what it finds says nothing here."""

import asyncio
from pathlib import Path

import pytest

from benchmarks import doors, floors, growth, street
from benchmarks import store as store_cost
from benchmarks.processes import import_time
from benchmarks.seed import seed
from benchmarks.targets import targets
from bot.adapters.sql.store import SqlStore
from bot.conversation.core import Core
from bot.handlers import handle
from bot.ports import CaseFilter
from tests.builders import an_escalation

CASES, OPEN = 400, 50


async def test_a_seeded_database_is_one_that_people_can_go_on_with(address: str, store: SqlStore) -> None:
    await asyncio.to_thread(seed, address, CASES, OPEN)

    everything = await store.queries.cases(CaseFilter(open=None))
    assert (await store.queries.cases(CaseFilter())).total == OPEN
    assert everything.more
    assert (await store.queries.cases(CaseFilter(open=None, words="vak399"))).total == 1
    newest = everything.rows[0]
    entries = await store.queries.timeline(newest.number)
    assert entries
    assert all(entry.case == newest.number for entry in entries)
    assert (await store.run(handle(an_escalation()))).number not in {row.number for row in everything.rows}


async def test_commands_and_questions_are_measured_at_one_size(address: str, core: Core) -> None:
    await asyncio.to_thread(seed, address, CASES, OPEN)
    one = await growth.measure(address, CASES, 2)
    compared = growth.compared([one, one])
    assert compared["asked"]["claim"][CASES]["times_the_smallest"] == 1.0


async def test_the_store_is_measured_beside_a_raw_commit(address: str) -> None:
    found = await store_cost.measure(address, 5)
    assert found["claim"]["times_the_floor"] > 0
    assert "synchronous" in found["durability"] or found["durability"]["fsync"] == "on"


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_the_bare_bots_answer(platform: str, tmp_path: Path, sqlite_address: str) -> None:
    found = await floors.measure(platform, tmp_path, 0.3, sqlite_address if platform == "slack" else "")
    assert found["clients_8"]["times"]["count"] > 8


async def test_people_are_answered_at_the_doors(
    tmp_path: Path, sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(street, "QUIET_WITHIN_S", 0.5)
    found = await doors.measure(sqlite_address, tmp_path, 0.5, 0.5)
    assert found.claim_8.times.count >= 8
    assert found.teams_1.cpu_ms > 0
    assert found.memory.at_rest > 0


async def test_people_are_answered_while_the_platforms_ask_for_patience(
    tmp_path: Path, sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(street, "QUIET_WITHIN_S", 0.5)
    found = await doors.measure_alone(sqlite_address, tmp_path, 0.5)
    assert found.claim_8.times.count >= 8
    assert found.teams_8.times.count >= 8


def test_what_is_imported_is_weighed() -> None:
    assert "bot" in import_time()["heaviest_ms"]


def test_a_target_that_is_missed_is_not_called_met() -> None:
    times = {"p99": 60.0, "times_the_smallest": 1.1}
    found = {
        "store": {
            "sqlite": {"escalate": {"times_the_floor": 5.1}, "claim": {"times_the_floor": 2.5}},
            "postgresql": {"escalate": {"times_the_floor": 3.0}, "claim": {"times_the_floor": 3.1}},
        },
        "floors": {},
        "doors": {},
        "latency": {
            "platform_answers_in_ms": 50,
            "sqlite": {"escalate": {"p50": 120.0}},
            "postgresql": {"escalate": {"p50": 90.0}},
        },
        "growth": {"sqlite": {"asked": {"/case mine": {1_000: times, 1_000_000: times}}}},
        "process": {"import": {"seconds": 1.0}, "start_s": 1.6},
    }
    assert [line["met"] for line in targets(found)] == [False, True, True, False, False, True, True, False, True, False]
