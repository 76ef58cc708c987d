"""Fills a database with months of cases, as if people had made them: most are closed, some hundreds are open.

A few dozen stories are told to the product itself; the database copies them, each time with a number, a ticket, words
and times of its own. What is delivered has arrived, and lines of long ago have been tidied away. The database has to be
new; on PostgreSQL only a superuser can do this, because keys are not checked while so much is written.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, bindparam, insert, select, text

from benchmarks import stories
from bot.adapters.sql import engine, rows, search_index
from bot.adapters.sql.chores import DELIVERED_DAYS
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.tables import Instant
from tests.builders import Ticking

OPEN = 300
FINISHED, UNFINISHED = 48, 25
"""Stories of each sort."""
AT_ONCE = 50_000
TOLD_DAYS_AGO = 10
"""So that what happened after the opening of the newest is not in the future."""
COPIED: tuple[Table, ...] = (rows.cases, rows.searchable, rows.requests, rows.timeline, rows.deliveries)
RENAMED = {"number", "case", "words", "ticket_number", "ticket_key", "ticket_id", "ticket_url", "data", "key"} | {
    "destination",
    "payload",
}
"""Columns in which the number of the case or of its ticket may stand."""
BY_THEMSELVES = {("searchable", "id"), ("delivery", "id")}


def days(cases: int) -> int:
    """Over how many days they came: a thousand a day at most, three years at most."""
    return max(30, min(1_095, cases // 1_000))


def seed(address: str, cases: int, opened: int = OPEN) -> None:
    """Fill the database at *address*."""
    url = engine.database_url(address)
    told = asyncio.run(_told(address))
    writing = engine.writer(url)
    with writing.connect() as connection, _in_bulk(connection):
        _keep(connection, told)
        for first in range(1, cases + 1, AT_ONCE):
            _copy(connection, first, min(first + AT_ONCE - 1, cases), cases, min(opened, cases // 2))
        connection.commit()
    with writing.connect() as connection:
        _set_numbering(connection, cases)
        connection.commit()
        if connection.dialect.name == "postgresql":
            connection.rollback()
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    writing.dispose()


async def _told(address: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of the stories, by table. Told elsewhere: what is copied is not there itself."""
    clock = Ticking(datetime.now(UTC) - timedelta(days=TOLD_DAYS_AGO))
    organisation = stories.organisation()
    with tempfile.TemporaryDirectory(prefix="secondline-stories-") as folder:
        elsewhere = SqlStore(
            f"sqlite:///{folder}/told.db", organisation=lambda: organisation, reach=stories.EVERYWHERE, clock=clock
        )
        await elsewhere.migrate()
        await stories.tell(elsewhere, clock, stories.FINISHED, FINISHED, "F")
        await stories.tell(elsewhere, clock, stories.UNFINISHED, UNFINISHED, "U")
        found = await elsewhere.read(
            lambda c: {t.name: [dict(r) for r in c.execute(select(t)).mappings()] for t in COPIED}
        )  # its public name
        names = await elsewhere.read(lambda c: [dict(r) for r in c.execute(select(rows.destinations)).mappings()])
        await elsewhere.close()
    store = SqlStore(address, organisation=lambda: organisation, reach=stories.EVERYWHERE, clock=clock)
    await store.migrate()
    await stories.meet(store)
    channels = [name for name in names if not name["name"].startswith("ticket:")]
    await store.write(lambda connection: connection.execute(insert(rows.destinations), channels))
    await store.close()
    return found


@contextmanager
def _in_bulk(connection: Connection) -> Iterator[None]:
    """Nothing is checked row by row, and the words are put into their index at the end."""
    postgresql = connection.dialect.name == "postgresql"
    raw = connection.connection.driver_connection
    assert raw is not None
    if postgresql:
        engine.lift_limits(connection)
        connection.commit()
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "statement_timeout = 0"):
            connection.exec_driver_sql(f"SET {setting}")
        for setting in ("transaction_timeout = 0", "maintenance_work_mem = '1GB'", "lock_timeout = 0"):
            connection.exec_driver_sql(f"SET {setting}")
        connection.exec_driver_sql("DROP INDEX ix_searchable_trigrams")
        connection.commit()
    else:
        for setting in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -400000"):
            raw.execute(f"PRAGMA {setting}")
        connection.exec_driver_sql("DROP TRIGGER searchable_words_insert")
    yield
    if postgresql:
        connection.exec_driver_sql(search_index.POSTGRESQL[-1])
    else:
        connection.exec_driver_sql("INSERT INTO searchable_words (searchable_words) VALUES ('rebuild')")
        connection.exec_driver_sql(search_index.SQLITE[1])
    connection.commit()
    connection.invalidate()  # its settings were for this only


