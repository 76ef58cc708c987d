"""The lists of people that platforms keep, on both databases."""

import asyncio

from bot.adapters.sql.member_lists import SqlMemberLists
from bot.adapters.sql.store import SqlStore
from bot.membership import KeptList
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
