"""Who somebody in Slack is, and who may do nothing."""

from datetime import timedelta

import pytest

from bot.adapters.slack.app import SlackAccess, SlackAdapter
from bot.adapters.slack.people import NotAdmitted
from bot.conversation.core import Core
from bot.demo import cast
from bot.ports import Person
from tests.adapters.slack.conftest import SECRET, Workspace
from tests.adapters.slack.web_api import SERVER_ERROR, Fault, SlackWebApi, a_user
from tests.builders import Ticking


async def said_to(workspace: Workspace, person: cast.Person = cast.ANNA) -> str:
    answered = await workspace.command(person, "/case")
    text: str = answered.json["text"]
    return text


async def test_a_person_is_known_by_their_email_address_in_small_letters(workspace: Workspace) -> None:
    workspace.slack.users["U03ANNA"] = a_user(cast.ANNA, profile={"email": "Anna.Visser@Example.org", "real_name": "A"})
    await said_to(workspace)
    found = await workspace.core.store.queries.person_on("slack", "U03ANNA")
    assert found == Person("anna.visser@example.org", "A", "nl")
    identity = await workspace.core.store.queries.identity("slack", "anna.visser@example.org")
    assert identity == {"id": "U03ANNA", "team": "T00LEIDEN"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"is_restricted": True}, "Als gast"),
        ({"is_ultra_restricted": True, "is_restricted": True}, "Als gast"),
        ({"is_stranger": True}, "andere organisatie"),
        ({"team_id": "T99ELSEWHERE"}, "andere organisatie"),
        ({"is_bot": True}, "Andere bots"),
        ({"deleted": True}, "uitgeschakeld"),
        ({"profile": {"real_name": "Anna"}}, "geen e-mailadres"),
    ],
)
async def test_who_may_do_nothing_is_told_why(workspace: Workspace, changes: dict[str, object], why: str) -> None:
    workspace.slack.users["U03ANNA"] = a_user(cast.ANNA, **changes)
    assert why in await said_to(workspace)
    assert await workspace.core.store.queries.person_on("slack", "U03ANNA") is None


async def test_who_may_do_nothing_cannot_press_either(workspace: Workspace) -> None:
    await workspace.a_case()
    workspace.slack.users["U03ANNA"] = a_user(cast.ANNA, is_restricted=True)
    await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1")
    assert "Als gast" in workspace.slack.responses[0]["text"]
    assert (await workspace.core.store.queries.case("SL-2611-0001")).requests[0].claimant is None


async def test_who_may_do_nothing_reads_so_on_the_home_tab(workspace: Workspace) -> None:
    workspace.slack.users["U03ANNA"] = a_user(cast.ANNA, is_restricted=True)
    await workspace.event("app_home_opened")
    assert "Als gast" in str(workspace.slack.homes["U03ANNA"])


async def test_a_colleague_of_the_same_enterprise_is_no_stranger(core: Core, slack: SlackWebApi) -> None:
    adapter = SlackAdapter(core, SlackAccess(slack.token, SECRET, api_url=f"{slack.url}/api/"))
    people = adapter._people
    people.team, people.enterprise = "T00LEIDEN", "E00UNIVERSITY"
    user = {"team_id": "T88LUMC", "enterprise_user": {"enterprise_id": "E00UNIVERSITY", "teams": ["T88LUMC"]}}
    slack.users["U03ANNA"] = a_user(cast.ANNA, **user)
    assert (await people.person("U03ANNA")).email == "anna.visser@example.org"
    await adapter.stop()


async def test_slack_is_asked_once_a_day(workspace: Workspace, clock: Ticking) -> None:
    await said_to(workspace)
    clock.pass_time(timedelta(hours=23))
    await said_to(workspace)
    assert len(workspace.slack.called("users.info")) == 1
    clock.pass_time(timedelta(hours=2))
    await said_to(workspace)
    await said_to(workspace)
    assert len(workspace.slack.called("users.info")) == 2


async def test_after_a_change_in_slack_the_person_is_looked_up_again(workspace: Workspace) -> None:
    await said_to(workspace)
    workspace.slack.users["U03ANNA"] = a_user(cast.ANNA, is_restricted=True)
    await workspace.event("user_change")
    assert "Als gast" in await said_to(workspace)


async def test_a_change_that_one_replica_hears_of_counts_at_all(
    workspace: Workspace, core: Core, slack: SlackWebApi
) -> None:
    other = SlackAdapter(core, SlackAccess(slack.token, SECRET, api_url=f"{slack.url}/api/"))
    assert (await other._people.person("U03ANNA")).name == "Anna Visser"
    slack.users["U03ANNA"] = a_user(cast.ANNA, is_restricted=True)
    await workspace.event("user_change")
    with pytest.raises(NotAdmitted, match="guest"):
        await other._people.person("U03ANNA")
    slack.users["U03ANNA"] = a_user(cast.ANNA)
    await workspace.event("user_change")
    assert (await other._people.person("U03ANNA")).name == "Anna Visser"
    await other.stop()


async def test_who_never_did_anything_here_is_not_looked_up(workspace: Workspace, slack: SlackWebApi) -> None:
    await workspace.event("user_change")
    assert slack.called("users.info") == []


async def test_after_a_restart_nobody_waits_for_slack(workspace: Workspace, core: Core, slack: SlackWebApi) -> None:
    await said_to(workspace)
    slack.fail("users.info", Fault(slow_s=1.0))
    restarted = SlackAdapter(core, SlackAccess(slack.token, SECRET, api_url=f"{slack.url}/api/"))
    assert (await restarted._people.person("U03ANNA")).name == "Anna Visser"
    await restarted.stop()


async def test_who_became_a_guest_is_one_after_a_restart(workspace: Workspace, core: Core, slack: SlackWebApi) -> None:
    await said_to(workspace)
    slack.users["U03ANNA"] = a_user(cast.ANNA, is_restricted=True)
    await workspace.event("user_change")
    await said_to(workspace)
    workspace.adapter._people._known.clear()
    assert "Als gast" in await said_to(workspace)
    assert len(slack.called("users.info")) == 3


async def test_when_slack_does_not_tell_who_somebody_is_they_are_asked_to_try_again(workspace: Workspace) -> None:
    workspace.slack.fail("users.info", SERVER_ERROR)
    assert "probeer het" in await said_to(workspace)
    assert "Jouw zaken" in await said_to(workspace)


async def test_a_slow_answer_about_a_person_does_not_cost_the_acknowledgement(workspace: Workspace) -> None:
    workspace.slack.fail("users.info", Fault(slow_s=2.5))
    assert "probeer het" in await said_to(workspace)


async def test_a_language_known_from_elsewhere_is_kept_where_slack_tells_none(workspace: Workspace) -> None:
    await workspace.core.store.remember_person(
        Person("anna.visser@example.org", "Anna Visser", "en"), "teams", {"id": "29:1-anna-visser"}
    )
    workspace.slack.users["U03ANNA"] = a_user(cast.ANNA, locale=None)
    assert "Your cases" in await said_to(workspace)


async def test_who_was_last_seen_in_teams_is_seen_in_slack_again(workspace: Workspace) -> None:
    await said_to(workspace)
    anna = Person("anna.visser@example.org", "Anna Visser")
    await workspace.core.store.remember_person(anna, "teams", {"id": "29:1-anna-visser"})
    await said_to(workspace)
    assert await workspace.core.store.queries.last_platform(anna.email) == "slack"
