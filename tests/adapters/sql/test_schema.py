"""The database is set up as the program relies on it, however often and by however many it is set up."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import SQLModel

from bot.adapters.sql import engine, rows, schema
from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.routing import Organisation
from tests.builders import NOW, Ticking


def a_store(address: str, organisation: Organisation) -> SqlStore:
    return SqlStore(address, organisation=lambda: organisation, reach=Reach(), clock=Ticking())


class TestTheSchema:
    def test_the_migrations_lead_to_the_tables_as_the_program_describes_them(self, migrated: Engine) -> None:
        with migrated.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": lambda name, *_: is_described(name)})
            assert compare_metadata(context, SQLModel.metadata) == []

    def test_the_checks_too_are_those_the_program_describes(self, empty_file: str) -> None:
        """Alembic does not compare them: tables made from the description alone have to have the same."""
        migrated, described = (engine.writer(engine.database_url(f"{empty_file}-{n}")) for n in range(2))
        schema.migrate(migrated)
        SQLModel.metadata.create_all(described)
        assert _without_layout(described) == _without_layout(migrated)
        migrated.dispose()
        described.dispose()

    def test_the_version_the_program_knows_by_heart_is_the_newest_there_is(self, migrated: Engine) -> None:
        with migrated.connect() as connection:
            newest = ScriptDirectory.from_config(schema.config(connection)).get_current_head()
        assert schema.NEWEST == newest == schema.version(migrated)

    def test_migrating_again_does_nothing(self, migrated: Engine) -> None:
        before = schema.version(migrated)
        schema.migrate(migrated)
        assert schema.version(migrated) == before is not None

    async def test_replicas_that_start_together_migrate_once(
        self, postgresql_address: str, organisation: Organisation
    ) -> None:
        stores = [a_store(postgresql_address, organisation) for _ in range(3)]
        await asyncio.gather(*(store.migrate() for store in stores))
        assert {schema.version(store.writer) for store in stores} == {schema.version(stores[0].writer)}
        for store in stores:
            await store.close()

    def test_a_migration_that_fails_half_way_leaves_nothing(
        self, empty_file: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.adapters.sql.triggers.SQLITE", ("this is no SQL",))
        writer = engine.writer(engine.database_url(empty_file))
        with pytest.raises(OperationalError, match="this is no SQL"):
            schema.migrate(writer)
        with writer.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
        writer.dispose()


def is_described(name: str | None) -> bool:
    """The index of words is each database's own, and described with it."""
    return not (name or "").startswith(("searchable_words", "ix_searchable_trigrams"))


def _without_layout(described: Engine) -> dict[str, list[str]]:
    """The statements that made the tables, as words in alphabetical order."""
    with described.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')")).all()
    return {
        name: sorted(sql.replace(",", " ").replace('"', "").split())
        for name, sql in made
        if sql and name != "alembic_version" and is_described(name)
    }


class TestSqlite:
    @pytest.mark.parametrize(
        ("pragma", "value"),
        [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", engine.BUSY_TIMEOUT_MS)],
    )
    def test_the_settings_hold_on_every_connection(self, pragma: str, value: object, empty_file: str) -> None:
        for made in (engine.writer, engine.reader):
            connections = made(engine.database_url(empty_file))
            with connections.connect() as connection:
                assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value
            connections.dispose()

    def test_who_reads_cannot_write(self, empty_file: str) -> None:
        readers = engine.reader(engine.database_url(empty_file))
        with readers.connect() as connection, pytest.raises(OperationalError, match="readonly"):
            connection.execute(text("CREATE TABLE scribble (a)"))
        readers.dispose()

    def test_a_transaction_holds_the_write_lock_from_its_start(self, empty_file: str) -> None:
        first, second = (engine.writer(engine.database_url(empty_file)) for _ in range(2))
        with first.connect() as holder:
            holder.execute(text("SELECT 1"))
            with second.connect() as other:
                other.connection.driver_connection.execute("PRAGMA busy_timeout = 0")  # type: ignore[union-attr]
                with pytest.raises(OperationalError, match="locked"):
                    other.execute(text("SELECT 1"))
        first.dispose()
        second.dispose()

    def test_a_state_that_would_not_survive_a_restart_is_refused(self) -> None:
        with pytest.raises(ValueError, match="file"):
            engine.database_url("sqlite://")


class TestPostgresql:
    async def test_a_case_and_its_requests_are_read_as_one_snapshot(
        self, postgresql_address: str, organisation: Organisation
    ) -> None:
        store = a_store(postgresql_address, organisation)

        def isolation(connection: Connection) -> str:
            return str(connection.execute(text("SHOW transaction_isolation")).scalar_one())

        assert await store.read(isolation) == "repeatable read"
        await store.close()


class TestTimes:
    def test_a_time_without_a_zone_is_refused(self, migrated: Engine) -> None:
        naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001  # what this is about
        with migrated.connect() as connection, pytest.raises(StatementError, match="without a zone"):
            connection.execute(insert(rows.inbox), {"key": "press-1", "number": "SL-1", "at": naive})

    def test_a_time_comes_back_as_the_same_moment_in_utc(self, migrated: Engine) -> None:
        in_leiden = NOW.astimezone(timezone(timedelta(hours=1))) + timedelta(microseconds=7)
        with migrated.connect() as connection:
            connection.execute(insert(rows.inbox), {"key": "press-1", "number": "SL-1", "at": in_leiden})
            found = connection.execute(select(rows.inbox.c.at)).scalar_one()
        assert (found, found.tzinfo) == (in_leiden, UTC)

    def test_times_stand_in_their_order(self, migrated: Engine) -> None:
        """Also around a whole second, where text without fractions would sort wrongly."""
        second = timedelta(seconds=1)
        moments = [NOW - second, NOW - timedelta(microseconds=1), NOW, NOW + timedelta(microseconds=1), NOW + second]
        with migrated.connect() as connection:
            for number, at in enumerate(reversed(moments)):
                connection.execute(insert(rows.inbox), {"key": str(number), "number": "SL-1", "at": at})
            at = rows.inbox.c.at
            assert list(connection.execute(select(at).order_by(at)).scalars()) == moments
            assert list(connection.execute(select(at).where(at > NOW).order_by(at)).scalars()) == moments[3:]
