"""A Slack that behaves as the real one where things go wrong: it keeps what stands in its channels, for all to see."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.demo.listening import any_port
from tests.adapters.slack.web_api import Fault, Json, SlackWebApi, _arguments, application_of, everybody

POST, CHANGE = "chat.postMessage", "chat.update"


@dataclass(frozen=True)
class Trouble:
    """A fault that lasts. ``channel`` is empty for all of them."""

    fault: Fault
    methods: tuple[str, ...]
    channel: str


@dataclass(eq=False)
class Held:
    """A call that is carried out only when it is let go, whether or not who made it still waits."""

    method: str
    channel: str
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Try:
    """A call that was made, and when: *at* is in seconds of a clock that is never set."""

    method: str
    channel: str
    at: float
    fails: bool


@dataclass
class Slack(SlackWebApi):
    """``tries`` are all calls with their times."""

    tries: list[Try] = field(default_factory=list)
    port: int = 0
    said_at: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What was sent to each ``response_url``, by the end of its address."""
    _troubles: list[Trouble] = field(default_factory=list)
    _held: list[Held] = field(default_factory=list)
    _runner: web.AppRunner | None = None

    # -- what goes wrong -------------------------------------------------------------------------------------

    @contextmanager
    def trouble(self, fault: Fault, *methods: str, channel: str = "") -> Iterator[Trouble]:
        """For as long as the block lasts, these methods fail (all of them, where none is named)."""
        trouble = Trouble(fault, methods, channel)
        self._troubles.append(trouble)
        try:
            yield trouble
        finally:
            self._troubles.remove(trouble)

    def hold(self, method: str, channel: str) -> Held:
        """The next such call waits."""
        held = Held(method, channel)
        self._held.append(held)
        return held

    async def handle(self, request: web.Request) -> web.StreamResponse:
        channel = str((await _arguments(request)).get("channel", ""))
        for held in self._held:
            if (held.method, held.channel) == (request.match_info["method"], channel):
                self._held.remove(held)
                held.reached.set()
                await held.let_go.wait()
                break
        return await super().handle(request)

    async def take_response(self, request: web.Request) -> web.Response:
        self.said_at[request.match_info["id"]].append(str((await request.json())["text"]))
        return await super().take_response(request)

    def fault_of(self, method: str, args: Json) -> Fault:
        channel = str(args.get("channel", ""))
        fitting = (
            trouble.fault
            for trouble in self._troubles
            if (not trouble.methods or method in trouble.methods) and trouble.channel in ("", channel)
        )
        fault = next(fitting, None) or super().fault_of(method, args)
        self.tries.append(Try(method, channel, time.monotonic(), fails=fault != Fault()))
        return fault

    def tried(self, method: str, channel: str = "") -> list[Try]:
        """The calls of this method, in all channels or in one."""
        return [one for one in self.tries if one.method == method and channel in ("", one.channel)]

    def says(self, person: str, channel: str, text: str) -> str:
        """Somebody says something in a channel; its ``ts``."""
        message = {"user": person, "text": text, "ts": self._next()}
        self.messages[channel].append(message)
        return str(message["ts"])

    def delete(self, channel: str, ts: str) -> None:
        """Somebody deletes a message; one that has answers takes them along here."""
        self.messages[channel] = [m for m in self.messages[channel] if ts not in (m["ts"], m.get("thread_ts"))]

    # -- what stands there -----------------------------------------------------------------------------------

    def cards(self, channel: str) -> list[Json]:
        """Messages of the channel itself, the oldest first."""
        return [message for message in self.messages[channel] if not message.get("thread_ts")]

    def lines(self, channel: str) -> list[Json]:
        """Messages in its threads."""
        return [message for message in self.messages[channel] if message.get("thread_ts")]

    def keys(self) -> list[str]:
        """Of every delivery that stands somewhere."""
        return [m["metadata"]["event_payload"]["key"] for c in self.messages.values() for m in c if "metadata" in m]

    def with_key(self, key: str) -> list[tuple[str, Json]]:
        """Where the messages of this delivery stand."""
        return [
            (channel, message)
            for channel, messages in self.messages.items()
            for message in messages
            if message.get("metadata", {}).get("event_payload", {}).get("key") == key
        ]

    # -- how it behaves --------------------------------------------------------------------------------------

    def _answer(self, method: str, args: Json) -> Json:
        if method == "api.test":
            return {"ok": True}
        thread = args.get("thread_ts") if method == POST else None
        if thread and all(message["ts"] != thread for message in self.messages[args["channel"]]):
            return {"ok": False, "error": "thread_not_found"}
        return super()._answer(method, args)

    def _next(self) -> str:
        self._last = max(self._last + 1, time.time_ns() // 1_000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"

    # -- being there at all ----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen, on the same port every time."""
        self._runner = web.AppRunner(application_of(self), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        """Nobody listens; whoever connects is refused."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


@asynccontextmanager
async def serving() -> AsyncIterator[Slack]:
    """A workspace with everybody of the cast in it."""
    port = any_port()
    slack = Slack(users=everybody(), port=port, url=f"http://127.0.0.1:{port}", _last=0)
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()