def _keep(connection: Connection, told: dict[str, list[dict[str, Any]]]) -> None:
    """The stories in temporary tables, each row with the number of its story."""
    cases = {row["number"]: story for story, row in enumerate(told["cases"])}
    connection.exec_driver_sql("CREATE TEMP TABLE story (story integer PRIMARY KEY, number text, ticket text)")
    listed = [{"story": cases[r["number"]], "n": r["number"], "t": r["ticket_number"]} for r in told["cases"]]
    connection.execute(text("INSERT INTO story VALUES (:story, :n, :t)"), listed)
    for table in COPIED:
        connection.exec_driver_sql(
            f"CREATE TEMP TABLE told_{table.name} AS SELECT 0 AS story, t.* FROM {table.name} t LIMIT 0"
        )
        bound = {c.name: c.type for c in table.columns}
        values = ", ".join(f":{c.name}" for c in table.columns)
        statement = text(f"INSERT INTO told_{table.name} VALUES (:story, {values})")
        statement = statement.bindparams(*(bindparam(name, type_=kind) for name, kind in bound.items()))
        number = "number" if table is rows.cases else "case"
        connection.execute(statement, [row | {"story": cases[row[number]]} for row in told[table.name]])
    connection.commit()


def _copy(connection: Connection, first: int, last: int, cases: int, opened: int) -> None:
    postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql("DROP TABLE IF EXISTS new")
    connection.exec_driver_sql(_new_cases(postgresql, first, last, cases, opened))
    connection.exec_driver_sql("INSERT INTO destination (name) SELECT 'ticket:id-of-' || ticket FROM new")
    for table in COPIED:
        names = ", ".join(f'"{c.name}"' for c in table.columns if (table.name, c.name) not in BY_THEMSELVES)
        values = ", ".join(_value(c, postgresql) for c in table.columns if (table.name, c.name) not in BY_THEMSELVES)
        kept = f" WHERE t.purpose = 'card' OR new.minutes < {DELIVERED_DAYS * 1440}" if table is rows.deliveries else ""
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) SELECT {values} FROM new JOIN story USING (story)"
            f" JOIN told_{table.name} t USING (story){kept} ORDER BY new.n"
        )
    connection.commit()


def _new_cases(postgresql: bool, first: int, last: int, cases: int, opened: int) -> str:
    """The number, story, ticket and age of each; the last ones are open."""
    step = days(cases) * 1440 / cases
    minutes = f"CAST(({cases} - n) * {step} AS integer)"
    story = (
        f"CASE WHEN n > {cases - opened} THEN {FINISHED} + {_modulo('n', UNFINISHED)} ELSE {_modulo('n', FINISHED)} END"
    )
    if postgresql:
        month = f"to_char(now() - {TOLD_DAYS_AGO} * interval '1 day' - {minutes} * interval '1 minute', 'YYMM')"
        series = f"generate_series({first}, {last}) AS s(n)"
        number = "lpad(n::text, greatest(length(n::text), 4), '0')"
        head = ""
    else:
        month = f"substr(strftime('%Y%m', 'now', '-{TOLD_DAYS_AGO} days', '-' || {minutes} || ' minutes'), 3)"
        head = f"WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) "
        series, number = "s", "printf('%04d', n)"
    return (
        f"CREATE TEMP TABLE new AS {head}SELECT n, {story} AS story, {minutes} AS minutes,"
        f" 'SL-' || {month} || '-' || {number} AS case_number, 'M' || (10000000 + n) AS ticket FROM {series}"
    )


def _modulo(number: str, of: int) -> str:
    """The drivers of the two databases do not agree on how a percent sign is written."""
    return f"({number} - {number} / {of} * {of})"


def _value(column: Column[Any], postgresql: bool) -> str:
    """What a column of a copy holds."""
    name = f't."{column.name}"'
    if column.name == "shown":
        return 't."want"'
    if isinstance(column.type, Instant):
        if postgresql:
            return f"{name} - new.minutes * interval '1 minute'"
        return f"strftime('%Y-%m-%dT%H:%M:%S.000000Z', {name}, '-' || new.minutes || ' minutes')"
    if column.name in RENAMED and not (column.table.name == "timeline" and column.name == "number"):
        written = f"CAST({name} AS text)" if isinstance(column.type, JSON) else name
        case, ticket = ("lower(%s)",) * 2 if column.name == "words" else ("%s",) * 2
        written = f"replace({written}, {case % 'story.number'}, {case % 'new.case_number'})"
        written = f"replace({written}, {ticket % 'story.ticket'}, {ticket % 'new.ticket'})"
        if column.name == "words":
            return f"{written} || ' groep ' || {_modulo('new.n', 97)} || ' vak' || {_modulo('new.n', 4999)}"
        return f"CAST({written} AS json)" if isinstance(column.type, JSON) and postgresql else written
    return name


def _set_numbering(connection: Connection, cases: int) -> None:
    """So that the next number is a new one, in whatever month."""
    month = datetime.now(UTC).strftime("%y%m")
    connection.execute(insert(rows.numbering), {"series": f"SL-{month}", "last": cases})


def main() -> None:
    """Fill the database, and say how long it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seed", description=__doc__)
    parser.add_argument("database", help="an address as in SECONDLINE_DATABASE_URL, or a file for SQLite")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--open", type=int, default=OPEN, help="how many of them are open")
    options = parser.parse_args()
    address = options.database if "://" in options.database else f"sqlite:///{Path(options.database).resolve()}"
    began = time.perf_counter()
    seed(address, options.cases, options.open)
    print(f"{options.cases} cases over {days(options.cases)} days in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
