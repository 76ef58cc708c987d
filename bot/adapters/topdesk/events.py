"""TOPdesk calling: ``POST /topdesk/events``, from an automated action that its administrators made.

The call is a hint and nothing more: whoever sends it can make the bot read a ticket of its own again, and no more than
that. It is noted before it is answered, and followed afterwards.
"""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web

from bot.adapters.topdesk.numbers import id_from
from bot.errors import Unavailable

log = structlog.get_logger()

PATH = "/topdesk/events"
SECRET_HEADER = "X-TOPdesk-Secret"  # noqa: S105  # the name of the header, not what stands in it
LARGEST_BODY = 4_096

NoteHint = Callable[[str], Awaitable[bool]]
"""Notes that something may have happened to the ticket with this id, durably; whether a case has that ticket."""


def event_routes(secret: str, note: NoteHint, wake: Callable[[], None]) -> list[web.RouteDef]:
    """The route, for a secret that is set; without one TOPdesk cannot call."""

    async def called(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")  # as aiohttp read it
        if not hmac.compare_digest(given, secret.encode()):
            return _answer(401, "the secret is not correct")
        body = await _body(request)
        if body is None:
            return _answer(413, "the body is too large")
        ticket = ticket_in(body)
        if ticket is None:
            return _answer(400, 'the body has to be {"id": "${unid}", ...}')
        try:
            if await note(ticket):
                wake()
        except Unavailable as failure:  # TOPdesk does not try again: the poll finds what it called about
            log.warning("topdesk_call_not_noted", reason=failure.reason)
            return _answer(503, "try again later")
        return web.Response(status=202)

    return [web.post(PATH, called)]


async def _body(request: web.Request) -> bytes | None:
    """None for one that is larger than any call of TOPdesk's is."""
    if (request.content_length or 0) > LARGEST_BODY:
        return None
    read = b""
    async for chunk in request.content.iter_chunked(LARGEST_BODY):
        read += chunk
        if len(read) > LARGEST_BODY:
            return None
    return read


def ticket_in(body: bytes) -> str | None:
    """The id of the ticket a call is about, with its dashes; None for anything else."""
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    ticket = content.get("id") if isinstance(content, dict) else None
    return id_from(ticket) if isinstance(ticket, str) else None


def _answer(status: int, sentence: str) -> web.Response:
    return web.json_response({"message": sentence}, status=status)
