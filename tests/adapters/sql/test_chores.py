"""What comes back by itself is done once, and clears away only what nobody can need any more."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import Connection, select, text, update
from structlog.testing import capture_logs

from bot.adapters.sql import chores as sql_chores
from bot.adapters.sql import rows
from bot.adapters.sql.chores import CHORES, Now, SqlTurns, Work
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose, Reach
from bot.case import ToldBy
from bot.chores import Chore, Chores
from bot.commands import AskBack, GiveFeedback
from bot.handlers import handle
from bot.routing import Organisation
from tests.builders import ANNA, an_escalation

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


class Counted:
    """Work that says how often it was done, and by whom."""

    def __init__(self) -> None:
        self.done_by: list[str] = []

    def work(self, who: str) -> Work:
        def work(connection: Connection, now: Now) -> int:
            connection.execute(text("SELECT 1"))
            self.done_by.append(who)
            return 1

        return work

    def chores(self, who: str, store: SqlStore, every: timedelta = HOUR) -> Chores[Work]:
        return Chores(SqlTurns(store, now), [Chore("count", every, self.work(who))], wake_s=0.02)


@pytest.fixture
async def replicas(postgresql_address: str, organisation: Organisation) -> AsyncIterator[tuple[SqlStore, SqlStore]]:
    """Two processes at one database."""
    one, other = (
        SqlStore(postgresql_address, organisation=lambda: organisation, reach=Reach(), clock=now) for _ in range(2)
    )
    await one.migrate()
    yield one, other
    await one.close()
    await other.close()


async def test_it_is_done_once_however_many_look_at_the_same_time(replicas: tuple[SqlStore, SqlStore]) -> None:
    counted = Counted()
    looking = [counted.chores(str(n), store) for n in range(8) for store in replicas]

    await asyncio.gather(*(chores.look() for chores in looking))
    await asyncio.gather(*(chores.look() for chores in looking))

    assert len(counted.done_by) == 1


async def test_it_is_done_again_when_its_time_has_come(store: SqlStore) -> None:
    counted = Counted()
    chores = counted.chores("one", store)
    its_time = update(rows.chores).values(next_at=now() - timedelta(seconds=1))
    for _ in range(3):
        await chores.look()
        await chores.look()
        await store.write(lambda connection: connection.execute(its_time))

    assert len(counted.done_by) == 3


async def test_a_clock_that_was_set_back_does_not_stop_it(store: SqlStore) -> None:
    counted = Counted()
    chores = counted.chores("one", store)
    await chores.look()
    in_a_year = update(rows.chores).values(next_at=now() + 365 * DAY)
    await store.write(lambda connection: connection.execute(in_a_year))

    await chores.look()

    assert len(counted.done_by) == 2


async def test_one_that_is_killed_at_it_leaves_it_to_another(replicas: tuple[SqlStore, SqlStore]) -> None:
    killed, other = replicas
    counted = Counted()

    def die_half_way(connection: Connection, now: Now) -> int:
        counted.work("killed")(connection, now)
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        raise AssertionError("the connection is gone")

    with capture_logs():
        await Chores(SqlTurns(killed, now), [Chore("count", HOUR, die_half_way)]).look()
    assert set(counted.done_by) == {"killed"}
    await counted.chores("other", other).look()

    assert counted.done_by[-1] == "other"


async def test_one_that_is_at_it_holds_up_nobody(replicas: tuple[SqlStore, SqlStore]) -> None:
    slow, other = replicas
    counted = Counted()
    is_at_it, is_done = Event(), Event()

    def take_long(connection: Connection, now: Now) -> int:
        is_at_it.set()
        is_done.wait(30)
        return counted.work("slow")(connection, now)

    working = asyncio.create_task(SqlTurns(slow, now).take("count", HOUR, take_long))
    await asyncio.to_thread(is_at_it.wait, 30)
    await counted.chores("other", other).look()
    assert not working.done()
    is_done.set()
    await working

    assert counted.done_by == ["slow"]


async def test_work_that_breaks_is_in_the_log_and_stops_no_other(store: SqlStore) -> None:
    counted = Counted()

    def broken(connection: Connection, now: Now) -> int:
        raise ZeroDivisionError

    chores: list[Chore[Work]] = [Chore("broken", HOUR, broken), Chore("count", HOUR, counted.work("one"))]
    with capture_logs() as logs:
        await Chores(SqlTurns(store, now), chores).look()

    assert counted.done_by == ["one"]
    assert [entry["chore"] for entry in logs if entry["log_level"] == "error"] == ["broken"]


async def test_it_goes_on_until_it_is_cancelled(store: SqlStore) -> None:
    counted = Counted()
    running = asyncio.create_task(counted.chores("one", store, every=timedelta(milliseconds=1)).run())
    async with asyncio.timeout(30):
        while len(counted.done_by) < 3:  # noqa: ASYNC110  # the store's thread says so
            await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


class TestClearingAway:
    @pytest.fixture
    async def store(self, address: str, organisation: Organisation) -> AsyncIterator[SqlStore]:
        """A store on each database with a clock that runs, as the database's does."""
        reach = Reach(frozenset({"slack", "teams"}), tickets=True)
        store = SqlStore(address, organisation=lambda: organisation, reach=reach, clock=now)
        await store.migrate()
        yield store
        await store.close()

    async def cleared(self, store: SqlStore) -> None:
        with capture_logs() as logs:
            await Chores(SqlTurns(store, now), CHORES).look()
        assert logs == [], "nothing went wrong"

    async def a_case(self, store: SqlStore, ticket: str, *, closed: bool) -> str:
        number = (await store.run(handle(an_escalation(ticket)))).number
        await store.run(handle(AskBack(actor=ANNA, request=f"{number}/1", question="Welk vak?")))
        if closed:
            await store.run(handle(GiveFeedback(actor=ANNA, case=number, how=ToldBy.TICKET)))
        return number

    async def arrived(self, store: SqlStore, *, days_ago: int) -> None:
        """Everything arrived, so long ago."""
        values = {"shown": rows.deliveries.c.want, "made_at": now() - days_ago * DAY}
        await store.write(lambda connection: connection.execute(update(rows.deliveries).values(values)))

    async def change(self, store: SqlStore, **values: object) -> None:
        """Change what is not a card."""
        some = update(rows.deliveries).where(rows.deliveries.c.purpose != Purpose.CARD).values(values)
        await store.write(lambda connection: connection.execute(some))

    async def left(self, store: SqlStore) -> set[str]:
        """The purposes of the deliveries that are left."""
        query = select(rows.deliveries.c.purpose)
        return await store.read(lambda connection: set(connection.execute(query).scalars()))

    async def test_what_arrived_long_ago_for_a_closed_case_goes_and_its_cards_stay(self, store: SqlStore) -> None:
        await self.a_case(store, "M1", closed=True)
        await self.arrived(store, days_ago=91)
        assert await self.left(store) == set(Purpose) - {Purpose.HOME}  # which is of no case
        await self.cleared(store)
        assert await self.left(store) == {Purpose.CARD}

    async def test_what_arrived_lately_stays(self, store: SqlStore) -> None:
        await self.a_case(store, "M1", closed=True)
        await self.arrived(store, days_ago=89)
        before = await self.left(store)
        await self.cleared(store)
        assert await self.left(store) == before

    async def test_what_belongs_to_an_open_case_stays(self, store: SqlStore) -> None:
        await self.a_case(store, "M1", closed=False)
        await self.arrived(store, days_ago=91)
        before = await self.left(store)
        await self.cleared(store)
        assert await self.left(store) == before

    @pytest.mark.parametrize(
        "not_done",
        [{"parked": "not_in_channel", "shown": 0}, {"parked": "not_in_channel"}, {"shown": 0}, {"sweep_at": now()}],
        ids=["parked", "parked after it arrived once", "due", "to be swept"],
    )
    async def test_what_has_not_arrived_stays(self, not_done: dict[str, object], store: SqlStore) -> None:
        await self.a_case(store, "M1", closed=True)
        await self.arrived(store, days_ago=91)
        await self.change(store, **not_done)
        before = await self.left(store)
        await self.cleared(store)
        assert await self.left(store) == before

    async def test_commands_of_long_ago_are_forgotten(self, store: SqlStore) -> None:
        at = now()
        made = [{"key": str(days), "number": "SL-1", "at": at - days * DAY} for days in (13, 15, 400)]
        await store.write(lambda connection: connection.execute(rows.inbox.insert(), made))
        await self.cleared(store)
        keys = await store.read(lambda connection: list(connection.execute(select(rows.inbox.c.key)).scalars()))
        assert keys == ["13"]

    async def test_only_so_much_at_once(self, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sql_chores, "MOST_ROWS", 3)
        made = [{"key": str(n), "number": "SL-1", "at": now() - 30 * DAY} for n in range(8)]
        await store.write(lambda connection: connection.execute(rows.inbox.insert(), made))
        await self.cleared(store)
        keys = await store.read(lambda connection: list(connection.execute(select(rows.inbox.c.key)).scalars()))
        assert len(keys) == 5
