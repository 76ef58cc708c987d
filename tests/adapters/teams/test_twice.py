"""Teams brings an activity again when its answer was late, and to whichever replica takes it."""

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.sql.store import SqlStore
from bot.adapters.teams.app import TeamsAdapter
from bot.announcements import Reach
from bot.conversation.core import Core
from bot.demo import cast
from bot.routing import Organisation
from tests.adapters.teams.bot_connector import BotConnector, Json
from tests.adapters.teams.conftest import GENERAL, Teams, sent_by
from tests.builders import Ticking


async def test_words_that_arrive_twice_are_answered_once(teams: Teams) -> None:
    activity = teams.activity("message-personal", text="case open")
    for _ in range(3):
        assert (await teams.post(activity)).status == 201
    assert len(teams.connector.sent()) == 1


async def test_words_that_arrive_again_while_they_are_being_answered_are_answered_once(
    teams: Teams, connector: BotConnector
) -> None:
    connector.wait_s = 0.2
    activity = teams.activity("message-personal", text="case open")
    answers = await asyncio.gather(*(teams.client.post("/api/messages", json=activity) for _ in range(3)))
    assert {answer.status for answer in answers} == {201}
    assert len(connector.sent()) == 1


async def test_the_same_words_said_again_are_answered_again(teams: Teams) -> None:
    for _ in range(2):
        await teams.says("case open")
    assert len(teams.connector.sent()) == 2


async def test_words_whose_answer_could_not_be_posted_are_answered_when_they_come_again(
    teams: Teams, connector: BotConnector
) -> None:
    activity = teams.activity("message-personal", text="case open")
    await teams.post(activity)  # the person is known from here on
    again = activity | {"id": "another"}
    connector.refuse(429, retry_after="1")
    assert (await teams.post(again)).status == 503
    assert (await teams.post(again)).status == 201
    assert len(connector.sent()) == 3


@pytest.fixture
def press() -> Json:
    """Bram's press on Claim, twice the same activity."""
    return {"action": "claim", "target": "SL-2611-0001/1", "standing": {"case": "SL-2611-0001"}}


async def test_two_replicas_answer_the_same_press_the_same_and_do_it_once(
    teams: Teams,
    core: Core,
    escalated: str,
    press: Json,
    sqlite_address: str,
    organisation: Organisation,
    clock: Ticking,
) -> None:
    store = SqlStore(sqlite_address, organisation=lambda: organisation, reach=Reach(frozenset({"teams"})), clock=clock)
    adapter = TeamsAdapter(replace(core, store=store), anonymous=True, service_url=teams.connector.url)
    application = web.Application()
    application.add_routes(adapter.routes())
    value = {"action": {"type": "Action.Execute", "verb": "act", "data": press}, "trigger": "manual"}
    activity = teams.activity("invoke-adaptiveCard-action", value=value)
    async with TestClient(TestServer(application, host="127.0.0.1")) as other:
        responses = await asyncio.gather(
            *(client.post("/api/messages", json=activity) for client in (teams.client, other, teams.client, other))
        )
        answers = [await response.json() for response in responses]
        await adapter.close()
    await store.close()
    assert {answer["type"] for answer in answers} == {"application/vnd.microsoft.card.adaptive"}
    happened = await core.store.queries.timeline(escalated)
    assert [type(entry.event).__name__ for entry in happened].count("Claimed") == 1


async def test_a_press_on_a_card_of_long_ago_is_answered_with_why_not(teams: Teams, escalated: str) -> None:
    """The card was drawn before somebody else claimed: a late press is refused by name, and changes nothing."""
    await teams.says(escalated)
    card = teams.last_card
    await replace(teams, person=cast.ANNA).presses(card, "Oppakken", channel=GENERAL)
    late = await teams.presses({"actions": card["actions"]}, "Oppakken", channel=GENERAL)
    assert late["type"] == "application/vnd.microsoft.activity.message"
    assert cast.ANNA.name in late["value"]
    assert sent_by(card, "Oppakken")["target"] == f"{escalated}/1"
