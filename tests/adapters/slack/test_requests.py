"""Requests from Slack: which are taken, and that each is acknowledged."""

import json
import time

from bot.demo import cast
from tests.adapters.slack.conftest import Workspace
from tests.adapters.slack.payloads import payload


def an_event(**event: object) -> str:
    return json.dumps(payload("event", event=payload("app_mention", **event)))


async def test_a_request_with_a_wrong_signature_does_nothing(workspace: Workspace) -> None:
    answered = await workspace.send(an_event(), "application/json", secret="guessed")
    assert answered.status == 401
    assert workspace.slack.called("chat.postMessage") == []


async def test_a_request_without_a_signature_does_nothing(workspace: Workspace) -> None:
    answered = await workspace.send(an_event(), "application/json", headers={"X-Slack-Signature": ""})
    assert answered.status == 401


async def test_a_request_that_is_sent_again_after_five_minutes_does_nothing(workspace: Workspace) -> None:
    answered = await workspace.send(an_event(), "application/json", at=time.time() - 5 * 60 - 2)
    assert answered.status == 401
    await workspace.adapter.drain()
    assert workspace.slack.called("chat.postMessage") == []


async def test_slack_finds_out_that_the_address_is_ours(workspace: Workspace) -> None:
    asked = json.dumps({"token": "verification", "challenge": "3eZbrw1aB", "type": "url_verification"})
    answered = await workspace.send(asked, "application/json")
    assert (answered.status, answered.json) == (200, {"challenge": "3eZbrw1aB"})


async def test_events_that_mean_nothing_here_are_acknowledged(workspace: Workspace) -> None:
    """What is answered 404 is sent three times more."""
    assert (await workspace.event("app_mention", type="team_join", user={"id": "U1"})).status == 200
    assert (await workspace.event("app_mention", type="message", channel_type="channel")).status == 200
    assert workspace.slack.called("chat.postMessage") == []


async def test_buttons_and_views_of_another_version_are_acknowledged(workspace: Workspace) -> None:
    await workspace.press(cast.ANNA, "from-before", "x")
    view = {**payload("view_submission")["view"], "callback_id": "from-before"}
    await workspace.submit(cast.ANNA, view)
    assert workspace.slack.called("views.open") == []


async def test_a_request_of_the_bot_itself_is_not_answered(workspace: Workspace) -> None:
    await workspace.event("direct_message", user=cast.SLACK_BOT_USER, bot_id="B00SECONDLINE")
    assert workspace.slack.called("chat.postMessage") == []


async def test_nothing_is_looked_up_again_for_each_request(workspace: Workspace) -> None:
    await workspace.command(cast.SANNE, "/case")
    await workspace.command(cast.SANNE, "/case", "open")
    methods = [call.method for call in workspace.slack.calls]
    assert methods == ["auth.test", "users.info"]
