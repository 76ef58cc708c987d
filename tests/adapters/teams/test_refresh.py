"""One card in a channel, and each who looks at it sees what they may do with it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import Viewer
from bot.adapters.sql.store import SqlStore
from bot.adapters.teams import cards
from bot.adapters.teams.viewers import MOST, Viewers
from bot.card import Card, card_for_party, case_card, names_in
from bot.commands import Claim
from bot.conversation.core import Core, words_for
from bot.demo import cast
from bot.handlers import handle
from bot.ports import Person
from bot.routing import Organisation
from tests.adapters.teams.bot_connector import BotConnector, Json
from tests.adapters.teams.conftest import GENERAL, Teams, actions, words
from tests.builders import STUDENT_PORTAL, Ticking, a_hand_over, an_actor

ELSEWHERE = "19:elsewhere@thread.tacv2"
LAW = "19:tweede-lijn-usis-rechten@thread.tacv2"


@pytest.fixture
async def posted(teams: Teams, escalated: str) -> Json:
    """The card as delivery posts it in the channel of functional management student portal."""
    await _seen(teams.core, cast.BRAM, cast.ANNA)
    case = await teams.case(escalated)
    words_of_the_party = await words_for(teams.core, "nl", names_in(case))
    card = case_card(case, Viewer(frozenset({STUDENT_PORTAL})), words_of_the_party)
    await teams.adapter.platform.post_card(GENERAL, card, key="k")
    return teams.connector.sent()[-1].card


async def _seen(core: Core, *people: cast.Person) -> None:
    for person in people:
        await core.store.remember_person(Person(person.email, person.name), "teams", {"id": person.teams_id})


async def _claimed(core: Core, number: str, person: cast.Person) -> None:
    await core.store.run(handle(Claim(request=f"{number}/1", actor=an_actor(person))))


def _a_stranger(teams: Teams, connector: BotConnector) -> Teams:
    connector.members["29:els"] = {"id": "29:els", "name": "Els", "email": "els@example.org"}
    return replace(
        teams, person=replace(cast.BRAM, email="els@example.org", name="Els", teams_id="29:els", teams_object_id="els")
    )


def titles(card: Json) -> list[str]:
    return [action["title"] for action in card["actions"]]


async def test_the_card_is_refreshed_for_the_people_of_the_party_that_teams_knows(posted: Json) -> None:
    assert set(posted["refresh"]["userIds"]) == {cast.BRAM.teams_id, cast.ANNA.teams_id}
    assert posted["refresh"]["action"]["type"] == "Action.Execute"


async def test_without_refresh_everything_the_party_may_do_is_there(posted: Json) -> None:
    assert {"Oppakken", "Overdragen aan collega", "Tijdlijn bekijken"} <= set(titles(posted))


async def test_who_may_claim_sees_that_and_who_may_not_does_not(teams: Teams, posted: Json, escalated: str) -> None:
    own = (await teams.refreshes(posted, channel=GENERAL))["value"]
    assert "Oppakken" in titles(own)

    await _claimed(teams.core, escalated, cast.ANNA)
    others = (await teams.refreshes(posted, channel=GENERAL))["value"]
    assert "Oppakken" not in titles(others)
    assert "Teruggekoppeld" in titles(others)  # of their party: a colleague may have told the student
    assert "Teruggeven" not in titles(others)


async def test_the_facts_are_the_same_for_everybody_and_in_the_same_order(teams: Teams, posted: Json) -> None:
    own = (await teams.refreshes(posted, channel=GENERAL))["value"]
    assert own["body"] == posted["body"]


async def test_the_card_of_one_person_does_not_ask_again(teams: Teams, posted: Json) -> None:
    own = (await teams.refreshes(posted, channel=GENERAL))["value"]
    assert "refresh" not in own
    pressed = (await teams.presses(posted, "Oppakken", channel=GENERAL))["value"]
    assert "refresh" not in pressed


async def test_the_card_stays_in_the_language_of_its_channel(teams: Teams, posted: Json) -> None:
    english = replace(teams, locale="en-GB")
    own = (await english.refreshes(posted, channel=GENERAL))["value"]
    assert "Oppakken" in titles(own)


async def test_looking_is_no_sign_that_somebody_is_at_work(
    teams: Teams, posted: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client refreshes what it shows by itself: nothing of it may be written, whoever looks."""

    async def written(*_: Any, **__: Any) -> None:
        raise AssertionError("something was written")

    await teams.core.store.remember_person(Person(cast.BRAM.email, cast.BRAM.name), "slack", {"id": "U1"})
    for person in (cast.BRAM, cast.SANNE):
        for name in ("write", "run", "remember_person"):
            monkeypatch.setattr(SqlStore, name, written)
        answer = await replace(teams, person=person).refreshes(posted, channel=GENERAL)
        assert answer["statusCode"] == 200
        monkeypatch.undo()
    assert await teams.core.store.queries.last_platform(cast.BRAM.email) == "slack"
    assert not teams.connector.sent("PUT")


