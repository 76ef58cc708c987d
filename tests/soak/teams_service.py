"""The Bot Connector of ``tests.adapters.teams``, which keeps every message, with faults at random."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.adapters.teams.bot_connector import TENANT, BotConnector, Json
from tests.soak.history import History
from tests.soak.organisation import Member
from tests.soak.weather import NOTHING, Weather

CHANCES = {"429": 0.02, "502": 0.02, "lost": 0.02, "slow": 0.02, "reset": 0.02}
LONGEST_WAIT_S = 3.0


@dataclass
class SoakTeams(BotConnector):
    """``messages`` are those that stand in a thread or chat, by its id and the message's, as they are now."""

    weather: Weather | None = None
    patience_s: int = 0
    """As of ``SoakSlack``."""
    messages: dict[tuple[str, str], Json] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the threads of each channel, oldest first."""
    _last: int = 1_000

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        fault = self.weather.fault(f"{request.method} {_what(request.path)}") if self.weather else NOTHING
        wait_s = self.patience_s or (2 if fault == "429" else 0)
        if wait_s:
            refused = {"error": {"code": "TooManyRequests"}}
            return web.json_response(refused, status=429, headers={"Retry-After": str(wait_s)})
        match fault:
            case "502":
                return web.Response(status=502, text="bad gateway")
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            case "slow" if self.weather:
                await asyncio.sleep(0.3 + self.weather.chance.random() * (LONGEST_WAIT_S - 0.3))
        answer = self._carried_out(request.method, unquote(request.path), body)
        if fault == "lost" and request.transport is not None:
            request.transport.abort()
        return answer

    def _carried_out(self, method: str, path: str, body: Json) -> web.Response:
        place = path.removeprefix("/v3/conversations").lstrip("/")
        if method == "GET":
            member = self.members.get(place.rpartition("/")[2])
            return web.json_response(member) if member else web.json_response({"error": {}}, status=404)
        if not place:
            return web.json_response(self._conversation(body), status=201)
        conversation, _, message = place.partition("/activities")
        message = message.strip("/")
        if method == "PUT":
            if (conversation, message) not in self.messages:
                return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)
            self.messages[conversation, message] = body
            return web.json_response({"id": message})
        number = self._next()
        self.messages[conversation, number] = body
        return web.json_response({"id": number}, status=201)

    def _conversation(self, body: Json) -> Json:
        if not body["isGroup"]:
            return {"id": f"a:chat-with-{body['members'][0]['id']}"}
        number, channel = self._next(), body["channelData"]["channel"]["id"]
        conversation = f"{channel};messageid={number}"
        self.messages[conversation, number] = body["activity"]
        self.threads.setdefault(channel, []).append(conversation)
        return {"id": conversation, "activityId": number}

    def _next(self) -> str:
        self._last += 1
        return str(self._last)

    def card_of(self, conversation: str) -> Json:
        """The card a thread began with, as it is now."""
        message = self.messages[conversation, conversation.rpartition("=")[2]]
        card: Json = message["attachments"][0]["content"]
        return card


def _what(path: str) -> str:
    return "members" if "/members" in path else "activities" if "/activities" in path else "conversations"


def _a_member(member: Member) -> Json:
    """As ``getConversationMember`` tells it."""
    return {
        "id": member.teams_id,
        "name": member.name,
        "email": member.email,
        "userPrincipalName": member.email,
        "tenantId": TENANT,
        "userRole": "user",
    }


@asynccontextmanager
async def serving(members: Iterable[Member], *, weather: Weather | None = None) -> AsyncIterator[SoakTeams]:
    """A Teams these people are in, as far as they are."""
    known: dict[str, Any] = {member.teams_id: _a_member(member) for member in members if member.teams_id}
    teams = SoakTeams(members=known, weather=weather)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", teams.handle)
    async with TestServer(application, host="127.0.0.1") as server:
        teams.url = str(server.make_url("/")).rstrip("/")
        yield teams


def weather_over_teams(history: History, seed: int) -> Weather:
    """Faults for one call in ten."""
    return Weather(CHANCES, "teams", history, random.Random(seed))  # noqa: S311  # repeats with its seed, guards nothing
