"""Stands before our bot and can let two people's presses in at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, web


@dataclass
class FrontDoor:
    """Everything goes through as it came; ``meeting`` makes some wait for each other."""

    url: str
    bot_url: str
    answers: list[str] = field(default_factory=list)
    """What the bot answered to those who met."""
    _word: str = ""
    _meeting: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(1))

    @contextmanager
    def meeting(self, word: str, people: int = 2) -> Iterator[None]:
        """Requests with this word in them wait until there are so many, and go in together."""
        self._word, self._meeting = word, asyncio.Barrier(people)
        self.answers.clear()
        yield
        self._word = ""

    async def pass_on(self, session: ClientSession, request: web.Request) -> web.StreamResponse:
        """One request."""
        body = await request.read()
        meets = bool(self._word) and self._word.encode() in body
        if meets:
            await self._meeting.wait()
        headers = {name: value for name, value in request.headers.items() if name not in ("Host", "Content-Length")}
        try:
            async with session.post(f"{self.bot_url}{request.path}", data=body, headers=headers) as answer:
                said = await answer.read()
                if meets:
                    self.answers.append(said.decode())
                return web.Response(status=answer.status, body=said, content_type=answer.content_type)
        except ClientError:
            return web.Response(status=502, text="the bot does not answer")


@asynccontextmanager
async def standing_before(bot_url: str, port: int) -> AsyncIterator[FrontDoor]:
    """A front door on loopback at *port*."""
    door = FrontDoor(f"http://127.0.0.1:{port}", bot_url)
    async with ClientSession() as session:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            return await door.pass_on(session, request)

        application = web.Application()
        application.router.add_post("/{path:.*}", pass_on)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield door
        finally:
            await runner.cleanup()
