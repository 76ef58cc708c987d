"""The application and its control addresses, and how to start and stop it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.topdesk.access import ACCOUNTS, STORE, access_middleware
from bot.demo.topdesk.events import Calls, EventCaller, ForeignEditor
from bot.demo.topdesk.faults import FAULTS, FaultKind, Faults, faults_middleware
from bot.demo.topdesk.fields import Refusal
from bot.demo.topdesk.pages import add_pages
from bot.demo.topdesk.pages.editing import EDITOR, EVENTS
from bot.demo.topdesk.record import WRITTEN, Written, nothing_yet, record_middleware
from bot.demo.topdesk.reference import READER, WRITER, Account
from bot.demo.topdesk.routes import add_api, body_of, refusals_middleware
from bot.demo.topdesk.saving import Saver, read_state
from bot.demo.topdesk.seed import read_seed
from bot.demo.topdesk.store import Store, Switches


@dataclass
class Double:
    """A running double. *url* is what a client takes for the tenant: ``http://127.0.0.1:PORT``."""

    url: str
    store: Store
    faults: Faults
    editor: ForeignEditor
    events: EventCaller
    written: deque[Written]
    """What was asked to be written through the API, the newest last."""
    _runner: web.AppRunner
    _saver: Saver | None = None

    @property
    def switches(self) -> Switches:
        return self.store.switches

    async def stop(self) -> None:
        await self.events.stop()
        await self._runner.cleanup()
        if self._saver is not None:
            await self._saver.stop()


async def start(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    state: Path | None = None,
    event_url: str | None = None,
    event_secret: str | None = None,
    accounts: Sequence[Account] = (WRITER, READER),
    switches: Switches | None = None,
    link_to: str | None = None,
) -> Double:
    """Starts the double; port 0 takes a free one. With *state* the tickets live on in that file.

    *event_url* gets the call of an automated action after every change that was not made through the API.
    *link_to* is an address the pages link back to. Raises OSError when the port is taken.
    """
    reference, incidents = read_seed()
    store = Store(reference, switches or Switches())
    store.incidents = (read_state(state) if state else None) or incidents
    events = EventCaller(event_url, event_secret, ignored_operators=frozenset(a.operator for a in accounts))
    store.listeners.append(events.on_change)
    app = application(store, accounts, events, link_to)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    saver = Saver(state, store) if state else None
    if saver:
        store.listeners.append(saver.on_change)
    bound_port = runner.addresses[0][1]
    return Double(f"http://{host}:{bound_port}", store, app[FAULTS], app[EDITOR], events, app[WRITTEN], runner, saver)


def application(
    store: Store, accounts: Sequence[Account], events: EventCaller, link_to: str | None = None
) -> web.Application:
    app = web.Application(middlewares=[record_middleware, faults_middleware, refusals_middleware, access_middleware])
    app[STORE] = store
    app[ACCOUNTS] = accounts
    app[WRITTEN] = nothing_yet()
    app[FAULTS] = Faults()
    app[EVENTS] = events
    app[EDITOR] = ForeignEditor(store)
    add_api(app)
    add_pages(app, link_to)
    app.add_routes(
        [
            web.get("/_double/faults", read_faults),
            web.post("/_double/faults", switch_fault_on),
            web.delete("/_double/faults", switch_faults_off),
            web.post("/_double/switches", set_switches),
            web.post("/_double/edits", edit),
        ]
    )
    return app


async def read_faults(request: web.Request) -> web.Response:
    return web.json_response([vars(fault) for fault in request.app[FAULTS].active])


async def switch_fault_on(request: web.Request) -> web.Response:
    """Body: ``kind``, and optionally ``times`` (null: until switched off), ``writes``, ``path``, ``wait_s``."""
    body = await control_body(request, {"kind", "times", "writes", "path", "wait_s"})
    if body.get("kind") not in set(FaultKind):
        raise Refusal(400, f"Unknown fault; known are {', '.join(FaultKind)}.")
    return web.json_response(vars(request.app[FAULTS].switch_on(**body)), status=201)


async def switch_faults_off(request: web.Request) -> web.Response:
    """All of them, or those of ``?kind=``."""
    kind = request.query.get("kind")
    request.app[FAULTS].switch_off(FaultKind(kind) if kind in set(FaultKind) else None)
    return web.Response(status=204)


async def set_switches(request: web.Request) -> web.Response:
    switches = request.app[STORE].switches
    switches.set(**await control_body(request, set(vars(switches))))
    return web.json_response(vars(switches))


async def edit(request: web.Request) -> web.Response:
    """Body: ``number``, ``change``, ``value``, and ``calls`` to say how reliably TOPdesk calls from now on."""
    body = await control_body(request, {"number", "change", "value", "calls"})
    if "calls" in body:
        if body["calls"] not in set(Calls):
            raise Refusal(400, f"calls must be one of {', '.join(Calls)}.")
        request.app[EVENTS].calls = Calls(body["calls"])
    if "number" in body:
        request.app[EDITOR].changes(body["number"], body.get("change", ""), body.get("value", ""))
    return web.Response(status=204)


async def control_body(request: web.Request, known: set[str]) -> dict[str, Any]:
    body = await body_of(request)
    if not isinstance(body, dict) or not set(body) <= known:
        raise Refusal(400, f"The body is an object with some of: {', '.join(sorted(known))}.")
    return body
