"""Connections as this program wants them: one writer on SQLite beside its readers, a pool on PostgreSQL."""

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

BUSY_TIMEOUT_MS = 5_000
POOL_SIZE = 8


def database_url(address: str) -> URL:
    """The address with the drivers used here, whatever driver it names. Raises ``ValueError`` for other databases."""
    url = make_url(address)
    match url.get_backend_name():
        case "sqlite":
            if not url.database or url.database == ":memory:":
                raise ValueError("SQLite needs a file: the state has to survive a restart")
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(f"no such database here: {other}; use sqlite or postgresql")


def writer(url: URL) -> Engine:
    """The engine for transactions.

    On SQLite it has one connection, whose every transaction starts by taking the write lock.
    """
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True)
    engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=_SQLITE_ARGS)
    event.listen(engine, "connect", _sqlite_settings)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader(url: URL) -> Engine:
    """The engine for queries, each of which sees one snapshot."""
    if url.get_backend_name() == "postgresql":
        snapshot = "REPEATABLE READ"  # the default would read a case and its requests at two moments
        return create_engine(url, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True, isolation_level=snapshot)
    engine = create_engine(url, poolclass=QueuePool, pool_size=4, max_overflow=0, connect_args=_SQLITE_ARGS)
    event.listen(engine, "connect", _sqlite_settings)
    event.listen(engine, "connect", _sqlite_reads_only)
    event.listen(engine, "begin", _begin)
    return engine


# Transactions are begun by the events below: the driver's own way starts them too late, and reads would not be in one.
_SQLITE_ARGS: dict[str, Any] = {"check_same_thread": False, "isolation_level": None}


def _sqlite_settings(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what people were told is durable: NORMAL may lose the last commits
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _sqlite_reads_only(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
