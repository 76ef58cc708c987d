"""Connecting to a workspace."""

import asyncio
import json

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.adapters.slack.app import EVENTS_PATH, SlackAccess, SlackAdapter, Workspace
from bot.conversation.core import Core
from bot.errors import Rejected, Unavailable
from tests.adapters.slack.conftest import SECRET
from tests.adapters.slack.conftest import Workspace as Desk
from tests.adapters.slack.payloads import payload
from tests.adapters.slack.web_api import SERVER_ERROR, Fault, SlackWebApi


async def test_the_bot_knows_where_it_is(adapter: SlackAdapter) -> None:
    assert await adapter.check() == Workspace("T00LEIDEN", "", "U00SECONDLINE", "B00SECONDLINE")


async def test_a_wrong_token_is_said_at_the_start_with_what_to_do(adapter: SlackAdapter, slack: SlackWebApi) -> None:
    slack.fail("auth.test", Fault("invalid_auth"))
    with pytest.raises(Rejected, match=r"SLACK_BOT_TOKEN \(invalid_auth\): copy"):
        await adapter.check()


async def test_slack_that_is_away_at_the_start_is_something_else(adapter: SlackAdapter, slack: SlackWebApi) -> None:
    slack.fail("auth.test", SERVER_ERROR)
    with pytest.raises(Unavailable):
        await adapter.check()


async def test_without_a_check_the_first_request_asks(core: Core, slack: SlackWebApi) -> None:
    adapter = SlackAdapter(core, SlackAccess(slack.token, SECRET, api_url=f"{slack.url}/api/"))
    assert (await adapter._authorize())["bot_user_id"] == "U00SECONDLINE"
    await adapter._authorize()
    assert len(slack.called("auth.test")) == 1
    await adapter.stop()


def test_secrets_are_not_shown() -> None:
    shown = repr(SlackAccess("xoxb-secret", "signing-secret", "xapp-secret"))
    assert "secret" not in shown


async def test_a_bug_in_a_listener_is_an_error_in_slack(workspace: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not done may not look done."""

    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.conversation.looking.look", broken)
    answered = await workspace.send(
        "command=/case&text=&user_id=U01SANNE&trigger_id=1&response_url=1&channel_id=C1",
        "application/x-www-form-urlencoded",
    )
    assert answered.status == 500


async def test_in_socket_mode_the_bot_connects_with_the_app_token_and_answers_there(
    core: Core, slack: SlackWebApi
) -> None:
    heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def take(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        typed = payload("slash_command", command="/case", text="help")
        await socket.send_json({"type": "slash_commands", "envelope_id": "e1", "payload": typed})
        async for message in socket:
            if "envelope_id" in str(message.data) and not heard.done():
                heard.set_result(str(message.data))
        return socket

    application = web.Application()
    application.router.add_get("/socket", take)
    async with TestServer(application) as server:
        slack.socket_url = str(server.make_url("/socket")).replace("http", "ws", 1)
        access = SlackAccess(slack.token, app_token=slack.app_token, api_url=f"{slack.url}/api/")
        adapter = SlackAdapter(core, access)
        await adapter.check()
        await adapter.start_socket_mode()
        answer = json.loads(await asyncio.wait_for(heard, 5.0))
        await adapter.stop()
    assert answer["envelope_id"] == "e1"
    assert "/escalate" in answer["payload"]["text"]


async def test_a_wrong_app_token_is_said_at_the_start(core: Core, slack: SlackWebApi) -> None:
    access = SlackAccess(slack.token, app_token="xapp-wrong", api_url=f"{slack.url}/api/")
    adapter = SlackAdapter(core, access)
    with pytest.raises(Rejected, match="SLACK_APP_TOKEN"):
        await adapter.start_socket_mode()
    await adapter.stop()


async def test_without_a_signing_secret_nothing_is_taken_over_http(core: Core, slack: SlackWebApi) -> None:
    """Slack is connected to then; whoever posts here is not Slack."""
    access = SlackAccess(slack.token, app_token=slack.app_token, api_url=f"{slack.url}/api/")
    adapter = SlackAdapter(core, access)
    application = web.Application()
    adapter.routes(application)
    async with TestServer(application) as server, ClientSession() as http:
        answer = await http.post(server.make_url(EVENTS_PATH), data={"command": "/case", "text": "open"})
        assert answer.status == 404
    await adapter.stop()
