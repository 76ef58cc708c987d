"""Stands between our bot and the local Slack's Web API: where things can go wrong on the way out.

It also gives what Slack has and the local one does not: the language of a person in ``users.info``, and the metadata
of a message in ``conversations.history`` and ``conversations.replies``, without which no lost post can be found again.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import ClientSession, web

from bot.demo import cast

Json = dict[str, Any]
LOCALES = {person.slack_id: "en-GB" for person in cast.PEOPLE if person.language == "en"}
"""Whoever does not read Dutch; the others have no language of their own and get the organisation's."""


@dataclass(frozen=True)
class Call:
    """A call of the Web API."""

    method: str
    arguments: Mapping[str, Any]


@dataclass
class Held:
    """Calls that are kept waiting. ``reached`` is set when the first one is."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class SlackGate:
    """Its methods switch faults on; ``mend`` switches all of them off."""

    api_url: str
    calls: list[Call] = field(default_factory=list)
    _refused: dict[tuple[str, str], str] = field(default_factory=dict)
    _held_before: dict[str, Held] = field(default_factory=dict)
    _held_after: dict[str, Held] = field(default_factory=dict)
    _metadata: dict[tuple[str, str], Any] = field(default_factory=dict)

    def refuse(self, method: str, channel: str, error: str) -> None:
        """Answer *error* to this method for this channel, as Slack would."""
        self._refused[method, channel] = error

    @contextmanager
    def holding(self, method: str, *, answers: bool = False) -> Iterator[Held]:
        """Keep calls of this method waiting, before anything is done or (*answers*) before the answer is given.

        Who called and is gone when they are let go is not answered, and what was held before stays undone.
        """
        held, where = Held(), self._held_after if answers else self._held_before
        where[method] = held
        try:
            yield held
        finally:
            del where[method]
            held.let_go.set()

    def mend(self) -> None:
        """Nothing goes wrong any more, and nothing has happened yet."""
        self._refused.clear()
        self._metadata.clear()
        self.calls.clear()

    async def pass_on(self, session: ClientSession, slack_url: str, request: web.Request) -> web.StreamResponse:
        """One call."""
        method, body = request.match_info["method"], await request.read()
        arguments = _arguments(request, body)
        self.calls.append(Call(method, arguments))
        error = self._refused.get((method, str(arguments.get("channel", ""))))
        if error is not None:
            return web.json_response({"ok": False, "error": error})
        if await _is_gone(request, self._held_before.get(method)):
            return web.Response(status=503)
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        url = f"{slack_url}{method}"
        async with session.request(request.method, url, params=request.query, data=body, headers=headers) as answer:
            said = await answer.json()
        completed = self._completed(method, arguments, said)
        await _is_gone(request, self._held_after.get(method))
        return web.json_response(completed)

    def _completed(self, method: str, arguments: Mapping[str, Any], said: Json) -> Json:
        match method, said:
            case "chat.postMessage", {"ok": True, "channel": channel, "ts": ts}:
                self._metadata[channel, ts] = arguments.get("metadata")
            case "conversations.history" | "conversations.replies", {"ok": True, "messages": messages}:
                for message in messages:
                    message["metadata"] = self._metadata.get((str(arguments["channel"]), message["ts"])) or {}
            case "users.info", {"ok": True, "user": {"id": user} as found} if user in LOCALES:
                found["locale"] = LOCALES[user]
        return said


async def _is_gone(request: web.Request, held: Held | None) -> bool:
    """Wait as long as it is held; whether the caller has gone away by then."""
    if held is None:
        return False
    held.reached.set()
    await held.let_go.wait()
    return request.transport is None or request.transport.is_closing()


def _arguments(request: web.Request, body: bytes) -> Mapping[str, Any]:
    if request.content_type == "application/json":
        arguments: Json = json.loads(body or b"{}")
        return arguments
    return {**request.query, **dict(parse_qsl(body.decode()))}


@asynccontextmanager
async def standing_before(slack_api_url: str, port: int) -> AsyncIterator[SlackGate]:
    """A gate on loopback; its ``api_url`` is what the bot is told."""
    gate = SlackGate(f"http://127.0.0.1:{port}/api/")
    async with ClientSession() as session:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            return await gate.pass_on(session, slack_api_url, request)

        application = web.Application()
        application.router.add_route("*", "/api/{method}", pass_on)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield gate
        finally:
            await runner.cleanup()
