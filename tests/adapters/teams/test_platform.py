"""Teams as delivery sees it: where messages land, and what is made of everything that goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.teams.activity import incoming
from bot.adapters.teams.app import TeamsAdapter
from bot.adapters.teams.connector import CALL_S, READ_S
from bot.adapters.teams.platform import TeamsPlatform
from bot.card import Card, card_for_party
from bot.conversation.core import Core
from bot.demo import cast
from bot.errors import Gone, Rejected, Unavailable
from bot.ports import Notice, Ref
from bot.routing import Organisation
from tests.adapters.teams.bot_connector import BotConnector
from tests.adapters.teams.conftest import GENERAL, Teams, words
from tests.builders import STUDENT_PORTAL, a_hand_over

NOTICE = Notice("SL-2611-0001 · Inloggen\nHet verzoek ligt bij jou.", "SL-2611-0001", "Zaak bekijken")
REF: Ref = {"conversation": f"{GENERAL};messageid=1001", "id": "1001"}
BRAM = {"id": cast.BRAM.teams_id}


@pytest.fixture
def platform(teams: Teams) -> TeamsPlatform:
    return teams.adapter.platform


@pytest.fixture
def card(organisation: Organisation) -> Card:
    return card_for_party(a_hand_over(), organisation.party(STUDENT_PORTAL), organisation, {})


Call = Callable[[TeamsPlatform, Card], Awaitable[Any]]

CALLS: dict[str, Call] = {
    "post a card": lambda platform, card: platform.post_card(GENERAL, card, key="k"),
    "replace a card": lambda platform, card: platform.replace_card(REF, card),
    "post a line": lambda platform, _: platform.post_line(REF, "Bram heeft dit opgepakt.", key="k"),
    "tell somebody": lambda platform, _: platform.tell(BRAM, NOTICE, key="k"),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


# -- where messages land -------------------------------------------------------------------------------------


async def test_a_card_starts_a_thread_of_its_own(platform: TeamsPlatform, card: Card, connector: BotConnector) -> None:
    ref = await platform.post_card(GENERAL, card, key="k")
    (sent,) = connector.sent()
    assert sent.place == ""
    assert sent.body["isGroup"]
    assert sent.body["channelData"]["channel"] == {"id": GENERAL}
    assert sent.body["activity"]["summary"] == card.summary
    assert ref == {"conversation": f"{GENERAL};messageid=1001", "id": "1001"}


async def test_a_card_is_replaced_where_it_stands(platform: TeamsPlatform, card: Card, connector: BotConnector) -> None:
    ref = await platform.post_card(GENERAL, card, key="k")
    await platform.replace_card(ref, card)
    (put,) = connector.sent("PUT")
    assert put.place == f"/{GENERAL};messageid=1001/activities/1001"
    assert put.card == connector.sent()[0].card


async def test_a_line_stands_under_its_card(platform: TeamsPlatform, card: Card, connector: BotConnector) -> None:
    ref = await platform.post_card(GENERAL, card, key="k")
    await platform.post_line(ref, "Bram heeft dit opgepakt: <b>zo</b>", key="l")
    assert connector.sent()[-1].place.startswith(f"/{GENERAL};messageid=1001/activities")
    assert connector.sent()[-1].body["text"] == "Bram heeft dit opgepakt: &lt;b&gt;zo&lt;/b&gt;"


async def test_a_person_is_told_in_the_chat_that_is_known(platform: TeamsPlatform, connector: BotConnector) -> None:
    ref = await platform.tell({**BRAM, "reference": {"conversation": "a:bram"}}, NOTICE, key="k")
    (sent,) = connector.sent()
    assert sent.place.startswith("/a:bram/activities")
    assert "Het verzoek ligt bij jou." in words(sent.card)
    assert ref["conversation"] == "a:bram"


async def test_a_chat_is_made_once_for_who_has_none(platform: TeamsPlatform, connector: BotConnector) -> None:
    for _ in range(2):
        await platform.tell(BRAM, NOTICE, key="k")
    places = [call.place.partition("/activities")[0] for call in connector.sent()]
    assert places == ["", f"/a:chat-with-{cast.BRAM.teams_id}", f"/a:chat-with-{cast.BRAM.teams_id}"]
    assert connector.sent()[0].body["members"] == [{"id": cast.BRAM.teams_id}]


async def test_messages_go_where_teams_last_said_it_is(teams: Teams, core: Core, card: Card) -> None:
    adapter = TeamsAdapter(core, anonymous=True, service_url="http://127.0.0.1:9/")
    moved = Teams(adapter, teams.client, teams.connector, core)
    adapter._service.learn(_read(moved))
    await adapter.platform.post_card(GENERAL, card, key="k")
    (sent,) = teams.connector.sent()
    assert sent.body["channelData"]["tenant"] == {"id": "11111111-1111-1111-1111-111111111111"}


def _read(teams: Teams) -> Any:
    return incoming(teams.activity("message-personal"))


async def test_many_messages_go_out_at_once(platform: TeamsPlatform, connector: BotConnector) -> None:
    connector.wait_s = 0.05
    refs = await asyncio.gather(*(platform.post_line(REF, f"regel {n}", key=str(n)) for n in range(12)))
    assert len({ref["id"] for ref in refs}) == 12
    assert {call.body["text"] for call in connector.sent()} == {f"regel {n}" for n in range(12)}


async def test_teams_cannot_say_whether_a_message_arrived(platform: TeamsPlatform) -> None:
    assert await platform.find(GENERAL, "k", datetime.now(UTC)) is None


def test_sixty_messages_take_longer_than_the_half_minute_they_may_take() -> None:
    assert TeamsPlatform.interval_s * 60 >= 30


def test_no_call_outlives_the_half_minute_in_which_a_delivery_is_its_senders() -> None:
    assert READ_S < CALL_S < 30


# -- what goes wrong -----------------------------------------------------------------------------------------


@every_call
@pytest.mark.parametrize("status", [412, 429, 503])
async def test_a_busy_teams_is_tried_again_and_did_nothing(
    platform: TeamsPlatform, card: Card, connector: BotConnector, call: Call, status: int
) -> None:
    connector.refuse(status, retry_after="7")
    with pytest.raises(Unavailable) as failure:
        await call(platform, card)
    assert (failure.value.retry_after_s, failure.value.unclear) == (7.0, False)
    assert len(connector.calls) == 1


@every_call
@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_gateway_that_gives_up_leaves_unclear_what_was_done(
    platform: TeamsPlatform, card: Card, connector: BotConnector, call: Call, status: int
) -> None:
    connector.refuse(status)
    with pytest.raises(Unavailable) as failure:
        await call(platform, card)
    assert failure.value.unclear
    assert len(connector.calls) == 1


@every_call
async def test_an_answer_that_is_lost_leaves_unclear_what_was_done(
    platform: TeamsPlatform, card: Card, connector: BotConnector, call: Call
) -> None:
    connector.lose_the_next_answer()
    with pytest.raises(Unavailable) as failure:
        await call(platform, card)
    assert failure.value.unclear
    assert len(connector.calls) == 1


@every_call
@pytest.mark.parametrize("code", ["ConversationNotFound", "ActivityNotFoundInConversation", ""])
async def test_what_is_not_there_any_more_is_gone(
    platform: TeamsPlatform, card: Card, connector: BotConnector, call: Call, code: str
) -> None:
    connector.refuse(404, code)
    with pytest.raises(Gone):
        await call(platform, card)


@every_call
@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "Unauthorized"), (403, "BotNotInConversationRoster"), (400, "BadSyntax"), (413, "MessageSizeTooBig")],
)
async def test_a_refusal_names_the_platforms_own_reason(
    platform: TeamsPlatform, card: Card, connector: BotConnector, call: Call, status: int, code: str
) -> None:
    connector.refuse(status, code)
    with pytest.raises(Rejected, match=f"{status} {code}") as failure:
        await call(platform, card)
    assert not isinstance(failure.value, Gone)


@every_call
async def test_a_connection_that_is_refused_did_nothing(card: Card, core: Core, call: Call, unused_url: str) -> None:
    adapter = TeamsAdapter(core, anonymous=True, service_url=unused_url)
    async with asyncio.timeout(2.0):
        with pytest.raises(Unavailable) as failure:
            await call(adapter.platform, card)
    assert not failure.value.unclear


@pytest.fixture
async def unused_url() -> str:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return f"http://127.0.0.1:{port}/"


async def test_an_answer_that_makes_no_sense_is_unclear(
    platform: TeamsPlatform, card: Card, connector: BotConnector
) -> None:
    connector.answer_nonsense()
    with pytest.raises(Unavailable) as failure:
        await platform.replace_card(REF, card)
    assert failure.value.unclear


async def test_a_teams_that_says_nothing_is_left_in_time(
    platform: TeamsPlatform, card: Card, connector: BotConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.connector.CALL_S", 0.1)
    connector.wait_s = 0.4
    with pytest.raises(Unavailable, match="in time") as failure:
        await platform.replace_card(REF, card)
    assert failure.value.unclear
    await asyncio.sleep(0.5)  # the thread that still waits ends before the test does


async def test_a_wait_that_is_no_number_is_left_to_us(
    platform: TeamsPlatform, card: Card, connector: BotConnector
) -> None:
    connector.refuse(429, retry_after="Mon, 23 Nov 2026 10:00:00 GMT")
    with pytest.raises(Unavailable) as failure:
        await platform.replace_card(REF, card)
    assert failure.value.retry_after_s is None
