"""Nothing that is asked while somebody waits reads through what grows: the plans of all statements say so."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.adapters.sql import plain
from bot.adapters.sql.chores import CHORES
from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.sql.store import SqlStore
from bot.card import names_in
from bot.commands import Claim
from bot.conversation.core import Core
from bot.conversation.looking import look
from bot.delivery import May, Onward
from bot.demo import cast
from bot.handlers import handle
from bot.lines import names_in_entry
from bot.words import about_case
from tests.builders import ANNA, Ticking, a_speaker, an_escalation

GROWS = "cases|request|timeline|delivery|searchable|inbox|due|later|card|destination"
"""The tables, and what the statements about deliveries call them."""

READ_THROUGH = re.compile(rf'SCAN (?:"?)({GROWS})\b(?! USING (?:COVERING )?INDEX)|Seq Scan on ({GROWS})\b')
"""An index that is read from end to end is one of what is open, due or newest: those are few."""
NEWEST_ONLY = re.compile(r"FROM searchable ORDER BY searchable\.id DESC\s+LIMIT")


def listening(store: SqlStore) -> list[tuple[str, object]]:
    """What SQLAlchemy sends from now on."""
    heard: list[tuple[str, object]] = []

    def hear(_c: object, _cursor: object, statement: str, parameters: object, _x: object, many: bool) -> None:
        if not many and re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement):
            heard.append((statement, parameters))

    for engine in (store._reader, store.writer):
        event.listen(engine, "before_cursor_execute", hear)
    return heard


def plainly_sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """What goes to the driver as it is, from now on."""
    heard: list[tuple[str, object]] = []
    prepared = plain._Ready.given

    def hear(ready: plain._Ready, values: plain.Values) -> Any:
        given = prepared(ready, values)
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", ready.sql):
            heard.append((ready.sql, tuple(given) if ready.positional else given))
        return given

    monkeypatch.setattr(plain._Ready, "given", hear)
    return heard


def reads_through(store: SqlStore, heard: list[tuple[str, object]]) -> list[str]:
    """The statements that read a table that grows from end to end, with their plans."""
    how = "EXPLAIN " if store.is_postgresql else "EXPLAIN QUERY PLAN "
    found = []
    with store.writer.connect() as connection:
        for statement, parameters in list(heard):
            rows = connection.exec_driver_sql(how + statement, parameters)  # type: ignore[arg-type]  # as it was sent
            plan = "\n".join(str(row[-1]) for row in rows)
            if READ_THROUGH.search(plan) and not NEWEST_ONLY.search(statement):
                found.append(f"{statement}\n{plan}")
    return found


@pytest.mark.parametrize(
    "typed",
    [
        *("mine", "open", "open rechten", "open fb-studentenportaal", "open grijs", "overdue", "sl-2611-0001"),
        *("m2611 0042", "find grijs", "find fb-studentenportaal", "find rechten"),
    ],
)
async def test_no_list_reads_through_what_grows(store: SqlStore, core: Core, typed: str) -> None:
    number = (await store.run(handle(an_escalation()))).number
    await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))
    heard = listening(store)

    await look(core, a_speaker(cast.ANNA, core), about_case(typed))

    assert heard
    assert reads_through(store, heard) == []


async def test_neither_do_deliveries_and_what_is_tidied_up(
    store: SqlStore, clock: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await store.run(handle(an_escalation()))).number
    deliveries = SqlDeliveries(store, clock)
    heard, plainly = listening(store), plainly_sent(monkeypatch)

    leased = await deliveries.lease("me", {"slack": 8, "ticket": 2}, 30.0, {"slack": May()})
    ((destination, first), *_) = ((name, taken.next) for name, taken in leased.items() if taken.next)
    assert first.is_begun
    noted = await deliveries.done(first.due, "me", 1, {"ts": "1"}, onward=Onward(30.0))
    assert noted.kept
    await deliveries.release(destination, "me", 1.0)
    await store.queries.case_with_people(number, names_in)
    await store.queries.entry_with_people(number, 1, names_in_entry)
    now: Callable[[timedelta], object] = lambda plus: store.now(clock, plus.total_seconds())  # noqa: E731  # as SqlTurns
    for chore in CHORES:
        await store.write(lambda connection, chore=chore: chore.work(connection, now))  # type: ignore[misc]  # its default

    assert len(plainly) > 8
    monkeypatch.undo()
    assert reads_through(store, heard + plainly) == []


async def test_neither_does_alike_what_is_asked_before(store: SqlStore) -> None:
    await store.run(handle(an_escalation()))
    heard = listening(store)

    await store.queries.similar(("knop", "grijs"), kind="portal", faculty="law", limit=3)
    await store.queries.open_problems()
    await store.queries.card_at("slack:channel:C02PORTAL", {"ts": "1"})

    assert reads_through(store, heard) == []
