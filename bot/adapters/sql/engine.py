"""Connections as this program wants them: one writer on SQLite beside its readers, a pool on PostgreSQL."""

from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

BUSY_TIMEOUT_MS = 5_000
POOL_SIZE = 8

IDLE_S = 5.0
"""After so long without use a connection is looked at before it is used again."""

LOCK_WAIT_MS = 2_000
"""How long a statement on PostgreSQL waits for somebody else's lock."""

TRANSACTION_LIMIT_MS = 10_000
"""A replica that was cut off in the middle of a transaction holds its locks no longer than this."""


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
        return _postgresql(url, "READ COMMITTED")
    engine = _sqlite(url, pool_size=1)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader(url: URL) -> Engine:
    """The engine for queries, each of which sees one snapshot."""
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, "REPEATABLE READ")  # the other would read a case and its requests at two moments
    engine = _sqlite(url, pool_size=4)
    event.listen(engine, "connect", _sqlite_reads_only)
    event.listen(engine, "begin", _begin)
    return engine


def _sqlite(url: URL, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args=_SQLITE_ARGS,
        hide_parameters=True,  # what people wrote does not belong in a log
    )
    event.listen(engine, "connect", _sqlite_settings)
    return engine


def _postgresql(url: URL, isolation: Any) -> Engine:
    patience = {name: value for name, value in _POSTGRESQL_ARGS.items() if name not in url.query}
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        isolation_level=isolation,
        connect_args=patience,
        hide_parameters=True,
        use_native_hstore=False,  # or each new connection asks for a type that nothing here has
    )
    event.listen(engine, "do_connect", _connected)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_must_live, engine.dialect))
    event.listen(engine, "handle_error", _without_details)
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = monotonic()


def _must_live(dialect: Any, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Look whether it still lives, unless it did just now: that is a journey, and what meets a dead one runs again."""
    used_at = record.info.get("used_at")
    if used_at is None or monotonic() - used_at < IDLE_S:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _without_details(context: ExceptionContext) -> None:
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            without_details(error)


def without_details(error: BaseException) -> None:
    """PostgreSQL adds a DETAIL with the whole row to a failing constraint: also that does not belong in a log."""
    if error.args:
        error.args = ((str(error.args[0]).splitlines() or [""])[0], *error.args[1:])


WITH_TRANSACTION_TIMEOUT = 170_000
"""PostgreSQL 17."""

# A server that vanished without a word is noticed after about 11 s (PostgreSQL manual, 34.1.2), not after 2 hours.
_POSTGRESQL_ARGS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


# Each question has an index, and wants few rows of what may be millions. The planner cannot know how few: it takes a
# third of all deliveries for due, and would rather read every one there ever was, with several workers.
_FEW_ROWS = {"enable_seqscan": "off", "max_parallel_workers_per_gather": 0, "jit": "off"}


def _connected(dialect: Any, _record: Any, args: Any, named: Any) -> Any:
    """A new connection with the settings. It is nobody's yet: what goes wrong here closes it."""
    connection = dialect.connect(*args, **named)
    try:
        _postgresql_settings(connection)
    except dialect.loaded_dbapi.Error:
        connection.close()
        raise
    return connection


def _postgresql_settings(connection: Any) -> None:
    # The server, too, has to notice that we vanished: its limit on idle transactions does not run after a batch, which
    # is how the driver sends several rows.
    keepalives = {"tcp_keepalives_idle": 5, "tcp_keepalives_interval": 2, "tcp_keepalives_count": 3}
    connection.autocommit = True  # otherwise these would be undone with the first transaction
    settings = {**_limits(connection), **keepalives, **_FEW_ROWS}
    connection.execute("; ".join(f"SET {name} = {value}" for name, value in settings.items()))
    connection.autocommit = False


def _limits(connection: Any) -> dict[str, int]:
    """In milliseconds, by the names of the server's settings."""
    limits = {
        "lock_timeout": LOCK_WAIT_MS,
        "statement_timeout": TRANSACTION_LIMIT_MS,
        "idle_in_transaction_session_timeout": TRANSACTION_LIMIT_MS,
    }
    newer = connection.info.server_version >= WITH_TRANSACTION_TIMEOUT
    return {**limits, "transaction_timeout": TRANSACTION_LIMIT_MS} if newer else limits


def lift_limits(connection: Connection) -> None:
    """For this transaction on PostgreSQL, which may take its time."""
    for name in _limits(connection.connection.driver_connection):
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


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
