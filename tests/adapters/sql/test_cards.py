"""Where cards stand, and which case a message is about: the same on both databases."""

from sqlalchemy import update

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.handlers import handle
from bot.ports import CardPlace
from tests.builders import STUDENT_PORTAL, an_escalation

PORTAL, GENERAL = "slack:channel:C02PORTAL", "teams:channel:19:tweede-lijn-general@thread.tacv2"


async def a_card_at(store: SqlStore, destination: str, ref: dict[str, str]) -> str:
    number = (await store.run(handle(an_escalation()))).number
    d = rows.deliveries.c
    card = update(rows.deliveries).where(d.destination == destination, d.purpose == Purpose.CARD)
    await store.write(lambda connection: connection.execute(card.values(remote_ref=ref)))
    return number


async def test_a_message_says_of_which_case_it_is_the_card(store: SqlStore) -> None:
    number = await a_card_at(store, PORTAL, {"channel": "C02PORTAL", "ts": "1.5"})
    place = CardPlace(number, STUDENT_PORTAL, PORTAL, {"channel": "C02PORTAL", "ts": "1.5"})
    assert await store.queries.card_at(PORTAL, {"ts": "1.5"}) == place
    assert await store.queries.card_at(PORTAL, {"channel": "C02PORTAL", "ts": "1.5"}) == place


async def test_any_other_message_is_no_card(store: SqlStore) -> None:
    await a_card_at(store, PORTAL, {"channel": "C02PORTAL", "ts": "1.5"})
    assert await store.queries.card_at(PORTAL, {"ts": "1.50"}) is None
    assert await store.queries.card_at("slack:channel:C01HELPDESK", {"ts": "1.5"}) is None
    assert await store.queries.card_at(PORTAL, {"id": "1.5"}) is None


async def test_the_cards_of_a_case_are_those_that_stand_somewhere_on_the_platform(store: SqlStore) -> None:
    number = await a_card_at(store, GENERAL, {"conversation": "19:1;messageid=2", "id": "2"})
    assert await store.queries.cards_of([number], "slack") == ()
    (card,) = await store.queries.cards_of([number, "SL-2611-9999"], "teams")
    assert (card.case, card.party, card.destination) == (number, STUDENT_PORTAL, GENERAL)
