"""What ``secondline check`` says about Slack: permissions, channels and user groups, and what to click."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.app import SlackAccess
from bot.adapters.slack.checking import check_slack
from bot.adapters.slack.scopes import SCOPES
from bot.checking import Weight, errors_in
from bot.routing import MemberSource, Organisation, load
from bot.texts import LANGUAGES
from tests.adapters.slack.web_api import SERVER_ERROR, Fault, SlackWebApi

PORTAL = "fb-studentenportaal"


@pytest.fixture
def organisation() -> Organisation:
    return load(Path("bot/demo/organisation.toml"))


def with_members_from(organisation: Organisation, source: MemberSource) -> Organisation:
    parties = (replace(p, members_from=(source,)) if p.key == PORTAL else p for p in organisation.parties)
    return replace(organisation, parties=tuple(parties))


async def said(
    slack: SlackWebApi, organisation: Organisation, language: str = "en", **access: Any
) -> dict[Weight, list[str]]:
    findings = await check_slack(
        SlackAccess(**{"bot_token": slack.token, "api_url": f"{slack.url}/api/"} | access), organisation, language
    )
    sentences: dict[Weight, list[str]] = {weight: [] for weight in Weight}
    for finding in findings:
        sentences[finding.weight].append(finding.in_words(language))
    assert errors_in(findings) == len(sentences[Weight.ERROR])
    return sentences


async def test_where_everything_is_as_it_should_be_nothing_has_to_be_done(
    slack: SlackWebApi, organisation: Organisation
) -> None:
    found = await said(slack, organisation)
    assert found[Weight.ERROR] == found[Weight.WARNING] == []
    assert any("exactly the permissions" in sentence for sentence in found[Weight.RIGHT])
    assert sum("is in order" in sentence for sentence in found[Weight.RIGHT]) == len(slack.called("conversations.info"))
    assert slack.called("conversations.info")


async def test_a_permission_that_is_missing_is_named_with_what_to_click(
    slack: SlackWebApi, organisation: Organisation
) -> None:
    slack.scopes = ",".join(SCOPES - {"groups:history", "im:write"})
    (sentence,) = (await said(slack, organisation))[Weight.ERROR]
    assert "groups:history, im:write" in sentence
    assert "Reinstall to Workspace" in sentence


async def test_a_permission_that_is_not_needed_is_a_warning(slack: SlackWebApi, organisation: Organisation) -> None:
    slack.scopes = ", ".join([*SCOPES, "channels:manage"])
    found = await said(slack, organisation)
    assert found[Weight.ERROR] == []
    assert "channels:manage" in found[Weight.WARNING][0]


async def test_without_the_permission_to_look_channels_and_groups_are_not_asked_about(
    slack: SlackWebApi, organisation: Organisation
) -> None:
    slack.scopes = "chat:write"
    found = await said(slack, with_members_from(organisation, MemberSource("slack", "user-group", "S1")))
    assert len(found[Weight.ERROR]) == 1
    assert {call.method for call in slack.calls} == {"auth.test"}


@pytest.mark.parametrize(
    ("state", "advice"),
    [
        ({"error": "channel_not_found"}, "/invite @secondline"),
        ({"is_member": False}, "/invite @secondline"),
        ({"is_archived": True}, "archived"),
        ({"is_ext_shared": True}, "shared with another organisation"),
        ({"is_pending_ext_shared": True}, "shared with another organisation"),
        ({"error": "team_access_not_granted"}, "team_access_not_granted"),
    ],
    ids=["unknown", "not in it", "archived", "shared", "about to be shared", "something else"],
)
async def test_a_channel_that_will_not_do_is_named_with_its_party_and_what_to_do(
    slack: SlackWebApi, organisation: Organisation, state: dict[str, Any], advice: str
) -> None:
    slack.channels["C02PORTAL"] = state
    (sentence,) = (await said(slack, organisation))[Weight.ERROR]
    assert "Functional management student portal" in sentence
    assert "c02portal" in sentence.lower()
    assert advice in sentence


@pytest.mark.parametrize(
    ("group", "advice"),
    [
        ([], "does not exist"),
        ([{"id": "S1", "handle": "fb", "date_delete": 1795420000}], "@fb of Functional management student portal"),
    ],
    ids=["unknown", "switched off"],
)
async def test_a_user_group_that_will_not_do_is_named_with_its_party(
    slack: SlackWebApi, organisation: Organisation, group: list[dict[str, Any]], advice: str
) -> None:
    slack.groups = group
    found = await said(slack, with_members_from(organisation, MemberSource("slack", "user-group", "S1")))
    assert advice in found[Weight.ERROR][0]


@pytest.mark.parametrize(
    ("state", "weight", "advice"),
    [
        ({}, Weight.RIGHT, "are those of channel #c9"),
        ({"is_member": False}, Weight.WARNING, "counts only after some hours"),
        ({"is_archived": True}, Weight.ERROR, "archived"),
        ({"error": "channel_not_found"}, Weight.ERROR, "channel_not_found"),
    ],
    ids=["right", "not in it", "archived", "unknown"],
)
async def test_a_channel_from_which_members_are_taken_is_looked_at_too(
    slack: SlackWebApi, organisation: Organisation, state: dict[str, Any], weight: Weight, advice: str
) -> None:
    slack.channels["C9"] = state
    found = await said(slack, with_members_from(organisation, MemberSource("slack", "channel", "C9")))
    assert any(advice in sentence for sentence in found[weight])


@pytest.mark.parametrize("setting", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_that_slack_does_not_accept_is_named(
    slack: SlackWebApi, organisation: Organisation, setting: str
) -> None:
    tokens = {"SLACK_BOT_TOKEN": {"bot_token": "xoxb-wrong"}, "SLACK_APP_TOKEN": {"app_token": "xapp-wrong"}}
    found = await said(slack, organisation, **tokens[setting])
    (sentence,) = found[Weight.ERROR]
    assert setting in sentence
    assert "wrong" not in sentence


async def test_a_slack_that_does_not_answer_is_a_finding_and_a_rate_limit_is_waited_for(
    slack: SlackWebApi, organisation: Organisation
) -> None:
    slack.fail("auth.test", SERVER_ERROR)
    assert "does not answer" in (await said(slack, organisation))[Weight.ERROR][0]
    slack.fail("conversations.info", Fault("ratelimited", status=429, retry_after=0))
    assert (await said(slack, organisation))[Weight.ERROR] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_said_in_both_languages(slack: SlackWebApi, organisation: Organisation, language: str) -> None:
    slack.channels["C02PORTAL"] = {"is_archived": True}
    (sentence,) = (await said(slack, organisation, language))[Weight.ERROR]
    assert sentence.startswith({"nl": "FOUT: Slack: kanaal", "en": "ERROR: Slack: channel"}[language])
