"""What time alone brings about: an answer that is due, a case that became overdue, somebody who is back.

Each happens once, however often it is looked at and by however many replicas.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.adapters.sql import rows
from bot.adapters.sql.chores import Now, Work
from bot.adapters.sql.homes import FOLLOWS_FOR, homes_follow
from bot.adapters.sql.preferring import absent_people, show_absence
from bot.adapters.sql.work import save_announcements
from bot.announcements import Purpose, Reach, everyone_concerned, remind
from bot.case import Case
from bot.chores import Chore
from bot.ports import Clock
from bot.routing import Organisation, office_time_between

LOOK = timedelta(minutes=1)

AHEAD = timedelta(hours=1)
"""Office time before the answer is due at which whoever owes it is reminded."""

LONGEST_CLOSED = timedelta(days=11)
"""No desk is closed for longer; an answer that is due later than this is not due soon in office time either."""

LONGEST_DOWN = timedelta(days=2)
"""What became due longer ago is not reminded of: it stands first in every Home.

Together these are less than ``INBOX_DAYS``, for which it is remembered that somebody was reminded.
"""


def chores_of_time(organisation: Callable[[], Organisation], reach: Reach, clock: Clock) -> tuple[Chore[Work], ...]:
    """The periodic work of this file, for one store."""

    def remind_of_due(connection: Connection, _now: Now) -> int:
        return _remind(connection, organisation(), reach, clock())

    def show_overdue(connection: Connection, _now: Now) -> int:
        return _show_overdue(connection, organisation(), clock())

    def welcome_back(connection: Connection, _now: Now) -> int:
        return _welcome_back(connection, clock())

    def forget_homes(connection: Connection, _now: Now) -> int:
        return _forget_homes(connection, clock())

    return (
        Chore("remind-of-due", LOOK, remind_of_due),
        Chore("show-overdue", LOOK, show_overdue),
        Chore("welcome-back", LOOK, welcome_back),
        Chore("forget-homes", timedelta(days=1), forget_homes),
    )


def _remind(connection: Connection, organisation: Organisation, reach: Reach, now: datetime) -> int:
    """Tell who owes an answer that it is due soon; how many answers that were."""
    soon = [
        row
        for row in _new_between(connection, "due", now - LONGEST_DOWN, now + LONGEST_CLOSED)
        if _is_soon(organisation, now, row.feedback_since, row.feedback_due)
    ]
    absent = absent_people(connection, now) if soon else frozenset()
    for row in soon:
        announcements = remind(_case_of(connection, row), row.feedback_due, organisation, reach, absent)
        if announcements:
            save_announcements(connection, announcements, version=1, now=now)
        _note(connection, "due", row, now)
    return len(soon)


def _is_soon(organisation: Organisation, now: datetime, since: datetime, due: datetime) -> bool:
    """Where little time was agreed there is also little left when it is said."""
    ahead = min(AHEAD, office_time_between(organisation, since, due) / 4)
    return office_time_between(organisation, now, due) <= ahead


def _show_overdue(connection: Connection, organisation: Organisation, now: datetime) -> int:
    """Bring the Homes up to date in which a case became overdue; how many cases that were."""
    late = _new_between(connection, "overdue", now - LONGEST_DOWN, now)
    for row in late:
        homes_follow(connection, everyone_concerned(_case_of(connection, row), organisation), now)
        _note(connection, "overdue", row, now)
    return len(late)


def _new_between(connection: Connection, what: str, start: datetime, end: datetime) -> list[Row[Any]]:
    """Open cases whose answer is due in this time, and of which that was not yet noted."""
    c = rows.cases.c
    query = select(rows.cases).where(c.outcome.is_(None), c.feedback_due > start, c.feedback_due <= end)
    noted = select(rows.inbox.c.key).where(rows.inbox.c.key.startswith(f"{what}:"))
    known = set(connection.execute(noted).scalars())
    return [row for row in connection.execute(query.order_by(c.feedback_due)) if _key(what, row) not in known]


def _case_of(connection: Connection, row: Row[Any]) -> Case:
    r = rows.requests.c
    of_case = select(rows.requests).where(r.case == row.number).order_by(r.position)
    return rows.case_from_rows(row, connection.execute(of_case))


def _note(connection: Connection, what: str, row: Row[Any], now: datetime) -> None:
    connection.execute(insert(rows.inbox), {"key": _key(what, row), "number": row.number, "at": now})


def _key(what: str, row: Row[Any]) -> str:
    """A case that is owed anew, or by others, is due at another moment."""
    return f"{what}:{row.number}:{row.feedback_due.isoformat()}"


def _welcome_back(connection: Connection, now: datetime) -> int:
    """Whoever was away no longer is on the cards; how many people that were."""
    p = rows.preferences.c
    query = select(p.email).where(p.absent_until <= now)
    back = connection.execute(query).scalars().all()
    for email in back:
        connection.execute(update(rows.preferences).where(p.email == email).values(absent_until=None))
        show_absence(connection, email)
        homes_follow(connection, [email], now)
    return len(back)


def _forget_homes(connection: Connection, now: datetime) -> int:
    """Homes at which nobody looked for long; how many."""
    d = rows.deliveries.c
    old = d.made_at < now - FOLLOWS_FOR
    return connection.execute(delete(rows.deliveries).where(d.purpose == Purpose.HOME, old)).rowcount
