"""Statements that are put together once, and go to the driver as they are.

What SQLAlchemy does around a statement takes many times as long as SQLite takes to carry it out, and a command has a
dozen of them. So those of a command are compiled by SQLAlchemy, once for each database, and nothing is left to do but
to turn values into what the driver takes, and rows into what the program reads.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from bot.adapters.sql.engine import without_details

Values = Mapping[str, Any]
Make = Callable[[Callable[[Any], Any]], Any]
"""Puts the statement together with the INSERT of a database, which knows ``ON CONFLICT``."""

NOTIFICATION = "secondline"
"""The channel on which replicas on PostgreSQL tell each other that something must be shown."""

INSERT: Mapping[str, Callable[[Any], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class _Ready:
    """A statement as a driver takes it; ``writes`` and ``reads`` are what turns values and columns around."""

    sql: str
    names: tuple[str, ...]
    positional: bool
    fixed: Values
    writes: tuple[tuple[str, Callable[[Any], Any]], ...]
    row: Callable[[Sequence[Any]], Any]
    reads: tuple[tuple[int, Callable[[Any], Any]], ...]

    def given(self, values: Values) -> Any:
        """The parameters."""
        found = {**self.fixed, **values}
        for name, write in self.writes:
            found[name] = write(found[name])
        return [found[name] for name in self.names] if self.positional else found

    def read(self, columns: Sequence[Any]) -> Any:
        """A row, with its columns as attributes."""
        if self.reads:
            columns = list(columns)
            for place, read in self.reads:
                if columns[place] is not None:
                    columns[place] = read(columns[place])
        return self.row(columns)


class Plain:
    """A statement for both databases. ``bindparam`` names what is given each time."""

    def __init__(self, make: Make, *columns: str) -> None:
        """*columns* are those of an INSERT that are given each time; what it does not name stays out."""
        self._make = make
        self._columns = columns
        self._ready: dict[str, _Ready] = {}

    def on(self, dialect: Dialect) -> _Ready:
        """As the driver of this database takes it."""
        found = self._ready.get(dialect.name)
        if found is None:
            found = self._ready[dialect.name] = self._compiled(dialect)
        return found

    def _compiled(self, dialect: Dialect) -> _Ready:
        statement = self._make(INSERT[dialect.name])
        compiled = statement.compile(dialect=dialect, column_keys=list(self._columns) or None)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        writes = ((name, _writes(bind.type, dialect)) for name, bind in binds.items())
        columns = list(statement.exported_columns) if hasattr(statement, "exported_columns") else []
        reads = ((place, _reads(column.type, dialect)) for place, column in enumerate(columns))
        names = [column.key for column in columns]
        named = namedtuple("Row", names)  # type: ignore[misc]  # each statement has its own columns
        return _Ready(
            sql=str(compiled),
            names=tuple(compiled.positiontup or binds),
            positional=compiled.positional,
            fixed={name: bind.value for name, bind in binds.items() if not bind.required},
            writes=tuple((name, write) for name, write in writes if write is not None),
            row=named._make,
            reads=tuple((place, read) for place, read in reads if read is not None),
        )


def new_row_in(table: Any) -> Plain:
    """The INSERT of a row with all its columns."""
    return Plain(lambda insert: insert(table).inline(), *table.c.keys())


def saved_in(table: Any, key: str, changing: Sequence[str]) -> Plain:
    """The INSERT of a row with all its columns, or what changes in the one with this *key*."""

    def make(insert: Callable[[Any], Any]) -> Any:
        new = insert(table)
        changes = {name: new.excluded[name] for name in changing}
        return new.on_conflict_do_update(index_elements=[key], set_=changes).inline()

    return Plain(make, *table.c.keys())


def _writes(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _reads(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


class Asked:
    """Rows that were asked for, and may still be on their way."""

    def __init__(self, ready: _Ready, cursor: Any) -> None:
        self._ready = ready
        self._cursor = cursor

    def all(self) -> list[Any]:
        """The rows."""
        return [self._ready.read(row) for row in self._cursor.fetchall()]

    def first(self) -> Any:
        """The first row, or None."""
        row = self._cursor.fetchone()
        return self._ready.read(row) if row is not None else None


class Statements:
    """Carries plain statements out on one connection, in its transaction. Raises what the driver raises."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect

    @cached_property
    def _driver(self) -> Any:
        return self._connection.connection.driver_connection

    def ask(self, statement: Plain, **values: Any) -> "Asked":
        """Ask for rows that are read later; within ``together`` several such questions are one journey."""
        ready = statement.on(self._dialect)
        return Asked(ready, self._driver.execute(ready.sql, ready.given(values)))

    def all(self, statement: Plain, **values: Any) -> list[Any]:
        """The rows."""
        return self.ask(statement, **values).all()

    def first(self, statement: Plain, **values: Any) -> Any:
        """The first row, or None."""
        return self.ask(statement, **values).first()

    def run(self, statement: Plain, values: Values) -> Any:
        """Carry it out. What comes back has the ``rowcount``, on PostgreSQL once what is sent together has ended."""
        ready = statement.on(self._dialect)
        return self._driver.execute(ready.sql, ready.given(values))

    def run_for_each(self, statement: Plain, values: Sequence[Values]) -> None:
        """Carry it out for each of them."""
        ready = statement.on(self._dialect)
        self._driver.cursor().executemany(ready.sql, [ready.given(each) for each in values])

    def notify(self) -> None:
        """Let the replicas on PostgreSQL know, once this is committed, that something must be shown."""
        if self._dialect.name == "postgresql":
            self._driver.execute(f"NOTIFY {NOTIFICATION}")

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is carried out in this block goes to PostgreSQL together; it is waited for only where rows are read.

        The block ends when all of it was carried out. What goes wrong is raised there, or where rows are read.
        """
        with self._driver.pipeline() if self._dialect.name == "postgresql" else nullcontext():
            yield


@contextmanager
def as_sqlalchemy(connection: Connection) -> Iterator[None]:
    """What the driver raises rises as SQLAlchemy would have raised it."""
    dialect = connection.dialect
    assert dialect.loaded_dbapi is not None  # noqa: S101  # for the type checker
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        broken = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
        if broken:
            _give_up(connection)
        without_details(error)
        raise DBAPIError.instance(
            None,
            None,
            error,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=broken,
            dialect=dialect,
        ) from error


def _give_up(connection: Connection) -> None:
    """Let SQLAlchemy find that it is broken: it closes what was made to the same server, each before its next use."""
    with suppress(DBAPIError):
        connection.exec_driver_sql("SELECT 1")