async def test_who_presses_sees_their_own_card_at_once(teams: Teams, posted: Json, escalated: str) -> None:
    card = (await teams.presses(posted, "Oppakken", channel=GENERAL))["value"]
    assert "Teruggeven" in titles(card)
    assert "Oppakken" not in titles(card)
    assert (await teams.case(escalated)).feedback.person == cast.BRAM.email


async def test_who_is_in_no_party_sees_the_case_without_anything_to_press(
    teams: Teams, posted: Json, connector: BotConnector
) -> None:
    stranger = _a_stranger(teams, connector)
    answer = await stranger.refreshes(posted, channel=GENERAL, trigger="manual")
    assert answer["value"]["actions"] == []
    assert words(answer["value"]["body"]) == words(posted["body"])


@pytest.mark.parametrize("verb", ["refresh", "read", "cancel"])
@pytest.mark.parametrize("home", ["", "SL-2611-0001"])
@pytest.mark.parametrize("channel", ["", ELSEWHERE, LAW])
async def test_who_is_in_no_party_gets_no_case_to_see_by_asking_for_it(
    teams: Teams, escalated: str, connector: BotConnector, verb: str, home: str, channel: str
) -> None:
    """What a card sends goes through the client of whoever looks at it, who can change it."""
    standing = {"case": escalated, "home": home}
    forged: Json = {"type": "Action.Execute", "title": "x", "verb": verb, "data": {"standing": standing}}
    answer = await _a_stranger(teams, connector).presses({"actions": [forged]}, "x", channel=channel)
    assert (await teams.case(escalated)).question.subject not in str(answer)
    assert "bij geen van de partijen" in str(answer)


async def test_a_case_that_is_no_more_is_answered_with_a_sentence(teams: Teams, posted: Json) -> None:
    gone: Json = {
        "refresh": {"action": {**posted["refresh"]["action"], "data": {"standing": {"case": "SL-2601-0001"}}}}
    }
    answer = await teams.refreshes(gone, channel=GENERAL)
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert "SL-2601-0001" in answer["value"]


async def test_a_refresh_of_nothing_is_refused(teams: Teams, posted: Json) -> None:
    empty: Json = {"refresh": {"action": {**posted["refresh"]["action"], "data": {}}}}
    assert (await teams.refreshes(empty, channel=GENERAL))["statusCode"] == 400


# -- whose card is refreshed ---------------------------------------------------------------------------------


async def test_of_a_large_party_those_come_first_whose_turn_it_is_and_who_was_seen_last(
    teams: Teams, escalated: str, organisation: Organisation, clock: Ticking
) -> None:
    members = [f"member{n}@example.org" for n in range(80)]
    party = replace(organisation.party(STUDENT_PORTAL), members=frozenset([*members, cast.ANNA.email]))
    others = [one for one in organisation.parties if one.key != STUDENT_PORTAL]
    large = replace(teams.core, organisation=lambda: replace(organisation, parties=(party, *others)))
    await _seen(teams.core, cast.ANNA)
    for email in members:
        clock.pass_time(timedelta(seconds=1))
        await teams.core.store.remember_person(Person(email, email), "teams", {"id": f"29:{email}"})
    await _claimed(teams.core, escalated, cast.ANNA)

    viewers = await Viewers(large).in_channel(GENERAL, escalated)
    assert len(viewers) == MOST == len(set(viewers))
    assert viewers[0] == cast.ANNA.teams_id  # seen first of all, but it is her turn
    assert viewers[1] == "29:member79@example.org"


async def test_in_a_channel_of_no_party_nobodys_card_is_refreshed_by_itself(teams: Teams, escalated: str) -> None:
    assert await Viewers(teams.core).in_channel("19:elsewhere@thread.tacv2", escalated) == ()


def test_sixty_users_leave_room_for_the_case(organisation: Organisation) -> None:
    longest = replace(a_hand_over(), question=replace(a_hand_over().question, text="é" * 20_000))
    card: Card = card_for_party(longest, organisation.party(STUDENT_PORTAL), organisation, {})
    kept = cards.kept_card(card, [f"29:{'x' * 140}{n}" for n in range(MOST)])
    assert cards.size(kept) <= cards.LARGEST
    assert len(kept["refresh"]["userIds"]) == MOST
    assert "(ingekort)" in words(kept)


def test_every_action_has_what_a_client_needs(organisation: Organisation) -> None:
    card = card_for_party(a_hand_over(), organisation.party(STUDENT_PORTAL), organisation, {})
    for action in actions(cards.kept_card(card)):
        assert {"type", "title", "verb", "data"} <= set(action)
