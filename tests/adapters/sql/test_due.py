"""Finding what is due costs the same whatever has piled up, and leaves nobody out."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert, update

from bot.adapters.sql import rows
from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.sql.due import NEXT, WAITING, WALKED
from bot.adapters.sql.moments import moments
from bot.adapters.sql.plain import Plain
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.delivery import May, Onward
from bot.handlers import handle
from bot.routing import Organisation
from tests.builders import Ticking, an_escalation
from tests.conftest import EVERYWHERE

BUSY, QUIET = "slack:channel:C01BUSY", "slack:channel:C02QUIET"


async def piled_up(store: SqlStore, clock: Ticking, destinations: list[str]) -> None:
    """A line for each of these, one after another."""
    number = (await store.run(handle(an_escalation()))).number
    nothing_else = update(rows.deliveries).values(shown=rows.deliveries.c.want)
    line = {"purpose": Purpose.LINE, "case": number, "payload": {}, "want": 1, "shown": 0, "made_at": clock()}
    line |= {"attempts": 0, "unclear": False}
    lines = [{**line, "key": f"line:{n}", "destination": name} for n, name in enumerate(destinations)]

    def write(connection: Connection) -> None:
        connection.execute(nothing_else)
        connection.execute(insert(rows.destinations), [{"name": name} for name in sorted(set(destinations))])
        connection.execute(insert(rows.deliveries), lines)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")

    await store.write(write)


@contextmanager
def counting(store: SqlStore) -> Iterator[list[int]]:
    """The steps SQLite takes to carry out what is asked, in hundreds."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    def listen(connection: object, *_: object) -> None:
        connection.set_progress_handler(count, 100)  # type: ignore[attr-defined]  # of the driver

    for engine in (store._reader, store.writer):
        event.listen(engine, "checkout", listen)
    yield steps
    for engine in (store._reader, store.writer):
        event.remove(engine, "checkout", listen)


async def effort(address: str, organisation: Organisation, clock: Ticking, backlog: int) -> int:
    """What it takes to find and serve the quiet channel while so much waits for the busy one."""
    store = SqlStore(address, organisation=lambda: organisation, reach=EVERYWHERE, clock=clock)
    await store.migrate()
    await piled_up(store, clock, [BUSY] * backlog + [QUIET])
    deliveries = SqlDeliveries(store, clock)
    with counting(store) as steps:
        assert list(await deliveries.lease("me", {"slack": 1}, 30.0, {"slack": May()})) == [BUSY]
        ((name, quiet),) = (await deliveries.lease("me", {"slack": 8}, 30.0, {"slack": May()})).items()
        assert (name, quiet.next is not None) == (QUIET, True)
        assert quiet.next is not None
        assert (await deliveries.done(quiet.next.due, "me", 1, {"ts": "1"}, onward=Onward(30.0))).next is None
        found = steps[0]
    await store.close()
    return found


async def test_a_backlog_makes_it_no_slower(tmp_path: Path, organisation: Organisation, clock: Ticking) -> None:
    few, many = [
        await effort(f"sqlite:///{tmp_path}/{backlog}.db", organisation, clock, backlog) for backlog in (10, 10_000)
    ]
    assert many <= few * 1.5 + 5


async def pages_read(store: SqlStore, statement: Plain, values: dict[str, object]) -> int:
    """How many pages PostgreSQL looks at to carry it out."""

    def explained(connection: Connection) -> int:
        ready = statement.on(connection.dialect)
        how = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {ready.sql}"
        plan = connection.exec_driver_sql(how, ready.given(values)).scalar_one()[0]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])

    return await store.write(explained)


async def test_what_was_ever_brought_makes_it_no_slower(
    postgresql_address: str, organisation: Organisation, clock: Ticking
) -> None:
    """PostgreSQL takes a third of it for due, and would look for the first of that from the oldest on."""
    store = SqlStore(postgresql_address, organisation=lambda: organisation, reach=EVERYWHERE, clock=clock)
    await store.migrate()
    channels = [BUSY, *(f"slack:channel:C{n:02}OTHER" for n in range(6))]
    await piled_up(store, clock, [*random.Random(1).choices(channels, k=20_000), QUIET])  # noqa: S311  # always alike
    brought = update(rows.deliveries).where(rows.deliveries.c.destination != QUIET).values(shown=1)
    await store.write(lambda connection: connection.execute(brought))
    with store.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    now = moments(clock, is_postgresql=True, now=0.0, too_far=600.0)

    nothing_there = await pages_read(store, NEXT, {"destination": BUSY, **now})
    walked = {"after": "slack:", "behind": "slack;", "room": 8}
    found = await pages_read(store, WAITING, {**walked, **now})

    assert (nothing_there < 20, found < 60) == (True, True), (nothing_there, found)
    await store.close()


async def test_more_places_than_are_looked_at_at_once_have_their_turn(store: SqlStore, clock: Ticking) -> None:
    names = [f"ticket:SL-2611-{n:05}" for n in range(WALKED + 20)]
    await piled_up(store, clock, names)
    resting = rows.destinations.c.name.in_(names[:WALKED])
    rest = update(rows.destinations).where(resting).values(next_at=store.now(clock, 600.0))
    await store.write(lambda connection: connection.execute(rest))
    deliveries = SqlDeliveries(store, clock)

    looks = [await deliveries.lease("me", {"ticket": 5}, 30.0) for _ in range(3)]

    assert [list(taken) for taken in looks] == [[], names[WALKED : WALKED + 5], []]


async def test_a_place_whose_name_begins_alike_is_of_another_kind(store: SqlStore, clock: Ticking) -> None:
    await piled_up(
        store, clock, ["home-slack:anna@example.org", "person:Ærø@example.org", "person:zoë@example.org", BUSY]
    )

    taken = await SqlDeliveries(store, clock).lease("me", {"person": 8, "slack": 8}, 30.0)

    assert list(taken) == ["person:Ærø@example.org", "person:zoë@example.org", BUSY]


@pytest.mark.parametrize("purpose", ["show", "sweep"])
async def test_what_is_not_due_yet_is_left(store: SqlStore, clock: Ticking, purpose: str) -> None:
    await piled_up(store, clock, [BUSY])
    later = (
        {"not_before": store.now(clock, 600.0)}
        if purpose == "show"
        else {"shown": 1, "sweep_at": store.now(clock, 600.0)}
    )
    put_off = update(rows.deliveries).where(rows.deliveries.c.destination == BUSY).values(later)
    await store.write(lambda connection: connection.execute(put_off))

    assert await SqlDeliveries(store, clock).lease("me", {"slack": 8}, 30.0) == {}


async def test_a_case_that_is_being_saved_is_not_waited_for(
    postgresql_address: str, organisation: Organisation, clock: Ticking
) -> None:
    store = SqlStore(postgresql_address, organisation=lambda: organisation, reach=EVERYWHERE, clock=clock)
    await store.migrate()
    await piled_up(store, clock, [BUSY, QUIET])
    being_saved = update(rows.deliveries).where(rows.deliveries.c.destination == BUSY).values(want=2)
    with store.writer.connect() as another, another.begin() as saving:
        another.execute(being_saved)
        taken = await SqlDeliveries(store, clock).lease("me", {"slack": 8}, 30.0, {"slack": May()})
        saving.rollback()
    begun = {name: one.next.is_begun for name, one in taken.items() if one.next}
    assert begun == {BUSY: False, QUIET: True}
    await store.close()
