"""Which Homes are open, and that they follow what happens.

An open Home is a delivery that is wanted in a newer version whenever something changes that its person may see.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, bindparam, case, delete, insert, literal, select, update

from bot.adapters.sql import rows
from bot.adapters.sql.plain import Plain, Statements
from bot.adapters.sql.tables import Instant
from bot.adapters.sql.upserts import insert_into
from bot.announcements import Purpose, home_destination

FOLLOWS_FOR = timedelta(days=7)
"""Who did not look at their Home for so long finds it as it was, until they open it."""

TOGETHER = timedelta(seconds=2)
"""What happens within this time after a change is shown with it."""

PLATFORMS = ("slack", "teams")


def open_home(
    connection: Connection,
    email: str,
    platform: str,
    words: str,
    now: datetime,
    *,
    ref: Mapping[str, Any] | None = None,
    unless_since: datetime | None = None,
) -> None:
    """Let it follow from now on. Where it stands nowhere yet, it is shown at once."""
    d, key = rows.deliveries.c, home_destination(platform, email)
    if unless_since is not None:
        recent = select(d.id).where(d.key == key, d.made_at >= unless_since)
        if connection.execute(recent).first() is not None:
            return
    # A row of its own for each opening: a try for the one before can no longer say where this one stands.
    connection.execute(delete(rows.deliveries).where(d.key == key))
    connection.execute(insert_into(rows.destinations, connection).on_conflict_do_nothing(), {"name": key})
    new = {
        "key": key,
        "destination": key,
        "purpose": Purpose.HOME,
        "payload": {"words": words},
        "want": 1,
        "shown": 0 if ref is None else 1,
        "remote_ref": dict(ref) if ref is not None else None,
        "attempts": 0,
        "unclear": False,
        "made_at": now,
    }
    connection.execute(insert(rows.deliveries), new)


def homes_follow(connection: Connection, people: Iterable[str], now: datetime, *, at_once: str = "") -> bool:
    """Bring the open Homes of these people up to date: soon, and that of *at_once*, who looks at it, now."""
    d = rows.deliveries.c
    keys = [home_destination(platform, person) for person in people for platform in PLATFORMS]
    given = {f"key_{n}": key for n, key in enumerate(keys)}
    found = Statements(connection).all(_homes_of(len(keys)), since=now - FOLLOWS_FOR, **given)
    if not found:
        return False
    own = {home_destination(platform, at_once) for platform in PLATFORMS}
    soon = case((d.shown < d.want, d.not_before), else_=literal(now + TOGETHER, Instant()))
    for is_own, not_before in ((True, None), (False, soon)):
        ids = [row.id for row in found if (row.key in own) is is_own]
        if ids:
            newer = {"want": d.want + 1, "not_before": not_before}
            connection.execute(update(rows.deliveries).where(d.id.in_(ids)).values(newer))
    return True


@cache
def _homes_of(how_many: int) -> Plain:
    """In one order for everybody who changes several, or two could wait for each other."""
    d = rows.deliveries.c
    theirs = d.key.in_([bindparam(f"key_{n}", type_=String()) for n in range(how_many)])
    query = select(d.id, d.key).where(theirs, d.made_at >= bindparam("since")).order_by(d.id)
    return Plain(lambda _: query.with_for_update())


def close_home(connection: Connection, email: str, platform: str, ref: Mapping[str, Any]) -> None:
    """Nothing follows in it any more, if this is where it stands."""
    d, key = rows.deliveries.c, home_destination(platform, email)
    found = connection.execute(select(d.id, d.remote_ref).where(d.key == key)).one_or_none()
    if found is not None and found.remote_ref == dict(ref):
        connection.execute(delete(rows.deliveries).where(d.id == found.id))
