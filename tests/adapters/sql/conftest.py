"""A migrated database that the tests of a module share: each of them rolls back what it wrote."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from bot.adapters.sql import engine, schema


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The writing engine of a database at the newest version, on both databases."""
    if request.param == "sqlite":
        yield from _migrated(f"sqlite:///{tmp_path_factory.mktemp('migrated') / 'secondline.db'}")
    else:
        server: str = request.getfixturevalue("postgresql_server")
        name = f"test_{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            yield from _migrated(make_url(server).set(database=name).render_as_string(hide_password=False))
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _migrated(address: str) -> Iterator[Engine]:
    writer = engine.writer(engine.database_url(address))
    schema.migrate(writer)
    yield writer
    writer.dispose()


@pytest.fixture
def empty_file(tmp_path: Path) -> str:
    """The address of an SQLite database that is not there yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"
