"""A Bot Connector that keeps what stands in its conversations, for all to see."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.demo import cast
from bot.demo.listening import any_port
from tests.adapters.teams.bot_connector import BotConnector, Json, a_member


@dataclass(frozen=True)
class Standing:
    """A message people see."""

    conversation: str
    message: Json

    @property
    def card(self) -> Json:
        """What is drawn."""
        card: Json = self.message["attachments"][0]["content"]
        return card


@dataclass
class Teams(BotConnector):
    """``standing`` has every message by its id, as it is now."""

    standing: dict[str, Standing] = field(default_factory=dict)

    def cards(self, channel: str) -> list[Standing]:
        """The first messages of the channel's threads."""
        return [s for key, s in self.standing.items() if s.conversation == f"{channel};messageid={key}"]

    def lines(self, channel: str) -> list[Standing]:
        """The answers in its threads."""
        return [
            s
            for key, s in self.standing.items()
            if s.conversation.startswith(channel) and not s.conversation.endswith(f"={key}")
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        response = await super().handle(request)
        if response.status < 300 and request.method in {"POST", "PUT"}:
            said = json.loads(response.text or "{}") if isinstance(response, web.Response) else {}
            self._keep(request.method, request.path.removeprefix("/v3/conversations"), await request.json(), said)
        return response

    def _keep(self, method: str, place: str, body: Json, said: Json) -> None:
        lost = f"lost-{len(self.standing)}"  # the bot will never know this id
        if method == "PUT":
            key = place.rpartition("/")[2]
            self.standing[key] = Standing(self.standing[key].conversation, body)
        elif place:
            self.standing[str(said.get("id", lost))] = Standing(place[1:].partition("/activities")[0], body)
        elif body["isGroup"]:
            key = str(said.get("activityId", lost))
            self.standing[key] = Standing(f"{body['channelData']['channel']['id']};messageid={key}", body["activity"])


def without_viewers(card: Json) -> Json:
    """The card without the list of whose card refreshes: that depends on who was seen when it was drawn."""
    return {name: part for name, part in card.items() if name != "refresh"}


@asynccontextmanager
async def serving() -> AsyncIterator[Teams]:
    """A Bot Connector that knows everybody of the cast."""
    port = any_port()
    members = {person.teams_id: a_member(person) for person in cast.PEOPLE if person.teams_id}
    teams = Teams(url=f"http://127.0.0.1:{port}", members=members)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", teams.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield teams
    finally:
        await runner.cleanup()
