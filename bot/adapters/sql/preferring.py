"""What people chose for themselves, and what follows from it for what they are told and shown."""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from bot.adapters.sql import rows
from bot.adapters.sql.due import is_pending
from bot.adapters.sql.homes import homes_follow
from bot.adapters.sql.plain import Plain, Statements
from bot.adapters.sql.upserts import insert_into
from bot.announcements import Purpose, person_destination
from bot.preferences import Preferences


def absent_people(connection: Connection, now: datetime) -> frozenset[str]:
    """Who is away now."""
    return frozenset(row.email for row in Statements(connection).all(ABSENT, now=now))


ABSENT = Plain(lambda _: select(rows.preferences.c.email).where(rows.preferences.c.absent_until > bindparam("now")))


def choose(connection: Connection, email: str, preferences: Preferences, now: datetime) -> None:
    """Keep it; notices that wait are looked at again, and cards and Homes show whether they are away."""
    row = rows.preferences_to_row(email, preferences)
    before = connection.execute(
        select(rows.preferences.c.absent_until).where(rows.preferences.c.email == email)
    ).scalar_one_or_none()
    known = {name: value for name, value in row.items() if name != "email"}
    statement = insert_into(rows.preferences, connection).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["email"], set_=known))
    look_again(connection, email)
    homes_follow(connection, [email], now, at_once=email)
    if before != preferences.absent_until:
        show_absence(connection, email)


def look_again(connection: Connection, email: str) -> None:
    """Notices that wait for this person are looked at now."""
    d = rows.deliveries.c
    theirs = and_(d.destination == person_destination(email), is_pending())
    waiting = and_(theirs, d.shown < d.want, d.not_before.is_not(None))
    connection.execute(update(rows.deliveries).where(waiting).values(not_before=None))


def show_absence(connection: Connection, email: str) -> None:
    """Whoever waits for this person sees on the card that they are away, or no longer are."""
    c, r, d = rows.cases.c, rows.requests.c, rows.deliveries.c
    holds = exists().where(r.case == c.number, or_(r.claimant == email, r.asked_by_person == email))
    awaited = select(c.number).where(c.outcome.is_(None), or_(c.feedback_person == email, holds))
    standing = and_(d.purpose == Purpose.CARD, d.case.in_(awaited), d.shown == d.want, d.parked.is_(None))
    connection.execute(update(rows.deliveries).where(standing).values(shown=d.want - 1))
