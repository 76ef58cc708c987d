"""A Bot Connector on loopback: it keeps what it is sent, and goes wrong when it is told to.

Its paths and answers are those of the Bot Connector's REST API (learn.microsoft.com/azure/bot-service/rest-api/
bot-framework-rest-connector-api-reference); the recordings of ``from-bot-*`` in ``payloads`` have the same form.
It runs in the event loop of the bot: a call that held up the loop would never be answered.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.demo import cast

Json = dict[str, Any]

TENANT = "11111111-1111-1111-1111-111111111111"
"""Of the recorded activities."""


@dataclass(frozen=True)
class Call:
    """A request the bot made. ``place`` is the path after ``/v3/conversations``."""

    method: str
    place: str
    body: Json
    authorization: str | None

    @property
    def card(self) -> Json:
        """The card in the message, also when it is the first of a thread."""
        message = self.body.get("activity", self.body)
        card: Json = message["attachments"][0]["content"]
        return card


@dataclass
class BotConnector:
    """What is wrong with it is said in ``faults``: each is used once, in order."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    faults: list[Callable[[web.Request], web.StreamResponse]] = field(default_factory=list)
    members: dict[str, Json] = field(default_factory=dict)
    wait_s: float = 0.0
    blocked: set[str] = field(default_factory=set)
    """Users whose chats take nothing from the bot."""

    def refuse(self, status: int, code: str = "", *, retry_after: str | None = None) -> None:
        """The next request is answered with this status, and is not carried out."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        body = {"error": {"code": code, "message": "a test"}} if code else {}
        self.faults.append(lambda _: web.json_response(body, status=status, headers=headers))

    def lose_the_next_answer(self) -> None:
        """The next request is carried out, and its answer never arrives."""

        def lose(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self.faults.append(lose)

    def answer_nonsense(self) -> None:
        """The next answer is no JSON."""
        self.faults.append(lambda _: web.Response(text="<html>", content_type="application/json"))

    def sent(self, method: str = "POST") -> list[Call]:
        """Messages that were posted (or replaced, with ``PUT``)."""
        return [call for call in self.calls if call.method == method and "/members" not in call.place]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        place = request.path.removeprefix("/v3/conversations")
        self.calls.append(Call(request.method, place, body, request.headers.get("Authorization")))
        number = str(1_000 + len(self.calls))
        await asyncio.sleep(self.wait_s)
        if self.faults:
            return self.faults.pop(0)(request)
        if any(f"chat-with-{user}" in place for user in self.blocked):
            return web.json_response({"error": {"code": "ForbiddenOperationException"}}, status=403)
        if place.endswith("/pagedmembers"):
            return web.json_response({"members": list(self.members.values())})
        if request.method == "GET":
            member = self.members.get(place.rpartition("/")[2])
            return web.json_response(member) if member else web.json_response({"error": {}}, status=404)
        if place:
            return web.json_response({"id": number}, status=200 if request.method == "PUT" else 201)
        return web.json_response(self._new_conversation(body, number), status=201)

    def _new_conversation(self, body: Json, number: str) -> Json:
        if not body["isGroup"]:
            return {"id": f"a:chat-with-{body['members'][0]['id']}"}
        return {"id": f"{body['channelData']['channel']['id']};messageid={number}", "activityId": number}


def a_member(person: cast.Person, tenant: str = TENANT) -> Json:
    """As ``getConversationMember`` tells it."""
    return {
        "id": person.teams_id,
        "aadObjectId": person.teams_object_id,
        "name": person.name,
        "email": person.email.capitalize(),
        "userPrincipalName": person.email,
        "tenantId": tenant,
        "userRole": "user",
    }


@asynccontextmanager
async def serving(people: Iterable[cast.Person]) -> AsyncIterator[BotConnector]:
    """A Bot Connector that knows these people."""
    connector = BotConnector(members={person.teams_id: a_member(person) for person in people if person.teams_id})
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", connector.handle)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    connector.url = f"http://127.0.0.1:{server.port}"
    try:
        yield connector
    finally:
        await server.close()
