"""Channels that disappear and come back: administrators are told once, and nothing that waited is lost."""

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.adapters.sql import rows
from bot.announcements import Purpose
from bot.conversation.core import Core
from bot.delivery.trouble import TROUBLE
from bot.demo import cast
from tests.adapters.teams.bot_connector import Json
from tests.adapters.teams.conftest import GENERAL, Teams, payload

DESTINATION = f"teams:channel:{GENERAL}"
OTHER = "19:lunch@thread.tacv2"


def in_team(teams: Teams, event: str, *, channel: str = GENERAL, team: str = GENERAL) -> Json:
    """A ``conversationUpdate`` about a team, in the recorded form."""
    activity = teams.activity("conversationUpdate-channelRenamed")
    activity["channelData"] |= {"eventType": event, "team": {"id": team}, "channel": {"id": channel, "name": "X"}}
    return activity | {"conversation": {**activity["conversation"], "id": channel}}


def installed(teams: Teams, action: str) -> Json:
    activity = teams.activity("installationUpdate-channel", action=action)
    activity["channelData"] |= {"team": {"id": GENERAL, "name": "IT"}, "channel": {"id": GENERAL}}
    return activity | {"conversation": {**activity["conversation"], "id": GENERAL}}


def members(teams: Teams, change: str, user: str) -> Json:
    activity = teams.activity("conversationUpdate-channel")
    activity["channelData"] |= {"team": {"id": GENERAL}, "channel": {"id": GENERAL}}
    rest = {name: value for name, value in activity.items() if name not in {"membersAdded", "membersRemoved"}}
    return {**rest, change: [{"id": user}]}


async def told(core: Core) -> list[tuple[str, Any]]:
    """Which administrators are told of which trouble."""
    d = rows.deliveries.c
    query = select(d.destination, d.payload).where(d.purpose == Purpose.NOTICE).order_by(d.id)
    found = await core.store.read(lambda c: c.execute(query).all())  # type: ignore[attr-defined]  # the real store
    return [(one.destination, one.payload[TROUBLE]) for one in found if TROUBLE in one.payload]


async def park_everything(core: Core) -> None:
    parked = update(rows.deliveries).where(rows.deliveries.c.destination == DESTINATION).values(parked="404")
    await core.store.write(lambda c: c.execute(parked))  # type: ignore[attr-defined]


async def is_parked(core: Core) -> bool:
    query = select(rows.deliveries.c.id).where(rows.deliveries.c.parked.is_not(None))
    return bool(await core.store.read(lambda c: c.execute(query).all()))  # type: ignore[attr-defined]


BOT = payload("conversationUpdate-channelRenamed")["recipient"]["id"]

LOST = {
    "the channel is deleted": (lambda teams: in_team(teams, "channelDeleted"), "ChannelDeleted"),
    "the team is deleted": (lambda teams: in_team(teams, "teamDeleted"), "TeamDeleted"),
    "the team is deleted for good": (lambda teams: in_team(teams, "teamHardDeleted"), "TeamDeleted"),
    "the team is archived": (lambda teams: in_team(teams, "teamArchived"), "TeamArchived"),
    "the app is removed": (lambda teams: installed(teams, "remove"), "BotRemoved"),
    "the bot is removed": (lambda teams: members(teams, "membersRemoved", BOT), "BotRemoved"),
}


@pytest.mark.parametrize(("happens", "reason"), LOST.values(), ids=LOST)
async def test_administrators_are_told_once(
    teams: Teams, core: Core, escalated: str, happens: Any, reason: str
) -> None:
    for _ in range(3):
        assert (await teams.post(happens(teams))).status == 201
    administrators = sorted(core.organisation().administrators)
    assert await told(core) == [(f"person:{email}", reason) for email in administrators]


async def test_the_app_and_the_bot_being_removed_is_one_thing(teams: Teams, core: Core, escalated: str) -> None:
    await teams.post(installed(teams, "remove"))
    await teams.post(members(teams, "membersRemoved", BOT))
    assert len(await told(core)) == len(core.organisation().administrators)


NOTHING = {
    "a channel of nobody's": lambda teams: in_team(teams, "channelDeleted", channel=OTHER),
    "a team of nobody's": lambda teams: in_team(teams, "teamDeleted", channel=OTHER, team=OTHER),
    "another name": lambda teams: in_team(teams, "channelRenamed"),
    "another name of the team": lambda teams: in_team(teams, "teamRenamed"),
    "a person who leaves": lambda teams: members(teams, "membersRemoved", str(cast.BRAM.teams_id)),
    "a person who comes": lambda teams: members(teams, "membersAdded", str(cast.BRAM.teams_id)),
}


@pytest.mark.parametrize("happens", NOTHING.values(), ids=NOTHING)
async def test_what_takes_nothing_away_is_told_to_nobody(
    teams: Teams, core: Core, escalated: str, happens: Any
) -> None:
    await park_everything(core)
    assert (await teams.post(happens(teams))).status == 201
    assert await told(core) == []
    assert await is_parked(core)
    assert not teams.connector.sent()


async def test_before_the_first_case_there_is_nothing_to_tell(teams: Teams, core: Core) -> None:
    assert (await teams.post(in_team(teams, "channelDeleted"))).status == 201
    assert await told(core) == []


BACK = {
    "the channel is restored": lambda teams: in_team(teams, "channelRestored"),
    "the team is restored": lambda teams: in_team(teams, "teamRestored"),
    "the team is no longer archived": lambda teams: in_team(teams, "teamUnarchived"),
    "the app is installed again": lambda teams: installed(teams, "add"),
    "the bot is added again": lambda teams: members(teams, "membersAdded", BOT),
}


@pytest.mark.parametrize("happens", BACK.values(), ids=BACK)
async def test_what_waited_is_delivered_when_the_place_is_back(
    teams: Teams, core: Core, escalated: str, happens: Any
) -> None:
    await park_everything(core)
    assert (await teams.post(happens(teams))).status == 201
    assert not await is_parked(core)


async def test_another_channel_of_the_team_is_lost_with_it(teams: Teams, core: Core, escalated: str) -> None:
    """An event about a team does not name its channels; which are in it was learned from what was heard there."""
    await teams.post(in_team(teams, "channelRenamed", team="19:team@thread.tacv2"))
    await teams.post(in_team(teams, "teamDeleted", channel=OTHER, team="19:team@thread.tacv2"))
    assert {reason for _, reason in await told(core)} == {"TeamDeleted"}
