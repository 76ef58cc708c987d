"""What the local Teams client sends says which language the person reads."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.demo.listening import any_port
from bot.demo.teams_relay import PATH, Relay, relaying
from tests.journeys.tiny_bots import serving

SENT = {"type": "message", "text": "één zaak", "locale": "en-US", "entities": [{"type": "clientInfo"}]}


@pytest.mark.parametrize(("language", "locale"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_an_activity_says_the_language_and_is_the_same_for_the_rest(language: str, locale: str) -> None:
    passed_on = json.loads(Relay("", language).with_language(json.dumps(SENT).encode()))
    assert passed_on == {**SENT, "locale": locale}


async def test_what_the_bot_answers_comes_back_as_it_is() -> None:
    heard: list[dict[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append(await request.json())
        return web.json_response({"statusCode": 200}, status=202)

    port = any_port()
    async with (
        serving(port, {PATH: answer}),
        relaying(any_port(), f"http://127.0.0.1:{port}{PATH}", "nl") as relay,
        ClientSession() as session,
        session.post(relay.url, json=SENT) as came_back,
    ):
        assert (came_back.status, await came_back.json()) == (202, {"statusCode": 200})
    assert heard[0]["locale"] == "nl-NL"


async def test_a_bot_that_is_not_there_is_an_error_the_client_tries_again_after() -> None:
    url = f"http://127.0.0.1:{any_port()}{PATH}"
    async with (
        relaying(any_port(), url, "nl") as relay,
        ClientSession() as session,
        session.post(relay.url, json=SENT) as came_back,
    ):
        assert came_back.status == 502
