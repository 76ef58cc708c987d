"""A case is found while somebody types, and its card is dropped into a chat."""

from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.teams.search import MOST
from bot.conversation.core import Core
from bot.demo import cast
from bot.handlers import handle
from bot.ports import Person
from tests.adapters.teams.bot_connector import BotConnector, Json
from tests.adapters.teams.conftest import Teams, actions, words
from tests.adapters.teams.official import Official
from tests.builders import an_escalation

CHAT = "19:chat-of-two@unq.gbl.spaces"


async def searched(teams: Teams, typed: str | None, **options: Any) -> Json:
    """What the bot answers to what stands in the search box; None where nobody typed yet."""
    first = {"name": "initialRun", "value": "true"}
    parameter = first if typed is None else {"name": "words", "value": typed}
    asked = {"commandId": "find", "parameters": [parameter], "queryOptions": {"skip": 0, "count": 25, **options}}
    activity = teams.activity("invoke-composeExtension-submitAction", name="composeExtension/query", value=asked)
    response = await teams.post(activity)
    assert response.status == 200
    answer: Json = (await response.json())["composeExtension"]
    return answer


def previews(answer: Json) -> list[str]:
    return [one["preview"]["content"]["title"] for one in answer.get("attachments", ())]


@pytest.mark.parametrize(
    "typed",
    ["SL-2611-0001", "sl-2611", "M2611 0042", "m26110042", "fb-studentenportaal", "FB studentenportaal", "grijs"],
)
async def test_a_case_is_found_by_number_ticket_party_and_words(teams: Teams, escalated: str, typed: str) -> None:
    (title,) = previews(await searched(teams, typed))
    assert title.startswith(escalated)


async def test_at_first_the_cases_of_ones_party_are_there(teams: Teams, escalated: str) -> None:
    assert len(previews(await searched(teams, None))) == 1
    elsewhere = replace(teams, person=cast.SANNE)
    answer = await searched(elsewhere, None)
    assert answer["type"] == "message"
    assert "ligt nu niets open" in answer["text"]


async def test_nothing_found_says_what_can_be_searched_for(teams: Teams, escalated: str) -> None:
    answer = await searched(teams, "bibliotheekboete")
    assert answer["type"] == "message"
    assert "ticketnummer" in answer["text"]


async def test_who_is_in_no_party_gets_no_cases_and_a_sentence(
    teams: Teams, escalated: str, connector: BotConnector
) -> None:
    connector.members["29:els"] = {"id": "29:els", "name": "Els", "email": "els@example.org"}
    stranger = replace(teams, person=replace(cast.BRAM, email="els@example.org", name="Els", teams_id="29:els"))
    for typed in (None, escalated, "grijs"):
        answer = await searched(stranger, typed)
        assert answer["type"] == "message"
        assert escalated not in str(answer)


async def test_results_come_in_pages(teams: Teams, core: Core) -> None:
    for number in range(5):
        await core.store.run(handle(an_escalation(ticket=f"M2611 01{number:02}")))
    pages = [previews(await searched(teams, "grijs", skip=skip, count=2)) for skip in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({title for page in pages for title in page}) == 5


@pytest.mark.parametrize("options", [{"skip": -1}, {"count": 0}, {"count": 10**9}, {"skip": "x", "count": None}])
async def test_a_page_that_makes_no_sense_is_the_first(teams: Teams, escalated: str, options: Json) -> None:
    assert len(previews(await searched(teams, "grijs", **options))) == 1 <= MOST


async def test_the_card_that_is_dropped_is_for_reading_and_says_what_the_channel_says(
    teams: Teams, escalated: str, official: Official
) -> None:
    card = (await searched(teams, escalated))["attachments"][0]["content"]
    assert [action["title"] for action in actions(card["actions"])] == ["Zaak bekijken"]
    assert "is de student het antwoord schuldig" in words(card)
    assert official.complaints(card) == []


async def test_a_dropped_card_is_as_it_is_now_for_who_may_see_it(
    teams: Teams, escalated: str, connector: BotConnector
) -> None:
    await teams.core.store.remember_person(Person(cast.BRAM.email, "Bram"), "teams", {"id": cast.BRAM.teams_id})
    card = (await searched(teams, escalated))["attachments"][0]["content"]
    assert card["refresh"]["userIds"] == [cast.BRAM.teams_id]

    shown = await teams.presses({"actions": card["actions"]}, "Zaak bekijken", channel=CHAT)
    claimed = await teams.presses(shown["value"], "Oppakken", channel=CHAT)
    assert "opgepakt" in words(claimed["value"])
    again = (await teams.refreshes(card, channel=CHAT))["value"]
    assert "Bram" in words(again)
    assert "Oppakken" not in words(again)

    connector.members["29:els"] = {"id": "29:els", "name": "Els", "email": "els@example.org"}
    stranger = replace(teams, person=replace(cast.BRAM, email="els@example.org", name="Els", teams_id="29:els"))
    refused = await stranger.refreshes(card, channel=CHAT, trigger="manual")
    assert refused["type"] == "application/vnd.microsoft.activity.message"


async def test_what_stands_in_a_chat_is_never_replaced_by_what_one_person_sees(teams: Teams, escalated: str) -> None:
    card = (await searched(teams, escalated))["attachments"][0]["content"]
    await teams.presses({"actions": card["actions"]}, "Zaak bekijken", channel=CHAT)
    assert not teams.connector.sent("PUT")


async def test_a_person_teams_does_not_know_is_told_so(teams: Teams, escalated: str, connector: BotConnector) -> None:
    connector.members.clear()
    answer = await searched(teams, escalated)
    assert answer["type"] == "message"


async def test_a_search_that_cannot_be_done_now_says_so(teams: Teams, escalated: str, connector: BotConnector) -> None:
    connector.refuse(503)
    answer = await searched(teams, escalated)
    assert answer["type"] == "message"
    assert "over een minuut" in answer["text"]
