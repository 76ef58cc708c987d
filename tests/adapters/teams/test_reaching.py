"""Who has not installed the bot hears of it in their party's channel; nothing is dropped, nothing is said twice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.teams.platform import TeamsPlatform
from bot.commands import Assign
from bot.conversation.core import Core
from bot.delivery import Delivery
from bot.demo import cast
from bot.errors import Rejected, Unavailable
from bot.handlers import handle
from bot.ports import Notice, Person
from tests.adapters.teams.bot_connector import BotConnector
from tests.adapters.teams.conftest import GENERAL, Teams
from tests.builders import Ticking, an_actor

IDENTITY: Mapping[str, Any] = {"id": cast.BRAM.teams_id, "email": cast.BRAM.email, "name": cast.BRAM.name}
THREAD = f"/{GENERAL};messageid="


def notice(number: str) -> Notice:
    return Notice(f"{number}: het verzoek ligt bij jou.", number, "Zaak bekijken")


@pytest.fixture
def platform(teams: Teams) -> TeamsPlatform:
    return teams.adapter.platform


async def delivered(core: Core, teams: Teams) -> None:
    """Delivery serves every destination once."""
    platforms = {"teams": teams.adapter.platform}
    deliveries = SqlDeliveries(core.store, core.clock)  # type: ignore[arg-type]  # the store of the fixture
    delivery = Delivery(core, deliveries, platforms, holder="test", public_url="https://secondline.example.org")
    while names := await deliveries.lease("test", {"teams": 9, "person": 9, "slack": 0}, 30.0):
        for name in names:
            await delivery._serve(name, None)


@pytest.fixture
async def with_card(core: Core, teams: Teams, escalated: str) -> str:
    """The case, of which the card stands in the channel."""
    await delivered(core, teams)
    assert teams.connector.sent()
    return escalated


async def test_who_cannot_be_written_to_is_mentioned_under_the_card(
    platform: TeamsPlatform, connector: BotConnector, with_card: str
) -> None:
    connector.refuse(403, "ForbiddenOperationException")
    ref = await platform.tell(IDENTITY, notice(with_card), key="k")
    attempt, line = connector.sent()[-2:]
    assert attempt.body["members"] == [{"id": cast.BRAM.teams_id}]  # a chat was asked for first
    assert line.place.startswith(THREAD)
    assert line.body["text"] == f"<at>Bram Mulder</at> {with_card}: het verzoek ligt bij jou."
    (mention,) = line.body["entities"]
    assert mention["type"] == "mention"
    assert mention["text"] == "<at>Bram Mulder</at>"
    assert mention["mentioned"]["id"] == cast.BRAM.teams_id
    assert str(ref["conversation"]).startswith(GENERAL)


async def test_who_blocked_the_bot_since_is_mentioned_too(
    platform: TeamsPlatform, connector: BotConnector, with_card: str
) -> None:
    connector.refuse(403, "ConversationBlockedByUser")
    await platform.tell({**IDENTITY, "reference": {"conversation": "a:bram"}}, notice(with_card), key="k")
    assert connector.sent()[-1].place.startswith(THREAD)


async def test_a_chat_that_is_gone_is_opened_anew(
    platform: TeamsPlatform, connector: BotConnector, with_card: str
) -> None:
    connector.refuse(404, "ConversationNotFound")
    ref = await platform.tell({**IDENTITY, "reference": {"conversation": "a:old"}}, notice(with_card), key="k")
    assert ref["conversation"] == f"a:chat-with-{cast.BRAM.teams_id}"
    again = await platform.tell({**IDENTITY, "reference": {"conversation": "a:old"}}, notice(with_card), key="l")
    assert again["conversation"] == ref["conversation"]  # and the old one is not tried any more


async def test_a_name_is_shown_as_it_is(platform: TeamsPlatform, connector: BotConnector, with_card: str) -> None:
    connector.refuse(403)
    person = {"id": "29:x", "email": cast.BRAM.email, "name": "<b>Bram</b> & Co"}
    await platform.tell(person, notice(with_card), key="k")
    assert connector.sent()[-1].body["entities"][0]["text"] == "<at>&lt;b&gt;Bram&lt;/b&gt; &amp; Co</at>"


async def test_before_the_card_is_there_it_is_tried_again(
    platform: TeamsPlatform, connector: BotConnector, escalated: str
) -> None:
    connector.refuse(403)
    with pytest.raises(Unavailable, match="no card") as failure:
        await platform.tell(IDENTITY, notice(escalated), key="k")
    assert not failure.value.unclear


async def test_without_a_channel_in_teams_the_refusal_is_what_it_is(
    platform: TeamsPlatform, connector: BotConnector, with_card: str
) -> None:
    connector.refuse(403, "BlockedByUser")
    stranger = {"id": "29:els", "email": "els@example.org", "name": "Els"}
    with pytest.raises(Rejected, match="403 BlockedByUser"):
        await platform.tell(stranger, notice(with_card), key="k")


@pytest.mark.parametrize("status", [400, 401, 413])
async def test_a_refusal_that_is_not_about_the_person_is_not_said_in_the_channel(
    platform: TeamsPlatform, connector: BotConnector, with_card: str, status: int
) -> None:
    connector.refuse(status)
    before = len(connector.sent())
    with pytest.raises((Rejected, Unavailable)):
        await platform.tell(IDENTITY, notice(with_card), key="k")
    assert len(connector.sent()) == before + 1


# -- somebody Teams never heard of through the bot -----------------------------------------------------------


async def test_who_never_spoke_to_the_bot_is_found_among_the_people_of_the_channel(
    platform: TeamsPlatform, connector: BotConnector
) -> None:
    found = await platform.look_up(cast.ANNA.email)
    assert found is not None
    assert found["id"] == cast.ANNA.teams_id
    await platform.look_up(cast.BRAM.email)
    assert sum(call.place.endswith("/pagedmembers") for call in connector.calls) == 1  # the list is kept for a while


async def test_who_is_not_in_the_channel_is_not_found(platform: TeamsPlatform, connector: BotConnector) -> None:
    assert await platform.look_up("els@example.org") is None
    del connector.members[str(cast.ANNA.teams_id)]
    assert await platform.look_up(cast.ANNA.email) is None


async def test_the_people_of_a_channel_are_asked_for_again_after_a_while(
    platform: TeamsPlatform, connector: BotConnector, clock: Ticking
) -> None:
    kept = connector.members.pop(str(cast.ANNA.teams_id))
    assert await platform.look_up(cast.ANNA.email) is None
    connector.members[str(cast.ANNA.teams_id)] = kept
    clock.pass_time(timedelta(hours=2))
    assert await platform.look_up(cast.ANNA.email) is not None


async def test_a_channel_the_bot_cannot_see_into_has_nobody(platform: TeamsPlatform, connector: BotConnector) -> None:
    connector.refuse(403, "BotNotInConversationRoster")
    assert await platform.look_up(cast.ANNA.email) is None


async def test_who_is_given_a_request_and_has_not_installed_the_bot_is_told_once(
    core: Core, teams: Teams, connector: BotConnector, with_card: str
) -> None:
    await core.store.remember_person(Person(cast.ANNA.email, "Anna"), "teams", {"id": cast.ANNA.teams_id})
    boss = replace(an_actor(cast.ANNA), administrator=True)
    await core.store.run(handle(Assign(request=f"{with_card}/1", person=cast.BRAM.email, actor=boss)))
    connector.blocked.add(str(cast.BRAM.teams_id))
    await delivered(core, teams)
    await delivered(core, teams)
    mentions = [call for call in connector.sent() if call.body.get("entities")]
    assert len(mentions) == 1
    assert cast.BRAM.name in mentions[0].body["text"]
