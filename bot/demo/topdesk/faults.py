"""What can go wrong with TOPdesk, on demand: from Python and through ``POST /_double/faults``."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

API = "/tas/api"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FaultKind(StrEnum):
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    REFUSED_NEWER_FORM = "refused-newer-form"
    """A 400 in the form of the newer services: an object with ``errors``."""
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    """A 500 without a body."""
    BAD_GATEWAY = "bad-gateway"
    """A 502 with a page from something that stands in front of TOPdesk."""
    MAINTENANCE_PAGE = "maintenance-page"
    """A 200 that is a page, not JSON."""
    SLOW = "slow"
    DROPPED_BEFORE = "dropped-before"
    """The connection breaks and nothing was done."""
    DROPPED_AFTER = "dropped-after"
    """Everything was done, and the connection breaks before the answer."""
    NO_NEXT_PAGE_HEADER = "no-next-page-header"
    NULL_OBJECTS = "null-objects"
    """Every object in an answer is null."""


@dataclass
class Fault:
    """*times* is how often it still strikes (None: until switched off); *writes* limits it to writes or to reads."""

    kind: FaultKind
    times: int | None = 1
    writes: bool | None = None
    path: str = ""
    wait_s: float | None = None
    """For ``rate-limited`` the ``Retry-After`` (no header when None), for ``slow`` the delay (30 when None)."""

    def strikes(self, request: web.Request) -> bool:
        if self.times == 0 or self.path not in request.path:
            return False
        return self.writes is None or self.writes == (request.method in WRITES)


@dataclass
class Faults:
    """The faults that are switched on, oldest first; one request meets at most one."""

    active: list[Fault] = field(default_factory=list)

    def switch_on(
        self,
        kind: FaultKind,
        *,
        times: int | None = 1,
        writes: bool | None = None,
        path: str = "",
        wait_s: float | None = None,
    ) -> Fault:
        fault = Fault(FaultKind(kind), times, writes, path, wait_s)
        self.active.append(fault)
        return fault

    def switch_off(self, kind: FaultKind | None = None) -> None:
        """Without a *kind*: all of them."""
        self.active = [fault for fault in self.active if kind is not None and fault.kind != kind]

    def take(self, request: web.Request) -> Fault | None:
        for fault in self.active:
            if fault.strikes(request):
                if fault.times is not None:
                    fault.times -= 1
                self.active = [other for other in self.active if other.times != 0]
                return fault
        return None


@web.middleware
async def faults_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    fault = request.app[FAULTS].take(request) if request.path.startswith(API) else None
    if fault is None:
        return await handler(request)
    answer = answer_instead(fault)
    if answer is not None:
        return answer
    match fault.kind:
        case FaultKind.SLOW:
            await request.read()  # it has arrived, and is carried out though nobody may wait for it any more
            await asyncio.sleep(30 if fault.wait_s is None else fault.wait_s)
        case FaultKind.DROPPED_BEFORE:
            return cut_off(request)
    response = await handler(request)
    match fault.kind:
        case FaultKind.DROPPED_AFTER:
            return cut_off(request)
        case FaultKind.NO_NEXT_PAGE_HEADER:
            response.headers.pop("x-next-page-url", None)
        case FaultKind.NULL_OBJECTS:
            return with_null_objects(response)
    return response


def answer_instead(fault: Fault) -> web.Response | None:
    """The answer given in place of the real one, or None for the faults that let the request through."""
    match fault.kind:
        case FaultKind.UNAUTHORIZED:
            return refusal(401, "The login is not valid.")
        case FaultKind.FORBIDDEN:
            return refusal(403, "You do not have permission for this.")
        case FaultKind.NOT_FOUND:
            return refusal(404, "The incident was not found.")
        case FaultKind.REFUSED_NEWER_FORM:
            error = {"errorCode": "TEXT_REFUSED", "errorMessage": "The text is refused.", "appliesTo": ["action"]}
            return web.json_response({"errors": [error]}, status=400)
        case FaultKind.RATE_LIMITED:
            headers = {} if fault.wait_s is None else {"Retry-After": f"{fault.wait_s:g}"}
            return web.Response(status=429, headers=headers)
        case FaultKind.SERVER_ERROR:
            return web.Response(status=500)
        case FaultKind.BAD_GATEWAY:
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        case FaultKind.MAINTENANCE_PAGE:
            return web.Response(text="<html><h1>Onderhoud</h1></html>", content_type="text/html")
    return None


def refusal(status: int, message: str) -> web.Response:
    """The error form of the incident endpoints."""
    return web.json_response([{"message": message}], status=status)


def cut_off(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def with_null_objects(response: web.StreamResponse) -> web.StreamResponse:
    if not isinstance(response, web.Response) or response.content_type != "application/json" or response.text is None:
        return response
    return web.json_response(nulled(json.loads(response.text)), status=response.status)


def nulled(value: Any, *, top: bool = True) -> Any:
    match value:
        case list() if top:
            return [nulled(item) for item in value]
        case dict() if top:
            return {key: nulled(item, top=False) for key, item in value.items()}
        case dict() | list():
            return None
        case _:
            return value


FAULTS: web.AppKey[Faults] = web.AppKey("faults", Faults)
