"""Home in the chat with one person: a card that delivery keeps up to date as long as it shows their Home."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.adapters.sql import rows
from bot.adapters.sql.deliveries import SqlDeliveries
from bot.announcements import Purpose
from bot.commands import Claim
from bot.delivery import Delivery
from bot.demo import cast
from bot.handlers import handle
from tests.adapters.teams.bot_connector import Json
from tests.adapters.teams.conftest import GENERAL, Teams, actions, button, inputs, sent_by, words
from tests.builders import BRAM

OWED = "Jij bent de student het antwoord schuldig (1)"


async def delivered(teams: Teams, calls: int = 1) -> None:
    """Let delivery bring so many messages, or changes of one, to the chat."""
    store: Any = teams.core.store
    platforms = {"teams": teams.adapter.platform}
    deliveries = SqlDeliveries(store, teams.core.clock)
    delivery = Delivery(teams.core, deliveries, platforms, holder="one", public_url="")
    before = len(homes(teams))
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(20):
        while len(homes(teams)) < before + calls:  # noqa: ASYNC110  # it is another's list
            await asyncio.sleep(0.01)
    await delivery.stop()
    await running


def homes(teams: Teams) -> list[Any]:
    """Every time that somebody's Home was posted or put in its place."""
    shown = (*teams.connector.sent(), *teams.connector.sent("PUT"))
    return [one for one in shown if "Jouw zaken" in words(one.body) or "Your cases" in words(one.body)]


async def home_row(teams: Teams) -> Any:
    """The Home that follows what happens; None where none does."""
    store: Any = teams.core.store
    query = select(rows.deliveries).where(rows.deliveries.c.purpose == Purpose.HOME)
    return await store.read(lambda connection: connection.execute(query).one_or_none())


async def presses_there(teams: Teams, ref: Json, card: Json, title: str) -> Json:
    """Press a button of the card that stands in this message; the card that takes its place."""
    value = {"action": {**button(card, title), "data": sent_by(card, title)}, "trigger": "manual"}
    chat = {"id": ref["conversation"], "conversationType": "personal"}
    changes: Json = {"value": value, "replyToId": ref["id"], "conversation": chat}
    response = await teams.post(teams.activity("invoke-adaptiveCard-action", **changes))
    found: Json = (await response.json())["value"]
    return found


async def opened(teams: Teams) -> Json:
    """The card with his Home that Bram asked for."""
    await teams.says("case mine")
    await delivered(teams)
    card: Json = homes(teams)[-1].card
    return card


def titles(card: Json) -> list[str]:
    return [action["title"] for action in actions(card)]


@pytest.mark.parametrize("typed", ["case mine", "zaak mijn", "case", "mijn"])
async def test_it_is_posted_when_it_is_asked_for(teams: Teams, escalated: str, typed: str) -> None:
    await teams.says(typed)
    assert teams.connector.sent() == []
    await delivered(teams)
    assert escalated in words(homes(teams)[-1].card)


async def test_it_follows_what_happens(teams: Teams, escalated: str) -> None:
    await opened(teams)
    await teams.core.store.run(handle(Claim(actor=BRAM, request=f"{escalated}/1")))
    await delivered(teams)
    posted, changed = homes(teams)
    assert OWED in words(changed.card)
    assert (posted.method, changed.method) == ("POST", "PUT")


async def test_who_claims_there_sees_it_there(teams: Teams, escalated: str) -> None:
    answer = await teams.presses(await opened(teams), "Oppakken")
    assert OWED in words(answer["value"])
    assert escalated in words(answer["value"])


async def test_less_of_it_takes_its_place(teams: Teams, escalated: str) -> None:
    answer = await teams.presses(await opened(teams), "Te laat")
    assert "✓ Te laat" in titles(answer["value"])
    assert escalated not in words(answer["value"])


async def test_a_case_that_is_looked_at_there_is_left_alone_until_the_person_goes_back(
    teams: Teams, escalated: str
) -> None:
    home = await opened(teams)
    ref = (await home_row(teams)).remote_ref
    case = await presses_there(teams, ref, home, "Bekijken")
    assert await home_row(teams) is None
    back = await presses_there(teams, ref, case, "Terug naar de lijst")
    assert escalated in words(back)
    assert (await home_row(teams)).remote_ref == ref
    await teams.core.store.run(handle(Claim(actor=BRAM, request=f"{escalated}/1")))
    await delivered(teams)
    assert teams.connector.sent("PUT")[-1].place.endswith(f"/activities/{ref['id']}")
    assert OWED in words(teams.connector.sent("PUT")[-1].card)


async def test_in_a_channel_it_is_an_answer_like_any_other(teams: Teams, escalated: str) -> None:
    conversation = {"id": f"{GENERAL};messageid=1001", "conversationType": "channel", "isGroup": True}
    text = "<at>Escalation Bot</at> case mine"
    await teams.post(teams.activity("message-channel", text=text, conversation=conversation))
    assert escalated in words(teams.last_card)


async def test_who_installs_the_bot_sees_it_once(teams: Teams, escalated: str) -> None:
    await teams.post(teams.activity("conversationUpdate-personal"))
    await teams.post(teams.activity("installationUpdate-personal"))
    await delivered(teams)
    assert escalated in words(homes(teams)[-1].card)
    assert len(homes(teams)) == 1


class TestSettings:
    async def test_are_a_form_with_a_way_back(self, teams: Teams, escalated: str) -> None:
        form = (await teams.presses(await opened(teams), "Instellingen"))["value"]
        assert {field["type"] for field in inputs(form).values()} == {"Input.ChoiceSet", "Input.Date"}
        back = (await teams.presses(form, "Annuleren"))["value"]
        assert escalated in words(back)

    async def test_are_kept_and_said_in_the_language_that_was_chosen(self, teams: Teams, escalated: str) -> None:
        form = (await teams.presses(await opened(teams), "Instellingen"))["value"]
        home = (await teams.presses(form, "Opslaan", **{"one:own-language": "en"}))["value"]
        assert "Your settings are saved." in words(home)
        assert escalated in words(home)
        await teams.says("help")
        assert "case overdue" in teams.last["text"]

    async def test_can_be_asked_for(self, teams: Teams) -> None:
        await teams.says("zaak instellingen")
        assert "Berichten die je wilt krijgen" in words(teams.last_card)

    async def test_are_not_for_a_whole_channel(self, teams: Teams) -> None:
        conversation = {"id": f"{GENERAL};messageid=1001", "conversationType": "channel", "isGroup": True}
        text = "<at>Escalation Bot</at> case settings"
        await teams.post(teams.activity("message-channel", text=text, conversation=conversation))
        assert "in een gesprek met mij" in teams.last["text"]

    async def test_of_a_colleague_are_left_alone(self, teams: Teams) -> None:
        await teams.says("case settings")
        answer = await replace(teams, person=cast.ANNA).presses(teams.last_card, "Opslaan")
        assert "van een collega" in answer["value"]
        assert await teams.core.store.queries.preferences([cast.ANNA.email, cast.BRAM.email]) == {}
