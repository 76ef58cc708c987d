"""A party whose people are those of a channel or user group: read through the Web API, kept new by signed events."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.slack.app import SlackAdapter
from bot.adapters.slack.directory import CHANNEL, USER_GROUP
from bot.adapters.sql.member_lists import SqlMemberLists
from bot.adapters.sql.store import SqlStore
from bot.conversation.core import Core, speaker
from bot.demo import cast
from bot.errors import Rejected, Unavailable
from bot.membership import Membership
from bot.ports import Person
from bot.routing import CurrentOrganisation, MemberSource
from tests.adapters.slack.conftest import Workspace
from tests.adapters.slack.web_api import SERVER_ERROR, Fault, SlackWebApi, a_user
from tests.builders import Ticking

PORTAL, GROUP = MemberSource("slack", CHANNEL, "C02PORTAL"), MemberSource("slack", USER_GROUP, "S02PORTAL")
ANNA, BRAM, PIM = (person.slack_id for person in (cast.ANNA, cast.BRAM, cast.PIM))
LISTED = 'members = ["anna.visser@example.org", "bram.mulder@example.org"]'


def with_members_from(row: str, folder: Path) -> CurrentOrganisation:
    """The example organisation, in which functional management student portal is whoever is on a list."""
    example = Path("bot/demo/organisation.toml").read_text(encoding="utf-8")
    assert LISTED in example
    file = folder / "organisation.toml"
    file.write_text(example.replace(LISTED, f"members_from = [{row}]"), encoding="utf-8")
    return CurrentOrganisation(file)


@pytest.fixture(params=["channel", "user_group"])
def current(request: pytest.FixtureRequest, tmp_path: Path) -> CurrentOrganisation:
    identity = {"channel": "C02PORTAL", "user_group": "S02PORTAL"}[request.param]
    return with_members_from(f'{{ platform = "slack", {request.param} = "{identity}" }}', tmp_path)


@pytest.fixture
def core(store: SqlStore, current: CurrentOrganisation, clock: Ticking) -> Core:
    return Core(store, lambda: current.organisation, None, clock)


@pytest.fixture
def membership(
    adapter: SlackAdapter, current: CurrentOrganisation, store: SqlStore, clock: Ticking, slack: SlackWebApi
) -> Membership:
    for place in ("C02PORTAL", "S02PORTAL"):
        slack.members[place] = [ANNA, "U00SECONDLINE"]
    slack.users["U00SECONDLINE"] = a_user(cast.PIM, is_bot=True, id="U00SECONDLINE")

    async def never() -> bool:
        return False

    lists = SqlMemberLists(store, clock)
    tell = adapter.administrators.tell
    membership = Membership(current, lists, {"slack": adapter.directory}, its_turn=never, tell=tell)
    adapter.follow(membership)
    return membership


def members(current: CurrentOrganisation) -> frozenset[str]:
    return current.organisation.party(cast.STUDENT_PORTAL).members


async def test_who_is_on_the_list_may_claim(workspace: Workspace, membership: Membership) -> None:
    await membership.look()
    await workspace.a_case()
    await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1")
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert case.requests[0].claimant == cast.ANNA.email


async def test_who_is_not_on_it_is_told_who_can(workspace: Workspace, membership: Membership) -> None:
    await membership.look()
    await workspace.a_case()
    await workspace.press(cast.BRAM, "act:claim", "SL-2611-0001/1")
    (said,) = workspace.slack.responses
    assert "Marijke Vos" in said["text"]
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert case.requests[0].claimant is None


async def test_who_comes_counts_at_once_on_teams_too(
    workspace: Workspace, membership: Membership, current: CurrentOrganisation, core: Core, slack: SlackWebApi
) -> None:
    await membership.look()
    for place in ("C02PORTAL", "S02PORTAL"):
        slack.members[place].append(BRAM)
    await workspace.event("member_joined_channel")
    await workspace.event("subteam_members_changed", event_id="Ev2")
    await membership.look()
    assert members(current) == {cast.ANNA.email, cast.BRAM.email}
    on_teams = speaker(core, Person(cast.BRAM.email, cast.BRAM.name), "teams")
    assert on_teams.actor.parties == {cast.STUDENT_PORTAL}


async def test_who_leaves_counts_no_more(
    workspace: Workspace, membership: Membership, current: CurrentOrganisation, slack: SlackWebApi
) -> None:
    await membership.look()
    for place in ("C02PORTAL", "S02PORTAL"):
        slack.members[place].remove(ANNA)
    await workspace.event("member_joined_channel", type="member_left_channel")
    await workspace.event("subteam_members_changed", event_id="Ev2")
    await membership.look()
    assert members(current) == frozenset()


@pytest.mark.parametrize(
    "changes",
    [
        {"is_bot": True},
        {"deleted": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"team_id": "T00ELDERS"},
        {"profile": {"real_name": "Anna"}},
    ],
    ids=["a bot", "closed", "guest", "guest of one channel", "stranger", "another workspace", "no address"],
)
async def test_whoever_may_do_nothing_does_not_count(
    membership: Membership, current: CurrentOrganisation, slack: SlackWebApi, changes: dict[str, object]
) -> None:
    slack.users[ANNA] = a_user(cast.ANNA, **changes)
    await membership.look()
    assert members(current) == frozenset()


async def test_who_became_a_guest_counts_no_more(
    workspace: Workspace, membership: Membership, current: CurrentOrganisation, slack: SlackWebApi
) -> None:
    await membership.look()
    slack.users[ANNA] = a_user(cast.ANNA, is_restricted=True)
    await workspace.event("user_change")
    await membership.look()
    assert members(current) == frozenset()


async def test_a_long_list_is_read_to_its_end(adapter: SlackAdapter, slack: SlackWebApi) -> None:
    slack.page = 2
    slack.members["C02PORTAL"] = [ANNA, BRAM, PIM, "U0NOBODY", cast.SANNE.slack_id]
    found = await adapter.directory.members(PORTAL, {})
    assert found == {
        ANNA: cast.ANNA.email,
        BRAM: cast.BRAM.email,
        PIM: cast.PIM.email,
        "U0NOBODY": None,
        cast.SANNE.slack_id: cast.SANNE.email,
    }


async def test_nobody_is_remembered_as_seen_for_being_on_a_list(
    adapter: SlackAdapter, slack: SlackWebApi, core: Core
) -> None:
    slack.members["C02PORTAL"] = [ANNA]
    await adapter.directory.members(PORTAL, {})
    assert await core.store.queries.last_platform(cast.ANNA.email) is None


async def test_a_rate_limit_is_waited_for(adapter: SlackAdapter, slack: SlackWebApi) -> None:
    slack.members["S02PORTAL"] = [ANNA]
    soon = Fault("ratelimited", status=429, retry_after=0)
    slack.fail("usergroups.users.list", soon)
    slack.fail("users.info", soon, soon)
    assert await adapter.directory.members(GROUP, {}) == {ANNA: cast.ANNA.email}
    slack.fail("usergroups.users.list", replace(soon, retry_after=600))
    with pytest.raises(Unavailable):
        await adapter.directory.members(GROUP, {})


async def test_what_slack_refuses_and_what_it_cannot_do_now_are_told_apart(
    adapter: SlackAdapter, slack: SlackWebApi
) -> None:
    with pytest.raises(Rejected, match="no_such_subteam"):
        await adapter.directory.members(GROUP, {})
    slack.fail("conversations.members", SERVER_ERROR)
    with pytest.raises(Unavailable):
        await adapter.directory.members(PORTAL, {})


async def test_administrators_are_told_once_what_to_do_and_nothing_is_lost(
    membership: Membership, current: CurrentOrganisation, slack: SlackWebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.membership.REFUSED_WAIT_S", 0.0)
    await membership.look()
    slack.members.clear()
    for source in (PORTAL, GROUP):
        membership.list_changed(source.name)
    await membership.look()
    await membership.look()
    assert members(current) == {cast.ANNA.email}
    (told,) = slack.called("chat.postMessage")
    assert told["channel"] == cast.MARIJKE.slack_id
    assert "Functioneel beheer studentenportaal" in told["text"]
