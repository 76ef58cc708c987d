"""What the double was asked to write, for tests that look at the wire."""

import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.demo.topdesk.faults import API, WRITES, Handler

KEPT = 10_000


@dataclass(frozen=True)
class Written:
    """One request that writes, whatever came of it. *body* is its JSON, or None where it was none."""

    method: str
    path: str
    body: Any

    @property
    def shown_to_student(self) -> str | None:
        """The text of an entry the student sees: the flag has to be there and true, or TOPdesk shows the entry."""
        body = self.body if isinstance(self.body, dict) else {}
        return body.get("action") if body.get("actionInvisibleForCaller") is not True else None


@web.middleware
async def record_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.method in WRITES and request.path.startswith(API):
        request.app[WRITTEN].append(Written(request.method, request.path, _json(await request.text())))
    return await handler(request)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def nothing_yet() -> deque[Written]:
    return deque(maxlen=KEPT)


WRITTEN: web.AppKey[deque[Written]] = web.AppKey("written", deque)
