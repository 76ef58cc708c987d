"""Stands between the local Slack and our bot, and makes submitted forms say what Slack's own would say.

An input that was not touched comes from the local Slack (0.1.8) as null, even where an initial value was shown, and a
text that was emptied comes as "". Slack sends the initial value, and null. The bot is written for Slack, so the
difference is taken out here: the request is checked, corrected, signed again with the same secret and passed on.
Everything else goes through as it is.
"""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

from aiohttp import ClientError, ClientSession, web
from slack_sdk.signature import SignatureVerifier

from bot.demo.local_slack import SIGNING_SECRET

PATH = "/slack/events"

INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
}
"""What a value is called in a submission, and in the element that shows it. docs.slack.dev/reference/block-kit"""


def as_slack_says(payload: dict[str, Any]) -> dict[str, Any]:
    """An interaction payload with the values of its form as Slack would send them."""
    if payload["type"] != "view_submission":
        return payload
    view = payload["view"]
    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    values = {
        block: {action: _corrected(value, elements[block]) for action, value in actions.items()}
        for block, actions in view["state"]["values"].items()
    }
    return {**payload, "view": {**view, "state": {"values": values}}}


def _corrected(value: Mapping[str, Any], element: Mapping[str, Any]) -> dict[str, Any]:
    corrected = dict(value)
    for name in INITIAL.keys() & value.keys():
        untouched = value[name] is None or value[name] == []
        emptied = value[name] == ""
        corrected[name] = element.get(INITIAL[name], value[name]) if untouched else None if emptied else value[name]
    if value["type"] in ("static_select", "radio_buttons"):
        corrected.setdefault("selected_option", None)  # absent once it was put back to nothing
    return corrected


def corrected_body(body: str, content_type: str) -> str:
    """The body of a request to the bot; only interactions carry a form."""
    form = parse_qs(body) if content_type.startswith("application/x-www-form-urlencoded") else {}
    if "payload" not in form:
        return body
    return urlencode({"payload": json.dumps(as_slack_says(json.loads(form["payload"][0])))})


@asynccontextmanager
async def relaying(port: int, bot_url: str) -> AsyncIterator[str]:
    """Listen on loopback and pass requests on to *bot_url*; gives the address to configure in the local Slack."""
    async with ClientSession() as session:
        application = web.Application()
        application.router.add_post(PATH, _Relay(session, bot_url).pass_on)
        runner = web.AppRunner(application)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{port}{PATH}"
        finally:
            await runner.cleanup()


class _Relay:
    def __init__(self, session: ClientSession, bot_url: str) -> None:
        self._session = session
        self._bot_url = bot_url
        self._signer = SignatureVerifier(SIGNING_SECRET)

    async def pass_on(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        if not self._signer.is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        content_type = request.headers.get("Content-Type", "")
        passed_on = corrected_body(body, content_type)
        headers = {"Content-Type": content_type, **self._signature(passed_on)}
        try:
            async with self._session.post(self._bot_url, data=passed_on.encode(), headers=headers) as answer:
                return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)
        except ClientError:
            return web.Response(status=502, text="the bot does not answer")

    def _signature(self, body: str) -> dict[str, str]:
        timestamp = str(int(time.time()))
        signature = self._signer.generate_signature(timestamp=timestamp, body=body)
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature or ""}
