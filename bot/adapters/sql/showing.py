"""What is read to show something: in one snapshot, with the people it names."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, bindparam, select

from bot.adapters.sql import rows
from bot.adapters.sql.plain import Plain, Statements, as_sqlalchemy
from bot.case import Case
from bot.ports import Person
from bot.refusals import UnknownCase
from bot.timeline import Entry

People = Mapping[str, Person]


def case_with_people(
    connection: Connection, number: str, named: Callable[[Case], Iterable[str]]
) -> tuple[Case, People]:
    """Raises ``UnknownCase``."""
    statements = Statements(connection)
    with as_sqlalchemy(connection), connection.begin():
        with statements.together():
            found, requests = statements.ask(_CASE, number=number), statements.ask(_REQUESTS_OF, number=number)
            row = found.first()
            if row is None:
                raise UnknownCase(number)
            case = rows.case_from_rows(row, requests.all())
        return case, _people(statements, named(case))


def entry_with_people(
    connection: Connection, number: str, entry: int, named: Callable[[Entry], Iterable[str]]
) -> tuple[Entry, People]:
    """Raises ``UnknownCase`` where it has no such entry."""
    statements = Statements(connection)
    with as_sqlalchemy(connection), connection.begin():
        row = statements.first(_ENTRY, number=number, entry=entry)
        if row is None:
            raise UnknownCase(number)
        found = rows.entry_from_row(row)
        return found, _people(statements, named(found))


def person_from_row(row: Any) -> Person:
    """Somebody, and until when they are away."""
    return Person(row.email, row.name, row.language, row.absent_until)


def _people(statements: Statements, emails: Iterable[str]) -> People:
    them = sorted(set(emails))
    if not them:
        return {}
    room = 1 << (len(them) - 1).bit_length()  # so that there are few statements
    given = {f"email_{n}": email for n, email in enumerate(them + them[-1:] * (room - len(them)))}
    return {row.email: person_from_row(row) for row in statements.all(_persons(room), **given)}


_CASE = Plain(lambda _: select(rows.cases).where(rows.cases.c.number == bindparam("number")))
_REQUESTS_OF = Plain(
    lambda _: (
        select(rows.requests).where(rows.requests.c.case == bindparam("number")).order_by(rows.requests.c.position)
    )
)
_ENTRY = Plain(
    lambda _: select(rows.timeline).where(
        rows.timeline.c.case == bindparam("number"), rows.timeline.c.number == bindparam("entry")
    )
)


@cache
def _persons(how_many: int) -> Plain:
    p, chosen = rows.persons.c, rows.preferences
    them = p.email.in_([bindparam(f"email_{n}", type_=String()) for n in range(how_many)])
    query = select(rows.persons, chosen.c.absent_until).outerjoin(chosen, chosen.c.email == p.email)
    return Plain(lambda _: query.where(them))
