"""Which Homes are open, and that they follow what happens.

An open Home is a delivery that is wanted in a newer version whenever something changes that its person may see.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, bindparam, case, delete, insert, select, update

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
        recent = select(d.id).where(d.case.is_(None), d.key == key, d.made_at >= unless_since)
        if connection.execute(recent).first() is not None:
            return
    # A row of its own for each opening: a try for the one before can no longer say where this one stands.
    connection.execute(delete(rows.deliveries).where(d.case.is_(None), d.key == key))
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


def homes_follow(connection: Connection, people: Iterable[str], now: datetime, *, at_once: str = "") -> None:
    """Bring the open Homes of these people up to date: soon, and that of *at_once*, who looks at it, now."""
    keys = _homes_of(people)
    if keys:
        given = {f"key_{n}": key for n, key in enumerate(keys)} | {
            f"own_{n}": key for n, key in enumerate(_homes_of([at_once]))
        }
        times = {"since": now - FOLLOWS_FOR, "soon": now + TOGETHER}
        Statements(connection).run(_newer_homes(len(keys)), given | times)


def _homes_of(people: Iterable[str]) -> list[str]:
    return [home_destination(platform, person) for person in people for platform in PLATFORMS]


@cache
def _newer_homes(how_many: int) -> Plain:
    """In one order for everybody who changes several, or two could wait for each other."""
    d = rows.deliveries.c
    theirs = d.key.in_([bindparam(f"key_{n}", type_=String()) for n in range(how_many)])
    followed = select(d.id).where(d.case.is_(None), theirs, d.made_at >= bindparam("since")).order_by(d.id)
    own = d.key.in_([bindparam(f"own_{n}", type_=String()) for n in range(len(PLATFORMS))])
    soon = case((own, None), (d.shown < d.want, d.not_before), else_=bindparam("soon", type_=Instant()))
    newer = update(rows.deliveries).where(d.id.in_(followed.with_for_update()))
    return Plain(lambda _: newer.values(want=d.want + 1, not_before=soon))


def close_home(connection: Connection, email: str, platform: str, ref: Mapping[str, Any]) -> None:
    """Nothing follows in it any more, if this is where it stands."""
    d, key = rows.deliveries.c, home_destination(platform, email)
    found = connection.execute(select(d.id, d.remote_ref).where(d.case.is_(None), d.key == key)).one_or_none()
    if found is not None and found.remote_ref == dict(ref):
        connection.execute(delete(rows.deliveries).where(d.id == found.id))
