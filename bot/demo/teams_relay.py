"""Stands between the local Teams client and our bot, and lets it say which language people read.

The client (0.2.28) says ``en-US`` for everybody, whatever the browser says. Teams says what the person's own Teams is
set to, and the bot answers each person in it. Everything else goes through as it is; nothing is signed here.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, web

PATH = "/api/messages"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}


@dataclass
class Relay:
    """``url`` is what the local client is told; ``language`` may be changed while it runs."""

    url: str
    language: str

    def with_language(self, activity: bytes) -> bytes:
        """The same activity from somebody who reads ``language``."""
        body = json.loads(activity)
        body["locale"] = LOCALES[self.language]
        return json.dumps(body, ensure_ascii=False).encode()


@asynccontextmanager
async def relaying(port: int, bot_url: str, language: str) -> AsyncIterator[Relay]:
    """Listen on loopback and pass activities on to *bot_url* (``http://127.0.0.1:8080/api/messages``)."""
    relay = Relay(f"http://127.0.0.1:{port}{PATH}", language)
    async with ClientSession() as session:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            headers = {"Content-Type": "application/json"}
            try:
                body = relay.with_language(await request.read())
                async with session.post(bot_url, data=body, headers=headers) as answer:
                    return web.Response(
                        status=answer.status, body=await answer.read(), content_type=answer.content_type
                    )
            except ClientError:
                return web.Response(status=502, text="the bot does not answer")

        application = web.Application()
        application.router.add_post(PATH, pass_on)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield relay
        finally:
            await runner.cleanup()
