"""Channels that are lost and come back, and what every process on one store has to agree on."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, update

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.demo import cast
from bot.handlers import handle
from bot.ports import Person
from bot.routing import Organisation
from tests.builders import Ticking, an_escalation

PLACE = f"teams:channel:{cast.TEAMS_GENERAL.id}"


async def notices(store: SqlStore) -> list[str]:
    """To whom."""
    d = rows.deliveries.c
    query = select(d.destination).where(d.purpose == Purpose.NOTICE).order_by(d.destination)
    return list(await store.read(lambda connection: connection.execute(query).scalars().all()))


async def parked(store: SqlStore) -> int:
    query = select(rows.deliveries.c.id).where(rows.deliveries.c.parked.is_not(None))
    return len(await store.read(lambda connection: connection.execute(query).all()))


async def test_each_administrator_is_told_once_a_day_of_a_place_that_is_lost(
    store: SqlStore, organisation: Organisation, clock: Ticking
) -> None:
    await store.run(handle(an_escalation()))
    everybody = sorted(f"person:{email}" for email in organisation.administrators)
    for _ in range(2):
        assert await store.place_lost(PLACE, "ChannelDeleted")
    assert await notices(store) == everybody
    clock.pass_time(timedelta(days=1))
    await store.place_lost(PLACE, "ChannelDeleted")
    assert await notices(store) == sorted(everybody * 2)


async def test_a_place_where_nothing_was_ever_shown_is_missed_by_nobody(store: SqlStore) -> None:
    assert not await store.place_lost(PLACE, "ChannelDeleted")
    assert await notices(store) == []


async def test_what_was_parked_for_a_place_is_tried_again_and_nothing_else(store: SqlStore) -> None:
    await store.run(handle(an_escalation()))
    await store.write(lambda connection: connection.execute(update(rows.deliveries).values(parked="404")))
    before = await parked(store)
    woken = []
    store.on_announced = lambda: woken.append(True)
    again = await store.place_back(PLACE)
    assert again > 0
    assert await parked(store) == before - again > 0
    assert woken


async def test_a_secret_is_the_same_for_everybody_and_for_ever(store: SqlStore) -> None:
    secrets = await asyncio.gather(*(store.secret("forms") for _ in range(8)))
    assert len(set(secrets)) == 1
    assert len(secrets[0]) == 64
    assert await store.secret("another") != secrets[0]


async def test_the_people_of_a_party_come_with_who_was_seen_last_first(store: SqlStore, clock: Ticking) -> None:
    people = (cast.ANNA, cast.BRAM, cast.FATIMA)
    for person in people:
        clock.pass_time(timedelta(minutes=1))
        await store.remember_person(Person(person.email, person.name), "teams", {"id": f"29:{person.email}"})
    clock.pass_time(timedelta(minutes=1))
    await store.remember_person(Person(cast.ANNA.email, "Anna"), "teams", {"id": "29:new"})
    await store.remember_person(Person(cast.SANNE.email, "Sanne"), "slack", {"id": "U1"})

    found = await store.queries.identities("teams", [cast.SANNE.email, *(person.email for person in people)])
    assert list(found) == [cast.ANNA.email, cast.FATIMA.email, cast.BRAM.email]
    assert found[cast.ANNA.email] == {"id": "29:new"}
