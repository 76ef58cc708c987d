"""The lists of people that platforms keep, on both databases."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.adapters.sql import rows
from bot.adapters.sql.member_lists import SqlMemberLists
from bot.adapters.sql.store import SqlStore
from bot.announcements import home_destination
from bot.membership import LOOK_S, KeptList
from tests.builders import Ticking

PORTAL = "slack:channel:C02PORTAL"


async def test_a_list_that_was_read_is_kept_until_it_is_read_again(store: SqlStore, clock: Ticking) -> None:
    lists = SqlMemberLists(store, clock)
    await lists.keep(PORTAL, {"U1": "anna@example.org", "U2": None})
    assert await lists.all() == {PORTAL: KeptList({"U1": "anna@example.org", "U2": None})}
    await lists.keep(PORTAL, {"U1": "anna@example.org"})
    assert await lists.all() == {PORTAL: KeptList({"U1": "anna@example.org"})}


async def test_trouble_is_news_once_and_leaves_who_was_there(store: SqlStore, clock: Ticking) -> None:
    lists = SqlMemberLists(store, clock)
    await lists.keep(PORTAL, {"U1": "anna@example.org"})
    noticed = await asyncio.gather(*(lists.note_trouble(PORTAL, "channel_not_found") for _ in range(4)))
    assert sorted(noticed) == [False, False, False, True]
    assert await lists.all() == {PORTAL: KeptList({"U1": "anna@example.org"}, "channel_not_found")}
    assert await lists.note_trouble(PORTAL, "missing_scope")
    await lists.keep(PORTAL, {})
    assert (await lists.all())[PORTAL].trouble is None


async def test_trouble_with_a_list_that_was_never_read_is_news_too(store: SqlStore, clock: Ticking) -> None:
    lists = SqlMemberLists(store, clock)
    assert await lists.note_trouble(PORTAL, "channel_not_found")
    assert await lists.all() == {PORTAL: KeptList({}, "channel_not_found")}


async def test_who_came_or_left_sees_another_home_and_nobody_else_does(store: SqlStore, clock: Ticking) -> None:
    lists, d = SqlMemberLists(store, clock), rows.deliveries.c
    await lists.keep(PORTAL, {"U1": "anna@example.org", "U2": "bram@example.org"})
    for email in ("anna@example.org", "bram@example.org", "sanne@example.org"):
        await store.open_home(email, "slack", "", ref={"home": email})
    await lists.keep(PORTAL, {"U2": "bram@example.org", "U3": "sanne@example.org"})
    older = select(d.key, d.not_before).where(d.shown < d.want)
    due = await store.read(lambda connection: connection.execute(older).all())
    assert {row.key for row in due} == {home_destination("slack", f"{name}@example.org") for name in ("anna", "sanne")}
    assert all(row.not_before > clock() + timedelta(seconds=LOOK_S) for row in due), "not before every replica knows"
